/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-copies.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sonde-copies-register-private.h"
#include "sonde-paths.h"

#define EXTENSION  "md"
#define TEMPORARY  ".sonde-copy-XXXXXX.tmp"
#define MOST_NAMES 100

struct _SondeCopies
{
  char *folder;
  char *register_path;
};

SondeCopies *
sonde_copies_new (const char *folder, const char *register_path)
{
  SondeCopies *self = g_new0 (SondeCopies, 1);

  self->folder = g_strdup (folder);
  self->register_path = g_strdup (register_path);
  return self;
}

void
sonde_copies_free (SondeCopies *self)
{
  g_free (self->folder);
  g_free (self->register_path);
  g_free (self);
}

/* Of what lies in the folder under @name, NULL when it is no file. */
static char *
dup_digest (int folder, const char *name)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *buffer = g_malloc (65536);
  int fd = openat (folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat status;
  gssize n = -1;

  if (fd < 0)
    return NULL;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    while ((n = read (fd, buffer, 65536)) > 0)
      g_checksum_update (sum, buffer, n);
  close (fd);
  return n == 0 ? g_strdup (g_checksum_get_string (sum)) : NULL;
}

static gboolean
is_there (int folder, const char *name)
{
  struct stat status;

  return fstatat (folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

static gboolean
write_all (int fd, const char *text, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, text, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      text += n;
      length -= n;
    }
  return fsync (fd) == 0;
}

/* A hidden file beside the others, complete before it gets its name. */
static gboolean
write_temporary (SondeCopies *self, const char *text, gsize length, char **temporary, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, TEMPORARY, NULL);
  int fd = g_mkstemp_full (path, O_WRONLY | O_CLOEXEC, 0666);

  if (fd < 0)
    return sonde_paths_fail (self->folder, errno, error);
  if (write_all (fd, text, length) && close (fd) == 0)
    {
      *temporary = g_path_get_basename (path);
      return TRUE;
    }
  sonde_paths_fail (self->folder, errno, error);
  close (fd);
  g_unlink (path);
  return FALSE;
}

/* Where renaming cannot be told to replace nothing, it is looked first. */
static gboolean
rename_new (int folder, const char *from, const char *to)
{
  if (renameat2 (folder, from, folder, to, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno != EINVAL && errno != ENOSYS)
    return FALSE;
  if (is_there (folder, to))
    {
      errno = EEXIST;
      return FALSE;
    }
  return renameat (folder, from, folder, to) == 0;
}

/* The name for @title, or with a number where that is somebody else's. */
static char *
dup_name (gint64 id, const char *title, guint number)
{
  g_autofree char *safe = sonde_paths_dup_safe_file_name (title, EXTENSION);

  safe[strlen (safe) - strlen ("." EXTENSION)] = '\0';
  return number <= 1 ? g_strdup_printf ("%s - %" G_GINT64_FORMAT "." EXTENSION, safe, id)
                     : g_strdup_printf ("%s - %" G_GINT64_FORMAT " (%u)." EXTENSION, safe, id, number);
}

static gboolean
is_name_of (const char *name, gint64 id, const char *title)
{
  for (guint i = 1; i < MOST_NAMES; i++)
    {
      g_autofree char *possible = dup_name (id, title, i);

      if (g_str_equal (name, possible))
        return TRUE;
    }
  return FALSE;
}

/* Gives the file its name; one that is there already and says the same is taken for it. */
static char *
name_new (int folder, const char *temporary, gint64 id, const char *title, const char *digest, GError **error)
{
  for (guint i = 1; i < MOST_NAMES; i++)
    {
      g_autofree char *name = dup_name (id, title, i);
      g_autofree char *present = NULL;

      if (rename_new (folder, temporary, name))
        return g_steal_pointer (&name);
      if (errno != EEXIST)
        {
          sonde_paths_fail (name, errno, error);
          return NULL;
        }
      present = dup_digest (folder, name);
      if (g_strcmp0 (present, digest) == 0)
        return g_steal_pointer (&name);
    }
  sonde_paths_fail (title, EEXIST, error);
  return NULL;
}

static gboolean
replace (int folder, const char *temporary, const char *name, GError **error)
{
  return renameat (folder, temporary, folder, name) == 0 || sonde_paths_fail (name, errno, error);
}

/** What there is of a copy. */
typedef struct
{
  char *name;
  char *digest;  /* of what was written */
  gboolean ours; /* the file is there as it was written */
} Present;

static void
clear_present (Present *present)
{
  g_free (present->name);
  g_free (present->digest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Present, clear_present)

static void
look (SondeCopiesRegister *reg, int folder, gint64 id, gint64 created, Present *present)
{
  g_autofree char *digest = NULL;

  if (!sonde_copies_register_get (reg, id, created, &present->name, &present->digest))
    return;
  digest = dup_digest (folder, present->name);
  present->ours = g_strcmp0 (digest, present->digest) == 0;
}

static gboolean
write_copy (SondeCopies *self,
            SondeCopiesRegister *reg,
            int folder,
            gint64 id,
            gint64 created,
            const char *title,
            GBytes *bytes,
            GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_auto (Present) present = { 0 };
  g_autofree char *temporary = NULL;
  g_autofree char *name = NULL;
  gboolean named;

  look (reg, folder, id, created, &present);
  named = present.ours && is_name_of (present.name, id, title);
  if (named && g_str_equal (present.digest, digest))
    return TRUE;
  if (!write_temporary (self, text, length, &temporary, error))
    return FALSE;
  if (named)
    name = replace (folder, temporary, present.name, error) ? g_strdup (present.name) : NULL;
  else
    name = name_new (folder, temporary, id, title, digest, error);
  unlinkat (folder, temporary, 0); /* if it is still there */
  if (name == NULL)
    return FALSE;
  if (present.ours && !g_str_equal (present.name, name))
    unlinkat (folder, present.name, 0);
  sonde_copies_register_put (reg, id, created, name, digest);
  return TRUE;
}

static int
open_folder (SondeCopies *self, GError **error)
{
  int folder = g_open (self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (folder < 0)
    sonde_paths_fail (self->folder, errno, error);
  return folder;
}

gboolean
sonde_copies_write (
  SondeCopies *self, gint64 id, gint64 created, const char *title, GBytes *text, GError **error)
{
  SondeCopiesRegister reg;
  gboolean success;
  int folder;

  g_return_val_if_fail (self != NULL && text != NULL, FALSE);

  folder = open_folder (self, error);
  if (folder < 0)
    return FALSE;
  success = sonde_copies_register_open (&reg, self->register_path, self->folder, error);
  if (success)
    success = sonde_copies_register_close (
      &reg, write_copy (self, &reg, folder, id, created, title != NULL ? title : "", text, error), error);
  close (folder);
  return success;
}

static gboolean
remove_copy (SondeCopiesRegister *reg, int folder, gint64 id, GError **error)
{
  g_auto (Present) present = { 0 };

  look (reg, folder, id, 0, &present);
  if (present.ours && unlinkat (folder, present.name, 0) != 0)
    return sonde_paths_fail (present.name, errno, error);
  sonde_copies_register_drop (reg, id);
  return TRUE;
}

gboolean
sonde_copies_remove (SondeCopies *self, gint64 id, GError **error)
{
  SondeCopiesRegister reg;
  gboolean success;
  int folder;

  g_return_val_if_fail (self != NULL, FALSE);

  folder = open_folder (self, error);
  if (folder < 0)
    return FALSE;
  success = sonde_copies_register_open (&reg, self->register_path, self->folder, error);
  if (success)
    success = sonde_copies_register_close (&reg, remove_copy (&reg, folder, id, error), error);
  close (folder);
  return success;
}
