/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-message-row-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-announce.h"
#include "sonde-error-card.h"
#include "sonde-reasoning-fold.h"
#include "sonde-sentences.h"
#include "sonde-source-strip.h"

#define UPDATE_US (G_USEC_PER_SEC / 20)
#define AWAY_US   (G_USEC_PER_SEC / 4) /* where nobody sees it */
#define FOLD_MS   200

G_DEFINE_FINAL_TYPE (SondeMessageRow, sonde_message_row, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  HOT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

gboolean
sonde_message_row_is_streaming (SondeMessageRow *self)
{
  return sonde_message_get_state (self->message) == SONDE_STATE_STREAMING;
}

gboolean
sonde_message_row_is_user (SondeMessageRow *self)
{
  return sonde_message_get_role (self->message) == SONDE_ROLE_USER;
}

/* Where the interface goes from right to left. */
gboolean
sonde_message_row_is_mirrored (SondeMessageRow *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

int
sonde_message_row_px (SondeMessageRow *self, int design_px)
{
  return (int) (design_px * self->text->scale + 0.5);
}

void
sonde_message_row_changed (SondeMessageRow *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

SondeRowPart *
sonde_message_row_get_slot (SondeMessageRow *self, SondeTextSlot slot)
{
  return &self->parts[slot == SONDE_TEXT_REASONING ? SONDE_ROW_REASONING : SONDE_ROW_BODY];
}

gboolean
sonde_message_row_is_flow (SondeRowPartKind kind)
{
  return kind == SONDE_ROW_REASONING || kind == SONDE_ROW_BODY;
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
  gboolean streams = sonde_message_row_is_streaming (self);
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
  sonde_message_row_update_texts (self);
  if (sonde_message_get_role (self->message) == SONDE_ROLE_ASSISTANT)
    {
      sonde_message_row_update_answer (self);
      tell_sentences (self);
    }
  sonde_message_row_changed (self);
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
  sonde_message_row_update_texts (self);
  if (self->parts[SONDE_ROW_FOLD].widget != NULL)
    sonde_reasoning_fold_update (SONDE_REASONING_FOLD (self->parts[SONDE_ROW_FOLD].widget));
  tell_sentences (self);
  sonde_message_row_changed (self);
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
  return self->visible_bottom >= self->height - sonde_message_row_px (self, SONDE_ROW_GAP);
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
  GtkWidget *strip = self->parts[SONDE_ROW_SOURCES].widget;

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
  if (sonde_message_row_is_user (self))
    self->parts[SONDE_ROW_BODY].width = 0;
  sonde_message_row_changed (self);
}

static void
activated_cb (SondeMessageRow *self, SondeHot *hot)
{
  g_signal_emit (self, signals[HOT], 0, hot);
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

static void
sonde_message_row_dispose (GObject *object)
{
  SondeMessageRow *self = SONDE_MESSAGE_ROW (object);

  g_clear_handle_id (&self->wait_id, g_source_remove);
  g_clear_object (&self->unfolding);
  for (SondeRowPartKind i = 0; i < SONDE_ROW_N_PARTS; i++)
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
  widget_class->snapshot = sonde_message_row_draw;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "message");

  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[HOT]
    = g_signal_new ("hot", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
sonde_message_row_init (SondeMessageRow *self)
{
  for (SondeRowPartKind i = 0; i < SONDE_ROW_N_PARTS; i++)
    {
      SondeFlowPart *flow = &self->parts[i].flow;

      sonde_flow_part_init (flow, GTK_WIDGET (self));
      flow->height_changed = G_CALLBACK (height_changed_cb);
      flow->activated = G_CALLBACK (activated_cb);
      flow->user_data = self;
    }
  self->unfolding
    = adw_timed_animation_new (GTK_WIDGET (self),
                               0,
                               1,
                               FOLD_MS,
                               adw_callback_animation_target_new (sonde_message_row_unfold, self, NULL));
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
  sonde_message_row_add_part (self, SONDE_ROW_ACTIONS, sonde_message_row_create_actions (self));
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
      sonde_message_row_get_slot (self, i)->width = 0;
      sonde_flow_part_restyle (&sonde_message_row_get_slot (self, i)->flow);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** Unfolds what a slot is in, at once. */
void
sonde_message_row_open (SondeMessageRow *self, SondeTextSlot slot)
{
  if (slot != SONDE_TEXT_REASONING || self->parts[SONDE_ROW_FOLD].widget == NULL)
    return;
  sonde_reasoning_fold_open (SONDE_REASONING_FOLD (self->parts[SONDE_ROW_FOLD].widget));
  adw_animation_skip (self->unfolding);
  self->reveal = 1;
}
