/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-sideways.h"

#include <math.h>

#define WHEEL_STEP 60 /* px for one click of a wheel */
#define MIN_THUMB  32
#define THIN       3
#define THICK      7
#define GRAB       12 /* px above the lower edge that the bar takes the pointer for */

struct _SondeSideways
{
  GObject parent_instance;

  /* Borrowed */
  GtkWidget *widget;

  /* Owned */
  SondeBlockState *state;

  /* State */
  double content; /* widths in px */
  double page;
  graphene_rect_t bar; /* where it moves; empty for none */
  double drag_start;   /* how far it was scrolled when the drag began */
  gboolean is_hovered;
  gboolean is_rtl; /* what is kept is the way from the right end */
};

G_DEFINE_FINAL_TYPE (SondeSideways, sonde_sideways, G_TYPE_OBJECT)

static double
mirror (SondeSideways *self, double scroll)
{
  return self->is_rtl ? sonde_sideways_get_max (self) - scroll : scroll;
}

static void
set_scroll (SondeSideways *self, double scroll)
{
  if (self->state != NULL)
    sonde_block_state_set_scroll (self->state,
                                  mirror (self, CLAMP (scroll, 0, sonde_sideways_get_max (self))));
}

static gboolean
is_on_bar (SondeSideways *self, double x, double y)
{
  double bottom = self->bar.origin.y + self->bar.size.height;

  return sonde_sideways_get_max (self) > 0 && self->bar.size.width > 0 && x >= self->bar.origin.x
         && x < self->bar.origin.x + self->bar.size.width && y >= bottom - GRAB && y < bottom;
}

static graphene_rect_t
get_thumb (SondeSideways *self)
{
  double track = self->bar.size.width;
  double width = MAX (track * self->page / self->content, MIN (MIN_THUMB, track));
  double x = (track - width) * sonde_sideways_get_scroll (self) / sonde_sideways_get_max (self);
  int height = self->is_hovered ? THICK : THIN;

  return GRAPHENE_RECT_INIT ((float) (self->bar.origin.x + x),
                             (float) (self->bar.origin.y + self->bar.size.height - height),
                             (float) width,
                             (float) height);
}

/* Only what goes sideways is taken; the rest scrolls the transcript. */
static gboolean
scroll_cb (SondeSideways *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType modifiers
    = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  gboolean is_wheel = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL;

  if ((modifiers & GDK_SHIFT_MASK) != 0 && dx == 0)
    {
      dx = dy;
      dy = 0;
    }
  if (sonde_sideways_get_max (self) <= 0 || dx == 0 || fabs (dy) > fabs (dx))
    return GDK_EVENT_PROPAGATE;
  set_scroll (self, sonde_sideways_get_scroll (self) + dx * (is_wheel ? WHEEL_STEP : 1));
  return GDK_EVENT_STOP;
}

static void
drag_begin_cb (SondeSideways *self, double x, double y, GtkGesture *gesture)
{
  graphene_rect_t thumb;

  if (!is_on_bar (self, x, y))
    {
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  thumb = get_thumb (self);
  /* A press beside the thumb brings its middle there. */
  if (x < thumb.origin.x || x >= thumb.origin.x + thumb.size.width)
    set_scroll (self,
                (x - self->bar.origin.x - thumb.size.width / 2) * sonde_sideways_get_max (self)
                  / MAX (self->bar.size.width - thumb.size.width, 1));
  self->drag_start = sonde_sideways_get_scroll (self);
}

static void
drag_update_cb (SondeSideways *self, double dx, double dy)
{
  graphene_rect_t thumb;

  if (sonde_sideways_get_max (self) <= 0)
    return;
  thumb = get_thumb (self);
  set_scroll (self,
              self->drag_start
                + dx * sonde_sideways_get_max (self) / MAX (self->bar.size.width - thumb.size.width, 1));
}

static void
set_hovered (SondeSideways *self, gboolean is_hovered)
{
  if (self->is_hovered == is_hovered)
    return;
  self->is_hovered = is_hovered;
  gtk_widget_queue_draw (self->widget);
}

static void
motion_cb (SondeSideways *self, double x, double y)
{
  set_hovered (self, is_on_bar (self, x, y));
}

static void
leave_cb (SondeSideways *self)
{
  set_hovered (self, FALSE);
}

static void
sonde_sideways_dispose (GObject *object)
{
  g_clear_object (&SONDE_SIDEWAYS (object)->state);
  G_OBJECT_CLASS (sonde_sideways_parent_class)->dispose (object);
}

static void
sonde_sideways_class_init (SondeSidewaysClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_sideways_dispose;
}

static void
sonde_sideways_init (SondeSideways *self)
{
}

/** @widget: what is scrolled; outlives the new object */
SondeSideways *
sonde_sideways_new (GtkWidget *widget)
{
  SondeSideways *self = g_object_new (SONDE_TYPE_SIDEWAYS, NULL);
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->widget = widget;
  g_signal_connect_object (scroll, "scroll", G_CALLBACK (scroll_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, scroll);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (drag_update_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, motion);
  return self;
}

void
sonde_sideways_set_state (SondeSideways *self, SondeBlockState *state)
{
  g_return_if_fail (SONDE_IS_SIDEWAYS (self));

  g_set_object (&self->state, state);
}

/** Says how wide the content is and how much of it is seen, in px. */
void
sonde_sideways_set_extent (SondeSideways *self, double content, double page)
{
  g_return_if_fail (SONDE_IS_SIDEWAYS (self));

  self->content = content;
  self->page = page;
}

/** @is_rtl: whether the content begins at its right end, which is then seen first */
void
sonde_sideways_set_rtl (SondeSideways *self, gboolean is_rtl)
{
  g_return_if_fail (SONDE_IS_SIDEWAYS (self));

  self->is_rtl = is_rtl;
}

/** @place: the area at whose lower edge the bar is drawn; an empty one for none */
void
sonde_sideways_set_bar (SondeSideways *self, const graphene_rect_t *place)
{
  g_return_if_fail (SONDE_IS_SIDEWAYS (self));

  self->bar = *place;
}

/** How far to draw the content to the left, in px. */
double
sonde_sideways_get_scroll (SondeSideways *self)
{
  g_return_val_if_fail (SONDE_IS_SIDEWAYS (self), 0);

  if (self->state == NULL)
    return 0;
  return round (
    mirror (self, CLAMP (sonde_block_state_get_scroll (self->state), 0, sonde_sideways_get_max (self))));
}

/** How far it can be scrolled; 0 where all is seen. */
double
sonde_sideways_get_max (SondeSideways *self)
{
  g_return_val_if_fail (SONDE_IS_SIDEWAYS (self), 0);

  return MAX (ceil (self->content - self->page), 0);
}

/** Scrolls until a place of the content, and @margin px around it, is seen. */
void
sonde_sideways_reveal (SondeSideways *self, double x, double margin)
{
  double scroll;

  g_return_if_fail (SONDE_IS_SIDEWAYS (self));

  scroll = sonde_sideways_get_scroll (self);
  if (x - margin < scroll)
    set_scroll (self, x - margin);
  else if (x + margin > scroll + self->page)
    set_scroll (self, x + margin - self->page);
}

/** @color: of the text; the bar is drawn in a part of it */
void
sonde_sideways_draw (SondeSideways *self, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  GdkRGBA thumb_color = *color;
  GskRoundedRect rounded;
  graphene_rect_t thumb;

  if (sonde_sideways_get_max (self) <= 0 || self->bar.size.width <= 0)
    return;
  thumb = get_thumb (self);
  thumb_color.alpha *= self->is_hovered ? 0.5f : 0.3f;
  gsk_rounded_rect_init_from_rect (&rounded, &thumb, thumb.size.height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, &thumb_color, &thumb);
  gtk_snapshot_pop (snapshot);
}
