/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-writers-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sonde-error.h"
#include "sonde-paths.h"

#define SUFFIX       ".lock"
#define OPEN_NAME    "open"
#define OPEN_WAIT_US (60 * G_USEC_PER_SEC)
#define OPEN_POLL_US (10 * 1000)

static const char damage_mark[] = "damaged\n";

static char *
get_path (SondeWriters *self, const char *name)
{
  g_autofree char *file = g_strconcat (name, SUFFIX, NULL);

  return g_build_filename (self->dir, file, NULL);
}

/* Locks that belong to the open file: two histories in one process are two writers, and closing another
 * descriptor of the file does not end the lock. */
static gboolean
lock (int fd)
{
  struct flock area = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  return fcntl (fd, F_OFD_SETLK, &area) == 0;
}

static gboolean
fail (GError **error, const char *path)
{
  int saved = errno;
  SondeErrorCode code = saved == ENOSPC || saved == EDQUOT                    ? SONDE_ERROR_STORE_FULL
                        : saved == EACCES || saved == EROFS || saved == EPERM ? SONDE_ERROR_STORE_READ_ONLY
                                                                              : SONDE_ERROR_STORE;

  g_propagate_error (error, sonde_error_new (code, "%s: %s", path, g_strerror (saved)));
  return FALSE;
}

static int
create_file (const char *path)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd >= 0)
    fchmod (fd, 0600);
  return fd;
}

/* Another process may be opening the history just now, and copy or repair it. */
static gboolean
wait_for_open_lock (SondeWriters *self, GError **error)
{
  g_autofree char *path = get_path (self, OPEN_NAME);
  gint64 end = g_get_monotonic_time () + OPEN_WAIT_US;

  self->open_fd = create_file (path);
  if (self->open_fd < 0)
    return fail (error, path);
  while (!lock (self->open_fd))
    {
      if ((errno != EAGAIN && errno != EACCES) || g_get_monotonic_time () > end)
        return fail (error, path);
      g_usleep (OPEN_POLL_US);
    }
  return TRUE;
}

static void
note_dead (SondeWriters *self, const char *uuid)
{
  g_autofree char *path = get_path (self, uuid);
  g_autofree char *mark = NULL;

  g_ptr_array_add (self->dead, g_strdup (uuid));
  if (g_file_get_contents (path, &mark, NULL, NULL) && strcmp (mark, damage_mark) == 0)
    self->found_damage = TRUE;
}

static void
look_for_others (SondeWriters *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->dir, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *uuid
        = g_str_has_suffix (name, SUFFIX) ? g_strndup (name, strlen (name) - strlen (SUFFIX)) : NULL;

      if (uuid == NULL || !g_uuid_string_is_valid (uuid))
        continue;
      if (sonde_writers_is_living (self, uuid))
        self->n_living++;
      else
        note_dead (self, uuid);
    }
}

/**
 * sonde_writers_new:
 * @data_dir: an existing directory
 *
 * Becomes a writer. Others wait until sonde_writers_opened() was called.
 */
SondeWriters *
sonde_writers_new (const char *data_dir, GError **error)
{
  g_autoptr (SondeWriters) self = g_new0 (SondeWriters, 1);
  g_autofree char *path = NULL;

  self->fd = -1;
  self->open_fd = -1;
  self->dead = g_ptr_array_new_with_free_func (g_free);
  self->dir = g_build_filename (data_dir, "writers", NULL);
  self->uuid = g_uuid_string_random ();
  if (!sonde_paths_make_private_dir (self->dir, error) || !wait_for_open_lock (self, error))
    return NULL;
  look_for_others (self);
  path = get_path (self, self->uuid);
  self->fd = create_file (path);
  if (self->fd < 0 || !lock (self->fd))
    {
      fail (error, path);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/** Stops being a writer. The lock file stays only if damage was noted. */
void
sonde_writers_free (SondeWriters *self)
{
  g_autofree char *path = get_path (self, self->uuid);

  if (self->fd >= 0)
    {
      if (lseek (self->fd, 0, SEEK_END) == 0)
        unlink (path);
      close (self->fd);
    }
  if (self->open_fd >= 0)
    close (self->open_fd);
  g_ptr_array_unref (self->dead);
  g_free (self->dir);
  g_free (self->uuid);
  g_free (self);
}

/** Whether the process behind @uuid still has the history open. */
gboolean
sonde_writers_is_living (SondeWriters *self, const char *uuid)
{
  g_autofree char *path = get_path (self, uuid);
  struct flock area = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  gboolean living;
  int fd;

  if (strcmp (uuid, self->uuid) == 0)
    return TRUE;
  /* What is in the database may be no name of ours. */
  fd = g_uuid_string_is_valid (uuid) ? open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW) : -1;
  if (fd < 0)
    return FALSE;
  living = fcntl (fd, F_OFD_GETLK, &area) == 0 && area.l_type != F_UNLCK;
  close (fd);
  return living;
}

/** The history is open and checked: forgets the dead and lets others open it. */
void
sonde_writers_opened (SondeWriters *self)
{
  for (guint i = 0; i < self->dead->len; i++)
    {
      g_autofree char *path = get_path (self, g_ptr_array_index (self->dead, i));

      unlink (path);
    }
  close (self->open_fd);
  self->open_fd = -1;
}

/** Makes the next one who opens the history check it. */
void
sonde_writers_note_damage (SondeWriters *self)
{
  if (pwrite (self->fd, damage_mark, strlen (damage_mark), 0) < 0)
    g_message ("%s: %s", self->uuid, g_strerror (errno));
}
