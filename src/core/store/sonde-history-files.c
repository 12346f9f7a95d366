/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-history-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sonde-error.h"

char *
sonde_history_dup_stamped_name (const char *path, const char *what)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *name = g_strdup_printf ("%s.%s-%s", path, what, stamp);

  for (guint i = 2; g_file_test (name, G_FILE_TEST_EXISTS); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s.%s-%s-%u", path, what, stamp, i);
    }
  return g_steal_pointer (&name);
}

static gboolean
fail_with_errno (const char *path, GError **error)
{
  int saved = errno;
  SondeErrorCode code
    = saved == ENOSPC || saved == EDQUOT ? SONDE_ERROR_STORE_FULL : SONDE_ERROR_STORE_READ_ONLY;

  g_propagate_error (error, sonde_error_new (code, "%s: %s", path, g_strerror (saved)));
  return FALSE;
}

/* What is no file of its own keeps its mode: a link may lead to anything. */
static gboolean
make_private (const char *path)
{
  GStatBuf info;

  return g_lstat (path, &info) != 0 || !S_ISREG (info.st_mode) || g_chmod (path, 0600) == 0;
}

/* Made before SQLite sees it, which would ask the umask; its other files get the same mode. A file that is
 * there is not opened: closing it would end the locks that SQLite may have on it in this process. */
gboolean
sonde_history_make_private_file (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  GStatBuf info;

  if (fd >= 0)
    close (fd);
  else if (errno != EEXIST)
    return fail_with_errno (path, error);
  if (g_stat (path, &info) != 0 || !make_private (path))
    return fail_with_errno (path, error);
  if (S_ISREG (info.st_mode))
    return TRUE;
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_STORE_CORRUPT, "%s is not a file", path));
  return FALSE;
}

gint64
sonde_history_get_size (const char *path, const char *suffix)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);
  GStatBuf info;

  return g_stat (name, &info) == 0 ? info.st_size : 0;
}

gboolean
sonde_history_make_private_files (const char *path, GError **error)
{
  static const char *const suffixes[] = { "-wal", "-shm" };

  /* SQLite would take an empty database for a new one and delete its log. */
  if (sonde_history_get_size (path, "") == 0 && sonde_history_get_size (path, "-wal") > 0)
    {
      g_propagate_error (error, sonde_error_new (SONDE_ERROR_STORE_CORRUPT, "%s has lost its pages", path));
      return FALSE;
    }
  if (!sonde_history_make_private_file (path, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      make_private (name);
    }
  return TRUE;
}

static gboolean
rename_part (const char *path, const char *target, const char *suffix, GError **error)
{
  g_autofree char *from = g_strconcat (path, suffix, NULL);
  g_autofree char *to = g_strconcat (target, suffix, NULL);

  return !g_file_test (from, G_FILE_TEST_EXISTS) || g_rename (from, to) == 0 || fail_with_errno (from, error);
}

/* The log goes with its database; the index of the log holds nothing. */
char *
sonde_history_set_aside (const char *path, const char *what, GError **error)
{
  g_autofree char *target = sonde_history_dup_stamped_name (path, what);
  g_autofree char *index = g_strconcat (path, "-shm", NULL);

  if (!rename_part (path, target, "-wal", error) || !rename_part (path, target, "-journal", error)
      || !rename_part (path, target, "", error))
    return NULL;
  g_unlink (index);
  return g_steal_pointer (&target);
}

/* The way back. */
void
sonde_history_put_back (const char *aside, const char *path)
{
  rename_part (aside, path, "-wal", NULL);
  rename_part (aside, path, "-journal", NULL);
  rename_part (aside, path, "", NULL);
}
