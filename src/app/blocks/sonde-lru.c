/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-lru.h"

#include <string.h>

typedef struct
{
  GList link; /* in the order of use; its data is the entry */
  char *key;
  gpointer value;
  gsize bytes;
} Entry;

struct _SondeLru
{
  GHashTable *entries; /* key → Entry, which owns the key */
  GQueue order;        /* the latest first */
  gsize bytes;
  gsize max_bytes;
  GDestroyNotify free_value;
};

static void
remove_entry (SondeLru *self, Entry *entry)
{
  g_queue_unlink (&self->order, &entry->link);
  g_hash_table_remove (self->entries, entry->key);
  self->bytes -= entry->bytes;
  self->free_value (entry->value);
  g_free (entry->key);
  g_free (entry);
}

SondeLru *
sonde_lru_new (gsize max_bytes, GDestroyNotify free_value)
{
  SondeLru *self = g_new0 (SondeLru, 1);

  self->entries = g_hash_table_new (g_str_hash, g_str_equal);
  self->max_bytes = max_bytes;
  self->free_value = free_value;
  return self;
}

void
sonde_lru_free (SondeLru *self)
{
  while (!g_queue_is_empty (&self->order))
    remove_entry (self, self->order.head->data);
  g_hash_table_unref (self->entries);
  g_free (self);
}

gpointer
sonde_lru_get (SondeLru *self, const char *key)
{
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry == NULL)
    return NULL;
  g_queue_unlink (&self->order, &entry->link);
  g_queue_push_head_link (&self->order, &entry->link);
  return entry->value;
}

void
sonde_lru_put (SondeLru *self, const char *key, gpointer value, gsize bytes)
{
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry != NULL)
    remove_entry (self, entry);
  entry = g_new0 (Entry, 1);
  entry->link.data = entry;
  entry->key = g_strdup (key);
  entry->value = value;
  entry->bytes = bytes + strlen (key) + sizeof *entry;
  g_hash_table_insert (self->entries, entry->key, entry);
  g_queue_push_head_link (&self->order, &entry->link);
  self->bytes += entry->bytes;
  while (self->bytes > self->max_bytes && self->order.length > 1)
    remove_entry (self, self->order.tail->data);
}

gsize
sonde_lru_get_bytes (SondeLru *self)
{
  return self->bytes;
}
