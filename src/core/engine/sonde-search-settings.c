/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-engine-search.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define GROUP "Search"

static char **
dup_list (SondeConfig *config, const char *key)
{
  g_autofree char *text = sonde_config_dup_string (config, GROUP, key);
  g_auto (GStrv) parts = g_strsplit_set (text != NULL ? text : "", ";, \n\t", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}

/* The number of a word in @words, else @fallback. */
static guint
read_choice (SondeConfig *config, const char *key, const char *const *words, guint fallback)
{
  g_autofree char *text = sonde_config_dup_string (config, GROUP, key);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_strcmp0 (text, words[i]) == 0)
      return i;
  return fallback;
}

/** (transfer full): what the settings say now. */
SondeSearchSettings *
sonde_engine_dup_search_settings (SondeEngine *self)
{
  static const char *const ages[] = { "any", "day", "week", "month", "year", NULL };
  static const char *const levels[] = { "off", "moderate", "strict", NULL };

  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  SondeConfig *config = sonde_engine_get_config (self);
  SondeSearchSettings *settings = g_new0 (SondeSearchSettings, 1);

  settings->language = sonde_config_dup_string (config, GROUP, "language");
  settings->allowed = dup_list (config, "allowed");
  settings->blocked = dup_list (config, "blocked");
  settings->options = (SondeSearchOptions){
    .count = sonde_engine_get_search_count (self),
    .language = settings->language,
    .freshness = read_choice (config, "freshness", ages, SONDE_FRESHNESS_ANY),
    .safe = read_choice (config, "safe", levels, SONDE_SAFE_SEARCH_MODERATE),
    .allowed = (const char *const *) settings->allowed,
    .blocked = (const char *const *) settings->blocked,
  };
  return settings;
}

void
sonde_search_settings_free (SondeSearchSettings *self)
{
  g_free (self->language);
  g_strfreev (self->allowed);
  g_strfreev (self->blocked);
  g_free (self);
}

static gboolean
contains (GArray *kinds, SondeSearchKind kind)
{
  for (guint i = 0; i < kinds->len; i++)
    if (g_array_index (kinds, SondeSearchKind, i) == kind)
      return TRUE;
  return FALSE;
}

static void
add_kind (GArray *kinds, SondeSearchKind kind)
{
  if (!contains (kinds, kind))
    g_array_append_val (kinds, kind);
}

/* Before there was an order, one service was named; "searxng" meant no other. */
static void
add_default_order (SondeConfig *config, GArray *kinds)
{
  g_autofree char *service = sonde_config_dup_string (config, GROUP, "service");
  g_autofree char *searxng = sonde_config_dup_string (config, GROUP, "searxng-url");

  if (g_strcmp0 (service, "searxng") != 0 || searxng == NULL)
    add_kind (kinds, SONDE_SEARCH_DEEPSEEK);
  add_kind (kinds, SONDE_SEARCH_SEARXNG);
}

GArray *
sonde_engine_dup_search_order (SondeEngine *self)
{
  GArray *kinds = g_array_new (FALSE, FALSE, sizeof (SondeSearchKind));

  g_return_val_if_fail (SONDE_IS_ENGINE (self), kinds);

  SondeConfig *config = sonde_engine_get_config (self);
  g_autofree char *order = sonde_config_dup_string (config, GROUP, "order");
  g_auto (GStrv) ids = dup_list (config, "order");
  SondeSearchKind kind;

  for (guint i = 0; ids[i] != NULL; i++)
    if (sonde_search_kind_from_string (ids[i], &kind))
      add_kind (kinds, kind);
  if (order == NULL)
    add_default_order (config, kinds);
  return kinds;
}

gboolean
sonde_engine_set_search_order (SondeEngine *self, GArray *kinds, GError **error)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), FALSE);

  /* An order of nothing is not the same as none. */
  g_autoptr (GString) order = g_string_new (kinds->len == 0 ? "none" : NULL);

  for (guint i = 0; i < kinds->len; i++)
    g_string_append_printf (order,
                            "%s%s",
                            i > 0 ? ";" : "",
                            sonde_search_kind_to_string (g_array_index (kinds, SondeSearchKind, i)));
  return sonde_config_set_string (sonde_engine_get_config (self), GROUP, "order", order->str, error);
}

char *
sonde_engine_dup_search_url (SondeEngine *self, SondeSearchKind kind)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  g_autofree char *key = g_strconcat (sonde_search_kind_to_string (kind), "-url", NULL);
  char *url = sonde_config_dup_string (sonde_engine_get_config (self), GROUP, key);

  return url != NULL && *url != '\0' ? url : (g_free (url), g_strdup (sonde_search_kind_get_url (kind)));
}

static gboolean
is_on_this_computer (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_PARSE_RELAXED, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  return host != NULL
         && (g_ascii_strcasecmp (host, "localhost") == 0
             || (address != NULL && g_inet_address_get_is_loopback (address)));
}

gboolean
sonde_engine_is_search_told (SondeEngine *self, SondeSearchKind kind, const char *url)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), FALSE);

  g_auto (GStrv) told = dup_list (sonde_engine_get_config (self), "told");

  return is_on_this_computer (url)
         || g_strv_contains ((const char *const *) told, sonde_search_kind_to_string (kind));
}

gboolean
sonde_engine_set_search_told (SondeEngine *self, SondeSearchKind kind, GError **error)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), FALSE);

  SondeConfig *config = sonde_engine_get_config (self);
  const char *id = sonde_search_kind_to_string (kind);
  g_autofree char *before = sonde_config_dup_string (config, GROUP, "told");
  g_auto (GStrv) told = dup_list (config, "told");

  if (g_strv_contains ((const char *const *) told, id))
    return TRUE;
  g_autofree char *after = before != NULL ? g_strconcat (before, ";", id, NULL) : g_strdup (id);
  return sonde_config_set_string (config, GROUP, "told", after, error);
}

char *
sonde_engine_dup_search_notice (SondeEngine *self, SondeSearchKind kind, const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_PARSE_RELAXED, NULL) : NULL;
  const char *host = uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : "";

  /* Translators: %1$s is the name of a search service, %2$s the host that it has. */
  return g_strdup_printf (
    _ ("In Search mode queries that the model makes of your messages go to %1$s (%2$s), and if that fails to "
       "the next search service that you set up. Pages that the model wants to read are fetched from their "
       "sites by this computer, which see its address. Nothing else of the conversation is sent there."),
    sonde_search_kind_get_name (kind),
    host);
}
