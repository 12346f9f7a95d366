/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-transcript-view.h"

#include <adwaita.h>

#include "sonde-clamp.h"

#define MARGIN        24
#define MARGIN_NARROW 16
#define MARGIN_TOP    12
#define MARGIN_BOTTOM 20
#define STEP          60
#define ROW_OVERHEAD  66  /* of an answer besides its text, by estimate */
#define REACH         300 /* beyond the viewport there are widgets; more when there is time */
#define MAX_REACH     3000
#define REACH_STEP    450
#define MAX_TEXTS     64 /* of messages out of sight that stay parsed */

typedef struct
{
  SondeMessage *message;  /* owned */
  SondeMessageText *text; /* owned; NULL for what was never near */
  GtkWidget *row;         /* a child; NULL for what is not near */
  int height;             /* 0 while not known */
  int top;                /* of the row in the viewport, as it was laid out last */
} Item;

struct _SondeTranscriptView
{
  GtkWidget parent_instance;

  /* Owned */
  GtkAdjustment *hadjustment;
  GtkAdjustment *vadjustment;
  GListModel *messages;
  GArray *items;
  GArray *matches; /* of SondeMatch */
  GArray *ranges;  /* of SondeSpotRange, one a match */

  /* State */
  SondePalette palette;
  double scale;
  guint hscroll_policy : 1;
  guint vscroll_policy : 1;
  gboolean following;
  gboolean prefers_open;
  gboolean in_layout;
  gboolean in_change;
  gboolean has_target;
  SondePlace target;
  SondePlace start; /* of the selection */
  SondePlace end;
  int width_limit; /* px of the design; 0 for the default */
  int width;
  int height;
  int reach;
  guint idle_id;
  gulong update_id;
  gboolean is_dirty; /* something changed since the last layout */
  guint first;       /* of the items that have rows */
  guint n_rows;
  guint anchor; /* the item that stays */
  int offset;   /* of the top of the viewport, from the top of that item */
  double value;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeTranscriptView,
                               sonde_transcript_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

enum
{
  PROP_FOLLOWING = 1,
  N_PROPS,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *props[N_PROPS];

/* Rows are made and measured in the update phase of a frame, when all that changes in it is known: making
 * widgets in the layout phase would leave those around them without an allocation. */
static void
queue_update (SondeTranscriptView *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  self->is_dirty = TRUE;
  if (clock != NULL)
    gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
}

static Item *
get_item (SondeTranscriptView *self, guint index)
{
  g_assert (index < self->items->len);

  return &g_array_index (self->items, Item, index);
}

static int
get_margin (int width)
{
  return width < SONDE_NARROW_WIDTH ? MARGIN_NARROW : MARGIN;
}

static int
get_column_width (SondeTranscriptView *self)
{
  int limit = (int) ((self->width_limit > 0 ? self->width_limit : SONDE_CLAMP_WIDTH) * MAX (self->scale, 1));

  return CLAMP (self->width - 2 * get_margin (self->width), 1, limit);
}

static void
set_following (SondeTranscriptView *self, gboolean following)
{
  if (self->following == following)
    return;
  self->following = following;
  for (guint i = 0; i < self->items->len; i++)
    if (get_item (self, i)->text != NULL)
      get_item (self, i)->text->is_read = !following;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLLOWING]);
}

/* Heights */

/* A byte is about four tenths of an em wide. */
static int
estimate_height (SondeTranscriptView *self, SondeMessage *message)
{
  double width = (double) sonde_message_get_content_length (message) * 0.4 * 15.5 * self->scale;
  int n_lines = 1 + (int) (width / get_column_width (self));

  if (sonde_message_get_role (message) == SONDE_ROLE_TOOL)
    return 0;
  return (int) ((n_lines * 28 + ROW_OVERHEAD) * self->scale);
}

static int
get_height (SondeTranscriptView *self, guint index)
{
  Item *item = get_item (self, index);

  if (item->height == 0)
    item->height = estimate_height (self, item->message);
  return item->height;
}

/* From the top of the content to the top of an item. */
static double
get_item_y (SondeTranscriptView *self, guint index)
{
  double y = MARGIN_TOP;

  for (guint i = 0; i < index; i++)
    y += get_height (self, i);
  return y;
}

/* Brings the anchor to the item in which its line really is. */
static void
normalize_anchor (SondeTranscriptView *self)
{
  if (self->items->len == 0)
    {
      self->anchor = 0;
      self->offset = 0;
      return;
    }
  self->anchor = MIN (self->anchor, self->items->len - 1);
  while (self->offset < 0 && self->anchor > 0)
    self->offset += get_height (self, --self->anchor);
  while (self->anchor + 1 < self->items->len && self->offset >= get_height (self, self->anchor))
    self->offset -= get_height (self, self->anchor++);
  if (self->anchor == 0)
    self->offset = MAX (self->offset, -MARGIN_TOP);
}

/* Rows */

static void
row_changed_cb (SondeTranscriptView *self)
{
  if (!self->in_layout)
    queue_update (self);
}

static guint
find_row (SondeTranscriptView *self, GtkWidget *row)
{
  for (guint i = self->first; i < self->first + self->n_rows; i++)
    if (get_item (self, i)->row == row)
      return i;
  return G_MAXUINT;
}

static void
row_hot_cb (SondeTranscriptView *self, SondeHot *hot, GtkWidget *row)
{
  g_signal_emit_by_name (self, "hot", hot, find_row (self, row));
}

static void
select_in_row (SondeTranscriptView *self, guint index)
{
  SondeMessageRow *row = SONDE_MESSAGE_ROW (get_item (self, index)->row);

  for (SondeTextSlot slot = 0; slot < SONDE_N_TEXTS; slot++)
    {
      SondePlace first = { index, slot, { 0, 0 } };
      SondePlace last = { index, slot, { G_MAXUINT, G_MAXUINT } };
      const SondePlace *start = sonde_place_compare (&self->start, &first) > 0 ? &self->start : &first;
      const SondePlace *end = sonde_place_compare (&self->end, &last) < 0 ? &self->end : &last;
      gboolean any = sonde_place_compare (start, end) < 0 && start->item == index && end->item == index;

      sonde_message_row_select (
        row, slot, any ? &start->spot : &(SondeSpot){ 1, 0 }, any ? &end->spot : &(SondeSpot){ 0, 0 });
    }
}

/* The matches of a slot are a run in the list of all. */
static void
match_in_row (SondeTranscriptView *self, guint index)
{
  SondeMessageRow *row = SONDE_MESSAGE_ROW (get_item (self, index)->row);
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
ensure_text (SondeTranscriptView *self, Item *item)
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
  Item *item = get_item (self, index);

  if (item->row != NULL)
    return SONDE_MESSAGE_ROW (item->row);
  item->row = sonde_message_row_new (ensure_text (self, item));
  gtk_widget_insert_after (item->row, GTK_WIDGET (self), sibling);
  g_signal_connect_swapped (item->row, "changed", G_CALLBACK (row_changed_cb), self);
  g_signal_connect_swapped (item->row, "hot", G_CALLBACK (row_hot_cb), self);
  sonde_message_row_set_last (SONDE_MESSAGE_ROW (item->row), index + 1 == self->items->len);
  select_in_row (self, index);
  match_in_row (self, index);
  return SONDE_MESSAGE_ROW (item->row);
}

/* What goes out of sight must not take the keyboard with it. */
static void
drop_row (SondeTranscriptView *self, guint index)
{
  Item *item = get_item (self, index);

  if (item->row == NULL)
    return;
  if (gtk_widget_get_focus_child (GTK_WIDGET (self)) == item->row)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  g_clear_pointer (&item->row, gtk_widget_unparent);
}

static void
drop_rows (SondeTranscriptView *self)
{
  for (guint i = 0; i < self->n_rows; i++)
    drop_row (self, self->first + i);
  self->n_rows = 0;
}

static gboolean
may_forget (const Item *item)
{
  return item->text != NULL && item->row == NULL && !item->text->was_touched
         && sonde_message_get_state (item->message) != SONDE_STATE_STREAMING;
}

/* The texts farthest from the viewport are parsed again when they are needed. */
static void
forget_texts (SondeTranscriptView *self)
{
  guint end = self->first + self->n_rows;

  for (guint i = 0; i < self->items->len; i++)
    if ((i + MAX_TEXTS < self->first || i > end + MAX_TEXTS) && may_forget (get_item (self, i)))
      g_clear_pointer (&get_item (self, i)->text, sonde_message_text_unref);
}

/* Layout. Rows are realized from the anchor outwards; what becomes known about heights moves only what is
 * farther away. */

/* Gives how far the line that stays is below the top of its item. */
static int
realize_row (SondeTranscriptView *self, guint index, int anchor, int above, int below)
{
  SondeMessageRow *row = SONDE_MESSAGE_ROW (get_item (self, index)->row);

  sonde_message_row_realize (row, get_column_width (self), &anchor, above, below);
  get_item (self, index)->height = sonde_message_row_get_height (row);
  return anchor;
}

static void
realize_above (SondeTranscriptView *self, guint index, int y)
{
  for (; index > 0 && y > -self->reach; index--)
    {
      ensure_row (self, index - 1, NULL);
      realize_row (self, index - 1, G_MAXINT, y + self->reach, 0);
      y -= get_height (self, index - 1);
      get_item (self, index - 1)->top = y;
      self->first = MIN (self->first, index - 1);
    }
}

/* Gives the end of the last row that was realized. */
static int
realize_below (SondeTranscriptView *self, guint index, int y)
{
  for (; index < self->items->len && y < self->height + self->reach; index++)
    {
      ensure_row (self, index, index > self->first ? get_item (self, index - 1)->row : NULL);
      get_item (self, index)->top = y;
      realize_row (self, index, 0, 0, self->height + self->reach - y);
      y += get_height (self, index);
      self->n_rows = MAX (self->n_rows, index + 1 - self->first);
    }
  return y;
}

/* Lays out with a line of an item at a height of the viewport. */
static void
realize_around (SondeTranscriptView *self, guint index, int offset, int y)
{
  guint last = self->first + self->n_rows;

  /* Rows are a run without holes: one that is not next to it begins a new run. */
  if (index + 1 < self->first || index > last)
    drop_rows (self);
  if (self->n_rows == 0)
    self->first = index;
  ensure_row (self,
              index,
              index > self->first && get_item (self, index - 1)->row != NULL ? get_item (self, index - 1)->row
                                                                             : NULL);
  last = MAX (self->first + self->n_rows, index + 1);
  self->first = MIN (self->first, index);
  self->n_rows = last - self->first;

  offset = realize_row (self, index, offset, y + self->reach, self->height + self->reach - y);
  get_item (self, index)->top = y - offset;
  realize_below (self, index + 1, y - offset + get_height (self, index));
  last = self->first + self->n_rows;
  realize_above (self, index, y - offset);
  self->n_rows = last - self->first;
}

static void
shift (SondeTranscriptView *self, int delta)
{
  for (guint i = self->first; i < self->first + self->n_rows; i++)
    get_item (self, i)->top += delta;
}

static int
get_end (SondeTranscriptView *self)
{
  guint last = self->first + self->n_rows - 1;

  return get_item (self, last)->top + get_height (self, last);
}

/* There is nothing below the end and nothing above the beginning. Gives whether anything moved. */
static gboolean
keep_inside (SondeTranscriptView *self)
{
  int delta = 0;
  int top = get_item (self, self->first)->top;

  if (self->first + self->n_rows == self->items->len && get_end (self) + MARGIN_BOTTOM < self->height)
    delta = self->height - MARGIN_BOTTOM - get_end (self);
  if (self->first == 0 && top + delta > MARGIN_TOP)
    delta = MARGIN_TOP - top;
  shift (self, delta);
  return delta != 0;
}

/* The line at the top of the viewport is the one that stays. */
static void
take_anchor (SondeTranscriptView *self)
{
  self->anchor = self->first;
  while (self->anchor + 1 < self->first + self->n_rows
         && get_item (self, self->anchor)->top + get_height (self, self->anchor) <= 0)
    self->anchor++;
  self->offset = -get_item (self, self->anchor)->top;
}

/* Shows the target below the top, as high as a third of the viewport allows. */
static void
aim_at_target (SondeTranscriptView *self)
{
  guint index = MIN (self->target.item, self->items->len - 1);
  int third = self->height / 3;
  int y = 0, height = 0;

  self->has_target = FALSE;
  realize_around (self, index, 0, third);
  sonde_message_row_open (SONDE_MESSAGE_ROW (get_item (self, index)->row), self->target.slot);
  /* Twice: where it is, is known exactly only when there is a widget for it. */
  for (guint i = 0; i < 2; i++)
    if (sonde_message_row_get_spot_y (SONDE_MESSAGE_ROW (get_item (self, index)->row),
                                      self->target.slot,
                                      &self->target.spot,
                                      &y,
                                      &height))
      realize_around (self, index, y, third);
}

static void
realize (SondeTranscriptView *self)
{
  guint last = self->items->len - 1;

  if (self->has_target)
    aim_at_target (self);
  else if (self->following)
    {
      ensure_text (self, get_item (self, last));
      realize_around (self, last, G_MAXINT, self->height - MARGIN_BOTTOM);
    }
  else
    {
      normalize_anchor (self);
      realize_around (self, self->anchor, self->offset, 0);
    }
  if (keep_inside (self))
    {
      take_anchor (self);
      realize_around (self, self->anchor, self->offset, 0);
      keep_inside (self);
    }
  take_anchor (self);
}

static gboolean
is_far (SondeTranscriptView *self, guint index)
{
  const Item *item = get_item (self, index);
  int limit = MAX (MAX_REACH, self->reach) + REACH;

  return item->top > self->height + limit || item->top + item->height < -limit;
}

static void
drop_far_rows (SondeTranscriptView *self)
{
  while (self->n_rows > 1 && is_far (self, self->first))
    {
      drop_row (self, self->first++);
      self->n_rows--;
    }
  while (self->n_rows > 1 && is_far (self, self->first + self->n_rows - 1))
    drop_row (self, self->first + --self->n_rows);
}

static void
place_rows (SondeTranscriptView *self)
{
  int column = get_column_width (self);
  int x = (self->width - column) / 2;

  for (guint i = self->first; i < self->first + self->n_rows; i++)
    {
      Item *item = get_item (self, i);

      if (!gtk_widget_should_layout (item->row))
        continue;
      gtk_widget_measure (item->row, GTK_ORIENTATION_VERTICAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_size_allocate (
        item->row, &(GtkAllocation){ x, item->top, column, MAX (item->height, 1) }, -1);
      sonde_message_row_place (SONDE_MESSAGE_ROW (item->row), -item->top - 8, self->height - item->top + 8);
    }
}

static void
configure (SondeTranscriptView *self)
{
  double upper = get_item_y (self, self->items->len) + MARGIN_BOTTOM;

  self->value = self->items->len > 0 ? get_item_y (self, self->anchor) + self->offset : 0;
  upper = MAX (upper, self->height);
  if (self->following)
    self->value = upper - self->height;
  self->in_change = TRUE;
  gtk_adjustment_configure (self->vadjustment, self->value, 0, upper, STEP, self->height * 0.9, self->height);
  gtk_adjustment_configure (self->hadjustment, 0, 0, self->width, STEP, self->width, self->width);
  self->in_change = FALSE;
}

static void extend_reach_later (SondeTranscriptView *self);

static void
update (SondeTranscriptView *self)
{
  self->is_dirty = FALSE;
  self->in_layout = TRUE;
  if (self->items->len > 0)
    {
      realize (self);
      drop_far_rows (self);
    }
  configure (self);
  if (gtk_adjustment_get_upper (self->vadjustment) <= self->height)
    set_following (self, TRUE);
  self->in_layout = FALSE;
  extend_reach_later (self);
}

static void
frame_update_cb (SondeTranscriptView *self)
{
  if (!self->is_dirty || self->width == 0)
    return;
  update (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* The same line stays at the top, as nearly as the estimates can say. */
static void
set_width (SondeTranscriptView *self, int width)
{
  double old_height = self->anchor < self->items->len ? get_height (self, self->anchor) : 0;

  self->width = width;
  for (guint i = 0; i < self->items->len; i++)
    get_item (self, i)->height = 0;
  if (old_height > 0 && self->offset > 0)
    self->offset = (int) (self->offset * get_height (self, self->anchor) / old_height);
}

static void
sonde_transcript_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondeTranscriptView *self = SONDE_TRANSCRIPT_VIEW (widget);

  if (self->width != width)
    {
      set_width (self, width);
      self->is_dirty = TRUE;
    }
  if (self->height != height || self->is_dirty)
    {
      self->height = height;
      update (self);
    }
  place_rows (self);
  gtk_widget_queue_draw (widget);
}

static void
sonde_transcript_view_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sonde_transcript_view_parent_class)->realize (widget);
  SONDE_TRANSCRIPT_VIEW (widget)->update_id = g_signal_connect_object (gtk_widget_get_frame_clock (widget),
                                                                       "update",
                                                                       G_CALLBACK (frame_update_cb),
                                                                       widget,
                                                                       G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
sonde_transcript_view_unrealize (GtkWidget *widget)
{
  g_clear_signal_handler (&SONDE_TRANSCRIPT_VIEW (widget)->update_id, gtk_widget_get_frame_clock (widget));
  GTK_WIDGET_CLASS (sonde_transcript_view_parent_class)->unrealize (widget);
}

/* When there is time, widgets are made for more than what is in sight: they are what assistive technology
 * reads, and scrolling finds them ready. */
static gboolean
extend_reach_cb (gpointer user_data)
{
  SondeTranscriptView *self = SONDE_TRANSCRIPT_VIEW (user_data);

  self->idle_id = 0;
  self->reach = MIN (self->reach + REACH_STEP, MAX_REACH);
  queue_update (self);
  return G_SOURCE_REMOVE;
}

static void
extend_reach_later (SondeTranscriptView *self)
{
  if (self->reach < MAX_REACH && self->idle_id == 0)
    self->idle_id = g_timeout_add_full (G_PRIORITY_LOW, 40, extend_reach_cb, self, NULL);
}

static void
sonde_transcript_view_measure (GtkWidget *widget,
                               GtkOrientation orientation,
                               int for_size,
                               int *minimum,
                               int *natural,
                               int *minimum_baseline,
                               int *natural_baseline)
{
  *minimum = 0;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? SONDE_CLAMP_WIDTH + 2 * MARGIN : 0;
}

static void
sonde_transcript_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeTranscriptView *self = SONDE_TRANSCRIPT_VIEW (widget);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, self->width, self->height));
  for (guint i = self->first; i < self->first + self->n_rows; i++)
    {
      const Item *item = get_item (self, i);

      if (item->top < self->height && item->top + item->height > 0)
        gtk_widget_snapshot_child (widget, item->row, snapshot);
    }
  gtk_snapshot_pop (snapshot);
}

/* The list */

static void
clear_item (gpointer data)
{
  Item *item = data;

  g_clear_pointer (&item->row, gtk_widget_unparent);
  g_clear_pointer (&item->text, sonde_message_text_unref);
  g_clear_object (&item->message);
}

static void
insert_items (SondeTranscriptView *self, guint position, guint n_added)
{
  g_autofree Item *added = g_new0 (Item, MAX (n_added, 1));

  for (guint i = 0; i < n_added; i++)
    added[i].message = g_list_model_get_item (self->messages, position + i);
  g_array_insert_vals (self->items, position, added, n_added);
}

static void
move_place (SondePlace *place, guint position, int delta)
{
  if (place->item >= position)
    place->item += (guint) delta;
}

/* Rows before and behind a change stay as they are; those between go. */
static void
splice_rows (SondeTranscriptView *self, guint position, guint n_removed, guint n_added)
{
  guint end = self->first + self->n_rows;

  if (position + n_removed <= self->first)
    self->first = self->first - n_removed + n_added;
  else if (position < end)
    {
      for (guint i = MAX (position, self->first); i < end; i++)
        drop_row (self, i);
      self->n_rows = position > self->first ? position - self->first : 0;
    }
}

static void
items_changed_cb (SondeTranscriptView *self, guint position, guint n_removed, guint n_added)
{
  int delta = (int) n_added - (int) n_removed;
  gboolean removed_anchor = self->anchor >= position && self->anchor < position + n_removed;

  splice_rows (self, position, n_removed, n_added);
  g_array_remove_range (self->items, position, n_removed);
  insert_items (self, position, n_added);
  if (removed_anchor)
    {
      self->anchor = position > 0 ? position - 1 : 0;
      self->offset = 0;
    }
  else if (self->anchor >= position + n_removed && n_removed + n_added > 0)
    self->anchor += (guint) delta;
  move_place (&self->start, position + n_removed, delta);
  move_place (&self->end, position + n_removed, delta);
  move_place (&self->target, position + n_removed, delta);
  for (guint i = self->first; i < self->first + self->n_rows; i++)
    sonde_message_row_set_last (SONDE_MESSAGE_ROW (get_item (self, i)->row), i + 1 == self->items->len);
  queue_update (self);
}

/* Scrolling */

static void
jump_to (SondeTranscriptView *self, double value)
{
  self->anchor = 0;
  self->offset = (int) (value - MARGIN_TOP);
  self->reach = REACH;
}

static void
value_changed_cb (SondeTranscriptView *self)
{
  double value = gtk_adjustment_get_value (self->vadjustment);
  double max
    = gtk_adjustment_get_upper (self->vadjustment) - gtk_adjustment_get_page_size (self->vadjustment);
  double delta = value - self->value;

  if (self->in_change)
    return;
  set_following (self, delta >= 0 && value >= max - 1);
  /* A short way is gone from the line that is known; a long one is counted from the beginning. */
  if (ABS (delta) < 4 * self->height)
    self->offset += (int) delta;
  else
    jump_to (self, value);
  self->value = value;
  normalize_anchor (self);
  forget_texts (self);
  queue_update (self);
}

static void
set_adjustment (SondeTranscriptView *self, GtkAdjustment **slot, GtkAdjustment *adjustment)
{
  if (*slot != NULL)
    g_signal_handlers_disconnect_by_data (*slot, self);
  g_clear_object (slot);
  *slot = adjustment != NULL ? g_object_ref (adjustment)
                             : g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  if (slot == &self->vadjustment)
    g_signal_connect_object (*slot, "value-changed", G_CALLBACK (value_changed_cb), self, G_CONNECT_SWAPPED);
  queue_update (self);
}

/* Looks */

static void
restyle (SondeTranscriptView *self)
{
  double scale = sonde_block_style_get_scale (GTK_WIDGET (self));
  gboolean rescaled = scale != self->scale;

  self->scale = scale;
  sonde_palette_look_up (&self->palette, GTK_WIDGET (self));
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = get_item (self, i);

      if (rescaled)
        item->height = 0;
      if (item->text != NULL)
        sonde_message_text_set_look (item->text, &self->palette, scale);
      if (item->row != NULL)
        sonde_message_row_restyle (SONDE_MESSAGE_ROW (item->row));
    }
  queue_update (self);
}

static void
sonde_transcript_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (sonde_transcript_view_parent_class)->css_changed (widget, change);
  restyle (SONDE_TRANSCRIPT_VIEW (widget));
}

static void
sonde_transcript_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeTranscriptView *self = SONDE_TRANSCRIPT_VIEW (object);

  switch (prop_id)
    {
    case PROP_FOLLOWING:
      g_value_set_boolean (value, self->following);
      break;
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->hadjustment);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->vadjustment);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->hscroll_policy);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->vscroll_policy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_transcript_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SondeTranscriptView *self = SONDE_TRANSCRIPT_VIEW (object);

  switch (prop_id)
    {
    case PROP_HADJUSTMENT:
      set_adjustment (self, &self->hadjustment, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, &self->vadjustment, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->hscroll_policy = g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      self->vscroll_policy = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_transcript_view_dispose (GObject *object)
{
  SondeTranscriptView *self = SONDE_TRANSCRIPT_VIEW (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  if (self->messages != NULL)
    g_signal_handlers_disconnect_by_data (self->messages, self);
  g_clear_object (&self->messages);
  g_array_set_size (self->items, 0);
  self->n_rows = 0;
  g_clear_object (&self->hadjustment);
  g_clear_object (&self->vadjustment);
  G_OBJECT_CLASS (sonde_transcript_view_parent_class)->dispose (object);
}

static void
sonde_transcript_view_finalize (GObject *object)
{
  SondeTranscriptView *self = SONDE_TRANSCRIPT_VIEW (object);

  g_array_unref (self->items);
  g_array_unref (self->matches);
  g_array_unref (self->ranges);
  G_OBJECT_CLASS (sonde_transcript_view_parent_class)->finalize (object);
}

static void
sonde_transcript_view_class_init (SondeTranscriptViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = sonde_transcript_view_dispose;
  object_class->finalize = sonde_transcript_view_finalize;
  object_class->get_property = sonde_transcript_view_get_property;
  object_class->set_property = sonde_transcript_view_set_property;
  widget_class->measure = sonde_transcript_view_measure;
  widget_class->size_allocate = sonde_transcript_view_size_allocate;
  widget_class->snapshot = sonde_transcript_view_snapshot;
  widget_class->css_changed = sonde_transcript_view_css_changed;
  widget_class->realize = sonde_transcript_view_realize;
  widget_class->unrealize = sonde_transcript_view_unrealize;

  props[PROP_FOLLOWING] = g_param_spec_boolean (
    "following", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
  g_signal_new (
    "hot", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_UINT);
  gtk_widget_class_set_css_name (widget_class, "transcriptview");
}

static void
sonde_transcript_view_init (SondeTranscriptView *self)
{
  self->items = g_array_new (FALSE, FALSE, sizeof (Item));
  g_array_set_clear_func (self->items, clear_item);
  self->matches = g_array_new (FALSE, FALSE, sizeof (SondeMatch));
  self->ranges = g_array_new (FALSE, FALSE, sizeof (SondeSpotRange));
  self->following = TRUE;
  self->scale = 1;
  self->reach = REACH;
  g_signal_connect_object (
    adw_style_manager_get_default (), "notify::high-contrast", G_CALLBACK (restyle), self, G_CONNECT_SWAPPED);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
sonde_transcript_view_new (void)
{
  return g_object_new (SONDE_TYPE_TRANSCRIPT_VIEW, NULL);
}

/** @messages: (nullable): a list of #SondeMessage, shown from its end */
void
sonde_transcript_view_set_model (SondeTranscriptView *self, GListModel *messages)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT_VIEW (self));

  if (self->messages == messages)
    return;
  if (self->messages != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->messages, self);
      items_changed_cb (self, 0, self->items->len, 0);
    }
  g_set_object (&self->messages, messages);
  self->start = self->end = self->target = (SondePlace){ 0 };
  self->reach = REACH;
  self->has_target = FALSE;
  sonde_transcript_view_set_matches (self, NULL);
  sonde_transcript_view_follow (self);
  if (messages == NULL)
    return;
  g_signal_connect_object (messages, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (messages));
}

guint
sonde_transcript_view_get_n_items (SondeTranscriptView *self)
{
  return self->items->len;
}

/** Returns: (transfer none): a message of the list */
SondeMessage *
sonde_transcript_view_get_message (SondeTranscriptView *self, guint item)
{
  return get_item (self, item)->message;
}

/** Returns: (transfer full) (element-type SondeBlock): the blocks of a text, whether or not it is in sight */
GPtrArray *
sonde_transcript_view_dup_blocks (SondeTranscriptView *self, guint item, SondeTextSlot slot)
{
  const SondeMessageText *text = get_item (self, item)->text;

  if (text != NULL && text->sections[slot] != NULL)
    return sonde_section_dup_blocks (text->sections[slot]);
  return sonde_message_dup_blocks (get_item (self, item)->message, slot);
}

/** Whether a text is shown when it is in sight: a reasoning may be folded. */
gboolean
sonde_transcript_view_is_open (SondeTranscriptView *self, guint item, SondeTextSlot slot)
{
  const SondeMessageText *text = get_item (self, item)->text;

  return slot == SONDE_TEXT_BODY || (text != NULL && text->is_open);
}

/** Whether a reasoning is open while the model thinks. */
void
sonde_transcript_view_set_prefers_open (SondeTranscriptView *self, gboolean prefers_open)
{
  self->prefers_open = prefers_open;
  for (guint i = 0; i < self->items->len; i++)
    if (get_item (self, i)->text != NULL)
      get_item (self, i)->text->prefers_open = prefers_open;
}

/** @width: of the column in px of the design, 0 for the default */
void
sonde_transcript_view_set_width_limit (SondeTranscriptView *self, int width)
{
  if (self->width_limit == width)
    return;
  self->width_limit = width;
  for (guint i = 0; i < self->items->len; i++)
    get_item (self, i)->height = 0;
  queue_update (self);
}

gboolean
sonde_transcript_view_get_following (SondeTranscriptView *self)
{
  return self->following;
}

/** Goes to the end and stays there. */
void
sonde_transcript_view_follow (SondeTranscriptView *self)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT_VIEW (self));

  self->has_target = FALSE;
  self->reach = REACH;
  set_following (self, TRUE);
  queue_update (self);
}

/** Stays where it is. */
void
sonde_transcript_view_hold (SondeTranscriptView *self)
{
  set_following (self, FALSE);
}

/** Gives the line at the top of the viewport. */
void
sonde_transcript_view_get_anchor (SondeTranscriptView *self, guint *item, int *offset)
{
  *item = self->anchor;
  *offset = self->offset;
}

/** Goes where a line of a message is at the top of the viewport. */
void
sonde_transcript_view_set_anchor (SondeTranscriptView *self, guint item, int offset)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT_VIEW (self));

  set_following (self, FALSE);
  self->has_target = FALSE;
  self->anchor = item;
  self->offset = offset;
  self->reach = REACH;
  queue_update (self);
}

/** Brings a place into view, and opens what it is folded in. */
void
sonde_transcript_view_scroll_to (SondeTranscriptView *self, const SondePlace *place)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT_VIEW (self));

  set_following (self, FALSE);
  self->has_target = TRUE;
  self->target = *place;
  self->reach = REACH;
  queue_update (self);
}

void
sonde_transcript_view_scroll_to_item (SondeTranscriptView *self, guint item)
{
  sonde_transcript_view_scroll_to (self, &(SondePlace){ item, SONDE_TEXT_BODY, { 0, 0 } });
}

/** Scrolls by so many px, as far as there is anything. */
void
sonde_transcript_view_scroll_by (SondeTranscriptView *self, double delta)
{
  gtk_adjustment_set_value (self->vadjustment, gtk_adjustment_get_value (self->vadjustment) + delta);
}

/* The item whose row is nearest to a height of the viewport. */
static guint
find_item_at (SondeTranscriptView *self, double y)
{
  guint index = self->first;

  while (index + 1 < self->first + self->n_rows && get_item (self, index + 1)->top <= y)
    index++;
  return index;
}

/** Gives the place in the conversation that is nearest to a point of the viewport; %FALSE where there is no
 * text. */
gboolean
sonde_transcript_view_find_place (SondeTranscriptView *self, double x, double y, SondePlace *place)
{
  int column_x = (self->width - get_column_width (self)) / 2;

  if (self->n_rows == 0)
    return FALSE;
  place->item = find_item_at (self, y);
  const Item *item = get_item (self, place->item);

  return sonde_message_row_find_spot (
    SONDE_MESSAGE_ROW (item->row), x - column_x, y - item->top, &place->slot, &place->spot);
}

/** Gives where a place stands in the viewport; %FALSE where it has no widget. */
gboolean
sonde_transcript_view_get_place_y (SondeTranscriptView *self, const SondePlace *place, int *y, int *height)
{
  const Item *item = place->item < self->items->len ? get_item (self, place->item) : NULL;

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
  if (place->item < self->items->len && get_item (self, place->item)->row != NULL)
    sonde_message_row_reveal (
      SONDE_MESSAGE_ROW (get_item (self, place->item)->row), place->slot, &place->spot);
}

/** Gives what can be pressed at a point of the viewport. */
gboolean
sonde_transcript_view_get_hot (SondeTranscriptView *self, double x, double y, guint *item, SondeHot *hot)
{
  int column_x = (self->width - get_column_width (self)) / 2;
  SondeTextSlot slot;

  if (self->n_rows == 0)
    return FALSE;
  *item = find_item_at (self, y);
  return sonde_message_row_get_hot (SONDE_MESSAGE_ROW (get_item (self, *item)->row),
                                    x - column_x,
                                    y - get_item (self, *item)->top,
                                    &slot,
                                    hot);
}

/** Lights the chip of the source @number of a message, and no other; 0 for none. */
void
sonde_transcript_view_light_source (SondeTranscriptView *self, guint item, guint number)
{
  for (guint i = self->first; i < self->first + self->n_rows; i++)
    sonde_message_row_light_source (SONDE_MESSAGE_ROW (get_item (self, i)->row), i == item ? number : 0);
}

/** Selects what lies between two places; nothing where @end is not behind @start. */
void
sonde_transcript_view_select (SondeTranscriptView *self, const SondePlace *start, const SondePlace *end)
{
  self->start = *start;
  self->end = *end;
  for (guint i = self->first; i < self->first + self->n_rows; i++)
    select_in_row (self, i);
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
    match_in_row (self, i);
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
