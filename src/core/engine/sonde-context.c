/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-context-private.h"

/* Thousandths of a token for a character: api-docs.deepseek.com, token usage. */
#define LATIN_MILLITOKENS 300
#define OTHER_MILLITOKENS 600
/* What stands around a message. */
#define MESSAGE_TOKENS 4
/* The part of a window that is kept for the answer when nobody says how long it may be. */
#define ANSWER_SHARE 8
/* When something must go, more goes than must: each time the beginning changes, nothing of it is cached. */
#define FILLED_AGAIN 3 / 4

gint64
sonde_context_estimate_text (const char *text)
{
  gint64 latin = 0;
  gint64 other = 0;

  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p < 0x80)
      latin++;
    else if (((guchar) *p & 0xc0) == 0xc0)
      other++;
  return (latin * LATIN_MILLITOKENS + other * OTHER_MILLITOKENS + 999) / 1000;
}

static gint64
estimate_message (SondeMessage *message, SondeProvider *provider)
{
  gint64 tokens = MESSAGE_TOKENS + sonde_context_estimate_text (sonde_message_get_content (message));

  if (sonde_provider_get_replay (provider) == SONDE_REPLAY_ALWAYS)
    tokens += sonde_context_estimate_text (sonde_message_get_reasoning (message));
  return tokens;
}

gint64
sonde_context_estimate (GPtrArray *path, const char *system_prompt, SondeProvider *provider)
{
  gint64 tokens = system_prompt != NULL ? MESSAGE_TOKENS + sonde_context_estimate_text (system_prompt) : 0;

  for (guint i = 0; i < path->len; i++)
    tokens += estimate_message (path->pdata[i], provider);
  return tokens;
}

static gboolean
is_question (GPtrArray *path, guint i)
{
  return sonde_message_get_role (path->pdata[i]) == SONDE_ROLE_USER;
}

/* Where the turn after the one at @begin begins; the last one is never passed. */
static guint
find_next_turn (GPtrArray *path, guint begin)
{
  for (guint i = begin + 1; i < path->len; i++)
    if (is_question (path, i))
      return i;
  return begin;
}

/* How many turns were left out for the last answer that there is. */
static guint
get_left_out_before (GPtrArray *path)
{
  for (guint i = path->len; i > 0; i--)
    if (sonde_message_get_role (path->pdata[i - 1]) == SONDE_ROLE_ASSISTANT)
      return sonde_message_get_left_out (path->pdata[i - 1]);
  return 0;
}

typedef struct
{
  GPtrArray *path;
  SondeProvider *provider;
  gint64 tokens; /* of what is left */
  guint begin;
  guint n_turns; /* that were left out */
} Cut;

static gboolean
leave_out_one (Cut *self)
{
  guint next = find_next_turn (self->path, self->begin);

  if (next == self->begin)
    return FALSE;
  for (guint i = self->begin; i < next; i++)
    self->tokens -= estimate_message (self->path->pdata[i], self->provider);
  self->begin = next;
  self->n_turns++;
  return TRUE;
}

guint
sonde_context_trim (
  GPtrArray *path, const char *system_prompt, SondeProvider *provider, gint64 window, gint64 most_tokens)
{
  gint64 room = window - MIN (most_tokens > 0 ? most_tokens : window / ANSWER_SHARE, window / 2);
  Cut cut = { path, provider, sonde_context_estimate (path, system_prompt, provider), 0, 0 };
  guint before = get_left_out_before (path);

  if (window <= 0 || cut.tokens <= room)
    return 0;
  while (cut.n_turns < before && leave_out_one (&cut))
    ;
  if (cut.tokens > room)
    while (cut.tokens > room * FILLED_AGAIN && leave_out_one (&cut))
      ;
  if (cut.begin > 0)
    g_ptr_array_remove_range (path, 0, cut.begin);
  return cut.n_turns;
}
