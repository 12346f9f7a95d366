/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

/* Where the parts of a row stand, and how they are drawn. */

#include "sonde-message-row-private.h"

#include "sonde-text-block.h"

/* In px of the design. */
#define CARD_WIDTH      624
#define CARD_INSET      40
#define CARD_PADDING_X  16
#define CARD_PADDING_Y  11
#define CARD_RADIUS     18
#define PART_GAP        14
#define REASONING_INSET 16
#define RULE_WIDTH      2

static int
measure_part (SondeRowPart *part, int width)
{
  int height = 0;

  if (part->widget == NULL || !gtk_widget_should_layout (part->widget))
    return 0;
  gtk_widget_measure (part->widget, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  return height;
}

/* The card of the person is as wide as its text. */
static int
get_card_text_width (SondeMessageRow *self, SondeSection *section)
{
  int inset = self->width >= sonde_message_row_px (self, CARD_WIDTH)
                ? sonde_message_row_px (self, 96)
                : sonde_message_row_px (self, CARD_INSET);
  int max = MIN (sonde_message_row_px (self, CARD_WIDTH), self->width - inset)
            - 2 * sonde_message_row_px (self, CARD_PADDING_X);

  if (sonde_section_get_n_pieces (section) != 1)
    return MAX (max, 1);
  return CLAMP (sonde_text_block_measure (
                  GTK_WIDGET (self), sonde_section_get_piece (section, 0), sonde_section_get_style (section)),
                1,
                MAX (max, 1));
}

static void
place_card (SondeMessageRow *self, SondeRowPart *part, int *y)
{
  if (part->width == 0)
    part->width = get_card_text_width (self, part->flow.section);
  sonde_section_set_width (part->flow.section, part->width);
  part->x = sonde_message_row_px (self, CARD_PADDING_X);
  if (!sonde_message_row_is_mirrored (self))
    part->x = self->width - part->width - part->x;
  part->y = *y + sonde_message_row_px (self, CARD_PADDING_Y);
  part->height = sonde_section_get_height (part->flow.section);
  *y = part->y + part->height + sonde_message_row_px (self, CARD_PADDING_Y);
}

static void
place_flow (SondeMessageRow *self, SondeRowPartKind kind, int *y)
{
  SondeRowPart *part = &self->parts[kind];
  gboolean is_reasoning = kind == SONDE_ROW_REASONING;
  int inset = is_reasoning ? sonde_message_row_px (self, REASONING_INSET) + RULE_WIDTH : 0;
  double shown = is_reasoning ? self->reveal : 1;

  part->height = 0;
  if (part->flow.section == NULL || shown == 0)
    return;
  if (sonde_message_row_is_user (self))
    {
      place_card (self, part, y);
      return;
    }
  part->x = sonde_message_row_is_mirrored (self) ? 0 : inset;
  part->y = *y;
  part->width = MAX (self->width - inset, 1);
  sonde_section_set_width (part->flow.section, part->width);
  part->height = (int) (sonde_section_get_height (part->flow.section) * shown);
  if (part->height > 0)
    *y += part->height + sonde_message_row_px (self, PART_GAP);
}

static void
place_parts (SondeMessageRow *self)
{
  int y = 0;

  for (SondeRowPartKind i = 0; i < SONDE_ROW_N_PARTS; i++)
    {
      SondeRowPart *part = &self->parts[i];

      if (sonde_message_row_is_flow (i))
        {
          place_flow (self, i, &y);
          continue;
        }
      part->x = 0;
      part->y = y;
      part->width = self->width;
      part->height = measure_part (part, self->width);
      y += part->height;
    }
  if (y > 0 && !sonde_message_row_is_user (self))
    y += sonde_message_row_px (self, SONDE_ROW_GAP);
  self->height = gtk_widget_get_visible (GTK_WIDGET (self)) ? y : 0;
}

/* The part in which the anchor is comes first: only what is above it moves it. */
static void
realize_part (SondeMessageRow *self, SondeRowPartKind kind, int *anchor, int above, int below)
{
  SondeRowPart *part = &self->parts[kind];
  int local = *anchor - part->y;
  int before = local;

  if (part->flow.section == NULL)
    return;
  if (kind == SONDE_ROW_REASONING && self->reveal == 0)
    {
      sonde_flow_part_drop (&part->flow);
      return;
    }
  sonde_flow_part_realize (
    &part->flow, sonde_message_row_get_sibling_before (self, kind), part->width, &local, above, below);
  *anchor += local - before;
  place_parts (self);
}

/**
 * sonde_message_row_realize:
 * @width: of the row
 * @anchor: (inout): a place in the row that stays where it is on the screen; a large one is the bottom
 * @above: px above the anchor for which there must be widgets
 * @below: px below it
 */
void
sonde_message_row_realize (SondeMessageRow *self, int width, int *anchor, int above, int below)
{
  g_return_if_fail (SONDE_IS_MESSAGE_ROW (self));

  if (self->width != width)
    for (SondeRowPartKind i = 0; i < SONDE_ROW_N_PARTS; i++)
      self->parts[i].width = 0;
  self->width = width;
  place_parts (self);
  gboolean at_bottom = *anchor >= self->height;

  if (at_bottom)
    *anchor = self->height;
  realize_part (self, SONDE_ROW_BODY, anchor, above, below);
  if (at_bottom)
    *anchor = self->height;
  realize_part (self, SONDE_ROW_REASONING, anchor, above, below);
  if (at_bottom)
    *anchor = self->height;
}

/** With the distance to the next row. */
int
sonde_message_row_get_height (SondeMessageRow *self)
{
  return self->height;
}

static void
allocate_part (SondeRowPart *part)
{
  if (part->widget != NULL && gtk_widget_should_layout (part->widget))
    gtk_widget_size_allocate (
      part->widget, &(GtkAllocation){ part->x, part->y, part->width, part->height }, -1);
}

/**
 * sonde_message_row_place:
 * @top: what of the row is in the viewport, from its own top
 * @bottom: the end of that
 *
 * Gives all widgets their places. Only those in the viewport will be drawn.
 */
void
sonde_message_row_place (SondeMessageRow *self, int top, int bottom)
{
  gboolean stale = FALSE;

  for (SondeRowPartKind i = 0; i < SONDE_ROW_N_PARTS; i++)
    {
      SondeRowPart *part = &self->parts[i];

      allocate_part (part);
      stale |= !sonde_message_row_is_flow (i) && measure_part (part, part->width) != part->height;
      if (sonde_message_row_is_flow (i) && part->flow.section != NULL && part->height > 0)
        sonde_flow_part_allocate (&part->flow, part->x, part->y, part->width);
    }
  self->visible_top = top;
  self->visible_bottom = bottom;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  /* A part became higher by itself, such as a fold that opens: the layout follows in the next frame. */
  if (stale)
    sonde_message_row_changed (self);
}

/* Drawing */

static void
draw_card (SondeMessageRow *self, GtkSnapshot *snapshot)
{
  const SondeRowPart *part = &self->parts[SONDE_ROW_BODY];
  int pad_x = sonde_message_row_px (self, CARD_PADDING_X);
  int pad_y = sonde_message_row_px (self, CARD_PADDING_Y);
  GskRoundedRect rect;
  const SondePalette *palette = self->text->palette;

  gsk_rounded_rect_init_from_rect (
    &rect,
    &GRAPHENE_RECT_INIT (part->x - pad_x, part->y - pad_y, part->width + 2 * pad_x, part->height + 2 * pad_y),
    sonde_message_row_px (self, CARD_RADIUS));
  gtk_snapshot_push_rounded_clip (snapshot, &rect);
  gtk_snapshot_append_color (snapshot, &palette->message_card, &rect.bounds);
  gtk_snapshot_pop (snapshot);
  if (palette->message_border.alpha > 0)
    gtk_snapshot_append_border (
      snapshot,
      &rect,
      (float[]){ 1, 1, 1, 1 },
      (GdkRGBA[]){
        palette->message_border, palette->message_border, palette->message_border, palette->message_border });
}

static void
draw_child (SondeMessageRow *self, GtkSnapshot *snapshot, GtkWidget *child, int y, int height)
{
  if (y <= self->visible_bottom && y + height >= self->visible_top)
    gtk_widget_snapshot_child (GTK_WIDGET (self), child, snapshot);
}

static void
draw_flow (SondeMessageRow *self, GtkSnapshot *snapshot, const SondeRowPart *part)
{
  for (guint i = 0; i < part->flow.views->len; i++)
    draw_child (self,
                snapshot,
                part->flow.views->pdata[i],
                part->y + sonde_section_get_piece_y (part->flow.section, part->flow.first + i),
                sonde_section_get_piece_height (part->flow.section, part->flow.first + i));
}

static void
draw_reasoning (SondeMessageRow *self, GtkSnapshot *snapshot)
{
  const SondeRowPart *part = &self->parts[SONDE_ROW_REASONING];

  int rule_x = sonde_message_row_is_mirrored (self) ? self->width - RULE_WIDTH : 0;

  gtk_snapshot_append_color (
    snapshot, &self->text->palette->bar, &GRAPHENE_RECT_INIT (rule_x, part->y, RULE_WIDTH, part->height));
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, part->y, self->width, part->height));
  draw_flow (self, snapshot, part);
  gtk_snapshot_pop (snapshot);
}

void
sonde_message_row_draw (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeMessageRow *self = SONDE_MESSAGE_ROW (widget);

  if (sonde_message_row_is_user (self) && self->parts[SONDE_ROW_BODY].height > 0)
    draw_card (self, snapshot);
  for (SondeRowPartKind i = 0; i < SONDE_ROW_N_PARTS; i++)
    {
      const SondeRowPart *part = &self->parts[i];

      if (part->height == 0)
        continue;
      if (i == SONDE_ROW_REASONING)
        draw_reasoning (self, snapshot);
      else if (i == SONDE_ROW_BODY)
        draw_flow (self, snapshot, part);
      else
        draw_child (self, snapshot, part->widget, part->y, part->height);
    }
}
