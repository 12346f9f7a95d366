/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-code-text.h"

#include <math.h>
#include <string.h>

struct _SondeCodeText
{
  GObject parent_instance;

  /* Owned */
  SondeBlock *block;
  SondeCodeColors *colors;

  /* State */
  gsize scanned;              /* beginning of the first line that may yet grow */
  double widest;              /* of the lines before it, in px */
  SondeCodeAdvances advances; /* with which that was found */
  gsize checked;              /* bytes among which @has_wide was looked for */
  gboolean has_wide;
};

G_DEFINE_FINAL_TYPE (SondeCodeText, sonde_code_text, G_TYPE_OBJECT)

static void
sonde_code_text_dispose (GObject *object)
{
  SondeCodeText *self = SONDE_CODE_TEXT (object);

  g_clear_pointer (&self->block, sonde_block_unref);
  g_clear_object (&self->colors);
  G_OBJECT_CLASS (sonde_code_text_parent_class)->dispose (object);
}

static void
sonde_code_text_class_init (SondeCodeTextClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_code_text_dispose;
}

static void
sonde_code_text_init (SondeCodeText *self)
{
  self->colors = sonde_code_colors_new ();
}

/** Returns: (transfer none): what is kept in a state, made at the first call */
SondeCodeText *
sonde_code_text_get (SondeBlockState *state)
{
  GObject *extra;

  g_return_val_if_fail (SONDE_IS_BLOCK_STATE (state), NULL);

  extra = sonde_block_state_get_extra (state);
  if (!SONDE_IS_CODE_TEXT (extra))
    sonde_block_state_take_extra (state, g_object_new (SONDE_TYPE_CODE_TEXT, NULL));
  return SONDE_CODE_TEXT (sonde_block_state_get_extra (state));
}

static gboolean
begins_with (const SondeBlock *block, const SondeBlock *old)
{
  gsize length = 0, old_length = 0;
  const char *text = sonde_block_get_text (block, &length);
  const char *old_text = sonde_block_get_text (old, &old_length);

  return old_length <= length && memcmp (text, old_text, old_length) == 0;
}

/** Takes the text of @block, which usually begins with the one before. */
void
sonde_code_text_update (SondeCodeText *self, SondeBlock *block)
{
  g_return_if_fail (SONDE_IS_CODE_TEXT (self));
  g_return_if_fail (block != NULL);

  if (block == self->block)
    return;
  if (self->block == NULL || !begins_with (block, self->block))
    {
      self->scanned = self->checked = 0;
      self->widest = 0;
      self->has_wide = FALSE;
    }
  g_clear_pointer (&self->block, sonde_block_unref);
  self->block = sonde_block_ref (block);
  sonde_code_colors_set_code (self->colors, block);
}

/** Whether there are letters that take two columns. */
gboolean
sonde_code_text_has_wide (SondeCodeText *self)
{
  gsize length = 0;
  const char *text = NULL;

  g_return_val_if_fail (SONDE_IS_CODE_TEXT (self), FALSE);

  text = sonde_block_get_text (self->block, &length);
  for (; self->checked < length && !self->has_wide; self->checked++)
    self->has_wide = (guchar) text[self->checked] >= 0xe1;
  return self->has_wide;
}

/** Returns: where a line ends that begins at @line: before its newline, or where it is too long */
const char *
sonde_code_text_find_line_end (const char *line, const char *end)
{
  gsize length = MIN ((gsize) (end - line), SONDE_CODE_MAX_LINE + 1);
  const char *newline = memchr (line, '\n', length);

  if (newline != NULL || length <= SONDE_CODE_MAX_LINE)
    return newline != NULL ? newline : end;
  return g_utf8_find_prev_char (line, line + SONDE_CODE_MAX_LINE + 1);
}

/** How wide a line is, in px. */
double
sonde_code_text_measure (const char *start, const char *end, const SondeCodeAdvances *advances)
{
  double tab = SONDE_CODE_TAB * advances->narrow;
  double x = 0;

  for (const char *p = start; p < end; p = g_utf8_next_char (p))
    if (*p == '\t')
      x = (floor (x / tab) + 1) * tab;
    else if ((guchar) *p < 0x80)
      x += advances->narrow;
    else if (g_unichar_iswide (g_utf8_get_char (p)))
      x += MAX (advances->wide, advances->narrow);
    else if (!g_unichar_iszerowidth (g_utf8_get_char (p)))
      x += advances->narrow;
  return x;
}

/* Whether a line cannot be wider than that: no letter is wider than as many narrow ones as it has bytes. */
static gboolean
is_surely_within (const char *start, const char *end, const SondeCodeAdvances *advances, double width)
{
  return (double) (end - start) * advances->narrow <= width
         && memchr (start, '\t', (gsize) (end - start)) == NULL;
}

/** How wide the longest line of the block is, in px. */
double
sonde_code_text_get_width (SondeCodeText *self, const SondeCodeAdvances *advances)
{
  gsize length = 0;
  const char *text = NULL, *end = NULL;

  g_return_val_if_fail (SONDE_IS_CODE_TEXT (self) && self->block != NULL, 0);

  if (memcmp (&self->advances, advances, sizeof *advances) != 0)
    {
      self->advances = *advances;
      self->scanned = 0;
      self->widest = 0;
    }
  text = sonde_block_get_text (self->block, &length);
  end = text + length;
  for (const char *line = text + self->scanned;;)
    {
      const char *line_end = sonde_code_text_find_line_end (line, end);
      double width = is_surely_within (line, line_end, advances, self->widest)
                       ? 0
                       : sonde_code_text_measure (line, line_end, advances);

      if (line_end == end)
        return MAX (self->widest, width);
      self->widest = MAX (self->widest, width);
      line = *line_end == '\n' ? line_end + 1 : line_end;
      self->scanned = (gsize) (line - text);
    }
}

/** Returns: (transfer none): the colours of its tokens */
SondeCodeColors *
sonde_code_text_get_colors (SondeCodeText *self)
{
  g_return_val_if_fail (SONDE_IS_CODE_TEXT (self), NULL);

  return self->colors;
}
