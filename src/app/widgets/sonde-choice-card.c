/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-choice-card.h"

struct _SondeChoiceCard
{
  GtkButton parent_instance;

  /* borrowed, of the button's child */
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *text;
};

G_DEFINE_FINAL_TYPE (SondeChoiceCard, sonde_choice_card, GTK_TYPE_BUTTON)

static void
sonde_choice_card_class_init (SondeChoiceCardClass *klass)
{
}

static GtkLabel *
append_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
sonde_choice_card_init (SondeChoiceCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  self->icon = GTK_IMAGE (icon);
  gtk_widget_add_css_class (icon, "round");
  gtk_widget_set_valign (icon, GTK_ALIGN_CENTER);
  self->title = append_label (words, "title");
  self->text = append_label (words, "text");
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "secondary");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (arrow, "arrow");

  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), arrow);
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "choice");
}

GtkWidget *
sonde_choice_card_new (const char *icon_name, const char *title, const char *text)
{
  SondeChoiceCard *self = g_object_new (SONDE_TYPE_CHOICE_CARD, NULL);

  gtk_image_set_from_icon_name (self->icon, icon_name);
  gtk_label_set_text (self->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  sonde_choice_card_set_text (self, text);
  return GTK_WIDGET (self);
}

void
sonde_choice_card_set_text (SondeChoiceCard *self, const char *text)
{
  g_return_if_fail (SONDE_IS_CHOICE_CARD (self));

  gtk_label_set_text (self->text, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}
