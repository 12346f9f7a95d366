/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-conversation-list-private.h"
#include "sonde-engine-copies-private.h"
#include "sonde-engine-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-error.h"
#include "sonde-message-summary.h"
#include "sonde-paths.h"
#include "sonde-prices.h"

#define SEARCH_COUNT     10
#define SEARCH_COUNT_MAX 50

/* How long a deleted conversation can come back. */
#define TRASH_DAYS 30

G_DEFINE_FINAL_TYPE (SondeEngine, sonde_engine, G_TYPE_OBJECT)

enum
{
  PROBLEM,
  SALVAGED,
  NOTICE,
  CLOSING,
  REOPENED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

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
  gint64 n = sonde_store_get_n_saved (self->store);
  g_autofree char *sentence = NULL;

  if (n == 0)
    /* Translators: %s is the path of a file. */
    sentence = g_strdup_printf (_ ("The history was damaged, and nothing of it could be read. The damaged "
                                   "file was kept as %s"),
                                path);
  else
    /* Translators: %d is a number of conversations, %s the path of a file. */
    sentence = g_strdup_printf (ngettext ("The history was damaged. %d conversation could be saved; the "
                                          "damaged file was kept as %s",
                                          "The history was damaged. %d conversations could be saved; the "
                                          "damaged file was kept as %s",
                                          n),
                                (int) n,
                                path);
  g_signal_emit (self, signals[SALVAGED], 0, sentence);
}

void
sonde_engine_emit_closing (SondeEngine *self)
{
  g_signal_emit (self, signals[CLOSING], 0);
}

void
sonde_engine_emit_reopened (SondeEngine *self, gboolean same)
{
  g_signal_emit (self, signals[REOPENED], 0, same);
}

void
sonde_engine_take_opened (SondeEngine *self, const char *copied_aside, const GError *problem)
{
  self->opened = TRUE;
  if (copied_aside != NULL)
    report_copied_aside (self, copied_aside);
  sonde_engine_report (self, problem);
  /* In memory the ids begin anew. */
  if (problem != NULL)
    g_clear_pointer (&self->copies, sonde_engine_copies_free);
  self->on_disk = self->saved && problem == NULL;
  sonde_store_purge_deleted (self->store, g_get_real_time () - TRASH_DAYS * G_TIME_SPAN_DAY);
  sonde_engine_refresh (self);
  sonde_engine_load_library (self);
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
  sonde_engine_take_opened (self, copied_aside, problem);
  g_task_return_boolean (task, TRUE);
}

static void
config_changed_cb (SondeConfig *config, gpointer user_data)
{
  SondeEngine *self = user_data;
  g_autofree char *proxy = sonde_config_dup_string (config, "Network", "proxy");

  sonde_http_set_proxy (self->http, proxy);
  if (self->reader != NULL)
    sonde_page_reader_set_proxy (self->reader, proxy);
}

static void
detach_cb (gpointer list, gpointer user_data)
{
  sonde_conversation_list_detach (list);
}

static void
sonde_engine_finalize (GObject *object)
{
  SondeEngine *self = SONDE_ENGINE (object);

  sonde_engine_stop_backups (self);
  g_clear_pointer (&self->copies, sonde_engine_copies_free);
  if (self->config != NULL)
    g_signal_handlers_disconnect_by_data (self->config, self);
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_ptr_array_foreach (self->lists, detach_cb, NULL);
  g_ptr_array_unref (self->lists);
  g_clear_object (&self->folders);
  g_clear_object (&self->prompts);
  g_hash_table_unref (self->turns);
  g_hash_table_unref (self->titles);
  g_hash_table_unref (self->shown);
  g_hash_table_unref (self->known);
  g_clear_object (&self->http);
  g_clear_object (&self->reader);
  g_hash_table_unref (self->toolless);
  g_clear_object (&self->store);
  g_clear_object (&self->keyring);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->config);
  g_free (self->data_dir);
  G_OBJECT_CLASS (sonde_engine_parent_class)->finalize (object);
}

static void
sonde_engine_class_init (SondeEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_engine_finalize;
  sonde_message_set_pricer (sonde_prices_get_cost);
  sonde_message_set_namer (sonde_model_dup_label);

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
  signals[SALVAGED] = g_signal_new ("salvaged",
                                    SONDE_TYPE_ENGINE,
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    1,
                                    G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[CLOSING]
    = g_signal_new ("closing", SONDE_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REOPENED] = g_signal_new (
    "reopened", SONDE_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
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
  self->toolless = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->keyring = sonde_keyring_new ();
  self->lists = g_ptr_array_new ();
  self->folders = g_list_store_new (SONDE_TYPE_FOLDER);
  self->prompts = g_list_store_new (SONDE_TYPE_PROMPT);
  self->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->turns = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  self->titles = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  self->shown = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
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
  self->saved = saved;
  if (saved)
    self->copies = sonde_engine_copies_new (self);
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

  sonde_engine_abandon_turns (self);
  sonde_engine_stop_titles (self);
  sonde_engine_stop_backups (self);
  if (self->copies != NULL)
    sonde_engine_copies_close (self->copies);
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
  g_return_val_if_fail (SONDE_IS_CONVERSATION (conversation), NULL);

  return sonde_engine_get_model_for (self, conversation, sonde_conversation_get_mode (conversation));
}

/** The same for any mode. */
const char *
sonde_engine_get_model_for (SondeEngine *self, SondeConversation *conversation, SondeMode mode)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);
  g_return_val_if_fail (SONDE_IS_CONVERSATION (conversation), NULL);

  SondeModelSlot slot = sonde_mode_get_slot (mode);
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
