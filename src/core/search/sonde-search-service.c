/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-search-service.h"

#include <string.h>

static const SondeSearchService *const services[SONDE_N_SEARCH_SERVICES] = {
  [SONDE_SEARCH_DEEPSEEK] = &SONDE_SEARCH_SERVICE_DEEPSEEK,
  [SONDE_SEARCH_SEARXNG] = &SONDE_SEARCH_SERVICE_SEARXNG,
  [SONDE_SEARCH_BOCHA] = &SONDE_SEARCH_SERVICE_BOCHA,
  [SONDE_SEARCH_BRAVE] = &SONDE_SEARCH_SERVICE_BRAVE,
  [SONDE_SEARCH_TAVILY] = &SONDE_SEARCH_SERVICE_TAVILY,
  [SONDE_SEARCH_WIKIPEDIA] = &SONDE_SEARCH_SERVICE_WIKIPEDIA,
};

const SondeSearchService *
sonde_search_service_get (SondeSearchKind kind)
{
  g_return_val_if_fail ((guint) kind < SONDE_N_SEARCH_SERVICES, services[0]);

  return services[kind];
}

const char *
sonde_search_kind_to_string (SondeSearchKind kind)
{
  return sonde_search_service_get (kind)->id;
}

gboolean
sonde_search_kind_from_string (const char *id, SondeSearchKind *kind)
{
  for (guint i = 0; i < SONDE_N_SEARCH_SERVICES; i++)
    if (g_strcmp0 (services[i]->id, id) == 0)
      {
        *kind = (SondeSearchKind) i;
        return TRUE;
      }
  return FALSE;
}

const char *
sonde_search_kind_get_name (SondeSearchKind kind)
{
  return sonde_search_service_get (kind)->name;
}

gboolean
sonde_search_kind_needs_key (SondeSearchKind kind)
{
  return sonde_search_service_get (kind)->needs_key;
}

const char *
sonde_search_kind_get_url (SondeSearchKind kind)
{
  return sonde_search_service_get (kind)->url;
}

const char *
sonde_search_kind_get_key_url (SondeSearchKind kind)
{
  return sonde_search_service_get (kind)->key_url;
}

/* Scheme, host and port; NULL for what is no address. */
static char *
dup_origin (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  g_autofree char *host
    = uri != NULL && g_uri_get_host (uri) != NULL ? g_ascii_strdown (g_uri_get_host (uri), -1) : NULL;

  if (host == NULL)
    return NULL;
  return g_uri_join (
    G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, host, g_uri_get_port (uri), "", NULL, NULL);
}

char *
sonde_search_kind_dup_key_id (SondeSearchKind kind, const char *url)
{
  const SondeSearchService *service = sonde_search_service_get (kind);
  g_autofree char *own = dup_origin (service->url);
  g_autofree char *origin = dup_origin (url);

  if (origin == NULL || g_strcmp0 (origin, own) == 0)
    return g_strconcat ("search-", service->id, NULL);
  return g_strconcat ("search-", service->id, "@", origin, NULL);
}

void
sonde_search_json_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

void
sonde_search_json_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
sonde_search_json_add_strv (JsonBuilder *builder, const char *name, const char *const *values)
{
  if (values == NULL || values[0] == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

SoupMessage *
sonde_search_message_new_json (const char *url, JsonBuilder *builder, GError **error)
{
  SoupMessage *message = sonde_http_message_new (SOUP_METHOD_POST, url, error);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GBytes) body = NULL;
  char *json;

  json_builder_end_object (builder);
  if (message == NULL)
    return NULL;
  root = json_builder_get_root (builder);
  json = json_to_string (root, FALSE);
  body = g_bytes_new_take (json, strlen (json));
  sonde_http_message_set_body (message, "application/json", body);
  return message;
}

SoupMessage *
sonde_search_message_new_get (const char *url, GError **error, const char *name, ...)
{
  g_autoptr (GString) whole = g_string_new (url);
  char separator = '?';
  va_list pairs;

  va_start (pairs, name);
  for (; name != NULL; name = va_arg (pairs, const char *))
    {
      const char *value = va_arg (pairs, const char *);

      if (value == NULL || *value == '\0')
        continue;
      g_string_append_printf (whole, "%c%s=", separator, name);
      g_string_append_uri_escaped (whole, value, NULL, FALSE);
      separator = '&';
    }
  va_end (pairs);
  return sonde_http_message_new (SOUP_METHOD_GET, whole->str, error);
}

static void
append_operator (GString *query, guint most, const char *operator, const char * value)
{
  g_autofree char *part = g_strconcat (" ", operator, value, NULL);

  if (g_utf8_strlen (query->str, -1) + g_utf8_strlen (part, -1) <= most)
    g_string_append (query, part);
}

/* Several "site:" exclude each other at most engines, so only a single one is asked for; the results are
 * looked through in any case. */
char *
sonde_search_dup_sited_query (const char *query, const SondeSearchOptions *options, guint most)
{
  GString *sited = g_string_new (query);
  const char *const *allowed = options->allowed;
  const char *const *blocked = options->blocked;

  if (allowed != NULL && allowed[0] != NULL && allowed[1] == NULL)
    append_operator (sited, most, "site:", allowed[0]);
  for (guint i = 0; blocked != NULL && blocked[i] != NULL; i++)
    append_operator (sited, most, "-site:", blocked[i]);
  return g_string_free (sited, FALSE);
}

char *
sonde_search_dup_language (const SondeSearchOptions *options)
{
  const char *tag = options->language;

  return tag != NULL && *tag != '\0' ? g_strndup (tag, strcspn (tag, "-_")) : NULL;
}

char *
sonde_search_dup_region (const SondeSearchOptions *options)
{
  const char *tag = options->language;
  gsize n = tag != NULL ? strcspn (tag, "-_") : 0;

  return tag != NULL && strlen (tag + n) == 3 ? g_ascii_strup (tag + n + 1, -1) : NULL;
}
