/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-code-lines.h"

#include <math.h>
#include <string.h>

#include "sonde-contrast.h"

#define SIZE        13 /* in px of the design */
#define LINE_HEIGHT 21

/**
 * Line:
 * @start: first byte
 * @end: the byte after the last: a newline, the end, or more of a very long line
 * @row: number of its first row
 * @n_rows: more than one where it wraps
 * @layout: (nullable): until it is needed
 * @node: (nullable): what is drawn of it
 */
typedef struct
{
  guint start;
  guint end;
  guint row;
  guint n_rows;
  PangoLayout *layout;
  GskRenderNode *node;
} Line;

struct _SondeCodeLines
{
  /* Borrowed */
  GtkWidget *widget;
  const SondeBlockStyle *style;

  /* Owned */
  SondeBlock *block;
  SondeCodeText *text;
  PangoFontDescription *font;
  PangoTabArray *tabs;
  GArray *lines;

  /* State */
  GdkRGBA color; /* of plain text */
  SondeCodeAdvances advances;
  guint start; /* the part of the text */
  guint end;
  int row_height;
  int width;      /* -1 where lines do not wrap */
  guint n_placed; /* lines whose rows are counted */
};

static void
clear_line (gpointer data)
{
  Line *line = data;

  g_clear_object (&line->layout);
  g_clear_pointer (&line->node, gsk_render_node_unref);
}

/** @widget: gives the font; outlives the new object */
SondeCodeLines *
sonde_code_lines_new (GtkWidget *widget)
{
  SondeCodeLines *self = g_new0 (SondeCodeLines, 1);

  self->widget = widget;
  self->width = -1;
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_array_set_clear_func (self->lines, clear_line);
  return self;
}

void
sonde_code_lines_free (SondeCodeLines *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->lines);
  g_clear_pointer (&self->block, sonde_block_unref);
  g_clear_object (&self->text);
  g_clear_pointer (&self->font, pango_font_description_free);
  g_clear_pointer (&self->tabs, pango_tab_array_free);
  g_free (self);
}

/* Layouts */

static PangoLayout *
create_layout (SondeCodeLines *self)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (self->widget, NULL);

  pango_layout_set_font_description (layout, self->font);
  pango_layout_set_auto_dir (layout,
                             FALSE); /* code begins at the left, whatever its comments are written in */
  pango_layout_set_wrap (layout, PANGO_WRAP_CHAR);
  if (self->tabs != NULL)
    pango_layout_set_tabs (layout, self->tabs);
  return layout;
}

static double
measure_advance (SondeCodeLines *self, const char *letters, int n)
{
  g_autoptr (PangoLayout) layout = create_layout (self);
  int width = 0;

  pango_layout_set_text (layout, letters, -1);
  pango_layout_get_size (layout, &width, NULL);
  return width / (double) PANGO_SCALE / n;
}

static void
set_attributes (SondeCodeLines *self, const Line *line)
{
  g_autoptr (PangoAttrList) attrs = pango_attr_list_new ();

  pango_attr_list_insert (attrs, pango_attr_line_height_new_absolute (self->row_height * PANGO_SCALE));
  pango_attr_list_insert (attrs, pango_attr_insert_hyphens_new (FALSE));
  sonde_code_colors_insert (sonde_code_text_get_colors (self->text), attrs, line->start, line->end);
  pango_layout_set_attributes (line->layout, attrs);
}

static PangoLayout *
ensure_layout (SondeCodeLines *self, Line *line)
{
  const char *text = sonde_block_get_text (self->block, NULL);

  if (line->layout != NULL)
    return line->layout;
  line->layout = create_layout (self);
  pango_layout_set_text (line->layout, text + line->start, (int) (line->end - line->start));
  if (self->width >= 0)
    pango_layout_set_width (line->layout, self->width * PANGO_SCALE);
  set_attributes (self, line);
  return line->layout;
}

static void
drop_layouts (SondeCodeLines *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    clear_line (&g_array_index (self->lines, Line, i));
  self->n_placed = 0;
}

static void
measure_letters (SondeCodeLines *self)
{
  g_clear_pointer (&self->tabs, pango_tab_array_free);
  self->advances = (SondeCodeAdvances){ .narrow = MAX (measure_advance (self, "00000000", 8), 1) };
  self->tabs = pango_tab_array_new (1, FALSE);
  pango_tab_array_set_tab (
    self->tabs, 0, PANGO_TAB_LEFT, (int) round (SONDE_CODE_TAB * self->advances.narrow * PANGO_SCALE));
}

/* Between plain and secondary text, so that the tokens stand out. It is opaque, because Pango would let the
 * ground shine through the colours of the tokens as well. */
static GdkRGBA
get_color (const SondeBlockStyle *style, const GdkRGBA *ground)
{
  GdkRGBA above = style->palette->text;
  GdkRGBA color = *ground;

  above.alpha = (above.alpha + style->palette->dim_text.alpha) / 2;
  sonde_contrast_blend (&color, &above);
  return color;
}

/**
 * sonde_code_lines_set_style:
 * @ground: what the text is drawn on: an opaque colour
 *
 * Forgets what was made with another style, other colours or another font.
 */
void
sonde_code_lines_set_style (SondeCodeLines *self, const SondeBlockStyle *style, const GdkRGBA *ground)
{
  self->color = get_color (style, ground);
  self->style = style;
  self->row_height = sonde_block_style_px (style, LINE_HEIGHT);
  g_clear_pointer (&self->font, pango_font_description_free);
  self->font = pango_font_description_copy (
    pango_context_get_font_description (gtk_widget_get_pango_context (self->widget)));
  pango_font_description_set_family (self->font, "monospace");
  pango_font_description_set_absolute_size (self->font, SIZE * style->scale * PANGO_SCALE);
  measure_letters (self);
  drop_layouts (self);
}

/* Lines */

static void
append_line (SondeCodeLines *self, guint start, guint end)
{
  Line line = { .start = start, .end = end, .n_rows = 1 };

  g_array_append_val (self->lines, line);
}

/* A newline at the end of a piece belongs to its last line, unless it is the end of the block. */
static void
append_lines (SondeCodeLines *self, guint at, gboolean is_last)
{
  const char *text = sonde_block_get_text (self->block, NULL);
  const char *end = text + self->end;

  for (;;)
    {
      const char *line_end = sonde_code_text_find_line_end (text + at, end);

      append_line (self, at, (guint) (line_end - text));
      if (line_end == end)
        return;
      at = (guint) (line_end - text) + (*line_end == '\n' ? 1 : 0);
      if (at == self->end && !is_last)
        return;
    }
}

/* Whether a line is the same in two blocks and complete in both. */
static gboolean
is_kept (SondeCodeLines *self, const Line *line, const SondeBlock *block, guint end)
{
  const char *old_text = sonde_block_get_text (self->block, NULL);
  const char *text = sonde_block_get_text (block, NULL);

  return line->end < self->end && line->end < end && old_text[line->end] == text[line->end]
         && memcmp (old_text + line->start, text + line->start, line->end - line->start) == 0;
}

static guint
count_kept (SondeCodeLines *self, const SondePiece *piece)
{
  guint i = 0;

  if (self->block == NULL || self->start != piece->start)
    return 0;
  while (i < self->lines->len
         && is_kept (self, &g_array_index (self->lines, Line, i), piece->block, piece->end))
    i++;
  return i;
}

/** Takes the text of a piece; lines that are the same as before stay as they are. */
void
sonde_code_lines_set_text (SondeCodeLines *self, SondeCodeText *text, const SondePiece *piece)
{
  guint n_kept = count_kept (self, piece);
  guint at = piece->start;

  if (n_kept > 0)
    at = g_array_index (self->lines, Line, n_kept - 1).end;
  g_set_object (&self->text, text);
  sonde_block_ref (piece->block);
  g_clear_pointer (&self->block, sonde_block_unref);
  self->block = piece->block;
  self->start = piece->start;
  self->end = piece->end;
  if (n_kept > 0 && sonde_block_get_text (self->block, NULL)[at] == '\n')
    at++;
  g_array_set_size (self->lines, n_kept);
  self->n_placed = MIN (self->n_placed, n_kept);
  if (at < self->end || piece->is_last || n_kept == 0)
    append_lines (self, at, piece->is_last);
  if (self->advances.wide == 0 && sonde_code_text_has_wide (text))
    self->advances.wide = measure_advance (self, "\346\274\242\345\255\227", 2);
}

/** @width: at which lines wrap, in px, or -1 */
void
sonde_code_lines_set_width (SondeCodeLines *self, int width)
{
  if (self->width == width)
    return;
  self->width = width;
  drop_layouts (self);
}

/* Only lines that look too long are laid out for that. */
static guint
count_rows (SondeCodeLines *self, Line *line)
{
  const char *text = sonde_block_get_text (self->block, NULL);

  if (self->width < 0
      || sonde_code_text_measure (text + line->start, text + line->end, &self->advances)
           < self->width - self->advances.narrow)
    return 1;
  return (guint) pango_layout_get_line_count (ensure_layout (self, line));
}

static guint
place_lines (SondeCodeLines *self)
{
  guint row = 0;

  for (guint i = self->n_placed > 0 ? self->n_placed - 1 : 0; i < self->lines->len; i++)
    {
      Line *line = &g_array_index (self->lines, Line, i);
      const Line *before = i > 0 ? line - 1 : NULL;

      line->row = before != NULL ? before->row + before->n_rows : 0;
      line->n_rows = count_rows (self, line);
      row = line->row + line->n_rows;
    }
  self->n_placed = self->lines->len;
  return row;
}

/** In px. */
int
sonde_code_lines_get_height (SondeCodeLines *self)
{
  return (int) place_lines (self) * self->row_height;
}

/** How wide the lines of all pieces of the block are, in px. */
int
sonde_code_lines_get_width (SondeCodeLines *self)
{
  return (int) ceil (sonde_code_text_get_width (self->text, &self->advances));
}

/** How wide a letter is, in px. */
double
sonde_code_lines_get_advance (SondeCodeLines *self)
{
  return self->advances.narrow;
}

/** How many lines are laid out. */
guint
sonde_code_lines_get_n_laid_out (SondeCodeLines *self)
{
  guint n = 0;

  for (guint i = 0; i < self->lines->len; i++)
    n += g_array_index (self->lines, Line, i).layout != NULL;
  return n;
}

/** The colours of the bytes from @start to @end are others now. */
void
sonde_code_lines_recolor (SondeCodeLines *self, guint start, guint end)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      Line *line = &g_array_index (self->lines, Line, i);

      if (line->layout == NULL || line->start >= end || line->end < start)
        continue;
      g_clear_pointer (&line->node, gsk_render_node_unref);
      set_attributes (self, line);
    }
}

/* Drawing */

static void
fill_row (
  SondeCodeLines *self, GtkSnapshot *snapshot, double x, double width, guint row, const GdkRGBA *color)
{
  gtk_snapshot_append_color (
    snapshot,
    color,
    &GRAPHENE_RECT_INIT (
      (float) x, (float) (row * (guint) self->row_height), (float) width, (float) self->row_height));
}

static void
fill_layout_line (SondeCodeLines *self,
                  GtkSnapshot *snapshot,
                  PangoLayoutLine *layout_line,
                  guint row,
                  guint start,
                  guint end,
                  const GdkRGBA *color)
{
  guint line_start = (guint) layout_line->start_index;
  guint line_end = line_start + (guint) layout_line->length;
  int *ranges = NULL;
  int n_ranges = 0;

  if (start >= line_end || end <= line_start)
    return;
  pango_layout_line_get_x_ranges (
    layout_line, (int) MAX (start, line_start), (int) MIN (end, line_end), &ranges, &n_ranges);
  for (int i = 0; i < n_ranges; i++)
    fill_row (self,
              snapshot,
              ranges[2 * i] / (double) PANGO_SCALE,
              (ranges[2 * i + 1] - ranges[2 * i]) / (double) PANGO_SCALE,
              row,
              color);
  g_free (ranges);
}

/* Where a line ends, so that an empty one shows too that it is selected. */
static void
fill_newline (SondeCodeLines *self, GtkSnapshot *snapshot, Line *line, const GdkRGBA *color)
{
  PangoRectangle position;

  pango_layout_index_to_pos (ensure_layout (self, line), (int) (line->end - line->start), &position);
  fill_row (self,
            snapshot,
            position.x / (double) PANGO_SCALE,
            self->advances.narrow / 2,
            line->row + line->n_rows - 1,
            color);
}

static void
fill_line (
  SondeCodeLines *self, GtkSnapshot *snapshot, Line *line, guint start, guint end, const GdkRGBA *color)
{
  PangoLayout *layout = ensure_layout (self, line);

  for (guint i = 0; i < line->n_rows; i++)
    {
      PangoLayoutLine *layout_line = pango_layout_get_line_readonly (layout, (int) i);

      if (layout_line != NULL)
        fill_layout_line (self,
                          snapshot,
                          layout_line,
                          line->row + i,
                          MAX (start, line->start) - line->start,
                          MIN (end, line->end) - line->start,
                          color);
    }
  if (start <= line->end && end > line->end)
    fill_newline (self, snapshot, line, color);
}

static void
fill_range (SondeCodeLines *self, GtkSnapshot *snapshot, guint start, guint end, const GdkRGBA *color)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      Line *line = &g_array_index (self->lines, Line, i);

      if (line->start >= end)
        break;
      if (line->end >= start)
        fill_line (self, snapshot, line, start, end, color);
    }
}

static void
draw_grounds (SondeCodeLines *self, GtkSnapshot *snapshot, SondeBlockView *view)
{
  const SondePalette *palette = self->style->palette;
  guint leaf = sonde_block_view_get_piece (view)->first_leaf;
  guint n_matches = 0, start = 0, end = 0;
  const SondeSpotRange *matches = sonde_block_view_get_matches (view, &n_matches);

  for (guint i = 0; i < n_matches; i++)
    if (matches[i].start.leaf == leaf)
      fill_range (self,
                  snapshot,
                  matches[i].start.offset,
                  matches[i].end.leaf == leaf ? matches[i].end.offset : G_MAXUINT,
                  matches[i].is_current ? &palette->current_match : &palette->match);
  if (sonde_block_view_get_selected (view, leaf, &start, &end))
    fill_range (self, snapshot, start, end, &palette->selection);
}

/* What a line looks like is kept: while an answer grows by a line all others are drawn again as they were. */
static void
ensure_node (SondeCodeLines *self, Line *line)
{
  GtkSnapshot *snapshot = NULL;

  if (line->node != NULL || line->start == line->end)
    return;
  snapshot = gtk_snapshot_new ();
  gtk_snapshot_append_layout (snapshot, ensure_layout (self, line), &self->color);
  line->node = gtk_snapshot_free_to_node (snapshot);
}

static void
draw_line (SondeCodeLines *self, GtkSnapshot *snapshot, Line *line)
{
  ensure_node (self, line);
  if (line->node == NULL)
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, (float) (line->row * (guint) self->row_height)));
  gtk_snapshot_append_node (snapshot, line->node);
  gtk_snapshot_restore (snapshot);
}

/** Draws them from the origin of the snapshot; @view knows what is selected and what was found. */
void
sonde_code_lines_draw (SondeCodeLines *self, GtkSnapshot *snapshot, SondeBlockView *view)
{
  place_lines (self);
  draw_grounds (self, snapshot, view);
  for (guint i = 0; i < self->lines->len; i++)
    draw_line (self, snapshot, &g_array_index (self->lines, Line, i));
}

/* Places */

static Line *
find_line_by_row (SondeCodeLines *self, double y)
{
  guint row = y > 0 ? (guint) (y / self->row_height) : 0;
  guint i = 0;

  place_lines (self);
  while (i + 1 < self->lines->len && g_array_index (self->lines, Line, i + 1).row <= row)
    i++;
  return &g_array_index (self->lines, Line, i);
}

/** Gives the byte of the block's text that is nearest to a point. */
guint
sonde_code_lines_find_offset (SondeCodeLines *self, double x, double y)
{
  Line *line = find_line_by_row (self, y);
  PangoLayout *layout = ensure_layout (self, line);
  double line_y
    = CLAMP (y - line->row * (double) self->row_height, 0, line->n_rows * (double) self->row_height - 1);
  int index = 0, trailing = 0;
  const char *text = pango_layout_get_text (layout);

  pango_layout_xy_to_index (layout, (int) (x * PANGO_SCALE), (int) (line_y * PANGO_SCALE), &index, &trailing);
  return line->start + (guint) (g_utf8_offset_to_pointer (text + index, trailing) - text);
}

static Line *
find_line (SondeCodeLines *self, guint offset)
{
  guint i = 0;

  while (i + 1 < self->lines->len && g_array_index (self->lines, Line, i + 1).start <= offset)
    i++;
  return &g_array_index (self->lines, Line, i);
}

/** Gives where the caret stands before a byte of the block's text. */
void
sonde_code_lines_get_rect (SondeCodeLines *self, guint offset, graphene_rect_t *rect)
{
  Line *line = find_line (self, offset);
  PangoRectangle strong;

  place_lines (self);
  pango_layout_get_cursor_pos (
    ensure_layout (self, line), (int) (CLAMP (offset, line->start, line->end) - line->start), &strong, NULL);
  graphene_rect_init (rect,
                      strong.x / (float) PANGO_SCALE,
                      (float) (line->row * (guint) self->row_height) + strong.y / (float) PANGO_SCALE,
                      0,
                      (float) self->row_height);
}
