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

/* One line for what was done: a query and how many pages it gave, a page that was read, a remark. */
static char *
dup_step (SondeSearchStep *step)
{
  const char *text = sonde_search_step_get_text (step);
  const char *detail = sonde_search_step_get_detail (step);
  guint count = sonde_search_step_get_count (step);
  gboolean failed = sonde_search_step_get_state (step) == SONDE_STEP_FAILED;

  switch (sonde_search_step_get_kind (step))
    {
    case SONDE_STEP_SEARCH:
      if (count > 0)
        /* Translators: a query, how many pages it found, and the service that found them */
        return g_strdup_printf (
          ngettext ("Searched: %s (%u page, %s)", "Searched: %s (%u pages, %s)", count), text, count, detail);
      if (*detail != '\0')
        return g_strdup_printf (_ ("Searched: %s (%s)"), text, detail);
      return g_strdup_printf (_ ("Searching: %s"), text);
    case SONDE_STEP_PAGE:
      if (failed)
        return g_strdup_printf (_ ("Not read: %s (%s)"), text, detail);
      return g_strdup_printf (_ ("Read: %s"), text);
    case SONDE_STEP_NOTE:
    default:
      return g_strdup (text);
    }
}

static void
append_line (GString *text, const char *line)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

static char *
dup_pages (SondeMessage *message)
{
  GListModel *steps = sonde_message_get_search_steps (message);
  GListModel *sources = sonde_message_get_sources (message);
  guint n_steps = g_list_model_get_n_items (steps);
  const char *query = sonde_message_get_search_query (message);
  GString *text = g_string_new (n_steps == 0 ? query : NULL);

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (SondeSearchStep) step = g_list_model_get_item (steps, i);
      g_autofree char *line = dup_step (step);

      append_line (text, line);
    }
  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (SondeSource) source = g_list_model_get_item (sources, i);
      g_autofree char *line = g_strdup_printf ("%u  %s (%s)",
                                               sonde_source_get_number (source),
                                               sonde_source_get_title (source),
                                               sonde_source_get_domain (source));

      append_line (text, line);
    }
  return g_string_free (text, FALSE);
}

/* Pages that this message found: its sources, or those of its searches when the answer comes later. */
static guint
count_pages (SondeMessage *message)
{
  GListModel *steps = sonde_message_get_search_steps (message);
  guint n = g_list_model_get_n_items (sonde_message_get_sources (message));
  guint found = 0;

  for (guint i = 0; n == 0 && i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (SondeSearchStep) step = g_list_model_get_item (steps, i);

      if (sonde_search_step_get_kind (step) == SONDE_STEP_SEARCH)
        found += sonde_search_step_get_count (step);
    }
  return n > 0 ? n : found;
}

static char *
dup_title (SondeMessage *message, gboolean searching)
{
  const char *detail = sonde_message_get_phase_detail (message);
  guint n_pages = count_pages (message);

  if (searching)
    return g_strdup (detail != NULL && *detail != '\0' ? detail : _ ("Searching…"));
  if (n_pages == 0)
    return g_strdup (_ ("Searched without a result"));
  return g_strdup_printf (ngettext ("Searched %u page", "Searched %u pages", n_pages), n_pages);
}

static void
changed_cb (SondeSearchFold *self)
{
  sonde_search_fold_update (self);
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
  g_signal_connect_object (message, "notify::search-steps", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (message, "notify::phase-detail", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  sonde_search_fold_update (self);
  return GTK_WIDGET (self);
}

void
sonde_search_fold_update (SondeSearchFold *self)
{
  g_return_if_fail (SONDE_IS_SEARCH_FOLD (self));

  SondePhase phase = sonde_message_get_phase (self->message);
  gboolean searching = sonde_message_get_state (self->message) == SONDE_STATE_STREAMING
                       && (phase == SONDE_PHASE_SEARCHING || phase == SONDE_PHASE_READING);
  gboolean done = g_list_model_get_n_items (sonde_message_get_search_steps (self->message)) > 0
                  || g_list_model_get_n_items (sonde_message_get_sources (self->message)) > 0;
  g_autofree char *title = dup_title (self->message, searching);
  g_autofree char *pages = dup_pages (self->message);

  gtk_widget_set_visible (GTK_WIDGET (self), searching || done);
  sonde_fold_set_running (SONDE_FOLD (self->fold), searching);
  sonde_fold_set_openable (SONDE_FOLD (self->fold), done);
  sonde_fold_set_title (SONDE_FOLD (self->fold), title);
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->pages)), pages) != 0)
    gtk_label_set_text (GTK_LABEL (self->pages), pages);
}
