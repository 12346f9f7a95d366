/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-model"

#include "sonde-message-summary.h"

#include <glib/gi18n-lib.h>

/* Faster than this is a text that came at once. */
#define LEAST_STREAM_US 50000

static SondePricer the_pricer;
static SondeModelNamer the_namer;

void
sonde_message_set_pricer (SondePricer pricer)
{
  the_pricer = pricer;
}

void
sonde_message_set_namer (SondeModelNamer namer)
{
  the_namer = namer;
}

gboolean
sonde_message_get_cost (SondeMessage *self, double *cost, const char **currency)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), FALSE);
  g_return_val_if_fail (cost != NULL && currency != NULL, FALSE);

  return the_pricer != NULL
         && the_pricer (sonde_message_get_provider (self),
                        sonde_message_get_model (self),
                        sonde_message_get_usage (self),
                        sonde_message_get_created (self),
                        cost,
                        currency);
}

double
sonde_message_get_speed (SondeMessage *self)
{
  const SondeUsage *usage = NULL;
  gint64 begin = 0;
  gint64 stream = 0;

  g_return_val_if_fail (SONDE_IS_MESSAGE (self), 0);

  usage = sonde_message_get_usage (self);
  begin = sonde_message_get_first_token (self);
  stream = sonde_message_get_finished (self) - begin;
  if (usage == NULL || usage->completion_tokens <= 0 || begin <= 0 || stream < LEAST_STREAM_US)
    return 0;
  return (double) usage->completion_tokens * G_USEC_PER_SEC / (double) stream;
}

gint64
sonde_message_get_first_token_ms (SondeMessage *self)
{
  gint64 wait = 0;

  g_return_val_if_fail (SONDE_IS_MESSAGE (self), -1);

  wait = sonde_message_get_first_token (self) - sonde_message_get_created (self);
  if (sonde_message_get_first_token (self) <= 0 || sonde_message_get_created (self) <= 0 || wait < 0)
    return -1;
  return wait / 1000;
}

gboolean
sonde_message_is_cut (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), FALSE);

  return sonde_message_get_state (self) == SONDE_STATE_INTERRUPTED
         || sonde_message_get_state (self) == SONDE_STATE_FAILED
         || g_strcmp0 (sonde_message_get_finish_reason (self), "length") == 0;
}

const char *
sonde_mode_get_label (SondeMode mode)
{
  switch (mode & SONDE_MODE_ALL)
    {
    case SONDE_MODE_REASONING:
      return _ ("DeepThink");
    case SONDE_MODE_SEARCH:
      return _ ("Search");
    case SONDE_MODE_ALL:
      return _ ("DeepThink and Search");
    default:
      return _ ("Chat");
    }
}

/* With the separators of thousands of the locale. */
char *
sonde_format_count (gint64 n)
{
  return g_strdup_printf ("%'" G_GINT64_FORMAT, n);
}

/* Two digits that say something, of however little. */
char *
sonde_format_cost (double cost, const char *currency)
{
  g_autofree char *amount = NULL;
  int digits = 2;
  double scaled = cost * 100;

  g_return_val_if_fail (currency != NULL, NULL);

  for (; scaled > 0 && scaled < 10 && digits < 6; digits++)
    scaled *= 10;
  amount = g_strdup_printf ("%.*f", digits, cost);
  if (g_str_equal (currency, "USD"))
    return g_strconcat ("$", amount, NULL);
  if (g_str_equal (currency, "CNY"))
    return g_strconcat ("¥", amount, NULL);
  return g_strconcat (amount, " ", currency, NULL);
}

static char *
dup_model (SondeMessage *self)
{
  const char *model = sonde_message_get_model (self);

  return model != NULL && the_namer != NULL ? the_namer (model) : g_strdup (model);
}

static char *
dup_time (SondeMessage *self)
{
  gint64 created = sonde_message_get_created (self);
  g_autoptr (GDateTime) utc = created > 0 ? g_date_time_new_from_unix_utc (created / G_USEC_PER_SEC) : NULL;
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%H:%M") : NULL;
}

static char *
dup_tokens (SondeMessage *self)
{
  const SondeUsage *usage = sonde_message_get_usage (self);
  gint64 total = usage != NULL ? usage->total_tokens : -1;

  if (usage != NULL && total < 0 && usage->prompt_tokens >= 0 && usage->completion_tokens >= 0)
    total = usage->prompt_tokens + usage->completion_tokens;
  if (total < 0)
    return NULL;

  g_autofree char *count = sonde_format_count (total);
  return g_strdup_printf (ngettext ("%s token", "%s tokens", (gulong) total), count);
}

static char *
dup_cost (SondeMessage *self)
{
  const char *currency = NULL;
  double cost = 0;

  return sonde_message_get_cost (self, &cost, &currency) ? sonde_format_cost (cost, currency) : NULL;
}

char *
sonde_message_dup_speed (SondeMessage *self)
{
  double speed = sonde_message_get_speed (self);

  /* Translators: the speed of an answer */
  return speed > 0 ? g_strdup_printf (_ ("%.0f tokens/s"), speed) : NULL;
}

/* Takes @part. */
static void
append_part (GString *line, char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", part);
  g_free (part);
}

char *
sonde_message_dup_summary (SondeMessage *self)
{
  g_autoptr (GString) line = g_string_new (NULL);
  SondeMode mode = SONDE_MODE_CHAT;

  g_return_val_if_fail (SONDE_IS_MESSAGE (self), NULL);

  mode = sonde_message_get_mode (self);
  append_part (line, dup_model (self));
  append_part (line, (mode & SONDE_MODE_ALL) != 0 ? g_strdup (sonde_mode_get_label (mode)) : NULL);
  append_part (line, dup_time (self));
  append_part (line, dup_tokens (self));
  append_part (line, dup_cost (self));
  append_part (line, sonde_message_dup_speed (self));
  return g_string_free (g_steal_pointer (&line), FALSE);
}
