/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-sidebar.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "sonde-assist.h"
#include "sonde-children.h"
#include "sonde-rename-popover.h"
#include "sonde-sidebar-model.h"
#include "sonde-sidebar-row.h"

struct _SondeSidebar
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkSearchEntry *search;
  GtkWidget *nothing_found;
  GtkListView *list;

  /* owned */
  SondeSidebarModel *model;
  GtkSingleSelection *selection;
  GtkWidget *menu;           /* made when it is first asked for */
  SondeConversation *target; /* of the menu */

  /* state */
  gint64 selected_id;
};

G_DEFINE_FINAL_TYPE (SondeSidebar, sonde_sidebar, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_QUERY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* --- Which conversation is meant --- */

static SondeSidebarRow *
get_focused_row (SondeSidebar *self)
{
  GtkWidget *list_item = gtk_widget_get_focus_child (GTK_WIDGET (self->list));
  GtkWidget *child = list_item ? gtk_widget_get_first_child (list_item) : NULL;

  return SONDE_IS_SIDEBAR_ROW (child) ? SONDE_SIDEBAR_ROW (child) : NULL;
}

static SondeSidebarRow *
find_row (SondeSidebar *self, gint64 conversation_id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->list)); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *row = gtk_widget_get_first_child (child);
      SondeSidebarItem *item
        = SONDE_IS_SIDEBAR_ROW (row) ? sonde_sidebar_row_get_item (SONDE_SIDEBAR_ROW (row)) : NULL;

      if (item && sonde_conversation_get_id (sonde_sidebar_item_get_conversation (item)) == conversation_id)
        return SONDE_SIDEBAR_ROW (row);
    }
  return NULL;
}

static void
set_target (SondeSidebar *self, SondeSidebarRow *row)
{
  SondeSidebarItem *item = sonde_sidebar_row_get_item (row);
  SondeConversation *conversation = item ? sonde_sidebar_item_get_conversation (item) : NULL;

  g_set_object (&self->target, conversation);
}

/* --- Selection --- */

static void
selected_cb (SondeSidebar *self)
{
  SondeSidebarItem *item = gtk_single_selection_get_selected_item (self->selection);
  gint64 id = item ? sonde_conversation_get_id (sonde_sidebar_item_get_conversation (item)) : 0;

  if (id == 0 || id == self->selected_id)
    return;

  self->selected_id = id;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-conversation", "x", id);
}

/* Selects what is shown without opening it again; nothing, when the filter hides it. */
static void
sync_selection (SondeSidebar *self)
{
  guint position = sonde_sidebar_model_find (self->model, self->selected_id);

  if (position == gtk_single_selection_get_selected (self->selection))
    return;

  g_signal_handlers_block_by_func (self->selection, selected_cb, self);
  gtk_single_selection_set_selected (self->selection, position);
  g_signal_handlers_unblock_by_func (self->selection, selected_cb, self);
}

static void
items_changed_cb (SondeSidebar *self)
{
  sync_selection (self);
  gtk_widget_set_visible (self->nothing_found,
                          *sonde_sidebar_get_query (self) != '\0'
                            && g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0);
}

/* Enter on a row opens it even when it is selected already: on a narrow window the list then goes away. */
static void
row_activated_cb (SondeSidebar *self, guint position)
{
  g_autoptr (SondeSidebarItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  gint64 id = sonde_conversation_get_id (sonde_sidebar_item_get_conversation (item));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-conversation", "x", id);
}

/* --- Actions on the target --- */

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeSidebar *self = SONDE_SIDEBAR (widget);

  if (self->target)
    sonde_sidebar_rename (self, sonde_conversation_get_id (self->target));
  g_clear_object (&self->target);
}

static void
activate_with_target (SondeSidebar *self, const char *action)
{
  if (self->target)
    gtk_widget_activate_action (GTK_WIDGET (self), action, "x", sonde_conversation_get_id (self->target));
  g_clear_object (&self->target);
}

static void
pin_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  activate_with_target (SONDE_SIDEBAR (widget), "win.pin-conversation");
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  activate_with_target (SONDE_SIDEBAR (widget), "win.delete-conversation");
}

/* Keys act on the row that has the focus; in the search entry they mean something else. */
static gboolean
act_on_focused_row (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  SondeSidebar *self = SONDE_SIDEBAR (widget);
  SondeSidebarRow *row = get_focused_row (self);
  const char *action;

  if (row == NULL)
    return FALSE;

  g_variant_get (args, "(&s)", &action);
  set_target (self, row);
  return gtk_widget_activate_action (widget, action, NULL);
}

/* --- The context menu --- */

static void
show_menu (SondeSidebar *self, SondeSidebarRow *row, const GdkRectangle *at)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  set_target (self, row);
  if (self->target == NULL)
    return;

  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }

  g_menu_append (menu, _ ("_Rename…"), "sidebar.rename");
  g_menu_append (
    menu, sonde_conversation_get_pinned (self->target) ? _ ("Un_pin") : _ ("_Pin"), "sidebar.pin");
  g_menu_append (menu, _ ("_Delete"), "sidebar.delete");
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), G_MENU_MODEL (menu));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), at);
  sonde_assist_return_focus (GTK_POPOVER (self->menu));
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeSidebar *self = SONDE_SIDEBAR (widget);
  SondeSidebarRow *row = get_focused_row (self);
  graphene_rect_t bounds;

  if (row && gtk_widget_compute_bounds (sonde_sidebar_row_get_body (row), widget, &bounds))
    show_menu (self, row, &(GdkRectangle){ bounds.origin.x + 16, bounds.origin.y, 1, bounds.size.height });
}

static void
row_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, SondeSidebarRow *row)
{
  GtkWidget *self = gtk_widget_get_ancestor (GTK_WIDGET (row), SONDE_TYPE_SIDEBAR);
  GdkEvent *event = gtk_gesture_get_last_event (GTK_GESTURE (gesture), NULL);
  double at_x, at_y;

  if (event == NULL || !gdk_event_triggers_context_menu (event))
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_translate_coordinates (sonde_sidebar_row_get_body (row), self, x, y, &at_x, &at_y);
  show_menu (SONDE_SIDEBAR (self), row, &(GdkRectangle){ at_x, at_y, 1, 1 });
}

static void
row_long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, SondeSidebarRow *row)
{
  GtkWidget *self = gtk_widget_get_ancestor (GTK_WIDGET (row), SONDE_TYPE_SIDEBAR);
  double at_x, at_y;

  gtk_widget_translate_coordinates (sonde_sidebar_row_get_body (row), self, x, y, &at_x, &at_y);
  show_menu (SONDE_SIDEBAR (self), row, &(GdkRectangle){ at_x, at_y, 1, 1 });
}

/* --- Rows --- */

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *row = sonde_sidebar_row_new ();
  GtkWidget *body = sonde_sidebar_row_get_body (SONDE_SIDEBAR_ROW (row));
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (row_pressed_cb), row);
  gtk_widget_add_controller (body, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect (long_press, "pressed", G_CALLBACK (row_long_pressed_cb), row);
  gtk_widget_add_controller (body, GTK_EVENT_CONTROLLER (long_press));
  gtk_list_item_set_child (list_item, row);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  sonde_sidebar_row_set_item (SONDE_SIDEBAR_ROW (gtk_list_item_get_child (list_item)),
                              gtk_list_item_get_item (list_item));
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  sonde_sidebar_row_set_item (SONDE_SIDEBAR_ROW (gtk_list_item_get_child (list_item)), NULL);
}

/* --- Search --- */

static void
search_changed_cb (SondeSidebar *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_QUERY]);
}

static void
stop_search_cb (SondeSidebar *self)
{
  if (*sonde_sidebar_get_query (self) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.focus-message", NULL);
}

static void
sonde_sidebar_dispose (GObject *object)
{
  SondeSidebar *self = SONDE_SIDEBAR (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  sonde_children_unparent (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), SONDE_TYPE_SIDEBAR);
  g_clear_object (&self->target);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (sonde_sidebar_parent_class)->dispose (object);
}

static void
sonde_sidebar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_QUERY:
      g_value_set_string (value, sonde_sidebar_get_query (SONDE_SIDEBAR (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_sidebar_class_init (SondeSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sonde_sidebar_dispose;
  object_class->get_property = sonde_sidebar_get_property;

  props[PROP_QUERY]
    = g_param_spec_string ("query", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "sidebar");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sondechat/Sonde/sidebar/sonde-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeSidebar, search);
  gtk_widget_class_bind_template_child (widget_class, SondeSidebar, nothing_found);
  gtk_widget_class_bind_template_child (widget_class, SondeSidebar, list);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);

  gtk_widget_class_install_action (widget_class, "sidebar.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "sidebar.pin", NULL, pin_action);
  gtk_widget_class_install_action (widget_class, "sidebar.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "sidebar.menu", NULL, menu_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F2, 0, act_on_focused_row, "(s)", "sidebar.rename");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, act_on_focused_row, "(s)", "sidebar.delete");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, act_on_focused_row, "(s)", "sidebar.menu");
  gtk_widget_class_add_binding (
    widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, act_on_focused_row, "(s)", "sidebar.menu");
}

static void
sonde_sidebar_init (SondeSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sonde_sidebar_set_conversations:
 * @conversations: of #SondeConversation, in the order of the sections
 */
void
sonde_sidebar_set_conversations (SondeSidebar *self, GListModel *conversations)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));
  g_return_if_fail (self->model == NULL);

  self->model = sonde_sidebar_model_new (conversations);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->model));
  g_signal_connect_object (
    self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    self->model, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

/**
 * sonde_sidebar_select:
 * @conversation_id: what the window shows, 0 for a new chat
 *
 * Marks it; does not activate any action.
 */
void
sonde_sidebar_select (SondeSidebar *self, gint64 conversation_id)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));

  self->selected_id = conversation_id;
  sync_selection (self);
}

const char *
sonde_sidebar_get_query (SondeSidebar *self)
{
  g_return_val_if_fail (SONDE_IS_SIDEBAR (self), "");

  return gtk_editable_get_text (GTK_EDITABLE (self->search));
}

void
sonde_sidebar_focus_search (SondeSidebar *self)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/** Lets the person type a new title for a conversation whose row can be seen. */
void
sonde_sidebar_rename (SondeSidebar *self, gint64 conversation_id)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));

  SondeSidebarRow *row = find_row (self, conversation_id);
  graphene_rect_t bounds;

  if (row == NULL
      || !gtk_widget_compute_bounds (sonde_sidebar_row_get_body (row), GTK_WIDGET (self), &bounds))
    return;

  sonde_rename_popover_show (
    GTK_WIDGET (self),
    sonde_sidebar_item_get_conversation (sonde_sidebar_row_get_item (row)),
    &(GdkRectangle){ bounds.origin.x, bounds.origin.y, bounds.size.width, bounds.size.height });
}

void
sonde_sidebar_regroup (SondeSidebar *self)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));

  if (self->model)
    sonde_sidebar_model_regroup (self->model);
}
