/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-backups-page.h"

#include <glib/gi18n-lib.h>

#include "sonde-engine-backup.h"
#include "sonde-error.h"
#include "sonde-restore-dialog.h"
#include "sonde-rows.h"

struct _SondeBackupsPage
{
  AdwPreferencesPage parent_instance;

  /* Children */
  GtkWidget *list;
  GtkWidget *none;
  GtkWidget *back_up_row;
  GtkWidget *back_up;
  GtkWidget *check_row;
  GtkWidget *check;
  GtkWidget *salvage;

  /* Owned */
  SondeEngine *engine;
  GPtrArray *rows; /* of Row */
  GCancellable *looking;
};

G_DEFINE_FINAL_TYPE (SondeBackupsPage, sonde_backups_page, ADW_TYPE_PREFERENCES_PAGE)

static GtkWidget *
add_button (SondeBackupsPage *self, GtkWidget *row, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  if (clicked != NULL)
    g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  return button;
}

static void
set_result (GtkWidget *row, const char *text)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
}

/* The list */

static char *
dup_name (const SondeBackup *backup)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (backup->time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);

  return backup->kind == SONDE_BACKUP_DAILY ? g_strdup (backup->date)
                                            : g_date_time_format (local, "%Y-%m-%d %H:%M");
}

static const char *
get_kind (const SondeBackup *backup)
{
  switch (backup->kind)
    {
    case SONDE_BACKUP_REPLACED:
      return _ ("Before a restore");
    case SONDE_BACKUP_OLDER:
      return _ ("Before an update of Sonde");
    case SONDE_BACKUP_DAMAGED:
      return _ ("Damaged, put aside");
    case SONDE_BACKUP_DAILY:
    default:
      return NULL;
    }
}

static char *
dup_contents (const SondeBackup *backup)
{
  g_autoptr (GString) text = g_string_new (get_kind (backup));
  g_autofree char *size = g_format_size (backup->size);
  g_autofree char *count
    = g_strdup_printf (ngettext ("%d conversation", "%d conversations", MAX (backup->n_conversations, 0)),
                       (int) backup->n_conversations);

  if (text->len > 0)
    g_string_append (text, " · ");
  if (backup->n_conversations >= 0)
    g_string_append_printf (text, "%s · ", count);
  g_string_append (text, size);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void look (SondeBackupsPage *self);

static void
restored_cb (SondeBackupsPage *self)
{
  sonde_rows_show_text (GTK_WIDGET (self), _ ("The history was restored"));
  look (self);
}

static void
show_restore (SondeBackupsPage *self, const char *path, const char *name)
{
  GtkWindow *dialog = sonde_restore_dialog_new (
    GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->engine, path, name);

  g_signal_connect_object (dialog, "restored", G_CALLBACK (restored_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* Rows are hidden and used again, never taken out: with the window those would be freed twice over (the
 * bindings in their templates, GTK 4.8). */
typedef struct
{
  GtkWidget *row;
  GtkWidget *button;
  SondeBackup *backup;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_clear_pointer (&row->backup, sonde_backup_free);
  g_free (row);
}

static void
restore_clicked_cb (SondeBackupsPage *self, GtkWidget *button)
{
  const Row *row = g_object_get_data (G_OBJECT (button), "row");
  g_autofree char *name = dup_name (row->backup);

  show_restore (self, row->backup->path, name);
}

static Row *
add_row (SondeBackupsPage *self)
{
  Row *row = g_new0 (Row, 1);

  row->row = sonde_rows_add_text (self->list, "", "");
  row->button = add_button (self, row->row, _ ("Restore…"), G_CALLBACK (restore_clicked_cb));
  g_object_set_data (G_OBJECT (row->button), "row", row);
  g_ptr_array_add (self->rows, row);
  return row;
}

/* Takes @backup. */
static void
show_backup (SondeBackupsPage *self, Row *row, SondeBackup *backup)
{
  g_autofree char *name = dup_name (backup);
  g_autofree char *contents = dup_contents (backup);
  /* Translators: %s is the date of a backup. */
  g_autofree char *label = g_strdup_printf (_ ("Restore %s…"), name);
  gboolean damaged = backup->kind == SONDE_BACKUP_DAMAGED;

  g_clear_pointer (&row->backup, sonde_backup_free);
  row->backup = backup;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row->row), contents);
  gtk_widget_set_tooltip_text (row->row, damaged ? backup->path : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_visible (row->button, !damaged);
}

static void
show_list (SondeBackupsPage *self, GPtrArray *list)
{
  while (self->rows->len < list->len)
    add_row (self);
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = self->rows->pdata[i];

      gtk_widget_set_visible (row->row, i < list->len);
      if (i < list->len)
        show_backup (self, row, g_steal_pointer (&list->pdata[i]));
    }
  gtk_widget_set_visible (self->none, list->len == 0);
}

static void
looked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeBackupsPage) self = user_data;
  g_autoptr (GPtrArray) list = sonde_backup_look_finish (result, NULL);

  if (list == NULL || self->engine == NULL)
    return;
  g_ptr_array_set_free_func (list, NULL);
  show_list (self, list);
}

static void
look (SondeBackupsPage *self)
{
  if (self->engine == NULL)
    return;
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  self->looking = g_cancellable_new ();
  sonde_backup_look_async (
    sonde_engine_get_data_dir (self->engine), self->looking, looked_cb, g_object_ref (self));
}

/* Another file */

static void
file_chosen_cb (GtkFileChooserNative *chooser, int response, SondeBackupsPage *self)
{
  g_autoptr (GFile) file
    = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  if (file != NULL && g_file_peek_path (file) != NULL)
    show_restore (self, g_file_peek_path (file), NULL);
  else if (file != NULL)
    sonde_rows_show_text (GTK_WIDGET (self), _ ("Choose a file on this computer"));
  g_object_unref (chooser);
}

static void
choose_clicked_cb (SondeBackupsPage *self)
{
  GtkFileChooserNative *chooser
    = gtk_file_chooser_native_new (_ ("Restore a Backup"),
                                   GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   GTK_FILE_CHOOSER_ACTION_OPEN,
                                   _ ("_Open"),
                                   _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* Now */

static void
backed_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeBackupsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean made = FALSE;
  g_autoptr (SondeBackup) backup = sonde_engine_back_up_finish (SONDE_ENGINE (object), result, &made, &error);
  g_autofree char *problem = backup == NULL ? sonde_rows_dup_error (error) : NULL;

  if (self->engine == NULL)
    return;
  gtk_widget_set_sensitive (self->back_up, TRUE);
  set_result (self->back_up_row,
              backup == NULL ? problem
              : made         ? _ ("The backup was made")
                             : _ ("Nothing has changed since the last backup"));
  look (self);
}

static void
back_up_clicked_cb (SondeBackupsPage *self)
{
  gtk_widget_set_sensitive (self->back_up, FALSE);
  set_result (self->back_up_row, _ ("The history is being copied…"));
  sonde_engine_back_up_async (self->engine, backed_up_cb, g_object_ref (self));
}

static void
salvaged_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeBackupsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean success = sonde_engine_restore_finish (SONDE_ENGINE (object), result, NULL, &error);
  g_autofree char *problem = success ? NULL : sonde_rows_dup_error (error);

  if (self->engine == NULL)
    return;
  gtk_widget_set_visible (self->salvage, !success);
  gtk_widget_set_sensitive (self->salvage, TRUE);
  gtk_widget_set_visible (self->check, TRUE);
  set_result (self->check_row,
              success ? _ ("What can be read was saved. The damaged file was put aside") : problem);
  look (self);
}

static void
salvage_clicked_cb (SondeBackupsPage *self)
{
  gtk_widget_set_sensitive (self->salvage, FALSE);
  set_result (self->check_row, _ ("What can be read is being saved…"));
  sonde_engine_salvage_async (self->engine, salvaged_cb, g_object_ref (self));
}

static void
show_damage (SondeBackupsPage *self)
{
  set_result (self->check_row,
              _ ("The history is damaged. Save what can be read of it, or go back to a backup"));
  gtk_widget_set_visible (self->salvage, TRUE);
  gtk_widget_set_visible (self->check, FALSE);
}

static void
checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeBackupsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean mended = FALSE;
  gboolean whole = sonde_engine_check_finish (SONDE_ENGINE (object), result, &mended, &error);
  g_autofree char *problem = whole ? NULL : sonde_rows_dup_error (error);

  if (self->engine == NULL)
    return;
  gtk_widget_set_sensitive (self->check, TRUE);
  if (g_error_matches (error, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT))
    show_damage (self);
  else
    set_result (self->check_row,
                !whole ? problem
                : mended
                  ? _ ("The history is whole. The index of the search was damaged and has been made anew")
                  : _ ("The history is whole"));
}

static void
check_clicked_cb (SondeBackupsPage *self)
{
  gtk_widget_set_sensitive (self->check, FALSE);
  set_result (self->check_row, _ ("The history is being read through…"));
  sonde_engine_check_async (self->engine, checked_cb, g_object_ref (self));
}

static void
add_now_group (SondeBackupsPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->back_up_row
    = sonde_rows_add_text (group, _ ("Back Up"), _ ("A copy of the whole history, in its folder"));
  self->back_up = add_button (self, self->back_up_row, _ ("Back Up Now"), G_CALLBACK (back_up_clicked_cb));
  self->check_row
    = sonde_rows_add_text (group, _ ("Check"), _ ("Reads the whole history and looks for damage"));
  self->salvage
    = add_button (self, self->check_row, _ ("Save What Can Be Read"), G_CALLBACK (salvage_clicked_cb));
  self->check = add_button (self, self->check_row, _ ("Check Now"), G_CALLBACK (check_clicked_cb));
  gtk_widget_set_visible (self->salvage, FALSE);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), ADW_PREFERENCES_GROUP (group));
}

static void
add_list_group (SondeBackupsPage *self)
{
  self->list = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->list), _ ("Going Back"));
  adw_preferences_group_set_description (
    ADW_PREFERENCES_GROUP (self->list),
    _ ("A backup is made on each day on which Sonde is used, and seven are kept. Before anything is restored "
       "you see what is in it."));
  self->none = sonde_rows_add_text (self->list, _ ("There is none yet"), NULL);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), ADW_PREFERENCES_GROUP (self->list));
}

static void
add_file_group (SondeBackupsPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row
    = sonde_rows_add_text (group, _ ("Another File"), _ ("A history.db or a backup from elsewhere"));

  add_button (self, row, _ ("Choose File…"), G_CALLBACK (choose_clicked_cb));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), ADW_PREFERENCES_GROUP (group));
}

static void
sonde_backups_page_dispose (GObject *object)
{
  SondeBackupsPage *self = SONDE_BACKUPS_PAGE (object);

  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (sonde_backups_page_parent_class)->dispose (object);
}

static void
sonde_backups_page_class_init (SondeBackupsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_backups_page_dispose;
}

static void
sonde_backups_page_init (SondeBackupsPage *self)
{
  self->rows = g_ptr_array_new_with_free_func (row_free);
  adw_preferences_page_set_name (ADW_PREFERENCES_PAGE (self), "backups");
  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (self), _ ("Backups"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (self), "document-open-recent-symbolic");
  add_now_group (self);
  add_list_group (self);
  add_file_group (self);
}

GtkWidget *
sonde_backups_page_new (SondeEngine *engine)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);

  SondeBackupsPage *self = g_object_new (SONDE_TYPE_BACKUPS_PAGE, NULL);

  self->engine = g_object_ref (engine);
  look (self);
  return GTK_WIDGET (self);
}
