/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-formats-private.h"

static const SondeJsonValue *
get_first_object (const SondeJsonValue *list)
{
  for (const SondeJsonValue *item = sonde_json_value_first (list); item != NULL; item = item->next)
    if (sonde_json_value_is_object (item))
      return item;
  return NULL;
}

/* Both have a mapping; DeepSeek's times are "inserted", and its messages are in pieces. */
static gboolean
is_deepseek_mapping (const SondeJsonValue *root)
{
  if (sonde_json_value_get (root, "inserted_at") != NULL)
    return TRUE;
  if (sonde_json_value_get (root, "create_time") != NULL)
    return FALSE;
  for (const SondeJsonValue *node = sonde_json_value_first (sonde_json_value_get (root, "mapping"));
       node != NULL;
       node = node->next)
    if (sonde_json_value_get_object (node, "message") != NULL)
      return sonde_json_value_get (sonde_json_value_get (node, "message"), "fragments") != NULL;
  return FALSE;
}

static gboolean
is_deepseek_list (const SondeJsonValue *root)
{
  const SondeJsonValue *first = get_first_object (sonde_json_value_get_array (root, "messages"));

  return sonde_json_value_get_array (root, "chat_messages") != NULL
         || sonde_json_value_get (root, "current_message_id") != NULL
         || sonde_json_value_get (first, "fragments") != NULL;
}

SondeImportFormat
sonde_import_recognise (const SondeJsonValue *root)
{
  const SondeJsonValue *chat = sonde_json_value_get_object (root, "chat");
  const SondeJsonValue *history = sonde_json_value_get_object (chat != NULL ? chat : root, "history");
  const char *format = sonde_json_value_get_string (root, "format");

  if (g_strcmp0 (format, "sonde-conversation") == 0)
    return sonde_import_sonde;
  if (sonde_json_value_get_object (root, "mapping") != NULL)
    return is_deepseek_mapping (root) ? sonde_import_deepseek : sonde_import_chatgpt;
  if (sonde_json_value_get_object (history, "messages") != NULL)
    return sonde_import_openwebui;
  if (is_deepseek_list (root))
    return sonde_import_deepseek;
  return sonde_json_value_get_array (root, "messages") != NULL ? sonde_import_messages : NULL;
}
