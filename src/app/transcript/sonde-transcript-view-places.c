/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

/* Which place of the conversation is where in the viewport, and what is marked between places. */

#include "sonde-transcript-view-private.h"

/* The item whose row is nearest to a height of the viewport. */
static guint
find_item_at (SondeTranscriptView *self, double y)
{
  guint index = self->first;

  while (index + 1 < self->first + self->n_rows && sonde_transcript_rows_get (self, index + 1)->top <= y)
    index++;
  return index;
}

/** Gives the place in the conversation that is nearest to a point of the viewport; %FALSE where there is no
 * text. */
gboolean
sonde_transcript_view_find_place (SondeTranscriptView *self, double x, double y, SondePlace *place)
{
  int column_x = (self->width - sonde_transcript_rows_get_column_width (self)) / 2;

  if (self->n_rows == 0)
    return FALSE;
  place->item = find_item_at (self, y);
  const SondeTranscriptItem *item = sonde_transcript_rows_get (self, place->item);

  return sonde_message_row_find_spot (
    SONDE_MESSAGE_ROW (item->row), x - column_x, y - item->top, &place->slot, &place->spot);
}

/** Gives where a place stands in the viewport; %FALSE where it has no widget. */
gboolean
sonde_transcript_view_get_place_y (SondeTranscriptView *self, const SondePlace *place, int *y, int *height)
{
  const SondeTranscriptItem *item
    = place->item < self->items->len ? sonde_transcript_rows_get (self, place->item) : NULL;

  if (item == NULL || item->row == NULL
      || !sonde_message_row_get_spot_y (SONDE_MESSAGE_ROW (item->row), place->slot, &place->spot, y, height))
    return FALSE;
  *y += item->top;
  return TRUE;
}

/** Scrolls the block of a place sideways until it is seen, where it has a widget. */
void
sonde_transcript_view_reveal (SondeTranscriptView *self, const SondePlace *place)
{
  if (place->item < self->items->len && sonde_transcript_rows_get (self, place->item)->row != NULL)
    sonde_message_row_reveal (
      SONDE_MESSAGE_ROW (sonde_transcript_rows_get (self, place->item)->row), place->slot, &place->spot);
}

/** Gives what can be pressed at a point of the viewport. */
gboolean
sonde_transcript_view_get_hot (SondeTranscriptView *self, double x, double y, guint *item, SondeHot *hot)
{
  int column_x = (self->width - sonde_transcript_rows_get_column_width (self)) / 2;
  SondeTextSlot slot;

  if (self->n_rows == 0)
    return FALSE;
  *item = find_item_at (self, y);
  return sonde_message_row_get_hot (SONDE_MESSAGE_ROW (sonde_transcript_rows_get (self, *item)->row),
                                    x - column_x,
                                    y - sonde_transcript_rows_get (self, *item)->top,
                                    &slot,
                                    hot);
}

/** Lights the chip of the source @number of a message, and no other; 0 for none. */
void
sonde_transcript_view_light_source (SondeTranscriptView *self, guint item, guint number)
{
  for (guint i = self->first; i < self->first + self->n_rows; i++)
    sonde_message_row_light_source (SONDE_MESSAGE_ROW (sonde_transcript_rows_get (self, i)->row),
                                    i == item ? number : 0);
}

/** Selects what lies between two places; nothing where @end is not behind @start. */
void
sonde_transcript_view_select (SondeTranscriptView *self, const SondePlace *start, const SondePlace *end)
{
  self->start = *start;
  self->end = *end;
  for (guint i = self->first; i < self->first + self->n_rows; i++)
    sonde_transcript_rows_select (self, i);
}

/** @matches: (nullable) (element-type SondeMatch): what is marked, in order */
void
sonde_transcript_view_set_matches (SondeTranscriptView *self, GArray *matches)
{
  g_array_set_size (self->matches, 0);
  g_array_set_size (self->ranges, 0);
  for (guint i = 0; matches != NULL && i < matches->len; i++)
    {
      const SondeMatch *match = &g_array_index (matches, SondeMatch, i);

      g_array_append_val (self->matches, *match);
      g_array_append_val (self->ranges, match->range);
    }
  for (guint i = self->first; i < self->first + self->n_rows; i++)
    sonde_transcript_rows_match (self, i);
}

/** Negative, 0 or positive, as @a stands before, at or behind @b. */
int
sonde_place_compare (const SondePlace *a, const SondePlace *b)
{
  if (a->item != b->item)
    return a->item < b->item ? -1 : 1;
  if (a->slot != b->slot)
    return a->slot < b->slot ? -1 : 1;
  return sonde_spot_compare (&a->spot, &b->spot);
}
