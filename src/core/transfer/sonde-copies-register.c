/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-copies-register-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>

#include "sonde-paths.h"

#define FILE_GROUP  "Files"
#define OTHER_GROUP "Folder"

/** Nobody else opens it until it is closed. */
gboolean
sonde_copies_register_open (SondeCopiesRegister *reg, const char *path, const char *folder, GError **error)
{
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  g_autofree char *known = NULL;

  reg->changed = FALSE;
  reg->path = path;
  reg->lock = g_open (lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (reg->lock < 0)
    return sonde_paths_fail (lock, errno, error);
  while (flock (reg->lock, LOCK_EX) != 0 && errno == EINTR)
    ;
  reg->file = g_key_file_new ();
  g_key_file_load_from_file (reg->file, reg->path, G_KEY_FILE_NONE, NULL);
  known = g_key_file_get_string (reg->file, OTHER_GROUP, "path", NULL);
  if (g_strcmp0 (known, folder) == 0)
    return TRUE;
  /* What lies in another folder stays there, and is nothing that is looked after any more. */
  g_key_file_unref (reg->file);
  reg->file = g_key_file_new ();
  g_key_file_set_string (reg->file, OTHER_GROUP, "path", folder);
  return TRUE;
}

/** Writes what has changed. Gives @success, or FALSE with @error. */
gboolean
sonde_copies_register_close (SondeCopiesRegister *reg, gboolean success, GError **error)
{
  g_autofree char *text = g_key_file_to_data (reg->file, NULL, NULL);

  if (reg->changed)
    success = g_file_set_contents_full (
                reg->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, success ? error : NULL)
              && success;
  g_key_file_unref (reg->file);
  g_close (reg->lock, NULL);
  return success;
}

void
sonde_copies_register_put (
  SondeCopiesRegister *reg, gint64 id, gint64 created, const char *name, const char *digest)
{
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, created);
  const char *const values[] = { name, digest, time };

  g_key_file_set_string_list (reg->file, FILE_GROUP, key, values, G_N_ELEMENTS (values));
  reg->changed = TRUE;
}

/* A name that leaves the folder is none of Sonde's, whoever wrote it into the register. */
gboolean
sonde_copies_register_get (SondeCopiesRegister *reg, gint64 id, gint64 created, char **name, char **digest)
{
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  gsize n = 0;
  g_auto (GStrv) values = g_key_file_get_string_list (reg->file, FILE_GROUP, key, &n, NULL);

  if (n != 3 || (created != 0 && g_ascii_strtoll (values[2], NULL, 10) != created))
    return FALSE;
  if (strchr (values[0], '/') != NULL || values[0][0] == '.')
    return FALSE;
  *name = g_strdup (values[0]);
  *digest = g_strdup (values[1]);
  return TRUE;
}

void
sonde_copies_register_drop (SondeCopiesRegister *reg, gint64 id)
{
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  reg->changed |= g_key_file_remove_key (reg->file, FILE_GROUP, key, NULL);
}
