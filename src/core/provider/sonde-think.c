/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-provider"

#include "sonde-think.h"

#include <string.h>

#define OPENING "<think>"
#define CLOSING "</think>"

typedef enum
{
  AT_START,  /* nothing but white space so far */
  INSIDE,    /* between the tags */
  AFTER,     /* white space behind the closing tag */
  SEARCHING, /* in content, where a closing tag alone could still come */
  PLAIN,     /* in content for good */
} State;

struct _SondeThink
{
  SondeThinkFunc func;
  gpointer user_data;

  State state;
  char last;     /* the last byte given out as content */
  GString *held; /* not given out yet */
};

/* Gives out the first @length bytes of what is held. */
static void
give (SondeThink *self, SondeThinkPiece piece, gsize length)
{
  char next = self->held->str[length];

  if (length == 0)
    return;
  self->last = self->held->str[length - 1];
  self->held->str[length] = '\0';
  self->func (piece, self->held->str, self->user_data);
  self->held->str[length] = next;
  g_string_erase (self->held, 0, length);
}

/* How many bytes at the end of what is held could be the beginning of @tag. */
static gsize
get_tail (SondeThink *self, const char *tag)
{
  for (gsize n = MIN (self->held->len, strlen (tag) - 1); n > 0; n--)
    if (memcmp (self->held->str + self->held->len - n, tag, n) == 0)
      return n;
  return 0;
}

static gsize
get_space (SondeThink *self)
{
  return strspn (self->held->str, " \t\r\n");
}

/* Each step gives TRUE when there may be more to do with what is held. */
static gboolean
step_start (SondeThink *self)
{
  gsize space = get_space (self);
  const char *rest = self->held->str + space;

  if (strncmp (rest, OPENING, strlen (OPENING)) == 0)
    {
      give (self, SONDE_THINK_TAG, space + strlen (OPENING));
      self->state = INSIDE;
      return TRUE;
    }
  if (strncmp (rest, OPENING, strlen (rest)) == 0)
    return FALSE;
  self->state = SEARCHING;
  return TRUE;
}

static gboolean
step_inside (SondeThink *self)
{
  const char *closing = strstr (self->held->str, CLOSING);

  if (closing == NULL)
    {
      give (self, SONDE_THINK_REASONING, self->held->len - get_tail (self, CLOSING));
      return FALSE;
    }
  give (self, SONDE_THINK_REASONING, closing - self->held->str);
  give (self, SONDE_THINK_TAG, strlen (CLOSING));
  self->state = AFTER;
  return TRUE;
}

static gboolean
step_after (SondeThink *self)
{
  give (self, SONDE_THINK_TAG, get_space (self));
  if (self->held->len == 0)
    return FALSE;
  self->state = PLAIN;
  return TRUE;
}

static gboolean
step_searching (SondeThink *self)
{
  const char *tag = strchr (self->held->str, '<');

  if (tag == NULL)
    {
      give (self, SONDE_THINK_CONTENT, self->held->len);
      return FALSE;
    }
  give (self, SONDE_THINK_CONTENT, tag - self->held->str);
  if (strncmp (self->held->str, CLOSING, strlen (CLOSING)) == 0 && (self->last == '\n' || self->last == '\0'))
    {
      self->func (SONDE_THINK_MOVED, "", self->user_data);
      give (self, SONDE_THINK_TAG, strlen (CLOSING));
      self->state = AFTER;
    }
  else if (g_str_has_prefix (self->held->str, OPENING))
    self->state = PLAIN;
  else if (strncmp (self->held->str, CLOSING, self->held->len) == 0
           || strncmp (self->held->str, OPENING, self->held->len) == 0)
    return FALSE;
  else
    give (self, SONDE_THINK_CONTENT, 1);
  return TRUE;
}

static gboolean
step (SondeThink *self)
{
  switch (self->state)
    {
    case AT_START:
      return step_start (self);
    case INSIDE:
      return step_inside (self);
    case AFTER:
      return step_after (self);
    case SEARCHING:
      return step_searching (self);
    case PLAIN:
    default:
      give (self, SONDE_THINK_CONTENT, self->held->len);
      return FALSE;
    }
}

SondeThink *
sonde_think_new (SondeThinkFunc func, gpointer user_data)
{
  SondeThink *self = g_new0 (SondeThink, 1);

  self->func = func;
  self->user_data = user_data;
  self->held = g_string_new (NULL);
  return self;
}

void
sonde_think_free (SondeThink *self)
{
  g_string_free (self->held, TRUE);
  g_free (self);
}

void
sonde_think_feed (SondeThink *self, const char *text)
{
  if (text[0] == '\0')
    return;
  if (self->state == PLAIN && self->held->len == 0)
    {
      self->func (SONDE_THINK_CONTENT, text, self->user_data);
      return;
    }
  g_string_append (self->held, text);
  while (step (self))
    ;
}

/* At the end of the answer: what is held turned out to be text. */
void
sonde_think_flush (SondeThink *self)
{
  give (self, self->state == INSIDE ? SONDE_THINK_REASONING : SONDE_THINK_CONTENT, self->held->len);
}
