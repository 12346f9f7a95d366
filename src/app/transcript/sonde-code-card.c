/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-code-card.h"

#include <glib/gi18n-lib.h>

#define COPIED_SECONDS 2

struct _SondeCodeCard
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *box;
  GtkWidget *language;
  GtkWidget *copy_label;
  GtkWidget *code;

  /* State */
  guint copied_id;
};

G_DEFINE_FINAL_TYPE (SondeCodeCard, sonde_code_card, GTK_TYPE_WIDGET)

static gboolean
copied_timeout_cb (gpointer user_data)
{
  SondeCodeCard *self = SONDE_CODE_CARD (user_data);

  gtk_label_set_text (GTK_LABEL (self->copy_label), _ ("Copy"));
  self->copied_id = 0;
  return G_SOURCE_REMOVE;
}

static void
copy_clicked_cb (SondeCodeCard *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));

  gdk_clipboard_set_text (clipboard, gtk_label_get_text (GTK_LABEL (self->code)));
  gtk_label_set_text (GTK_LABEL (self->copy_label), _ ("Copied"));
  g_clear_handle_id (&self->copied_id, g_source_remove);
  self->copied_id = g_timeout_add_seconds (COPIED_SECONDS, copied_timeout_cb, self);
}

static void
sonde_code_card_dispose (GObject *object)
{
  SondeCodeCard *self = SONDE_CODE_CARD (object);

  g_clear_handle_id (&self->copied_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (sonde_code_card_parent_class)->dispose (object);
}

static void
sonde_code_card_class_init (SondeCodeCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_code_card_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "codecard");
}

static GtkWidget *
create_head (SondeCodeCard *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *copy = gtk_button_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->language = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->language), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->language), 0);
  gtk_widget_set_hexpand (self->language, TRUE);

  self->copy_label = gtk_label_new (_ ("Copy"));
  gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name ("edit-copy-symbolic"));
  gtk_box_append (GTK_BOX (content), self->copy_label);
  gtk_button_set_child (GTK_BUTTON (copy), content);
  gtk_widget_add_css_class (copy, "flat");
  gtk_widget_set_valign (copy, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (copy), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Copy Code"), -1);
  g_signal_connect_object (copy, "clicked", G_CALLBACK (copy_clicked_cb), self, G_CONNECT_SWAPPED);

  gtk_widget_add_css_class (head, "head");
  gtk_box_append (GTK_BOX (head), self->language);
  gtk_box_append (GTK_BOX (head), copy);
  return head;
}

static void
sonde_code_card_init (SondeCodeCard *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->code = gtk_label_new (NULL);
  gtk_label_set_selectable (GTK_LABEL (self->code), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->code), 0);
  gtk_widget_add_css_class (self->code, "code");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->code);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), create_head (self));
  gtk_box_append (GTK_BOX (self->box), scroller);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
sonde_code_card_new (void)
{
  return g_object_new (SONDE_TYPE_CODE_CARD, NULL);
}

/** Shows code; nothing is touched where it is shown already. */
void
sonde_code_card_show (SondeCodeCard *self, SondeShownText *shown)
{
  g_return_if_fail (SONDE_IS_CODE_CARD (self));
  g_return_if_fail (shown != NULL);

  const char *language = shown->marker;

  gtk_label_set_text (GTK_LABEL (self->language),
                      language != NULL && *language != '\0' ? language : _ ("Text"));
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->code)), shown->text) != 0)
    gtk_label_set_text (GTK_LABEL (self->code), shown->text);
}

/** Returns: (transfer none): the label that holds the code */
GtkLabel *
sonde_code_card_get_label (SondeCodeCard *self)
{
  g_return_val_if_fail (SONDE_IS_CODE_CARD (self), NULL);

  return GTK_LABEL (self->code);
}
