/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-zip-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sonde-error.h"
#include "sonde-text.h"

/* libarchive unpacks; but it does not tell where entries lie, so what makes archives dangerous is looked for
 * here, in the directory at the end (APPNOTE.TXT 4.3, 4.4 and 4.5.3). */

#define MAX_ENTRIES     50000
#define MAX_DIRECTORY   (32 * 1024 * 1024)
#define MAX_COMMENT     65535
#define END_BYTES       22
#define END64_BYTES     56
#define LOCATOR_BYTES   20
#define CENTRAL_BYTES   46
#define LOCAL_BYTES     30
#define END_SIGNATURE   0x06054b50
#define END64_SIGNATURE 0x06064b50
#define LOCATOR_SIGN    0x07064b50
#define CENTRAL_SIGN    0x02014b50
#define ZIP64_EXTRA     0x0001
#define FLAG_ENCRYPTED  0x0001

/* Where the directory lies. */
typedef struct
{
  guint64 offset;
  guint64 size;
  guint64 n_entries;
} Directory;

static guint16
get16 (const guint8 *p)
{
  return p[0] | p[1] << 8;
}

static guint32
get32 (const guint8 *p)
{
  return get16 (p) | (guint32) get16 (p + 2) << 16;
}

static guint64
get64 (const guint8 *p)
{
  return get32 (p) | (guint64) get32 (p + 4) << 32;
}

static gboolean
damaged (GError **error, const char *reason)
{
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_IMPORT_DAMAGED, "%s", reason));
  return FALSE;
}

static gboolean
refuse (GError **error, const char *reason)
{
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_IMPORT_REFUSED, "%s", reason));
  return FALSE;
}

static gboolean
read_at (int fd, guint64 offset, guint8 *bytes, gsize length)
{
  gsize done = 0;

  while (done < length)
    {
      gssize n = pread (fd, bytes + done, length - done, offset + done);

      if (n <= 0)
        return FALSE;
      done += n;
    }
  return TRUE;
}

/* The values that do not fit into 32 bits. */
static gboolean
read_end64 (int fd, guint64 end, Directory *directory)
{
  guint8 locator[LOCATOR_BYTES];
  guint8 record[END64_BYTES];

  if (end < LOCATOR_BYTES || !read_at (fd, end - LOCATOR_BYTES, locator, sizeof locator)
      || get32 (locator) != LOCATOR_SIGN)
    return TRUE;
  if (!read_at (fd, get64 (locator + 8), record, sizeof record) || get32 (record) != END64_SIGNATURE)
    return FALSE;
  directory->n_entries = get64 (record + 32);
  directory->size = get64 (record + 40);
  directory->offset = get64 (record + 48);
  return TRUE;
}

static gboolean
find_directory (int fd, guint64 length, Directory *directory, GError **error)
{
  gsize n = MIN (length, END_BYTES + MAX_COMMENT);
  g_autofree guint8 *tail = g_malloc (n);

  if (n < END_BYTES || !read_at (fd, length - n, tail, n))
    return damaged (error, _ ("The archive was cut short"));
  for (gsize i = n - END_BYTES + 1; i-- > 0;)
    if (get32 (tail + i) == END_SIGNATURE && i + END_BYTES + get16 (tail + i + 20) == n)
      {
        directory->n_entries = get16 (tail + i + 10);
        directory->size = get32 (tail + i + 12);
        directory->offset = get32 (tail + i + 16);
        return read_end64 (fd, length - n + i, directory)
               || damaged (error, _ ("The directory of the archive is damaged"));
      }
  return damaged (error, _ ("The archive was cut short"));
}

/* The extra field has those of the three that are all ones in the entry, in this order. */
static void
read_zip64 (const guint8 *extra, gsize length, SondeZipEntry *entry)
{
  guint64 *const values[] = { &entry->size, &entry->packed, &entry->offset };

  while (length >= 4)
    {
      gsize n = get16 (extra + 2);

      if (n > length - 4)
        return;
      if (get16 (extra) == ZIP64_EXTRA)
        for (gsize i = 0, at = 0; i < G_N_ELEMENTS (values); i++)
          if (*values[i] == G_MAXUINT32 && at + 8 <= n)
            {
              *values[i] = get64 (extra + 4 + at);
              at += 8;
            }
      extra += 4 + n;
      length -= 4 + n;
    }
}

static void
free_entry (gpointer data)
{
  SondeZipEntry *entry = data;

  g_free (entry->name);
  g_free (entry);
}

static gboolean
add_entry (GPtrArray *entries, const guint8 *p, gsize n_name, gsize n_extra, GError **error)
{
  SondeZipEntry *entry = g_new0 (SondeZipEntry, 1);

  g_ptr_array_add (entries, entry);
  entry->name = sonde_text_dup_valid ((const char *) p + CENTRAL_BYTES, n_name);
  entry->packed = get32 (p + 20);
  entry->size = get32 (p + 24);
  entry->offset = get32 (p + 42);
  read_zip64 (p + CENTRAL_BYTES + n_name, n_extra, entry);
  entry->end = entry->offset + LOCAL_BYTES + n_name + entry->packed;
  if (entry->end < entry->offset || entry->end < entry->packed)
    return refuse (error, _ ("Files in the archive lie over one another"));
  if ((get16 (p + 8) & FLAG_ENCRYPTED) != 0)
    return refuse (error, _ ("The archive is protected by a password. Unpack it first"));
  return TRUE;
}

static GPtrArray *
read_entries (const guint8 *bytes, gsize length, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (free_entry);
  gsize at = 0;

  while (at < length)
    {
      const guint8 *p = bytes + at;
      gsize room = length - at;
      gsize n_name;
      gsize n_extra;

      if (room < CENTRAL_BYTES || get32 (p) != CENTRAL_SIGN)
        break;
      n_name = get16 (p + 28);
      n_extra = get16 (p + 30);
      if (room < CENTRAL_BYTES + n_name + n_extra + get16 (p + 32))
        break;
      if (!add_entry (entries, p, n_name, n_extra, error))
        return NULL;
      at += CENTRAL_BYTES + n_name + n_extra + get16 (p + 32);
    }
  return g_steal_pointer (&entries);
}

static int
compare_offsets (gconstpointer a, gconstpointer b)
{
  const SondeZipEntry *left = *(const SondeZipEntry *const *) a;
  const SondeZipEntry *right = *(const SondeZipEntry *const *) b;

  return (left->offset > right->offset) - (left->offset < right->offset);
}

/* Packing one piece of data under many names makes terabytes of megabytes. */
static gboolean
check_overlaps (GPtrArray *entries, guint64 directory, GError **error)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const SondeZipEntry *entry = g_ptr_array_index (entries, i);
      const SondeZipEntry *next = i + 1 < entries->len ? g_ptr_array_index (entries, i + 1) : NULL;

      if (entry->end > (next != NULL ? next->offset : directory))
        return refuse (error, _ ("Files in the archive lie over one another"));
    }
  return TRUE;
}

static gboolean
check_names (GPtrArray *entries, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < entries->len; i++)
    {
      const SondeZipEntry *entry = g_ptr_array_index (entries, i);

      if (!g_hash_table_add (names, entry->name))
        {
          /* Translators: %s is the name of a file. */
          g_autofree char *reason = g_strdup_printf (_ ("The archive holds “%s” twice"), entry->name);

          return refuse (error, reason);
        }
    }
  return TRUE;
}

GPtrArray *
sonde_zip_list (int fd, GError **error)
{
  Directory directory = { 0 };
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree guint8 *bytes = NULL;
  struct stat status;

  if (fstat (fd, &status) != 0 || !find_directory (fd, status.st_size, &directory, error))
    return NULL;
  if (directory.n_entries > MAX_ENTRIES || directory.size > MAX_DIRECTORY)
    {
      refuse (error, _ ("There are too many files in the archive"));
      return NULL;
    }
  bytes = g_malloc (directory.size + 1);
  if (!read_at (fd, directory.offset, bytes, directory.size))
    {
      damaged (error, _ ("The directory of the archive is damaged"));
      return NULL;
    }
  entries = read_entries (bytes, directory.size, error);
  if (entries == NULL)
    return NULL;
  if (entries->len != directory.n_entries)
    {
      damaged (error, _ ("The directory of the archive is damaged"));
      return NULL;
    }
  g_ptr_array_sort (entries, compare_offsets);
  if (!check_overlaps (entries, directory.offset, error) || !check_names (entries, error))
    return NULL;
  return g_steal_pointer (&entries);
}
