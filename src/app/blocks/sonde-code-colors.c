/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-code-colors.h"

#include <string.h>

#include "sonde-code-helper.h"
#include "sonde-code-languages.h"
#include "sonde-contrast.h"

#define CHUNK_BYTES (16 * 1024) /* that are asked for at once */
#define MAX_LINE    2000        /* bytes; the patterns of languages are not made for longer ones */
#define PAUSE_MS    50          /* between questions about code that grows */

struct _SondeCodeColors
{
  GObject parent_instance;

  /* Owned */
  SondeBlock *block;
  char *language;            /* NULL for plain text */
  GCancellable *cancellable; /* of the question that is open, NULL without one */
  GArray *spans;             /* of SondeHighlightSpan, each with a SondeLook */

  /* State */
  GdkRGBA background;
  guint pause_id;
  guint asked;   /* bytes that the open question is about */
  guint colored; /* up to which the spans are known */
  guint n_rebuilds;
  gboolean is_off; /* no language, or one that takes too long */
};

G_DEFINE_FINAL_TYPE (SondeCodeColors, sonde_code_colors, G_TYPE_OBJECT)

enum
{
  COLORED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void ask (SondeCodeColors *self);

static const char *
get_text (SondeCodeColors *self, gsize *length)
{
  return sonde_block_get_text (self->block, length);
}

static gboolean
is_complete (SondeCodeColors *self)
{
  gsize length = 0;

  if (self->is_off || self->block == NULL || self->language == NULL)
    return TRUE;
  get_text (self, &length);
  return self->colored == length || length > SONDE_HIGHLIGHT_MAX_BYTES;
}

/* Spans */

/* The first span that ends behind a byte. */
static guint
find_span (SondeCodeColors *self, guint byte)
{
  guint low = 0, high = self->spans->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->spans, SondeHighlightSpan, middle).end <= byte)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Makes it so that none goes across a byte. */
static void
split_span (SondeCodeColors *self, guint byte)
{
  guint i = find_span (self, byte);
  SondeHighlightSpan rest;

  if (i == self->spans->len || g_array_index (self->spans, SondeHighlightSpan, i).start >= byte)
    return;
  rest = g_array_index (self->spans, SondeHighlightSpan, i);
  rest.start = byte;
  g_array_index (self->spans, SondeHighlightSpan, i).end = byte;
  g_array_insert_val (self->spans, i + 1, rest);
}

/* What was known of these bytes gives way to what is known now, not sooner. */
static void
replace_spans (SondeCodeColors *self, guint start, guint end, GArray *spans)
{
  guint first = 0;

  split_span (self, start);
  split_span (self, end);
  first = find_span (self, start);
  g_array_remove_range (self->spans, first, find_span (self, end) - first);
  if (spans->len > 0)
    g_array_insert_vals (self->spans, first, spans->data, spans->len);
}

static void
drop_spans (SondeCodeColors *self, guint start)
{
  split_span (self, start);
  g_array_set_size (self->spans, find_span (self, start));
}

/* Questions */

/* A line is looked at as a whole, so the one that was not complete is looked at again. */
static guint
find_line_start (const char *text, guint at)
{
  while (at > 0 && text[at - 1] != '\n')
    at--;
  return at;
}

/* Whole lines, as far as there are any; 0 where a line is too long. */
static guint
find_chunk_end (const char *text, gsize start, gsize length)
{
  gsize end = start;

  while (end < length && end - start < CHUNK_BYTES)
    {
      const char *newline = memchr (text + end, '\n', length - end);
      gsize next = newline != NULL ? (gsize) (newline + 1 - text) : length;

      if (next - end > MAX_LINE)
        return end > start ? (guint) end : 0;
      end = next;
    }
  return (guint) end;
}

static void
forget_question (SondeCodeColors *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static gboolean
pause_over_cb (gpointer user_data)
{
  SondeCodeColors *self = user_data;

  self->pause_id = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

/* What is there already is asked for at once, what comes letter by letter now and then. */
static void
go_on (SondeCodeColors *self)
{
  gsize length = 0;

  get_text (self, &length);
  if (length - self->colored > MAX_LINE)
    ask (self);
  else
    self->pause_id = g_timeout_add (PAUSE_MS, pause_over_cb, self);
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) spans = sonde_code_helper_ask_finish (result, &error);
  SondeCodeColors *self = user_data;
  guint start = 0;

  if (error != NULL) /* it is the only one, and there may be nobody left */
    return;
  g_clear_object (&self->cancellable);
  if (spans == NULL)
    {
      self->is_off = TRUE;
      return;
    }
  start = find_line_start (get_text (self, NULL), self->colored);
  replace_spans (self, start, self->asked, spans);
  self->colored = self->asked;
  g_signal_emit (self, signals[COLORED], 0, start, self->colored);
  go_on (self);
}

static void
ask (SondeCodeColors *self)
{
  GSettings *settings = sonde_code_languages_get_settings ();
  g_autofree char *scheme
    = settings != NULL ? g_settings_get_string (settings, "code-scheme") : g_strdup ("");
  SondeCodeQuestion question = { .block = self->block, .language = self->language, .scheme = scheme };
  const char *text = NULL;
  gsize length = 0;

  if (self->cancellable != NULL || self->pause_id != 0 || is_complete (self))
    return;
  text = get_text (self, &length);
  question.is_dark = sonde_contrast_luminance (&self->background) < 0.18;
  question.start = find_line_start (text, self->colored);
  question.end = self->asked = find_chunk_end (text, question.start, length);
  self->is_off = self->asked == 0;
  if (self->is_off)
    return;
  self->cancellable = g_cancellable_new ();
  sonde_code_helper_ask_async (&question, self->cancellable, answered_cb, self);
}

/* Taking code */

static void
rebuild (SondeCodeColors *self)
{
  self->n_rebuilds += self->colored > 0 || self->cancellable != NULL;
  forget_question (self);
  g_array_set_size (self->spans, 0);
  self->colored = 0;
  self->is_off = FALSE;
}

static guint
count_common (const SondeBlock *a, const SondeBlock *b)
{
  gsize a_length = 0, b_length = 0;
  guint i = 0;
  const char *a_text = sonde_block_get_text (a, &a_length);
  const char *b_text = sonde_block_get_text (b, &b_length);
  gsize length = MIN (a_length, b_length);

  /* Almost always all of it. */
  if (memcmp (a_text, b_text, length) == 0)
    return (guint) length;
  while (a_text[i] == b_text[i])
    i++;
  while (i > 0 && ((guchar) a_text[i] & 0xc0) == 0x80)
    i--;
  return i;
}

/* Forgets what is behind the part that is the same as before. */
static void
cut (SondeCodeColors *self, guint length)
{
  if (self->cancellable != NULL && length < self->asked)
    forget_question (self);
  self->colored = MIN (self->colored, length);
  drop_spans (self, length);
}

static void
take_language (SondeCodeColors *self, SondeBlock *block)
{
  g_free (self->language);
  self->language = sonde_code_languages_dup_id (sonde_block_get_language (block));
}

static void
recolor (SondeCodeColors *self)
{
  forget_question (self);
  self->colored = 0;
  ask (self);
}

static void
sonde_code_colors_dispose (GObject *object)
{
  SondeCodeColors *self = SONDE_CODE_COLORS (object);

  g_clear_handle_id (&self->pause_id, g_source_remove);
  forget_question (self);
  g_clear_pointer (&self->block, sonde_block_unref);
  G_OBJECT_CLASS (sonde_code_colors_parent_class)->dispose (object);
}

static void
sonde_code_colors_finalize (GObject *object)
{
  SondeCodeColors *self = SONDE_CODE_COLORS (object);

  g_array_unref (self->spans);
  g_free (self->language);
  G_OBJECT_CLASS (sonde_code_colors_parent_class)->finalize (object);
}

static void
sonde_code_colors_class_init (SondeCodeColorsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sonde_code_colors_dispose;
  object_class->finalize = sonde_code_colors_finalize;
  signals[COLORED] = g_signal_new ("colored",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   2,
                                   G_TYPE_UINT,
                                   G_TYPE_UINT);
}

static void
sonde_code_colors_init (SondeCodeColors *self)
{
  GSettings *settings = sonde_code_languages_get_settings ();

  self->spans = g_array_new (FALSE, FALSE, sizeof (SondeHighlightSpan));
  self->background = (GdkRGBA){ 1, 1, 1, 1 };
  if (settings != NULL)
    g_signal_connect_object (settings, "changed::code-scheme", G_CALLBACK (recolor), self, G_CONNECT_SWAPPED);
}

SondeCodeColors *
sonde_code_colors_new (void)
{
  return g_object_new (SONDE_TYPE_CODE_COLORS, NULL);
}

/** Takes the code of @block. Where it begins with what is known already only the rest is looked at. */
void
sonde_code_colors_set_code (SondeCodeColors *self, SondeBlock *block)
{
  g_return_if_fail (SONDE_IS_CODE_COLORS (self));
  g_return_if_fail (block != NULL);

  if (self->block != NULL)
    {
      guint common = count_common (self->block, block);

      if (g_strcmp0 (sonde_block_get_language (self->block), sonde_block_get_language (block)) != 0
          || (common == 0 && self->colored > 0))
        rebuild (self);
      else
        cut (self, common);
    }
  if (self->block == NULL || self->language == NULL
      || g_strcmp0 (sonde_block_get_language (self->block), sonde_block_get_language (block)) != 0)
    take_language (self, block);
  g_clear_pointer (&self->block, sonde_block_unref);
  self->block = sonde_block_ref (block);
  ask (self);
}

/** Says on what the code is drawn: an opaque colour. */
void
sonde_code_colors_set_background (SondeCodeColors *self, const GdkRGBA *background)
{
  g_return_if_fail (SONDE_IS_CODE_COLORS (self));

  if (gdk_rgba_equal (&self->background, background))
    return;
  self->background = *background;
  recolor (self);
}

static void
insert_attr (PangoAttrList *attrs, PangoAttribute *attr, guint start, guint end)
{
  attr->start_index = start;
  attr->end_index = end;
  pango_attr_list_insert (attrs, attr);
}

/* As it can be read on the ground. */
static PangoAttribute *
create_color (SondeCodeColors *self, guint32 look)
{
  GdkRGBA color = { (float) (look >> 16 & 0xff) / 255.0f,
                    (float) (look >> 8 & 0xff) / 255.0f,
                    (float) (look & 0xff) / 255.0f,
                    1 };

  color = sonde_contrast_ensure (&color, &self->background, SONDE_CONTRAST_TEXT);
  return pango_attr_foreground_new ((guint16) (color.red * 65535 + 0.5f),
                                    (guint16) (color.green * 65535 + 0.5f),
                                    (guint16) (color.blue * 65535 + 0.5f));
}

static void
insert_look (SondeCodeColors *self, PangoAttrList *attrs, guint32 look, guint start, guint end)
{
  if (look & SONDE_LOOK_COLORED)
    insert_attr (attrs, create_color (self, look), start, end);
  if (look & SONDE_LOOK_BOLD)
    insert_attr (attrs, pango_attr_weight_new (PANGO_WEIGHT_BOLD), start, end);
  if (look & SONDE_LOOK_ITALIC)
    insert_attr (attrs, pango_attr_style_new (PANGO_STYLE_ITALIC), start, end);
  if (look & SONDE_LOOK_UNDERLINED)
    insert_attr (attrs, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), start, end);
}

/** Inserts what is known of the bytes from @start to @end, counted from @start. */
void
sonde_code_colors_insert (SondeCodeColors *self, PangoAttrList *attrs, guint start, guint end)
{
  g_return_if_fail (SONDE_IS_CODE_COLORS (self));

  for (guint i = find_span (self, start); i < self->spans->len; i++)
    {
      const SondeHighlightSpan *span = &g_array_index (self->spans, SondeHighlightSpan, i);

      if (span->start >= end)
        break;
      insert_look (self, attrs, span->style, MAX (span->start, start) - start, MIN (span->end, end) - start);
    }
}

/** How often all was looked at again because the code or its language was another one. */
guint
sonde_code_colors_get_n_rebuilds (SondeCodeColors *self)
{
  g_return_val_if_fail (SONDE_IS_CODE_COLORS (self), 0);

  return self->n_rebuilds;
}
