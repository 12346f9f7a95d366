/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-json"

#include "sonde-json-stream.h"

#include <gio/gio.h>
#include <string.h>

#include "sonde-json-arena-private.h"
#include "sonde-json-text-private.h"
#include "sonde-json.h"

/* Numbers and the words true, false, null, NaN, -Infinity. */
#define WORD_BYTES 64

typedef enum
{
  STATE_VALUE,
  STATE_FIRST_VALUE, /* or the end of the array */
  STATE_FIRST_KEY,   /* or the end of the object */
  STATE_KEY,
  STATE_COLON,
  STATE_COMMA, /* or an end */
  STATE_STRING,
  STATE_ESCAPE,
  STATE_UNICODE,
  STATE_WORD,
} State;

/* An array or object that has begun. */
typedef struct
{
  gboolean object;
  SondeJsonChoice choice;
  SondeJsonValue *value; /* where it is taken */
  SondeJsonValue *last;
} Frame;

struct _SondeJsonStream
{
  const SondeJsonReading *reading;
  gpointer user_data;

  State state;
  guint64 position; /* of the piece */
  Frame frames[SONDE_JSON_MAX_DEPTH];
  char *path[SONDE_JSON_MAX_DEPTH];
  guint depth;

  SondeJsonArena arena;
  gboolean too_large;      /* what is being taken */
  gboolean kept;           /* what was taken before is still needed */
  const char *key;         /* of the next value in a taken object */
  gboolean unwanted;       /* the next value in a taken object */
  SondeJsonChoice present; /* of the string or word that is being read */
  gboolean is_key;
  SondeJsonText text;
  char word[WORD_BYTES];
  guint word_length;
  gboolean stopped;
};

static Frame *
get_frame (SondeJsonStream *self)
{
  return self->depth > 0 ? &self->frames[self->depth - 1] : NULL;
}

static const char *const *
get_path (SondeJsonStream *self)
{
  return (const char *const *) self->path;
}

static gboolean
is_taken_inside (SondeJsonStream *self)
{
  return self->depth > 0 && get_frame (self)->choice == SONDE_JSON_TAKE;
}

/* Taking */

static void
note_size (SondeJsonStream *self)
{
  if (self->arena.total > SONDE_JSON_MAX_TAKEN)
    self->too_large = TRUE;
  if (self->too_large && !self->kept)
    sonde_json_arena_reset (&self->arena);
}

static SondeJsonValue *
add_value (SondeJsonStream *self, SondeJsonKind kind)
{
  Frame *frame = get_frame (self);
  SondeJsonValue *value;

  note_size (self);
  if (self->too_large)
    return NULL;
  value = sonde_json_arena_alloc (&self->arena, sizeof *value);
  memset (value, 0, sizeof *value);
  value->kind = kind;
  if (!is_taken_inside (self))
    {
      const char *key = self->depth > 0 ? self->path[self->depth - 1] : NULL;

      value->key = key != NULL ? sonde_json_arena_copy (&self->arena, key, strlen (key)) : NULL;
      return value;
    }
  value->key = frame->object ? self->key : NULL;
  if (frame->last != NULL)
    frame->last->next = value;
  else
    frame->value->first = value;
  frame->last = value;
  frame->value->length++;
  return value;
}

/* The value that has just ended, if it is a whole one that was taken, is given away. */
static void
end_value (SondeJsonStream *self, SondeJsonChoice choice, SondeJsonValue *value)
{
  gboolean go_on = TRUE;

  self->state = self->depth > 0 ? STATE_COMMA : STATE_VALUE;
  if (choice != SONDE_JSON_TAKE || is_taken_inside (self))
    return;
  note_size (self);
  if (self->too_large)
    go_on = self->reading->drop (get_path (self), self->depth, self->user_data);
  else
    go_on = self->reading->take (get_path (self), self->depth, value, self->user_data);
  if (!self->kept)
    sonde_json_arena_reset (&self->arena);
  self->stopped |= !go_on;
}

static SondeJsonChoice
choose (SondeJsonStream *self, SondeJsonKind kind)
{
  Frame *frame = get_frame (self);
  SondeJsonChoice choice;

  if (frame != NULL && frame->choice == SONDE_JSON_SKIP)
    return SONDE_JSON_SKIP;
  if (frame != NULL && frame->choice == SONDE_JSON_TAKE)
    return self->unwanted ? SONDE_JSON_SKIP : SONDE_JSON_TAKE;
  choice = self->reading->choose (get_path (self), self->depth, kind, self->user_data);
  if (choice == SONDE_JSON_TAKE)
    self->too_large = FALSE;
  return choice == SONDE_JSON_ENTER && kind < SONDE_JSON_ARRAY ? SONDE_JSON_SKIP : choice;
}

/* Arrays and objects */

static gboolean
begin_container (SondeJsonStream *self, gboolean object)
{
  SondeJsonKind kind = object ? SONDE_JSON_OBJECT : SONDE_JSON_ARRAY;
  Frame frame = { object, choose (self, kind), NULL, NULL };

  if (self->depth == SONDE_JSON_MAX_DEPTH)
    return FALSE;
  if (frame.choice == SONDE_JSON_TAKE)
    frame.value = add_value (self, kind);
  self->frames[self->depth++] = frame;
  g_clear_pointer (&self->path[self->depth - 1], g_free);
  self->unwanted = FALSE;
  self->state = object ? STATE_FIRST_KEY : STATE_FIRST_VALUE;
  return TRUE;
}

static gboolean
end_container (SondeJsonStream *self, gboolean object)
{
  Frame frame;

  if (self->depth == 0 || get_frame (self)->object != object)
    return FALSE;
  g_clear_pointer (&self->path[self->depth - 1], g_free);
  frame = self->frames[--self->depth];
  self->unwanted = FALSE;
  if (frame.choice == SONDE_JSON_ENTER
      && !self->reading->leave (get_path (self), self->depth, self->user_data))
    self->stopped = TRUE;
  end_value (self, frame.choice, frame.value);
  return TRUE;
}

/* Strings */

static void
begin_string (SondeJsonStream *self, gboolean is_key)
{
  SondeJsonChoice choice = is_key ? get_frame (self)->choice : choose (self, SONDE_JSON_STRING);

  self->is_key = is_key;
  self->present = choice;
  sonde_json_text_begin (&self->text, choice != SONDE_JSON_SKIP);
  self->state = STATE_STRING;
}

static void
end_key (SondeJsonStream *self)
{
  Frame *frame = get_frame (self);
  const char *parent = frame->value != NULL && !self->too_large ? frame->value->key : NULL;
  GString *text = self->text.text;

  self->state = STATE_COLON;
  self->unwanted = FALSE;
  if (frame->choice == SONDE_JSON_ENTER)
    {
      g_free (self->path[self->depth - 1]);
      self->path[self->depth - 1] = g_strndup (text->str, text->len);
    }
  if (frame->choice != SONDE_JSON_TAKE)
    return;
  self->unwanted
    = self->too_large || self->text.too_long
      || (self->reading->wants != NULL && !self->reading->wants (parent, text->str, self->user_data));
  self->key = self->unwanted ? NULL : sonde_json_arena_copy (&self->arena, text->str, text->len);
}

static void
end_string (SondeJsonStream *self)
{
  SondeJsonValue *value = NULL;

  sonde_json_text_end (&self->text);
  if (self->is_key)
    {
      end_key (self);
      return;
    }
  if (self->present == SONDE_JSON_TAKE)
    {
      self->too_large |= self->text.too_long;
      value = add_value (self, SONDE_JSON_STRING);
    }
  if (value != NULL)
    {
      value->length = self->text.text->len;
      value->text = sonde_json_arena_copy (&self->arena, self->text.text->str, value->length);
    }
  end_value (self, self->present, value);
}

/* Numbers and words */

static void
begin_word (SondeJsonStream *self)
{
  self->present = choose (self, SONDE_JSON_NUMBER);
  self->word_length = 0;
  self->state = STATE_WORD;
}

static gboolean
get_word_kind (const char *word, SondeJsonKind *kind)
{
  static const struct
  {
    const char *word;
    SondeJsonKind kind;
  } words[]
    = { { "null", SONDE_JSON_NULL }, { "true", SONDE_JSON_TRUE },     { "false", SONDE_JSON_FALSE },
        { "NaN", SONDE_JSON_NULL },  { "Infinity", SONDE_JSON_NULL }, { "-Infinity", SONDE_JSON_NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (word, words[i].word))
      {
        *kind = words[i].kind;
        return TRUE;
      }
  *kind = SONDE_JSON_NUMBER;
  return g_ascii_isdigit (word[0]) || (word[0] == '-' && g_ascii_isdigit (word[1]));
}

static gboolean
end_word (SondeJsonStream *self)
{
  SondeJsonValue *value = NULL;
  SondeJsonKind kind;

  self->word[self->word_length] = '\0';
  if (!get_word_kind (self->word, &kind))
    return FALSE;
  if (kind == SONDE_JSON_NUMBER)
    {
      char *end;

      g_ascii_strtod (self->word, &end);
      if (*end != '\0')
        return FALSE;
    }
  if (self->present == SONDE_JSON_TAKE)
    value = add_value (self, kind);
  if (value != NULL && kind == SONDE_JSON_NUMBER)
    {
      value->length = self->word_length;
      value->text = sonde_json_arena_copy (&self->arena, self->word, self->word_length);
    }
  end_value (self, self->present, value);
  return TRUE;
}

/* Reading */

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '+' || c == '.';
}

static gboolean
read_value (SondeJsonStream *self, char c)
{
  if (c == '{' || c == '[')
    return begin_container (self, c == '{');
  if (c == '"')
    begin_string (self, FALSE);
  else if (is_word (c))
    {
      begin_word (self);
      self->word[self->word_length++] = c;
    }
  else
    return FALSE;
  return TRUE;
}

static gboolean
read_key (SondeJsonStream *self, char c)
{
  if (c != '"')
    return FALSE;
  begin_string (self, TRUE);
  return TRUE;
}

static gboolean
read_comma (SondeJsonStream *self, char c)
{
  if (c == '}' || c == ']')
    return end_container (self, c == '}');
  if (c != ',')
    return FALSE;
  self->state = get_frame (self)->object ? STATE_KEY : STATE_VALUE;
  return TRUE;
}

/* A character outside of strings and words; %FALSE when it may not stand there. */
static gboolean
read_structure (SondeJsonStream *self, char c)
{
  if (is_space (c))
    return TRUE;
  switch (self->state)
    {
    case STATE_FIRST_VALUE:
      return c == ']' ? end_container (self, FALSE) : read_value (self, c);
    case STATE_FIRST_KEY:
      return c == '}' ? end_container (self, TRUE) : read_key (self, c);
    case STATE_KEY:
      return read_key (self, c);
    case STATE_COLON:
      self->state = STATE_VALUE;
      return c == ':';
    case STATE_COMMA:
      return read_comma (self, c);
    case STATE_VALUE:
    default:
      return read_value (self, c);
    }
}

/* The part of a string up to a quote or backslash; gives how many bytes it read. */
static gsize
read_string (SondeJsonStream *self, const char *bytes, gsize length)
{
  gsize i = 0;

  while (i < length && bytes[i] != '"' && bytes[i] != '\\')
    i++;
  sonde_json_text_add (&self->text, bytes, i);
  if (i == length)
    return i;
  if (bytes[i] == '"')
    end_string (self);
  else
    self->state = STATE_ESCAPE;
  return i + 1;
}

static gboolean
read_escape (SondeJsonStream *self, char c)
{
  gboolean unicode;
  gboolean known = sonde_json_text_escape (&self->text, c, &unicode);

  self->state = unicode ? STATE_UNICODE : STATE_STRING;
  return known;
}

static gboolean
read_digit (SondeJsonStream *self, char c)
{
  gboolean complete;
  gboolean digit = sonde_json_text_digit (&self->text, c, &complete);

  if (complete)
    self->state = STATE_STRING;
  return digit;
}

/* Gives how many bytes were read, 0 for none: the word ended before. */
static gboolean
read_word (SondeJsonStream *self, char c, gsize *n_read)
{
  *n_read = 0;
  if (!is_word (c))
    return end_word (self);
  if (self->word_length + 1 == WORD_BYTES)
    return FALSE;
  self->word[self->word_length++] = c;
  *n_read = 1;
  return TRUE;
}

static gboolean
read_some (SondeJsonStream *self, const char *bytes, gsize length, gsize *n_read)
{
  *n_read = 1;
  switch (self->state)
    {
    case STATE_STRING:
      *n_read = read_string (self, bytes, length);
      return TRUE;
    case STATE_ESCAPE:
      return read_escape (self, *bytes);
    case STATE_UNICODE:
      return read_digit (self, *bytes);
    case STATE_WORD:
      return read_word (self, *bytes, n_read);
    default:
      return read_structure (self, *bytes);
    }
}

SondeJsonStream *
sonde_json_stream_new (const SondeJsonReading *reading, gpointer user_data)
{
  SondeJsonStream *self = g_new0 (SondeJsonStream, 1);

  self->reading = reading;
  self->user_data = user_data;
  self->text.text = g_string_new (NULL);
  sonde_json_arena_init (&self->arena);
  return self;
}

void
sonde_json_stream_free (SondeJsonStream *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->path); i++)
    g_free (self->path[i]);
  g_string_free (self->text.text, TRUE);
  sonde_json_arena_clear (&self->arena);
  g_free (self);
}

gboolean
sonde_json_stream_feed (SondeJsonStream *self, const char *bytes, gsize length, GError **error)
{
  gsize n_read;

  g_return_val_if_fail (self != NULL, FALSE);

  for (gsize i = 0; i < length; i += n_read)
    {
      if (self->stopped)
        return FALSE;
      if (!read_some (self, bytes + i, length - i, &n_read))
        {
          g_set_error (error,
                       G_IO_ERROR,
                       G_IO_ERROR_INVALID_DATA,
                       self->depth == SONDE_JSON_MAX_DEPTH ? "Nested too deeply at byte %" G_GUINT64_FORMAT
                                                           : "No JSON at byte %" G_GUINT64_FORMAT,
                       self->position + i);
          return FALSE;
        }
    }
  self->position += length;
  return !self->stopped;
}

gboolean
sonde_json_stream_end (SondeJsonStream *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->state == STATE_WORD && !end_word (self))
    self->state = STATE_WORD;
  if (self->depth == 0 && self->state == STATE_VALUE)
    return !self->stopped;
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_PARTIAL_INPUT,
               "The text ends within a value after %" G_GUINT64_FORMAT " bytes",
               self->position);
  return FALSE;
}

void
sonde_json_stream_keep (SondeJsonStream *self)
{
  self->kept = TRUE;
}

void
sonde_json_stream_release (SondeJsonStream *self)
{
  self->kept = FALSE;
  sonde_json_arena_reset (&self->arena);
}
