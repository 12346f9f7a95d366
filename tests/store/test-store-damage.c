/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever happens to the file, the history opens, nothing is deleted, and what can be read is still there.
 */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sonde-error.h"
#include "sonde-test.h"
#include "store-test.h"

#define N_MESSAGES 200
#define N_DAMAGES  60

typedef struct
{
  char *dir;
  char *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = sonde_test_make_dir ();
  f->path = store_test_dup_path (f->dir);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_chmod (f->dir, 0700);
  sonde_test_remove_dir (f->dir);
  g_free (f->dir);
  g_free (f->path);
}

typedef struct
{
  char *aside;
  guint n_messages;
} Outcome;

/* Opens, whatever was done to the file; what is in it then is whole. */
static Outcome
open_damaged (Fixture *f)
{
  Outcome outcome = { NULL, 0 };
  g_autoptr (GError) problem = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  SondeStore *store = store_test_try_open (f->dir, &outcome.aside, &problem, &error);

  g_assert_no_error (error);
  g_assert_no_error (problem);
  list = store_test_list (store);
  for (guint i = 0; i < list->len; i++)
    {
      SondeConversation *conversation = g_ptr_array_index (list, i);
      g_autoptr (SondeConversation) loaded
        = store_test_load (store, sonde_conversation_get_id (conversation), &error);

      g_assert_no_error (error);
      outcome.n_messages += sonde_conversation_get_n_messages (loaded);
    }
  store_test_assert_usable (store);
  store_test_close (store);
  store_test_check (f->path);
  return outcome;
}

static void
assert_set_aside (Fixture *f, GBytes *original)
{
  Outcome outcome = open_damaged (f);
  g_autofree char *aside = outcome.aside;
  g_autoptr (GBytes) copy = NULL;

  g_assert_nonnull (aside);
  g_assert_cmpuint (outcome.n_messages, ==, 0);
  copy = store_test_read_file (aside);
  g_assert_true (g_bytes_equal (original, copy));
}

static void
test_foreign (Fixture *f, gconstpointer sql)
{
  g_autoptr (GBytes) original = NULL;

  store_test_exec (f->path, sql);
  original = store_test_read_file (f->path);
  assert_set_aside (f, original);
}

static void
test_text_file (Fixture *f, gconstpointer data)
{
  static const char text[] = "This is no database at all, but somebody may want it back one day.\n";
  g_autoptr (GBytes) original = g_bytes_new_static (text, strlen (text));

  store_test_write_file (f->path, text, -1);
  assert_set_aside (f, original);
}

static void
test_directory (Fixture *f, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (f->path, "kept", NULL);
  g_autofree char *kept = NULL;
  Outcome outcome;

  g_mkdir (f->path, 0700);
  store_test_write_file (inside, "x", 1);
  outcome = open_damaged (f);
  kept = g_build_filename (outcome.aside, "kept", NULL);
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  g_free (outcome.aside);
}

/* A pipe or a device to which a link leads is put aside too, and its mode is left alone. */
static void
test_no_file (Fixture *f, gconstpointer data)
{
  g_autofree char *pipe = g_build_filename (f->dir, "pipe", NULL);
  Outcome outcome;
  GStatBuf info;

  g_assert_cmpint (mkfifo (pipe, 0644), ==, 0);
  g_assert_cmpint (g_chmod (pipe, 0644), ==, 0);
  g_assert_cmpint (symlink (pipe, f->path), ==, 0);
  outcome = open_damaged (f);
  g_assert_nonnull (outcome.aside);
  g_assert_true (g_file_test (outcome.aside, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (g_stat (pipe, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0644);
  g_free (outcome.aside);
}

static void
test_empty_file (Fixture *f, gconstpointer data)
{
  Outcome outcome;

  store_test_write_file (f->path, "", 0);
  outcome = open_damaged (f);
  g_assert_null (outcome.aside);
}

/* SQLite would delete a log without a database. */
static void
test_lone_log (Fixture *f, gconstpointer data)
{
  g_autofree char *log = g_strconcat (f->path, "-wal", NULL);
  g_autofree char *aside_log = NULL;
  g_autofree char *contents = NULL;
  Outcome outcome;

  store_test_write_file (f->path, "", 0);
  store_test_write_file (log, "precious", -1);
  outcome = open_damaged (f);
  g_assert_nonnull (outcome.aside);
  aside_log = g_strconcat (outcome.aside, "-wal", NULL);
  g_assert_true (g_file_get_contents (aside_log, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "precious");
  g_free (outcome.aside);
}

static void
damage (GRand *rand, guint8 *bytes, gsize *length)
{
  gsize place;

  switch (g_rand_int_range (rand, 0, 4))
    {
    case 0: /* a flipped bit, often in the first page */
      place = g_rand_boolean (rand) ? (gsize) g_rand_int_range (rand, 0, 4096)
                                    : (gsize) g_rand_int_range (rand, 0, *length);
      /* Bytes 60 to 63 are the version: it may look like a newer one, which is left alone. */
      if (place / 4 != 15)
        bytes[place] ^= 1 << g_rand_int_range (rand, 0, 8);
      break;
    case 1: /* cut at any place */
      *length = g_rand_int_range (rand, 1, *length);
      break;
    case 2: /* a page of zeros */
      place = g_rand_int_range (rand, 0, *length / 4096);
      memset (bytes + place * 4096, 0, 4096);
      break;
    default: /* noise over a piece */
      place = g_rand_int_range (rand, 0, *length - 600);
      for (guint i = 0; i < 600; i++)
        bytes[place + i] = g_rand_int (rand);
    }
}

/* Nothing that can happen to the file makes the program fail, and nothing is deleted. */
static void
test_damage (Fixture *f, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (GBytes) whole = NULL;
  guint n_aside = 0;
  guint n_salvaged = 0;

  store_test_fill (f->dir, N_MESSAGES);
  whole = store_test_read_file (f->path);
  for (guint i = 0; i < N_DAMAGES; i++)
    {
      gsize length = g_bytes_get_size (whole);
      g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (whole, NULL), length);
      g_autofree char *log = g_strconcat (f->path, "-wal", NULL);
      Outcome outcome;

      damage (rand, bytes, &length);
      g_unlink (log);
      store_test_write_file (f->path, (const char *) bytes, length);
      store_test_leave_dead_writer (f->dir);
      outcome = open_damaged (f);
      if (outcome.aside != NULL)
        {
          g_autoptr (GBytes) copy = store_test_read_file (outcome.aside);

          g_assert_cmpmem (g_bytes_get_data (copy, NULL), g_bytes_get_size (copy), bytes, length);
          n_aside++;
          n_salvaged += outcome.n_messages;
        }
      else
        g_assert_cmpuint (outcome.n_messages, ==, N_MESSAGES);
      g_free (outcome.aside);
    }
  g_test_message ("%u of %u put aside, %u of %u messages salvaged from them",
                  n_aside,
                  N_DAMAGES,
                  n_salvaged,
                  n_aside * N_MESSAGES);
  g_assert_cmpuint (n_aside, >, 0);
  g_assert_cmpuint (n_salvaged, >, 0);
}

/* One page of messages is lost, everything else is not. */
static void
test_salvage (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) whole = NULL;
  g_autofree guint8 *bytes = NULL;
  g_autofree char *page = NULL;
  Outcome outcome;

  store_test_fill (f->dir, N_MESSAGES);
  page = store_test_query (f->path,
                           "SELECT pageno FROM dbstat WHERE name = 'message' AND pagetype = 'leaf' "
                           "ORDER BY path LIMIT 1 OFFSET 5");
  if (page == NULL)
    {
      g_test_skip ("this SQLite cannot say where its pages are");
      return;
    }
  whole = store_test_read_file (f->path);
  bytes = g_memdup2 (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));
  memset (bytes + (atoi (page) - 1) * 4096, 0, 4096);
  store_test_write_file (f->path, (const char *) bytes, g_bytes_get_size (whole));
  store_test_leave_dead_writer (f->dir);
  outcome = open_damaged (f);
  g_assert_nonnull (outcome.aside);
  g_test_message ("%u of %u messages", outcome.n_messages, N_MESSAGES);
  g_assert_cmpuint (outcome.n_messages, >=, N_MESSAGES * 8 / 10);
  g_assert_cmpuint (outcome.n_messages, <, N_MESSAGES);
  g_free (outcome.aside);
}

/* Met only when it is read: an error now, put aside by the next start. */
static void
test_damage_later (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) whole = NULL;
  g_autofree guint8 *bytes = NULL;
  g_autoptr (GError) error = NULL;
  SondeStore *store;
  Outcome outcome;

  store_test_fill (f->dir, N_MESSAGES);
  whole = store_test_read_file (f->path);
  bytes = g_memdup2 (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));
  /* Behind the roots of the tables. */
  memset (bytes + 24 * 4096, 0x5a, g_bytes_get_size (whole) - 24 * 4096);
  store_test_write_file (f->path, (const char *) bytes, g_bytes_get_size (whole));
  store = store_test_open (f->dir);
  g_assert_null (store_test_load (store, 1, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT);
  store_test_close (store);
  outcome = open_damaged (f);
  g_assert_nonnull (outcome.aside);
  g_free (outcome.aside);
}

/* Somebody else works with it: it is left where it is. */
static void
test_damage_in_use (Fixture *f, gconstpointer data)
{
  g_autofree char *aside = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *broken = NULL;
  SondeStore *first;
  SondeStore *second;
  int fd;

  store_test_fill (f->dir, N_MESSAGES);
  first = store_test_open (f->dir);
  fd = g_open (f->path, O_RDWR, 0);
  g_assert_cmpint (pwrite (fd, "Damage beyond repair", 20, 0), ==, 20);
  close (fd);
  second = store_test_try_open (f->dir, &aside, &problem, &error);
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT);
  store_test_assert_usable (second);
  broken = store_test_find_file (f->dir, "history.db.broken-");
  g_assert_null (broken);
  store_test_close (second);
  store_test_close (first);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD_WITH(name, data, function)                                                                       \
  g_test_add ("/store/damage/" name, Fixture, data, set_up, function, tear_down)
#define ADD(name, function) ADD_WITH (name, NULL, function)
  ADD_WITH ("foreign/table", "CREATE TABLE x (y)", test_foreign);
  ADD_WITH ("foreign/application", "PRAGMA application_id = 7; CREATE TABLE x (y)", test_foreign);
  ADD_WITH ("foreign/version", "PRAGMA user_version = 1", test_foreign);
  ADD ("text-file", test_text_file);
  ADD ("directory", test_directory);
  ADD ("no-file", test_no_file);
  ADD ("empty-file", test_empty_file);
  ADD ("lone-log", test_lone_log);
  ADD ("random", test_damage);
  ADD ("salvage", test_salvage);
  ADD ("later", test_damage_later);
  ADD ("in-use", test_damage_in_use);
  return g_test_run ();
}
