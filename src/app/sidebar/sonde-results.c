/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-results.h"

#include <glib/gi18n-lib.h>

#include "sonde-assist.h"
#include "sonde-children.h"
#include "sonde-conversation-menu.h"
#include "sonde-rename-popover.h"
#include "sonde-result-row.h"

struct _SondeResults
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkLabel *count;
  GtkToggleButton *best;
  GtkButton *tips_button;
  GtkWidget *scroller;
  GtkListView *list;

  /* owned */
  GListModel *results;
  GtkNoSelection *selection;
  GtkWidget *tips; /* made when it is first asked for */
  GtkWidget *menu;
  SondeConversation *conversation; /* whose menu it is */

  /* state */
  GdkRectangle at; /* where a menu or a new title was asked for */
};

G_DEFINE_FINAL_TYPE (SondeResults, sonde_results, GTK_TYPE_WIDGET)

enum
{
  ORDER_CHANGED,
  HINT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What the words of a query can be. */
static const struct
{
  const char *operator;
  const char *text;
} hints[] = {
  { "\"…\"", N_ ("These words in this order") },
  { "-", N_ ("Without this word") },
  { "*", N_ ("Words that begin so") },
  { "in:", N_ ("In a folder") },
  { "model:", N_ ("Answered by this model") },
  { "mode:", N_ ("chat, reasoning or search") },
  { "before:", N_ ("Before a day, such as 2026-03-01") },
  { "after:", N_ ("On a day or after it") },
};

static void
show_count (SondeResults *self, gboolean complete)
{
  guint n_results = self->results ? g_list_model_get_n_items (self->results) : 0;
  g_autofree char *text = NULL;

  if (n_results == 0)
    text = g_strdup (_ ("Nothing Found"));
  else if (complete)
    text = g_strdup_printf (ngettext ("%u found", "%u found", n_results), n_results);
  else
    /* Translators: a search stopped after so many */
    text = g_strdup_printf (ngettext ("%u and more", "%u and more", n_results), n_results);
  gtk_label_set_text (self->count, text);
  gtk_widget_set_visible (self->scroller, n_results > 0);
}

static void
open_result (SondeResults *self, guint position)
{
  g_autoptr (SondeResult) result = self->results ? g_list_model_get_item (self->results, position) : NULL;

  if (result)
    gtk_widget_activate_action (GTK_WIDGET (self),
                                "win.open-result",
                                "(xx)",
                                sonde_result_get_conversation_id (result),
                                sonde_result_get_message_id (result));
}

static void
order_toggled_cb (SondeResults *self)
{
  g_signal_emit (self, signals[ORDER_CHANGED], 0);
}

/* Tips */

static void
tip_clicked_cb (SondeResults *self, GtkWidget *button)
{
  gtk_popover_popdown (GTK_POPOVER (self->tips));
  g_signal_emit (self, signals[HINT], 0, gtk_widget_get_name (button));
}

static GtkWidget *
make_tip (SondeResults *self, const char *operator, const char * text)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *sign = gtk_label_new (operator);
  GtkWidget *label = gtk_label_new (text);
  g_autofree char *name = g_strdup_printf ("%s %s", operator, text);

  gtk_label_set_xalign (GTK_LABEL (sign), 0);
  gtk_label_set_width_chars (GTK_LABEL (sign), 8);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (sign, "operator");
  gtk_widget_add_css_class (label, "secondary");
  gtk_box_append (GTK_BOX (box), sign);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_name (button, operator);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (tip_clicked_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
make_tips (SondeResults *self)
{
  GtkWidget *tips = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (guint i = 0; i < G_N_ELEMENTS (hints); i++)
    gtk_box_append (GTK_BOX (box), make_tip (self, hints[i].operator, _ (hints[i].text)));
  gtk_popover_set_child (GTK_POPOVER (tips), box);
  gtk_widget_add_css_class (tips, "search-tips");
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (tips), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Search Tips"), -1);
  gtk_widget_set_parent (tips, GTK_WIDGET (self->tips_button));
  return tips;
}

static void
tips_clicked_cb (SondeResults *self)
{
  if (self->tips == NULL)
    self->tips = make_tips (self);
  sonde_assist_return_focus (GTK_POPOVER (self->tips));
  gtk_popover_popup (GTK_POPOVER (self->tips));
}

/* What is done with one of them */

static SondeResult *
get_focused (SondeResults *self)
{
  GtkWidget *item = gtk_widget_get_focus_child (GTK_WIDGET (self->list));
  GtkWidget *row = item ? gtk_widget_get_first_child (item) : NULL;

  return SONDE_IS_RESULT_ROW (row) ? sonde_result_row_get_result (SONDE_RESULT_ROW (row)) : NULL;
}

static void
activate (SondeResults *self, const char *action, SondeResult *result)
{
  gtk_widget_activate_action (GTK_WIDGET (self), action, "x", sonde_result_get_conversation_id (result));
}

static void
ask_for_menu (GtkWidget *row, double x, double y)
{
  SondeResults *self = SONDE_RESULTS (gtk_widget_get_ancestor (row, SONDE_TYPE_RESULTS));
  double at_x, at_y;

  gtk_widget_translate_coordinates (row, GTK_WIDGET (self), x, y, &at_x, &at_y);
  self->at = (GdkRectangle){ (int) at_x, (int) at_y, 1, 1 };
  activate (self, "win.result-menu", sonde_result_row_get_result (SONDE_RESULT_ROW (row)));
}

static void
row_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, GtkWidget *row)
{
  GdkEvent *event = gtk_gesture_get_last_event (GTK_GESTURE (gesture), NULL);

  if (event == NULL || !gdk_event_triggers_context_menu (event))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  ask_for_menu (row, x, y);
}

static void
row_long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, GtkWidget *row)
{
  ask_for_menu (row, x, y);
}

/* The keys of the list of conversations: @args names the action. */
static gboolean
key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  SondeResults *self = SONDE_RESULTS (widget);
  SondeResult *result = get_focused (self);
  GtkWidget *item = gtk_widget_get_focus_child (GTK_WIDGET (self->list));
  graphene_rect_t bounds;

  if (result == NULL || !gtk_widget_compute_bounds (item, widget, &bounds))
    return FALSE;
  self->at = (GdkRectangle){ (int) bounds.origin.x + 16, (int) bounds.origin.y, 1, (int) bounds.size.height };
  activate (self, g_variant_get_string (args, NULL), result);
  return TRUE;
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeResults *self = SONDE_RESULTS (widget);

  if (self->conversation)
    sonde_results_rename (self, self->conversation);
}

/* Rows */

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *row = sonde_result_row_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (row_pressed_cb), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect (long_press, "pressed", G_CALLBACK (row_long_pressed_cb), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (long_press));
  gtk_list_item_set_child (list_item, row);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  sonde_result_row_set_result (SONDE_RESULT_ROW (gtk_list_item_get_child (list_item)),
                               gtk_list_item_get_item (list_item));
}

static void
sonde_results_dispose (GObject *object)
{
  SondeResults *self = SONDE_RESULTS (object);

  g_clear_pointer (&self->tips, gtk_widget_unparent);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->conversation);
  sonde_children_unparent (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), SONDE_TYPE_RESULTS);
  g_clear_object (&self->selection);
  g_clear_object (&self->results);

  G_OBJECT_CLASS (sonde_results_parent_class)->dispose (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F2, 0, key_cb, "s", "win.result-rename");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, key_cb, "s", "win.result-delete");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, key_cb, "s", "win.result-menu");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, key_cb, "s", "win.result-menu");
}

static void
sonde_results_class_init (SondeResultsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_results_dispose;

  signals[ORDER_CHANGED] = g_signal_new (
    "order-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[HINT] = g_signal_new (
    "hint", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_css_name (widget_class, "results");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sondechat/Sonde/sidebar/sonde-results.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeResults, count);
  gtk_widget_class_bind_template_child (widget_class, SondeResults, best);
  gtk_widget_class_bind_template_child (widget_class, SondeResults, tips_button);
  gtk_widget_class_bind_template_child (widget_class, SondeResults, scroller);
  gtk_widget_class_bind_template_child (widget_class, SondeResults, list);
  gtk_widget_class_bind_template_callback (widget_class, order_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, tips_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_result);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_install_action (widget_class, "conversations.rename", "x", rename_action);
  add_keys (widget_class);
}

static void
sonde_results_init (SondeResults *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sonde_assist_set_name (GTK_WIDGET (self->tips_button), _ ("Search Tips"));
  self->selection = gtk_no_selection_new (NULL);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

GtkWidget *
sonde_results_new (void)
{
  return g_object_new (SONDE_TYPE_RESULTS, NULL);
}

/**
 * sonde_results_set_results:
 * @results: of #SondeResult, in the order that is shown
 * @complete: whether these are all
 */
void
sonde_results_set_results (SondeResults *self, GListModel *results, gboolean complete)
{
  g_return_if_fail (SONDE_IS_RESULTS (self));

  g_set_object (&self->results, results);
  gtk_no_selection_set_model (self->selection, results);
  show_count (self, complete);
}

/** Whether the person wants what fits best before what is newest. */
gboolean
sonde_results_get_best_first (SondeResults *self)
{
  g_return_val_if_fail (SONDE_IS_RESULTS (self), FALSE);

  return gtk_toggle_button_get_active (self->best);
}

/** Returns: whether there is one */
gboolean
sonde_results_open_first (SondeResults *self)
{
  g_return_val_if_fail (SONDE_IS_RESULTS (self), FALSE);

  if (self->results == NULL || g_list_model_get_n_items (self->results) == 0)
    return FALSE;
  open_result (self, 0);
  return TRUE;
}

/** Gives the focus to the first one, if there is one. */
gboolean
sonde_results_focus (SondeResults *self)
{
  g_return_val_if_fail (SONDE_IS_RESULTS (self), FALSE);

  return gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

/** Whether the first one has the focus. */
gboolean
sonde_results_is_at_top (SondeResults *self)
{
  g_return_val_if_fail (SONDE_IS_RESULTS (self), FALSE);

  g_autoptr (SondeResult) first = self->results ? g_list_model_get_item (self->results, 0) : NULL;

  return first && first == get_focused (self);
}

/** Before there is anything to show. */
void
sonde_results_show_searching (SondeResults *self)
{
  g_return_if_fail (SONDE_IS_RESULTS (self));

  if (self->results == NULL)
    gtk_label_set_text (self->count, _ ("Searching…"));
}

void
sonde_results_show_menu (SondeResults *self, SondeConversation *conversation, GListModel *folders)
{
  g_return_if_fail (SONDE_IS_RESULTS (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  gint64 id = sonde_conversation_get_id (conversation);
  SondeShelf shelf
    = sonde_conversation_get_archived (conversation) ? SONDE_SHELF_ARCHIVED : SONDE_SHELF_CURRENT;
  g_autoptr (GVariant) ids
    = g_variant_ref_sink (g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, &id, 1, sizeof id));
  g_autoptr (GMenuModel) menu = sonde_conversation_menu_new (conversation, ids, shelf, folders);

  g_set_object (&self->conversation, conversation);
  self->menu = sonde_conversation_menu_popup (GTK_WIDGET (self), menu, self->menu, &self->at);
}

/** Lets the person type a new title. */
void
sonde_results_rename (SondeResults *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_RESULTS (self));

  sonde_rename_popover_show (GTK_WIDGET (self), conversation, &self->at);
}
