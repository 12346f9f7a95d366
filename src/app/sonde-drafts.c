/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-drafts.h"

#define GROUP       "New Chats"
#define GROUP_FILES "Files"

struct _SondeDrafts
{
  GObject parent_instance;

  /* owned */
  GFile *file;
  GKeyFile *keys;
  GHashTable *claimed; /* slots */

  /* state */
  gboolean writing;
  gboolean dirty; /* since the writing that is under way began */
};

G_DEFINE_FINAL_TYPE (SondeDrafts, sonde_drafts, G_TYPE_OBJECT)

static void write_soon (SondeDrafts *self);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeDrafts) self = user_data;
  g_autoptr (GError) error = NULL;

  self->writing = FALSE;
  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_message ("Drafts are not saved: %s", error->message);
  if (self->dirty)
    write_soon (self);
}

static GBytes *
make_bytes (SondeDrafts *self)
{
  gsize length;
  char *data = g_key_file_to_data (self->keys, &length, NULL);

  return g_bytes_new_take (data, length);
}

static void
write_soon (SondeDrafts *self)
{
  self->dirty = TRUE;
  if (self->writing)
    return;

  g_autoptr (GBytes) bytes = make_bytes (self);

  self->dirty = FALSE;
  self->writing = TRUE;
  g_file_replace_contents_bytes_async (
    self->file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, written_cb, g_object_ref (self));
}

static void
sonde_drafts_finalize (GObject *object)
{
  SondeDrafts *self = SONDE_DRAFTS (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->keys, g_key_file_unref);
  g_clear_pointer (&self->claimed, g_hash_table_unref);

  G_OBJECT_CLASS (sonde_drafts_parent_class)->finalize (object);
}

static void
sonde_drafts_class_init (SondeDraftsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_drafts_finalize;
}

static void
sonde_drafts_init (SondeDrafts *self)
{
  self->keys = g_key_file_new ();
  self->claimed = g_hash_table_new (NULL, NULL);
}

/** @path: of a file that need not exist */
SondeDrafts *
sonde_drafts_new (const char *path)
{
  SondeDrafts *self = g_object_new (SONDE_TYPE_DRAFTS, NULL);
  g_autoptr (GError) error = NULL;

  self->file = g_file_new_for_path (path);
  if (!g_key_file_load_from_file (self->keys, path, G_KEY_FILE_NONE, &error)
      && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_message ("Drafts cannot be read: %s", error->message);
  return self;
}

/** The lowest slot that no window has, beginning with 1. */
guint
sonde_drafts_claim (SondeDrafts *self)
{
  g_return_val_if_fail (SONDE_IS_DRAFTS (self), 0);

  guint slot = 1;

  while (g_hash_table_contains (self->claimed, GUINT_TO_POINTER (slot)))
    slot++;
  g_hash_table_add (self->claimed, GUINT_TO_POINTER (slot));
  return slot;
}

void
sonde_drafts_release (SondeDrafts *self, guint slot)
{
  g_return_if_fail (SONDE_IS_DRAFTS (self));

  g_hash_table_remove (self->claimed, GUINT_TO_POINTER (slot));
}

/** (nullable): the text of the new chat of @slot */
char *
sonde_drafts_dup_text (SondeDrafts *self, guint slot)
{
  g_return_val_if_fail (SONDE_IS_DRAFTS (self), NULL);

  g_autofree char *key = g_strdup_printf ("%u", slot);

  return g_key_file_get_string (self->keys, GROUP, key, NULL);
}

/** @text: (nullable) */
void
sonde_drafts_set_text (SondeDrafts *self, guint slot, const char *text)
{
  g_return_if_fail (SONDE_IS_DRAFTS (self));

  g_autofree char *key = g_strdup_printf ("%u", slot);
  g_autofree char *old = g_key_file_get_string (self->keys, GROUP, key, NULL);
  gboolean empty = text == NULL || *text == '\0';

  if (g_strcmp0 (old, empty ? NULL : text) == 0)
    return;
  if (empty)
    g_key_file_remove_key (self->keys, GROUP, key, NULL);
  else
    g_key_file_set_string (self->keys, GROUP, key, text);
  write_soon (self);
}

static char *
dup_files_key (gint64 conversation_id, guint slot)
{
  return conversation_id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, conversation_id)
                              : g_strdup_printf ("new-%u", slot);
}

/** (nullable) (transfer full) */
char **
sonde_drafts_dup_files (SondeDrafts *self, gint64 conversation_id, guint slot)
{
  g_return_val_if_fail (SONDE_IS_DRAFTS (self), NULL);

  g_autofree char *key = dup_files_key (conversation_id, slot);

  return g_key_file_get_string_list (self->keys, GROUP_FILES, key, NULL, NULL);
}

/** @uris: (array zero-terminated=1) */
void
sonde_drafts_set_files (SondeDrafts *self, gint64 conversation_id, guint slot, const char *const *uris)
{
  g_return_if_fail (SONDE_IS_DRAFTS (self));

  g_autofree char *key = dup_files_key (conversation_id, slot);
  gsize n_uris = g_strv_length ((char **) uris);

  if (n_uris > 0)
    g_key_file_set_string_list (self->keys, GROUP_FILES, key, uris, n_uris);
  else if (!g_key_file_remove_key (self->keys, GROUP_FILES, key, NULL))
    return;
  write_soon (self);
}

void
sonde_drafts_flush (SondeDrafts *self)
{
  g_return_if_fail (SONDE_IS_DRAFTS (self));

  g_autoptr (GBytes) bytes = make_bytes (self);
  g_autoptr (GError) error = NULL;

  if (!self->writing && !self->dirty)
    return;
  self->dirty = FALSE;
  if (!g_file_replace_contents (self->file,
                                g_bytes_get_data (bytes, NULL),
                                g_bytes_get_size (bytes),
                                NULL,
                                FALSE,
                                G_FILE_CREATE_PRIVATE,
                                NULL,
                                NULL,
                                &error))
    g_message ("Drafts are not saved: %s", error->message);
}
