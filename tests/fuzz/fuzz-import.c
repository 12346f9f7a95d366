/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever bytes are imported, as JSON or as an archive: what is found is a tree with its parents before its
 * children, and nothing else happens. */

#include <glib/gstdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sonde-import.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gboolean
found_cb (SondeConversation *conversation, const char *source, gpointer user_data, GError **error)
{
  GPtrArray *messages = sonde_conversation_get_messages (conversation);

  g_assert_cmpuint (messages->len, >, 0);
  g_assert_true (g_utf8_validate (sonde_conversation_get_title (conversation), -1, NULL));
  for (guint i = 0; i < messages->len; i++)
    {
      SondeMessage *message = g_ptr_array_index (messages, i);

      g_assert_cmpint (sonde_message_get_id (message), ==, i + 1);
      g_assert_cmpint (sonde_message_get_parent_id (message), <=, i);
      g_assert_true (g_utf8_validate (sonde_message_get_content (message), -1, NULL));
      g_assert_true (g_utf8_validate (sonde_message_get_reasoning (message), -1, NULL));
    }
  return TRUE;
}

static void
skipped_cb (const char *title, const char *reason, gpointer user_data)
{
  g_assert_nonnull (reason);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const SondeImportSink sink = { found_cb, skipped_cb, NULL };
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  int fd = memfd_create ("fuzz", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, data, size), ==, size);
  path = g_strdup_printf ("/proc/self/fd/%d", fd);
  sonde_import_look (path);
  sonde_import_read (path, &sink, NULL, NULL, &error);
  close (fd);
  return 0;
}
