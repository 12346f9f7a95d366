/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

/* Which place of the text is where in a row. */

#include "sonde-message-row-private.h"

#include "sonde-source-strip.h"

static int
get_distance (const SondeRowPart *part, double y)
{
  if (part->flow.views == NULL || part->flow.views->len == 0 || part->height == 0)
    return G_MAXINT;
  return (int) (y < part->y ? part->y - y : y > part->y + part->height ? y - part->y - part->height : 0);
}

static SondeTextSlot
find_slot (SondeMessageRow *self, double y)
{
  int reasoning = get_distance (&self->parts[SONDE_ROW_REASONING], y);

  return reasoning < get_distance (&self->parts[SONDE_ROW_BODY], y) ? SONDE_TEXT_REASONING : SONDE_TEXT_BODY;
}

static SondeBlockView *
find_view (SondeMessageRow *self, double y, SondeTextSlot *slot, int *x, int *view_y)
{
  SondeRowPart *part;

  *slot = find_slot (self, y);
  part = sonde_message_row_get_slot (self, *slot);
  if (get_distance (part, y) == G_MAXINT)
    return NULL;
  SondeBlockView *view = sonde_flow_part_find_view (&part->flow, (int) y - part->y, view_y);

  *x = part->x;
  *view_y += part->y;
  return view;
}

/** Gives the place in a text of the row that is nearest to a point; %FALSE where it has no text. */
gboolean
sonde_message_row_find_spot (SondeMessageRow *self, double x, double y, SondeTextSlot *slot, SondeSpot *spot)
{
  int view_x = 0, view_y = 0;
  SondeBlockView *view = find_view (self, y, slot, &view_x, &view_y);

  if (view == NULL)
    return FALSE;
  sonde_block_view_find_spot (view, x - view_x, y - view_y, spot);
  return TRUE;
}

/** Gives what can be pressed at a point. */
gboolean
sonde_message_row_get_hot (SondeMessageRow *self, double x, double y, SondeTextSlot *slot, SondeHot *hot)
{
  int view_x = 0, view_y = 0;
  SondeBlockView *view = find_view (self, y, slot, &view_x, &view_y);

  return view != NULL && get_distance (sonde_message_row_get_slot (self, *slot), y) == 0
         && sonde_block_view_get_hot (view, x - view_x, y - view_y, hot);
}

/** Gives where a spot stands, as exactly as is known; %FALSE where the slot is not shown. */
gboolean
sonde_message_row_get_spot_y (
  SondeMessageRow *self, SondeTextSlot slot, const SondeSpot *spot, int *y, int *height)
{
  const SondeRowPart *part = sonde_message_row_get_slot (self, slot);
  SondeBlockView *view;
  graphene_rect_t rect;
  guint piece;

  if (part->flow.section == NULL || part->height == 0)
    return FALSE;
  piece = sonde_section_find_piece (part->flow.section, spot);
  *y = part->y + sonde_section_get_piece_y (part->flow.section, piece);
  *height = 0;
  view = sonde_flow_part_get_view ((SondeFlowPart *) &part->flow, piece);
  if (view != NULL && sonde_block_view_get_spot_rect (view, spot, &rect))
    {
      *y += (int) rect.origin.y;
      *height = (int) rect.size.height;
    }
  return TRUE;
}

static SondeBlockView *
get_view_of_spot (SondeMessageRow *self, SondeTextSlot slot, const SondeSpot *spot)
{
  SondeFlowPart *flow = &sonde_message_row_get_slot (self, slot)->flow;

  if (flow->section == NULL || sonde_section_get_n_pieces (flow->section) == 0)
    return NULL;
  return sonde_flow_part_get_view (flow, sonde_section_find_piece (flow->section, spot));
}

/** Scrolls the block of a spot sideways until it is seen. */
void
sonde_message_row_reveal (SondeMessageRow *self, SondeTextSlot slot, const SondeSpot *spot)
{
  SondeBlockView *view = get_view_of_spot (self, slot, spot);

  if (view != NULL)
    sonde_block_view_reveal (view, spot);
}

/** Gives the keyboard to the mark of a footnote at a spot, or to the way back where the footnote begins
 * there. */
void
sonde_message_row_focus_note (SondeMessageRow *self, SondeTextSlot slot, const SondeSpot *spot)
{
  SondeBlockView *view = get_view_of_spot (self, slot, spot);

  if (view != NULL)
    sonde_block_view_focus_note (view, spot);
}

/** Lights the chip of the source @number; 0 for none. */
void
sonde_message_row_light_source (SondeMessageRow *self, guint number)
{
  if (self->parts[SONDE_ROW_SOURCES].widget != NULL)
    sonde_source_strip_light (SONDE_SOURCE_STRIP (self->parts[SONDE_ROW_SOURCES].widget), number);
}

void
sonde_message_row_select (SondeMessageRow *self,
                          SondeTextSlot slot,
                          const SondeSpot *start,
                          const SondeSpot *end)
{
  sonde_flow_part_select (&sonde_message_row_get_slot (self, slot)->flow, start, end);
}

/** @matches: (transfer none): in order; stay until the next call */
void
sonde_message_row_set_matches (SondeMessageRow *self,
                               SondeTextSlot slot,
                               const SondeSpotRange *matches,
                               guint n_matches)
{
  sonde_flow_part_set_matches (&sonde_message_row_get_slot (self, slot)->flow, matches, n_matches);
}
