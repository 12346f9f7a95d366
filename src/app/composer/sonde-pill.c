/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-pill.h"

#define ICON_SIZE 16
#define SIZE      34
#define PAD_START 11
#define PAD_END   14
#define GAP       7

/* What is inside the button: the icon, and the longest label that there is room for. */
#define SONDE_TYPE_PILL_FACE (sonde_pill_face_get_type ())
G_DECLARE_FINAL_TYPE (SondePillFace, sonde_pill_face, SONDE, PILL_FACE, GtkWidget)

enum
{
  FULL,
  SHORT,
  N_LABELS
};

struct _SondePillFace
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget *icon;
  GtkWidget *labels[N_LABELS];

  /* state */
  int label_widths[N_LABELS]; /* when bold, 0 when not known */
};

G_DEFINE_FINAL_TYPE (SondePillFace, sonde_pill_face, GTK_TYPE_WIDGET)

struct _SondePill
{
  GtkToggleButton parent_instance;
};

G_DEFINE_FINAL_TYPE (SondePill, sonde_pill, GTK_TYPE_TOGGLE_BUTTON)

static int
get_label_width (SondePillFace *self, int i)
{
  GtkWidget *label = self->labels[i];

  if (self->label_widths[i] > 0)
    return self->label_widths[i];

  g_autoptr (PangoLayout) layout
    = gtk_widget_create_pango_layout (label, gtk_label_get_text (GTK_LABEL (label)));
  PangoAttrList *attributes = pango_attr_list_new ();
  int minimum, natural, bold;

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_get_pixel_size (layout, &bold, NULL);
  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);

  self->label_widths[i] = MAX (natural, bold);
  return self->label_widths[i];
}

static int
get_width_with (SondePillFace *self, int i)
{
  return PAD_START + ICON_SIZE + GAP + get_label_width (self, i) + PAD_END;
}

static void
sonde_pill_face_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  SondePillFace *self = SONDE_PILL_FACE (widget);
  int label_min, label_nat;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = SIZE;
      *natural = get_width_with (self, FULL);
      return;
    }

  gtk_widget_measure (self->labels[FULL], orientation, -1, &label_min, &label_nat, NULL, NULL);
  *minimum = *natural = MAX (SIZE, label_nat);
}

static void
allocate_child (GtkWidget *child, int x, int width, int height, int full_width, gboolean rtl)
{
  GtkAllocation place = { rtl ? full_width - x - width : x, 0, width, height };

  gtk_widget_size_allocate (child, &place, -1);
}

static void
sonde_pill_face_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondePillFace *self = SONDE_PILL_FACE (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int shown = FULL;

  while (shown < N_LABELS && width < get_width_with (self, shown))
    shown++;
  for (int i = 0; i < N_LABELS; i++)
    {
      gtk_widget_set_child_visible (self->labels[i], i == shown);
      if (i == shown)
        allocate_child (
          self->labels[i], PAD_START + ICON_SIZE + GAP, get_label_width (self, i), height, width, rtl);
    }
  allocate_child (
    self->icon, shown < N_LABELS ? PAD_START : (width - ICON_SIZE) / 2, ICON_SIZE, height, width, rtl);
}

static void
sonde_pill_face_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (sonde_pill_face_parent_class)->css_changed (widget, change);

  memset (SONDE_PILL_FACE (widget)->label_widths, 0, sizeof SONDE_PILL_FACE (widget)->label_widths);
}

static void
sonde_pill_face_dispose (GObject *object)
{
  SondePillFace *self = SONDE_PILL_FACE (object);

  g_clear_pointer (&self->icon, gtk_widget_unparent);
  for (int i = 0; i < N_LABELS; i++)
    g_clear_pointer (&self->labels[i], gtk_widget_unparent);

  G_OBJECT_CLASS (sonde_pill_face_parent_class)->dispose (object);
}

static void
sonde_pill_face_class_init (SondePillFaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_pill_face_dispose;
  widget_class->measure = sonde_pill_face_measure;
  widget_class->size_allocate = sonde_pill_face_size_allocate;
  widget_class->css_changed = sonde_pill_face_css_changed;
}

static void
sonde_pill_face_init (SondePillFace *self)
{
  self->icon = gtk_image_new ();
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  for (int i = 0; i < N_LABELS; i++)
    {
      self->labels[i] = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (self->labels[i]), 0);
      gtk_widget_set_parent (self->labels[i], GTK_WIDGET (self));
    }
}

static void
sonde_pill_class_init (SondePillClass *klass)
{
}

static void
sonde_pill_init (SondePill *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "pill-toggle");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

/**
 * sonde_pill_new:
 * @label: what is seen where there is room
 * @name: what is seen where there is less, and what assistive technology reads
 */
GtkWidget *
sonde_pill_new (const char *icon_name, const char *label, const char *name)
{
  GtkWidget *pill = g_object_new (SONDE_TYPE_PILL, NULL);
  SondePillFace *face = g_object_new (SONDE_TYPE_PILL_FACE, NULL);

  gtk_image_set_from_icon_name (GTK_IMAGE (face->icon), icon_name);
  gtk_label_set_text (GTK_LABEL (face->labels[FULL]), label);
  gtk_label_set_text (GTK_LABEL (face->labels[SHORT]), name);
  gtk_button_set_child (GTK_BUTTON (pill), GTK_WIDGET (face));
  gtk_accessible_update_property (GTK_ACCESSIBLE (pill), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return pill;
}

/** The width in px with which the short label is seen. */
int
sonde_pill_get_short_width (SondePill *self)
{
  g_return_val_if_fail (SONDE_IS_PILL (self), 0);

  return get_width_with (SONDE_PILL_FACE (gtk_button_get_child (GTK_BUTTON (self))), SHORT);
}
