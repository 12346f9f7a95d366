/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-places.h"

#include <glib/gi18n-lib.h>

#include "sonde-assist.h"
#include "sonde-folder.h"

struct _SondePlaces
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget *scroller;
  GtkWidget *menu; /* made when it is asked for */
  GListModel *folders;
  char *folder; /* where the person looks */

  /* borrowed, in the scroller */
  GtkListBox *list;

  /* state */
  SondeShelf shelf;
};

G_DEFINE_FINAL_TYPE (SondePlaces, sonde_places, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  DROPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What a row stands for; of the row for a new folder there is none. */
typedef struct
{
  SondeShelf shelf;
  char *folder;
  gint64 folder_id;
} Place;

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->folder);
  g_free (place);
}

static Place *
get_place (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "place");
}

/* The present place */

static void
mark_present (SondePlaces *self)
{
  GtkListBoxRow *row;

  gtk_list_box_unselect_all (self->list);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      Place *place = get_place (GTK_WIDGET (row));

      if (place && place->shelf == self->shelf && g_strcmp0 (place->folder, self->folder) == 0)
        gtk_list_box_select_row (self->list, row);
    }
}

static void
row_activated_cb (SondePlaces *self, GtkListBoxRow *row)
{
  Place *place = get_place (GTK_WIDGET (row));

  if (place)
    g_signal_emit (self, signals[CHOSEN], 0, (int) place->shelf, place->folder);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.new-folder", "ax", NULL);
  mark_present (self);
}

/* The menu of a folder */

static void
append_menu_item (GMenu *menu, const char *label, const char *action, gint64 id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", id);
  g_menu_append_item (menu, item);
}

/* Up or down among the folders; @position is what it would be then. */
static void
append_move (SondePlaces *self, GMenu *menu, const char *label, gint64 id, int position)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  if (position < 0 || position >= (int) g_list_model_get_n_items (self->folders))
    return;
  g_menu_item_set_action_and_target (item, "win.move-folder", "(xi)", id, position);
  g_menu_append_item (menu, item);
}

static int
find_position (SondePlaces *self, gint64 id)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->folders); i++)
    {
      g_autoptr (SondeFolder) folder = g_list_model_get_item (self->folders, i);

      if (sonde_folder_get_id (folder) == id)
        return (int) i;
    }
  return -1;
}

static gboolean
show_menu (SondePlaces *self, GtkWidget *row, const GdkRectangle *at)
{
  Place *place = get_place (row);
  g_autoptr (GMenu) menu = g_menu_new ();

  if (place == NULL || place->folder_id == 0)
    return FALSE;

  append_menu_item (menu, _ ("_Rename…"), "win.rename-folder", place->folder_id);
  append_move (self, menu, _ ("Move _Up"), place->folder_id, find_position (self, place->folder_id) - 1);
  append_move (self, menu, _ ("Move _Down"), place->folder_id, find_position (self, place->folder_id) + 1);
  append_menu_item (menu, _ ("Re_move Folder"), "win.remove-folder", place->folder_id);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = sonde_assist_create_menu (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, row);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), at);
  sonde_assist_return_focus (GTK_POPOVER (self->menu));
  gtk_popover_popup (GTK_POPOVER (self->menu));
  return TRUE;
}

static void
row_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, SondePlaces *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  GdkEvent *event = gtk_gesture_get_last_event (GTK_GESTURE (gesture), NULL);

  if (event && gdk_event_triggers_context_menu (event)
      && show_menu (self, row, &(GdkRectangle){ (int) x, (int) y, 1, 1 }))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
row_long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, SondePlaces *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  show_menu (self, row, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
}

static gboolean
menu_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  SondePlaces *self = SONDE_PLACES (widget);
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self->list));

  return row && show_menu (self, row, &(GdkRectangle){ 16, gtk_widget_get_height (row), 1, 1 });
}

/* Rows */

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, SondePlaces *self)
{
  Place *place = get_place (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target)));

  g_signal_emit (self, signals[DROPPED], 0, g_value_get_object (value), (int) place->shelf, place->folder);
  return TRUE;
}

static void
add_controllers (SondePlaces *self, GtkWidget *row, const Place *place)
{
  GtkDropTarget *drop = gtk_drop_target_new (SONDE_TYPE_CONVERSATION, GDK_ACTION_MOVE);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();

  g_signal_connect_object (drop, "drop", G_CALLBACK (dropped_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (drop));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect_object (click, "pressed", G_CALLBACK (row_pressed_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect_object (long_press, "pressed", G_CALLBACK (row_long_pressed_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (long_press));
}

static GtkWidget *
append_row (SondePlaces *self, const char *icon_name, const char *name)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *label = gtk_label_new (name);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon_name));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_list_box_append (self->list, row);
  return row;
}

static void
append_place (
  SondePlaces *self, const char *icon_name, const char *name, SondeShelf shelf, SondeFolder *folder)
{
  GtkWidget *row = append_row (self, icon_name, name);
  Place *place = g_new0 (Place, 1);

  place->shelf = shelf;
  place->folder = folder ? g_strdup (sonde_folder_get_name (folder)) : NULL;
  place->folder_id = folder ? sonde_folder_get_id (folder) : 0;
  g_object_set_data_full (G_OBJECT (row), "place", place, place_free);
  add_controllers (self, row, place);
}

static void
fill (SondePlaces *self)
{
  GtkListBoxRow *row;

  g_clear_pointer (&self->menu, gtk_widget_unparent); /* hangs on a row */
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));

  append_place (self, "view-list-symbolic", _ ("All Conversations"), SONDE_SHELF_CURRENT, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (self->folders); i++)
    {
      g_autoptr (SondeFolder) folder = g_list_model_get_item (self->folders, i);

      append_place (self, "folder-symbolic", sonde_folder_get_name (folder), SONDE_SHELF_CURRENT, folder);
      g_signal_handlers_disconnect_by_func (folder, fill, self);
      g_signal_connect_object (folder, "notify::name", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
    }
  append_row (self, "folder-new-symbolic", _ ("New Folder…"));
  append_place (self, "package-x-generic-symbolic", _ ("Archive"), SONDE_SHELF_ARCHIVED, NULL);
  append_place (self, "user-trash-symbolic", _ ("Trash"), SONDE_SHELF_DELETED, NULL);
  mark_present (self);
}

static void
sonde_places_dispose (GObject *object)
{
  SondePlaces *self = SONDE_PLACES (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->folders);
  g_clear_pointer (&self->folder, g_free);

  G_OBJECT_CLASS (sonde_places_parent_class)->dispose (object);
}

static void
sonde_places_class_init (SondePlacesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_places_dispose;

  signals[CHOSEN] = g_signal_new ("chosen",
                                  G_TYPE_FROM_CLASS (klass),
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  2,
                                  G_TYPE_INT,
                                  G_TYPE_STRING);
  signals[DROPPED] = g_signal_new ("dropped",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   3,
                                   SONDE_TYPE_CONVERSATION,
                                   G_TYPE_INT,
                                   G_TYPE_STRING);

  gtk_widget_class_set_css_name (widget_class, "places");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
}

static void
sonde_places_init (SondePlaces *self)
{
  GtkWidget *list = gtk_list_box_new ();

  self->list = GTK_LIST_BOX (list);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Folders"), -1);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (
    GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), list);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

/** @folders: of #SondeFolder, in the person's order */
GtkWidget *
sonde_places_new (GListModel *folders)
{
  g_return_val_if_fail (G_IS_LIST_MODEL (folders), NULL);

  SondePlaces *self = g_object_new (SONDE_TYPE_PLACES, NULL);

  self->folders = g_object_ref (folders);
  g_signal_connect_object (folders, "items-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
  return GTK_WIDGET (self);
}

/** Marks where the person looks; @folder is %NULL outside of folders. */
void
sonde_places_set_present (SondePlaces *self, SondeShelf shelf, const char *folder)
{
  g_return_if_fail (SONDE_IS_PLACES (self));

  self->shelf = shelf;
  g_free (self->folder);
  self->folder = g_strdup (folder);
  mark_present (self);
}
