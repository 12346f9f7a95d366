/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-results.h"

#include <glib/gi18n-lib.h>

#include "sonde-assist.h"
#include "sonde-children.h"
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

/* Rows */

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, sonde_result_row_new ());
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
  sonde_children_unparent (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), SONDE_TYPE_RESULTS);
  g_clear_object (&self->selection);
  g_clear_object (&self->results);

  G_OBJECT_CLASS (sonde_results_parent_class)->dispose (object);
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
}

static void
sonde_results_init (SondeResults *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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
