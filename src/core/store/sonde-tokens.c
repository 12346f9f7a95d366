/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* Texts as the search sees them: words of letters and digits, and each Chinese or Japanese character, Korean
 * syllable and picture by itself, because these are written without spaces. A word of them is found as a
 * phrase. */

#include "sonde-tokens-private.h"

#include <string.h>

#include "sonde-fold-private.h"

/* What is longer is no word that somebody types; its beginning is enough. */
#define TOKEN_BYTES 64

typedef enum
{
  KIND_NONE, /* between tokens */
  KIND_WORD,
  KIND_ALONE,
  KIND_JAMO_FIRST, /* begins a Korean syllable that is written as its parts */
  KIND_JAMO_REST,
  KIND_MARK, /* belongs to what stands before it, and says nothing */
} Kind;

typedef struct
{
  SondeTokenFunc func;
  gpointer data;
  char token[TOKEN_BYTES + 8];
  int length;
  int start;
  int end;
  Kind kind; /* of the token that is being made */
} Maker;

static gboolean
is_ideograph (gunichar c)
{
  return (c >= 0x3400 && c <= 0x9fff) || (c >= 0x3041 && c <= 0x30ff) || (c >= 0x20000 && c <= 0x3ffff)
         || (c >= 0x3100 && c <= 0x312f) || (c >= 0x31a0 && c <= 0x31ff) || (c >= 0xf900 && c <= 0xfaff)
         || c == 0x3005 || c == 0x3007;
}

static Kind
classify (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalnum (c) ? KIND_WORD : KIND_NONE;
  if (is_ideograph (c) || (c >= 0xac00 && c <= 0xd7a3))
    /* The sound marks and the middle dot of kana are in between. */
    return c >= 0x3099 && c <= 0x309c ? KIND_MARK : c == 0x30fb ? KIND_NONE : KIND_ALONE;
  if (c >= 0x1100 && c <= 0x115f)
    return KIND_JAMO_FIRST;
  if (c >= 0x1160 && c <= 0x11ff)
    return KIND_JAMO_REST;
  if (g_unichar_isalnum (c))
    return KIND_WORD;
  switch (g_unichar_type (c))
    {
    case G_UNICODE_OTHER_SYMBOL:
      return KIND_ALONE;
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
      /* The vowels of Indian scripts make words; selectors of a picture's looks do not. */
      return c >= 0xfe00 && c <= 0xfe0f ? KIND_MARK : KIND_WORD;
    default:
      return c == 0x200d ? KIND_MARK : KIND_NONE;
    }
}

static int
end_token (Maker *self)
{
  int length = self->length;

  self->length = 0;
  self->kind = KIND_NONE;
  return length > 0 ? self->func (self->data, self->token, length, self->start, self->end) : 0;
}

static gboolean
continues (const Maker *self, Kind kind)
{
  if (self->length == 0)
    return FALSE;
  return (kind == KIND_WORD && self->kind == KIND_WORD)
         || (kind == KIND_JAMO_REST && (self->kind == KIND_JAMO_FIRST || self->kind == KIND_JAMO_REST));
}

/* Takes a folded character that was made of the bytes @start to @end. */
static int
take_char (Maker *self, const char *bytes, int n_bytes, gunichar c, int start, int end)
{
  Kind kind = classify (c);
  int result = 0;

  if (kind == KIND_MARK)
    {
      if (self->length > 0)
        self->end = end;
      return 0;
    }
  if (!continues (self, kind))
    {
      result = end_token (self);
      if (kind == KIND_NONE)
        return result;
      self->start = start;
      self->kind = kind;
    }
  self->end = end;
  if (self->length + n_bytes <= TOKEN_BYTES)
    {
      memcpy (self->token + self->length, bytes, n_bytes);
      self->length += n_bytes;
    }
  return result;
}

static int
take_folded (Maker *self, const GString *folded, int start, int end)
{
  const char *stop = folded->str + folded->len;
  int result = 0;

  /* An accent that is written by itself. */
  if (folded->len == 0 && self->length > 0)
    self->end = end;
  for (const char *p = folded->str; p < stop && result == 0; p = g_utf8_next_char (p))
    result = take_char (self, p, g_utf8_skip[(guchar) *p], g_utf8_get_char (p), start, end);
  return result;
}

/**
 * sonde_tokens_each:
 * @text: any bytes
 * @length: their number, at most 2 GiB
 *
 * Calls @func for each token of @text until it gives something other than 0, which is given then.
 */
int
sonde_tokens_each (const char *text, gsize length, SondeTokenFunc func, gpointer data)
{
  Maker maker = { .func = func, .data = data };
  g_autoptr (GString) folded = g_string_sized_new (32);
  const char *end = text + length;
  int result = 0;

  for (const char *p = text; p < end && result == 0;)
    {
      int start = p - text;

      if ((guchar) *p < 0x80)
        {
          char lower = g_ascii_tolower (*p++);

          result = take_char (&maker, &lower, 1, (guchar) lower, start, start + 1);
          continue;
        }
      g_string_truncate (folded, 0);
      p = sonde_fold_next (folded, p, end);
      result = take_folded (&maker, folded, start, p - text);
    }
  return result != 0 ? result : end_token (&maker);
}

/** Whether no other token can begin with @token, so that looking for it as a prefix is in vain. */
gboolean
sonde_tokens_stands_alone (const char *token, gsize length)
{
  return length > 0 && (guchar) *token >= 0x80 && classify (g_utf8_get_char (token)) == KIND_ALONE;
}

/* FTS5's side */

typedef struct
{
  void *context;
  int (*token) (void *, int, const char *, int, int, int);
} Sink;

static int
sink_cb (gpointer data, const char *token, int length, int start, int end)
{
  Sink *sink = data;

  return sink->token (sink->context, 0, token, length, start, end);
}

static int
tokenize_cb (Fts5Tokenizer *tokenizer,
             void *context,
             int flags,
             const char *text,
             int length,
             int (*token) (void *, int, const char *, int, int, int))
{
  Sink sink = { context, token };

  return sonde_tokens_each (text, length, sink_cb, &sink);
}

static int
create_cb (void *context, const char **arguments, int n_arguments, Fts5Tokenizer **tokenizer)
{
  /* It has no state; FTS5 takes NULL for a failure. */
  *tokenizer = (Fts5Tokenizer *) &classify;
  return SQLITE_OK;
}

static void
delete_cb (Fts5Tokenizer *tokenizer)
{
}

/** What FTS5 can be given functions and tokenizers through; NULL where there is no FTS5. */
fts5_api *
sonde_tokens_get_api (sqlite3 *db)
{
  fts5_api *api = NULL;
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (db, "SELECT fts5(?1)", -1, &statement, NULL) == SQLITE_OK)
    {
      sqlite3_bind_pointer (statement, 1, &api, "fts5_api_ptr", NULL);
      sqlite3_step (statement);
    }
  sqlite3_finalize (statement);
  return api;
}

int
sonde_tokens_register (sqlite3 *db)
{
  fts5_tokenizer tokenizer = { create_cb, delete_cb, tokenize_cb };
  fts5_api *api = sonde_tokens_get_api (db);

  return api != NULL ? api->xCreateTokenizer (api, "sonde", NULL, &tokenizer, NULL) : SQLITE_ERROR;
}
