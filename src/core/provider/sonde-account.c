/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-provider"

#include "sonde-account.h"

#include "sonde-api-error.h"
#include "sonde-json.h"
#include "sonde-provider-private.h"
#include "sonde-server-words.h"
#include "sonde-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More models than any host has, and as many as a list can show. */
#define MAX_MODELS 5000

/* What a GET needs until its answer is there. */
typedef struct
{
  SoupMessage *message;
  char *key;
  const char *currency; /* where the answer names none */
} Call;

typedef struct
{
  GPtrArray *balances;
  gboolean is_available;
} Account;

static void
call_free (gpointer data)
{
  Call *self = data;

  g_clear_object (&self->message);
  g_free (self->key);
  g_free (self);
}

static void
account_free (gpointer data)
{
  Account *self = data;

  g_clear_pointer (&self->balances, g_ptr_array_unref);
  g_free (self);
}

/* Starts a GET of @path with @callback; an address that is none ends @task. Takes @task. */
static void
fetch (GTask *task,
       SondeHttp *http,
       SondeProvider *provider,
       const char *path,
       const char *key,
       GAsyncReadyCallback callback)
{
  Call *call = g_new0 (Call, 1);
  g_autofree char *url = sonde_provider_dup_url (provider, path);
  GError *error = NULL;

  call->key = g_strdup (key);
  call->currency = sonde_provider_get_currency (provider);
  call->message = sonde_http_message_new ("GET", url, &error);
  g_task_set_task_data (task, call, call_free);
  if (call->message == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  soup_message_headers_replace (
    soup_message_get_request_headers (call->message), "Accept", "application/json");
  if (key != NULL)
    sonde_http_message_set_key (call->message, key);
  sonde_http_fetch_async (
    http, call->message, &SONDE_HTTP_LIMITS_SHORT, g_task_get_cancellable (task), callback, task);
}

/* The root of the answer in @reader, or %NULL with @error. */
static JsonNode *
finish_fetch (GTask *task, GObject *http, GAsyncResult *result, SondeJsonReader *reader, GError **error)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr (GBytes) bytes = sonde_http_fetch_finish (SONDE_HTTP (http), result, error);
  g_autofree char *text = NULL;
  const char *body;
  gsize length;
  JsonNode *root;

  if (bytes == NULL)
    return NULL;
  body = g_bytes_get_data (bytes, &length);
  body = body != NULL ? body : "";
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (call->message))
      || sonde_api_error_is_html (call->message, body, length))
    {
      g_propagate_error (error, sonde_api_error_new (call->message, body, length, call->key));
      return NULL;
    }
  text = sonde_text_dup_valid (body, length);
  root = sonde_json_reader_parse (reader, text, strlen (text), NULL);
  if (root == NULL)
    g_propagate_error (
      error, sonde_error_new_reply (SONDE_ERROR_PROTOCOL, soup_message_get_status (call->message), -1, NULL));
  return root;
}

/* An answer with status 200 that is not what was asked for. */
static GError *
make_protocol_error (GTask *task, JsonNode *root)
{
  Call *call = g_task_get_task_data (task);
  g_autofree char *words = sonde_server_words_from_json (root);
  g_autofree char *redacted = sonde_text_redact (words, call->key);

  return sonde_error_new_reply (SONDE_ERROR_PROTOCOL, soup_message_get_status (call->message), -1, redacted);
}

/* {"data":[{"id"}]}, {"models":[{"id" or "name"}]}, or the array alone; NULL for anything else. */
static char **
parse_models (JsonNode *root)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (array == NULL)
    array = sonde_json_get_array (object, "data");
  if (array == NULL)
    array = sonde_json_get_array (object, "models");
  if (array == NULL)
    return NULL;
  for (guint i = 0; i < MIN (json_array_get_length (array), MAX_MODELS); i++)
    {
      JsonObject *model = sonde_json_get_element (array, i);
      const char *id = sonde_json_get_string (model, "id");

      if (id == NULL)
        id = sonde_json_get_string (model, "name");
      if (id != NULL && id[0] != '\0')
        g_strv_builder_add (builder, id);
    }
  return g_strv_builder_end (builder);
}

static void
models_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_auto (SondeJsonReader) reader = { 0 };
  GError *error = NULL;
  JsonNode *root;
  char **models = NULL;

  sonde_json_reader_init (&reader);
  root = finish_fetch (task, object, result, &reader, &error);
  if (root != NULL)
    models = parse_models (root);
  if (root != NULL && models == NULL)
    error = make_protocol_error (task, root);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, models, (GDestroyNotify) g_strfreev);
}

/* Amounts are strings today and were numbers once. */
static char *
dup_amount (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.10g", json_node_get_double (node)));
}

static SondeBalance *
make_balance (
  JsonObject *object, const char *currency, const char *total, const char *granted, const char *own)
{
  SondeBalance *balance = g_new0 (SondeBalance, 1);

  balance->currency = g_strdup (currency != NULL ? currency : "");
  balance->total = dup_amount (object, total);
  balance->granted = dup_amount (object, granted);
  balance->topped_up = dup_amount (object, own);
  return balance;
}

/* DeepSeek (api-docs.deepseek.com, user balance). */
static gboolean
parse_balance_infos (JsonObject *object, Account *account)
{
  JsonArray *infos = sonde_json_get_array (object, "balance_infos");

  if (infos == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (infos); i++)
    {
      JsonObject *info = sonde_json_get_element (infos, i);

      if (info != NULL)
        g_ptr_array_add (account->balances,
                         make_balance (info,
                                       sonde_json_get_string (info, "currency"),
                                       "total_balance",
                                       "granted_balance",
                                       "topped_up_balance"));
    }
  account->is_available = sonde_json_get_boolean (object, "is_available", account->balances->len > 0);
  return TRUE;
}

/* SiliconFlow's /user/info (2). */
static gboolean
parse_user_info (JsonObject *object, const char *currency, Account *account)
{
  JsonObject *data = sonde_json_get_object (object, "data");
  SondeBalance *balance;

  if (data == NULL || !json_object_has_member (data, "totalBalance"))
    return FALSE;
  balance = make_balance (data, currency, "totalBalance", "balance", "chargeBalance");
  g_ptr_array_add (account->balances, balance);
  account->is_available = balance->total != NULL && g_ascii_strtod (balance->total, NULL) > 0;
  return TRUE;
}

static void
balance_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_auto (SondeJsonReader) reader = { 0 };
  Call *call = g_task_get_task_data (task);
  Account *account = g_new0 (Account, 1);
  GError *error = NULL;
  JsonNode *root;
  JsonObject *body;

  account->balances = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_balance_free);
  sonde_json_reader_init (&reader);
  root = finish_fetch (task, object, result, &reader, &error);
  body = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  if (root != NULL && !parse_balance_infos (body, account)
      && !parse_user_info (body, call->currency, account))
    error = make_protocol_error (task, root);
  if (error == NULL)
    {
      g_task_return_pointer (task, account, account_free);
      return;
    }
  account_free (account);
  if (g_error_matches (error, SONDE_ERROR, SONDE_ERROR_WRONG_ADDRESS))
    error->code = SONDE_ERROR_NOT_FOUND;
  g_task_return_error (task, error);
}

/**
 * sonde_account_list_models_async:
 * @key: (nullable): the key, sent to the provider's origin only
 *
 * Fails as the HTTP status says (BAD_KEY, …), with WRONG_ADDRESS for a web page, PROTOCOL for other JSON.
 */
void
sonde_account_list_models_async (SondeHttp *http,
                                 SondeProvider *provider,
                                 const char *key,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SONDE_IS_HTTP (http) && SONDE_IS_PROVIDER (provider));

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_account_list_models_async);
  fetch (task, http, provider, "/models", key, models_cb);
}

char **
sonde_account_list_models_finish (SondeHttp *http, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
sonde_balance_free (SondeBalance *balance)
{
  g_free (balance->currency);
  g_free (balance->total);
  g_free (balance->granted);
  g_free (balance->topped_up);
  g_free (balance);
}

void
sonde_account_balance_async (SondeHttp *http,
                             SondeProvider *provider,
                             const char *key,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  const char *path;
  GTask *task;

  g_return_if_fail (SONDE_IS_HTTP (http) && SONDE_IS_PROVIDER (provider));

  path = sonde_provider_get_balance_path (provider);
  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_account_balance_async);
  if (path != NULL)
    {
      fetch (task, http, provider, path, key, balance_cb);
      return;
    }
  g_task_return_error (
    task,
    sonde_error_new (SONDE_ERROR_NOT_FOUND, _ ("%s tells no balance"), sonde_provider_get_name (provider)));
  g_object_unref (task);
}

GPtrArray *
sonde_account_balance_finish (SondeHttp *http, GAsyncResult *result, gboolean *is_available, GError **error)
{
  Account *account;
  GPtrArray *balances;

  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  account = g_task_propagate_pointer (G_TASK (result), error);
  if (account == NULL)
    return NULL;
  if (is_available != NULL)
    *is_available = account->is_available;
  balances = g_steal_pointer (&account->balances);
  account_free (account);
  return balances;
}
