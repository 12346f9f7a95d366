/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SondeUsage:
 *
 * The tokens of one answer. A count that the server did not give is -1. @json is the server's own
 * object, verbatim.
 */
typedef struct
{
  gint64  prompt_tokens;
  gint64  completion_tokens;
  gint64  total_tokens;
  gint64  cache_hit_tokens;
  gint64  cache_miss_tokens;
  gint64  reasoning_tokens;
  char   *json;
} SondeUsage;

#define SONDE_TYPE_USAGE (sonde_usage_get_type ())

GType       sonde_usage_get_type (void);
SondeUsage *sonde_usage_new      (void);
SondeUsage *sonde_usage_copy     (const SondeUsage *self);
void        sonde_usage_free     (SondeUsage       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeUsage, sonde_usage_free)

G_END_DECLS
