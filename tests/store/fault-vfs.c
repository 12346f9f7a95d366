/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fault-vfs.h"

#include <sqlite3.h>
#include <string.h>

typedef struct
{
  sqlite3_file base;
  sqlite3_file *real;
  gboolean aimed_at;
} File;

static GMutex mutex;
static guint countdown; /* 0: not armed */
static gboolean failing;
static gboolean sticky_fault;
static int fault_code;
static guint n_faults;
static const char *aim;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs vfs;

static gboolean
is_aimed_at (const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  return aim == NULL || (name != NULL && strstr (name, aim) != NULL);
}

/* The result of an access: SQLITE_OK when it may happen. */
static int
meet_fault (gboolean reading, gboolean aimed_at)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  gboolean reads_fail = fault_code == SQLITE_IOERR_READ || fault_code == SQLITE_IOERR_SHORT_READ;

  if (!aimed_at || reading != reads_fail)
    return SQLITE_OK;
  if (countdown > 0 && --countdown == 0)
    failing = TRUE;
  if (!failing)
    return SQLITE_OK;
  failing = sticky_fault;
  n_faults++;
  return fault_code;
}

static sqlite3_file *
real (sqlite3_file *file)
{
  return ((File *) file)->real;
}

static int
close_cb (sqlite3_file *file)
{
  return real (file)->pMethods->xClose (real (file));
}

static int
read_cb (sqlite3_file *file, void *buffer, int n, sqlite3_int64 offset)
{
  int result = meet_fault (TRUE, ((File *) file)->aimed_at);

  /* SQLite wants zeros for what is missing. */
  if (result == SQLITE_IOERR_SHORT_READ)
    {
      real (file)->pMethods->xRead (real (file), buffer, n / 2, offset);
      memset ((char *) buffer + n / 2, 0, n - n / 2);
    }
  return result != SQLITE_OK ? result : real (file)->pMethods->xRead (real (file), buffer, n, offset);
}

static int
write_cb (sqlite3_file *file, const void *buffer, int n, sqlite3_int64 offset)
{
  int result = meet_fault (FALSE, ((File *) file)->aimed_at);

  /* A disk gets full in the middle of a write. */
  if (result == SQLITE_FULL && n > 512)
    real (file)->pMethods->xWrite (real (file), buffer, n / 2, offset);
  return result != SQLITE_OK ? result : real (file)->pMethods->xWrite (real (file), buffer, n, offset);
}

static int
truncate_cb (sqlite3_file *file, sqlite3_int64 size)
{
  int result = meet_fault (FALSE, ((File *) file)->aimed_at);

  return result != SQLITE_OK ? result : real (file)->pMethods->xTruncate (real (file), size);
}

static int
sync_cb (sqlite3_file *file, int flags)
{
  int result = meet_fault (FALSE, ((File *) file)->aimed_at);

  return result != SQLITE_OK ? result : real (file)->pMethods->xSync (real (file), flags);
}

static int
size_cb (sqlite3_file *file, sqlite3_int64 *size)
{
  return real (file)->pMethods->xFileSize (real (file), size);
}

static int
lock_cb (sqlite3_file *file, int lock)
{
  return real (file)->pMethods->xLock (real (file), lock);
}

static int
unlock_cb (sqlite3_file *file, int lock)
{
  return real (file)->pMethods->xUnlock (real (file), lock);
}

static int
reserved_cb (sqlite3_file *file, int *reserved)
{
  return real (file)->pMethods->xCheckReservedLock (real (file), reserved);
}

static int
control_cb (sqlite3_file *file, int op, void *argument)
{
  return real (file)->pMethods->xFileControl (real (file), op, argument);
}

static int
sector_cb (sqlite3_file *file)
{
  return real (file)->pMethods->xSectorSize (real (file));
}

static int
characteristics_cb (sqlite3_file *file)
{
  return real (file)->pMethods->xDeviceCharacteristics (real (file));
}

static int
shm_map_cb (sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
  int result = extend ? meet_fault (FALSE, ((File *) file)->aimed_at) : SQLITE_OK;

  return result != SQLITE_OK ? result
                             : real (file)->pMethods->xShmMap (real (file), page, size, extend, memory);
}

static int
shm_lock_cb (sqlite3_file *file, int offset, int n, int flags)
{
  return real (file)->pMethods->xShmLock (real (file), offset, n, flags);
}

static void
shm_barrier_cb (sqlite3_file *file)
{
  real (file)->pMethods->xShmBarrier (real (file));
}

static int
shm_unmap_cb (sqlite3_file *file, int delete)
{
  return real (file)->pMethods->xShmUnmap (real (file), delete);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = close_cb,
  .xRead = read_cb,
  .xWrite = write_cb,
  .xTruncate = truncate_cb,
  .xSync = sync_cb,
  .xFileSize = size_cb,
  .xLock = lock_cb,
  .xUnlock = unlock_cb,
  .xCheckReservedLock = reserved_cb,
  .xFileControl = control_cb,
  .xSectorSize = sector_cb,
  .xDeviceCharacteristics = characteristics_cb,
  .xShmMap = shm_map_cb,
  .xShmLock = shm_lock_cb,
  .xShmBarrier = shm_barrier_cb,
  .xShmUnmap = shm_unmap_cb,
};

static int
open_cb (sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  File *wrapped = (File *) file;
  int result;

  wrapped->real = (sqlite3_file *) (wrapped + 1);
  result = real_vfs->xOpen (real_vfs, name, wrapped->real, flags, out_flags);
  wrapped->aimed_at = is_aimed_at (name);
  wrapped->base.pMethods = wrapped->real->pMethods != NULL ? &methods : NULL;
  return result;
}

static int
delete_cb (sqlite3_vfs *self, const char *name, int sync)
{
  int result = meet_fault (FALSE, is_aimed_at (name));

  return result != SQLITE_OK ? result : real_vfs->xDelete (real_vfs, name, sync);
}

void
fault_vfs_install (void)
{
  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.zName = "fault";
  vfs.szOsFile = sizeof (File) + real_vfs->szOsFile;
  vfs.xOpen = open_cb;
  vfs.xDelete = delete_cb;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, TRUE), ==, SQLITE_OK);
}

void
fault_vfs_arm (guint nth, int code, gboolean sticky)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  countdown = nth;
  failing = FALSE;
  sticky_fault = sticky;
  fault_code = code;
  n_faults = 0;
}

void
fault_vfs_aim (const char *part)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  aim = part;
}

guint
fault_vfs_count (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  return n_faults;
}
