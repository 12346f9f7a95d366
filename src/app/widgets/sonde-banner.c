/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-banner.h"

struct _SondeBanner
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget *revealer;

  /* borrowed, of the revealer */
  GtkLabel *label;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (SondeBanner, sonde_banner, GTK_TYPE_WIDGET)

static void
sonde_banner_dispose (GObject *object)
{
  SondeBanner *self = SONDE_BANNER (object);

  g_clear_pointer (&self->revealer, gtk_widget_unparent);

  G_OBJECT_CLASS (sonde_banner_parent_class)->dispose (object);
}

static void
sonde_banner_class_init (SondeBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sonde_banner_dispose;

  gtk_widget_class_set_css_name (widget_class, "banner");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sonde_banner_init (SondeBanner *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *button = gtk_button_new ();

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (button, FALSE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);

  self->label = GTK_LABEL (label);
  self->button = GTK_BUTTON (button);
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_duration (GTK_REVEALER (self->revealer), 200);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
sonde_banner_set_text (SondeBanner *self, const char *text)
{
  g_return_if_fail (SONDE_IS_BANNER (self));

  gtk_label_set_text (self->label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
sonde_banner_set_button (SondeBanner *self, const char *label, const char *action_name)
{
  g_return_if_fail (SONDE_IS_BANNER (self));

  gtk_button_set_label (self->button, label ? label : "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), action_name);
  gtk_widget_set_visible (GTK_WIDGET (self->button), action_name != NULL);
}

/**
 * sonde_banner_set_revealed:
 *
 * A banner that is not revealed is invisible, so that assistive technology does not read it.
 */
void
sonde_banner_set_revealed (SondeBanner *self, gboolean revealed)
{
  g_return_if_fail (SONDE_IS_BANNER (self));

  gtk_widget_set_visible (GTK_WIDGET (self), revealed);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), revealed);
}
