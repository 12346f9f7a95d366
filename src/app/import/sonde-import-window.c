/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-import"

#include "sonde-import-window.h"

#include <glib/gi18n-lib.h>

#include "sonde-engine-import.h"
#include "sonde-error.h"
#include "sonde-import.h"

typedef enum
{
  STEP_READING,
  STEP_PREVIEW,
  STEP_IMPORTING,
  STEP_DONE,
} Step;

struct _SondeImportWindow
{
  AdwWindow parent_instance;

  /* borrowed widgets */
  GtkWidget *status;
  GtkWidget *details_scroller;
  GtkWidget *details;
  GtkWidget *replace;
  GtkWidget *progress;
  GtkWidget *cancel;
  GtkWidget *import;
  GtkWidget *close;

  /* owned */
  SondeEngine *engine;
  char *path;
  GCancellable *cancellable; /* of the step that runs */

  /* state */
  Step step;
};

G_DEFINE_FINAL_TYPE (SondeImportWindow, sonde_import_window, ADW_TYPE_WINDOW)

static void
say (SondeImportWindow *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->status), sentence);
}

/* Only the buttons that do something now are there. */
static void
set_step (SondeImportWindow *self, Step step, gboolean can_import)
{
  gboolean runs = step == STEP_READING || step == STEP_IMPORTING;

  self->step = step;
  gtk_widget_set_visible (self->progress, runs);
  gtk_widget_set_visible (self->cancel, step != STEP_DONE);
  gtk_widget_set_visible (self->import, step == STEP_PREVIEW);
  gtk_widget_set_sensitive (self->import, can_import);
  gtk_widget_set_visible (self->close, step == STEP_DONE);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), 0);
  if (step == STEP_PREVIEW)
    gtk_widget_grab_focus (can_import ? self->import : self->cancel);
  if (step == STEP_DONE)
    gtk_widget_grab_focus (self->close);
}

static void
show_details (SondeImportWindow *self, const SondeImportSummary *summary)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < summary->errors->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *) summary->errors->pdata[i]);
  gtk_label_set_text (GTK_LABEL (self->details), text->str);
  gtk_widget_set_visible (self->details_scroller, text->len > 0);
}

static char *
dup_failure (const GError *error)
{
  SondeErrorExplanation explanation;

  if (error->domain != SONDE_ERROR)
    return g_strdup (error->message);
  sonde_error_explain (error, &explanation);
  return g_strdup_printf ("%s. %s", explanation.sentence, error->message);
}

/* What came, and why no more did. */
static void
say_end (SondeImportWindow *self, const SondeImportSummary *summary, gboolean dry_run, const GError *error)
{
  g_autofree char *counts = sonde_import_summary_to_string (summary, dry_run);
  g_autofree char *failure = error != NULL ? dup_failure (error) : NULL;
  g_autofree char *both = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    both = g_strdup_printf ("%s\n%s", _ ("Cancelled"), counts);
  else if (error != NULL)
    both = summary->n_conversations > 0 ? g_strdup_printf ("%s\n%s", failure, counts) : g_strdup (failure);
  say (self, both != NULL ? both : counts);
}

static void
progress_cb (double fraction, gpointer user_data)
{
  SondeImportWindow *self = user_data;

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), fraction);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeImportWindow) self = user_data;
  g_autoptr (SondeImportSummary) summary = NULL;
  g_autoptr (GError) error = NULL;

  sonde_engine_import_finish (SONDE_ENGINE (object), result, &summary, &error);
  /* The window was closed meanwhile. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  say_end (self, summary, TRUE, error);
  show_details (self, summary);
  set_step (self, summary->n_conversations > 0 ? STEP_PREVIEW : STEP_DONE, summary->n_conversations > 0);
}

static void
imported_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeImportWindow) self = user_data;
  g_autoptr (SondeImportSummary) summary = NULL;
  g_autoptr (GError) error = NULL;

  sonde_engine_import_finish (SONDE_ENGINE (object), result, &summary, &error);
  say_end (self, summary, FALSE, error);
  show_details (self, summary);
  set_step (self, STEP_DONE, FALSE);
}

static void
run (SondeImportWindow *self, SondeImportFlags flags, GAsyncReadyCallback callback)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  sonde_engine_import_async (
    self->engine, self->path, flags, progress_cb, self, self->cancellable, callback, g_object_ref (self));
}

static void
start_reading (SondeImportWindow *self)
{
  say (self, _ ("Reading…"));
  set_step (self, STEP_READING, FALSE);
  run (self, SONDE_IMPORT_DRY_RUN, read_cb);
}

static void
import_clicked_cb (SondeImportWindow *self)
{
  gboolean replaces = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->replace));

  say (self, _ ("Importing…"));
  gtk_widget_set_visible (self->details_scroller, FALSE);
  gtk_widget_set_visible (self->replace, FALSE);
  set_step (self, STEP_IMPORTING, FALSE);
  run (self, replaces ? SONDE_IMPORT_REPLACE : SONDE_IMPORT_DEFAULT, imported_cb);
}

static void
cancel_clicked_cb (SondeImportWindow *self)
{
  if (self->step != STEP_IMPORTING)
    gtk_window_close (GTK_WINDOW (self));
  else
    g_cancellable_cancel (self->cancellable);
}

/* While it imports, closing cancels; the end is told before the window goes. */
static gboolean
close_request_cb (SondeImportWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  return self->step == STEP_IMPORTING;
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_button (SondeImportWindow *self, GtkWidget *bar, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (bar), button);
  return button;
}

static GtkWidget *
make_buttons (SondeImportWindow *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_widget_set_halign (bar, GTK_ALIGN_END);
  self->cancel = make_button (self, bar, _ ("_Cancel"), G_CALLBACK (cancel_clicked_cb));
  self->import = make_button (self, bar, _ ("_Import"), G_CALLBACK (import_clicked_cb));
  self->close = make_button (self, bar, _ ("_Done"), G_CALLBACK (gtk_window_close));
  gtk_widget_add_css_class (self->import, "suggested-action");
  return bar;
}

static GtkWidget *
make_body (SondeImportWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 24);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 24);
  self->status = make_label (NULL);
  self->progress = gtk_progress_bar_new ();
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Progress"), -1);
  self->details = make_label ("dim-label");
  self->details_scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (
    GTK_SCROLLED_WINDOW (self->details_scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->details_scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->details_scroller), 200);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->details_scroller), self->details);
  gtk_widget_set_visible (self->details_scroller, FALSE);
  self->replace = gtk_check_button_new_with_mnemonic (_ ("Move what is here into the _trash"));
  gtk_widget_set_visible (self->replace, FALSE);
  gtk_box_append (GTK_BOX (box), self->status);
  gtk_box_append (GTK_BOX (box), self->progress);
  gtk_box_append (GTK_BOX (box), self->details_scroller);
  gtk_box_append (GTK_BOX (box), self->replace);
  gtk_box_append (GTK_BOX (box), make_buttons (self));
  return box;
}

static void
sonde_import_window_dispose (GObject *object)
{
  SondeImportWindow *self = SONDE_IMPORT_WINDOW (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (sonde_import_window_parent_class)->dispose (object);
}

static void
sonde_import_window_class_init (SondeImportWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_import_window_dispose;

  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sonde_import_window_init (SondeImportWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();

  gtk_widget_add_css_class (header, "flat");
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), make_body (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 420, -1);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  g_signal_connect (self, "close-request", G_CALLBACK (close_request_cb), NULL);
}

static void
looked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  SondeImportWindow *self = SONDE_IMPORT_WINDOW (object);
  gssize kind = g_task_propagate_int (G_TASK (result), NULL);

  /* Only a whole history can take the place of the one that is here. */
  if (self->step < STEP_IMPORTING)
    gtk_widget_set_visible (self->replace, kind == SONDE_IMPORT_ARCHIVE || kind == SONDE_IMPORT_HISTORY);
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_int (task, sonde_import_look (data));
}

void
sonde_import_window_open (GtkWindow *parent, SondeEngine *engine, GFile *file)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;
  SondeImportWindow *self;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (SONDE_IS_ENGINE (engine));
  g_return_if_fail (G_IS_FILE (file));

  if (g_file_peek_path (file) == NULL)
    {
      gtk_widget_activate_action (
        GTK_WIDGET (parent), "win.toast", "s", _ ("Only a file on this computer can be imported"));
      return;
    }
  self = g_object_new (SONDE_TYPE_IMPORT_WINDOW, "transient-for", parent, NULL);
  name = g_filename_display_basename (g_file_peek_path (file));
  /* Translators: the title of a window; %s is the name of a file. */
  title = g_strdup_printf (_ ("Import “%s”"), name);
  gtk_window_set_title (GTK_WINDOW (self), title);
  self->engine = g_object_ref (engine);
  self->path = g_strdup (g_file_peek_path (file));
  task = g_task_new (self, NULL, looked_cb, NULL);
  g_task_set_task_data (task, g_strdup (self->path), g_free);
  g_task_run_in_thread (task, look_thread);
  start_reading (self);
  gtk_window_present (GTK_WINDOW (self));
}

static void
chosen_cb (GtkFileChooserNative *chooser, int response, gpointer user_data)
{
  g_autoptr (SondeEngine) engine = user_data;
  g_autoptr (GFile) file
    = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  if (file != NULL)
    sonde_import_window_open (
      gtk_native_dialog_get_transient_for (GTK_NATIVE_DIALOG (chooser)), engine, file);
  g_object_unref (chooser);
}

void
sonde_import_window_choose (GtkWindow *parent, SondeEngine *engine)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (SONDE_IS_ENGINE (engine));

  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
    _ ("Import Conversations"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen_cb), g_object_ref (engine));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
