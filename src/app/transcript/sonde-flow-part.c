/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-flow-part.h"

#include "sonde-code-block.h"
#include "sonde-math-block.h"
#include "sonde-rule-block.h"
#include "sonde-table-block.h"
#include "sonde-text-block.h"

#define SLACK 1200 /* px beyond what is asked for, before a widget is given up */

void
sonde_flow_part_init (SondeFlowPart *self, GtkWidget *parent)
{
  *self = (SondeFlowPart){ .parent = parent, .views = g_ptr_array_new (), .selection_start = { 1, 0 } };
}

/* The keyboard must not be left on a widget that goes. */
static void
drop_view (SondeFlowPart *self, guint index)
{
  gtk_widget_unparent (self->views->pdata[index]);
  g_ptr_array_remove_index (self->views, index);
}

/** Takes its widgets away until they are needed again. */
void
sonde_flow_part_drop (SondeFlowPart *self)
{
  while (self->views->len > 0)
    drop_view (self, self->views->len - 1);
}

/** Takes its widgets away; it can be used again. */
void
sonde_flow_part_clear (SondeFlowPart *self)
{
  if (self->views == NULL)
    return;
  sonde_flow_part_drop (self);
  g_clear_pointer (&self->views, g_ptr_array_unref);
}

/* Widgets */

static gboolean
is_heading (const SondePiece *piece)
{
  return sonde_block_get_kind (piece->block) == SONDE_BLOCK_HEADING;
}

static GtkWidget *
create_widget (const SondePiece *piece)
{
  switch (piece->kind)
    {
    case SONDE_PIECE_CODE:
      return sonde_code_block_new ();
    case SONDE_PIECE_MATH:
      return sonde_math_block_new ();
    case SONDE_PIECE_TABLE:
      return sonde_table_block_new ();
    case SONDE_PIECE_RULE:
      return sonde_rule_block_new ();
    case SONDE_PIECE_TEXT:
    default:
      return sonde_text_block_new (is_heading (piece));
    }
}

/* Whether the widget that shows @old can show @piece. */
static gboolean
fits (const SondePiece *old, const SondePiece *piece)
{
  return old->kind == piece->kind && is_heading (old) == is_heading (piece);
}

static guint
count_cells (const SondePiece *piece)
{
  guint n_cells = 0;

  for (guint i = piece->start; i < piece->end; i++)
    n_cells += sonde_block_get_n_children (sonde_block_get_child (piece->block, i));
  return n_cells;
}

/* The first match that ends behind a spot. */
static guint
find_match (SondeFlowPart *self, const SondeSpot *spot)
{
  guint low = 0;
  guint high = self->n_matches;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (sonde_spot_compare (&self->matches[middle].end, spot) > 0)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

static void
mark_matches (SondeFlowPart *self, SondeBlockView *view)
{
  const SondePiece *piece = sonde_block_view_get_piece (view);
  SondeSpot start = { piece->first_leaf, piece->kind == SONDE_PIECE_TABLE ? 0 : piece->start };
  SondeSpot end = { piece->first_leaf, piece->end };
  guint first = find_match (self, &start);
  guint n = 0;

  if (piece->kind == SONDE_PIECE_TABLE)
    end = (SondeSpot){ piece->first_leaf + count_cells (piece), 0 };
  while (first + n < self->n_matches && sonde_spot_compare (&self->matches[first + n].start, &end) < 0)
    n++;
  sonde_block_view_set_matches (view, self->matches != NULL ? self->matches + first : NULL, n);
}

static void
mark_view (SondeFlowPart *self, SondeBlockView *view)
{
  sonde_block_view_select (view, &self->selection_start, &self->selection_end);
  mark_matches (self, view);
}

static GtkWidget *
create_view (SondeFlowPart *self, guint piece, GtkWidget *sibling)
{
  GtkWidget *view = create_widget (sonde_section_get_piece (self->section, piece));

  gtk_widget_insert_after (view, self->parent, sibling);
  sonde_block_view_show (SONDE_BLOCK_VIEW (view),
                         sonde_section_get_piece (self->section, piece),
                         sonde_section_get_style (self->section));
  mark_view (self, SONDE_BLOCK_VIEW (view));
  g_signal_connect_swapped (view, "height-changed", self->height_changed, self->user_data);
  g_signal_connect_swapped (view, "activated", self->activated, self->user_data);
  return view;
}

/* The view of a piece that is in the run, or next to it, or begins a new one. */
static SondeBlockView *
ensure_view (SondeFlowPart *self, guint piece, GtkWidget *after)
{
  guint end = self->first + self->views->len;

  if (self->views->len > 0 && piece >= self->first && piece < end)
    return self->views->pdata[piece - self->first];
  if (self->views->len > 0 && piece == end)
    {
      g_ptr_array_add (self->views, create_view (self, piece, self->views->pdata[self->views->len - 1]));
      return self->views->pdata[self->views->len - 1];
    }
  if (self->views->len == 0 || piece + 1 != self->first)
    sonde_flow_part_drop (self);
  self->first = piece;
  g_ptr_array_insert (self->views, 0, create_view (self, piece, after));
  return self->views->pdata[0];
}

/** The pieces from @from on are others now. */
void
sonde_flow_part_changed (SondeFlowPart *self, guint from)
{
  guint n_pieces = sonde_section_get_n_pieces (self->section);

  while (self->views->len > 0 && self->first + self->views->len > n_pieces)
    drop_view (self, self->views->len - 1);
  for (guint i = MAX (from, self->first); i < self->first + self->views->len; i++)
    {
      const SondePiece *piece = sonde_section_get_piece (self->section, i);
      SondeBlockView *view = self->views->pdata[i - self->first];

      if (fits (sonde_block_view_get_piece (view), piece))
        {
          sonde_block_view_show (view, piece, sonde_section_get_style (self->section));
          continue;
        }
      GtkWidget *replacement = create_view (self, i, GTK_WIDGET (view));

      gtk_widget_unparent (GTK_WIDGET (view));
      self->views->pdata[i - self->first] = replacement;
    }
}

/** Colours or sizes are others now. */
void
sonde_flow_part_restyle (SondeFlowPart *self)
{
  for (guint i = 0; i < self->views->len; i++)
    sonde_block_view_restyle (self->views->pdata[i]);
}

/* Heights */

/* Measures a piece. When what is corrected lies above the anchor, the anchor moves with it. */
static void
measure (SondeFlowPart *self, guint piece, GtkWidget *after, int width, int *anchor)
{
  SondeBlockView *view = ensure_view (self, piece, after);
  int y = sonde_section_get_piece_y (self->section, piece);
  int old = sonde_section_get_piece_height (self->section, piece);
  int height = sonde_block_view_get_height (view, width);

  sonde_section_set_piece_height (self->section, piece, height);
  if (y + old <= *anchor)
    *anchor += height - old;
  else if (y < *anchor && height != old)
    *anchor = y + (*anchor - y) * height / MAX (old, 1);
}

static int
get_bottom (SondeFlowPart *self, guint piece)
{
  return sonde_section_get_piece_y (self->section, piece)
         + sonde_section_get_piece_height (self->section, piece);
}

/* Widgets are a run without holes. When several pieces have come at once, those up to @piece get theirs
 * first, so that the others keep theirs; if they are near enough to be needed. */
static void
extend_to (SondeFlowPart *self, guint piece, GtkWidget *after, int width, int *anchor, int above, int below)
{
  guint end = self->first + self->views->len;

  if (self->views->len == 0)
    return;
  if (piece > end && get_bottom (self, end - 1) >= *anchor - above)
    for (guint i = end; i < piece; i++)
      measure (self, i, after, width, anchor);
  else if (piece < self->first && sonde_section_get_piece_y (self->section, self->first) <= *anchor + below)
    for (guint i = self->first; i > piece + 1; i--)
      measure (self, i - 1, after, width, anchor);
}

static void
trim (SondeFlowPart *self, int top, int bottom)
{
  while (self->views->len > 1 && get_bottom (self, self->first) < top)
    {
      drop_view (self, 0);
      self->first++;
    }
  while (self->views->len > 1
         && sonde_section_get_piece_y (self->section, self->first + self->views->len - 1) > bottom)
    drop_view (self, self->views->len - 1);
}

/**
 * sonde_flow_part_realize:
 * @after: (nullable): the sibling before the first widget
 * @width: of the section
 * @anchor: (inout): a place in the section that stays where it is on the screen
 * @above: px above the anchor for which there must be widgets
 * @below: px below it
 *
 * Makes and measures the widgets that are needed, and gives up those that are far away.
 */
void
sonde_flow_part_realize (SondeFlowPart *self, GtkWidget *after, int width, int *anchor, int above, int below)
{
  guint n_pieces = sonde_section_get_n_pieces (self->section);
  guint start;

  sonde_section_set_width (self->section, width);
  if (n_pieces == 0 || sonde_section_get_height (self->section) < *anchor - above || *anchor + below < 0)
    {
      sonde_flow_part_drop (self);
      return;
    }
  start = sonde_section_find_piece_at (self->section, *anchor);
  extend_to (self, start, after, width, anchor, above, below);
  for (guint i = start; i < n_pieces; i++)
    {
      if (i > start && sonde_section_get_piece_y (self->section, i) > *anchor + below)
        break;
      measure (self, i, after, width, anchor);
    }
  for (guint i = start; i > 0 && get_bottom (self, i - 1) >= *anchor - above; i--)
    measure (self, i - 1, after, width, anchor);
  trim (self, *anchor - above - SLACK, *anchor + below + SLACK);
}

/** Gives the widgets their places; @x and @y are those of the section in the parent. */
void
sonde_flow_part_allocate (SondeFlowPart *self, int x, int y, int width)
{
  for (guint i = 0; i < self->views->len; i++)
    {
      GtkWidget *view = self->views->pdata[i];
      GtkAllocation place = { x,
                              y + sonde_section_get_piece_y (self->section, self->first + i),
                              width,
                              sonde_section_get_piece_height (self->section, self->first + i) };

      gtk_widget_measure (view, GTK_ORIENTATION_VERTICAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_size_allocate (view, &place, -1);
    }
}

/* Selection and matches */

void
sonde_flow_part_select (SondeFlowPart *self, const SondeSpot *start, const SondeSpot *end)
{
  self->selection_start = *start;
  self->selection_end = *end;
  for (guint i = 0; i < self->views->len; i++)
    sonde_block_view_select (self->views->pdata[i], start, end);
}

/** @matches: (transfer none): in order; stay until the next call */
void
sonde_flow_part_set_matches (SondeFlowPart *self, const SondeSpotRange *matches, guint n_matches)
{
  self->matches = matches;
  self->n_matches = n_matches;
  for (guint i = 0; i < self->views->len; i++)
    mark_matches (self, self->views->pdata[i]);
}

/**
 * sonde_flow_part_find_view:
 * @y: from the top of the section
 * @view_y: (out): where the view begins
 *
 * Returns: (transfer none) (nullable): the view nearest to @y
 */
SondeBlockView *
sonde_flow_part_find_view (SondeFlowPart *self, int y, int *view_y)
{
  guint piece;

  if (self->views->len == 0)
    return NULL;
  piece = sonde_section_find_piece_at (self->section, y);
  piece = CLAMP (piece, self->first, self->first + self->views->len - 1);
  *view_y = sonde_section_get_piece_y (self->section, piece);
  return self->views->pdata[piece - self->first];
}

/** Returns: (transfer none) (nullable): the view of a piece, if it has one now */
SondeBlockView *
sonde_flow_part_get_view (SondeFlowPart *self, guint piece)
{
  if (piece < self->first || piece >= self->first + self->views->len)
    return NULL;
  return self->views->pdata[piece - self->first];
}
