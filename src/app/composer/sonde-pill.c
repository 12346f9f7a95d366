/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-pill.h"

#define ICON_SIZE 16
#define SIZE      34
#define PAD_START 11
#define PAD_END   14
#define GAP       7

/* What is inside the button: the icon, and the label where there is room for it. */
#define SONDE_TYPE_PILL_FACE (sonde_pill_face_get_type ())
G_DECLARE_FINAL_TYPE (SondePillFace, sonde_pill_face, SONDE, PILL_FACE, GtkWidget)

struct _SondePillFace
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget *icon;
  GtkWidget *label;

  /* state */
  int label_width; /* of the bold label, 0 when not known */
};

G_DEFINE_FINAL_TYPE (SondePillFace, sonde_pill_face, GTK_TYPE_WIDGET)

struct _SondePill
{
  GtkToggleButton parent_instance;
};

G_DEFINE_FINAL_TYPE (SondePill, sonde_pill, GTK_TYPE_TOGGLE_BUTTON)

static int
get_label_width (SondePillFace *self)
{
  if (self->label_width > 0)
    return self->label_width;

  g_autoptr (PangoLayout) layout
    = gtk_widget_create_pango_layout (self->label, gtk_label_get_text (GTK_LABEL (self->label)));
  PangoAttrList *attributes = pango_attr_list_new ();
  int minimum, natural, bold;

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_get_pixel_size (layout, &bold, NULL);
  gtk_widget_measure (self->label, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);

  self->label_width = MAX (natural, bold);
  return self->label_width;
}

static int
get_full_width (SondePillFace *self)
{
  return PAD_START + ICON_SIZE + GAP + get_label_width (self) + PAD_END;
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
      *natural = get_full_width (self);
      return;
    }

  gtk_widget_measure (self->label, orientation, -1, &label_min, &label_nat, NULL, NULL);
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
  gboolean full = width >= get_full_width (self);
  int icon_x = full ? PAD_START : (width - ICON_SIZE) / 2;

  gtk_widget_set_child_visible (self->label, full);
  allocate_child (self->icon, icon_x, ICON_SIZE, height, width, rtl);
  if (full)
    allocate_child (self->label, PAD_START + ICON_SIZE + GAP, get_label_width (self), height, width, rtl);
}

static void
sonde_pill_face_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (sonde_pill_face_parent_class)->css_changed (widget, change);

  SONDE_PILL_FACE (widget)->label_width = 0;
}

static void
sonde_pill_face_dispose (GObject *object)
{
  SondePillFace *self = SONDE_PILL_FACE (object);

  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);

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
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
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
 * @label: what is seen, also as the tooltip
 * @accessible_name: what assistive technology reads
 */
GtkWidget *
sonde_pill_new (const char *icon_name, const char *label, const char *accessible_name)
{
  GtkWidget *pill = g_object_new (SONDE_TYPE_PILL, NULL);
  SondePillFace *face = g_object_new (SONDE_TYPE_PILL_FACE, NULL);

  gtk_image_set_from_icon_name (GTK_IMAGE (face->icon), icon_name);
  gtk_label_set_text (GTK_LABEL (face->label), label);
  gtk_button_set_child (GTK_BUTTON (pill), GTK_WIDGET (face));
  gtk_accessible_update_property (GTK_ACCESSIBLE (pill), GTK_ACCESSIBLE_PROPERTY_LABEL, accessible_name, -1);
  return pill;
}
