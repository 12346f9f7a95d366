/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-clamp.h"

#define MARGIN 24

struct _SondeClamp
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget *child;

  /* state */
  int limit;
  int narrow_margin;
  int bottom_margin;
};

G_DEFINE_FINAL_TYPE (SondeClamp, sonde_clamp, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_CHILD,
  PROP_LIMIT,
  PROP_NARROW_MARGIN,
  PROP_BOTTOM_MARGIN,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static int
get_child_width (SondeClamp *self, int width)
{
  int margin = width < SONDE_NARROW_WIDTH ? self->narrow_margin : MARGIN;

  return CLAMP (width - 2 * margin, 0, self->limit);
}

static int
get_bottom (SondeClamp *self, int width)
{
  return width < SONDE_NARROW_WIDTH ? MIN (self->narrow_margin, self->bottom_margin) : self->bottom_margin;
}

static GtkSizeRequestMode
sonde_clamp_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sonde_clamp_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  SondeClamp *self = SONDE_CLAMP (widget);
  int child_min = 0, child_nat = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      if (self->child)
        gtk_widget_measure (self->child, orientation, -1, &child_min, &child_nat, NULL, NULL);
      *minimum = child_min + 2 * self->narrow_margin;
      *natural = MAX (*minimum, MIN (child_nat, self->limit) + 2 * MARGIN);
      return;
    }

  int width = for_size < 0 ? self->limit + 2 * MARGIN : for_size;
  int bottom = get_bottom (self, width);

  if (self->child)
    gtk_widget_measure (
      self->child, orientation, get_child_width (self, width), &child_min, &child_nat, NULL, NULL);
  *minimum = child_min + bottom;
  *natural = child_nat + bottom;
}

static void
sonde_clamp_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondeClamp *self = SONDE_CLAMP (widget);
  int child_width = get_child_width (self, width);
  GtkAllocation place = { (width - child_width) / 2, 0, child_width, height - get_bottom (self, width) };

  if (self->child)
    gtk_widget_size_allocate (self->child, &place, -1);
}

static void
sonde_clamp_dispose (GObject *object)
{
  SondeClamp *self = SONDE_CLAMP (object);

  g_clear_pointer (&self->child, gtk_widget_unparent);

  G_OBJECT_CLASS (sonde_clamp_parent_class)->dispose (object);
}

static void
set_limit (SondeClamp *self, int limit)
{
  if (self->limit == limit)
    return;
  self->limit = limit;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LIMIT]);
}

static void
sonde_clamp_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeClamp *self = SONDE_CLAMP (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_LIMIT:
      g_value_set_int (value, self->limit);
      break;
    case PROP_NARROW_MARGIN:
      g_value_set_int (value, self->narrow_margin);
      break;
    case PROP_BOTTOM_MARGIN:
      g_value_set_int (value, self->bottom_margin);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_clamp_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SondeClamp *self = SONDE_CLAMP (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      sonde_clamp_set_child (self, g_value_get_object (value));
      break;
    case PROP_LIMIT:
      set_limit (self, g_value_get_int (value));
      break;
    case PROP_NARROW_MARGIN:
      self->narrow_margin = g_value_get_int (value);
      break;
    case PROP_BOTTOM_MARGIN:
      self->bottom_margin = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_clamp_class_init (SondeClampClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = sonde_clamp_dispose;
  object_class->get_property = sonde_clamp_get_property;
  object_class->set_property = sonde_clamp_set_property;
  widget_class->get_request_mode = sonde_clamp_get_request_mode;
  widget_class->measure = sonde_clamp_measure;
  widget_class->size_allocate = sonde_clamp_size_allocate;

  props[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_LIMIT]
    = g_param_spec_int ("limit", NULL, NULL, 1, G_MAXINT, SONDE_CLAMP_WIDTH, flags | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_NARROW_MARGIN]
    = g_param_spec_int ("narrow-margin", NULL, NULL, 0, 100, 16, flags | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_BOTTOM_MARGIN]
    = g_param_spec_int ("bottom-margin", NULL, NULL, 0, 100, 0, flags | G_PARAM_CONSTRUCT_ONLY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sonde_clamp_init (SondeClamp *self)
{
  self->limit = SONDE_CLAMP_WIDTH;
}

/**
 * sonde_clamp_set_child:
 * @child: (nullable) (transfer floating): takes the place of the present child
 */
void
sonde_clamp_set_child (SondeClamp *self, GtkWidget *child)
{
  g_return_if_fail (SONDE_IS_CLAMP (self));
  g_return_if_fail (child == NULL || GTK_IS_WIDGET (child));

  if (child == self->child)
    return;

  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CHILD]);
}
