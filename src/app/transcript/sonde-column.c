/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-column.h"

#define COLUMN_WIDTH  720
#define NARROW_WIDTH  500
#define MARGIN        24
#define MARGIN_NARROW 16
#define MAX_MINIMUM   340
#define MARGIN_TOP    12
#define MARGIN_BOTTOM 20
#define STEP          60

/* Where a row stands, from the top of the content. */
typedef struct
{
  GtkWidget *row;
  int y;
  int height;
} Place;

struct _SondeColumn
{
  GtkWidget parent_instance;

  /* Borrowed */
  GtkWidget *anchor; /* the row that stays where it is */
  GtkWidget *target; /* weak: a descendant to bring into view at the next layout, if it is still there */
  GtkWindow *window; /* whose focus is watched */

  /* Owned */
  GtkAdjustment *hadjustment;
  GtkAdjustment *vadjustment;
  GArray *places;

  /* State */
  guint hscroll_policy : 1;
  guint vscroll_policy : 1;
  gboolean following;
  gboolean in_layout;
  int width;
  double value;
  double anchor_offset; /* from the top of the anchor to the top of the view */
};

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeColumn,
                               sonde_column,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

enum
{
  PROP_FOLLOWING = 1,
  N_PROPS,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *props[N_PROPS];

static int
get_margin (int width)
{
  return width < NARROW_WIDTH ? MARGIN_NARROW : MARGIN;
}

static int
get_column_width (int width)
{
  return CLAMP (width - 2 * get_margin (width), 0, COLUMN_WIDTH);
}

static void
set_following (SondeColumn *self, gboolean following)
{
  if (self->following == following)
    return;
  self->following = following;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLLOWING]);
}

static Place *
find_place (SondeColumn *self, GtkWidget *row)
{
  for (guint i = 0; i < self->places->len; i++)
    if (g_array_index (self->places, Place, i).row == row)
      return &g_array_index (self->places, Place, i);
  return NULL;
}

/* The row at the top of the view becomes the one that stays. */
static void
take_anchor (SondeColumn *self)
{
  self->anchor = NULL;
  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = &g_array_index (self->places, Place, i);

      if (self->anchor != NULL && place->y > self->value)
        break;
      self->anchor = place->row;
      self->anchor_offset = self->value - place->y;
    }
}

/* Fills the places for a width and gives the height of the content. */
static int
measure_rows (SondeColumn *self, int width, GArray *places)
{
  int column_width = get_column_width (width);
  int y = MARGIN_TOP;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      Place place = { row, y, 0 };

      if (!gtk_widget_should_layout (row))
        continue;
      gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, column_width, NULL, &place.height, NULL, NULL);
      y += place.height;
      g_array_append_val (places, place);
    }
  return y + MARGIN_BOTTOM;
}

static void
allocate_rows (SondeColumn *self, int width)
{
  int column_width = get_column_width (width);
  int x = (width - column_width) / 2;

  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = &g_array_index (self->places, Place, i);
      GtkAllocation allocation = { x, place->y - (int) (self->value + 0.5), column_width, place->height };

      gtk_widget_size_allocate (place->row, &allocation, -1);
    }
}

/* Where the view must stand after rows have changed. */
static double
find_value (SondeColumn *self, double max)
{
  Place *place = self->anchor != NULL ? find_place (self, self->anchor) : NULL;

  if (self->following)
    return max;
  return CLAMP (place != NULL ? place->y + self->anchor_offset : self->value, 0, max);
}

static void
configure (SondeColumn *self, double value, int content_height, int height)
{
  self->value = value;
  self->in_layout = TRUE;
  gtk_adjustment_configure (
    self->vadjustment, value, 0, MAX (content_height, height), STEP, height * 0.9, height);
  gtk_adjustment_configure (self->hadjustment, 0, 0, self->width, STEP, self->width, self->width);
  self->in_layout = FALSE;
}

/* The same line stays at the top when a row is set anew for another width, as nearly as rows can say. */
static void
scale_anchor (SondeColumn *self, GArray *places)
{
  Place *old = self->anchor != NULL ? find_place (self, self->anchor) : NULL;

  for (guint i = 0; old != NULL && i < places->len; i++)
    {
      Place *place = &g_array_index (places, Place, i);

      if (place->row == self->anchor && old->height > 0 && self->anchor_offset > 0)
        self->anchor_offset *= (double) place->height / old->height;
    }
}

/* Shows the target below the top, as high as a third of the view allows; it is allocated already. */
static void
aim_at_target (SondeColumn *self, int height)
{
  graphene_rect_t bounds;
  GtkWidget *row = self->target;

  while (row != NULL && gtk_widget_get_parent (row) != GTK_WIDGET (self))
    row = gtk_widget_get_parent (row);
  if (row == NULL || !gtk_widget_compute_bounds (self->target, row, &bounds))
    return;
  self->anchor = row;
  self->anchor_offset = bounds.origin.y - MIN (height / 3.0, MAX (MARGIN, height - bounds.size.height));
}

static void
value_changed_cb (SondeColumn *self)
{
  if (self->in_layout)
    return;

  double value = gtk_adjustment_get_value (self->vadjustment);
  double max
    = gtk_adjustment_get_upper (self->vadjustment) - gtk_adjustment_get_page_size (self->vadjustment);

  set_following (self, value >= self->value && value >= max - 1);
  self->value = value;
  take_anchor (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* The keyboard must not walk out of sight; the pointer only reaches what is in sight. */
static void
focus_changed_cb (SondeColumn *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);
  graphene_rect_t bounds;

  if (focus == NULL || !gtk_window_get_focus_visible (self->window)
      || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self))
      || !gtk_widget_compute_bounds (focus, GTK_WIDGET (self), &bounds))
    return;
  if (bounds.origin.y < 0 || bounds.origin.y + bounds.size.height > gtk_widget_get_height (GTK_WIDGET (self)))
    sonde_column_scroll_to (self, focus);
}

static void
set_adjustment (SondeColumn *self, GtkAdjustment **slot, GtkAdjustment *adjustment)
{
  if (*slot != NULL)
    g_signal_handlers_disconnect_by_data (*slot, self);
  g_clear_object (slot);
  *slot = adjustment != NULL ? g_object_ref (adjustment)
                             : g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  if (slot == &self->vadjustment)
    g_signal_connect_object (*slot, "value-changed", G_CALLBACK (value_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
sonde_column_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    return;
  for (GtkWidget *row = gtk_widget_get_first_child (widget); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      int row_minimum = 0;

      gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, &row_minimum, NULL, NULL, NULL);
      *minimum = MAX (*minimum, row_minimum + 2 * MARGIN_NARROW);
    }
  /* What an answer holds must not make the window wide: X ends a program whose window is too wide. */
  *minimum = MIN (*minimum, MAX_MINIMUM);
  *natural = MAX (*minimum, COLUMN_WIDTH + 2 * MARGIN);
}

static void
sonde_column_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondeColumn *self = SONDE_COLUMN (widget);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  int content_height = measure_rows (self, width, places);
  double max = MAX (content_height - height, 0);

  if (width != self->width)
    scale_anchor (self, places);
  self->width = width;
  g_array_unref (self->places);
  self->places = g_steal_pointer (&places);

  if (self->target != NULL)
    {
      allocate_rows (self, width);
      aim_at_target (self, height);
      g_clear_weak_pointer (&self->target);
    }
  if (max <= 0)
    set_following (self, TRUE);
  configure (self, find_value (self, max), content_height, height);
  if (self->anchor == NULL || self->following)
    take_anchor (self);
  allocate_rows (self, width);
}

/* Rows out of sight are not drawn: the renderer would walk them in every frame. */
static void
sonde_column_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeColumn *self = SONDE_COLUMN (widget);
  int height = gtk_widget_get_height (widget);

  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = &g_array_index (self->places, Place, i);
      double y = place->y - self->value;

      if (y + place->height + MARGIN >= 0 && y - MARGIN <= height)
        gtk_widget_snapshot_child (widget, place->row, snapshot);
    }
}

static void
sonde_column_root (GtkWidget *widget)
{
  SondeColumn *self = SONDE_COLUMN (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (sonde_column_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  self->window = GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
  if (self->window != NULL)
    g_signal_connect_object (
      self->window, "notify::focus-widget", G_CALLBACK (focus_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
sonde_column_unroot (GtkWidget *widget)
{
  SondeColumn *self = SONDE_COLUMN (widget);

  if (self->window != NULL)
    g_signal_handlers_disconnect_by_data (self->window, self);
  self->window = NULL;
  GTK_WIDGET_CLASS (sonde_column_parent_class)->unroot (widget);
}

static void
sonde_column_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeColumn *self = SONDE_COLUMN (object);

  switch (prop_id)
    {
    case PROP_FOLLOWING:
      g_value_set_boolean (value, self->following);
      break;
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->hadjustment);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->vadjustment);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->hscroll_policy);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->vscroll_policy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_column_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SondeColumn *self = SONDE_COLUMN (object);

  switch (prop_id)
    {
    case PROP_HADJUSTMENT:
      set_adjustment (self, &self->hadjustment, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, &self->vadjustment, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->hscroll_policy = g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      self->vscroll_policy = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_column_dispose (GObject *object)
{
  SondeColumn *self = SONDE_COLUMN (object);
  GtkWidget *child;

  g_clear_weak_pointer (&self->target);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_array_set_size (self->places, 0);
  g_clear_object (&self->hadjustment);
  g_clear_object (&self->vadjustment);
  G_OBJECT_CLASS (sonde_column_parent_class)->dispose (object);
}

static void
sonde_column_finalize (GObject *object)
{
  g_array_unref (SONDE_COLUMN (object)->places);
  G_OBJECT_CLASS (sonde_column_parent_class)->finalize (object);
}

static void
sonde_column_class_init (SondeColumnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sonde_column_dispose;
  object_class->finalize = sonde_column_finalize;
  object_class->get_property = sonde_column_get_property;
  object_class->set_property = sonde_column_set_property;
  widget_class->measure = sonde_column_measure;
  widget_class->size_allocate = sonde_column_size_allocate;
  widget_class->snapshot = sonde_column_snapshot;
  widget_class->root = sonde_column_root;
  widget_class->unroot = sonde_column_unroot;

  props[PROP_FOLLOWING] = g_param_spec_boolean (
    "following", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
  gtk_widget_class_set_css_name (widget_class, "readingcolumn");
}

static void
sonde_column_init (SondeColumn *self)
{
  self->following = TRUE;
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  set_adjustment (self, &self->hadjustment, NULL);
  set_adjustment (self, &self->vadjustment, NULL);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
sonde_column_new (void)
{
  return g_object_new (SONDE_TYPE_COLUMN, NULL);
}

/** @previous: (nullable): the row after which to insert, %NULL for the first place */
void
sonde_column_insert_after (SondeColumn *self, GtkWidget *row, GtkWidget *previous)
{
  g_return_if_fail (SONDE_IS_COLUMN (self));
  g_return_if_fail (GTK_IS_WIDGET (row));

  gtk_widget_insert_after (row, GTK_WIDGET (self), previous);
}

/** What stays in its place when the anchor goes is the row that follows it. */
void
sonde_column_remove (SondeColumn *self, GtkWidget *row)
{
  g_return_if_fail (SONDE_IS_COLUMN (self));
  g_return_if_fail (gtk_widget_get_parent (row) == GTK_WIDGET (self));

  if (self->target != NULL && (self->target == row || gtk_widget_is_ancestor (self->target, row)))
    g_clear_weak_pointer (&self->target);
  if (self->anchor == row)
    {
      self->anchor = gtk_widget_get_next_sibling (row);
      self->anchor_offset = 0;
    }
  for (guint i = 0; i < self->places->len; i++)
    if (g_array_index (self->places, Place, i).row == row)
      g_array_remove_index (self->places, i--);
  gtk_widget_unparent (row);
}

gboolean
sonde_column_get_following (SondeColumn *self)
{
  g_return_val_if_fail (SONDE_IS_COLUMN (self), FALSE);

  return self->following;
}

/** Goes to the end and stays there. */
void
sonde_column_follow (SondeColumn *self)
{
  g_return_if_fail (SONDE_IS_COLUMN (self));

  g_clear_weak_pointer (&self->target);
  set_following (self, TRUE);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * sonde_column_hold:
 * @self: a column
 * @row: (nullable): the row that stays in its place, %NULL for the one at the top
 *
 * Stays where it is now, although it may be at the end.
 */
void
sonde_column_hold (SondeColumn *self, GtkWidget *row)
{
  g_return_if_fail (SONDE_IS_COLUMN (self));

  Place *place = row != NULL ? find_place (self, row) : NULL;

  take_anchor (self);
  if (place != NULL)
    {
      self->anchor = row;
      self->anchor_offset = self->value - place->y;
    }
  set_following (self, FALSE);
}

/** Brings a descendant into view at the next layout, which may be the one that first places it. */
void
sonde_column_scroll_to (SondeColumn *self, GtkWidget *descendant)
{
  g_return_if_fail (SONDE_IS_COLUMN (self));
  g_return_if_fail (GTK_IS_WIDGET (descendant));

  g_set_weak_pointer (&self->target, descendant);
  set_following (self, FALSE);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
