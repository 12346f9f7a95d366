/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-search-tools.h"

#include "sonde-json.h"

#include <string.h>

#define SERVER_SEARCH "deepseek_web_search"
#define SERVER_READ   "deepseek_read_url"

const char *
sonde_search_tools_get_own (void)
{
  return "[{\"type\":\"function\",\"function\":{\"name\":\"" SONDE_TOOL_WEB_SEARCH "\","
         "\"description\":\"Search the web. Gives numbered pages with a short text of each. Write a query as "
         "for a "
         "search engine: a few words that stand by themselves, in the language in which the answer is most "
         "likely "
         "written. Search several times for a question with several parts.\","
         "\"parameters\":{\"type\":\"object\",\"properties\":{\"query\":{\"type\":\"string\","
         "\"description\":\"at most 128 characters\"}},\"required\":[\"query\"]}}},"
         "{\"type\":\"function\",\"function\":{\"name\":\"" SONDE_TOOL_OPEN_PAGE "\","
         "\"description\":\"Read one page that a search has found, or whose address the user gave, when its "
         "short "
         "text does not answer the question.\","
         "\"parameters\":{\"type\":\"object\",\"properties\":{\"url\":{\"type\":\"string\","
         "\"description\":\"the address of the page, exactly as it was given\"}},\"required\":[\"url\"]}}}]";
}

const char *
sonde_search_tools_get_server (void)
{
  return "[{\"type\":\"" SERVER_SEARCH "\",\"name\":\"" SERVER_SEARCH "\"},"
         "{\"type\":\"" SERVER_READ "\",\"name\":\"" SERVER_READ "\"}]";
}

gboolean
sonde_search_tools_is_server (const char *name)
{
  return g_strcmp0 (name, SERVER_SEARCH) == 0 || g_strcmp0 (name, SERVER_READ) == 0;
}

char *
sonde_search_tools_dup_argument (const char *arguments, const char *name)
{
  g_auto (SondeJsonReader) reader = { 0 };
  JsonNode *root;

  if (arguments == NULL || !g_utf8_validate (arguments, -1, NULL))
    return NULL;
  sonde_json_reader_init (&reader);
  root = sonde_json_reader_parse (&reader, arguments, strlen (arguments), NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  return g_strdup (sonde_json_get_string (json_node_get_object (root), name));
}
