/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-inline-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "sonde-citations.h"

#define NUMBER_SIZE  16 /* of a source, in px of the design */
#define OBJECT       "\357\277\274"
#define NARROW_SPACE "\342\200\257"
#define WAY_BACK     "\302\240\342\206\251\357\270\216" /* as a letter, not as a picture */

typedef struct
{
  SondeInlineText *self;
  const SondeBlock *leaf;
  const SondeBlockStyle *style;
  double size;
  int scale_factor;
  const char *source; /* the leaf's text */
  GString *out;
  guint at; /* what comes before it in the leaf is in out */
} Builder;

/* What will be replaced, found first */

static gboolean
is_formula (const SondeSpan *span)
{
  return span->kind == SONDE_SPAN_MATH || span->kind == SONDE_SPAN_MATH_DISPLAY;
}

static SondeInlineMark
make_mark (SondeInlineKind kind, guint start, guint end, const SondeSpan *span)
{
  return (SondeInlineMark){ .kind = kind,
                            .leaf_start = start,
                            .leaf_end = end,
                            .span = span,
                            .target = span != NULL ? span->target : NULL };
}

static void
add_spans (Builder *b, GArray *found)
{
  guint n_spans = 0;
  const SondeSpan *spans = sonde_block_get_spans (b->leaf, &n_spans);

  for (guint i = 0; i < n_spans; i++)
    {
      const SondeSpan *span = &spans[i];
      SondeInlineKind kind = is_formula (span)                   ? SONDE_INLINE_FORMULA
                             : span->kind == SONDE_SPAN_IMAGE    ? SONDE_INLINE_IMAGE
                             : span->kind == SONDE_SPAN_FOOTNOTE ? SONDE_INLINE_FOOTNOTE
                                                                 : SONDE_INLINE_CODE;

      if (kind == SONDE_INLINE_CODE || span->start < b->self->leaf_start || span->end > b->self->leaf_end)
        continue;
      SondeInlineMark mark = make_mark (kind, span->start, span->end, span);

      g_array_append_val (found, mark);
    }
}

/* Whether a citation would stand in code or in a formula, where it is what it says. */
static gboolean
is_verbatim (const SondeBlock *leaf, guint start, guint end)
{
  guint n_spans = 0;
  const SondeSpan *spans = sonde_block_get_spans (leaf, &n_spans);

  for (guint i = 0; i < n_spans && spans[i].start < end; i++)
    if (spans[i].end > start && (spans[i].kind == SONDE_SPAN_CODE || is_formula (&spans[i])))
      return TRUE;
  return FALSE;
}

static guint
find_group_end (GArray *citations, guint first)
{
  guint last = first;

  while (last + 1 < citations->len
         && g_array_index (citations, SondeCitation, last).end
              == g_array_index (citations, SondeCitation, last + 1).start)
    last++;
  return last + 1;
}

/* Numbers stand behind the sentence, where the model may have written them before its full stop: then that is
 * shown first. Gives the citation after those that stand side by side. */
static guint
add_citation_group (Builder *b, GArray *found, const char *text, GArray *citations, guint first)
{
  guint from = b->self->leaf_start;
  guint end = find_group_end (citations, first);
  gsize last_byte = g_array_index (citations, SondeCitation, end - 1).end;
  guint place = from + (guint) sonde_citations_find_place (text, last_byte);

  for (guint i = first; i < end; i++)
    {
      const SondeCitation *citation = &g_array_index (citations, SondeCitation, i);
      SondeInlineMark mark
        = make_mark (SONDE_INLINE_SOURCE, from + (guint) citation->start, from + (guint) citation->end, NULL);

      mark.number = citation->number;
      if (i == first)
        {
          mark.before_start = from + (guint) last_byte;
          mark.before_end = place;
        }
      if (i + 1 == end)
        mark.leaf_end = place;
      if (!is_verbatim (b->leaf, mark.leaf_start, mark.leaf_end))
        g_array_append_val (found, mark);
    }
  return end;
}

static void
add_citations (Builder *b, GArray *found)
{
  guint from = b->self->leaf_start;
  g_autofree char *text = NULL;
  g_autoptr (GArray) citations = NULL;

  if (b->style->n_sources == 0)
    return;
  text = g_strndup (b->source + from, b->self->leaf_end - from);
  citations = sonde_citations_scan (text, b->style->n_sources);
  for (guint i = 0; i < citations->len;)
    i = add_citation_group (b, found, text, citations, i);
}

static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const SondeInlineMark *first = a;
  const SondeInlineMark *second = b;

  return first->leaf_start < second->leaf_start ? -1 : first->leaf_start > second->leaf_start;
}

/* Attributes */

static void
add_attribute (Builder *b, PangoAttribute *attribute, guint start, guint end)
{
  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (b->self->attrs, attribute);
}

static void
add_monospace (Builder *b, double scale, guint start, guint end)
{
  add_attribute (b, pango_attr_family_new ("monospace"), start, end);
  add_attribute (b, pango_attr_scale_new (scale), start, end);
}

static void
add_color (Builder *b, const GdkRGBA *color, guint start, guint end)
{
  add_attribute (b,
                 pango_attr_foreground_new ((guint16) (color->red * 65535),
                                            (guint16) (color->green * 65535),
                                            (guint16) (color->blue * 65535)),
                 start,
                 end);
}

static void
add_shape (Builder *b, const PangoRectangle *rect, guint start, guint end)
{
  add_attribute (b, pango_attr_shape_new (rect, rect), start, end);
}

/* Replacements */

/* The text as it stands, up to a byte of the leaf. */
static void
copy_until (Builder *b, guint end)
{
  if (end > b->at)
    g_string_append_len (b->out, b->source + b->at, end - b->at);
  b->at = MAX (b->at, end);
}

/* The digits keep their place in the text, for who reads it aloud, but are drawn by us: each takes a part of
 * the round number, which stands in the middle of the text's own height, so that it makes no line higher. */
static void
show_source (Builder *b, SondeInlineMark *mark)
{
  double scale = b->style->scale;
  g_autofree char *digits = g_strdup_printf ("%u", mark->number);
  int n_digits = (int) strlen (digits);
  int width = (int) (MAX (NUMBER_SIZE, 7 * n_digits + 6) * scale * PANGO_SCALE) / n_digits;
  int top = (int) (-(b->size * 0.36 + NUMBER_SIZE / 2.0) * scale * PANGO_SCALE);

  while (b->out->len > 0 && b->out->str[b->out->len - 1] == ' ')
    g_string_truncate (b->out, b->out->len - 1);
  g_string_append_len (b->out, b->source + mark->before_start, mark->before_end - mark->before_start);
  g_string_append (b->out, NARROW_SPACE);
  mark->start = (guint) b->out->len;
  g_string_append (b->out, digits);
  add_shape (b,
             &(PangoRectangle){ 0, top, width, (int) (NUMBER_SIZE * scale * PANGO_SCALE) },
             mark->start,
             (guint) b->out->len);
}

static void
show_footnote (Builder *b, SondeInlineMark *mark)
{
  g_string_append (b->out, mark->span->target);
  add_attribute (
    b, pango_attr_font_scale_new (PANGO_FONT_SCALE_SUPERSCRIPT), mark->start, (guint) b->out->len);
  add_attribute (
    b, pango_attr_baseline_shift_new (PANGO_BASELINE_SHIFT_SUPERSCRIPT), mark->start, (guint) b->out->len);
  add_color (b, &b->style->palette->accent, mark->start, (guint) b->out->len);
}

/* An image is never fetched: what stands for it says what it shows and where it lies. */
static void
show_image (Builder *b, SondeInlineMark *mark)
{
  g_autofree char *alt = g_strndup (b->source + mark->leaf_start, mark->leaf_end - mark->leaf_start);
  g_autoptr (GUri) uri = g_uri_parse (mark->span->target, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  gboolean has_alt = *alt != '\0' && !g_str_equal (alt, OBJECT);

  g_string_append (b->out, has_alt ? alt : _ ("Image"));
  if (host != NULL && *host != '\0')
    g_string_append_printf (b->out, " (%s)", host);
}

/* When the text changes its size or colour, a formula must not become TeX for a moment. */
static gboolean
take_stand_in (Builder *b, SondeInlineMark *mark)
{
  mark->is_stand_in = sonde_formula_cache_get_stand_in (sonde_formula_cache_get_default (),
                                                        mark->span->target,
                                                        mark->span->kind == SONDE_SPAN_MATH_DISPLAY,
                                                        b->size * b->style->scale,
                                                        &mark->picture);
  if (mark->is_stand_in)
    g_object_ref (mark->picture.texture);
  return mark->is_stand_in;
}

static gboolean
look_up_formula (Builder *b, SondeInlineMark *mark)
{
  const SondeFormulaPicture *picture = sonde_formula_cache_get (sonde_formula_cache_get_default (),
                                                                mark->span->target,
                                                                mark->span->kind == SONDE_SPAN_MATH_DISPLAY,
                                                                b->size * b->style->scale,
                                                                sonde_block_style_get_color (b->style),
                                                                b->scale_factor);

  b->self->waits |= picture == NULL;
  if (picture == NULL)
    return take_stand_in (b, mark);
  if (picture->texture == NULL)
    {
      mark->picture.error = g_strdup (picture->error);
      return FALSE;
    }
  mark->picture = *picture;
  mark->picture.error = NULL;
  g_object_ref (mark->picture.texture);
  return TRUE;
}

static void
show_formula (Builder *b, SondeInlineMark *mark)
{
  const SondeFormulaPicture *picture = &mark->picture;

  mark->is_replaced = look_up_formula (b, mark);
  if (!mark->is_replaced)
    {
      copy_until (b, mark->leaf_end);
      add_monospace (b, 0.9, mark->start, (guint) b->out->len);
      return;
    }
  g_string_append (b->out, OBJECT);
  add_shape (b,
             &(PangoRectangle){ 0,
                                (int) (-picture->ascent * PANGO_SCALE),
                                (int) (picture->width * PANGO_SCALE),
                                (int) ((picture->ascent + picture->descent) * PANGO_SCALE) },
             mark->start,
             (guint) b->out->len);
}

/* An arrow behind the last byte, which belongs to no byte of the leaf. */
static void
add_way_back (Builder *b, const char *label)
{
  SondeInlineMark mark = make_mark (SONDE_INLINE_BACK, b->self->leaf_end, b->self->leaf_end, NULL);

  mark.target = label;
  mark.is_replaced = TRUE;
  mark.start = (guint) b->out->len;
  g_string_append (b->out, WAY_BACK);
  mark.end = (guint) b->out->len;
  add_color (b, &b->style->palette->accent, mark.start, mark.end);
  g_array_append_val (b->self->marks, mark);
}

static void
show_mark (Builder *b, SondeInlineMark *mark)
{
  copy_until (b, mark->leaf_start);
  mark->start = (guint) b->out->len;
  mark->is_replaced = TRUE;
  switch (mark->kind)
    {
    case SONDE_INLINE_SOURCE:
      show_source (b, mark);
      break;
    case SONDE_INLINE_FOOTNOTE:
      show_footnote (b, mark);
      break;
    case SONDE_INLINE_IMAGE:
      show_image (b, mark);
      break;
    case SONDE_INLINE_FORMULA:
      show_formula (b, mark);
      break;
    case SONDE_INLINE_CODE:
    case SONDE_INLINE_KBD:
    case SONDE_INLINE_LINK:
    case SONDE_INLINE_SHIFTED:
    case SONDE_INLINE_BACK:
      g_assert_not_reached ();
    }
  mark->end = (guint) b->out->len;
  b->at = mark->leaf_end;
}

/* Spans that keep their text */

static void
add_style (Builder *b, const SondeSpan *span, guint start, guint end)
{
  switch (span->kind)
    {
    case SONDE_SPAN_STRONG:
      add_attribute (b, pango_attr_weight_new (PANGO_WEIGHT_BOLD), start, end);
      break;
    case SONDE_SPAN_EMPHASIS:
      add_attribute (b, pango_attr_style_new (PANGO_STYLE_ITALIC), start, end);
      break;
    case SONDE_SPAN_STRIKE:
      add_attribute (b, pango_attr_strikethrough_new (TRUE), start, end);
      break;
    case SONDE_SPAN_CODE:
      add_monospace (b, 0.9, start, end);
      break;
    case SONDE_SPAN_KBD:
      add_monospace (b, 0.87, start, end);
      break;
    case SONDE_SPAN_SUB:
      add_attribute (b, pango_attr_font_scale_new (PANGO_FONT_SCALE_SUBSCRIPT), start, end);
      add_attribute (b, pango_attr_baseline_shift_new (PANGO_BASELINE_SHIFT_SUBSCRIPT), start, end);
      break;
    case SONDE_SPAN_SUP:
      add_attribute (b, pango_attr_font_scale_new (PANGO_FONT_SCALE_SUPERSCRIPT), start, end);
      add_attribute (b, pango_attr_baseline_shift_new (PANGO_BASELINE_SHIFT_SUPERSCRIPT), start, end);
      break;
    case SONDE_SPAN_LINK:
      add_color (b, &b->style->palette->accent, start, end);
      add_attribute (b, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), start, end);
      break;
    case SONDE_SPAN_IMAGE:
    case SONDE_SPAN_MATH:
    case SONDE_SPAN_MATH_DISPLAY:
    case SONDE_SPAN_FOOTNOTE:
      break;
    }
}

static void
note_plain_span (Builder *b, const SondeSpan *span, guint start, guint end)
{
  SondeInlineMark mark = { .start = start,
                           .end = end,
                           .leaf_start = span->start,
                           .leaf_end = span->end,
                           .span = span,
                           .target = span->target };

  if (span->kind == SONDE_SPAN_CODE)
    mark.kind = SONDE_INLINE_CODE;
  else if (span->kind == SONDE_SPAN_KBD)
    mark.kind = SONDE_INLINE_KBD;
  else if (span->kind == SONDE_SPAN_LINK)
    mark.kind = SONDE_INLINE_LINK;
  else if (span->kind == SONDE_SPAN_SUB || span->kind == SONDE_SPAN_SUP)
    mark.kind = SONDE_INLINE_SHIFTED;
  else
    return;
  g_array_append_val (b->self->marks, mark);
}

static void
style_spans (Builder *b)
{
  guint n_spans = 0;
  const SondeSpan *spans = sonde_block_get_spans (b->leaf, &n_spans);

  for (guint i = 0; i < n_spans && spans[i].start < b->self->leaf_end; i++)
    {
      guint start = sonde_inline_text_to_shown (b->self, MAX (spans[i].start, b->self->leaf_start));
      guint end = sonde_inline_text_to_shown (b->self, MIN (spans[i].end, b->self->leaf_end));

      if (spans[i].end <= b->self->leaf_start || end <= start)
        continue;
      add_style (b, &spans[i], start, end);
      note_plain_span (b, &spans[i], start, end);
    }
}

/* What is set higher or lower, and formulas, keep their own height: given that of a line they would make it
 * higher. */
static gboolean
has_own_height (const SondeInlineMark *mark)
{
  return mark->kind == SONDE_INLINE_FOOTNOTE || mark->kind == SONDE_INLINE_SHIFTED
         || (mark->kind == SONDE_INLINE_FORMULA && mark->is_replaced);
}

/* Each line is as high as the style says, but where a formula needs more. */
static void
add_line_heights (Builder *b)
{
  gboolean is_wide = sonde_block_style_is_wide (b->self->text);
  double height = (is_wide ? b->style->cjk_line_height : b->style->line_height) * b->size / b->style->size;
  int pango_height = sonde_block_style_px (b->style, height) * PANGO_SCALE;
  guint from = 0;

  for (guint i = 0; i < b->self->marks->len; i++)
    {
      const SondeInlineMark *mark = &g_array_index (b->self->marks, SondeInlineMark, i);

      if (!has_own_height (mark) || mark->start < from)
        continue;
      if (mark->start > from)
        add_attribute (b, pango_attr_line_height_new_absolute (pango_height), from, mark->start);
      from = mark->end;
    }
  add_attribute (b, pango_attr_line_height_new_absolute (pango_height), from, G_MAXUINT);
}

static void
clear_mark (gpointer data)
{
  SondeInlineMark *mark = data;

  g_clear_object (&mark->picture.texture);
  g_clear_pointer (&mark->picture.error, g_free);
}

/**
 * sonde_inline_text_new:
 * @leaf: a leaf that is no code and no displayed formula; outlives the text
 * @start: first byte of it to show
 * @end: the byte after the last
 * @style: how
 * @size: of the text in px of the design
 * @scale_factor: device pixels a px
 * @back: (nullable): the label of the footnote that it ends; outlives the text
 *
 * Formulas that are not known yet are asked for; until SondeFormulaCache says "ready" their TeX is shown.
 */
SondeInlineText *
sonde_inline_text_new (const SondeBlock *leaf,
                       guint start,
                       guint end,
                       const SondeBlockStyle *style,
                       double size,
                       int scale_factor,
                       const char *back)
{
  SondeInlineText *self = g_new0 (SondeInlineText, 1);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (SondeInlineMark));
  Builder b = { .self = self,
                .leaf = leaf,
                .style = style,
                .size = size,
                .scale_factor = scale_factor,
                .source = sonde_block_get_text (leaf, NULL),
                .out = g_string_sized_new (end - start + 16),
                .at = start };

  self->attrs = pango_attr_list_new ();
  self->marks = g_array_new (FALSE, FALSE, sizeof (SondeInlineMark));
  g_array_set_clear_func (self->marks, clear_mark);
  self->leaf_start = start;
  self->leaf_end = end;
  add_spans (&b, found);
  add_citations (&b, found);
  g_array_sort (found, compare_marks);
  for (guint i = 0; i < found->len; i++)
    {
      SondeInlineMark *mark = &g_array_index (found, SondeInlineMark, i);

      if (mark->leaf_start < b.at)
        continue;
      show_mark (&b, mark);
      g_array_append_val (self->marks, *mark);
    }
  copy_until (&b, end);
  if (back != NULL)
    add_way_back (&b, back);
  self->text = g_string_free (b.out, FALSE);
  style_spans (&b);
  g_array_sort (self->marks, compare_marks);
  add_line_heights (&b);
  return self;
}

void
sonde_inline_text_free (SondeInlineText *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->text);
  pango_attr_list_unref (self->attrs);
  g_array_unref (self->marks);
  g_free (self);
}

/** Gives where a byte of the leaf stands in what is shown. */
guint
sonde_inline_text_to_shown (const SondeInlineText *self, guint leaf_offset)
{
  guint leaf = self->leaf_start;
  guint shown = 0;

  for (guint i = 0; i < self->marks->len; i++)
    {
      const SondeInlineMark *mark = &g_array_index (self->marks, SondeInlineMark, i);

      if (!mark->is_replaced)
        continue;
      if (leaf_offset <= mark->leaf_start)
        break;
      if (leaf_offset < mark->leaf_end)
        return mark->start;
      leaf = mark->leaf_end;
      shown = mark->end;
    }
  /* A space before a citation is not shown, so there is less than the offset says. */
  return MIN (shown + leaf_offset - leaf, (guint) strlen (self->text));
}

/** Gives where in the leaf a byte stands that is shown; within what is replaced, its begin or, with @after,
 * its end. */
guint
sonde_inline_text_to_leaf (const SondeInlineText *self, guint shown_offset, gboolean after)
{
  guint leaf = self->leaf_start;
  guint shown = 0;

  for (guint i = 0; i < self->marks->len; i++)
    {
      const SondeInlineMark *mark = &g_array_index (self->marks, SondeInlineMark, i);

      if (!mark->is_replaced)
        continue;
      if (shown_offset <= mark->start)
        return MIN (leaf + shown_offset - shown, mark->leaf_start);
      if (shown_offset < mark->end)
        return after ? mark->leaf_end : mark->leaf_start;
      leaf = mark->leaf_end;
      shown = mark->end;
    }
  return MIN (leaf + shown_offset - shown, self->leaf_end);
}

static void
read_mark (const SondeInlineText *self,
           const SondeInlineMark *mark,
           SondeBlock *leaf,
           guint number,
           SondeReading *reading)
{
  gboolean is_told = mark->kind == SONDE_INLINE_FORMULA || mark->kind == SONDE_INLINE_FOOTNOTE;

  /* Its button is read. */
  if (mark->kind == SONDE_INLINE_BACK)
    return;
  if (mark->kind == SONDE_INLINE_FOOTNOTE)
    sonde_reading_add (reading, leaf, number, mark->leaf_start, mark->leaf_start, " ", 1);
  sonde_reading_add (reading,
                     leaf,
                     number,
                     mark->leaf_start,
                     mark->leaf_end,
                     is_told ? mark->span->target : self->text + mark->start,
                     is_told ? -1 : (gssize) (mark->end - mark->start));
}

/** Appends what is shown, for who reads it aloud: formulas as their TeX, footnotes apart from the word. @leaf
 * is that of the text, @number its place in the section. */
void
sonde_inline_text_read (const SondeInlineText *self, SondeBlock *leaf, guint number, SondeReading *reading)
{
  guint at = 0;
  guint from = self->leaf_start;

  for (guint i = 0; i < self->marks->len; i++)
    {
      const SondeInlineMark *mark = &g_array_index (self->marks, SondeInlineMark, i);

      if (!mark->is_replaced || mark->start < at)
        continue;
      sonde_reading_add_copy (
        reading, leaf, number, from, mark->leaf_start, self->text + at, mark->start - at);
      read_mark (self, mark, leaf, number, reading);
      at = mark->end;
      from = mark->leaf_end;
    }
  sonde_reading_add_copy (reading, leaf, number, from, self->leaf_end, self->text + at, -1);
}
