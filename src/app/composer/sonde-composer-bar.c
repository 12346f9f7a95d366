/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-composer-bar.h"

#include <glib/gi18n-lib.h>

#include "sonde-pill.h"

#define GAP 6

enum
{
  ATTACH,
  DEEPTHINK,
  SEARCH,
  METER,
  MODEL,
  SEND,
  STOP,
  N_PARTS
};

struct _SondeComposerBar
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget *parts[N_PARTS];
};

G_DEFINE_FINAL_TYPE (SondeComposerBar, sonde_composer_bar, GTK_TYPE_WIDGET)

static void
measure_width (GtkWidget *part, int *minimum, int *natural)
{
  *minimum = *natural = 0;
  if (gtk_widget_should_layout (part))
    gtk_widget_measure (part, GTK_ORIENTATION_HORIZONTAL, -1, minimum, natural, NULL, NULL);
}

static void
measure_parts (SondeComposerBar *self, int minimum[N_PARTS], int natural[N_PARTS])
{
  for (int i = 0; i < N_PARTS; i++)
    measure_width (self->parts[i], &minimum[i], &natural[i]);
  /* Send and Stop share one place. */
  minimum[SEND] = natural[SEND] = MAX (natural[SEND], natural[STOP]);
  minimum[STOP] = natural[STOP] = 0;
}

/* Of the parts that can be hidden only the meter has a place of its own. */
static int
sum (const int widths[N_PARTS])
{
  int total = (widths[METER] > 0 ? 5 : 4) * GAP;

  for (int i = 0; i < N_PARTS; i++)
    total += widths[i];
  return total;
}

static void
sonde_composer_bar_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  SondeComposerBar *self = SONDE_COMPOSER_BAR (widget);
  int part_min[N_PARTS], part_nat[N_PARTS];

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_parts (self, part_min, part_nat);
      *minimum = sum (part_min);
      *natural = sum (part_nat);
      return;
    }

  *minimum = *natural = 0;
  for (int i = 0; i < N_PARTS; i++)
    {
      int min_height, nat_height;

      gtk_widget_measure (self->parts[i], orientation, -1, &min_height, &nat_height, NULL, NULL);
      *minimum = MAX (*minimum, min_height);
      *natural = MAX (*natural, nat_height);
    }
}

static void
widen (int *width, int to, int *room)
{
  if (to > *width && to - *width <= *room)
    {
      *room -= to - *width;
      *width = to;
    }
}

static gboolean
is_on (SondeComposerBar *self, int pill)
{
  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->parts[pill]));
}

static int
get_short_width (SondeComposerBar *self, int part)
{
  if (part == MODEL)
    return sonde_model_button_get_short_width (SONDE_MODEL_BUTTON (self->parts[part]));
  return sonde_pill_get_short_width (SONDE_PILL (self->parts[part]));
}

static void
share_width (SondeComposerBar *self, int width, int widths[N_PARTS])
{
  int natural[N_PARTS];
  int room;

  measure_parts (self, widths, natural);
  room = width - sum (widths);

  for (int pill = DEEPTHINK; pill <= SEARCH; pill++)
    if (is_on (self, pill))
      widen (&widths[pill], get_short_width (self, pill), &room);
  widen (&widths[MODEL], MIN (get_short_width (self, MODEL), natural[MODEL]), &room);
  for (int pill = DEEPTHINK; pill <= SEARCH; pill++)
    if (is_on (self, pill))
      widen (&widths[pill], natural[pill], &room);
  widen (&widths[MODEL], natural[MODEL], &room);

  /* Those that are off get their labels together or not at all. */
  int both = natural[DEEPTHINK] - widths[DEEPTHINK] + natural[SEARCH] - widths[SEARCH];
  if (both <= room)
    {
      widths[DEEPTHINK] = natural[DEEPTHINK];
      widths[SEARCH] = natural[SEARCH];
    }
}

static void
allocate_part (SondeComposerBar *self, int part, int x, int part_width)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (gtk_widget_should_layout (self->parts[part]))
    gtk_widget_size_allocate (
      self->parts[part], &(GtkAllocation){ rtl ? width - x - part_width : x, 0, part_width, height }, -1);
}

static void
sonde_composer_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondeComposerBar *self = SONDE_COMPOSER_BAR (widget);
  int widths[N_PARTS];
  int x = 0;

  share_width (self, width, widths);
  for (int part = ATTACH; part <= SEARCH; part++)
    {
      allocate_part (self, part, x, widths[part]);
      x += widths[part] + GAP;
    }

  x = width - widths[SEND];
  allocate_part (self, SEND, x, widths[SEND]);
  allocate_part (self, STOP, x, widths[SEND]);
  x -= GAP + widths[MODEL];
  allocate_part (self, MODEL, x, widths[MODEL]);
  allocate_part (self, METER, x - GAP - widths[METER], widths[METER]);
}

static void
sonde_composer_bar_dispose (GObject *object)
{
  SondeComposerBar *self = SONDE_COMPOSER_BAR (object);

  for (int i = 0; i < N_PARTS; i++)
    g_clear_pointer (&self->parts[i], gtk_widget_unparent);

  G_OBJECT_CLASS (sonde_composer_bar_parent_class)->dispose (object);
}

static void
sonde_composer_bar_class_init (SondeComposerBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_composer_bar_dispose;
  widget_class->measure = sonde_composer_bar_measure;
  widget_class->size_allocate = sonde_composer_bar_size_allocate;
}

static GtkWidget *
make_icon_button (const char *icon_name, const char *name, const char *css_class)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_tooltip_text (button, name);
  gtk_widget_add_css_class (button, css_class);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static void
sonde_composer_bar_init (SondeComposerBar *self)
{
  self->parts[ATTACH] = make_icon_button ("sonde-attach-symbolic", _ ("Attach"), "attach");
  self->parts[DEEPTHINK] = sonde_pill_new ("sonde-deepthink-symbolic", _ ("DeepThink (R1)"), _ ("DeepThink"));
  self->parts[SEARCH] = sonde_pill_new ("sonde-search-web-symbolic", _ ("Search"), _ ("Search"));
  self->parts[METER] = sonde_context_meter_new ();
  self->parts[MODEL] = sonde_model_button_new ();
  self->parts[SEND] = make_icon_button ("sonde-send-symbolic", _ ("Send"), "send");
  self->parts[STOP] = make_icon_button ("sonde-stop-symbolic", _ ("Stop"), "stop");
  gtk_widget_add_css_class (self->parts[ATTACH], "flat");
  gtk_widget_set_tooltip_text (self->parts[DEEPTHINK], _ ("Let the model reason before it answers"));
  gtk_widget_set_tooltip_text (self->parts[SEARCH], _ ("Search the web before answering"));
  gtk_widget_set_visible (self->parts[STOP], FALSE);
  for (int i = 0; i < N_PARTS; i++)
    gtk_widget_set_parent (self->parts[i], GTK_WIDGET (self));

  for (int pill = DEEPTHINK; pill <= SEARCH; pill++)
    g_signal_connect_swapped (
      self->parts[pill], "notify::active", G_CALLBACK (gtk_widget_queue_allocate), self);
}

GtkWidget *
sonde_composer_bar_get_attach (SondeComposerBar *self)
{
  g_return_val_if_fail (SONDE_IS_COMPOSER_BAR (self), NULL);

  return self->parts[ATTACH];
}

GtkToggleButton *
sonde_composer_bar_get_deepthink (SondeComposerBar *self)
{
  g_return_val_if_fail (SONDE_IS_COMPOSER_BAR (self), NULL);

  return GTK_TOGGLE_BUTTON (self->parts[DEEPTHINK]);
}

GtkToggleButton *
sonde_composer_bar_get_search (SondeComposerBar *self)
{
  g_return_val_if_fail (SONDE_IS_COMPOSER_BAR (self), NULL);

  return GTK_TOGGLE_BUTTON (self->parts[SEARCH]);
}

SondeModelButton *
sonde_composer_bar_get_model (SondeComposerBar *self)
{
  g_return_val_if_fail (SONDE_IS_COMPOSER_BAR (self), NULL);

  return SONDE_MODEL_BUTTON (self->parts[MODEL]);
}

SondeContextMeter *
sonde_composer_bar_get_meter (SondeComposerBar *self)
{
  g_return_val_if_fail (SONDE_IS_COMPOSER_BAR (self), NULL);

  return SONDE_CONTEXT_METER (self->parts[METER]);
}

GtkWidget *
sonde_composer_bar_get_send (SondeComposerBar *self)
{
  g_return_val_if_fail (SONDE_IS_COMPOSER_BAR (self), NULL);

  return self->parts[SEND];
}

GtkWidget *
sonde_composer_bar_get_stop (SondeComposerBar *self)
{
  g_return_val_if_fail (SONDE_IS_COMPOSER_BAR (self), NULL);

  return self->parts[STOP];
}
