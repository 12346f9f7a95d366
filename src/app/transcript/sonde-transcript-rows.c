/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-clamp.h"
#include "sonde-transcript-view-private.h"

#define ROW_OVERHEAD 66 /* of an answer besides its text, by estimate */
#define MAX_TEXTS    64 /* of messages out of sight that stay parsed */

SondeTranscriptItem *
sonde_transcript_rows_get (SondeTranscriptView *self, guint index)
{
  g_assert (index < self->items->len);

  return &g_array_index (self->items, SondeTranscriptItem, index);
}

static int
get_margin (int width)
{
  return width < SONDE_NARROW_WIDTH ? SONDE_ROWS_MARGIN_NARROW : SONDE_ROWS_MARGIN;
}

/* The column is wider where the text is larger, but not narrower where it is smaller. */
int
sonde_transcript_rows_get_column_limit (SondeTranscriptView *self)
{
  return (int) ((self->width_limit > 0 ? self->width_limit : SONDE_CLAMP_WIDTH) * MAX (self->scale, 1));
}

int
sonde_transcript_rows_get_column_width (SondeTranscriptView *self)
{
  return CLAMP (self->width - 2 * get_margin (self->width), 1, sonde_transcript_rows_get_column_limit (self));
}

/* Heights */

/* A byte is about four tenths of an em wide. */
static int
estimate_height (SondeTranscriptView *self, SondeMessage *message)
{
  double width = (double) sonde_message_get_content_length (message) * 0.4 * 15.5 * self->scale;
  int n_lines = 1 + (int) (width / sonde_transcript_rows_get_column_width (self));

  if (sonde_message_get_role (message) == SONDE_ROLE_TOOL)
    return 0;
  return (int) ((n_lines * 28 + ROW_OVERHEAD) * self->scale);
}

int
sonde_transcript_rows_get_height (SondeTranscriptView *self, guint index)
{
  SondeTranscriptItem *item = sonde_transcript_rows_get (self, index);

  if (item->height == SONDE_ROWS_UNKNOWN)
    item->height = estimate_height (self, item->message);
  return item->height;
}

/* From the top of the content to the top of an item. */
double
sonde_transcript_rows_get_y (SondeTranscriptView *self, guint index)
{
  double y = SONDE_ROWS_MARGIN_TOP;

  for (guint i = 0; i < index; i++)
    y += sonde_transcript_rows_get_height (self, i);
  return y;
}

/* Brings the anchor to the item in which its line really is. */
void
sonde_transcript_rows_normalize_anchor (SondeTranscriptView *self)
{
  if (self->items->len == 0)
    {
      self->anchor = 0;
      self->offset = 0;
      return;
    }
  self->anchor = MIN (self->anchor, self->items->len - 1);
  while (self->offset < 0 && self->anchor > 0)
    self->offset += sonde_transcript_rows_get_height (self, --self->anchor);
  while (self->anchor + 1 < self->items->len
         && self->offset >= sonde_transcript_rows_get_height (self, self->anchor))
    self->offset -= sonde_transcript_rows_get_height (self, self->anchor++);
  if (self->anchor == 0)
    self->offset = MAX (self->offset, -SONDE_ROWS_MARGIN_TOP);
}

/* Rows */

static void
row_changed_cb (SondeTranscriptView *self)
{
  if (!self->in_layout)
    sonde_transcript_view_queue_update (self);
}

static guint
find_row (SondeTranscriptView *self, GtkWidget *row)
{
  for (guint i = self->first; i < self->first + self->n_rows; i++)
    if (sonde_transcript_rows_get (self, i)->row == row)
      return i;
  return G_MAXUINT;
}

guint
sonde_transcript_view_find_item (SondeTranscriptView *self, GtkWidget *widget)
{
  g_return_val_if_fail (SONDE_IS_TRANSCRIPT_VIEW (self), G_MAXUINT);

  GtkWidget *row = gtk_widget_get_ancestor (widget, SONDE_TYPE_MESSAGE_ROW);

  return row != NULL ? find_row (self, row) : G_MAXUINT;
}

static void
row_hot_cb (SondeTranscriptView *self, SondeHot *hot, GtkWidget *row)
{
  g_signal_emit_by_name (self, "hot", hot, find_row (self, row));
}

void
sonde_transcript_rows_select (SondeTranscriptView *self, guint index)
{
  SondeMessageRow *row = SONDE_MESSAGE_ROW (sonde_transcript_rows_get (self, index)->row);

  for (SondeTextSlot slot = 0; slot < SONDE_N_TEXTS; slot++)
    {
      SondePlace first = { index, slot, { 0, 0 } };
      SondePlace last = { index, slot, { G_MAXUINT, G_MAXUINT } };
      const SondePlace *start = sonde_place_compare (&self->start, &first) > 0 ? &self->start : &first;
      const SondePlace *end = sonde_place_compare (&self->end, &last) < 0 ? &self->end : &last;
      gboolean any = sonde_place_compare (start, end) <= 0 && start->item == index && end->item == index;

      sonde_message_row_select (
        row, slot, any ? &start->spot : &(SondeSpot){ 1, 0 }, any ? &end->spot : &(SondeSpot){ 0, 0 });
    }
}

/* The matches of a slot are a run in the list of all. */
void
sonde_transcript_rows_match (SondeTranscriptView *self, guint index)
{
  SondeMessageRow *row = SONDE_MESSAGE_ROW (sonde_transcript_rows_get (self, index)->row);
  guint low = 0, high = self->matches->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->matches, SondeMatch, middle).item < index)
        low = middle + 1;
      else
        high = middle;
    }
  for (SondeTextSlot slot = 0; slot < SONDE_N_TEXTS; slot++)
    {
      guint first = low;

      while (low < self->matches->len && g_array_index (self->matches, SondeMatch, low).item == index
             && g_array_index (self->matches, SondeMatch, low).slot == slot)
        low++;
      sonde_message_row_set_matches (
        row, slot, low > first ? &g_array_index (self->ranges, SondeSpotRange, first) : NULL, low - first);
    }
}

static SondeMessageText *
ensure_text (SondeTranscriptView *self, SondeTranscriptItem *item)
{
  if (item->text == NULL)
    {
      item->text = sonde_message_text_new (item->message);
      item->text->prefers_open = self->prefers_open;
      item->text->is_read = !self->following;
      sonde_message_text_set_look (item->text, &self->palette, self->scale);
    }
  return item->text;
}

static SondeMessageRow *
ensure_row (SondeTranscriptView *self, guint index, GtkWidget *sibling)
{
  SondeTranscriptItem *item = sonde_transcript_rows_get (self, index);

  if (item->row != NULL)
    return SONDE_MESSAGE_ROW (item->row);
  item->row = sonde_message_row_new (ensure_text (self, item));
  gtk_widget_insert_after (item->row, GTK_WIDGET (self), sibling);
  g_signal_connect_swapped (item->row, "changed", G_CALLBACK (row_changed_cb), self);
  g_signal_connect_swapped (item->row, "hot", G_CALLBACK (row_hot_cb), self);
  sonde_message_row_set_last (SONDE_MESSAGE_ROW (item->row), index + 1 == self->items->len);
  sonde_transcript_rows_select (self, index);
  sonde_transcript_rows_match (self, index);
  return SONDE_MESSAGE_ROW (item->row);
}

/* What goes out of sight must not take the keyboard with it. A row that goes from under the pointer is heard
 * of at once, so it must no longer be counted when it is dropped. */
void
sonde_transcript_rows_drop (SondeTranscriptView *self, guint index)
{
  SondeTranscriptItem *item = sonde_transcript_rows_get (self, index);

  if (item->row == NULL)
    return;
  if (gtk_widget_get_focus_child (GTK_WIDGET (self)) == item->row)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  g_clear_pointer (&item->row, gtk_widget_unparent);
}

static void
drop_all (SondeTranscriptView *self)
{
  while (self->n_rows > 0)
    sonde_transcript_rows_drop (self, self->first + --self->n_rows);
}

static gboolean
may_forget (const SondeTranscriptItem *item)
{
  return item->text != NULL && item->row == NULL && !item->text->was_touched
         && sonde_message_get_state (item->message) != SONDE_STATE_STREAMING;
}

/* The texts farthest from the viewport are parsed again when they are needed. */
void
sonde_transcript_rows_forget_texts (SondeTranscriptView *self)
{
  guint end = self->first + self->n_rows;

  for (guint i = 0; i < self->items->len; i++)
    if ((i + MAX_TEXTS < self->first || i > end + MAX_TEXTS)
        && may_forget (sonde_transcript_rows_get (self, i)))
      g_clear_pointer (&sonde_transcript_rows_get (self, i)->text, sonde_message_text_unref);
}

/* Layout. Rows are realized from the anchor outwards; what becomes known about heights moves only what is
 * farther away. */

/* Gives how far the line that stays is below the top of its item. */
static int
realize_row (SondeTranscriptView *self, guint index, int anchor, int above, int below)
{
  SondeMessageRow *row = SONDE_MESSAGE_ROW (sonde_transcript_rows_get (self, index)->row);

  sonde_message_row_realize (row, sonde_transcript_rows_get_column_width (self), &anchor, above, below);
  sonde_transcript_rows_get (self, index)->height = sonde_message_row_get_height (row);
  return anchor;
}

static void
realize_above (SondeTranscriptView *self, guint index, int y)
{
  for (; index > 0 && y > -self->reach; index--)
    {
      ensure_row (self, index - 1, NULL);
      realize_row (self, index - 1, G_MAXINT, y + self->reach, 0);
      y -= sonde_transcript_rows_get_height (self, index - 1);
      sonde_transcript_rows_get (self, index - 1)->top = y;
      self->first = MIN (self->first, index - 1);
    }
  /* Rows farther away are dropped later, by where they are. */
  for (; index > self->first; index--)
    {
      y -= sonde_transcript_rows_get_height (self, index - 1);
      sonde_transcript_rows_get (self, index - 1)->top = y;
    }
}

static void
realize_below (SondeTranscriptView *self, guint index, int y)
{
  for (; index < self->items->len && y < self->height + self->reach; index++)
    {
      ensure_row (self, index, index > self->first ? sonde_transcript_rows_get (self, index - 1)->row : NULL);
      sonde_transcript_rows_get (self, index)->top = y;
      realize_row (self, index, 0, 0, self->height + self->reach - y);
      y += sonde_transcript_rows_get_height (self, index);
      self->n_rows = MAX (self->n_rows, index + 1 - self->first);
    }
  for (; index < self->first + self->n_rows; index++)
    {
      sonde_transcript_rows_get (self, index)->top = y;
      y += sonde_transcript_rows_get_height (self, index);
    }
}

/* Lays out with a line of an item at a height of the viewport. */
static void
realize_around (SondeTranscriptView *self, guint index, int offset, int y)
{
  guint last = self->first + self->n_rows;

  /* Rows are a run without holes: one that is not next to it begins a new run. */
  if (index + 1 < self->first || index > last)
    drop_all (self);
  if (self->n_rows == 0)
    self->first = index;
  ensure_row (self,
              index,
              index > self->first && sonde_transcript_rows_get (self, index - 1)->row != NULL
                ? sonde_transcript_rows_get (self, index - 1)->row
                : NULL);
  last = MAX (self->first + self->n_rows, index + 1);
  self->first = MIN (self->first, index);
  self->n_rows = last - self->first;

  offset = realize_row (self, index, offset, y + self->reach, self->height + self->reach - y);
  sonde_transcript_rows_get (self, index)->top = y - offset;
  realize_below (self, index + 1, y - offset + sonde_transcript_rows_get_height (self, index));
  last = self->first + self->n_rows;
  realize_above (self, index, y - offset);
  self->n_rows = last - self->first;
}

static void
shift (SondeTranscriptView *self, int delta)
{
  for (guint i = self->first; i < self->first + self->n_rows; i++)
    sonde_transcript_rows_get (self, i)->top += delta;
}

static int
get_end (SondeTranscriptView *self)
{
  guint last = self->first + self->n_rows - 1;

  return sonde_transcript_rows_get (self, last)->top + sonde_transcript_rows_get_height (self, last);
}

/* There is nothing below the end and nothing above the beginning. Gives whether anything moved. */
static gboolean
keep_inside (SondeTranscriptView *self)
{
  int delta = 0;
  int top = sonde_transcript_rows_get (self, self->first)->top;

  if (self->first + self->n_rows == self->items->len
      && get_end (self) + SONDE_ROWS_MARGIN_BOTTOM < self->height)
    delta = self->height - SONDE_ROWS_MARGIN_BOTTOM - get_end (self);
  if (self->first == 0 && top + delta > SONDE_ROWS_MARGIN_TOP)
    delta = SONDE_ROWS_MARGIN_TOP - top;
  shift (self, delta);
  return delta != 0;
}

/* The line at the top of the viewport is the one that stays. */
static void
take_anchor (SondeTranscriptView *self)
{
  self->anchor = self->first;
  while (self->anchor + 1 < self->first + self->n_rows
         && sonde_transcript_rows_get (self, self->anchor)->top
                + sonde_transcript_rows_get_height (self, self->anchor)
              <= 0)
    self->anchor++;
  self->offset = -sonde_transcript_rows_get (self, self->anchor)->top;
}

/* Lays out with a place at a height of the viewport. */
static void
realize_around_place (SondeTranscriptView *self, const SondePlace *place, int at)
{
  guint index = MIN (place->item, self->items->len - 1);
  int y = 0, height = 0;

  /* Twice: where it is, is known exactly only when there is a widget for it. */
  for (guint i = 0; i < 2; i++)
    if (sonde_message_row_get_spot_y (SONDE_MESSAGE_ROW (sonde_transcript_rows_get (self, index)->row),
                                      place->slot,
                                      &place->spot,
                                      &y,
                                      &height))
      realize_around (self, index, y, at);
}

/* Shows the target below the top, as high as a third of the viewport allows. */
static void
aim_at_target (SondeTranscriptView *self)
{
  guint index = MIN (self->target.item, self->items->len - 1);

  self->has_target = FALSE;
  realize_around (self, index, 0, self->height / 3);
  sonde_message_row_open (SONDE_MESSAGE_ROW (sonde_transcript_rows_get (self, index)->row),
                          self->target.slot);
  realize_around_place (self, &self->target, self->height / 3);
  if (self->target_is_note)
    sonde_message_row_focus_note (SONDE_MESSAGE_ROW (sonde_transcript_rows_get (self, index)->row),
                                  self->target.slot,
                                  &self->target.spot);
}

static void
hold_pin (SondeTranscriptView *self)
{
  realize_around (self, MIN (self->pin.item, self->items->len - 1), 0, self->pin_y);
  realize_around_place (self, &self->pin, self->pin_y);
}

static void
realize (SondeTranscriptView *self, gboolean pinned)
{
  guint last = self->items->len - 1;

  if (self->has_target)
    aim_at_target (self);
  else if (self->following)
    {
      ensure_text (self, sonde_transcript_rows_get (self, last));
      realize_around (self, last, G_MAXINT, self->height - SONDE_ROWS_MARGIN_BOTTOM);
    }
  else if (pinned)
    hold_pin (self);
  else
    {
      sonde_transcript_rows_normalize_anchor (self);
      realize_around (self, self->anchor, self->offset, 0);
    }
}

void
sonde_transcript_rows_realize (SondeTranscriptView *self)
{
  gboolean pinned = self->has_pin;

  self->has_pin = FALSE;
  realize (self, pinned);
  if (keep_inside (self))
    {
      take_anchor (self);
      realize_around (self, self->anchor, self->offset, 0);
      keep_inside (self);
    }
  take_anchor (self);
  if (pinned)
    {
      self->pin_anchor = self->anchor;
      self->pin_offset = self->offset;
    }
}

static gboolean
is_far (SondeTranscriptView *self, guint index)
{
  const SondeTranscriptItem *item = sonde_transcript_rows_get (self, index);
  int limit = MAX (SONDE_ROWS_MAX_REACH, self->reach) + SONDE_ROWS_REACH;

  return item->top > self->height + limit || item->top + item->height < -limit;
}

void
sonde_transcript_rows_drop_far (SondeTranscriptView *self)
{
  while (self->n_rows > 1 && is_far (self, self->first))
    {
      self->n_rows--;
      sonde_transcript_rows_drop (self, self->first++);
    }
  while (self->n_rows > 1 && is_far (self, self->first + self->n_rows - 1))
    sonde_transcript_rows_drop (self, self->first + --self->n_rows);
}

void
sonde_transcript_rows_place (SondeTranscriptView *self)
{
  int column = sonde_transcript_rows_get_column_width (self);
  int x = (self->width - column) / 2;

  for (guint i = self->first; i < self->first + self->n_rows; i++)
    {
      SondeTranscriptItem *item = sonde_transcript_rows_get (self, i);

      if (!gtk_widget_should_layout (item->row))
        continue;
      gtk_widget_measure (item->row, GTK_ORIENTATION_VERTICAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_size_allocate (
        item->row, &(GtkAllocation){ x, item->top, column, MAX (item->height, 1) }, -1);
      sonde_message_row_place (SONDE_MESSAGE_ROW (item->row), -item->top - 8, self->height - item->top + 8);
    }
}
