/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-error-card.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-error.h"
#include "sonde-two-ends.h"

struct _SondeErrorCard
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *card;
  GtkWidget *icon;
  GtkWidget *sentence;
  GtkWidget *help;
  GtkWidget *buttons;
  GtkWidget *code;

  /* Owned */
  SondeMessage *message;
};

G_DEFINE_FINAL_TYPE (SondeErrorCard, sonde_error_card, GTK_TYPE_WIDGET)

/* In the order of their buttons: what helps first, Retry last. */
static const struct
{
  SondeErrorActions action;
  const char *label;
  const char *icon;
  const char *name;
  gboolean takes_id;
} actions[] = {
  { SONDE_ERROR_ACTION_SET_KEY, N_ ("Set Key"), NULL, "win.set-key", FALSE },
  { SONDE_ERROR_ACTION_TOP_UP, N_ ("Top Up"), "adw-external-link-symbolic", "win.top-up", FALSE },
  { SONDE_ERROR_ACTION_CHANGE_MODEL, N_ ("Change Model"), NULL, "win.change-model", FALSE },
  { SONDE_ERROR_ACTION_CHANGE_ADDRESS, N_ ("Change Address"), NULL, "win.change-address", FALSE },
  { SONDE_ERROR_ACTION_CONTINUE, N_ ("Continue"), NULL, "win.continue", TRUE },
  { SONDE_ERROR_ACTION_RETRY, N_ ("Retry"), NULL, "win.retry", TRUE },
};

static void
clicked_cb (SondeErrorCard *self, GtkWidget *button)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "action"));

  if (actions[i].takes_id)
    gtk_widget_activate_action (
      GTK_WIDGET (self), actions[i].name, "x", sonde_message_get_id (self->message));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), actions[i].name, NULL);
}

static GtkWidget *
create_button (SondeErrorCard *self, guint i, gboolean suggested)
{
  const char *label = _ (actions[i].label);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *text = gtk_label_new (label);

  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END); /* three of them at 360 px */
  gtk_widget_set_halign (content, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (content), text);
  if (actions[i].icon != NULL)
    gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name (actions[i].icon));
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_add_css_class (button, actions[i].icon != NULL ? "image-text-button" : "text-button");
  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  g_object_set_data (G_OBJECT (button), "action", GUINT_TO_POINTER (i));
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  return button;
}

/* The first that helps is suggested; Retry never is, it is always there. */
static void
show_buttons (SondeErrorCard *self, SondeErrorActions helping, gboolean suggest)
{
  GtkWidget *child;

  /* Whatever interrupted it, an answer that has begun can go on; before the first word there is nothing. */
  if (sonde_message_get_content_length (self->message) == 0)
    helping &= ~SONDE_ERROR_ACTION_CONTINUE;
  else if (sonde_message_get_state (self->message) == SONDE_STATE_INTERRUPTED)
    helping |= SONDE_ERROR_ACTION_CONTINUE;
  while ((child = gtk_widget_get_first_child (self->buttons)) != NULL)
    gtk_box_remove (GTK_BOX (self->buttons), child);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (helping & actions[i].action)
      {
        gtk_box_append (GTK_BOX (self->buttons),
                        create_button (self, i, suggest && actions[i].action != SONDE_ERROR_ACTION_RETRY));
        suggest = FALSE;
      }
  gtk_widget_set_visible (self->buttons, helping != 0);
}

/* The number and the first line of what the server said; Details holds the whole. */
static void
show_code (SondeErrorCard *self, const GError *error)
{
  guint status = error != NULL ? sonde_error_get_http_status (error) : 0;
  const char *words = error != NULL ? sonde_error_get_server_words (error) : NULL;
  g_autofree char *number = status != 0 ? g_strdup_printf ("HTTP %u", status) : g_strdup ("");
  g_autofree char *line = words != NULL ? g_strndup (words, strcspn (words, "\n")) : g_strdup ("");
  g_autofree char *text = g_strconcat (number, *number != '\0' && *line != '\0' ? " · " : "", line, NULL);

  gtk_label_set_text (GTK_LABEL (self->code), text);
  gtk_widget_set_visible (self->code, *text != '\0');
}

static void
show (SondeErrorCard *self, const char *sentence, const char *help, const char *style)
{
  const char *classes[] = { style, NULL };

  gtk_widget_set_css_classes (self->card, classes);
  gtk_label_set_text (GTK_LABEL (self->sentence), sentence);
  gtk_label_set_text (GTK_LABEL (self->help), help);
  gtk_widget_set_visible (self->help, *help != '\0');
  gtk_widget_set_visible (self->icon, g_strcmp0 (style, "interrupted") != 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
}

static void
sonde_error_card_dispose (GObject *object)
{
  SondeErrorCard *self = SONDE_ERROR_CARD (object);

  g_clear_pointer (&self->card, gtk_widget_unparent);
  g_clear_object (&self->message);
  G_OBJECT_CLASS (sonde_error_card_parent_class)->dispose (object);
}

static void
sonde_error_card_class_init (SondeErrorCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_error_card_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "errorcard");
}

static GtkWidget *
create_label (const char *class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, class);
  return label;
}

static void
sonde_error_card_init (SondeErrorCard *self)
{
  GtkWidget *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bottom;

  self->icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), 20);
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  self->sentence = create_label ("sentence");
  self->help = create_label ("help");
  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->code = create_label ("servercode");
  gtk_label_set_wrap (GTK_LABEL (self->code), FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (self->code), PANGO_ELLIPSIZE_END);

  bottom = sonde_two_ends_new (self->buttons, self->code);
  gtk_widget_add_css_class (bottom, "bottom");
  gtk_box_append (GTK_BOX (text), self->sentence);
  gtk_box_append (GTK_BOX (text), self->help);
  gtk_box_append (GTK_BOX (text), bottom);
  gtk_widget_set_hexpand (text, TRUE);

  self->card = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  gtk_box_append (GTK_BOX (self->card), self->icon);
  gtk_box_append (GTK_BOX (self->card), text);
  gtk_widget_set_parent (self->card, GTK_WIDGET (self));
}

GtkWidget *
sonde_error_card_new (SondeMessage *message)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (message), NULL);

  SondeErrorCard *self = g_object_new (SONDE_TYPE_ERROR_CARD, NULL);

  self->message = g_object_ref (message);
  sonde_error_card_update (self);
  return GTK_WIDGET (self);
}

void
sonde_error_card_update (SondeErrorCard *self)
{
  g_return_if_fail (SONDE_IS_ERROR_CARD (self));

  SondeMessageState state = sonde_message_get_state (self->message);
  const GError *error = state != SONDE_STATE_STREAMING ? sonde_message_get_error (self->message) : NULL;
  SondeErrorExplanation explanation;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    error = NULL;
  if (error != NULL)
    {
      sonde_error_explain (error, &explanation);
      show (self, explanation.sentence, explanation.help, explanation.actions != 0 ? "warning" : "error");
      show_buttons (self, explanation.actions, TRUE);
    }
  else if (state == SONDE_STATE_INTERRUPTED || state == SONDE_STATE_FAILED)
    {
      show (self, _ ("Interrupted"), "", "interrupted");
      show_buttons (self, SONDE_ERROR_ACTION_CONTINUE | SONDE_ERROR_ACTION_RETRY, FALSE);
    }
  show_code (self, error);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          error != NULL || state == SONDE_STATE_INTERRUPTED || state == SONDE_STATE_FAILED);
}
