/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-transcript-view-private.h"

#include <adwaita.h>

#include "sonde-clamp.h"

#define STEP       60
#define REACH_STEP 450

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeTranscriptView,
                               sonde_transcript_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

enum
{
  PROP_FOLLOWING = 1,
  PROP_COLUMN_LIMIT,
  N_PROPS,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *props[N_PROPS];

/* Rows are made and measured in the update phase of a frame, when all that changes in it is known: making
 * widgets in the layout phase would leave those around them without an allocation. */
void
sonde_transcript_view_queue_update (SondeTranscriptView *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  self->is_dirty = TRUE;
  if (clock != NULL)
    gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
}

static void
set_following (SondeTranscriptView *self, gboolean following)
{
  if (self->following == following)
    return;
  self->following = following;
  for (guint i = 0; i < self->items->len; i++)
    if (sonde_transcript_rows_get (self, i)->text != NULL)
      sonde_transcript_rows_get (self, i)->text->is_read = !following;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLLOWING]);
}

static void
configure (SondeTranscriptView *self)
{
  double upper = sonde_transcript_rows_get_y (self, self->items->len) + SONDE_ROWS_MARGIN_BOTTOM;

  self->value = self->items->len > 0 ? sonde_transcript_rows_get_y (self, self->anchor) + self->offset : 0;
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
      sonde_transcript_rows_realize (self);
      sonde_transcript_rows_drop_far (self);
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
  /* Not by asking for an allocation: that lays out the whole window, for which GTK asks the X server for its
   * monitors in every frame. */
  sonde_transcript_rows_place (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The line at the top stays where it is while heights change. While the width goes from frame to frame that
 * is the line of the first: else it would be lost step by step. */
static void
pin_line (SondeTranscriptView *self)
{
  int column_x = (self->width - sonde_transcript_rows_get_column_width (self)) / 2;
  gboolean stands = self->pin_anchor == self->anchor && self->pin_offset == self->offset;
  int height;

  self->has_pin = !self->following
                  && (stands
                      || (sonde_transcript_view_find_place (self, column_x, 0, &self->pin)
                          && sonde_transcript_view_get_place_y (self, &self->pin, &self->pin_y, &height)));
}

static void
forget_pin (SondeTranscriptView *self)
{
  self->has_pin = FALSE;
  self->pin_offset = G_MININT;
}

/* Where there is no line yet, it is the same part of the message. */
static void
forget_heights (SondeTranscriptView *self, double old_height)
{
  for (guint i = 0; i < self->items->len; i++)
    sonde_transcript_rows_get (self, i)->height = SONDE_ROWS_UNKNOWN;
  if (old_height > 0 && self->offset > 0 && !self->has_pin)
    self->offset = (int) (self->offset * sonde_transcript_rows_get_height (self, self->anchor) / old_height);
}

static void
set_width (SondeTranscriptView *self, int width)
{
  int old_column = sonde_transcript_rows_get_column_width (self);
  double old_height = self->width > 0 && self->anchor < self->items->len
                        ? sonde_transcript_rows_get_height (self, self->anchor)
                        : 0;

  pin_line (self);
  self->width = width;
  if (sonde_transcript_rows_get_column_width (self) != old_column)
    forget_heights (self, old_height);
  else
    self->has_pin = FALSE;
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
  sonde_transcript_rows_place (self);
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
  self->reach = MIN (self->reach + REACH_STEP, SONDE_ROWS_MAX_REACH);
  sonde_transcript_view_queue_update (self);
  return G_SOURCE_REMOVE;
}

static void
extend_reach_later (SondeTranscriptView *self)
{
  if (self->reach < SONDE_ROWS_MAX_REACH && self->idle_id == 0)
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
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? SONDE_CLAMP_WIDTH + 2 * SONDE_ROWS_MARGIN : 0;
}

static void
sonde_transcript_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeTranscriptView *self = SONDE_TRANSCRIPT_VIEW (widget);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, self->width, self->height));
  for (guint i = self->first; i < self->first + self->n_rows; i++)
    {
      const SondeTranscriptItem *item = sonde_transcript_rows_get (self, i);

      if (item->top < self->height && item->top + item->height > 0)
        gtk_widget_snapshot_child (widget, item->row, snapshot);
    }
  gtk_snapshot_pop (snapshot);
}

/* The list */

static void
clear_item (gpointer data)
{
  SondeTranscriptItem *item = data;

  g_clear_pointer (&item->row, gtk_widget_unparent);
  g_clear_pointer (&item->text, sonde_message_text_unref);
  g_clear_object (&item->message);
}

static void
insert_items (SondeTranscriptView *self, guint position, guint n_added)
{
  g_autofree SondeTranscriptItem *added = g_new0 (SondeTranscriptItem, MAX (n_added, 1));

  for (guint i = 0; i < n_added; i++)
    {
      added[i].message = g_list_model_get_item (self->messages, position + i);
      added[i].height = SONDE_ROWS_UNKNOWN;
    }
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
      self->n_rows = position > self->first ? position - self->first : 0;
      while (end > self->first + self->n_rows)
        sonde_transcript_rows_drop (self, --end);
    }
}

static void
items_changed_cb (SondeTranscriptView *self, guint position, guint n_removed, guint n_added)
{
  int delta = (int) n_added - (int) n_removed;
  gboolean removed_anchor = self->anchor >= position && self->anchor < position + n_removed;

  forget_pin (self);
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
    sonde_message_row_set_last (SONDE_MESSAGE_ROW (sonde_transcript_rows_get (self, i)->row),
                                i + 1 == self->items->len);
  sonde_transcript_view_queue_update (self);
}

/* Scrolling */

static void
jump_to (SondeTranscriptView *self, double value)
{
  self->anchor = 0;
  self->offset = (int) (value - SONDE_ROWS_MARGIN_TOP);
  self->reach = SONDE_ROWS_REACH;
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
  self->has_pin = FALSE;
  /* A short way is gone from the line that is known; a long one is counted from the beginning. */
  if (ABS (delta) < 4 * self->height)
    self->offset += (int) delta;
  else
    jump_to (self, value);
  self->value = value;
  sonde_transcript_rows_normalize_anchor (self);
  sonde_transcript_rows_forget_texts (self);
  sonde_transcript_view_queue_update (self);
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
  sonde_transcript_view_queue_update (self);
}

/* Looks */

static void
restyle (SondeTranscriptView *self)
{
  double scale = sonde_block_style_get_scale (GTK_WIDGET (self));
  gboolean rescaled = scale != self->scale;

  if (rescaled)
    pin_line (self);
  self->scale = scale;
  sonde_palette_look_up (&self->palette, GTK_WIDGET (self));
  for (guint i = 0; i < self->items->len; i++)
    {
      SondeTranscriptItem *item = sonde_transcript_rows_get (self, i);

      if (rescaled)
        item->height = SONDE_ROWS_UNKNOWN;
      if (item->text != NULL)
        sonde_message_text_set_look (item->text, &self->palette, scale);
      if (item->row != NULL)
        sonde_message_row_restyle (SONDE_MESSAGE_ROW (item->row));
    }
  if (rescaled)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COLUMN_LIMIT]);
  sonde_transcript_view_queue_update (self);
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
    case PROP_COLUMN_LIMIT:
      g_value_set_int (value, sonde_transcript_rows_get_column_limit (self));
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
  self->n_rows = 0;
  g_array_set_size (self->items, 0);
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
  props[PROP_COLUMN_LIMIT]
    = g_param_spec_int ("column-limit",
                        NULL,
                        NULL,
                        1,
                        G_MAXINT,
                        SONDE_CLAMP_WIDTH,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
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
  self->items = g_array_new (FALSE, FALSE, sizeof (SondeTranscriptItem));
  g_array_set_clear_func (self->items, clear_item);
  self->matches = g_array_new (FALSE, FALSE, sizeof (SondeMatch));
  self->ranges = g_array_new (FALSE, FALSE, sizeof (SondeSpotRange));
  self->following = TRUE;
  self->scale = 1;
  forget_pin (self);
  self->reach = SONDE_ROWS_REACH;
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
  self->reach = SONDE_ROWS_REACH;
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
  return sonde_transcript_rows_get (self, item)->message;
}

/** Returns: (transfer full) (element-type SondeBlock): the blocks of a text, whether or not it is in sight */
GPtrArray *
sonde_transcript_view_dup_blocks (SondeTranscriptView *self, guint item, SondeTextSlot slot)
{
  const SondeMessageText *text = sonde_transcript_rows_get (self, item)->text;

  if (text != NULL && text->sections[slot] != NULL)
    return sonde_section_dup_blocks (text->sections[slot]);
  return sonde_message_dup_blocks (sonde_transcript_rows_get (self, item)->message, slot);
}

/** Whether a text is shown when it is in sight: a reasoning may be folded. */
gboolean
sonde_transcript_view_is_open (SondeTranscriptView *self, guint item, SondeTextSlot slot)
{
  const SondeMessageText *text = sonde_transcript_rows_get (self, item)->text;

  return slot == SONDE_TEXT_BODY || (text != NULL && text->is_open);
}

/** Whether a reasoning is open while the model thinks. */
void
sonde_transcript_view_set_prefers_open (SondeTranscriptView *self, gboolean prefers_open)
{
  self->prefers_open = prefers_open;
  for (guint i = 0; i < self->items->len; i++)
    if (sonde_transcript_rows_get (self, i)->text != NULL)
      sonde_transcript_rows_get (self, i)->text->prefers_open = prefers_open;
}

/** @width: of the column in px of the design, 0 for the default */
void
sonde_transcript_view_set_width_limit (SondeTranscriptView *self, int width)
{
  if (self->width_limit == width)
    return;
  pin_line (self);
  self->width_limit = width;
  forget_heights (self, 0);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COLUMN_LIMIT]);
  sonde_transcript_view_queue_update (self);
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
  self->reach = SONDE_ROWS_REACH;
  set_following (self, TRUE);
  sonde_transcript_view_queue_update (self);
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
  self->has_target = self->has_pin = FALSE;
  self->anchor = item;
  self->offset = offset;
  self->reach = SONDE_ROWS_REACH;
  sonde_transcript_view_queue_update (self);
}

/** Brings a place into view, and opens what it is folded in. */
void
sonde_transcript_view_scroll_to (SondeTranscriptView *self, const SondePlace *place)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT_VIEW (self));

  set_following (self, FALSE);
  self->has_target = TRUE;
  self->target_is_note = FALSE;
  self->target = *place;
  self->reach = SONDE_ROWS_REACH;
  sonde_transcript_view_queue_update (self);
}

/** The same for where a footnote begins or is named, and gives it the keyboard when it is there. */
void
sonde_transcript_view_go_to_note (SondeTranscriptView *self, const SondePlace *place)
{
  sonde_transcript_view_scroll_to (self, place);
  self->target_is_note = TRUE;
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
