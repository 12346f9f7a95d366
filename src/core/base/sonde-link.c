/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-base"

#include "sonde-link.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_HOST 253 /* RFC 1035 */

static GUri *
parse (const char *target)
{
  return g_uri_parse (
    target, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
}

static gboolean
is_web (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  const char *scheme = g_uri_get_scheme (uri);

  return (g_str_equal (scheme, "http") || g_str_equal (scheme, "https")) && host != NULL && *host != '\0';
}

static gboolean
is_mail (GUri *uri)
{
  return g_str_equal (g_uri_get_scheme (uri), "mailto") && strchr (g_uri_get_path (uri), '@') != NULL;
}

/* Of what a mail could be filled with only words are kept: some programs would attach files. */
static char *
dup_mail (GUri *uri)
{
  GString *out = g_string_new ("mailto:");
  const char *query = g_uri_get_query (uri);
  g_auto (GStrv) parts = g_strsplit (query != NULL ? query : "", "&", 32);
  char separator = '?';

  g_string_append (out, g_uri_get_path (uri));
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (g_ascii_strncasecmp (parts[i], "subject=", 8) != 0
          && g_ascii_strncasecmp (parts[i], "body=", 5) != 0)
        continue;
      g_string_append_c (out, separator);
      g_string_append (out, parts[i]);
      separator = '&';
    }
  return g_string_free (out, FALSE);
}

/* Neither spaces nor what turns the direction of writing belongs into an address. */
static gboolean
is_clean (const char *target)
{
  for (const char *p = target; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
        return FALSE;
    }
  return TRUE;
}

/**
 * sonde_link_dup_safe:
 * @target: an address in UTF-8 that nobody has looked at
 *
 * Returns: (transfer full) (nullable): what may be opened when a person asks for it: a page by http or https,
 * or a mail with nothing but an address, a subject and a text; %NULL for everything else
 */
char *
sonde_link_dup_safe (const char *target)
{
  g_return_val_if_fail (target != NULL, NULL);

  if (!g_utf8_validate (target, -1, NULL) || !is_clean (target))
    return NULL;
  g_autoptr (GUri) uri = parse (target);

  if (uri == NULL)
    return NULL;
  if (is_mail (uri))
    return dup_mail (uri);
  return is_web (uri) ? g_strdup (target) : NULL;
}

/** Returns: (transfer full) (nullable): the host in small ASCII letters, or the address of a mail */
char *
sonde_link_dup_host (const char *target)
{
  g_return_val_if_fail (target != NULL, NULL);

  g_autoptr (GUri) uri = parse (target);

  if (uri == NULL || (!is_web (uri) && !is_mail (uri)))
    return NULL;
  if (is_mail (uri))
    return g_ascii_strdown (g_uri_get_path (uri), -1);
  g_autofree char *ascii
    = strlen (g_uri_get_host (uri)) <= MAX_HOST ? g_hostname_to_ascii (g_uri_get_host (uri)) : NULL;

  return ascii != NULL ? g_ascii_strdown (ascii, -1) : NULL;
}

/** Returns: (transfer full): @target as it may be shown: a host that only looks like another one is in ASCII
 */
char *
sonde_link_dup_honest (const char *target)
{
  g_return_val_if_fail (target != NULL, NULL);

  g_autoptr (GUri) uri = parse (target);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autofree char *ascii = host != NULL && strlen (host) <= MAX_HOST ? g_hostname_to_ascii (host) : NULL;

  /* GUri may have made it ASCII already. */
  if (ascii == NULL || strstr (target, ascii) != NULL)
    return g_strdup (target);
  g_autoptr (GUri) honest = g_uri_build (G_URI_FLAGS_ENCODED,
                                         g_uri_get_scheme (uri),
                                         g_uri_get_userinfo (uri),
                                         ascii,
                                         g_uri_get_port (uri),
                                         g_uri_get_path (uri),
                                         g_uri_get_query (uri),
                                         g_uri_get_fragment (uri));

  return g_uri_to_string (honest);
}

/* Texts that look like addresses */

/* Ends of file names, some of which are countries too: "README.md" is rather a file. */
static const char *const file_ends[]
  = { "md", "py", "rs", "cc", "sh", "pl", "so", "ml", "mk", "ps", "ad", "st", "tf", "vi", "mm", "la",
      "js", "ts", "hs", "go", "rb", "kt", "cs", "fs", "jl", "el", "db", "gz", "xz", "ui", NULL };
static const char *const long_ends[]
  = { "com",    "org",     "net",  "edu",     "gov",  "mil",   "int",     "info",  "biz",
      "name",   "app",     "dev",  "xyz",     "site", "shop",  "store",   "cloud", "club",
      "online", "website", "live", "support", "bank", "top",   "wiki",    "tech",  "page",
      "link",   "work",    "blog", "news",    "cash", "money", "finance", NULL };

static gboolean
ends_like_host (const char *host)
{
  const char *dot = strrchr (host, '.');
  g_autofree char *end = NULL;

  if (dot == NULL || dot == host)
    return FALSE;
  end = g_utf8_strdown (dot + 1, -1);
  if (g_strv_contains (long_ends, end) || g_str_has_prefix (end, "xn--"))
    return TRUE;
  return strlen (end) == 2 && g_ascii_isalpha (end[0]) && g_ascii_isalpha (end[1])
         && !g_strv_contains (file_ends, end);
}

/* Without what cannot be seen, which could hide a host from being recognised. */
static char *
dup_visible (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_type (g_utf8_get_char (p)) != G_UNICODE_FORMAT)
      g_string_append_unichar (out, g_utf8_get_char (p));
  g_strstrip (out->str);
  return g_string_free (out, FALSE);
}

static gboolean
has_web_scheme (const char *text)
{
  return g_ascii_strncasecmp (text, "http://", 7) == 0 || g_ascii_strncasecmp (text, "https://", 8) == 0;
}

/* The host or mail address that a text seems to be; NULL for other words. */
static char *
dup_claim (const char *text)
{
  g_autofree char *visible = dup_visible (text);
  g_autofree char *address = NULL;
  g_autofree char *host = NULL;
  gsize length = strcspn (visible, " \t\n");

  visible[length] = '\0';
  if (has_web_scheme (visible))
    return sonde_link_dup_host (visible);
  if (g_ascii_strncasecmp (visible, "mailto:", 7) == 0)
    return sonde_link_dup_host (visible);
  host = g_strndup (visible, strcspn (visible, "/?#:"));
  if (!ends_like_host (host) && g_ascii_strncasecmp (host, "www.", 4) != 0)
    return NULL;
  address = g_strconcat (strchr (host, '@') != NULL ? "mailto:" : "https://", host, NULL);
  return sonde_link_dup_host (address);
}

static const char *
skip_www (const char *host)
{
  return g_str_has_prefix (host, "www.") ? host + 4 : host;
}

/* Whether @host is @claim, or belongs to it. */
static gboolean
is_within (const char *host, const char *claim)
{
  gsize host_length = strlen (host);
  gsize claim_length = strlen (claim);

  return g_str_equal (host, claim)
         || (strchr (claim, '@') == NULL && host_length > claim_length && g_str_has_suffix (host, claim)
             && host[host_length - claim_length - 1] == '.');
}

/* Letters of two scripts in one name are how one host is made to look like another. */
static gboolean
mixes_scripts (const char *host)
{
  gboolean latin = FALSE, similar = FALSE;

  for (const char *p = host; *p != '\0'; p = g_utf8_next_char (p))
    {
      GUnicodeScript script = g_unichar_get_script (g_utf8_get_char (p));

      if (*p == '.')
        latin = similar = FALSE;
      latin = latin || script == G_UNICODE_SCRIPT_LATIN;
      similar = similar || script == G_UNICODE_SCRIPT_CYRILLIC || script == G_UNICODE_SCRIPT_GREEK;
      if (latin && similar)
        return TRUE;
    }
  return FALSE;
}

/* What stands before an "@" is no host, but looks like one. */
static gboolean
pretends_by_itself (const char *target)
{
  g_autoptr (GUri) uri = parse (target);

  if (uri == NULL || !is_web (uri))
    return FALSE;
  g_autofree char *unicode = g_hostname_to_unicode (g_uri_get_host (uri));

  return g_uri_get_userinfo (uri) != NULL || mixes_scripts (unicode != NULL ? unicode : g_uri_get_host (uri));
}

/**
 * sonde_link_misleads:
 * @target: where a link goes
 * @text: (nullable): what is shown of it
 *
 * Returns: whether the text looks like an address of another host than the one that would be visited, or the
 * address like that of another host
 */
gboolean
sonde_link_misleads (const char *target, const char *text)
{
  g_return_val_if_fail (target != NULL, FALSE);

  g_autofree char *host = sonde_link_dup_host (target);
  g_autofree char *claim = text != NULL && g_utf8_validate (text, -1, NULL) ? dup_claim (text) : NULL;

  if (pretends_by_itself (target))
    return TRUE;
  return claim != NULL && (host == NULL || !is_within (skip_www (host), skip_www (claim)));
}
