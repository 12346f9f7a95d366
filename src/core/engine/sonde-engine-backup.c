/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

/* A backup each day, without anybody asking. */

#include "sonde-engine-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-backup.h"
#include "sonde-error.h"

/* After the window is up: its first seconds belong to the person. */
#define FIRST_S 10
/* A window that stays open for days has its backups too. */
#define NEXT_S 3600

static void
checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sonde_store_check_finish (SONDE_STORE (object), result, &error)
      && g_error_matches (error, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT))
    sonde_engine_say (self, _ ("The history is damaged. Start Sonde anew: what can be read of it is saved"));
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (SondeBackup) backup = NULL;
  g_autoptr (GError) error = NULL;
  gboolean made;

  backup = sonde_backup_write_finish (result, &made, &error);
  g_clear_object (&self->backup);
  /* That a copy is damaged may have other reasons. */
  if (g_error_matches (error, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT) && self->opened)
    sonde_store_check_async (self->store, NULL, checked_cb, g_object_ref (self));
  else
    sonde_engine_report (self, error);
}

static gboolean look_cb (gpointer user_data);

static void
look_again (SondeEngine *self, guint seconds)
{
  self->backup_source = g_timeout_add_seconds_full (G_PRIORITY_LOW, seconds, look_cb, self, NULL);
}

static gboolean
look_cb (gpointer user_data)
{
  SondeEngine *self = user_data;

  look_again (self, NEXT_S);
  if (self->backup != NULL || !sonde_backup_is_due (self->data_dir))
    return G_SOURCE_REMOVE;
  self->backup = g_cancellable_new ();
  sonde_backup_write_async (self->data_dir, self->backup, written_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

void
sonde_engine_start_backups (SondeEngine *self)
{
  if (self->on_disk && self->backup_source == 0)
    look_again (self, FIRST_S);
}

/** What is half written is left; the next one is made by the next who looks. */
void
sonde_engine_stop_backups (SondeEngine *self)
{
  g_clear_handle_id (&self->backup_source, g_source_remove);
  if (self->backup != NULL)
    g_cancellable_cancel (self->backup);
}
