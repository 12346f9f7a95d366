/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-dialog.h"

#define MARGIN 12

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
add_escape (GtkWidget *window)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_callback_action_new (escape_cb, NULL, NULL)));
  gtk_widget_add_controller (window, controller);
}

static AdwHeaderBar *
get_header (GtkWindow *dialog)
{
  return ADW_HEADER_BAR (gtk_widget_get_first_child (adw_window_get_content (ADW_WINDOW (dialog))));
}

void
sonde_dialog_set_up (
  GtkWindow *window, GtkWindow *parent, const char *title, int width, int height, GtkWidget *page)
{
  g_return_if_fail (ADW_IS_WINDOW (window));
  g_return_if_fail (GTK_IS_WIDGET (page));

  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  gtk_widget_set_vexpand (page, TRUE);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (window, title);
  gtk_window_set_default_size (window, width, height);
  gtk_window_set_transient_for (window, parent);
  gtk_window_set_modal (window, parent != NULL);
  gtk_window_set_destroy_with_parent (window, TRUE);
  add_escape (GTK_WIDGET (window));
}

GtkWindow *
sonde_dialog_new (GtkWindow *parent, const char *title, int width, int height, GtkWidget *page)
{
  GtkWindow *window = GTK_WINDOW (adw_window_new ());

  sonde_dialog_set_up (window, parent, title, width, height, page);
  return window;
}

/** Adds a button or the like to the beginning of the header bar. */
void
sonde_dialog_add_start (GtkWindow *dialog, GtkWidget *widget)
{
  adw_header_bar_pack_start (get_header (dialog), widget);
}

/** Adds a button or the like to the end of the header bar. */
void
sonde_dialog_add_end (GtkWindow *dialog, GtkWidget *widget)
{
  adw_header_bar_pack_end (get_header (dialog), widget);
}

GtkWidget *
sonde_dialog_new_text (const char *name, const char *text, int height, GtkTextBuffer **buffer)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkTextView *text_view = GTK_TEXT_VIEW (view);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  *buffer = gtk_text_view_get_buffer (text_view);
  gtk_text_buffer_set_text (*buffer, text ? text : "", -1);
  gtk_text_view_set_wrap_mode (text_view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (text_view, FALSE);
  gtk_text_view_set_top_margin (text_view, MARGIN);
  gtk_text_view_set_bottom_margin (text_view, MARGIN);
  gtk_text_view_set_left_margin (text_view, MARGIN);
  gtk_text_view_set_right_margin (text_view, MARGIN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_size_request (scroller, -1, height);
  gtk_widget_set_overflow (scroller, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (scroller, "card");
  gtk_widget_add_css_class (scroller, "prompt");
  return scroller;
}

/** (transfer full): all of it, without space around it */
char *
sonde_dialog_dup_text (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}
