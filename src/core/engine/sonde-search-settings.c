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

guint
sonde_engine_get_search_pages (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), SONDE_SEARCH_DEFAULT_PAGES);

  int pages
    = sonde_config_get_int (sonde_engine_get_config (self), GROUP, "pages", SONDE_SEARCH_DEFAULT_PAGES);

  return (guint) CLAMP (pages, 0, SONDE_SEARCH_MAX_PAGES);
}

/* By the clock and the language of the desktop: whoever is there and speaks another one is asked too. */
static gboolean
is_wikipedia_blocked (void)
{
  static const char *const zones[]
    = { "Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin",    "Asia/Kashgar",
        "PRC",           "Asia/Yangon", "Asia/Rangoon",   "Asia/Pyongyang", NULL };
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  return g_strv_contains (zones, g_time_zone_get_identifier (zone))
         || g_strv_contains (g_get_language_names (), "zh_CN");
}

gboolean
sonde_engine_falls_to_wikipedia (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), FALSE);

  g_autofree char *order = sonde_config_dup_string (sonde_engine_get_config (self), GROUP, "order");

  return order == NULL && !is_wikipedia_blocked ();
}

static gboolean
is_on_this_computer (const SondeSearchPlace *place)
{
  g_autoptr (GUri) uri
    = place->url != NULL ? g_uri_parse (place->url, G_URI_FLAGS_PARSE_RELAXED, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  return host != NULL
         && (g_ascii_strcasecmp (host, "localhost") == 0
             || (address != NULL && g_inet_address_get_is_loopback (address)));
}

gboolean
sonde_engine_is_search_told (SondeEngine *self, GPtrArray *places)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self) && places != NULL, FALSE);

  g_auto (GStrv) told = dup_list (sonde_engine_get_config (self), "told");

  for (guint i = 0; i < places->len; i++)
    {
      const SondeSearchPlace *place = g_ptr_array_index (places, i);

      if (!is_on_this_computer (place)
          && !g_strv_contains ((const char *const *) told, sonde_search_kind_to_string (place->kind)))
        return FALSE;
    }
  return TRUE;
}

gboolean
sonde_engine_set_search_told (SondeEngine *self, GPtrArray *places, GError **error)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self) && places != NULL, FALSE);

  SondeConfig *config = sonde_engine_get_config (self);
  g_auto (GStrv) told = dup_list (config, "told");
  g_autofree char *before = g_strjoinv (";", told);
  g_autoptr (GString) after = g_string_new (before);

  for (guint i = 0; i < places->len; i++)
    {
      const SondeSearchPlace *place = g_ptr_array_index (places, i);
      const char *id = sonde_search_kind_to_string (place->kind);

      if (!is_on_this_computer (place) && !g_strv_contains ((const char *const *) told, id))
        g_string_append_printf (after, "%s%s", after->len > 0 ? ";" : "", id);
    }
  return g_str_equal (after->str, before)
         || sonde_config_set_string (config, GROUP, "told", after->str, error);
}

/* "SearXNG (searx.example.org)" */
static char *
dup_place (const SondeSearchPlace *place)
{
  g_autoptr (GString) url = g_string_new (place->url);
  g_autoptr (GUri) uri = NULL;

  /* Of Wikipedia the language depends on the query. */
  g_string_replace (url, "{language}.", "", 1);
  uri = g_uri_parse (url->str, G_URI_FLAGS_PARSE_RELAXED, NULL);
  return g_strdup_printf ("%s (%s)",
                          sonde_search_kind_get_name (place->kind),
                          uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : "");
}

char *
sonde_engine_dup_search_notice (SondeEngine *self, GPtrArray *places)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self) && places != NULL && places->len > 0, NULL);

  g_autofree char *first = dup_place (g_ptr_array_index (places, 0));
  g_autoptr (GString) others = g_string_new (NULL);
  g_autofree char *whom = NULL;

  for (guint i = 1; i < places->len; i++)
    {
      g_autofree char *place = dup_place (g_ptr_array_index (places, i));

      g_string_append_printf (others, "%s%s", i > 1 ? ", " : "", place);
    }
  if (places->len > 1)
    /* Translators: names of search services with their hosts: the first, and the rest with commas between */
    whom = g_strdup_printf (_ ("%1$s, and when that fails or finds nothing to %2$s"), first, others->str);
  /* Translators: %s is such as "Brave (api.search.brave.com)". */
  return g_strdup_printf (
    _ ("In Search mode queries that the model makes of your messages go to %s. Pages that the model wants to "
       "read are fetched by this computer: their sites see its address. Nothing else of the conversation is "
       "sent there."),
    whom != NULL ? whom : first);
}
