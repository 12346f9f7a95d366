/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-conversation-view.h"

#include <glib/gi18n-lib.h>

#include "sonde-children.h"
#include "sonde-conversation-menu.h"
#include "sonde-rename-popover.h"
#include "sonde-sidebar-model.h"
#include "sonde-sidebar-row.h"

/* How many windows of rows before the end more are asked for. */
#define PAGES_AHEAD 4

struct _SondeConversationView
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkScrolledWindow *scroller;
  GtkListView *list;

  /* owned */
  SondeSidebarModel *model;
  GtkMultiSelection *selection;
  GListModel *folders;
  GtkWidget *menu; /* made when it is first asked for */

  /* state */
  SondeShelf shelf;
  gint64 selected_id;
  gboolean selecting; /* by us */
};

G_DEFINE_FINAL_TYPE (SondeConversationView, sonde_conversation_view, GTK_TYPE_WIDGET)

enum
{
  MORE_WANTED,
  DRAGGING,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Which conversation is meant */

static SondeConversation *
get_conversation (SondeSidebarRow *row)
{
  SondeSidebarItem *item = row ? sonde_sidebar_row_get_item (row) : NULL;

  return item ? sonde_sidebar_item_get_conversation (item) : NULL;
}

static SondeSidebarRow *
get_row (GtkWidget *list_item)
{
  GtkWidget *child = list_item ? gtk_widget_get_first_child (list_item) : NULL;

  return SONDE_IS_SIDEBAR_ROW (child) ? SONDE_SIDEBAR_ROW (child) : NULL;
}

static SondeSidebarRow *
get_focused_row (SondeConversationView *self)
{
  return get_row (gtk_widget_get_focus_child (GTK_WIDGET (self->list)));
}

static SondeSidebarRow *
find_row (SondeConversationView *self, gint64 conversation_id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->list)); child;
       child = gtk_widget_get_next_sibling (child))
    {
      SondeConversation *conversation = get_conversation (get_row (child));

      if (conversation && sonde_conversation_get_id (conversation) == conversation_id)
        return get_row (child);
    }
  return NULL;
}

static guint
count_selected (SondeConversationView *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  return (guint) gtk_bitset_get_size (selected);
}

static gint64
get_id (SondeConversationView *self, guint position)
{
  g_autoptr (SondeSidebarItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  return item ? sonde_conversation_get_id (sonde_sidebar_item_get_conversation (item)) : 0;
}

GVariant *
sonde_conversation_view_dup_ids (SondeConversationView *self, SondeConversation *conversation)
{
  gint64 id = sonde_conversation_get_id (conversation);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GtkBitsetIter iter;
  gboolean among = FALSE;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      gint64 other = get_id (self, position);

      among |= other == id;
      g_array_append_val (ids, other);
    }
  if (!among)
    {
      g_array_set_size (ids, 0);
      g_array_append_val (ids, id);
    }
  return g_variant_ref_sink (
    g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, ids->data, ids->len, sizeof (gint64)));
}

/* Selection */

static void
open_conversation (SondeConversationView *self, gint64 id)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-conversation", "x", id);
}

/* One that is selected is opened; several are selected to do something with them. */
static void
selection_changed_cb (SondeConversationView *self)
{
  if (self->selecting || count_selected (self) != 1)
    return;

  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  gint64 id = get_id (self, gtk_bitset_get_minimum (selected));

  if (id == 0 || id == self->selected_id)
    return;
  self->selected_id = id;
  open_conversation (self, id);
}

/* Selects what is shown without opening it again; nothing, when it is not in the list. */
static void
sync_selection (SondeConversationView *self)
{
  guint position = sonde_sidebar_model_find (self->model, self->selected_id);
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);

  self->selecting = TRUE;
  if (position == GTK_INVALID_LIST_POSITION)
    gtk_selection_model_unselect_all (selection);
  else if (!gtk_selection_model_is_selected (selection, position) || count_selected (self) > 1)
    gtk_selection_model_select_item (selection, position, TRUE);
  self->selecting = FALSE;
}

static void
items_changed_cb (SondeConversationView *self)
{
  if (count_selected (self) < 2)
    sync_selection (self);
}

/* Enter on a row opens it even when it is selected already: on a narrow window the list then goes away. */
static void
row_activated_cb (SondeConversationView *self, guint position)
{
  open_conversation (self, get_id (self, position));
}

/* The end of the list */

static void
scrolled_cb (SondeConversationView *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double page = gtk_adjustment_get_page_size (adjustment);
  double below = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment) - page;

  if (page > 0 && below < PAGES_AHEAD * page)
    g_signal_emit (self, signals[MORE_WANTED], 0);
}

/* The menu */

static void
show_menu (SondeConversationView *self, SondeSidebarRow *row, const GdkRectangle *at)
{
  SondeConversation *conversation = get_conversation (row);

  if (conversation == NULL)
    return;

  g_autoptr (GVariant) ids = sonde_conversation_view_dup_ids (self, conversation);
  g_autoptr (GMenuModel) menu = sonde_conversation_menu_new (conversation, ids, self->shelf, self->folders);

  self->menu = sonde_conversation_menu_popup (GTK_WIDGET (self), menu, self->menu, at);
}

static gboolean
get_place (SondeConversationView *self, SondeSidebarRow *row, GdkRectangle *place)
{
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (sonde_sidebar_row_get_body (row), GTK_WIDGET (self), &bounds))
    return FALSE;
  *place = (GdkRectangle){ bounds.origin.x, bounds.origin.y, bounds.size.width, bounds.size.height };
  return TRUE;
}

static void
row_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, SondeSidebarRow *row)
{
  GtkWidget *self = gtk_widget_get_ancestor (GTK_WIDGET (row), SONDE_TYPE_CONVERSATION_VIEW);
  GdkEvent *event = gtk_gesture_get_last_event (GTK_GESTURE (gesture), NULL);
  double at_x, at_y;

  if (event == NULL || !gdk_event_triggers_context_menu (event))
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_translate_coordinates (sonde_sidebar_row_get_body (row), self, x, y, &at_x, &at_y);
  show_menu (SONDE_CONVERSATION_VIEW (self), row, &(GdkRectangle){ at_x, at_y, 1, 1 });
}

static void
row_long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, SondeSidebarRow *row)
{
  GtkWidget *self = gtk_widget_get_ancestor (GTK_WIDGET (row), SONDE_TYPE_CONVERSATION_VIEW);
  double at_x, at_y;

  gtk_widget_translate_coordinates (sonde_sidebar_row_get_body (row), self, x, y, &at_x, &at_y);
  show_menu (SONDE_CONVERSATION_VIEW (self), row, &(GdkRectangle){ at_x, at_y, 1, 1 });
}

/* Keys act on the row that has the focus. */

static gboolean
menu_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  SondeConversationView *self = SONDE_CONVERSATION_VIEW (widget);
  SondeSidebarRow *row = get_focused_row (self);
  GdkRectangle place;

  if (row == NULL || !get_place (self, row, &place))
    return FALSE;
  place.x += 16;
  place.width = 1;
  show_menu (self, row, &place);
  return TRUE;
}

static gboolean
rename_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  SondeConversationView *self = SONDE_CONVERSATION_VIEW (widget);
  SondeConversation *conversation = get_conversation (get_focused_row (self));

  if (conversation == NULL || self->shelf == SONDE_SHELF_DELETED)
    return FALSE;
  sonde_conversation_view_rename (self, sonde_conversation_get_id (conversation));
  return TRUE;
}

static gboolean
delete_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  SondeConversationView *self = SONDE_CONVERSATION_VIEW (widget);
  SondeConversation *conversation = get_conversation (get_focused_row (self));
  gboolean for_good = self->shelf == SONDE_SHELF_DELETED;

  if (conversation == NULL)
    return FALSE;

  g_autoptr (GVariant) ids = sonde_conversation_view_dup_ids (self, conversation);

  return gtk_widget_activate_action (
    widget, for_good ? "win.purge-conversations" : "win.delete-conversations", "@ax", ids);
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_conversation_view_rename (SONDE_CONVERSATION_VIEW (widget), g_variant_get_int64 (parameter));
}

/* Dragging */

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, SondeSidebarRow *row)
{
  SondeConversation *conversation = get_conversation (row);

  return conversation ? gdk_content_provider_new_typed (SONDE_TYPE_CONVERSATION, conversation) : NULL;
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, SondeSidebarRow *row)
{
  GtkWidget *self = gtk_widget_get_ancestor (GTK_WIDGET (row), SONDE_TYPE_CONVERSATION_VIEW);
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (sonde_sidebar_row_get_body (row));
  g_autoptr (GdkPaintable) still = gdk_paintable_get_current_image (picture);

  gtk_drag_source_set_icon (source, still, 16, 16);
  g_signal_emit (self, signals[DRAGGING], 0, TRUE);
}

static void
drag_end_cb (GtkDragSource *source, GdkDrag *drag, gboolean delete_data, SondeSidebarRow *row)
{
  GtkWidget *self = gtk_widget_get_ancestor (GTK_WIDGET (row), SONDE_TYPE_CONVERSATION_VIEW);

  if (self)
    g_signal_emit (self, signals[DRAGGING], 0, FALSE);
}

/* Rows */

static void
add_drag_source (GtkWidget *row)
{
  GtkDragSource *drag = gtk_drag_source_new ();

  gtk_drag_source_set_actions (drag, GDK_ACTION_MOVE);
  g_signal_connect (drag, "prepare", G_CALLBACK (drag_prepare_cb), row);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), row);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), row);
  gtk_widget_add_controller (sonde_sidebar_row_get_body (SONDE_SIDEBAR_ROW (row)),
                             GTK_EVENT_CONTROLLER (drag));
}

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
  add_drag_source (row);
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

static void
sonde_conversation_view_dispose (GObject *object)
{
  SondeConversationView *self = SONDE_CONVERSATION_VIEW (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  sonde_children_unparent (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), SONDE_TYPE_CONVERSATION_VIEW);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->folders);

  G_OBJECT_CLASS (sonde_conversation_view_parent_class)->dispose (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F2, 0, rename_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, delete_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
}

static void
sonde_conversation_view_class_init (SondeConversationViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_conversation_view_dispose;

  signals[MORE_WANTED] = g_signal_new (
    "more-wanted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DRAGGING] = g_signal_new ("dragging",
                                    G_TYPE_FROM_CLASS (klass),
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    1,
                                    G_TYPE_BOOLEAN);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/sondechat/Sonde/sidebar/sonde-conversation-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeConversationView, scroller);
  gtk_widget_class_bind_template_child (widget_class, SondeConversationView, list);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_install_action (widget_class, "conversations.rename", "x", rename_action);
  add_keys (widget_class);
}

static void
sonde_conversation_view_init (SondeConversationView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
}

/**
 * sonde_conversation_view_set_conversations:
 * @conversations: of #SondeConversation, in the order of the sections
 */
void
sonde_conversation_view_set_conversations (SondeConversationView *self, GListModel *conversations)
{
  g_return_if_fail (SONDE_IS_CONVERSATION_VIEW (self));
  g_return_if_fail (self->model == NULL);

  self->model = sonde_sidebar_model_new (conversations);
  self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  g_signal_connect_object (
    self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  /* After the list has seen the change. */
  g_signal_connect_object (
    self->selection, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
}

/** @folders: (nullable): of #SondeFolder, where conversations can be moved to */
void
sonde_conversation_view_set_folders (SondeConversationView *self, GListModel *folders)
{
  g_return_if_fail (SONDE_IS_CONVERSATION_VIEW (self));

  g_set_object (&self->folders, folders);
}

/** @shelf: whose conversations are listed, which says what can be done with them */
void
sonde_conversation_view_set_shelf (SondeConversationView *self, SondeShelf shelf)
{
  g_return_if_fail (SONDE_IS_CONVERSATION_VIEW (self));

  self->shelf = shelf;
  sonde_sidebar_model_set_by_day (self->model, shelf != SONDE_SHELF_DELETED);
}

/**
 * sonde_conversation_view_select:
 * @conversation_id: what the window shows, 0 for a new chat
 *
 * Marks it; does not activate any action.
 */
void
sonde_conversation_view_select (SondeConversationView *self, gint64 conversation_id)
{
  g_return_if_fail (SONDE_IS_CONVERSATION_VIEW (self));

  self->selected_id = conversation_id;
  sync_selection (self);
}

/** Lets the person type a new title for a conversation; %FALSE when its row cannot be seen. */
gboolean
sonde_conversation_view_rename (SondeConversationView *self, gint64 conversation_id)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION_VIEW (self), FALSE);

  SondeSidebarRow *row = find_row (self, conversation_id);
  GdkRectangle place;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || row == NULL || !get_place (self, row, &place)
      || place.y < 0 || place.y + place.height > gtk_widget_get_height (GTK_WIDGET (self)))
    return FALSE;
  sonde_rename_popover_show (GTK_WIDGET (self), get_conversation (row), &place);
  return TRUE;
}

void
sonde_conversation_view_regroup (SondeConversationView *self)
{
  g_return_if_fail (SONDE_IS_CONVERSATION_VIEW (self));

  if (self->model)
    sonde_sidebar_model_regroup (self->model);
}

/** Whether the first row has the focus, above which there is nothing in the list. */
gboolean
sonde_conversation_view_is_at_top (SondeConversationView *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION_VIEW (self), FALSE);

  SondeConversation *conversation = get_conversation (get_focused_row (self));

  return conversation && sonde_conversation_get_id (conversation) == get_id (self, 0);
}

/** For another list in the place of this one. */
void
sonde_conversation_view_scroll_to_top (SondeConversationView *self)
{
  g_return_if_fail (SONDE_IS_CONVERSATION_VIEW (self));

  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}
