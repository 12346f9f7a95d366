/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-provider"

#include "sonde-error-line.h"

#include <string.h>

#include "sonde-text.h"

#define FIELD    "error:"
#define MAX_TEXT (64 * 1024)

static char *
end_line (SondeErrorLine *self)
{
  char *text = NULL;

  if (self->matched == strlen (FIELD) && self->text != NULL && self->text->len > 0)
    text = sonde_text_dup_valid (self->text->str, self->text->len);
  sonde_error_line_clear (self);
  return text;
}

static void
take_byte (SondeErrorLine *self, char c)
{
  if (self->matched < strlen (FIELD))
    {
      self->other = c != FIELD[self->matched];
      self->matched++;
      return;
    }
  if (self->text == NULL)
    self->text = g_string_new (NULL);
  if (self->text->len < MAX_TEXT)
    g_string_append_c (self->text, c);
}

char *
sonde_error_line_feed (SondeErrorLine *self, const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (bytes[i] == '\n' || bytes[i] == '\r')
      {
        char *text = end_line (self);

        if (text != NULL)
          return text;
      }
    else if (!self->other)
      take_byte (self, (char) bytes[i]);
  return NULL;
}

void
sonde_error_line_clear (SondeErrorLine *self)
{
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  *self = (SondeErrorLine){ 0 };
}
