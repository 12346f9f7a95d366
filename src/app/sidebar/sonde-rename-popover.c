/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-rename-popover.h"

#include <glib/gi18n-lib.h>

#include "sonde-assist.h"

typedef struct
{
  GtkWidget *popover;
  GtkWidget *entry;
  gint64 conversation_id;
} Rename;

static void
apply_cb (Rename *rename)
{
  const char *title = gtk_editable_get_text (GTK_EDITABLE (rename->entry));
  g_autofree char *stripped = g_strstrip (g_strdup (title));

  if (*stripped != '\0')
    gtk_widget_activate_action (
      rename->popover, "win.rename-conversation", "(xs)", rename->conversation_id, stripped);
  gtk_popover_popdown (GTK_POPOVER (rename->popover));
}

/* Not at once: the popover is still closing itself. */
static gboolean
unparent_idle_cb (gpointer popover)
{
  if (gtk_widget_get_parent (popover))
    gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

static void
closed_cb (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent_idle_cb, g_object_ref (popover), g_object_unref);
}

static void
parent_gone_cb (GtkWidget *popover)
{
  if (gtk_widget_get_parent (popover))
    gtk_widget_unparent (popover);
}

/**
 * sonde_rename_popover_show:
 * @parent: a widget inside the window
 * @at: where the popover points to, in coordinates of @parent
 *
 * Asks for a new title and activates win.rename-conversation (xs) with it. An empty title changes nothing.
 */
void
sonde_rename_popover_show (GtkWidget *parent, SondeConversation *conversation, const GdkRectangle *at)
{
  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  Rename *rename = g_new0 (Rename, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new_with_label (_ ("Rename"));

  rename->conversation_id = sonde_conversation_get_id (conversation);
  rename->popover = gtk_popover_new ();
  rename->entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (rename->entry), sonde_conversation_get_title (conversation));
  gtk_editable_set_width_chars (GTK_EDITABLE (rename->entry), 24);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (rename->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Title"), -1);
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_box_append (GTK_BOX (box), rename->entry);
  gtk_box_append (GTK_BOX (box), button);
  gtk_popover_set_child (GTK_POPOVER (rename->popover), box);
  gtk_popover_set_pointing_to (GTK_POPOVER (rename->popover), at);
  gtk_popover_set_position (GTK_POPOVER (rename->popover), GTK_POS_BOTTOM);

  g_signal_connect_swapped (rename->entry, "activate", G_CALLBACK (apply_cb), rename);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (apply_cb), rename);
  g_signal_connect (rename->popover, "closed", G_CALLBACK (closed_cb), NULL);
  g_signal_connect_object (
    parent, "unrealize", G_CALLBACK (parent_gone_cb), rename->popover, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (rename->popover), "rename", rename, g_free);

  gtk_widget_set_parent (rename->popover, parent);
  sonde_assist_return_focus (GTK_POPOVER (rename->popover));
  gtk_popover_popup (GTK_POPOVER (rename->popover));
  gtk_widget_grab_focus (rename->entry);
}
