/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-link-label.h"

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

/* A host that only looks like another one is shown as what it is: in ASCII. */
static char *
dup_honest (const char *target)
{
  g_autoptr (GUri) uri = g_uri_parse (target, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autofree char *ascii = host != NULL ? g_hostname_to_ascii (host) : NULL;

  if (ascii == NULL || g_str_equal (ascii, host))
    return g_strdup (target);
  g_autoptr (GUri) honest = g_uri_build (G_URI_FLAGS_ENCODED,
                                         g_uri_get_scheme (uri),
                                         g_uri_get_userinfo (uri),
                                         ascii,
                                         g_uri_get_port (uri),
                                         g_uri_get_path (uri),
                                         g_uri_get_query (uri),
                                         g_uri_get_fragment (uri));

  return g_uri_to_string (honest);
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
  honest = dup_honest (target);
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->label)), honest) != 0)
    gtk_label_set_text (GTK_LABEL (self->label), honest);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}
