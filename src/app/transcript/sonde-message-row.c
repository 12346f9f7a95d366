/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-message-row.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "sonde-announce.h"
#include "sonde-error-card.h"
#include "sonde-flow-part.h"
#include "sonde-message-actions.h"
#include "sonde-reasoning-fold.h"
#include "sonde-search-fold.h"
#include "sonde-sentences.h"
#include "sonde-source-strip.h"
#include "sonde-status-line.h"
#include "sonde-text-block.h"

/* In px of the design. */
#define CARD_WIDTH      624
#define CARD_INSET      40
#define CARD_PADDING_X  16
#define CARD_PADDING_Y  11
#define CARD_RADIUS     18
#define PART_GAP        14
#define ROW_GAP         22
#define REASONING_INSET 16
#define RULE_WIDTH      2

#define UPDATE_US (G_USEC_PER_SEC / 20)
#define AWAY_US   (G_USEC_PER_SEC / 4) /* where nobody sees it */
#define FOLD_MS   200

typedef enum
{
  PART_STATUS,
  PART_SEARCH,
  PART_FOLD,
  PART_REASONING,
  PART_BODY,
  PART_CAPTION,
  PART_SOURCES,
  PART_ERROR,
  PART_ACTIONS,
  N_PARTS
} PartKind;

/* A widget, or the widgets of a section; in the row's coordinates. */
typedef struct
{
  GtkWidget *widget;
  SondeFlowPart flow;
  int x;
  int y;
  int width;
  int height; /* 0 for what is not shown */
} Part;

struct _SondeMessageRow
{
  GtkWidget parent_instance;

  /* Children */
  Part parts[N_PARTS];

  /* Owned */
  SondeMessageText *text;
  SondeMessage *message; /* of the text */
  AdwAnimation *unfolding;

  /* State */
  int width;
  int height;
  double reveal; /* how much of the reasoning is unfolded */
  guint tick_id;
  guint wait_id;  /* for the next tick */
  gint64 updated; /* frame time of the last update */
  int visible_top;
  int visible_bottom;
  gboolean tells; /* whether a screen reader is told what comes */
  gsize told;     /* bytes of the content */
};

G_DEFINE_FINAL_TYPE (SondeMessageRow, sonde_message_row, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  HOT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const PartKind slot_parts[]
  = { [SONDE_TEXT_REASONING] = PART_REASONING, [SONDE_TEXT_BODY] = PART_BODY };

static gboolean
is_streaming (SondeMessageRow *self)
{
  return sonde_message_get_state (self->message) == SONDE_STATE_STREAMING;
}

static gboolean
is_user (SondeMessageRow *self)
{
  return sonde_message_get_role (self->message) == SONDE_ROLE_USER;
}

/* Where the interface goes from right to left. */
static gboolean
is_mirrored (SondeMessageRow *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static guint
count_sources (SondeMessageRow *self)
{
  return g_list_model_get_n_items (sonde_message_get_sources (self->message));
}

static int
px (SondeMessageRow *self, int design_px)
{
  return (int) (design_px * self->text->scale + 0.5);
}

static void
emit_changed (SondeMessageRow *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Parts */

/* The last widget of the parts before @kind. */
static GtkWidget *
get_sibling_before (SondeMessageRow *self, PartKind kind)
{
  while (kind > 0)
    {
      Part *part = &self->parts[--kind];

      if (part->widget != NULL)
        return part->widget;
      if (part->flow.views->len > 0)
        return part->flow.views->pdata[part->flow.views->len - 1];
    }
  return NULL;
}

static void
add_part (SondeMessageRow *self, PartKind kind, GtkWidget *widget)
{
  gtk_widget_insert_after (widget, GTK_WIDGET (self), get_sibling_before (self, kind));
  self->parts[kind].widget = widget;
}

static void
unfolding_cb (double value, gpointer user_data)
{
  SondeMessageRow *self = SONDE_MESSAGE_ROW (user_data);

  self->reveal = value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  emit_changed (self);
}

static void
fold_toggled_cb (SondeMessageRow *self, gboolean open)
{
  adw_animation_pause (self->unfolding);
  adw_timed_animation_set_value_from (ADW_TIMED_ANIMATION (self->unfolding), self->reveal);
  adw_timed_animation_set_value_to (ADW_TIMED_ANIMATION (self->unfolding), open ? 1 : 0);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    adw_animation_play (self->unfolding);
  else
    unfolding_cb (open ? 1 : 0, self);
}

static void
ensure_fold (SondeMessageRow *self)
{
  if (self->parts[PART_FOLD].widget != NULL)
    return;
  GtkWidget *fold = sonde_reasoning_fold_new (self->text);

  self->reveal = self->text->is_open ? 1 : 0;
  g_signal_connect_object (fold, "toggled", G_CALLBACK (fold_toggled_cb), self, G_CONNECT_SWAPPED);
  add_part (self, PART_FOLD, fold);
}

static GtkWidget *
create_caption (void)
{
  GtkWidget *caption = gtk_label_new (_ ("Canned answer"));

  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_widget_add_css_class (caption, "message-caption");
  return caption;
}

/* Makes the widget of a part when it is first needed; gives whether there is one to show. */
static gboolean
show_part (SondeMessageRow *self, PartKind kind, gboolean shown, GtkWidget *(*create) (SondeMessageRow *self))
{
  if (shown && self->parts[kind].widget == NULL)
    add_part (self, kind, create (self));
  if (self->parts[kind].widget != NULL)
    gtk_widget_set_visible (self->parts[kind].widget, shown);
  return shown;
}

static GtkWidget *
create_status (SondeMessageRow *self)
{
  return sonde_status_line_new (self->message);
}

static GtkWidget *
create_search (SondeMessageRow *self)
{
  return sonde_search_fold_new (self->message);
}

static GtkWidget *
create_caption_part (SondeMessageRow *self)
{
  return create_caption ();
}

static GtkWidget *
create_sources (SondeMessageRow *self)
{
  GtkWidget *sources = sonde_source_strip_new ();

  sonde_source_strip_set_sources (SONDE_SOURCE_STRIP (sources), sonde_message_get_sources (self->message));
  return sources;
}

static GtkWidget *
create_error (SondeMessageRow *self)
{
  return sonde_error_card_new (self->message);
}

static GtkWidget *
create_actions (SondeMessageRow *self)
{
  GtkWidget *actions = sonde_message_actions_new (self->message);

  if (is_user (self))
    gtk_widget_set_halign (actions, GTK_ALIGN_END);
  return actions;
}

/* What the message says */

/* An answer that only calls a tool is a step towards the one after it: it has nothing to copy or to ask
 * again. */
static gboolean
is_step (SondeMessageRow *self)
{
  return sonde_message_get_state (self->message) == SONDE_STATE_COMPLETE
         && sonde_message_get_content_length (self->message) == 0
         && g_strcmp0 (sonde_message_get_finish_reason (self->message), "tool_calls") == 0;
}

static gboolean
is_waiting (SondeMessageRow *self)
{
  SondePhase phase = sonde_message_get_phase (self->message);

  return is_streaming (self) && (phase == SONDE_PHASE_WAITING || phase == SONDE_PHASE_RETRYING);
}

static gboolean
has_search (SondeMessageRow *self)
{
  SondePhase phase = sonde_message_get_phase (self->message);

  return count_sources (self) > 0
         || g_list_model_get_n_items (sonde_message_get_search_steps (self->message)) > 0
         || (is_streaming (self) && (phase == SONDE_PHASE_SEARCHING || phase == SONDE_PHASE_READING));
}

static gboolean
has_reasoning (SondeMessageRow *self)
{
  return sonde_message_get_reasoning_length (self->message) > 0
         || (is_streaming (self) && sonde_message_get_phase (self->message) == SONDE_PHASE_THINKING);
}

static gboolean
has_error (SondeMessageRow *self)
{
  SondeMessageState state = sonde_message_get_state (self->message);

  return state == SONDE_STATE_FAILED || state == SONDE_STATE_INTERRUPTED;
}

static void
update_texts (SondeMessageRow *self)
{
  guint changed[SONDE_N_TEXTS];

  sonde_message_text_update (self->text, changed);
  for (guint i = 0; i < SONDE_N_TEXTS; i++)
    {
      SondeFlowPart *flow = &self->parts[slot_parts[i]].flow;

      flow->section = self->text->sections[i];
      if (flow->section != NULL && changed[i] < G_MAXUINT)
        sonde_flow_part_changed (flow, changed[i]);
    }
}

static void
update_answer (SondeMessageRow *self)
{
  gboolean done = !is_streaming (self);
  gboolean step = is_step (self);

  if (show_part (self, PART_STATUS, is_waiting (self), create_status))
    sonde_status_line_update (SONDE_STATUS_LINE (self->parts[PART_STATUS].widget));
  if (show_part (self, PART_SEARCH, has_search (self), create_search))
    sonde_search_fold_update (SONDE_SEARCH_FOLD (self->parts[PART_SEARCH].widget));
  if (has_reasoning (self))
    {
      ensure_fold (self);
      sonde_reasoning_fold_update (SONDE_REASONING_FOLD (self->parts[PART_FOLD].widget));
    }
  show_part (
    self, PART_CAPTION, done && sonde_message_is_canned (self->message) && !step, create_caption_part);
  show_part (self, PART_SOURCES, done && count_sources (self) > 0 && !step, create_sources);
  if (show_part (self, PART_ERROR, has_error (self), create_error))
    sonde_error_card_update (SONDE_ERROR_CARD (self->parts[PART_ERROR].widget));
  show_part (self, PART_ACTIONS, done && !step, create_actions);
  gtk_widget_set_visible (GTK_WIDGET (self), !step || has_reasoning (self));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, !done, -1);
}

static gboolean
is_in_active_window (SondeMessageRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) && gtk_window_is_active (GTK_WINDOW (root));
}

/* An answer is read aloud by sentence while it comes; what the model thinks is not. */
static void
tell_sentences (SondeMessageRow *self)
{
  gboolean streams = is_streaming (self);
  gsize length = sonde_message_get_content_length (self->message);

  self->tells |= streams;
  if (!self->tells || !sonde_announce_is_possible () || !is_in_active_window (self))
    return;
  g_autofree char *spoken
    = sonde_sentences_take (sonde_message_get_content (self->message), length, !streams, &self->told);

  if (spoken != NULL)
    sonde_announce (GTK_WIDGET (self), spoken);
  self->tells = streams;
}

static void ensure_tick (SondeMessageRow *self);

static void
update (SondeMessageRow *self)
{
  update_texts (self);
  if (sonde_message_get_role (self->message) == SONDE_ROLE_ASSISTANT)
    {
      update_answer (self);
      tell_sentences (self);
    }
  emit_changed (self);
  if (sonde_message_text_is_pending (self->text))
    ensure_tick (self);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  SondeMessageRow *self = SONDE_MESSAGE_ROW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  self->updated = now;
  self->tick_id = 0;
  update_texts (self);
  if (self->parts[PART_FOLD].widget != NULL)
    sonde_reasoning_fold_update (SONDE_REASONING_FOLD (self->parts[PART_FOLD].widget));
  tell_sentences (self);
  emit_changed (self);
  if (sonde_message_text_is_pending (self->text))
    ensure_tick (self);
  return G_SOURCE_REMOVE;
}

static void
begin_tick (SondeMessageRow *self)
{
  if (self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static gboolean
waited_cb (gpointer user_data)
{
  SondeMessageRow *self = SONDE_MESSAGE_ROW (user_data);

  self->wait_id = 0;
  begin_tick (self);
  return G_SOURCE_REMOVE;
}

static gboolean
sees_end (SondeMessageRow *self)
{
  return self->visible_bottom >= self->height - px (self, ROW_GAP);
}

/* Text that comes is shown with the frame clock, and not in every frame: what costs is the frame. A tick
 * callback that waits would cost frames too. */
static void
ensure_tick (SondeMessageRow *self)
{
  gint64 left;

  if (self->tick_id != 0 || self->wait_id != 0)
    return;
  left = self->updated + (sees_end (self) ? UPDATE_US : AWAY_US) - g_get_monotonic_time ();
  if (left <= 0)
    begin_tick (self);
  else
    self->wait_id = g_timeout_add ((guint) (left / 1000) + 1, waited_cb, self);
}

static void
sources_changed_cb (SondeMessageRow *self)
{
  GtkWidget *strip = self->parts[PART_SOURCES].widget;

  if (strip != NULL)
    sonde_source_strip_set_sources (SONDE_SOURCE_STRIP (strip), sonde_message_get_sources (self->message));
  update (self);
}

static void
model_changed_cb (SondeMessageRow *self)
{
  const char *model = sonde_message_get_model (self->message);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  model != NULL && *model != '\0' ? model : _ ("Answer"),
                                  -1);
}

/* The width of the card goes by its text too. */
static void
height_changed_cb (SondeMessageRow *self)
{
  if (is_user (self))
    self->parts[PART_BODY].width = 0;
  emit_changed (self);
}

static void
activated_cb (SondeMessageRow *self, SondeHot *hot)
{
  g_signal_emit (self, signals[HOT], 0, hot);
}

/* Layout */

static int
measure_part (Part *part, int width)
{
  int height = 0;

  if (part->widget == NULL || !gtk_widget_should_layout (part->widget))
    return 0;
  gtk_widget_measure (part->widget, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  return height;
}

static gboolean
is_flow (PartKind kind)
{
  return kind == PART_REASONING || kind == PART_BODY;
}

/* The card of the person is as wide as its text. */
static int
get_card_text_width (SondeMessageRow *self, SondeSection *section)
{
  int inset = self->width >= px (self, CARD_WIDTH) ? px (self, 96) : px (self, CARD_INSET);
  int max = MIN (px (self, CARD_WIDTH), self->width - inset) - 2 * px (self, CARD_PADDING_X);

  if (sonde_section_get_n_pieces (section) != 1)
    return MAX (max, 1);
  return CLAMP (sonde_text_block_measure (
                  GTK_WIDGET (self), sonde_section_get_piece (section, 0), sonde_section_get_style (section)),
                1,
                MAX (max, 1));
}

static void
place_card (SondeMessageRow *self, Part *part, int *y)
{
  if (part->width == 0)
    part->width = get_card_text_width (self, part->flow.section);
  sonde_section_set_width (part->flow.section, part->width);
  part->x = px (self, CARD_PADDING_X);
  if (!is_mirrored (self))
    part->x = self->width - part->width - part->x;
  part->y = *y + px (self, CARD_PADDING_Y);
  part->height = sonde_section_get_height (part->flow.section);
  *y = part->y + part->height + px (self, CARD_PADDING_Y);
}

static void
place_flow (SondeMessageRow *self, PartKind kind, int *y)
{
  Part *part = &self->parts[kind];
  gboolean is_reasoning = kind == PART_REASONING;
  int inset = is_reasoning ? px (self, REASONING_INSET) + RULE_WIDTH : 0;
  double shown = is_reasoning ? self->reveal : 1;

  part->height = 0;
  if (part->flow.section == NULL || shown == 0)
    return;
  if (is_user (self))
    {
      place_card (self, part, y);
      return;
    }
  part->x = is_mirrored (self) ? 0 : inset;
  part->y = *y;
  part->width = MAX (self->width - inset, 1);
  sonde_section_set_width (part->flow.section, part->width);
  part->height = (int) (sonde_section_get_height (part->flow.section) * shown);
  if (part->height > 0)
    *y += part->height + px (self, PART_GAP);
}

static void
place_parts (SondeMessageRow *self)
{
  int y = 0;

  for (PartKind i = 0; i < N_PARTS; i++)
    {
      Part *part = &self->parts[i];

      if (is_flow (i))
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
  if (y > 0 && !is_user (self))
    y += px (self, ROW_GAP);
  self->height = gtk_widget_get_visible (GTK_WIDGET (self)) ? y : 0;
}

/* The part in which the anchor is comes first: only what is above it moves it. */
static void
realize_part (SondeMessageRow *self, PartKind kind, int *anchor, int above, int below)
{
  Part *part = &self->parts[kind];
  int local = *anchor - part->y;
  int before = local;

  if (part->flow.section == NULL)
    return;
  if (kind == PART_REASONING && self->reveal == 0)
    {
      sonde_flow_part_drop (&part->flow);
      return;
    }
  sonde_flow_part_realize (&part->flow, get_sibling_before (self, kind), part->width, &local, above, below);
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
    for (PartKind i = 0; i < N_PARTS; i++)
      self->parts[i].width = 0;
  self->width = width;
  place_parts (self);
  gboolean at_bottom = *anchor >= self->height;

  if (at_bottom)
    *anchor = self->height;
  realize_part (self, PART_BODY, anchor, above, below);
  if (at_bottom)
    *anchor = self->height;
  realize_part (self, PART_REASONING, anchor, above, below);
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
allocate_part (Part *part)
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

  for (PartKind i = 0; i < N_PARTS; i++)
    {
      Part *part = &self->parts[i];

      allocate_part (part);
      stale |= !is_flow (i) && measure_part (part, part->width) != part->height;
      if (is_flow (i) && part->flow.section != NULL && part->height > 0)
        sonde_flow_part_allocate (&part->flow, part->x, part->y, part->width);
    }
  self->visible_top = top;
  self->visible_bottom = bottom;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  /* A part became higher by itself, such as a fold that opens: the layout follows in the next frame. */
  if (stale)
    emit_changed (self);
}

static void
sonde_message_row_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  *minimum = *natural = 0;
}

/* Drawing */

static void
draw_card (SondeMessageRow *self, GtkSnapshot *snapshot)
{
  const Part *part = &self->parts[PART_BODY];
  int pad_x = px (self, CARD_PADDING_X);
  int pad_y = px (self, CARD_PADDING_Y);
  GskRoundedRect rect;
  const SondePalette *palette = self->text->palette;

  gsk_rounded_rect_init_from_rect (
    &rect,
    &GRAPHENE_RECT_INIT (part->x - pad_x, part->y - pad_y, part->width + 2 * pad_x, part->height + 2 * pad_y),
    px (self, CARD_RADIUS));
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
draw_flow (SondeMessageRow *self, GtkSnapshot *snapshot, const Part *part)
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
  const Part *part = &self->parts[PART_REASONING];

  int rule_x = is_mirrored (self) ? self->width - RULE_WIDTH : 0;

  gtk_snapshot_append_color (
    snapshot, &self->text->palette->bar, &GRAPHENE_RECT_INIT (rule_x, part->y, RULE_WIDTH, part->height));
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, part->y, self->width, part->height));
  draw_flow (self, snapshot, part);
  gtk_snapshot_pop (snapshot);
}

static void
sonde_message_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeMessageRow *self = SONDE_MESSAGE_ROW (widget);

  if (is_user (self) && self->parts[PART_BODY].height > 0)
    draw_card (self, snapshot);
  for (PartKind i = 0; i < N_PARTS; i++)
    {
      const Part *part = &self->parts[i];

      if (part->height == 0)
        continue;
      if (i == PART_REASONING)
        draw_reasoning (self, snapshot);
      else if (i == PART_BODY)
        draw_flow (self, snapshot, part);
      else
        draw_child (self, snapshot, part->widget, part->y, part->height);
    }
}

static void
sonde_message_row_dispose (GObject *object)
{
  SondeMessageRow *self = SONDE_MESSAGE_ROW (object);

  g_clear_handle_id (&self->wait_id, g_source_remove);
  g_clear_object (&self->unfolding);
  for (PartKind i = 0; i < N_PARTS; i++)
    {
      g_clear_pointer (&self->parts[i].widget, gtk_widget_unparent);
      sonde_flow_part_clear (&self->parts[i].flow);
    }
  g_clear_pointer (&self->text, sonde_message_text_unref);
  G_OBJECT_CLASS (sonde_message_row_parent_class)->dispose (object);
}

static void
sonde_message_row_class_init (SondeMessageRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_message_row_dispose;
  widget_class->measure = sonde_message_row_measure;
  widget_class->snapshot = sonde_message_row_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "message");

  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[HOT]
    = g_signal_new ("hot", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
sonde_message_row_init (SondeMessageRow *self)
{
  for (PartKind i = 0; i < N_PARTS; i++)
    {
      SondeFlowPart *flow = &self->parts[i].flow;

      sonde_flow_part_init (flow, GTK_WIDGET (self));
      flow->height_changed = G_CALLBACK (height_changed_cb);
      flow->activated = G_CALLBACK (activated_cb);
      flow->user_data = self;
    }
  self->unfolding = adw_timed_animation_new (
    GTK_WIDGET (self), 0, 1, FOLD_MS, adw_callback_animation_target_new (unfolding_cb, self, NULL));
}

static void
connect_message (SondeMessageRow *self, const char *signal, GCallback callback)
{
  g_signal_connect_object (self->message, signal, callback, self, G_CONNECT_SWAPPED);
}

static void
build_answer (SondeMessageRow *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "assistant");
  connect_message (self, "notify::reasoning", G_CALLBACK (ensure_tick));
  connect_message (self, "notify::state", G_CALLBACK (update));
  connect_message (self, "notify::phase", G_CALLBACK (update));
  connect_message (self, "notify::phase-detail", G_CALLBACK (update));
  connect_message (self, "notify::sources", G_CALLBACK (sources_changed_cb));
  connect_message (self, "notify::model", G_CALLBACK (model_changed_cb));
  model_changed_cb (self);
}

static void
build_card (SondeMessageRow *self)
{
  add_part (self, PART_ACTIONS, create_actions (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "user");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("You"), -1);
}

GtkWidget *
sonde_message_row_new (SondeMessageText *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  SondeMessageRow *self = g_object_new (SONDE_TYPE_MESSAGE_ROW, NULL);

  self->text = sonde_message_text_ref (text);
  self->message = text->message;
  connect_message (self, "notify::content", G_CALLBACK (ensure_tick));
  if (sonde_message_get_role (self->message) == SONDE_ROLE_USER)
    build_card (self);
  else if (sonde_message_get_role (self->message) == SONDE_ROLE_ASSISTANT)
    build_answer (self);
  else
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    update (self);
  return GTK_WIDGET (self);
}

SondeMessage *
sonde_message_row_get_message (SondeMessageRow *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE_ROW (self), NULL);

  return self->message;
}

SondeMessageText *
sonde_message_row_get_text (SondeMessageRow *self)
{
  return self->text;
}

/** The last answer always shows its actions. */
void
sonde_message_row_set_last (SondeMessageRow *self, gboolean last)
{
  g_return_if_fail (SONDE_IS_MESSAGE_ROW (self));

  if (last)
    gtk_widget_add_css_class (GTK_WIDGET (self), "last");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "last");
}

/** Colours, text size or scale are others now, and the text knows them already. */
void
sonde_message_row_restyle (SondeMessageRow *self)
{
  for (guint i = 0; i < SONDE_N_TEXTS; i++)
    {
      self->parts[slot_parts[i]].width = 0;
      sonde_flow_part_restyle (&self->parts[slot_parts[i]].flow);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** Unfolds what a slot is in, at once. */
void
sonde_message_row_open (SondeMessageRow *self, SondeTextSlot slot)
{
  if (slot != SONDE_TEXT_REASONING || self->parts[PART_FOLD].widget == NULL)
    return;
  sonde_reasoning_fold_open (SONDE_REASONING_FOLD (self->parts[PART_FOLD].widget));
  adw_animation_skip (self->unfolding);
  self->reveal = 1;
}

/* Places */

static int
get_distance (const Part *part, double y)
{
  if (part->flow.views == NULL || part->flow.views->len == 0 || part->height == 0)
    return G_MAXINT;
  return (int) (y < part->y ? part->y - y : y > part->y + part->height ? y - part->y - part->height : 0);
}

static SondeTextSlot
find_slot (SondeMessageRow *self, double y)
{
  int reasoning = get_distance (&self->parts[PART_REASONING], y);

  return reasoning < get_distance (&self->parts[PART_BODY], y) ? SONDE_TEXT_REASONING : SONDE_TEXT_BODY;
}

static SondeBlockView *
find_view (SondeMessageRow *self, double y, SondeTextSlot *slot, int *x, int *view_y)
{
  Part *part;

  *slot = find_slot (self, y);
  part = &self->parts[slot_parts[*slot]];
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

  return view != NULL && get_distance (&self->parts[slot_parts[*slot]], y) == 0
         && sonde_block_view_get_hot (view, x - view_x, y - view_y, hot);
}

/** Gives where a spot stands, as exactly as is known; %FALSE where the slot is not shown. */
gboolean
sonde_message_row_get_spot_y (
  SondeMessageRow *self, SondeTextSlot slot, const SondeSpot *spot, int *y, int *height)
{
  const Part *part = &self->parts[slot_parts[slot]];
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
  SondeFlowPart *flow = &self->parts[slot_parts[slot]].flow;

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
  if (self->parts[PART_SOURCES].widget != NULL)
    sonde_source_strip_light (SONDE_SOURCE_STRIP (self->parts[PART_SOURCES].widget), number);
}

void
sonde_message_row_select (SondeMessageRow *self,
                          SondeTextSlot slot,
                          const SondeSpot *start,
                          const SondeSpot *end)
{
  sonde_flow_part_select (&self->parts[slot_parts[slot]].flow, start, end);
}

/** @matches: (transfer none): in order; stay until the next call */
void
sonde_message_row_set_matches (SondeMessageRow *self,
                               SondeTextSlot slot,
                               const SondeSpotRange *matches,
                               guint n_matches)
{
  sonde_flow_part_set_matches (&self->parts[slot_parts[slot]].flow, matches, n_matches);
}
