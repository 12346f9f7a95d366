/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-net"

#include "sonde-sse-parser.h"

#include "sonde-error.h"
#include "sonde-sse-utf8.h"

#include <string.h>

/* A buffer that one large event has stretched beyond this is given back after the event. */
#define KEPT_BUFFER (1024u * 1024)

static const guint8 BOM[] = { 0xEF, 0xBB, 0xBF };

struct _SondeSseParser
{
  SondeSseEventFunc func;
  gpointer user_data;
  gsize max_event;

  /* the beginning of a line whose end has not come */
  GByteArray *line;
  gboolean in_comment;
  gboolean skip_lf;
  guint n_bom; /* bytes of the BOM seen, or all of them when the question is settled */

  /* the event that is being built */
  GString *type;
  GString *data;
  GString *id;

  /* what the stream has said so far */
  char *last_event_id;
  gint64 retry_ms;
  gboolean too_large;
};

/* Finds line ends in one feed. Each of the two bytes is looked for once up to where it stands, so
 * that a stream with only one kind of line end is not searched again and again for the other. */
typedef struct
{
  const guint8 *end;
  const guint8 *lf;
  const guint8 *cr;
} LineEnds;

static const guint8 *
find_byte (const guint8 *at, const guint8 *end, int byte)
{
  const guint8 *found = memchr (at, byte, (gsize) (end - at));

  return found != NULL ? found : end;
}

/* The first LF or CR at or after @at, or the end. */
static const guint8 *
find_line_end (LineEnds *ends, const guint8 *at)
{
  if (ends->lf < at)
    ends->lf = find_byte (at, ends->end, '\n');
  if (ends->cr < at)
    ends->cr = find_byte (at, ends->end, '\r');
  return MIN (ends->lf, ends->cr);
}

static gsize
get_event_size (SondeSseParser *self)
{
  return self->data->len + self->type->len + self->id->len;
}

static void
clear_string (GString **string)
{
  if ((*string)->allocated_len > KEPT_BUFFER)
    {
      g_string_free (*string, TRUE);
      *string = g_string_new (NULL);
    }
  g_string_truncate (*string, 0);
}

static void
clear_line (SondeSseParser *self)
{
  if (self->line->len > KEPT_BUFFER)
    {
      g_byte_array_unref (self->line);
      self->line = g_byte_array_new ();
    }
  g_byte_array_set_size (self->line, 0);
}

static void
dispatch (SondeSseParser *self)
{
  if (strcmp (self->last_event_id, self->id->str) != 0)
    {
      g_free (self->last_event_id);
      self->last_event_id = g_strdup (self->id->str);
    }
  if (self->data->len > 0)
    {
      g_string_truncate (self->data, self->data->len - 1);
      self->func (self->type->len > 0 ? self->type->str : "message",
                  self->data->str,
                  self->data->len,
                  self->last_event_id,
                  self->user_data);
    }
  clear_string (&self->data);
  clear_string (&self->type);
}

static gboolean
append_data (SondeSseParser *self, const guint8 *value, gsize length)
{
  gsize limit = self->max_event - MIN (self->max_event, self->type->len + self->id->len);

  if (!sonde_sse_utf8_append (self->data, value, length, limit))
    return FALSE;
  g_string_append_c (self->data, '\n');
  return TRUE;
}

static gboolean
set_string (SondeSseParser *self, GString *string, const guint8 *value, gsize length)
{
  g_string_truncate (string, 0);
  return sonde_sse_utf8_append (string, value, length, self->max_event);
}

static void
set_retry (SondeSseParser *self, const guint8 *value, gsize length)
{
  gint64 retry = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (value[i]))
        return;
      retry = retry > (G_MAXINT64 - 9) / 10 ? G_MAXINT64 : retry * 10 + (value[i] - '0');
    }
  if (length > 0)
    self->retry_ms = retry;
}

static gboolean
name_is (const guint8 *line, gsize length, const char *name)
{
  return length == strlen (name) && memcmp (line, name, length) == 0;
}

static gboolean
process_field (SondeSseParser *self, const guint8 *line, gsize length)
{
  const guint8 *colon = find_byte (line, line + length, ':');
  gsize name_length = (gsize) (colon - line);
  const guint8 *value = MIN (colon + 1, line + length);
  gsize value_length;

  if (value < line + length && *value == ' ')
    value++;
  value_length = (gsize) (line + length - value);

  if (name_is (line, name_length, "data"))
    return append_data (self, value, value_length);
  if (name_is (line, name_length, "event"))
    return set_string (self, self->type, value, value_length);
  if (name_is (line, name_length, "id") && find_byte (value, line + length, '\0') == line + length)
    return set_string (self, self->id, value, value_length);
  if (name_is (line, name_length, "retry"))
    set_retry (self, value, value_length);
  return TRUE;
}

/* One complete line: what was kept of it, then @rest. */
static gboolean
process_line (SondeSseParser *self, const guint8 *rest, gsize length)
{
  gboolean ok = TRUE;

  if (self->line->len > 0)
    {
      g_byte_array_append (self->line, rest, (guint) length);
      ok = process_field (self, self->line->data, self->line->len);
      clear_line (self);
    }
  else if (self->in_comment)
    self->in_comment = FALSE;
  else if (length == 0)
    dispatch (self);
  else if (rest[0] != ':')
    ok = process_field (self, rest, length);
  return ok;
}

/* Keeps the beginning of a line until its end comes. Nothing of a comment is kept. */
static void
keep_partial_line (SondeSseParser *self, const guint8 *bytes, gsize length)
{
  if (length == 0 || self->in_comment)
    return;
  if (self->line->len == 0 && bytes[0] == ':')
    self->in_comment = TRUE;
  else
    g_byte_array_append (self->line, bytes, (guint) length);
}

static gboolean
line_fits (SondeSseParser *self, const guint8 *bytes, gsize length)
{
  if (length == 0 || self->in_comment || (self->line->len == 0 && bytes[0] == ':'))
    return TRUE;
  return length <= self->max_event && get_event_size (self) + self->line->len <= self->max_event - length;
}

static gboolean
process_lines (SondeSseParser *self, const guint8 *at, const guint8 *end)
{
  LineEnds ends = { .end = end, .lf = find_byte (at, end, '\n'), .cr = find_byte (at, end, '\r') };

  while (at < end)
    {
      const guint8 *stop = find_line_end (&ends, at);
      gsize length = (gsize) (stop - at);

      if (!line_fits (self, at, length))
        return FALSE;
      if (stop == end)
        {
          keep_partial_line (self, at, length);
          break;
        }
      if (!process_line (self, at, length))
        return FALSE;
      at = stop + 1;
      if (*stop == '\r' && at < end && *at == '\n')
        at++;
      else if (*stop == '\r' && at == end)
        self->skip_lf = TRUE;
    }
  return TRUE;
}

/* Takes a byte order mark off the very beginning, also one that comes in pieces. Bytes that only
 * began like one belong to the first line. */
static const guint8 *
skip_bom (SondeSseParser *self, const guint8 *at, const guint8 *end)
{
  while (self->n_bom < sizeof BOM && at < end)
    {
      if (*at != BOM[self->n_bom])
        {
          g_byte_array_append (self->line, BOM, self->n_bom);
          self->n_bom = sizeof BOM;
          break;
        }
      self->n_bom++;
      at++;
    }
  return at;
}

/**
 * sonde_sse_parser_new:
 * @func: called from within sonde_sse_parser_feed() for each event
 *
 * Returns: (transfer full): a parser at the beginning of a stream
 */
SondeSseParser *
sonde_sse_parser_new (SondeSseEventFunc func, gpointer user_data)
{
  SondeSseParser *self = g_new0 (SondeSseParser, 1);

  g_assert (func != NULL);
  self->func = func;
  self->user_data = user_data;
  self->max_event = SONDE_SSE_MAX_EVENT;
  self->line = g_byte_array_new ();
  self->type = g_string_new (NULL);
  self->data = g_string_new (NULL);
  self->id = g_string_new (NULL);
  self->last_event_id = g_strdup ("");
  self->retry_ms = -1;
  return self;
}

void
sonde_sse_parser_free (SondeSseParser *self)
{
  g_return_if_fail (self != NULL);

  g_byte_array_unref (self->line);
  g_string_free (self->type, TRUE);
  g_string_free (self->data, TRUE);
  g_string_free (self->id, TRUE);
  g_free (self->last_event_id);
  g_free (self);
}

/**
 * sonde_sse_parser_set_max_event:
 * @max_event: the most bytes of one event, instead of %SONDE_SSE_MAX_EVENT; not more than that
 */
void
sonde_sse_parser_set_max_event (SondeSseParser *self, gsize max_event)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (max_event <= SONDE_SSE_MAX_EVENT);

  self->max_event = max_event;
}

/**
 * sonde_sse_parser_feed:
 * @bytes: the next bytes of the stream, cut anywhere
 *
 * Calls the event function for each event that @bytes complete.
 *
 * Returns: %FALSE with SONDE_ERROR_TOO_LARGE when an event has more bytes than it may; the parser
 *   then refuses everything that follows
 */
gboolean
sonde_sse_parser_feed (SondeSseParser *self, const guint8 *bytes, gsize length, GError **error)
{
  const guint8 *at = bytes, *end = bytes + length;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (bytes != NULL || length == 0, FALSE);

  if (length == 0 && !self->too_large)
    return TRUE;

  if (!self->too_large)
    {
      at = skip_bom (self, at, end);
      if (self->skip_lf && at < end)
        {
          self->skip_lf = FALSE;
          at += *at == '\n';
        }
      self->too_large = !process_lines (self, at, end);
    }
  if (self->too_large)
    g_propagate_error (error,
                       sonde_error_new (SONDE_ERROR_TOO_LARGE,
                                        "an event is larger than %" G_GSIZE_FORMAT " bytes",
                                        self->max_event));
  return !self->too_large;
}

/** The last event ID that an event was dispatched with, "" if none; valid until the next feed. */
const char *
sonde_sse_parser_get_last_event_id (SondeSseParser *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->last_event_id;
}

/** The reconnection time in milliseconds that the stream asked for, -1 if it did not. */
gint64
sonde_sse_parser_get_retry_ms (SondeSseParser *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->retry_ms;
}
