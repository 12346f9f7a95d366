/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "import-test.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

static gboolean
found_cb (SondeConversation *conversation, const char *source, gpointer user_data, GError **error)
{
  Imported *self = user_data;

  g_ptr_array_add (self->conversations, g_object_ref (conversation));
  g_ptr_array_add (self->sources, g_strdup (source));
  self->n_messages += sonde_conversation_get_messages (conversation)->len;
  return TRUE;
}

static void
skipped_cb (const char *title, const char *reason, gpointer user_data)
{
  Imported *self = user_data;

  g_ptr_array_add (self->skipped, g_strdup_printf ("%s: %s", title != NULL ? title : "", reason));
}

void
imported_read (Imported *self, const char *path)
{
  const SondeImportSink sink = { found_cb, skipped_cb, NULL };

  self->conversations = g_ptr_array_new_with_free_func (g_object_unref);
  self->sources = g_ptr_array_new_with_free_func (g_free);
  self->skipped = g_ptr_array_new_with_free_func (g_free);
  g_assert_cmpint (sonde_import_read (path, &sink, self, NULL, &self->error), ==, self->error == NULL);
}

void
imported_parse (Imported *self, const char *json)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp (NULL, &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, json, -1, NULL));
  imported_read (self, path);
  g_unlink (path);
}

void
imported_clear (Imported *self)
{
  g_clear_pointer (&self->conversations, g_ptr_array_unref);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_clear_pointer (&self->skipped, g_ptr_array_unref);
  g_clear_error (&self->error);
}

SondeConversation *
imported_get (Imported *self, guint i)
{
  g_assert_no_error (self->error);
  g_assert_cmpuint (i, <, self->conversations->len);
  return g_ptr_array_index (self->conversations, i);
}

SondeMessage *
shown (SondeConversation *conversation, guint i)
{
  g_autoptr (SondeMessage) message = g_list_model_get_item (sonde_conversation_get_branch (conversation), i);

  g_assert_nonnull (message);
  return message; /* the conversation keeps it */
}

guint
n_shown (SondeConversation *conversation)
{
  return g_list_model_get_n_items (sonde_conversation_get_branch (conversation));
}

SondeMessage *
stored (SondeConversation *conversation, gint64 id)
{
  SondeMessage *message = sonde_conversation_find_message (conversation, id);

  g_assert_nonnull (message);
  return message;
}
