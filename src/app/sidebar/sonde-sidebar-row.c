/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-sidebar-row.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define PULSE_MS 200 /* a step of it */

/* Classes of the dot, in turn. An animation would cost sixty frames a second for as long as an answer takes.
 */
static const char *const pulse[]
  = { "pulse-0", "pulse-1", "pulse-2", "pulse-3", "pulse-4", "pulse-3", "pulse-2", "pulse-1" };

struct _SondeSidebarRow
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget *section;
  GtkWidget *body;
  SondeSidebarItem *item;
  GSignalGroup *item_signals;
  GSignalGroup *conversation_signals;

  /* borrowed, of the body */
  GtkLabel *title;
  GtkWidget *dot;

  /* state */
  guint pulse_id;
  guint step;
};

G_DEFINE_FINAL_TYPE (SondeSidebarRow, sonde_sidebar_row, GTK_TYPE_WIDGET)

static void
set_css_class (GtkWidget *widget, const char *css_class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

static void
update_section (SondeSidebarRow *self)
{
  const char *section = self->item ? sonde_sidebar_item_get_section (self->item) : NULL;

  gtk_label_set_text (GTK_LABEL (self->section), section ? section : "");
  gtk_widget_set_visible (self->section, section != NULL);
}

static void
update_title (SondeSidebarRow *self)
{
  SondeConversation *conversation = sonde_sidebar_item_get_conversation (self->item);
  const char *title = sonde_conversation_get_title (conversation);
  GtkWidget *list_item = gtk_widget_get_parent (GTK_WIDGET (self));

  if (title == NULL || *title == '\0')
    title = _ ("New Chat");
  gtk_label_set_text (self->title, title);
  if (list_item)
    gtk_accessible_update_property (GTK_ACCESSIBLE (list_item), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static gboolean
pulse_cb (gpointer user_data)
{
  SondeSidebarRow *self = SONDE_SIDEBAR_ROW (user_data);

  gtk_widget_remove_css_class (self->dot, pulse[self->step]);
  self->step = (self->step + 1) % G_N_ELEMENTS (pulse);
  gtk_widget_add_css_class (self->dot, pulse[self->step]);
  return G_SOURCE_CONTINUE;
}

static void
set_pulsing (SondeSidebarRow *self, gboolean pulsing)
{
  if (pulsing == (self->pulse_id != 0))
    return;
  gtk_widget_remove_css_class (self->dot, pulse[self->step]);
  self->step = 0;
  if (pulsing)
    self->pulse_id = g_timeout_add (PULSE_MS, pulse_cb, self);
  else
    g_clear_handle_id (&self->pulse_id, g_source_remove);
}

/* One dot says both: it pulses while an answer is under way, and rests when one is there that nobody has
 * seen. */
static void
update_state (SondeSidebarRow *self)
{
  SondeConversation *conversation = sonde_sidebar_item_get_conversation (self->item);
  gboolean busy = sonde_conversation_get_busy (conversation);
  gboolean unread = sonde_conversation_get_unread (conversation) && !busy;
  const char *description = busy ? _ ("An answer is under way") : unread ? _ ("Not read yet") : "";
  GtkWidget *list_item = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_widget_set_visible (self->dot, busy || unread);
  set_css_class (GTK_WIDGET (self->title), "unread", unread);
  set_css_class (self->dot, "busy", busy);
  set_pulsing (self, busy && adw_get_enable_animations (GTK_WIDGET (self)));
  if (list_item)
    gtk_accessible_update_property (
      GTK_ACCESSIBLE (list_item), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
update_conversation (SondeSidebarRow *self)
{
  SondeConversation *conversation = self->item ? sonde_sidebar_item_get_conversation (self->item) : NULL;

  g_signal_group_set_target (self->conversation_signals, conversation);
  if (conversation == NULL)
    set_pulsing (self, FALSE);
  else
    {
      update_title (self);
      update_state (self);
    }
}

/* The title of a section is no part of the item below it: a click there does nothing. */
static void
section_pressed_cb (GtkGestureClick *gesture)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
sonde_sidebar_row_dispose (GObject *object)
{
  SondeSidebarRow *self = SONDE_SIDEBAR_ROW (object);

  g_clear_handle_id (&self->pulse_id, g_source_remove);
  g_clear_object (&self->item_signals);
  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->item);
  g_clear_pointer (&self->section, gtk_widget_unparent);
  g_clear_pointer (&self->body, gtk_widget_unparent);

  G_OBJECT_CLASS (sonde_sidebar_row_parent_class)->dispose (object);
}

static void
sonde_sidebar_row_class_init (SondeSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_sidebar_row_dispose;

  gtk_widget_class_set_css_name (widget_class, "sidebarrow");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
init_section (SondeSidebarRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->section = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->section), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->section), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->section, "section-title");
  gtk_widget_set_parent (self->section, GTK_WIDGET (self));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (section_pressed_cb), NULL);
  gtk_widget_add_controller (self->section, GTK_EVENT_CONTROLLER (click));
}

static void
init_body (SondeSidebarRow *self)
{
  GtkWidget *title = gtk_label_new (NULL);

  self->title = GTK_LABEL (title);
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (self->title, TRUE);
  gtk_widget_set_hexpand (title, TRUE);

  self->dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->dot, "state-dot");
  gtk_widget_set_valign (self->dot, GTK_ALIGN_CENTER);

  self->body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->body, "body");
  gtk_box_append (GTK_BOX (self->body), title);
  gtk_box_append (GTK_BOX (self->body), self->dot);
  gtk_widget_set_parent (self->body, GTK_WIDGET (self));
}

static void
sonde_sidebar_row_init (SondeSidebarRow *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  init_section (self);
  init_body (self);

  self->item_signals = g_signal_group_new (SONDE_TYPE_SIDEBAR_ITEM);
  g_signal_group_connect_swapped (self->item_signals, "notify::section", G_CALLBACK (update_section), self);
  self->conversation_signals = g_signal_group_new (SONDE_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (
    self->conversation_signals, "notify::title", G_CALLBACK (update_title), self);
  g_signal_group_connect_swapped (
    self->conversation_signals, "notify::busy", G_CALLBACK (update_state), self);
  g_signal_group_connect_swapped (
    self->conversation_signals, "notify::unread", G_CALLBACK (update_state), self);
}

GtkWidget *
sonde_sidebar_row_new (void)
{
  return g_object_new (SONDE_TYPE_SIDEBAR_ROW, NULL);
}

SondeSidebarItem *
sonde_sidebar_row_get_item (SondeSidebarRow *self)
{
  g_return_val_if_fail (SONDE_IS_SIDEBAR_ROW (self), NULL);

  return self->item;
}

/**
 * sonde_sidebar_row_set_item:
 * @item: (nullable): what to show; %NULL while the row waits to be used again
 */
void
sonde_sidebar_row_set_item (SondeSidebarRow *self, SondeSidebarItem *item)
{
  g_return_if_fail (SONDE_IS_SIDEBAR_ROW (self));

  if (!g_set_object (&self->item, item))
    return;

  g_signal_group_set_target (self->item_signals, item);
  update_section (self);
  update_conversation (self);
}

GtkWidget *
sonde_sidebar_row_get_body (SondeSidebarRow *self)
{
  g_return_val_if_fail (SONDE_IS_SIDEBAR_ROW (self), NULL);

  return self->body;
}
