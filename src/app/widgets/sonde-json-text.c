/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-widgets"

#include "sonde-json-text.h"

#include <string.h>

#define INDENT 2
/* Deeper ones stand where these do. */
#define MAX_DEPTH 64
/* A line that is much longer cannot be laid out within a frame. */
#define LINE_BYTES 1000

typedef struct
{
  GString *out;
  guint depth;
  gsize line; /* where the last line begins */
} Writer;

static void
begin_line (Writer *self)
{
  g_string_append_c (self->out, '\n');
  self->line = self->out->len;
  for (guint i = 0; i < INDENT * MIN (self->depth, MAX_DEPTH); i++)
    g_string_append_c (self->out, ' ');
}

/* A string is written as it is, in lines where it is long. Gives where it ends. */
static const char *
append_string (Writer *self, const char *at)
{
  gboolean is_end = FALSE;

  g_string_append_c (self->out, *at++);
  while (*at != '\0' && !is_end)
    {
      gsize n = *at == '\\' && at[1] != '\0' ? 2 : (gsize) (g_utf8_next_char (at) - at);

      is_end = *at == '"';
      if (self->out->len - self->line > LINE_BYTES)
        {
          g_string_append_c (self->out, '\n');
          self->line = self->out->len;
        }
      g_string_append_len (self->out, at, (gssize) n);
      at += n;
    }
  return at;
}

static const char *
skip_space (const char *at)
{
  return at + strspn (at, " \t\r\n");
}

static const char *
append_open (Writer *self, const char *at)
{
  char close = *at == '{' ? '}' : ']';
  const char *next = skip_space (at + 1);

  g_string_append_c (self->out, *at);
  if (*next == close)
    {
      g_string_append_c (self->out, close);
      return next + 1;
    }
  self->depth++;
  begin_line (self);
  return next;
}

/**
 * sonde_json_text_indent:
 * @json: valid UTF-8; what is no JSON comes out somehow
 *
 * For the eye only: strings and numbers stay as they are written, but long strings are broken into lines.
 *
 * Returns: (transfer full): one member a line
 */
char *
sonde_json_text_indent (const char *json)
{
  Writer self = { .out = NULL };

  g_return_val_if_fail (json != NULL, NULL);

  self.out = g_string_sized_new (strlen (json) + strlen (json) / 4);
  for (const char *at = skip_space (json); *at != '\0'; at = skip_space (at))
    switch (*at)
      {
      case '"':
        at = append_string (&self, at);
        break;
      case '{':
      case '[':
        at = append_open (&self, at);
        break;
      case '}':
      case ']':
        self.depth -= self.depth > 0 ? 1 : 0;
        begin_line (&self);
        g_string_append_c (self.out, *at++);
        break;
      case ',':
        g_string_append_c (self.out, *at++);
        begin_line (&self);
        break;
      case ':':
        g_string_append (self.out, ": ");
        at++;
        break;
      default:
        g_string_append_c (self.out, *at++);
      }
  return g_string_free (self.out, FALSE);
}
