/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-engine-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-error.h"
#include "sonde-paths.h"
#include "sonde-text.h"

#define SEARCH_COUNT     10
#define SEARCH_COUNT_MAX 50

/* How long a deleted conversation can come back. */
#define TRASH_DAYS 30

G_DEFINE_FINAL_TYPE (SondeEngine, sonde_engine, G_TYPE_OBJECT)

enum
{
  PROBLEM,
  NOTICE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
remember (SondeEngine *self, SondeConversation *conversation)
{
  gint64 id = sonde_conversation_get_id (conversation);

  g_hash_table_replace (self->known, g_memdup2 (&id, sizeof id), g_object_ref (conversation));
}

static int
compare_conversations (gconstpointer a, gconstpointer b, gpointer user_data)
{
  SondeConversation *left = (SondeConversation *) a;
  SondeConversation *right = (SondeConversation *) b;
  int pinned = sonde_conversation_get_pinned (right) - sonde_conversation_get_pinned (left);
  gint64 left_time = sonde_conversation_get_updated (left);
  gint64 right_time = sonde_conversation_get_updated (right);

  if (pinned != 0)
    return pinned;
  if (left_time != right_time)
    return left_time > right_time ? -1 : 1;
  return sonde_conversation_get_id (left) > sonde_conversation_get_id (right) ? -1 : 1;
}

static void
unlist (SondeEngine *self, SondeConversation *conversation)
{
  guint position;

  if (g_list_store_find (self->conversations, conversation, &position))
    g_list_store_remove (self->conversations, position);
}

/* Puts a new or changed conversation where it belongs, unless the list is showing a search. */
void
sonde_engine_list_conversation (SondeEngine *self, SondeConversation *conversation)
{
  GListModel *list = G_LIST_MODEL (self->conversations);
  guint position;

  remember (self, conversation);
  if (self->query != NULL)
    return;
  if (g_list_store_find (self->conversations, conversation, &position))
    {
      g_autoptr (SondeConversation) above = position > 0 ? g_list_model_get_item (list, position - 1) : NULL;
      g_autoptr (SondeConversation) below = g_list_model_get_item (list, position + 1);

      if ((above == NULL || compare_conversations (above, conversation, NULL) < 0)
          && (below == NULL || compare_conversations (conversation, below, NULL) < 0))
        return;
      g_list_store_remove (self->conversations, position);
    }
  g_list_store_insert_sorted (self->conversations, conversation, compare_conversations, NULL);
}

void
sonde_engine_say (SondeEngine *self, const char *sentence)
{
  g_signal_emit (self, signals[NOTICE], 0, sentence);
}

void
sonde_engine_report (SondeEngine *self, const GError *error)
{
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[PROBLEM], 0, error);
}

/* The list */

static void
copy_settings (SondeConversation *from, SondeConversation *to)
{
  sonde_conversation_set_title (to, sonde_conversation_get_title (from));
  sonde_conversation_set_title_typed (to, sonde_conversation_get_title_typed (from));
  sonde_conversation_set_pinned (to, sonde_conversation_get_pinned (from));
  sonde_conversation_set_folder (to, sonde_conversation_get_folder (from));
  sonde_conversation_set_n_messages (to, sonde_conversation_get_n_messages (from));
  sonde_conversation_set_updated (to, sonde_conversation_get_updated (from));
}

static void
load_failed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeConversation) conversation = sonde_store_load_finish (SONDE_STORE (object), result, &error);

  if (conversation == NULL)
    sonde_engine_report (self, error);
}

/* The object that stands for @listed: the known one, brought up to date, or @listed itself. */
static SondeConversation *
merge (SondeEngine *self, SondeConversation *listed)
{
  gint64 id = sonde_conversation_get_id (listed);
  SondeConversation *known = g_hash_table_lookup (self->known, &id);

  if (known == NULL)
    {
      remember (self, listed);
      return listed;
    }
  gboolean newer = sonde_conversation_get_updated (listed) > sonde_conversation_get_updated (known);
  copy_settings (listed, known);
  if (newer && sonde_conversation_get_loaded (known) && !sonde_conversation_get_busy (known))
    sonde_store_load_async (self->store, id, known, NULL, load_failed_cb, g_object_ref (self));
  return known;
}

/* Replaces only what differs, so that the selection and the scrolled position stay. */
static void
replace_list (SondeEngine *self, GPtrArray *fresh)
{
  GListModel *list = G_LIST_MODEL (self->conversations);
  guint n_old = g_list_model_get_n_items (list);
  guint begin = 0;
  guint end = 0;

  for (; begin < n_old && begin < fresh->len; begin++)
    {
      g_autoptr (SondeConversation) old = g_list_model_get_item (list, begin);
      if (old != g_ptr_array_index (fresh, begin))
        break;
    }
  for (; begin + end < n_old && begin + end < fresh->len; end++)
    {
      g_autoptr (SondeConversation) old = g_list_model_get_item (list, n_old - 1 - end);
      if (old != g_ptr_array_index (fresh, fresh->len - 1 - end))
        break;
    }
  if (begin + end < n_old || begin + end < fresh->len)
    g_list_store_splice (
      self->conversations, begin, n_old - begin - end, fresh->pdata + begin, fresh->len - begin - end);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) listed = sonde_store_list_finish (SONDE_STORE (object), result, &error);
  g_autoptr (GPtrArray) merged = g_ptr_array_new ();

  if (listed == NULL)
    {
      sonde_engine_report (self, error);
      return;
    }
  for (guint i = 0; i < listed->len; i++)
    g_ptr_array_add (merged, merge (self, g_ptr_array_index (listed, i)));
  replace_list (self, merged);
}

static void
write_failed_cb (SondeStore *store, const GError *error, gpointer user_data)
{
  sonde_engine_report (user_data, error);
}

static void
changed_elsewhere_cb (SondeStore *store, gpointer user_data)
{
  sonde_engine_refresh (user_data);
}

/* Opening */

static void
report_copied_aside (SondeEngine *self, const char *path)
{
  /* Translators: %s is the path of a file. */
  g_autofree char *sentence = g_strdup_printf (
    _ ("The history could not be opened. It was kept as %s, and a new one was begun"), path);

  sonde_engine_say (self, sentence);
}

static void
store_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = g_task_get_source_object (task);
  g_autofree char *copied_aside = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GError) error = NULL;

  if (!sonde_store_open_finish (SONDE_STORE (object), result, &copied_aside, &problem, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  self->opened = TRUE;
  if (copied_aside != NULL)
    report_copied_aside (self, copied_aside);
  sonde_engine_report (self, problem);
  sonde_store_purge_deleted (self->store, g_get_real_time () - TRASH_DAYS * G_TIME_SPAN_DAY);
  sonde_engine_refresh (self);
  g_task_return_boolean (task, TRUE);
}

static void
config_changed_cb (SondeConfig *config, gpointer user_data)
{
  SondeEngine *self = user_data;
  g_autofree char *proxy = sonde_config_dup_string (config, "Network", "proxy");

  sonde_http_set_proxy (self->http, proxy);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sonde_store_save_conversation_finish (SONDE_STORE (object), result, &error))
    sonde_engine_report (self, error);
}

static void
deleted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sonde_store_delete_conversation_finish (SONDE_STORE (object), result, &error))
    sonde_engine_report (self, error);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  SondeConversation *conversation = sonde_store_load_finish (SONDE_STORE (object), result, &error);

  if (conversation == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  remember (self, conversation);
  g_task_return_pointer (task, conversation, g_object_unref);
}

static void
sonde_engine_finalize (GObject *object)
{
  SondeEngine *self = SONDE_ENGINE (object);

  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  if (self->config != NULL)
    g_signal_handlers_disconnect_by_data (self->config, self);
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_hash_table_unref (self->turns);
  g_hash_table_unref (self->known);
  g_clear_object (&self->conversations);
  g_clear_object (&self->http);
  g_clear_object (&self->store);
  g_clear_object (&self->keyring);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->config);
  g_free (self->data_dir);
  g_free (self->query);
  G_OBJECT_CLASS (sonde_engine_parent_class)->finalize (object);
}

static void
sonde_engine_class_init (SondeEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_engine_finalize;

  signals[PROBLEM] = g_signal_new ("problem",
                                   SONDE_TYPE_ENGINE,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[NOTICE] = g_signal_new ("notice",
                                  SONDE_TYPE_ENGINE,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
sonde_engine_init (SondeEngine *self)
{
  self->streaming = TRUE;
  self->keyring = sonde_keyring_new ();
  self->conversations = g_list_store_new (SONDE_TYPE_CONVERSATION);
  self->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->turns = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
}

static SondeEngine *
create (const char *data_dir, gboolean saved)
{
  SondeEngine *self = g_object_new (SONDE_TYPE_ENGINE, NULL);

  self->data_dir = data_dir != NULL ? g_strdup (data_dir) : sonde_paths_dup_default_data_dir ();
  if (saved)
    {
      g_autoptr (GError) error = NULL;

      /* A directory that cannot be made is told when the history is opened. */
      if (!sonde_paths_make_private_dir (self->data_dir, &error))
        g_debug ("%s", error->message);
    }

  g_autofree char *config_path = g_build_filename (self->data_dir, "sonde.conf", NULL);
  self->config = sonde_config_new (config_path);
  self->catalogue = sonde_catalogue_new (self->config);
  self->store = sonde_store_new (saved ? self->data_dir : NULL);
  g_autofree char *proxy = sonde_config_dup_string (self->config, "Network", "proxy");
  self->http = sonde_http_new (proxy);

  g_signal_connect (self->config, "changed", G_CALLBACK (config_changed_cb), self);
  g_signal_connect (self->store, "write-failed", G_CALLBACK (write_failed_cb), self);
  g_signal_connect (self->store, "changed-elsewhere", G_CALLBACK (changed_elsewhere_cb), self);
  return self;
}

SondeEngine *
sonde_engine_new (const char *data_dir)
{
  return create (data_dir, TRUE);
}

SondeEngine *
sonde_engine_new_unsaved (const char *data_dir)
{
  return create (data_dir, FALSE);
}

void
sonde_engine_open_async (SondeEngine *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));

  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, sonde_engine_open_async);
  sonde_store_open_async (self->store, cancellable, store_opened_cb, task);
}

gboolean
sonde_engine_open_finish (SondeEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
sonde_engine_close (SondeEngine *self)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));

  g_cancellable_cancel (self->listing);
  sonde_engine_abandon_turns (self);
  sonde_store_close (self->store);
  self->opened = FALSE;
}

const char *
sonde_engine_get_data_dir (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  return self->data_dir;
}

void
sonde_engine_set_streaming (SondeEngine *self, gboolean streaming)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));

  self->streaming = streaming;
}

SondeConfig *
sonde_engine_get_config (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  return self->config;
}

SondeCatalogue *
sonde_engine_get_catalogue (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  return self->catalogue;
}

SondeKeyring *
sonde_engine_get_keyring (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  return self->keyring;
}

SondeStore *
sonde_engine_get_store (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  return self->store;
}

SondeHttp *
sonde_engine_get_http (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  return self->http;
}

GListModel *
sonde_engine_get_conversations (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  return G_LIST_MODEL (self->conversations);
}

void
sonde_engine_set_query (SondeEngine *self, const char *query)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));

  if (sonde_text_replace (&self->query, query != NULL && *query != '\0' ? query : NULL))
    sonde_engine_refresh (self);
}

/** Reads the list again; an older reading that is still under way is dropped. */
void
sonde_engine_refresh (SondeEngine *self)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));

  if (!self->opened)
    return;
  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  self->listing = g_cancellable_new ();
  sonde_store_list_async (
    self->store, self->query, 0, G_MAXUINT, self->listing, listed_cb, g_object_ref (self));
}

/** (transfer full): a conversation with the default provider and no messages. */
SondeConversation *
sonde_engine_create (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  SondeConversation *conversation = sonde_conversation_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  sonde_conversation_set_messages (conversation, none);
  return conversation;
}

void
sonde_engine_load_async (SondeEngine *self,
                         gint64 conversation_id,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));

  GTask *task = g_task_new (self, cancellable, callback, user_data);
  SondeConversation *known = g_hash_table_lookup (self->known, &conversation_id);

  g_task_set_source_tag (task, sonde_engine_load_async);
  if (known != NULL && sonde_conversation_get_loaded (known))
    {
      g_task_return_pointer (task, g_object_ref (known), g_object_unref);
      g_object_unref (task);
      return;
    }
  sonde_store_load_async (self->store, conversation_id, known, cancellable, loaded_cb, task);
}

/** (transfer full) (nullable): the loaded conversation, always the same object for the same id. */
SondeConversation *
sonde_engine_load_finish (SondeEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
sonde_engine_save (SondeEngine *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  if (!self->opened || sonde_conversation_get_id (conversation) == 0)
    return;
  sonde_store_save_conversation_async (self->store, conversation, NULL, saved_cb, g_object_ref (self));
  sonde_engine_list_conversation (self, conversation);
}

/** Stops its answer and hides it; sonde_engine_undelete() brings it back. */
void
sonde_engine_delete (SondeEngine *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  sonde_engine_stop (self, conversation);
  unlist (self, conversation);
  if (sonde_conversation_get_id (conversation) != 0)
    sonde_store_delete_conversation_async (
      self->store, sonde_conversation_get_id (conversation), TRUE, NULL, deleted_cb, g_object_ref (self));
}

void
sonde_engine_undelete (SondeEngine *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  sonde_engine_list_conversation (self, conversation);
  sonde_store_delete_conversation_async (
    self->store, sonde_conversation_get_id (conversation), FALSE, NULL, deleted_cb, g_object_ref (self));
}

/** (transfer none): the conversation's own provider if it still exists, else the default one. */
SondeProvider *
sonde_engine_get_provider (SondeEngine *self, SondeConversation *conversation)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);
  g_return_val_if_fail (SONDE_IS_CONVERSATION (conversation), NULL);

  const char *id = sonde_conversation_get_provider (conversation);
  SondeProvider *provider = id != NULL ? sonde_catalogue_lookup (self->catalogue, id) : NULL;

  return provider != NULL ? provider : sonde_catalogue_get_default (self->catalogue);
}

/** The model that the person chose here for the present mode, else the provider's. */
const char *
sonde_engine_get_model (SondeEngine *self, SondeConversation *conversation)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);
  g_return_val_if_fail (SONDE_IS_CONVERSATION (conversation), NULL);

  SondeModelSlot slot = sonde_mode_get_slot (sonde_conversation_get_mode (conversation));
  const char *chosen = sonde_conversation_get_model (conversation, slot);

  return chosen != NULL ? chosen
                        : sonde_provider_get_model (sonde_engine_get_provider (self, conversation), slot);
}

guint
sonde_engine_get_search_count (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), SEARCH_COUNT);

  return CLAMP (sonde_config_get_int (self->config, "Search", "count", SEARCH_COUNT), 1, SEARCH_COUNT_MAX);
}
