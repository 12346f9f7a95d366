/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* What the sidebar shows: the conversations of a place, or what was found for the words in its entry. */

#include "sonde-window-private.h"

#include "sonde-result.h"

/* Rows that are loaded at a time, and hits that a search gives. */
#define PAGE     100
#define MAX_HITS 200
/* While the index is being made, results come again: it knows more by then. */
#define AGAIN_MS 1000

typedef struct
{
  SondeWindow *window;
  GCancellable *cancellable;
} Searching;

static void
searching_free (Searching *searching)
{
  g_object_unref (searching->window);
  g_object_unref (searching->cancellable);
  g_free (searching);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Searching, searching_free)

/* Also what the program ends with. */
void
sonde_window_end_search (SondeWindow *self)
{
  g_clear_handle_id (&self->search_source, g_source_remove);
  g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
}

/* Of a conversation whose title was found, what was said in it is shown all the same. */
static void
show_hit (SondeResult *result, const SondeSearchHit *hit)
{
  G_STATIC_ASSERT (sizeof (SondeResultMark) == sizeof (SondeRange));

  if (hit->message_id != 0 && sonde_result_get_message_id (result) == 0)
    sonde_result_set_message (
      result, hit->message_id, hit->snippet, (const SondeResultMark *) hit->marks->data, hit->marks->len);
}

static gboolean
is_deleted (SondeEngine *engine, gint64 id)
{
  SondeConversation *conversation = sonde_engine_find (engine, id);

  return conversation && sonde_conversation_get_deleted (conversation) != 0;
}

/* One row for each conversation, at the place of its first hit. */
static GListModel *
make_results (SondeEngine *engine, GPtrArray *hits)
{
  GListStore *results = g_list_store_new (SONDE_TYPE_RESULT);
  g_autoptr (GHashTable) known = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < hits->len; i++)
    {
      SondeSearchHit *hit = hits->pdata[i];
      SondeResult *result = g_hash_table_lookup (known, &hit->conversation_id);

      /* What was deleted here a moment ago may not be written yet. */
      if (is_deleted (engine, hit->conversation_id))
        continue;
      if (result)
        sonde_result_add_match (result);
      else
        {
          result = sonde_result_new (hit->conversation_id, hit->title, hit->time);
          g_hash_table_insert (known, &hit->conversation_id, result);
          g_list_store_append (results, result);
          g_object_unref (result);
        }
      show_hit (result, hit);
    }
  return G_LIST_MODEL (results);
}

static gboolean
search_again_cb (gpointer user_data)
{
  SondeWindow *self = user_data;

  self->search_source = 0;
  sonde_window_search (self);
  return G_SOURCE_REMOVE;
}

static void
search_again (SondeWindow *self)
{
  g_clear_handle_id (&self->search_source, g_source_remove);
  self->search_source = g_timeout_add (AGAIN_MS, search_again_cb, self);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Searching) searching = user_data;
  SondeWindow *self = searching->window;
  g_autoptr (GError) error = NULL;
  gboolean complete;
  g_autoptr (GPtrArray) hits = sonde_store_search_finish (SONDE_STORE (source), result, &complete, &error);
  g_autoptr (GListModel) results = NULL;

  if (g_cancellable_is_cancelled (searching->cancellable) || self->engine == NULL)
    return;
  if (hits == NULL)
    {
      sonde_window_tell (self, error);
      return;
    }
  results = make_results (self->engine, hits);
  sonde_sidebar_set_results (self->sidebar, results, complete && hits->len < MAX_HITS);
  if (!complete)
    search_again (self);
}

/** Looks for what stands in the entry, if anything does. */
void
sonde_window_search (SondeWindow *self)
{
  const char *query = sonde_sidebar_get_query (self->sidebar);
  SondeSearchOrder order;
  Searching *searching;

  sonde_window_end_search (self);
  if (*query == '\0' || !self->history_open)
    return;

  self->searching = g_cancellable_new ();
  searching = g_new0 (Searching, 1);
  searching->window = g_object_ref (self);
  searching->cancellable = g_object_ref (self->searching);
  order = sonde_sidebar_get_best_first (self->sidebar) ? SONDE_SEARCH_BEST : SONDE_SEARCH_NEWEST;
  sonde_store_search_async (sonde_engine_get_store (self->engine),
                            query,
                            order,
                            MAX_HITS,
                            FALSE,
                            self->searching,
                            found_cb,
                            searching);
}

static void
place_changed_cb (SondeWindow *self)
{
  sonde_conversation_list_set_filter (
    self->list, sonde_sidebar_get_shelf (self->sidebar), sonde_sidebar_get_folder (self->sidebar));
}

static void
more_wanted_cb (SondeWindow *self)
{
  sonde_conversation_list_load_more (self->list);
}

/* At once for what goes, and again when it is written. */
static void
result_changed_cb (SondeWindow *self)
{
  sonde_window_search (self);
  if (self->searching)
    search_again (self);
}

/** Gives the sidebar its list, which fills when the history is open. */
void
sonde_window_fill_sidebar (SondeWindow *self)
{
  self->list = sonde_conversation_list_new (self->engine, PAGE);
  sonde_sidebar_set_conversations (self->sidebar, G_LIST_MODEL (self->list));
  sonde_sidebar_set_folders (self->sidebar, sonde_engine_get_folders (self->engine));
  g_signal_connect_swapped (self->sidebar, "notify::query", G_CALLBACK (sonde_window_search), self);
  g_signal_connect_swapped (self->sidebar, "notify::place", G_CALLBACK (place_changed_cb), self);
  g_signal_connect_swapped (self->sidebar, "more-wanted", G_CALLBACK (more_wanted_cb), self);
  self->result_signals = g_signal_group_new (SONDE_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (
    self->result_signals, "notify::title", G_CALLBACK (result_changed_cb), self);
  g_signal_group_connect_swapped (
    self->result_signals, "notify::deleted", G_CALLBACK (result_changed_cb), self);
}

static void
search_conversations_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, TRUE);
  sonde_sidebar_focus_search (self->sidebar);
}

/* Opening what was found */

/** Marks what @query looks for: its words as they stand together, or else each of them. */
void
sonde_window_mark (SondeWindow *self, const char *query)
{
  g_auto (GStrv) words = sonde_store_list_search_words (query);
  g_autofree char *all = g_strjoinv (" ", words);

  if (*all != '\0')
    sonde_window_find (self, all);
}

/* The conversation, at the message that was found, with the words marked. */
static void
open_result_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  gint64 conversation_id, message_id;

  g_variant_get (parameter, "(xx)", &conversation_id, &message_id);
  sonde_window_open_at (self, conversation_id, message_id, sonde_sidebar_get_query (self->sidebar));
}

/* What was found is in no list perhaps; it is loaded before anything is done with it. */

typedef struct
{
  SondeWindow *window;
  const char *action;
} Wanted;

static void
do_wanted (SondeWindow *self, const char *action, SondeConversation *conversation)
{
  gint64 id = sonde_conversation_get_id (conversation);

  g_signal_group_set_target (self->result_signals, conversation);
  if (g_str_equal (action, "win.result-menu"))
    sonde_sidebar_show_result_menu (self->sidebar, conversation);
  else if (g_str_equal (action, "win.result-rename"))
    sonde_sidebar_rename_result (self->sidebar, conversation);
  else
    gtk_widget_activate_action (GTK_WIDGET (self),
                                "win.delete-conversations",
                                "@ax",
                                g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, &id, 1, sizeof id));
}

static void
result_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Wanted *wanted = user_data;
  g_autoptr (SondeWindow) self = wanted->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeConversation) conversation
    = sonde_engine_load_finish (SONDE_ENGINE (source), result, &error);

  if (self->engine == NULL)
    return;
  if (conversation)
    do_wanted (self, wanted->action, conversation);
  else
    sonde_window_tell (self, error);
}

static void
result_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->window = g_object_ref (self);
  wanted->action = g_intern_string (name);
  sonde_engine_load_async (self->engine, g_variant_get_int64 (parameter), NULL, result_loaded_cb, wanted);
}

void
sonde_window_install_search_actions (GtkWidgetClass *widget_class)
{
  static const SondeWindowAction actions[] = {
    { "win.search-conversations", NULL, search_conversations_action },
    { "win.open-result", "(xx)", open_result_action },
    { "win.result-menu", "x", result_action },
    { "win.result-rename", "x", result_action },
    { "win.result-delete", "x", result_action },
  };

  sonde_window_install (widget_class, actions, G_N_ELEMENTS (actions));
}
