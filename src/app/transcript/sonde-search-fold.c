/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-search-fold.h"

#include <glib/gi18n-lib.h>

#include "sonde-fold.h"
#include "sonde-source.h"

struct _SondeSearchFold
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *fold;
  GtkWidget *pages;

  /* Owned */
  SondeMessage *message;
};

G_DEFINE_FINAL_TYPE (SondeSearchFold, sonde_search_fold, GTK_TYPE_WIDGET)

static char *
dup_pages (SondeMessage *message)
{
  GListModel *sources = sonde_message_get_sources (message);
  const char *query = sonde_message_get_search_query (message);
  GString *text = g_string_new (query);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (SondeSource) source = g_list_model_get_item (sources, i);

      g_string_append_printf (text,
                              "%s%u  %s (%s)",
                              text->len > 0 ? "\n" : "",
                              sonde_source_get_number (source),
                              sonde_source_get_title (source),
                              sonde_source_get_domain (source));
    }
  return g_string_free (text, FALSE);
}

static void
sonde_search_fold_dispose (GObject *object)
{
  SondeSearchFold *self = SONDE_SEARCH_FOLD (object);

  g_clear_pointer (&self->fold, gtk_widget_unparent);
  g_clear_object (&self->message);
  G_OBJECT_CLASS (sonde_search_fold_parent_class)->dispose (object);
}

static void
sonde_search_fold_class_init (SondeSearchFoldClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_search_fold_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
sonde_search_fold_init (SondeSearchFold *self)
{
  self->pages = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->pages), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->pages), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->pages), 0);
  gtk_label_set_selectable (GTK_LABEL (self->pages), TRUE);
  gtk_widget_add_css_class (self->pages, "reasoning");
  self->fold = sonde_fold_new (self->pages);
  gtk_widget_set_parent (self->fold, GTK_WIDGET (self));
}

GtkWidget *
sonde_search_fold_new (SondeMessage *message)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (message), NULL);

  SondeSearchFold *self = g_object_new (SONDE_TYPE_SEARCH_FOLD, NULL);

  self->message = g_object_ref (message);
  sonde_search_fold_update (self);
  return GTK_WIDGET (self);
}

void
sonde_search_fold_update (SondeSearchFold *self)
{
  g_return_if_fail (SONDE_IS_SEARCH_FOLD (self));

  guint n_pages = g_list_model_get_n_items (sonde_message_get_sources (self->message));
  gboolean searching = sonde_message_get_state (self->message) == SONDE_STATE_STREAMING
                       && sonde_message_get_phase (self->message) == SONDE_PHASE_SEARCHING;
  g_autofree char *title
    = g_strdup_printf (ngettext ("Searched %u page", "Searched %u pages", n_pages), n_pages);
  g_autofree char *pages = dup_pages (self->message);

  gtk_widget_set_visible (GTK_WIDGET (self), searching || n_pages > 0);
  sonde_fold_set_running (SONDE_FOLD (self->fold), searching);
  sonde_fold_set_openable (SONDE_FOLD (self->fold), n_pages > 0);
  sonde_fold_set_title (SONDE_FOLD (self->fold), searching ? _ ("Searching…") : title);
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->pages)), pages) != 0)
    gtk_label_set_text (GTK_LABEL (self->pages), pages);
}
