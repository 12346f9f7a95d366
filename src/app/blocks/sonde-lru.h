/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Values by name, as many as their bytes allow; those that were asked for the longest time ago go first. */
typedef struct _SondeLru SondeLru;

SondeLru *sonde_lru_new    (gsize           max_bytes,
                            GDestroyNotify  free_value);
void      sonde_lru_free   (SondeLru       *self);
/* Borrowed until the next sonde_lru_put(). */
gpointer  sonde_lru_get    (SondeLru       *self,
                            const char     *key);
/* Takes @value, which stays even if it alone is too large. */
void      sonde_lru_put    (SondeLru       *self,
                            const char     *key,
                            gpointer        value,
                            gsize           bytes);
gsize     sonde_lru_get_bytes (SondeLru    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeLru, sonde_lru_free)

G_END_DECLS
