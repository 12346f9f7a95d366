/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-inline-layout.h"

#include <math.h>
#include <string.h>

#define NUMBER_SIZE 16 /* of a source, in px of the design */
#define CODE_RADIUS 4
#define LONG_WORD   256 /* bytes */
#define MIN_TARGET  24  /* px, as WCAG 2.2 has it */

struct _SondeInlineLayout
{
  PangoLayout *layout;
  SondeInlineText *text;
  const SondeBlockStyle *style;
  int line_height;
};

/* To find where a word must be broken, Pango takes the square of its length. */
static gboolean
has_long_word (const char *text)
{
  guint n = 0;

  for (; *text != '\0' && n < LONG_WORD; text++)
    n = g_ascii_isspace (*text) || (guchar) *text >= 0xe3 ? 0 : n + 1;
  return n == LONG_WORD;
}

/**
 * sonde_inline_layout_new:
 * @widget: gives the font
 * @leaf: a leaf that is no code and no displayed formula; outlives the layout
 * @start: first byte of it to show
 * @end: the byte after the last
 * @style: how; outlives the layout
 * @size: of the text in px of the design
 * @is_bold: whether all of it is
 * @back: (nullable): the label of the footnote that it ends; outlives the layout
 */
SondeInlineLayout *
sonde_inline_layout_new (GtkWidget *widget,
                         const SondeBlock *leaf,
                         guint start,
                         guint end,
                         const SondeBlockStyle *style,
                         double size,
                         gboolean is_bold,
                         const char *back)
{
  SondeInlineLayout *self = g_new0 (SondeInlineLayout, 1);

  self->style = style;
  self->line_height = sonde_block_style_px (style, style->line_height * size / style->size);
  self->text
    = sonde_inline_text_new (leaf, start, end, style, size, gtk_widget_get_scale_factor (widget), back);
  self->layout = sonde_block_style_create_layout (style, widget, size, FALSE);
  if (is_bold)
    pango_attr_list_insert (self->text->attrs, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_text (self->layout, self->text->text, -1);
  pango_layout_set_attributes (self->layout, self->text->attrs);
  pango_layout_set_wrap (self->layout,
                         has_long_word (self->text->text) ? PANGO_WRAP_CHAR : PANGO_WRAP_WORD_CHAR);
  return self;
}

void
sonde_inline_layout_free (SondeInlineLayout *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->layout);
  sonde_inline_text_free (self->text);
  g_free (self);
}

/** @width: in px, or -1 for lines that do not wrap */
void
sonde_inline_layout_set_width (SondeInlineLayout *self, int width)
{
  pango_layout_set_width (self->layout, width < 0 ? -1 : width * PANGO_SCALE);
}

void
sonde_inline_layout_set_alignment (SondeInlineLayout *self, PangoAlignment alignment)
{
  pango_layout_set_alignment (self->layout, alignment);
}

/* A line of nothing but a formula is as high as the formula; it gets the place of a line. */
static int
get_lift (SondeInlineLayout *self)
{
  PangoRectangle logical;

  pango_layout_get_extents (self->layout, NULL, &logical);
  return MAX ((self->line_height - PANGO_PIXELS_CEIL (logical.height)) / 2, 0);
}

/** In px, rounded up. */
void
sonde_inline_layout_get_size (SondeInlineLayout *self, int *width, int *height)
{
  PangoRectangle logical;

  pango_layout_get_extents (self->layout, NULL, &logical);
  if (width != NULL)
    *width = PANGO_PIXELS_CEIL (logical.width);
  if (height != NULL)
    *height = MAX (PANGO_PIXELS_CEIL (logical.height), self->line_height);
}

/** Whether a formula is not known yet: the layout must be made anew when it is. */
gboolean
sonde_inline_layout_waits (SondeInlineLayout *self)
{
  return self->text->waits;
}

/** Appends what is shown, for who reads it aloud; see sonde_inline_text_read (). */
void
sonde_inline_layout_read (SondeInlineLayout *self, SondeBlock *leaf, guint number, SondeReading *reading)
{
  sonde_inline_text_read (self->text, leaf, number, reading);
}

/* Drawing */

static void
get_mark_rect (SondeInlineLayout *self, const SondeInlineMark *mark, graphene_rect_t *rect)
{
  PangoRectangle first, last;

  pango_layout_index_to_pos (self->layout, (int) mark->start, &first);
  pango_layout_index_to_pos (self->layout, (int) mark->end - 1, &last);

  int left = MIN (MIN (first.x, first.x + first.width), MIN (last.x, last.x + last.width));
  int right = MAX (MAX (first.x, first.x + first.width), MAX (last.x, last.x + last.width));

  graphene_rect_init (rect,
                      left / (float) PANGO_SCALE,
                      first.y / (float) PANGO_SCALE,
                      (right - left) / (float) PANGO_SCALE,
                      first.height / (float) PANGO_SCALE);
}

static void
fill_rounded (GtkSnapshot *snapshot, const graphene_rect_t *rect, float radius, const GdkRGBA *color)
{
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, rect, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, color, rect);
  gtk_snapshot_pop (snapshot);
}

typedef void (*LineFunc) (GtkSnapshot *snapshot, const graphene_rect_t *rect, const GdkRGBA *color);

static void
fill_plain (GtkSnapshot *snapshot, const graphene_rect_t *rect, const GdkRGBA *color)
{
  gtk_snapshot_append_color (snapshot, color, rect);
}

/* The ground of code is lower than its line and a little wider than its letters. */
static void
fill_code (GtkSnapshot *snapshot, const graphene_rect_t *rect, const GdkRGBA *color)
{
  graphene_rect_t inset = *rect;

  graphene_rect_inset (&inset, -2, rect->size.height * 0.1f);
  fill_rounded (snapshot, &inset, CODE_RADIUS, color);
}

static void
fill_line (
  GtkSnapshot *snapshot, PangoLayoutIter *iter, guint start, guint end, const GdkRGBA *color, LineFunc fill)
{
  PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
  int top, bottom, n_ranges;
  int *ranges = NULL;

  pango_layout_iter_get_line_yrange (iter, &top, &bottom);
  pango_layout_line_get_x_ranges (line, (int) start, (int) end, &ranges, &n_ranges);
  for (int i = 0; i < n_ranges; i++)
    fill (snapshot,
          &GRAPHENE_RECT_INIT (ranges[2 * i] / (float) PANGO_SCALE,
                               top / (float) PANGO_SCALE,
                               (ranges[2 * i + 1] - ranges[2 * i]) / (float) PANGO_SCALE,
                               (bottom - top) / (float) PANGO_SCALE),
          color);
  g_free (ranges);
}

/* Fills what lies between two bytes of the shown text, line by line. */
static void
fill_range (
  SondeInlineLayout *self, GtkSnapshot *snapshot, guint start, guint end, const GdkRGBA *color, LineFunc fill)
{
  PangoLayoutIter *iter = pango_layout_get_iter (self->layout);

  do
    {
      PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
      guint line_start = (guint) line->start_index;

      if (end <= line_start)
        break;
      if (start < line_start + (guint) line->length)
        fill_line (snapshot, iter, start, MIN (end, line_start + (guint) line->length), color, fill);
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

static void
draw_matches (SondeInlineLayout *self, GtkSnapshot *snapshot, SondeBlockView *view, guint leaf)
{
  guint n_matches = 0;
  const SondeSpotRange *matches = sonde_block_view_get_matches (view, &n_matches);
  const SondePalette *palette = self->style->palette;

  for (guint i = 0; i < n_matches; i++)
    if (matches[i].start.leaf == leaf && matches[i].start.offset < self->text->leaf_end
        && matches[i].end.offset > self->text->leaf_start)
      fill_range (
        self,
        snapshot,
        sonde_inline_text_to_shown (self->text, MAX (matches[i].start.offset, self->text->leaf_start)),
        sonde_inline_text_to_shown (self->text, MIN (matches[i].end.offset, self->text->leaf_end)),
        matches[i].is_current ? &palette->current_match : &palette->match,
        fill_plain);
}

static void
draw_selection (SondeInlineLayout *self, GtkSnapshot *snapshot, SondeBlockView *view, guint leaf)
{
  guint start = 0, end = 0;

  if (!sonde_block_view_get_selected (view, leaf, &start, &end) || start >= self->text->leaf_end
      || end <= self->text->leaf_start)
    return;
  fill_range (self,
              snapshot,
              sonde_inline_text_to_shown (self->text, MAX (start, self->text->leaf_start)),
              sonde_inline_text_to_shown (self->text, MIN (end, self->text->leaf_end)),
              &self->style->palette->selection,
              fill_plain);
}

static void
draw_source (SondeInlineLayout *self,
             GtkSnapshot *snapshot,
             SondeBlockView *view,
             const SondeInlineMark *mark)
{
  double size = NUMBER_SIZE * self->style->scale;
  g_autofree char *digits = g_strdup_printf ("%u", mark->number);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (view), digits);
  g_autoptr (PangoAttrList) attrs = pango_attr_list_new ();
  graphene_rect_t rect;
  int width, height;

  pango_attr_list_insert (attrs, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_attr_list_insert (attrs,
                          pango_attr_size_new_absolute ((int) (10 * self->style->scale * PANGO_SCALE)));
  pango_layout_set_attributes (layout, attrs);
  pango_layout_get_pixel_size (layout, &width, &height);
  get_mark_rect (self, mark, &rect);
  graphene_rect_init (&rect,
                      rect.origin.x,
                      roundf (rect.origin.y + (rect.size.height - (float) size) / 2),
                      rect.size.width,
                      (float) size);
  fill_rounded (snapshot, &rect, rect.size.height / 2, &self->style->palette->accent_tint);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (rect.origin.x + (rect.size.width - width) / 2,
                                                rect.origin.y + (rect.size.height - height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &self->style->palette->accent);
  gtk_snapshot_restore (snapshot);
}

/* On the baseline of its line, on whole device pixels so that it stays sharp. */
static void
draw_formula (SondeInlineLayout *self, GtkSnapshot *snapshot, const SondeInlineMark *mark)
{
  const SondeFormulaPicture *picture = &mark->picture;
  PangoLayoutIter *iter = pango_layout_get_iter (self->layout);
  double height = picture->ascent + picture->descent;
  int x = 0, other_x = 0;

  do
    {
      PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
      PangoRectangle logical;

      if ((int) mark->start < line->start_index || (int) mark->start >= line->start_index + line->length)
        continue;
      pango_layout_iter_get_line_extents (iter, NULL, &logical);
      /* In a line from right to left it begins on the right. */
      pango_layout_line_index_to_x (line, (int) mark->start, FALSE, &x);
      pango_layout_line_index_to_x (line, (int) mark->start, TRUE, &other_x);
      x = MIN (x, other_x);
      double baseline = pango_layout_iter_get_baseline (iter) / (double) PANGO_SCALE;

      if (mark->is_stand_in)
        sonde_formula_tint_push (snapshot, sonde_block_style_get_color (self->style));
      gtk_snapshot_append_texture (snapshot,
                                   picture->texture,
                                   &GRAPHENE_RECT_INIT (roundf ((logical.x + x) / (float) PANGO_SCALE),
                                                        (float) round (baseline - picture->ascent),
                                                        (float) picture->width,
                                                        (float) height));
      if (mark->is_stand_in)
        gtk_snapshot_pop (snapshot);
      break;
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

static void
draw_marks (SondeInlineLayout *self, GtkSnapshot *snapshot, SondeBlockView *view)
{
  for (guint i = 0; i < self->text->marks->len; i++)
    {
      const SondeInlineMark *mark = &g_array_index (self->text->marks, SondeInlineMark, i);

      if (mark->kind == SONDE_INLINE_SOURCE)
        draw_source (self, snapshot, view, mark);
      else if (mark->kind == SONDE_INLINE_FORMULA && mark->is_replaced)
        draw_formula (self, snapshot, mark);
    }
}

static void
draw_grounds (SondeInlineLayout *self, GtkSnapshot *snapshot)
{
  for (guint i = 0; i < self->text->marks->len; i++)
    {
      const SondeInlineMark *mark = &g_array_index (self->text->marks, SondeInlineMark, i);

      if (mark->kind == SONDE_INLINE_CODE || mark->kind == SONDE_INLINE_KBD
          || mark->kind == SONDE_INLINE_IMAGE)
        fill_range (self, snapshot, mark->start, mark->end, &self->style->palette->code, fill_code);
    }
}

/**
 * sonde_inline_layout_draw:
 * @view: knows what is selected and what was found
 * @leaf: number of the leaf that the layout shows
 *
 * Draws it from the origin of the snapshot.
 */
void
sonde_inline_layout_draw (SondeInlineLayout *self, GtkSnapshot *snapshot, SondeBlockView *view, guint leaf)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, (float) get_lift (self)));
  draw_grounds (self, snapshot);
  draw_matches (self, snapshot, view, leaf);
  draw_selection (self, snapshot, view, leaf);
  gtk_snapshot_append_layout (snapshot, self->layout, sonde_block_style_get_color (self->style));
  draw_marks (self, snapshot, view);
  gtk_snapshot_restore (snapshot);
}

/* Places */

/** Gives the place in the leaf that is nearest to a point. */
guint
sonde_inline_layout_find_offset (SondeInlineLayout *self, double x, double y)
{
  int index = 0, trailing = 0;
  const char *text = self->text->text;

  pango_layout_xy_to_index (
    self->layout, (int) (x * PANGO_SCALE), (int) (y * PANGO_SCALE), &index, &trailing);
  index = (int) (g_utf8_offset_to_pointer (text + index, trailing) - text);
  return sonde_inline_text_to_leaf (self->text, (guint) index, trailing > 0);
}

/** Gives where the caret stands before a byte of the leaf. */
void
sonde_inline_layout_get_rect (SondeInlineLayout *self, guint offset, graphene_rect_t *rect)
{
  PangoRectangle strong;
  guint shown
    = sonde_inline_text_to_shown (self->text, CLAMP (offset, self->text->leaf_start, self->text->leaf_end));

  pango_layout_get_cursor_pos (self->layout, (int) shown, &strong, NULL);
  graphene_rect_init (rect,
                      strong.x / (float) PANGO_SCALE,
                      strong.y / (float) PANGO_SCALE,
                      0,
                      strong.height / (float) PANGO_SCALE);
}

static SondeHotKind
get_hot_kind (const SondeInlineMark *mark)
{
  switch (mark->kind)
    {
    case SONDE_INLINE_LINK:
      return SONDE_HOT_LINK;
    case SONDE_INLINE_IMAGE:
      return SONDE_HOT_IMAGE;
    case SONDE_INLINE_FOOTNOTE:
      return SONDE_HOT_FOOTNOTE;
    case SONDE_INLINE_BACK:
      return SONDE_HOT_BACK;
    case SONDE_INLINE_SOURCE:
      return SONDE_HOT_SOURCE;
    case SONDE_INLINE_FORMULA:
      return SONDE_HOT_MATH;
    case SONDE_INLINE_CODE:
    case SONDE_INLINE_KBD:
    case SONDE_INLINE_SHIFTED:
    default:
      return SONDE_HOT_NONE;
    }
}

static gboolean
describe_hot (SondeInlineLayout *self, const SondeInlineMark *mark, guint leaf, SondeHot *hot)
{
  *hot = (SondeHot){ .kind = get_hot_kind (mark),
                     .target = mark->target,
                     .title = mark->kind == SONDE_INLINE_FORMULA ? mark->picture.error : NULL,
                     .text = self->text->text + mark->start,
                     .text_length = mark->end - mark->start,
                     .number = mark->number,
                     .start = { leaf, mark->leaf_start },
                     .end = { leaf, mark->leaf_end } };
  return hot->kind != SONDE_HOT_NONE;
}

static gboolean
is_small (const SondeInlineMark *mark)
{
  return mark->kind == SONDE_INLINE_FOOTNOTE || mark->kind == SONDE_INLINE_BACK
         || mark->kind == SONDE_INLINE_SOURCE;
}

/* How far a point is from the middle of a mark whose target is grown to the least that a finger or an
 * unsteady hand needs; G_MAXDOUBLE outside. */
static double
measure_miss (SondeInlineLayout *self, const SondeInlineMark *mark, double x, double y)
{
  graphene_rect_t rect;
  graphene_point_t middle;

  get_mark_rect (self, mark, &rect);
  graphene_rect_inset (
    &rect, MIN ((rect.size.width - MIN_TARGET) / 2, 0), MIN ((rect.size.height - MIN_TARGET) / 2, 0));
  if (!graphene_rect_contains_point (&rect, &GRAPHENE_POINT_INIT ((float) x, (float) y)))
    return G_MAXDOUBLE;
  graphene_rect_get_center (&rect, &middle);
  return hypot (middle.x - x, middle.y - y);
}

/* The small mark that was most likely meant by a point beside it. */
static gboolean
get_near_hot (SondeInlineLayout *self, guint leaf, double x, double y, SondeHot *hot)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < self->text->marks->len; i++)
    {
      const SondeInlineMark *mark = &g_array_index (self->text->marks, SondeInlineMark, i);
      double miss = is_small (mark) ? measure_miss (self, mark, x, y) : G_MAXDOUBLE;

      if (miss < best && describe_hot (self, mark, leaf, hot))
        best = miss;
    }
  return best < G_MAXDOUBLE;
}

/** Gives what can be pressed or has something to say at a point: the innermost; small marks also beside them.
 */
gboolean
sonde_inline_layout_get_hot (SondeInlineLayout *self, guint leaf, double x, double y, SondeHot *hot)
{
  int index = 0, trailing = 0;
  gboolean found = FALSE;

  if (!pango_layout_xy_to_index (
        self->layout, (int) (x * PANGO_SCALE), (int) (y * PANGO_SCALE), &index, &trailing))
    return get_near_hot (self, leaf, x, y, hot);
  for (guint i = 0; i < self->text->marks->len; i++)
    {
      const SondeInlineMark *mark = &g_array_index (self->text->marks, SondeInlineMark, i);
      SondeHot candidate;

      if ((guint) index < mark->start || (guint) index >= mark->end
          || !describe_hot (self, mark, leaf, &candidate))
        continue;
      *hot = candidate;
      found = TRUE;
    }
  return found || get_near_hot (self, leaf, x, y, hot);
}

/** Appends what the keyboard must reach: links, footnotes and sources. */
void
sonde_inline_layout_list_hots (SondeInlineLayout *self, guint leaf, GArray *hots)
{
  for (guint i = 0; i < self->text->marks->len; i++)
    {
      const SondeInlineMark *mark = &g_array_index (self->text->marks, SondeInlineMark, i);
      SondeHot hot;

      if (describe_hot (self, mark, leaf, &hot)
          && (hot.kind == SONDE_HOT_LINK || hot.kind == SONDE_HOT_FOOTNOTE || hot.kind == SONDE_HOT_BACK
              || hot.kind == SONDE_HOT_SOURCE))
        g_array_append_val (hots, hot);
    }
}
