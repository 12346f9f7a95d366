/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-line.h"

struct _SondeLine
{
  GtkWidget parent_instance;

  /* Owned */
  PangoLayout *layout;
};

G_DEFINE_FINAL_TYPE (SondeLine, sonde_line, GTK_TYPE_WIDGET)

static int
get_height (SondeLine *self)
{
  int height = 0;

  pango_layout_get_pixel_size (self->layout, NULL, &height);
  return height;
}

static void
sonde_line_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? get_height (SONDE_LINE (widget)) : 0;
}

static void
sonde_line_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  pango_layout_set_width (SONDE_LINE (widget)->layout, width * PANGO_SCALE);
}

static void
sonde_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gtk_snapshot_append_layout (snapshot, SONDE_LINE (widget)->layout, &color);
}

static void
sonde_line_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (sonde_line_parent_class)->css_changed (widget, change);
  pango_layout_context_changed (SONDE_LINE (widget)->layout);
}

static void
sonde_line_finalize (GObject *object)
{
  g_object_unref (SONDE_LINE (object)->layout);
  G_OBJECT_CLASS (sonde_line_parent_class)->finalize (object);
}

static void
sonde_line_class_init (SondeLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sonde_line_finalize;
  widget_class->measure = sonde_line_measure;
  widget_class->size_allocate = sonde_line_size_allocate;
  widget_class->snapshot = sonde_line_snapshot;
  widget_class->css_changed = sonde_line_css_changed;
  gtk_widget_class_set_css_name (widget_class, "line");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
sonde_line_init (SondeLine *self)
{
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_START);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
}

GtkWidget *
sonde_line_new (void)
{
  return g_object_new (SONDE_TYPE_LINE, NULL);
}

/** @text: what to show, which is the accessible name too */
void
sonde_line_set_text (SondeLine *self, const char *text)
{
  g_return_if_fail (SONDE_IS_LINE (self));
  g_return_if_fail (text != NULL);

  if (g_str_equal (pango_layout_get_text (self->layout), text))
    return;
  pango_layout_set_text (self->layout, text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
