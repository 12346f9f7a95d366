/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-context-meter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define SIZE  16
#define WIDTH 2.5

/* From here on the ring is there, and from there on it warns: parts of the whole. */
#define SHOWN 0.01
#define FULL  0.8

struct _SondeContextMeter
{
  GtkWidget parent_instance;

  /* state */
  double part;
};

G_DEFINE_FINAL_TYPE (SondeContextMeter, sonde_context_meter, GTK_TYPE_WIDGET)

static void
draw_arc (cairo_t *cr, const GdkRGBA *colour, double alpha, double part)
{
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, colour->alpha * alpha);
  cairo_arc (cr, SIZE / 2.0, SIZE / 2.0, (SIZE - WIDTH) / 2, -G_PI_2, -G_PI_2 + 2 * G_PI * part);
  cairo_stroke (cr);
}

static void
sonde_context_meter_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeContextMeter *self = SONDE_CONTEXT_METER (widget);
  float left = (float) (gtk_widget_get_width (widget) - SIZE) / 2;
  float top = (float) (gtk_widget_get_height (widget) - SIZE) / 2;
  GdkRGBA colour;
  cairo_t *cr;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (left, top));
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, SIZE, SIZE));
  cairo_set_line_width (cr, WIDTH);
  draw_arc (cr, &colour, 0.25, 1);
  draw_arc (cr, &colour, 1, MIN (self->part, 1));
  cairo_destroy (cr);
  gtk_snapshot_restore (snapshot);
}

static void
sonde_context_meter_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
sonde_context_meter_class_init (SondeContextMeterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = sonde_context_meter_measure;
  widget_class->snapshot = sonde_context_meter_snapshot;
  gtk_widget_class_set_css_name (widget_class, "contextmeter");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_METER);
}

static void
sonde_context_meter_init (SondeContextMeter *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Context"),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN,
                                  0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX,
                                  100.0,
                                  -1);
}

GtkWidget *
sonde_context_meter_new (void)
{
  return g_object_new (SONDE_TYPE_CONTEXT_METER, NULL);
}

/** @used: tokens, as far as they can be estimated; @most: how many the model takes, 0 when nobody knows */
void
sonde_context_meter_set (SondeContextMeter *self, gint64 used, gint64 most)
{
  g_return_if_fail (SONDE_IS_CONTEXT_METER (self));

  double part = most > 0 ? (double) used / (double) most : 0;
  g_autofree char *used_text = g_strdup_printf ("%'" G_GINT64_FORMAT, used);
  g_autofree char *most_text = g_strdup_printf ("%'" G_GINT64_FORMAT, most);
  /* Translators: how much of what a model can read at once a conversation fills: "12,300 of 1,000,000 tokens"
   */
  g_autofree char *text = g_strdup_printf (_ ("%s of %s tokens (estimated)"), used_text, most_text);

  self->part = part;
  gtk_widget_set_visible (GTK_WIDGET (self), part >= SHOWN);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  round (part * 100),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  text,
                                  -1);
  if (part >= FULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "full");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "full");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
