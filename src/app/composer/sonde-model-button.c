/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-model-button.h"

#include <glib/gi18n-lib.h>

#define SIZE  34
#define PAD   10
#define ARROW 16
#define GAP   2
/* With less than this a part of a name is not worth showing. */
#define SHORTEST 80

#define SONDE_TYPE_MODEL_FACE (sonde_model_face_get_type ())
G_DECLARE_FINAL_TYPE (SondeModelFace, sonde_model_face, SONDE, MODEL_FACE, GtkWidget)

struct _SondeModelFace
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget *full;
  GtkWidget *brief;
  GtkWidget *arrow;
};

G_DEFINE_FINAL_TYPE (SondeModelFace, sonde_model_face, GTK_TYPE_WIDGET)

struct _SondeModelButton
{
  GtkButton parent_instance;

  /* borrowed */
  SondeModelFace *face;
};

G_DEFINE_FINAL_TYPE (SondeModelButton, sonde_model_button, GTK_TYPE_BUTTON)

static int
get_natural (GtkWidget *child, GtkOrientation orientation)
{
  int minimum, natural;

  gtk_widget_measure (child, orientation, -1, &minimum, &natural, NULL, NULL);
  return natural;
}

static int
get_width_with (GtkWidget *label)
{
  return PAD + get_natural (label, GTK_ORIENTATION_HORIZONTAL) + GAP + ARROW + PAD / 2;
}

static void
sonde_model_face_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  SondeModelFace *self = SONDE_MODEL_FACE (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = SIZE;
      *natural = MAX (SIZE, get_width_with (self->full));
    }
  else
    *minimum = *natural = MAX (SIZE, get_natural (self->full, orientation));
}

static void
sonde_model_face_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondeModelFace *self = SONDE_MODEL_FACE (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  gboolean full = width >= get_width_with (self->full);
  gboolean brief = !full && width >= MIN (get_width_with (self->brief), SHORTEST);
  GtkWidget *label = full ? self->full : self->brief;
  int room = width - PAD - GAP - ARROW - PAD / 2;
  int label_width = MIN (room, get_natural (label, GTK_ORIENTATION_HORIZONTAL));
  int arrow_x = full || brief ? width - PAD / 2 - ARROW : (width - ARROW) / 2;
  int label_x = arrow_x - GAP - label_width;

  gtk_widget_set_child_visible (self->full, full);
  gtk_widget_set_child_visible (self->brief, brief);
  if (full || brief)
    gtk_widget_size_allocate (
      label, &(GtkAllocation){ rtl ? width - label_x - label_width : label_x, 0, label_width, height }, -1);
  gtk_widget_size_allocate (
    self->arrow, &(GtkAllocation){ rtl ? width - arrow_x - ARROW : arrow_x, 0, ARROW, height }, -1);
}

static void
sonde_model_face_dispose (GObject *object)
{
  SondeModelFace *self = SONDE_MODEL_FACE (object);

  g_clear_pointer (&self->full, gtk_widget_unparent);
  g_clear_pointer (&self->brief, gtk_widget_unparent);
  g_clear_pointer (&self->arrow, gtk_widget_unparent);

  G_OBJECT_CLASS (sonde_model_face_parent_class)->dispose (object);
}

static void
sonde_model_face_class_init (SondeModelFaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_model_face_dispose;
  gtk_widget_class_set_css_name (widget_class, "modelface");
  widget_class->measure = sonde_model_face_measure;
  widget_class->size_allocate = sonde_model_face_size_allocate;
}

static void
sonde_model_face_init (SondeModelFace *self)
{
  self->full = gtk_label_new (NULL);
  self->brief = gtk_label_new (NULL);
  self->arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");
  gtk_label_set_ellipsize (GTK_LABEL (self->brief), PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (self->full, GTK_WIDGET (self));
  gtk_widget_set_parent (self->brief, GTK_WIDGET (self));
  gtk_widget_set_parent (self->arrow, GTK_WIDGET (self));
}

static void
sonde_model_button_class_init (SondeModelButtonClass *klass)
{
}

static void
sonde_model_button_init (SondeModelButton *self)
{
  self->face = g_object_new (SONDE_TYPE_MODEL_FACE, NULL);
  gtk_button_set_child (GTK_BUTTON (self), GTK_WIDGET (self->face));
  gtk_widget_add_css_class (GTK_WIDGET (self), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self), "model");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Model"), -1);
}

GtkWidget *
sonde_model_button_new (void)
{
  return g_object_new (SONDE_TYPE_MODEL_BUTTON, NULL);
}

/* "DeepSeek Flash" → "Flash", "deepseek-ai/DeepSeek-V3" → "DeepSeek-V3" */
static const char *
get_short_label (const char *label)
{
  const char *slash = strrchr (label, '/');

  if (slash && slash[1] != '\0')
    return slash + 1;
  if (g_str_has_prefix (label, "DeepSeek ") && label[strlen ("DeepSeek ")] != '\0')
    return label + strlen ("DeepSeek ");
  return label;
}

/**
 * sonde_model_button_set_model:
 * @label: the model's name for people
 * @description: mode and model in words
 */
void
sonde_model_button_set_model (SondeModelButton *self, const char *label, const char *description)
{
  g_return_if_fail (SONDE_IS_MODEL_BUTTON (self));

  gtk_label_set_text (GTK_LABEL (self->face->full), label);
  gtk_label_set_text (GTK_LABEL (self->face->brief), get_short_label (label));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), description);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

int
sonde_model_button_get_short_width (SondeModelButton *self)
{
  g_return_val_if_fail (SONDE_IS_MODEL_BUTTON (self), 0);

  return get_width_with (self->face->brief);
}
