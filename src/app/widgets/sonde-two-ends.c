/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-two-ends.h"

#define GAP       12
#define GAP_BELOW 8

struct _SondeTwoEnds
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget *first;
  GtkWidget *second;
};

G_DEFINE_FINAL_TYPE (SondeTwoEnds, sonde_two_ends, GTK_TYPE_WIDGET)

static void
measure_child (GtkWidget *child, GtkOrientation orientation, int *minimum, int *natural)
{
  *minimum = *natural = 0;
  if (gtk_widget_should_layout (child))
    gtk_widget_measure (child, orientation, -1, minimum, natural, NULL, NULL);
}

/* The second may be shortened in its own line, not the first. */
static gboolean
has_room (SondeTwoEnds *self, int width)
{
  int minimum, first, second;

  measure_child (self->first, GTK_ORIENTATION_HORIZONTAL, &minimum, &first);
  measure_child (self->second, GTK_ORIENTATION_HORIZONTAL, &minimum, &second);
  return first == 0 || second == 0 || width >= first + GAP + second;
}

static GtkSizeRequestMode
sonde_two_ends_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sonde_two_ends_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  SondeTwoEnds *self = SONDE_TWO_ENDS (widget);
  int first_min, first_nat, second_min, second_nat;

  measure_child (self->first, orientation, &first_min, &first_nat);
  measure_child (self->second, orientation, &second_min, &second_nat);
  *minimum = MAX (first_min, second_min);
  *natural
    = orientation == GTK_ORIENTATION_HORIZONTAL ? first_nat + GAP + second_nat : MAX (first_nat, second_nat);
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0 && !has_room (self, for_size))
    *minimum = *natural = first_nat + GAP_BELOW + second_nat;
}

static void
allocate_child (GtkWidget *child, int x, int y, int width, int height, int full_width)
{
  gboolean rtl = gtk_widget_get_direction (child) == GTK_TEXT_DIR_RTL;

  if (gtk_widget_should_layout (child))
    gtk_widget_size_allocate (
      child, &(GtkAllocation){ rtl ? full_width - x - width : x, y, width, height }, -1);
}

static void
sonde_two_ends_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondeTwoEnds *self = SONDE_TWO_ENDS (widget);
  int minimum, first_width, second_width, first_height;

  measure_child (self->first, GTK_ORIENTATION_HORIZONTAL, &minimum, &first_width);
  measure_child (self->second, GTK_ORIENTATION_HORIZONTAL, &minimum, &second_width);
  measure_child (self->first, GTK_ORIENTATION_VERTICAL, &minimum, &first_height);
  first_width = MIN (first_width, width);
  second_width = MIN (second_width, width);
  if (has_room (self, width))
    {
      allocate_child (self->first, 0, 0, first_width, height, width);
      allocate_child (self->second, width - second_width, 0, second_width, height, width);
    }
  else
    {
      int top = first_height + GAP_BELOW;

      allocate_child (self->first, 0, 0, first_width, first_height, width);
      allocate_child (self->second, 0, top, second_width, MAX (height - top, 0), width);
    }
}

static void
sonde_two_ends_dispose (GObject *object)
{
  SondeTwoEnds *self = SONDE_TWO_ENDS (object);

  g_clear_pointer (&self->first, gtk_widget_unparent);
  g_clear_pointer (&self->second, gtk_widget_unparent);

  G_OBJECT_CLASS (sonde_two_ends_parent_class)->dispose (object);
}

static void
sonde_two_ends_class_init (SondeTwoEndsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_two_ends_dispose;
  widget_class->get_request_mode = sonde_two_ends_get_request_mode;
  widget_class->measure = sonde_two_ends_measure;
  widget_class->size_allocate = sonde_two_ends_size_allocate;
}

static void
sonde_two_ends_init (SondeTwoEnds *self)
{
}

GtkWidget *
sonde_two_ends_new (GtkWidget *first, GtkWidget *second)
{
  g_return_val_if_fail (GTK_IS_WIDGET (first), NULL);
  g_return_val_if_fail (GTK_IS_WIDGET (second), NULL);

  SondeTwoEnds *self = g_object_new (SONDE_TYPE_TWO_ENDS, NULL);

  self->first = first;
  self->second = second;
  gtk_widget_set_parent (first, GTK_WIDGET (self));
  gtk_widget_set_parent (second, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
