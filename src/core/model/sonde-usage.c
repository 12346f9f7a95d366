/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-model"

#include "sonde-usage.h"

G_DEFINE_BOXED_TYPE (SondeUsage, sonde_usage, sonde_usage_copy, sonde_usage_free)

/** A usage in which nothing is known. */
SondeUsage *
sonde_usage_new (void)
{
  SondeUsage *self = g_new0 (SondeUsage, 1);

  self->prompt_tokens = -1;
  self->completion_tokens = -1;
  self->total_tokens = -1;
  self->cache_hit_tokens = -1;
  self->cache_miss_tokens = -1;
  self->reasoning_tokens = -1;
  return self;
}

/** A copy of @self, %NULL for %NULL. */
SondeUsage *
sonde_usage_copy (const SondeUsage *self)
{
  if (self == NULL)
    return NULL;

  SondeUsage *copy = g_memdup2 (self, sizeof *self);
  copy->json = g_strdup (self->json);
  return copy;
}

void
sonde_usage_free (SondeUsage *self)
{
  if (self == NULL)
    return;
  g_free (self->json);
  g_free (self);
}
