/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-attachment-list.h"

#include <glib/gi18n-lib.h>

struct _SondeAttachmentList
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget *flow;
  GListStore *files; /* of the owner */
};

G_DEFINE_FINAL_TYPE (SondeAttachmentList, sonde_attachment_list, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
remove_clicked_cb (SondeAttachmentList *self, GtkWidget *button)
{
  guint position;

  if (g_list_store_find (self->files, g_object_get_data (G_OBJECT (button), "attachment"), &position))
    g_list_store_remove (self->files, position);
}

static GtkWidget *
make_chip (gpointer item, gpointer user_data)
{
  SondeAttachment *attachment = item;
  const char *name = sonde_attachment_get_name (attachment);
  /* Translators: %s is the name of a file */
  g_autofree char *remove_text = g_strdup_printf (_ ("Remove %s"), name);
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_widget_set_tooltip_text (button, remove_text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, remove_text, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (chip, "chip");
  gtk_box_append (GTK_BOX (chip), gtk_image_new_from_icon_name ("text-x-generic-symbolic"));
  gtk_box_append (GTK_BOX (chip), label);
  gtk_box_append (GTK_BOX (chip), button);
  g_object_set_data_full (G_OBJECT (button), "attachment", g_object_ref (attachment), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), user_data, G_CONNECT_SWAPPED);
  return chip;
}

static void
files_changed_cb (SondeAttachmentList *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), g_list_model_get_n_items (G_LIST_MODEL (self->files)) > 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
sonde_attachment_list_dispose (GObject *object)
{
  SondeAttachmentList *self = SONDE_ATTACHMENT_LIST (object);

  g_clear_pointer (&self->flow, gtk_widget_unparent);
  g_clear_object (&self->files);

  G_OBJECT_CLASS (sonde_attachment_list_parent_class)->dispose (object);
}

static void
sonde_attachment_list_class_init (SondeAttachmentListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_attachment_list_dispose;

  signals[CHANGED] = g_signal_new (
    "changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "attachments");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sonde_attachment_list_init (SondeAttachmentList *self)
{
  self->flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->flow), 4);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->flow), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->flow), 6);
  gtk_widget_set_halign (self->flow, GTK_ALIGN_START);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->flow), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Attached Files"), -1);
  gtk_widget_set_parent (self->flow, GTK_WIDGET (self));
}

GtkWidget *
sonde_attachment_list_new (void)
{
  return g_object_new (SONDE_TYPE_ATTACHMENT_LIST, NULL);
}

GListStore *
sonde_attachment_list_get_files (GObject *owner)
{
  g_return_val_if_fail (G_IS_OBJECT (owner), NULL);

  GListStore *files = g_object_get_data (owner, "sonde-attachments");

  if (files == NULL)
    {
      files = g_list_store_new (SONDE_TYPE_ATTACHMENT);
      g_object_set_data_full (owner, "sonde-attachments", files, g_object_unref);
    }
  return files;
}

/** Shows the files that belong to @owner. */
void
sonde_attachment_list_set_owner (SondeAttachmentList *self, GObject *owner)
{
  g_return_if_fail (SONDE_IS_ATTACHMENT_LIST (self));
  g_return_if_fail (G_IS_OBJECT (owner));

  GListStore *files = sonde_attachment_list_get_files (owner);

  if (self->files)
    g_signal_handlers_disconnect_by_func (self->files, files_changed_cb, self);
  g_set_object (&self->files, files);
  g_signal_connect_object (files, "items-changed", G_CALLBACK (files_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_flow_box_bind_model (GTK_FLOW_BOX (self->flow), G_LIST_MODEL (files), make_chip, self, NULL);
  files_changed_cb (self);
}

GListModel *
sonde_attachment_list_get_model (SondeAttachmentList *self)
{
  g_return_val_if_fail (SONDE_IS_ATTACHMENT_LIST (self), NULL);

  return G_LIST_MODEL (self->files);
}

void
sonde_attachment_list_clear (SondeAttachmentList *self)
{
  g_return_if_fail (SONDE_IS_ATTACHMENT_LIST (self));

  g_list_store_remove_all (self->files);
}
