/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-json"

#include "sonde-json-arena-private.h"

#include <string.h>

#define BLOCK_BYTES (256 * 1024)

void
sonde_json_arena_init (SondeJsonArena *self)
{
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->room = 0;
  self->total = 0;
}

void
sonde_json_arena_reset (SondeJsonArena *self)
{
  g_ptr_array_set_size (self->blocks, 0);
  self->room = 0;
  self->total = 0;
}

void
sonde_json_arena_clear (SondeJsonArena *self)
{
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
}

/** @size bytes, aligned for pointers, that live until the arena is reset. */
gpointer
sonde_json_arena_alloc (SondeJsonArena *self, gsize size)
{
  gpointer result;

  size = (size + sizeof (gpointer) - 1) & ~(sizeof (gpointer) - 1);
  if (size > self->room && size >= BLOCK_BYTES / 4)
    {
      result = g_malloc (size);
      g_ptr_array_add (self->blocks, result);
      self->total += size;
      return result;
    }
  if (size > self->room)
    {
      self->place = g_malloc (BLOCK_BYTES);
      self->room = BLOCK_BYTES;
      g_ptr_array_add (self->blocks, self->place);
      self->total += BLOCK_BYTES;
    }
  result = self->place;
  self->place += size;
  self->room -= size;
  return result;
}

char *
sonde_json_arena_copy (SondeJsonArena *self, const char *text, gsize length)
{
  char *copy = sonde_json_arena_alloc (self, length + 1);

  memcpy (copy, text, length);
  copy[length] = '\0';
  return copy;
}
