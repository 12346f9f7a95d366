/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-secret"

#include "sonde-keyring.h"

#include "sonde-error.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#define DEFAULT_TIMEOUT_MS 25000

static const SecretSchema schema = {
  "io.github.sondechat.Sonde.Key",
  SECRET_SCHEMA_NONE,
  { { "provider", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

struct _SondeKeyring
{
  GObject parent_instance;

  GHashTable *session_keys;
  guint timeout_ms;
};

G_DEFINE_FINAL_TYPE (SondeKeyring, sonde_keyring, G_TYPE_OBJECT)

/* One call, the data of a GTask. Before the call itself the default collection is unlocked, because a
 * locked one looks like an empty one (measured with gnome-keyring 42: a lookup gives nothing, no error). */
typedef struct
{
  void (*perform) (GTask *task);
  GHashTable *attributes;
  char *provider_id;
  char *label;
  SecretValue *key;
  gboolean had_session_key;

  SecretService *service;
  SecretCollection *collection;

  GCancellable *cancellable;
  GCancellable *callers;
  gulong callers_id;
  guint source; /* the timeout */
  gboolean done;
} Operation;

static void
operation_free (gpointer data)
{
  Operation *operation = data;

  g_cancellable_disconnect (operation->callers, operation->callers_id);
  g_clear_object (&operation->callers);
  g_clear_handle_id (&operation->source, g_source_remove);
  g_clear_object (&operation->cancellable);
  g_clear_object (&operation->collection);
  g_clear_object (&operation->service);
  g_clear_pointer (&operation->key, secret_value_unref);
  g_clear_pointer (&operation->attributes, g_hash_table_unref);
  g_free (operation->label);
  g_free (operation->provider_id);
  g_free (operation);
}

static void
free_key (gpointer data)
{
  explicit_bzero (data, strlen (data));
  g_free (data);
}

/* What an error of D-Bus or libsecret means. Until the service is open, whatever fails says that there
 * is none that could be used: no bus, no daemon, nothing to activate. */
static SondeErrorCode
translate (const GError *error, gboolean is_open)
{
  if (error->domain == SECRET_ERROR)
    return error->code == SECRET_ERROR_IS_LOCKED ? SONDE_ERROR_KEYRING_LOCKED : SONDE_ERROR_KEYRING_REFUSED;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return SONDE_ERROR_KEYRING_TIMEOUT;
  if (error->domain == G_DBUS_ERROR)
    switch (error->code)
      {
      case G_DBUS_ERROR_NO_REPLY:
      case G_DBUS_ERROR_TIMEOUT:
      case G_DBUS_ERROR_TIMED_OUT:
        return SONDE_ERROR_KEYRING_TIMEOUT;
      case G_DBUS_ERROR_ACCESS_DENIED:
      case G_DBUS_ERROR_AUTH_FAILED:
        return SONDE_ERROR_KEYRING_REFUSED;
      case G_DBUS_ERROR_SERVICE_UNKNOWN:
      case G_DBUS_ERROR_NAME_HAS_NO_OWNER:
      case G_DBUS_ERROR_DISCONNECTED:
        return SONDE_ERROR_KEYRING_ABSENT;
      default:
        break;
      }
  return is_open ? SONDE_ERROR_KEYRING_REFUSED : SONDE_ERROR_KEYRING_ABSENT;
}

/* Ends the call. What libsecret still does for it is cancelled and comes to nothing: it may itself wait
 * for a service that never answers, so the caller does not wait for it. */
static void
fail (GTask *task, GError *error)
{
  Operation *operation = g_task_get_task_data (task);

  operation->done = TRUE;
  g_clear_handle_id (&operation->source, g_source_remove);
  g_task_return_error (task, error);
  g_cancellable_cancel (operation->cancellable);
}

static gboolean
timeout_cb (gpointer user_data)
{
  GTask *task = user_data;
  Operation *operation = g_task_get_task_data (task);

  operation->source = 0;
  fail (task, sonde_error_new (SONDE_ERROR_KEYRING_TIMEOUT, "no answer in time"));
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_idle_cb (gpointer user_data)
{
  GTask *task = user_data;
  Operation *operation = g_task_get_task_data (task);

  operation->source = 0;
  fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"));
  return G_SOURCE_REMOVE;
}

/* In an idle, so that the caller is not called back from within g_cancellable_cancel(). */
static void
cancelled_cb (GCancellable *callers, gpointer user_data)
{
  GTask *task = user_data;
  Operation *operation = g_task_get_task_data (task);

  if (operation->done)
    return;
  g_clear_handle_id (&operation->source, g_source_remove);
  operation->source = g_idle_add (cancelled_idle_cb, task);
}

/* Whether a step failed, or came too late. The reference that the step held on @task is dropped then. */
static gboolean
step_failed (GTask *task, GError *error)
{
  Operation *operation = g_task_get_task_data (task);
  gboolean failed = operation->done || error != NULL;

  if (!operation->done && error != NULL)
    fail (task, sonde_error_new (translate (error, operation->service != NULL), "%s", error->message));
  g_clear_error (&error);
  if (failed)
    g_object_unref (task);
  return failed;
}

static void
succeed (GTask *task, char *key)
{
  Operation *operation = g_task_get_task_data (task);

  operation->done = TRUE;
  g_clear_handle_id (&operation->source, g_source_remove);
  g_task_return_pointer (task, key, free_key);
  g_object_unref (task);
}

static void
unlocked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Operation *operation = g_task_get_task_data (task);
  GError *error = NULL;
  int n_unlocked = secret_service_unlock_finish (SECRET_SERVICE (object), result, NULL, &error);

  if (error == NULL && n_unlocked < 1)
    g_set_error_literal (&error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "the keyring stays locked");
  if (!step_failed (task, error))
    operation->perform (task);
}

static void
collection_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Operation *operation = g_task_get_task_data (task);
  GError *error = NULL;

  operation->collection = secret_collection_for_alias_finish (result, &error);
  if (step_failed (task, error))
    return;
  if (operation->collection != NULL && secret_collection_get_locked (operation->collection))
    {
      GList collections = { .data = operation->collection };

      secret_service_unlock (operation->service, &collections, operation->cancellable, unlocked_cb, task);
    }
  else
    operation->perform (task);
}

static void
service_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Operation *operation = g_task_get_task_data (task);
  GError *error = NULL;

  operation->service = secret_service_get_finish (result, &error);
  if (!step_failed (task, error))
    secret_collection_for_alias (operation->service,
                                 SECRET_COLLECTION_DEFAULT,
                                 SECRET_COLLECTION_NONE,
                                 operation->cancellable,
                                 collection_cb,
                                 task);
}

static GTask *
operation_new (SondeKeyring *self,
               const char *provider_id,
               void (*perform) (GTask *task),
               GCancellable *callers,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  GTask *task = g_task_new (self, callers, callback, user_data);
  Operation *operation = g_new0 (Operation, 1);

  operation->perform = perform;
  operation->provider_id = g_strdup (provider_id);
  operation->attributes = secret_attributes_build (&schema, "provider", provider_id, NULL);
  operation->cancellable = g_cancellable_new ();
  g_task_set_source_tag (task, perform);
  g_task_set_task_data (task, operation, operation_free);
  return task;
}

static void
start (GTask *task)
{
  SondeKeyring *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);
  GCancellable *callers = g_task_get_cancellable (task);

  operation->source = g_timeout_add (self->timeout_ms, timeout_cb, task);
  secret_service_get (SECRET_SERVICE_OPEN_SESSION, operation->cancellable, service_cb, task);
  if (callers != NULL)
    {
      operation->callers = g_object_ref (callers);
      operation->callers_id = g_cancellable_connect (callers, G_CALLBACK (cancelled_cb), task, NULL);
    }
}

/* The newest item whose secret could be read. */
static SecretItem *
find_newest (GList *items)
{
  SecretItem *newest = NULL;

  for (GList *at = items; at != NULL; at = at->next)
    {
      g_autoptr (SecretValue) value = secret_item_get_secret (at->data);

      if (value != NULL && secret_value_get_text (value) != NULL
          && (newest == NULL || secret_item_get_modified (at->data) > secret_item_get_modified (newest)))
        newest = at->data;
    }
  return newest;
}

static void
searched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autolist (SecretItem)
    items = secret_service_search_finish (SECRET_SERVICE (object), result, &error);
  SecretItem *item = find_newest (items);
  g_autoptr (SecretValue) value = item != NULL ? secret_item_get_secret (item) : NULL;

  if (error == NULL && items != NULL && item == NULL)
    g_set_error_literal (&error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "the key is in a locked keyring");
  if (!step_failed (task, error))
    succeed (task, value != NULL ? g_strdup (secret_value_get_text (value)) : NULL);
}

static void
perform_lookup (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);

  secret_service_search (operation->service,
                         &schema,
                         operation->attributes,
                         SECRET_SEARCH_ALL | SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS,
                         operation->cancellable,
                         searched_cb,
                         task);
}

static void
stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SondeKeyring *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);
  GError *error = NULL;

  secret_service_store_finish (SECRET_SERVICE (object), result, &error);
  if (step_failed (task, error))
    return;
  g_hash_table_remove (self->session_keys, operation->provider_id);
  succeed (task, NULL);
}

static void
perform_store (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);

  secret_service_store (operation->service,
                        &schema,
                        operation->attributes,
                        SECRET_COLLECTION_DEFAULT,
                        operation->label,
                        operation->key,
                        operation->cancellable,
                        stored_cb,
                        task);
}

static void
cleared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  /* FALSE without an error: there was no such key, which is what was wanted. */
  secret_service_clear_finish (SECRET_SERVICE (object), result, &error);
  if (!step_failed (task, error))
    succeed (task, NULL);
}

static void
perform_clear (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);

  secret_service_clear (
    operation->service, &schema, operation->attributes, operation->cancellable, cleared_cb, task);
}

static void
sonde_keyring_finalize (GObject *object)
{
  SondeKeyring *self = SONDE_KEYRING (object);

  g_clear_pointer (&self->session_keys, g_hash_table_unref);
  G_OBJECT_CLASS (sonde_keyring_parent_class)->finalize (object);
}

static void
sonde_keyring_class_init (SondeKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_keyring_finalize;
}

static void
sonde_keyring_init (SondeKeyring *self)
{
  self->session_keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_key);
  self->timeout_ms = DEFAULT_TIMEOUT_MS;
}

SondeKeyring *
sonde_keyring_new (void)
{
  return g_object_new (SONDE_TYPE_KEYRING, NULL);
}

/**
 * sonde_keyring_set_timeout_ms:
 * @timeout_ms: how long a call may take, with the time that a person needs for a prompt (25 seconds)
 *
 * Counts for calls that begin later.
 */
void
sonde_keyring_set_timeout_ms (SondeKeyring *self, guint timeout_ms)
{
  g_return_if_fail (SONDE_IS_KEYRING (self));

  self->timeout_ms = timeout_ms;
}

/**
 * sonde_keyring_lookup_async:
 * @provider_id: whose key is wanted
 *
 * Finds a key: one that is kept for the session, else the one in the keyring, which the person may be
 * asked to unlock.
 */
void
sonde_keyring_lookup_async (SondeKeyring *self,
                            const char *provider_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  const char *session_key;
  GTask *task;

  g_return_if_fail (SONDE_IS_KEYRING (self));
  g_return_if_fail (provider_id != NULL);

  task = operation_new (self, provider_id, perform_lookup, cancellable, callback, user_data);
  session_key = g_hash_table_lookup (self->session_keys, provider_id);
  if (session_key != NULL)
    succeed (task, g_strdup (session_key));
  else
    start (task);
}

/**
 * sonde_keyring_lookup_finish:
 *
 * Returns: (transfer full) (nullable): the key; %NULL without an error when there is none
 */
char *
sonde_keyring_lookup_finish (SondeKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sonde_keyring_store_async:
 * @provider_name: what the keyring's own window shows
 * @key: a key as sonde_keyring_clean_key() gives it; copied
 *
 * Stores a key in the keyring, in place of the one before and of one that is kept for the session.
 */
void
sonde_keyring_store_async (SondeKeyring *self,
                           const char *provider_id,
                           const char *provider_name,
                           const char *key,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Operation *operation;
  GTask *task;

  g_return_if_fail (SONDE_IS_KEYRING (self));
  g_return_if_fail (provider_id != NULL);
  g_return_if_fail (provider_name != NULL);
  g_return_if_fail (key != NULL);

  task = operation_new (self, provider_id, perform_store, cancellable, callback, user_data);
  operation = g_task_get_task_data (task);
  operation->key = secret_value_new (key, -1, "text/plain");
  /* Translators: %s is the name of a provider such as DeepSeek. */
  operation->label = g_strdup_printf (_ ("API key for %s (Sonde)"), provider_name);
  start (task);
}

gboolean
sonde_keyring_store_finish (SondeKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  g_task_propagate_pointer (G_TASK (result), error);
  return !g_task_had_error (G_TASK (result));
}

/**
 * sonde_keyring_clear_async:
 *
 * Forgets a key, in memory and in the keyring. It is no error if there was none.
 */
void
sonde_keyring_clear_async (SondeKeyring *self,
                           const char *provider_id,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Operation *operation;
  GTask *task;

  g_return_if_fail (SONDE_IS_KEYRING (self));
  g_return_if_fail (provider_id != NULL);

  task = operation_new (self, provider_id, perform_clear, cancellable, callback, user_data);
  operation = g_task_get_task_data (task);
  operation->had_session_key = g_hash_table_remove (self->session_keys, provider_id);
  start (task);
}

gboolean
sonde_keyring_clear_finish (SondeKeyring *self, GAsyncResult *result, GError **error)
{
  Operation *operation;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  operation = g_task_get_task_data (G_TASK (result));
  g_task_propagate_pointer (G_TASK (result), &local_error);
  /* A key that was kept in memory because there is no keyring is gone now. */
  if (operation->had_session_key && g_error_matches (local_error, SONDE_ERROR, SONDE_ERROR_KEYRING_ABSENT))
    return TRUE;
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/** Keeps @key in memory until the program ends; lookups then find it first. */
void
sonde_keyring_keep_for_session (SondeKeyring *self, const char *provider_id, const char *key)
{
  g_return_if_fail (SONDE_IS_KEYRING (self));
  g_return_if_fail (provider_id != NULL);
  g_return_if_fail (key != NULL);

  g_hash_table_replace (self->session_keys, g_strdup (provider_id), g_strdup (key));
}
