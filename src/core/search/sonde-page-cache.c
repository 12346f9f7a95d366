/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-page-cache.h"

#include "sonde-paths.h"

#include <glib/gstdio.h>
#include <string.h>

#define MAX_AGE_US G_TIME_SPAN_DAY
#define MAX_FILES  200
/* A text of the most characters, in bytes, and its head. */
#define MAX_BYTES (SONDE_PAGE_MAX_CHARS * 4 + 64 * 1024)

/* The first line of a file; what was written by another version is not read. */
#define FORMAT "sonde-page 1"
#define SUFFIX ".page"

static char *
dup_path (const char *dir, const char *url)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, url, -1);
  g_autofree char *name = g_strconcat (sum, SUFFIX, NULL);

  return g_build_filename (dir, name, NULL);
}

/* Microseconds since the file was written; more than any limit when it lies in the future or is not there. */
static gint64
get_age_us (const char *path)
{
  GStatBuf info;
  gint64 age;

  if (g_stat (path, &info) != 0)
    return G_MAXINT64;
  age = g_get_real_time () - (gint64) info.st_mtime * G_USEC_PER_SEC;
  return age < -G_USEC_PER_SEC ? G_MAXINT64 : age;
}

/* Five lines (format, the address that was asked for, that of the page, title, date) and the text. */
static SondePage *
parse (const char *contents, gsize length, const char *url)
{
  g_auto (GStrv) parts = NULL;

  if (length > MAX_BYTES || !g_utf8_validate (contents, (gssize) length, NULL))
    return NULL;
  parts = g_strsplit (contents, "\n", 6);
  if (g_strv_length (parts) != 6 || !g_str_equal (parts[0], FORMAT) || !g_str_equal (parts[1], url))
    return NULL;
  return sonde_page_new (parts[2], parts[3], parts[4], parts[5]);
}

SondePage *
sonde_page_cache_dup (const char *dir, const char *url)
{
  g_autofree char *path = dup_path (dir, url);
  g_autofree char *contents = NULL;
  gsize length;

  if (get_age_us (path) > MAX_AGE_US || !g_file_get_contents (path, &contents, &length, NULL))
    return NULL;
  return parse (contents, length, url);
}

typedef struct
{
  char *path;
  gint64 age;
} Entry;

static void
entry_clear (gpointer data)
{
  g_free (((Entry *) data)->path);
}

static int
compare_ages (gconstpointer a, gconstpointer b)
{
  gint64 left = ((const Entry *) a)->age, right = ((const Entry *) b)->age;

  return left < right ? -1 : left > right;
}

/* Removes what is too old, and the oldest of too many. */
static void
tidy (const char *dir)
{
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (Entry));
  const char *name;

  g_array_set_clear_func (files, entry_clear);
  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    if (g_str_has_suffix (name, SUFFIX))
      {
        Entry entry = { g_build_filename (dir, name, NULL), 0 };

        entry.age = get_age_us (entry.path);
        g_array_append_val (files, entry);
      }
  g_array_sort (files, compare_ages);
  for (guint i = 0; i < files->len; i++)
    {
      Entry *entry = &g_array_index (files, Entry, i);

      if (i >= MAX_FILES || entry->age > MAX_AGE_US)
        g_unlink (entry->path);
    }
}

void
sonde_page_cache_put (const char *dir, const char *url, SondePage *page)
{
  g_autofree char *path = dup_path (dir, url);
  g_autofree char *contents
    = g_strjoin ("\n", FORMAT, url, page->url, page->title, page->date, page->text, NULL);
  g_autoptr (GError) error = NULL;

  if (!sonde_paths_make_private_dir (dir, &error)
      || !g_file_set_contents_full (path, contents, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("a page was not kept: %s", error->message);
  else
    tidy (dir);
}
