/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-key-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-assist.h"
#include "sonde-error.h"

#define WIDTH 460

struct _SondeKeyDialog
{
  AdwWindow parent_instance;

  /* Children */
  GtkWidget *entry;
  GtkWidget *save;
  GtkWidget *problem;
  GtkWidget *problem_label;
  GtkWidget *session;

  /* Owned */
  SondeEngine *engine;
  SondeProvider *provider;
  GCancellable *cancellable;

  /* State */
  gboolean saving;
};

G_DEFINE_FINAL_TYPE (SondeKeyDialog, sonde_key_dialog, ADW_TYPE_WINDOW)

enum
{
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
update_save (SondeKeyDialog *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  gtk_widget_set_sensitive (self->save, *text != '\0' && !self->saving);
}

static void
show_problem (SondeKeyDialog *self, const GError *error)
{
  gboolean of_keyring = error->domain == SONDE_ERROR && error->code >= SONDE_ERROR_KEYRING_ABSENT
                        && error->code <= SONDE_ERROR_KEYRING_TIMEOUT;
  SondeErrorExplanation explanation;
  g_autofree char *text = NULL;

  sonde_error_explain (error, &explanation);
  if (error->domain == SONDE_ERROR && error->code == SONDE_ERROR_INVALID_ARGUMENT)
    text = g_strdup (error->message);
  else if (of_keyring)
    text = g_strdup_printf (_ ("%s. The key was not stored."), explanation.sentence);
  else
    text = g_strdup_printf ("%s. %s", explanation.sentence, explanation.help);
  gtk_label_set_text (GTK_LABEL (self->problem_label), text);
  gtk_widget_set_visible (self->session, of_keyring);
  gtk_widget_set_visible (self->problem, TRUE);
}

static void
finish (SondeKeyDialog *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  g_signal_emit (self, signals[SAVED], 0);
  gtk_window_close (GTK_WINDOW (self));
}

/* The key as the person means it, or NULL after saying what is wrong with it. */
static char *
dup_key (SondeKeyDialog *self)
{
  g_autoptr (GError) error = NULL;
  char *key = sonde_keyring_clean_key (gtk_editable_get_text (GTK_EDITABLE (self->entry)), &error);

  if (key == NULL)
    show_problem (self, error);
  return key;
}

static void
free_key (char *key)
{
  if (key != NULL)
    explicit_bzero (key, strlen (key));
  g_free (key);
}

static void
stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeKeyDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  self->saving = FALSE;
  if (sonde_keyring_store_finish (SONDE_KEYRING (object), result, &error))
    finish (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      show_problem (self, error);
      update_save (self);
    }
}

static void
save_cb (SondeKeyDialog *self)
{
  char *key = gtk_widget_get_sensitive (self->save) ? dup_key (self) : NULL;

  if (key == NULL)
    return;
  g_autofree char *key_id = sonde_provider_dup_key_id (self->provider);

  self->saving = TRUE;
  gtk_widget_set_visible (self->problem, FALSE);
  update_save (self);
  sonde_keyring_store_async (sonde_engine_get_keyring (self->engine),
                             key_id,
                             sonde_provider_get_name (self->provider),
                             key,
                             self->cancellable,
                             stored_cb,
                             g_object_ref (self));
  free_key (key);
}

static void
session_cb (SondeKeyDialog *self)
{
  char *key = dup_key (self);

  if (key == NULL)
    return;
  g_autofree char *key_id = sonde_provider_dup_key_id (self->provider);

  sonde_keyring_keep_for_session (sonde_engine_get_keyring (self->engine), key_id, key);
  free_key (key);
  finish (self);
}

static void
sonde_key_dialog_dispose (GObject *object)
{
  SondeKeyDialog *self = SONDE_KEY_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->engine);
  g_clear_object (&self->provider);
  G_OBJECT_CLASS (sonde_key_dialog_parent_class)->dispose (object);
}

static void
sonde_key_dialog_finalize (GObject *object)
{
  g_object_unref (SONDE_KEY_DIALOG (object)->cancellable);
  G_OBJECT_CLASS (sonde_key_dialog_parent_class)->finalize (object);
}

static void
sonde_key_dialog_class_init (SondeKeyDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_key_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = sonde_key_dialog_finalize;
  signals[SAVED]
    = g_signal_new ("saved", SONDE_TYPE_KEY_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
create_header (SondeKeyDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));

  self->save = gtk_button_new_with_label (_ ("Save"));
  gtk_widget_add_css_class (self->save, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  g_signal_connect_object (self->save, "clicked", G_CALLBACK (save_cb), self, G_CONNECT_SWAPPED);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->save);
  return header;
}

static GtkWidget *
create_wrapped_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static GtkWidget *
create_problem (SondeKeyDialog *self)
{
  self->problem = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->problem_label = create_wrapped_label (NULL);
  self->session = gtk_button_new_with_label (_ ("Use Until Sonde Closes"));
  gtk_widget_add_css_class (self->problem_label, "error");
  gtk_widget_set_halign (self->session, GTK_ALIGN_START);
  gtk_widget_set_visible (self->problem, FALSE);
  g_signal_connect_object (self->session, "clicked", G_CALLBACK (session_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->problem), self->problem_label);
  gtk_box_append (GTK_BOX (self->problem), self->session);
  return self->problem;
}

static void
build (SondeKeyDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *where
    = create_wrapped_label (_ ("The key is kept in the system keyring, never in a file, and is sent to this "
                               "provider only."));
  const char *key_url = sonde_provider_get_key_url (self->provider);
  g_autofree char *title = g_strdup_printf (_ ("API Key of %s"), sonde_provider_get_name (self->provider));

  gtk_window_set_title (GTK_WINDOW (self), title);
  self->entry = adw_password_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), _ ("API Key"));
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (update_save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "entry-activated", G_CALLBACK (save_cb), self, G_CONNECT_SWAPPED);
  sonde_assist_name_icons (self->entry);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->entry);
  gtk_widget_add_css_class (where, "secondary");

  gtk_box_append (GTK_BOX (content), group);
  gtk_box_append (GTK_BOX (content), where);
  gtk_box_append (GTK_BOX (content), create_problem (self));
  if (key_url != NULL && *key_url != '\0')
    {
      GtkWidget *link = gtk_link_button_new_with_label (key_url, _ ("Get a Key"));

      gtk_widget_set_halign (link, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (content), link);
    }
  gtk_widget_set_margin_top (content, 12);
  gtk_widget_set_margin_bottom (content, 20);
  gtk_widget_set_margin_start (content, 16);
  gtk_widget_set_margin_end (content, 16);

  gtk_box_append (GTK_BOX (box), create_header (self));
  gtk_box_append (GTK_BOX (box), content);
  adw_window_set_content (ADW_WINDOW (self), box);
  update_save (self);
}

static void
sonde_key_dialog_init (SondeKeyDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_resizable (GTK_WINDOW (self), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, -1);
}

/**
 * sonde_key_dialog_run:
 * @parent: (nullable): the window above which it opens
 * @engine: whose keyring takes the key
 * @provider: whose key is asked for
 *
 * Returns: (transfer none): the open dialog; it ends itself
 */
SondeKeyDialog *
sonde_key_dialog_run (GtkWindow *parent, SondeEngine *engine, SondeProvider *provider)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (SONDE_IS_PROVIDER (provider), NULL);

  SondeKeyDialog *self = g_object_new (SONDE_TYPE_KEY_DIALOG, "transient-for", parent, NULL);

  self->engine = g_object_ref (engine);
  self->provider = g_object_ref (provider);
  build (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (self->entry);
  return self;
}
