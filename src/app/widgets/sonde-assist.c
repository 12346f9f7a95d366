/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-assist.h"

/* The label that names an item; the shortcut beside it is told in another way. */
static gboolean
is_mute_label (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget)
         && gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)) == GTK_ACCESSIBLE_ROLE_PRESENTATION
         && !g_str_equal (gtk_widget_get_css_name (widget), "accelerator");
}

/* What was decoration when it got its text has no name either. */
static void
give_voice (GtkWidget *widget)
{
  if (is_mute_label (widget))
    {
      g_object_set (widget, "accessible-role", GTK_ACCESSIBLE_ROLE_LABEL, NULL);
      gtk_accessible_update_property (
        GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, gtk_label_get_text (GTK_LABEL (widget)), -1);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    give_voice (child);
}

/**
 * sonde_assist_create_menu:
 * @model: what is in it; does not change
 *
 * A popover menu with items that have names: GTK 4.18 makes mere decoration of their labels, from which it
 * takes no name.
 */
GtkWidget *
sonde_assist_create_menu (GMenuModel *model)
{
  g_return_val_if_fail (G_IS_MENU_MODEL (model), NULL);

  GtkWidget *menu = gtk_popover_menu_new_from_model (model);

  give_voice (menu);
  return menu;
}

/* The widget that had the focus, and the one that a menu hung on. */
typedef struct
{
  GtkWidget *focus;
  GtkWidget *parent;
} Return;

static void
return_free (Return *self)
{
  g_object_unref (self->focus);
  g_object_unref (self->parent);
  g_free (self);
}

static gboolean
return_cb (gpointer user_data)
{
  Return *self = user_data;
  GtkRoot *root = gtk_widget_get_root (self->parent);

  if (root != NULL && gtk_root_get_focus (root) == self->parent && gtk_widget_get_mapped (self->focus))
    gtk_widget_grab_focus (self->focus);
  return G_SOURCE_REMOVE;
}

static void
closed_cb (GtkWidget *focus, GtkPopover *popover)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (popover));

  g_signal_handlers_disconnect_by_func (popover, closed_cb, focus);
  if (!gtk_widget_get_mapped (focus))
    return;
  gtk_widget_grab_focus (focus);
  /* Newer ones give it to the parent, after this. */
  if (parent != NULL && parent != focus)
    {
      Return *data = g_new (Return, 1);

      *data = (Return){ g_object_ref (focus), g_object_ref (parent) };
      g_idle_add_full (G_PRIORITY_DEFAULT, return_cb, data, (GDestroyNotify) return_free);
    }
}

/**
 * sonde_assist_return_focus:
 * @popover: has a parent, and is about to be shown
 *
 * When it closes, what has the focus now gets it back. GTK 4.8 would give it to the first widget of the
 * window.
 */
void
sonde_assist_return_focus (GtkPopover *popover)
{
  g_return_if_fail (GTK_IS_POPOVER (popover));

  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (popover));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  if (focus)
    g_signal_connect_object (popover, "closed", G_CALLBACK (closed_cb), focus, G_CONNECT_SWAPPED);
}

/**
 * sonde_assist_set_name:
 * @widget: a button with a label, or something else that has a name already
 * @name: what it is called instead
 *
 * Newer ones have the label name the button, and that goes before the name which it is given.
 */
void
sonde_assist_set_name (GtkWidget *widget, const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && name != NULL);

  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static gboolean
has_text (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LABEL (child) || has_text (child))
      return TRUE;
  return FALSE;
}

/** Names the buttons below @widget that show only an icon by what their tooltip says: libadwaita 1.2 leaves
 * them without a name. */
void
sonde_assist_name_icons (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  const char *tooltip = gtk_widget_get_tooltip_text (widget);

  if (GTK_IS_BUTTON (widget) && tooltip && !has_text (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    sonde_assist_name_icons (child);
}

/** Names the switches below @widget: libadwaita 1.2 leaves that of an expander row without a name. */
void
sonde_assist_name_switches (GtkWidget *widget, const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && name != NULL);

  if (GTK_IS_SWITCH (widget))
    sonde_assist_set_name (widget, name);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    sonde_assist_name_switches (child, name);
}
