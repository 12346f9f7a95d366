/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-test.h"

#include <glib/gstdio.h>

#define AWAIT_LIMIT_MS 60000

static gboolean
timed_out_cb (gpointer user_data)
{
  gboolean *timed_out = user_data;

  *timed_out = TRUE;
  return G_SOURCE_CONTINUE;
}

void
sonde_test_result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

GAsyncResult *
sonde_test_await (GAsyncResult **result)
{
  gboolean timed_out = FALSE;
  guint source = g_timeout_add (AWAIT_LIMIT_MS, timed_out_cb, &timed_out);

  while (*result == NULL && !timed_out)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  g_assert_nonnull (*result);
  return g_steal_pointer (result);
}

gboolean
sonde_test_wait_flag (gboolean *flag, guint timeout_ms)
{
  gboolean timed_out = FALSE;
  guint source = g_timeout_add (timeout_ms, timed_out_cb, &timed_out);

  while (!*flag && !timed_out)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  return *flag;
}

void
sonde_test_spin (guint ms)
{
  gboolean never = FALSE;

  sonde_test_wait_flag (&never, ms);
}

char *
sonde_test_make_dir (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("sonde-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

void
sonde_test_remove_dir (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        sonde_test_remove_dir (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static GBytes *
load (const char *path, GError **error)
{
  char *contents;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, error))
    return NULL;
  return g_bytes_new_take (contents, length);
}

GBytes *
sonde_test_load_data (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = load (path, &error);

  g_assert_no_error (error);
  return bytes;
}

char *
sonde_test_dup_conformance_path (const char *name)
{
  const char *root = g_getenv ("SONDE_CONFORMANCE");

  return root != NULL ? g_build_filename (root, name, NULL) : NULL;
}

GBytes *
sonde_test_load_conformance (const char *name)
{
  g_autofree char *path = sonde_test_dup_conformance_path (name);
  GBytes *bytes = path != NULL ? load (path, NULL) : NULL;

  if (bytes == NULL)
    g_test_skip ("the conformance data is not here");
  return bytes;
}
