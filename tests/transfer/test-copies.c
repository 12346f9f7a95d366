/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The folder of copies: stable names, nothing of others touched, nothing written twice. */

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sonde-copies.h"
#include "sonde-test.h"

typedef struct
{
  char *dir;
  char *folder;
  SondeCopies *copies;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *reg = NULL;

  fixture->dir = sonde_test_make_dir ();
  fixture->folder = g_build_filename (fixture->dir, "notes", NULL);
  reg = g_build_filename (fixture->dir, "register", NULL);
  g_assert_cmpint (g_mkdir (fixture->folder, 0700), ==, 0);
  fixture->copies = sonde_copies_new (fixture->folder, reg);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_chmod (fixture->folder, 0700);
  sonde_copies_free (fixture->copies);
  sonde_test_remove_dir (fixture->dir);
  g_free (fixture->folder);
  g_free (fixture->dir);
}

static gboolean
try_write (Fixture *fixture, gint64 id, const char *title, const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return sonde_copies_write (fixture->copies, id, 1000 + id, title, bytes, error);
}

static void
write_copy (Fixture *fixture, gint64 id, const char *title, const char *text)
{
  g_autoptr (GError) error = NULL;
  gboolean success = try_write (fixture, id, title, text, &error);

  g_assert_no_error (error);
  g_assert_true (success);
}

static void
put (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_file (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *found = NULL;

  g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, text);
}

/* Nothing else may be in the folder, hidden or not. */
static void
assert_n_files (Fixture *fixture, guint n)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);

  while (g_dir_read_name (dir) != NULL)
    g_assert_cmpuint (n--, >, 0);
  g_assert_cmpuint (n, ==, 0);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  write_copy (fixture, 7, "Ice / water", "one");
  assert_file (fixture, "Ice - water - 7.md", "one");
  write_copy (fixture, 7, "Ice / water", "two");
  assert_file (fixture, "Ice - water - 7.md", "two");
  write_copy (fixture, 7, "Steam", "two");
  assert_file (fixture, "Steam - 7.md", "two");
  write_copy (fixture, 8, "../../evil", "three");
  write_copy (fixture, 9, "Steam", "four");
  assert_file (fixture, "Steam - 9.md", "four");
  assert_n_files (fixture, 3);
}

static void
test_no_churn (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "T - 1.md", NULL);
  GStatBuf before;
  GStatBuf after;

  write_copy (fixture, 1, "T", "same");
  g_assert_cmpint (g_stat (path, &before), ==, 0);
  write_copy (fixture, 1, "T", "same");
  g_assert_cmpint (g_stat (path, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
  g_assert_cmpint (before.st_mtim.tv_nsec, ==, after.st_mtim.tv_nsec);
}

/* What somebody wrote under the name, what somebody changed, and a link are left alone. */
static void
test_others (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = g_build_filename (fixture->folder, "L - 3.md", NULL);
  g_autofree char *target = g_build_filename (fixture->dir, "target", NULL);

  put (fixture, "T - 1.md", "mine");
  write_copy (fixture, 1, "T", "copy");
  assert_file (fixture, "T - 1.md", "mine");
  assert_file (fixture, "T - 1 (2).md", "copy");
  write_copy (fixture, 1, "T", "copy grown");
  assert_file (fixture, "T - 1 (2).md", "copy grown");

  put (fixture, "T - 1 (2).md", "copy with my notes");
  write_copy (fixture, 1, "T", "copy grown more");
  assert_file (fixture, "T - 1 (2).md", "copy with my notes");
  assert_file (fixture, "T - 1 (3).md", "copy grown more");
  put (fixture, "T - 1 (3).md", "changed");
  write_copy (fixture, 1, "Renamed", "copy");
  assert_file (fixture, "T - 1 (3).md", "changed");
  assert_file (fixture, "Renamed - 1.md", "copy");

  g_assert_cmpint (symlink (target, link), ==, 0);
  write_copy (fixture, 3, "L", "text");
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
  assert_file (fixture, "L - 3 (2).md", "text");
  assert_n_files (fixture, 6);
}

/* Another computer has synchronised the same copy here: it is taken for ours, not written beside. */
static void
test_same_text (Fixture *fixture, gconstpointer data)
{
  put (fixture, "T - 1.md", "same");
  write_copy (fixture, 1, "T", "same");
  write_copy (fixture, 1, "T", "grown");
  assert_file (fixture, "T - 1.md", "grown");
  assert_n_files (fixture, 1);
}

static void
test_another_history (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("new", 3);
  g_autoptr (GError) error = NULL;

  write_copy (fixture, 1, "Old", "old");
  g_assert_true (sonde_copies_write (fixture->copies, 1, 5, "New", text, &error));
  assert_file (fixture, "Old - 1.md", "old");
  assert_file (fixture, "New - 1.md", "new");
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  write_copy (fixture, 1, "T", "text");
  write_copy (fixture, 2, "T", "text");
  put (fixture, "T - 2.md", "text and notes");
  g_assert_true (sonde_copies_remove (fixture->copies, 1, NULL));
  g_assert_true (sonde_copies_remove (fixture->copies, 2, NULL));
  g_assert_true (sonde_copies_remove (fixture->copies, 3, NULL));
  assert_file (fixture, "T - 2.md", "text and notes");
  assert_n_files (fixture, 1);
}

static void
test_vanished (Fixture *fixture, gconstpointer data)
{
  g_autofree char *elsewhere = g_build_filename (fixture->dir, "elsewhere", NULL);
  g_autoptr (GError) error = NULL;

  write_copy (fixture, 1, "T", "one");
  g_assert_cmpint (g_rename (fixture->folder, elsewhere), ==, 0);
  g_assert_false (try_write (fixture, 1, "T", "two", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rename (elsewhere, fixture->folder), ==, 0);
  write_copy (fixture, 1, "T", "two");
  assert_file (fixture, "T - 1.md", "two");
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root writes everywhere");
      return;
    }
  write_copy (fixture, 1, "T", "one");
  g_chmod (fixture->folder, 0500);
  g_assert_false (try_write (fixture, 1, "T", "two", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  assert_file (fixture, "T - 1.md", "one");
}

/* A register from elsewhere leads out of the folder. */
static void
test_bad_register (Fixture *fixture, gconstpointer data)
{
  g_autofree char *reg = g_build_filename (fixture->dir, "register", NULL);
  g_autofree char *victim = g_build_filename (fixture->dir, "victim", NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "victim", -1);
  g_autofree char *text
    = g_strdup_printf ("[Folder]\npath=%s\n[Files]\n1=../victim;%s;1001;\n", fixture->folder, sum);

  g_assert_true (g_file_set_contents (victim, "victim", -1, NULL));
  g_assert_true (g_file_set_contents (reg, text, -1, NULL));
  write_copy (fixture, 1, "T", "text");
  g_assert_true (sonde_copies_remove (fixture->copies, 1, NULL));
  g_assert_true (g_file_test (victim, G_FILE_TEST_EXISTS));
  assert_n_files (fixture, 0);
}

#define ADD(name, function) g_test_add ("/copies/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("names", test_names);
  ADD ("no-churn", test_no_churn);
  ADD ("others", test_others);
  ADD ("same-text", test_same_text);
  ADD ("another-history", test_another_history);
  ADD ("remove", test_remove);
  ADD ("vanished", test_vanished);
  ADD ("read-only", test_read_only);
  ADD ("bad-register", test_bad_register);
  return g_test_run ();
}
