/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-link-label.h"

#include "sonde-link.h"

#define MAX_CHARS 80

struct _SondeLinkLabel
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (SondeLinkLabel, sonde_link_label, GTK_TYPE_WIDGET)

static void
sonde_link_label_dispose (GObject *object)
{
  g_clear_pointer (&SONDE_LINK_LABEL (object)->label, gtk_widget_unparent);
  G_OBJECT_CLASS (sonde_link_label_parent_class)->dispose (object);
}

static void
sonde_link_label_class_init (SondeLinkLabelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_link_label_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "linklabel");
}

static void
sonde_link_label_init (SondeLinkLabel *self)
{
  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->label), MAX_CHARS);
  gtk_label_set_single_line_mode (GTK_LABEL (self->label), TRUE);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_END);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
sonde_link_label_new (void)
{
  return g_object_new (SONDE_TYPE_LINK_LABEL, NULL);
}

/** @target: (nullable): where a link goes; %NULL hides it */
void
sonde_link_label_show (SondeLinkLabel *self, const char *target)
{
  g_autofree char *honest = NULL;

  g_return_if_fail (SONDE_IS_LINK_LABEL (self));

  if (target == NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }
  honest = sonde_link_dup_honest (target);
  sonde_link_label_show_text (self, honest);
}

void
sonde_link_label_show_text (SondeLinkLabel *self, const char *text)
{
  g_return_if_fail (SONDE_IS_LINK_LABEL (self));
  g_return_if_fail (text != NULL);

  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}
