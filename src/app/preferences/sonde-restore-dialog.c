/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-restore-dialog.h"

#include <glib/gi18n-lib.h>

#include "sonde-dialog.h"
#include "sonde-engine-backup.h"
#include "sonde-error.h"
#include "sonde-restore.h"
#include "sonde-rows.h"

#define WIDTH  420
#define HEIGHT 560
/* Titles that are shown; the rest is counted. */
#define MOST_TITLES 20

struct _SondeRestoreDialog
{
  AdwWindow parent_instance;

  /* Children */
  AdwPreferencesPage *page;
  AdwPreferencesGroup *waiting;
  GtkWidget *restore;

  /* Owned */
  SondeEngine *engine;
  GCancellable *looking;
  char *path;
};

G_DEFINE_FINAL_TYPE (SondeRestoreDialog, sonde_restore_dialog, ADW_TYPE_WINDOW)

enum
{
  RESTORED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Words */

static char *
dup_problem (const GError *error)
{
  SondeErrorExplanation explanation;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
    return g_strdup (
      _ ("Another program, such as sonde-cli, has the history open. Try again when it has ended."));
  if (g_error_matches (error, SONDE_ERROR, SONDE_ERROR_NOT_FOUND))
    return g_strdup (_ ("There is no such file any more."));
  if (g_error_matches (error, SONDE_ERROR, SONDE_ERROR_INVALID_ARGUMENT))
    return g_strconcat (error->message, ".", NULL);
  sonde_error_explain (error, &explanation);
  return g_strdup_printf (_ ("%s. Nothing was changed."), explanation.sentence);
}

/* The page */

static AdwPreferencesGroup *
add_group (SondeRestoreDialog *self, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
  return ADW_PREFERENCES_GROUP (group);
}

static void
add_number (AdwPreferencesGroup *group, const char *title, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%'" G_GINT64_FORMAT, number);

  sonde_rows_add_text (GTK_WIDGET (group), title, text);
}

static void
add_contents (SondeRestoreDialog *self, const SondeRestored *found)
{
  AdwPreferencesGroup *group
    = add_group (self,
                 _ ("In the Backup"),
                 _ ("What is in the history now is kept, so that you can go back to that too."));
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (found->newest / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *newest = found->newest != 0 ? g_date_time_format (local, "%Y-%m-%d %H:%M") : NULL;

  add_number (group, _ ("Conversations"), found->n_conversations);
  add_number (group, _ ("Messages"), found->n_messages);
  sonde_rows_add_text (GTK_WIDGET (group), _ ("Newest"), newest != NULL ? newest : "–");
  if (found->n_older > 0)
    add_number (group, _ ("Conversations That Went On Since"), found->n_older);
}

static void
add_titles (SondeRestoreDialog *self, const char *title, gint64 n, GPtrArray *titles)
{
  AdwPreferencesGroup *group;
  guint n_shown = MIN (titles->len, MOST_TITLES);

  if (n == 0)
    return;
  group = add_group (self, title, NULL);
  for (guint i = 0; i < n_shown; i++)
    {
      const char *text = titles->pdata[i];

      sonde_rows_add_text (GTK_WIDGET (group), *text != '\0' ? text : _ ("New Chat"), NULL);
    }
  if (n > n_shown)
    {
      g_autofree char *more
        = g_strdup_printf (ngettext ("And %d more", "And %d more", n - n_shown), (int) (n - n_shown));

      sonde_rows_add_text (GTK_WIDGET (group), more, NULL);
    }
}

static void
show_found (SondeRestoreDialog *self, const SondeRestored *found)
{
  add_contents (self, found);
  if (found->compared)
    {
      add_titles (self, _ ("Comes Back"), found->n_returning, found->returning);
      add_titles (self, _ ("Is Not in the Backup"), found->n_leaving, found->leaving);
      if (found->n_returning == 0 && found->n_leaving == 0 && found->n_older == 0)
        add_group (self, NULL, _ ("The history has the same conversations now."));
    }
  else
    add_group (self, NULL, _ ("The history that is there now cannot be read, so nothing can be compared."));
  gtk_widget_set_sensitive (self->restore, TRUE);
  gtk_widget_grab_focus (self->restore);
}

static void
show_problem (SondeRestoreDialog *self, const GError *error)
{
  g_autofree char *problem = dup_problem (error);

  add_group (self, _ ("This Cannot Be Restored"), NULL);
  sonde_rows_add_text (GTK_WIDGET (add_group (self, NULL, NULL)), problem, NULL);
}

static void
show_waiting (SondeRestoreDialog *self, const char *text)
{
  GtkWidget *spinner = gtk_spinner_new ();
  GtkWidget *row;

  self->waiting = add_group (self, NULL, NULL);
  row = sonde_rows_add_text (GTK_WIDGET (self->waiting), text, NULL);
  gtk_spinner_start (GTK_SPINNER (spinner));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), spinner);
}

static void
end_waiting (SondeRestoreDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->waiting), FALSE);
}

static void
looked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeRestoreDialog) self = user_data;
  g_auto (SondeRestored) found = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean success = sonde_restore_look_finish (result, &found, &error);

  if (self->engine == NULL)
    return;
  end_waiting (self);
  if (success)
    show_found (self, &found);
  else
    show_problem (self, error);
}

/* Going back */

static void
restored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeRestoreDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean success = sonde_engine_restore_finish (SONDE_ENGINE (object), result, NULL, &error);

  if (success)
    g_signal_emit (self, signals[RESTORED], 0);
  if (self->engine == NULL)
    return;
  if (success)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  end_waiting (self);
  show_problem (self, error);
}

static void
restore_clicked_cb (SondeRestoreDialog *self)
{
  gtk_widget_set_sensitive (self->restore, FALSE);
  show_waiting (self, _ ("The backup is being restored…"));
  sonde_engine_restore_async (self->engine, self->path, restored_cb, g_object_ref (self));
}

static void
sonde_restore_dialog_dispose (GObject *object)
{
  SondeRestoreDialog *self = SONDE_RESTORE_DIALOG (object);

  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (sonde_restore_dialog_parent_class)->dispose (object);
}

static void
sonde_restore_dialog_class_init (SondeRestoreDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_restore_dialog_dispose;
  signals[RESTORED] = g_signal_new (
    "restored", SONDE_TYPE_RESTORE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sonde_restore_dialog_init (SondeRestoreDialog *self)
{
  self->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  self->restore = gtk_button_new_with_label (_ ("Restore"));
  self->looking = g_cancellable_new ();
  gtk_widget_add_css_class (self->restore, "suggested-action");
  gtk_widget_set_sensitive (self->restore, FALSE);
  g_signal_connect_object (
    self->restore, "clicked", G_CALLBACK (restore_clicked_cb), self, G_CONNECT_SWAPPED);
}

GtkWindow *
sonde_restore_dialog_new (GtkWindow *parent, SondeEngine *engine, const char *path, const char *name)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  SondeRestoreDialog *self = g_object_new (SONDE_TYPE_RESTORE_DIALOG, NULL);
  GtkWindow *window = GTK_WINDOW (self);
  g_autofree char *title
    /* Translators: %s is the date of a backup. */
    = name != NULL ? g_strdup_printf (_ ("Backup of %s"), name) : g_strdup (_ ("Restore a Backup"));

  self->engine = g_object_ref (engine);
  self->path = g_strdup (path);
  sonde_dialog_set_up (window, parent, title, WIDTH, HEIGHT, GTK_WIDGET (self->page));
  sonde_dialog_add_end (window, self->restore);
  show_waiting (self, _ ("The backup is being read…"));
  sonde_restore_look_async (
    sonde_engine_get_data_dir (engine), path, self->looking, looked_cb, g_object_ref (self));
  return window;
}
