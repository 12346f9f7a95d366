/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-growth-private.h"

#include <string.h>

struct _SondeGrowth
{
  GHashTable *answers; /* id → Answer */
};

typedef struct
{
  gint64 id;
  SondeMessage *message;
  gsize content; /* bytes that were handed over */
  gsize reasoning;
} Answer;

static void
answer_free (Answer *answer)
{
  g_object_unref (answer->message);
  g_free (answer);
}

SondeGrowth *
sonde_growth_new (void)
{
  SondeGrowth *self = g_new0 (SondeGrowth, 1);

  self->answers = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) answer_free);
  return self;
}

void
sonde_growth_free (SondeGrowth *self)
{
  g_hash_table_unref (self->answers);
  g_free (self);
}

void
sonde_growth_note (SondeGrowth *self, SondeMessage *message, const SondeMessageRecord *record)
{
  Answer *answer;

  if (record->state != SONDE_STATE_STREAMING)
    {
      sonde_growth_forget (self, record->id);
      return;
    }
  answer = g_new0 (Answer, 1);
  answer->id = record->id;
  answer->message = g_object_ref (message);
  answer->content = strlen (record->content);
  answer->reasoning = strlen (record->reasoning);
  g_hash_table_replace (self->answers, &answer->id, answer);
}

void
sonde_growth_forget (SondeGrowth *self, gint64 message_id)
{
  g_hash_table_remove (self->answers, &message_id);
}

/** Whether @message is followed; @grown: by how many bytes, -1 when it is no continuation any more. */
gboolean
sonde_growth_measure (SondeGrowth *self, SondeMessage *message, gssize *grown)
{
  gint64 id = sonde_message_get_id (message);
  Answer *answer = g_hash_table_lookup (self->answers, &id);
  gsize content = sonde_message_get_content_length (message);
  gsize reasoning = sonde_message_get_reasoning_length (message);

  if (answer == NULL || answer->message != message)
    return FALSE;
  *grown = -1;
  if (content >= answer->content && reasoning >= answer->reasoning)
    *grown = content - answer->content + reasoning - answer->reasoning;
  return TRUE;
}

/* The text behind @done bytes, without a character at the end that is not whole yet; moves @done on. */
static char *
take_tail (const char *text, gsize length, gsize *done)
{
  const char *begin = text + *done;
  const char *end = text + length;
  const char *last = end;

  if (length <= *done)
    return NULL;
  while (last > begin && end - last < 4 && ((guchar) * --last & 0xc0) == 0x80)
    ;
  if (g_utf8_get_char_validated (last, end - last) == (gunichar) -2)
    end = last;
  *done = end - text;
  return end > begin ? g_strndup (begin, end - begin) : NULL;
}

static SondeChunk *
take_chunk (Answer *answer)
{
  g_autofree char *content = take_tail (sonde_message_get_content (answer->message),
                                        sonde_message_get_content_length (answer->message),
                                        &answer->content);
  g_autofree char *reasoning = take_tail (sonde_message_get_reasoning (answer->message),
                                          sonde_message_get_reasoning_length (answer->message),
                                          &answer->reasoning);
  SondeChunk *chunk;

  if (content == NULL && reasoning == NULL)
    return NULL;
  chunk = g_new0 (SondeChunk, 1);
  chunk->message = answer->id;
  chunk->content = g_steal_pointer (&content);
  chunk->reasoning = g_steal_pointer (&reasoning);
  return chunk;
}

/** (element-type SondeChunk): what all answers grew by since the last time. */
GPtrArray *
sonde_growth_take (SondeGrowth *self)
{
  GPtrArray *chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_chunk_free);
  GHashTableIter iter;
  gpointer answer;

  g_hash_table_iter_init (&iter, self->answers);
  while (g_hash_table_iter_next (&iter, NULL, &answer))
    {
      SondeChunk *chunk = take_chunk (answer);

      if (chunk != NULL)
        g_ptr_array_add (chunks, chunk);
    }
  return chunks;
}
