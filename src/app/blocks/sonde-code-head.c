/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-code-head.h"

#include <glib/gi18n-lib.h>

#include "sonde-code-languages.h"
#include "sonde-code-save.h"

#define COPIED_SECONDS 2

struct _SondeCodeHead
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *language;
  GtkWidget *wrap;
  GtkWidget *copy_label;

  /* Owned */
  SondeBlock *block;
  SondeBlockState *state;

  /* State */
  guint copied_id;
};

G_DEFINE_FINAL_TYPE (SondeCodeHead, sonde_code_head, GTK_TYPE_WIDGET)

static gboolean
copied_timeout_cb (gpointer user_data)
{
  SondeCodeHead *self = SONDE_CODE_HEAD (user_data);

  gtk_label_set_text (GTK_LABEL (self->copy_label), _ ("Copy"));
  self->copied_id = 0;
  return G_SOURCE_REMOVE;
}

static void
copy_clicked_cb (SondeCodeHead *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));

  gdk_clipboard_set_text (clipboard, sonde_block_get_text (self->block, NULL));
  gtk_label_set_text (GTK_LABEL (self->copy_label), _ ("Copied"));
  g_clear_handle_id (&self->copied_id, g_source_remove);
  self->copied_id = g_timeout_add_seconds (COPIED_SECONDS, copied_timeout_cb, self);
}

static void
save_clicked_cb (SondeCodeHead *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    sonde_code_save_run (GTK_WINDOW (root), self->block);
}

static void
wrap_toggled_cb (SondeCodeHead *self)
{
  if (self->state != NULL)
    sonde_block_state_set_wrap (self->state, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->wrap)));
}

static void
sonde_code_head_dispose (GObject *object)
{
  SondeCodeHead *self = SONDE_CODE_HEAD (object);
  GtkWidget *child = NULL;

  g_clear_handle_id (&self->copied_id, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->block, sonde_block_unref);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (sonde_code_head_parent_class)->dispose (object);
}

static void
sonde_code_head_class_init (SondeCodeHeadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_code_head_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "codehead");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
add_button (SondeCodeHead *self, GtkWidget *button, const char *name, GCallback clicked_cb)
{
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", clicked_cb, self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
}

static GtkWidget *
create_copy_content (SondeCodeHead *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->copy_label = gtk_label_new (_ ("Copy"));
  gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name ("edit-copy-symbolic"));
  gtk_box_append (GTK_BOX (content), self->copy_label);
  return content;
}

static void
sonde_code_head_init (SondeCodeHead *self)
{
  GtkWidget *save = gtk_button_new_from_icon_name ("document-save-symbolic");
  GtkWidget *copy = gtk_button_new ();

  self->language = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->language), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->language), 0);
  gtk_widget_set_hexpand (self->language, TRUE);
  gtk_widget_set_parent (self->language, GTK_WIDGET (self));
  self->wrap = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->wrap), "sonde-wrap-symbolic");
  gtk_button_set_child (GTK_BUTTON (copy), create_copy_content (self));

  add_button (self, self->wrap, _ ("Wrap Lines"), G_CALLBACK (wrap_toggled_cb));
  add_button (self, save, _ ("Save Code As…"), G_CALLBACK (save_clicked_cb));
  add_button (self, copy, _ ("Copy Code"), G_CALLBACK (copy_clicked_cb));
}

GtkWidget *
sonde_code_head_new (void)
{
  return g_object_new (SONDE_TYPE_CODE_HEAD, NULL);
}

/** Shows what @block is; nothing is touched where it is shown already. */
void
sonde_code_head_show (SondeCodeHead *self, SondeBlock *block, SondeBlockState *state)
{
  g_autofree char *title = NULL;

  g_return_if_fail (SONDE_IS_CODE_HEAD (self));
  g_return_if_fail (block != NULL);

  sonde_block_ref (block);
  g_clear_pointer (&self->block, sonde_block_unref);
  self->block = block;
  g_set_object (&self->state, state);
  title = sonde_code_languages_dup_title (sonde_block_get_language (block));
  if (title == NULL)
    title = g_strdup (_ ("Text"));
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->language)), title) != 0)
    gtk_label_set_text (GTK_LABEL (self->language), title);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->wrap),
                                state != NULL && sonde_block_state_get_wrap (state));
}
