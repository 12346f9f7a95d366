/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-export"

#include "sonde-export-window.h"

#include <glib/gi18n-lib.h>

#include "sonde-export-batch.h"
#include "sonde-export-choices.h"

#define WIDTH   460
#define TICK_MS 100

struct _SondeExportWindow
{
  AdwWindow parent_instance;

  /* Borrowed, of the tree */
  GtkStack *stack;
  SondeExportChoices *choices;
  GtkWidget *export_button;
  GtkProgressBar *bar;

  /* Owned */
  SondeEngine *engine;
  SondeConversation *conversation;
  GArray *ids;
  SondeExportBatch *batch;
  GCancellable *cancellable; /* while it writes */
  GFile *file;

  gint64 message;
  guint tick;
  gint done; /* messages; set by the thread that writes */
  gint total;
};

G_DEFINE_FINAL_TYPE (SondeExportWindow, sonde_export_window, ADW_TYPE_WINDOW)

static gboolean
is_one (SondeExportWindow *self)
{
  SondeExportScope scope = sonde_export_choices_get_scope (self->choices);

  return scope == SONDE_EXPORT_SCOPE_MESSAGE || scope == SONDE_EXPORT_SCOPE_CONVERSATION;
}

/* Writing */

static void
say (SondeExportWindow *self, const char *text)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", text);
}

static void
show_error (SondeExportWindow *self, const GError *error)
{
  GtkWidget *dialog
    = adw_message_dialog_new (GTK_WINDOW (self), _ ("The Conversation Was Not Exported"), NULL);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
begin_writing (SondeExportWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_progress_bar_set_fraction (self->bar, 0);
  gtk_stack_set_visible_child_name (self->stack, "progress");
  gtk_widget_set_sensitive (self->export_button, FALSE);
}

/* Back to the choices, so that something else can be tried; done with when it is written. */
static void
end_writing (SondeExportWindow *self, const GError *error)
{
  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->cancellable);
  gtk_stack_set_visible_child_name (self->stack, "choices");
  gtk_widget_set_sensitive (self->export_button, TRUE);
  if (error == NULL)
    gtk_window_destroy (GTK_WINDOW (self));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error);
}

static gboolean
tick_cb (gpointer user_data)
{
  SondeExportWindow *self = user_data;
  int total = g_atomic_int_get (&self->total);

  if (total > 0)
    gtk_progress_bar_set_fraction (self->bar, (double) g_atomic_int_get (&self->done) / total);
  else
    gtk_progress_bar_pulse (self->bar);
  return G_SOURCE_CONTINUE;
}

static void
message_written_cb (guint done, guint total, gpointer user_data)
{
  SondeExportWindow *self = user_data;

  g_atomic_int_set (&self->total, total);
  g_atomic_int_set (&self->done, done);
}

static void
one_written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeExportWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (sonde_export_write_finish (self->conversation, result, &error))
    {
      g_autofree char *name = g_file_get_basename (self->file);
      g_autofree char *text = g_strdup_printf (_ ("Exported to “%s”"), name);

      say (self, text);
    }
  end_writing (self, error);
}

static void
write_one (SondeExportWindow *self, GFile *file)
{
  SondeExportOptions options = sonde_export_choices_get_options (self->choices);

  options.message = self->message;
  g_set_object (&self->file, file);
  begin_writing (self);
  self->done = self->total = 0;
  self->tick = g_timeout_add (TICK_MS, tick_cb, self);
  sonde_export_write_async (self->conversation,
                            sonde_export_choices_get_format (self->choices),
                            &options,
                            file,
                            TRUE,
                            message_written_cb,
                            self,
                            self->cancellable,
                            one_written_cb,
                            g_object_ref (self));
}

static void
batch_progress_cb (SondeExportBatch *batch, double fraction, const char *title, gpointer user_data)
{
  SondeExportWindow *self = user_data;

  gtk_progress_bar_set_fraction (self->bar, fraction);
}

static void
batch_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeExportWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n_written = 0;

  if (sonde_export_batch_finish (self->batch, result, &n_written, &error))
    {
      g_autofree char *text = g_strdup_printf (
        ngettext ("%u conversation was exported", "%u conversations were exported", n_written), n_written);

      say (self, text);
    }
  end_writing (self, error);
}

static void
write_many (SondeExportWindow *self, GFile *folder)
{
  SondeExportOptions options = sonde_export_choices_get_options (self->choices);
  gboolean all = sonde_export_choices_get_scope (self->choices) == SONDE_EXPORT_SCOPE_ALL;

  begin_writing (self);
  g_clear_object (&self->batch);
  self->batch = sonde_export_batch_new (sonde_engine_get_store (self->engine),
                                        all ? NULL : self->ids,
                                        sonde_export_choices_get_format (self->choices),
                                        &options);
  g_signal_connect_object (self->batch, "progress", G_CALLBACK (batch_progress_cb), self, 0);
  sonde_export_batch_run_async (self->batch, folder, self->cancellable, batch_cb, g_object_ref (self));
}

/* Where to */

static void
chosen_cb (GtkFileChooserNative *chooser, int response, gpointer user_data)
{
  SondeExportWindow *self = user_data;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL && is_one (self))
    write_one (self, file);
  else if (file != NULL)
    write_many (self, file);
  g_object_unref (chooser);
}

static void
choose_file (SondeExportWindow *self)
{
  SondeExportFormat format = sonde_export_choices_get_format (self->choices);
  g_autofree char *name = sonde_export_dup_file_name (self->conversation, format);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
    _ ("Export Conversation"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), _ ("_Cancel"));

  gtk_file_filter_set_name (filter, sonde_export_format_get_title (format));
  gtk_file_filter_add_suffix (filter, sonde_export_format_extension (format));
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
choose_folder (SondeExportWindow *self)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_ ("Export Conversations"),
                                                               GTK_WINDOW (self),
                                                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                                               _ ("_Export"),
                                                               _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
export_clicked_cb (SondeExportWindow *self)
{
  sonde_export_choices_remember (self->choices);
  if (is_one (self))
    choose_file (self);
  else
    choose_folder (self);
}

static void
cancel_clicked_cb (SondeExportWindow *self)
{
  g_cancellable_cancel (self->cancellable);
}

static GtkWidget *
create_progress (SondeExportWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *bar = gtk_progress_bar_new ();
  GtkWidget *stop = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  self->bar = GTK_PROGRESS_BAR (bar);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Exporting…"), -1);
  gtk_progress_bar_set_text (self->bar, _ ("Exporting…"));
  gtk_progress_bar_set_show_text (self->bar, TRUE);
  gtk_widget_set_halign (stop, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (box, 36);
  gtk_widget_set_margin_end (box, 36);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), stop);
  g_signal_connect_swapped (stop, "clicked", G_CALLBACK (cancel_clicked_cb), self);
  return box;
}

static GtkWidget *
create_header (SondeExportWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  self->export_button = gtk_button_new_with_mnemonic (_ ("_Export…"));
  gtk_widget_add_css_class (self->export_button, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->export_button);
  g_signal_connect_swapped (self->export_button, "clicked", G_CALLBACK (export_clicked_cb), self);
  return header;
}

static void
fill (SondeExportWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *stack = gtk_stack_new ();

  self->stack = GTK_STACK (stack);
  gtk_widget_set_vexpand (stack, TRUE);
  gtk_box_append (GTK_BOX (box), create_header (self));
  gtk_box_append (GTK_BOX (box), stack);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->choices), "choices");
  gtk_stack_add_named (self->stack, create_progress (self), "progress");
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->export_button);
}

static SondeExportScope
get_offered (SondeExportWindow *self)
{
  if (self->conversation != NULL)
    return self->message != 0 ? SONDE_EXPORT_SCOPE_MESSAGE : SONDE_EXPORT_SCOPE_CONVERSATION;
  return self->ids != NULL ? SONDE_EXPORT_SCOPE_SELECTION : SONDE_EXPORT_SCOPE_ALL;
}

/* Closing ends what is being written; what is whole stays. */
static gboolean
sonde_export_window_close_request (GtkWindow *window)
{
  SondeExportWindow *self = SONDE_EXPORT_WINDOW (window);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  return GTK_WINDOW_CLASS (sonde_export_window_parent_class)->close_request (window);
}

static void
sonde_export_window_finalize (GObject *object)
{
  SondeExportWindow *self = SONDE_EXPORT_WINDOW (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->engine);
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->ids, g_array_unref);
  g_clear_object (&self->batch);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (sonde_export_window_parent_class)->finalize (object);
}

static void
sonde_export_window_class_init (SondeExportWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_export_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = sonde_export_window_close_request;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sonde_export_window_init (SondeExportWindow *self)
{
}

GtkWindow *
sonde_export_window_new (GtkWindow *parent,
                         SondeEngine *engine,
                         GSettings *settings,
                         SondeConversation *conversation,
                         gint64 message,
                         GArray *ids)
{
  SondeExportWindow *self;

  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);

  self = g_object_new (SONDE_TYPE_EXPORT_WINDOW,
                       "transient-for",
                       parent,
                       "modal",
                       TRUE,
                       "title",
                       _ ("Export"),
                       "default-width",
                       WIDTH,
                       NULL);
  self->engine = g_object_ref (engine);
  self->conversation = conversation != NULL ? g_object_ref (conversation) : NULL;
  self->ids = ids != NULL ? g_array_ref (ids) : NULL;
  self->message = message;
  self->choices = SONDE_EXPORT_CHOICES (
    sonde_export_choices_new (settings, get_offered (self), ids != NULL ? ids->len : 0));
  fill (self);
  return GTK_WINDOW (self);
}
