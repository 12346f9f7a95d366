/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-message-actions.h"

#include <glib/gi18n-lib.h>

#include "sonde-assist.h"
#include "sonde-message-summary.h"

struct _SondeMessageActions
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *versions;
  GtkWidget *previous;
  GtkWidget *version;
  GtkWidget *next;
  GtkWidget *go_on;   /* of an answer, or NULL */
  GtkWidget *summary; /* the same */

  /* Owned */
  GtkWidget *menu; /* made when it is asked for */
  SondeMessage *message;
};

G_DEFINE_FINAL_TYPE (SondeMessageActions, sonde_message_actions, GTK_TYPE_WIDGET)

/* The id is read when the button is pressed: a message gets it only when it is stored. */
static void
clicked_cb (SondeMessageActions *self, GtkWidget *button)
{
  gtk_widget_activate_action (
    GTK_WIDGET (self), gtk_widget_get_name (button), "x", sonde_message_get_id (self->message));
}

static GtkWidget *
create_icon_button (const char *icon, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static GtkWidget *
create_button (SondeMessageActions *self, const char *icon, const char *name, const char *action)
{
  GtkWidget *button = create_icon_button (icon, name);

  gtk_widget_set_name (button, action);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static void
append_menu_item (GMenu *menu, const char *label, const char *action, gint64 id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", id);
  g_menu_append_item (menu, item);
}

static void
more_clicked_cb (SondeMessageActions *self, GtkWidget *button)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  gint64 id = sonde_message_get_id (self->message);

  append_menu_item (menu, _ ("Copy as Markdown"), "win.copy-message", id);
  append_menu_item (menu, _ ("Copy as Plain Text"), "win.copy-message-plain", id);
  append_menu_item (menu, _ ("Answer Again in the Other Mode"), "win.answer-other-mode", id);
  append_menu_item (menu, _ ("Branch into New Conversation"), "win.branch-message", id);
  append_menu_item (menu, _ ("Export…"), "win.export-message", id);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = sonde_assist_create_menu (G_MENU_MODEL (menu));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("More"), -1);
  gtk_widget_set_parent (self->menu, button);
  sonde_assist_return_focus (GTK_POPOVER (self->menu));
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* A GtkMenuButton is two buttons to assistive technology. */
static GtkWidget *
create_more_button (SondeMessageActions *self)
{
  GtkWidget *button = create_icon_button ("sonde-more-symbolic", _ ("More"));

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (more_clicked_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
create_versions (SondeMessageActions *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->previous
    = create_button (self, "go-previous-symbolic", _ ("Previous Version"), "win.previous-version");
  self->next = create_button (self, "go-next-symbolic", _ ("Next Version"), "win.next-version");
  self->version = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->version, "numeric");
  gtk_widget_add_css_class (box, "versions");
  gtk_box_append (GTK_BOX (box), self->previous);
  gtk_box_append (GTK_BOX (box), self->version);
  gtk_box_append (GTK_BOX (box), self->next);
  return box;
}

static void
versions_changed_cb (SondeMessageActions *self)
{
  guint version = sonde_message_get_version (self->message);
  guint n_versions = sonde_message_get_n_versions (self->message);
  /* Translators: the shown version of a message and how many there are, such as “2 / 3” */
  g_autofree char *text = g_strdup_printf (_ ("%u / %u"), version, n_versions);

  gtk_widget_set_visible (self->versions, n_versions > 1);
  gtk_label_set_text (GTK_LABEL (self->version), text);
  gtk_widget_set_sensitive (self->previous, version > 1);
  gtk_widget_set_sensitive (self->next, version < n_versions);
}

/* Where there is little room it ends in an ellipsis; the tooltip says all. */
static GtkWidget *
create_summary (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_margin_start (label, 8);
  gtk_widget_add_css_class (label, "summary");
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

/* The card of an error has a button of its own. */
static gboolean
can_go_on (SondeMessageActions *self)
{
  return sonde_message_get_state (self->message) == SONDE_STATE_COMPLETE
         && sonde_message_get_content_length (self->message) > 0 && sonde_message_is_cut (self->message);
}

static void
summary_changed_cb (SondeMessageActions *self)
{
  gboolean is_over = sonde_message_get_state (self->message) != SONDE_STATE_STREAMING;
  g_autofree char *text = is_over ? sonde_message_dup_summary (self->message) : g_strdup ("");

  gtk_widget_set_visible (self->go_on, is_over && can_go_on (self));
  gtk_label_set_text (GTK_LABEL (self->summary), text);
  gtk_widget_set_tooltip_text (self->summary, text);
  gtk_widget_set_visible (self->summary, *text != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
add_summary (SondeMessageActions *self)
{
  static const char *const signals[] = { "notify::state", "notify::usage", "notify::model" };

  self->summary = create_summary ();
  gtk_widget_set_parent (self->summary, GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (
      self->message, signals[i], G_CALLBACK (summary_changed_cb), self, G_CONNECT_SWAPPED);
  summary_changed_cb (self);
}

static void
add_answer_buttons (SondeMessageActions *self)
{
  GtkWidget *details = create_button (self, "help-about-symbolic", _ ("Details"), "win.message-details");

  self->go_on = create_button (self, "media-playback-start-symbolic", _ ("Continue"), "win.continue");
  gtk_widget_set_parent (self->go_on, GTK_WIDGET (self));
  gtk_widget_set_parent (details, GTK_WIDGET (self));
}

static void
sonde_message_actions_dispose (GObject *object)
{
  SondeMessageActions *self = SONDE_MESSAGE_ACTIONS (object);
  GtkWidget *child;

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->message);
  G_OBJECT_CLASS (sonde_message_actions_parent_class)->dispose (object);
}

static void
sonde_message_actions_class_init (SondeMessageActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_message_actions_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "messageactions");
}

static void
sonde_message_actions_init (SondeMessageActions *self)
{
  self->versions = create_versions (self);
}

GtkWidget *
sonde_message_actions_new (SondeMessage *message)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (message), NULL);

  SondeMessageActions *self = g_object_new (SONDE_TYPE_MESSAGE_ACTIONS, NULL);
  gboolean is_user = sonde_message_get_role (message) == SONDE_ROLE_USER;
  GtkWidget *parent = GTK_WIDGET (self);

  self->message = g_object_ref (message);
  gtk_widget_set_parent (create_button (self, "edit-copy-symbolic", _ ("Copy"), "win.copy-message"), parent);
  if (is_user)
    gtk_widget_set_parent (create_button (self, "document-edit-symbolic", _ ("Edit"), "win.edit-message"),
                           parent);
  else
    gtk_widget_set_parent (
      create_button (self, "sonde-regenerate-symbolic", _ ("Regenerate"), "win.regenerate"), parent);
  gtk_widget_set_parent (self->versions, parent);
  if (!is_user)
    add_answer_buttons (self);
  gtk_widget_set_parent (create_button (self, "user-trash-symbolic", _ ("Delete"), "win.delete-message"),
                         parent);
  if (!is_user)
    {
      gtk_widget_set_parent (create_more_button (self), parent);
      add_summary (self);
    }

  g_signal_connect_object (
    message, "notify::version", G_CALLBACK (versions_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    message, "notify::n-versions", G_CALLBACK (versions_changed_cb), self, G_CONNECT_SWAPPED);
  versions_changed_cb (self);
  return parent;
}
