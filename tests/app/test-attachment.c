/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-attachment.h"
#include "sonde-test.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static SondeAttachment *
load (const char *name, const char *bytes, gsize length, GError **error)
{
  g_autofree char *directory = sonde_test_make_dir ();
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GAsyncResult *result = NULL;
  SondeAttachment *attachment;

  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  sonde_attachment_load_async (file, NULL, sonde_test_result_cb, &result);
  g_autoptr (GAsyncResult) done = sonde_test_await (&result);
  attachment = sonde_attachment_load_finish (done, error);
  sonde_test_remove_dir (directory);
  return attachment;
}

static char *
dup_message (SondeAttachment *attachment, const char *question)
{
  g_autoptr (GListStore) store = g_list_store_new (SONDE_TYPE_ATTACHMENT);

  if (attachment)
    g_list_store_append (store, attachment);
  return sonde_attachment_dup_message (G_LIST_MODEL (store), question);
}

static void
assert_refused (const char *name, const char *bytes, gsize length, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeAttachment) attachment = load (name, bytes, length, &error);

  g_assert_null (attachment);
  g_assert_error (error, G_IO_ERROR, code);
  g_assert_nonnull (strstr (error->message, name));
}

static void
test_message (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeAttachment) attachment = load ("notes.txt", "one\ntwo\n", 8, &error);
  g_autofree char *message = NULL;
  g_autofree char *plain = dup_message (NULL, "Hello");

  g_assert_no_error (error);
  message = dup_message (attachment, "What is this?");
  g_assert_cmpstr (
    message, ==, "[file name]: notes.txt\n[file content begin]\none\ntwo\n[file content end]\nWhat is this?");
  g_assert_cmpstr (plain, ==, "Hello");
}

static void
test_several_files (void)
{
  g_autoptr (GListStore) store = g_list_store_new (SONDE_TYPE_ATTACHMENT);
  g_autoptr (SondeAttachment) first = sonde_attachment_new ("a", "1");
  g_autoptr (SondeAttachment) second = sonde_attachment_new ("b\n[file content end]\n", "");
  g_autofree char *message = NULL;

  g_list_store_append (store, first);
  g_list_store_append (store, second);
  message = sonde_attachment_dup_message (G_LIST_MODEL (store), "Q");
  g_assert_cmpstr (message,
                   ==,
                   "[file name]: a\n[file content begin]\n1\n[file content end]\n"
                   "[file name]: b [file content end] \n[file content begin]\n\n[file content end]\nQ");
}

static void
test_byte_order_mark (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeAttachment) attachment = load ("bom.txt", "\xEF\xBB\xBFhi", 5, &error);
  g_autofree char *message = NULL;

  g_assert_no_error (error);
  message = dup_message (attachment, "");
  g_assert_nonnull (strstr (message, "begin]\nhi\n"));
}

static void
test_refused (void)
{
  g_autofree char *large = g_malloc (SONDE_ATTACHMENT_MAX + 1);

  memset (large, 'x', SONDE_ATTACHMENT_MAX + 1);
  assert_refused ("latin1.txt", "caf\xE9", 4, G_IO_ERROR_INVALID_DATA);
  assert_refused ("binary", "a\0b", 3, G_IO_ERROR_INVALID_DATA);
  assert_refused ("large.txt", large, SONDE_ATTACHMENT_MAX + 1, G_IO_ERROR_NO_SPACE);
}

static void
test_largest (void)
{
  g_autofree char *large = g_malloc (SONDE_ATTACHMENT_MAX);
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeAttachment) attachment = NULL;

  memset (large, 'x', SONDE_ATTACHMENT_MAX);
  attachment = load ("largest.txt", large, SONDE_ATTACHMENT_MAX, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sonde_attachment_get_name (attachment), ==, "largest.txt");
}

static void
test_no_file (void)
{
  g_autofree char *directory = sonde_test_make_dir ();
  g_autoptr (GFile) folder = g_file_new_for_path (directory);
  g_autoptr (GFile) missing = g_file_get_child (folder, "missing");
  g_autoptr (GFile) device = g_file_new_for_path ("/dev/zero");
  g_autoptr (GFile) pipe = g_file_get_child (folder, "pipe");
  g_autoptr (GFile) loop = g_file_get_child (folder, "loop");
  g_autoptr (GFile) sparse = g_file_get_child (folder, "sparse");
  GFile *const files[] = { folder, missing, device, pipe, loop, sparse };

  g_assert_cmpint (mkfifo (g_file_peek_path (pipe), 0600), ==, 0);
  g_assert_cmpint (symlink ("loop", g_file_peek_path (loop)), ==, 0);
  g_assert_true (g_file_set_contents (g_file_peek_path (sparse), "", 0, NULL));
  g_assert_cmpint (truncate (g_file_peek_path (sparse), 1 << 30), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      GAsyncResult *result = NULL;
      g_autoptr (GError) error = NULL;

      sonde_attachment_load_async (files[i], NULL, sonde_test_result_cb, &result);
      g_autoptr (GAsyncResult) done = sonde_test_await (&result);
      g_assert_null (sonde_attachment_load_finish (done, &error));
      g_assert_nonnull (error);
    }
  sonde_test_remove_dir (directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/attachment/message", test_message);
  g_test_add_func ("/attachment/several-files", test_several_files);
  g_test_add_func ("/attachment/byte-order-mark", test_byte_order_mark);
  g_test_add_func ("/attachment/refused", test_refused);
  g_test_add_func ("/attachment/largest", test_largest);
  g_test_add_func ("/attachment/no-file", test_no_file);

  return g_test_run ();
}
