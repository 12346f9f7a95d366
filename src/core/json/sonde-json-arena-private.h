/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Memory for the many small values of one taken value, given back at once. @total is what it takes. */
typedef struct
{
  GPtrArray *blocks;
  char      *place;
  gsize      room;
  gsize      total;
} SondeJsonArena;

void     sonde_json_arena_init  (SondeJsonArena *self);
void     sonde_json_arena_reset (SondeJsonArena *self);
void     sonde_json_arena_clear (SondeJsonArena *self);
gpointer sonde_json_arena_alloc (SondeJsonArena *self,
                                 gsize           size);
char    *sonde_json_arena_copy  (SondeJsonArena *self,
                                 const char     *text,
                                 gsize           length);

G_END_DECLS
