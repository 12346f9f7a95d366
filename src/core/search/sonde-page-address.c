/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-page-address.h"

#include "sonde-error.h"
#include "sonde-search-clean.h"

#include <libsoup/soup.h>
#include <string.h>

/* The first @bits of @bytes are those of @prefix. */
static gboolean
begins (const guint8 *bytes, const guint8 *prefix, guint bits)
{
  guint whole = bits / 8, rest = bits % 8;

  if (memcmp (bytes, prefix, whole) != 0)
    return FALSE;
  return rest == 0 || (bytes[whole] ^ prefix[whole]) >> (8 - rest) == 0;
}

/* What GLib does not know of RFC 6890. 198.18.0.0/15 is left out of it on purpose: proxies that answer for
 * the name server give every host an address there. */
static gboolean
is_special_v4 (const guint8 *bytes)
{
  static const struct
  {
    guint8 prefix[4];
    guint bits;
  } ranges[] = {
    { { 0 }, 8 },          /* this network */
    { { 100, 64 }, 10 },   /* shared by a provider's customers, private networks of today */
    { { 192, 0, 0 }, 24 }, /* protocol assignments */
    { { 192, 0, 2 }, 24 }, /* documentation */
    { { 198, 51, 100 }, 24 },
    { { 203, 0, 113 }, 24 },
    { { 224 }, 3 }, /* multicast and what is reserved */
  };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (begins (bytes, ranges[i].prefix, ranges[i].bits))
      return TRUE;
  return FALSE;
}

static gboolean
is_public_v4 (const guint8 *bytes)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV4);

  return !g_inet_address_get_is_loopback (address) && !g_inet_address_get_is_link_local (address)
         && !g_inet_address_get_is_site_local (address) && !is_special_v4 (bytes);
}

/* An IPv4 address within an IPv6 one, where the network leads to it; NULL if there is none. */
static const guint8 *
get_embedded (const guint8 *bytes)
{
  static const guint8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
  static const guint8 nat64[12] = { 0, 0x64, 0xff, 0x9b };
  static const guint8 compatible[12] = { 0 };
  static const guint8 six_to_four[2] = { 0x20, 0x02 };

  if (begins (bytes, mapped, 96) || begins (bytes, nat64, 96) || begins (bytes, compatible, 96))
    return bytes + 12;
  return begins (bytes, six_to_four, 16) ? bytes + 2 : NULL;
}

/* Global unicast is 2000::/3; Teredo (2001::/32) and documentation (2001:db8::/32) are not for this. */
static gboolean
is_public_v6 (const guint8 *bytes)
{
  static const guint8 unicast[1] = { 0x20 };
  static const guint8 teredo[4] = { 0x20, 0x01, 0, 0 };
  static const guint8 documentation[4] = { 0x20, 0x01, 0x0d, 0xb8 };
  const guint8 *embedded = get_embedded (bytes);

  if (embedded != NULL)
    return is_public_v4 (embedded);
  return begins (bytes, unicast, 3) && !begins (bytes, teredo, 32) && !begins (bytes, documentation, 32);
}

gboolean
sonde_page_address_is_public (GInetAddress *address)
{
  const guint8 *bytes;

  g_return_val_if_fail (G_IS_INET_ADDRESS (address), FALSE);

  bytes = g_inet_address_to_bytes (address);
  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4 ? is_public_v4 (bytes)
                                                                     : is_public_v6 (bytes);
}

/* Names that only a local network knows, whatever they lead to (RFC 6761, 6762, 8375). */
static gboolean
is_local_name (const char *host)
{
  static const char *const suffixes[]
    = { ".localhost", ".local", ".internal", ".intranet", ".lan", ".home", ".corp", ".arpa", ".onion" };
  g_autofree char *name = g_ascii_strdown (host, -1);
  gsize n = strlen (name);

  if (n > 0 && name[n - 1] == '.')
    name[n - 1] = '\0';
  if (strchr (name, '.') == NULL && strchr (name, ':') == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (name, suffixes[i]))
      return TRUE;
  return FALSE;
}

GUri *
sonde_page_address_parse (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (url != NULL, NULL);

  if (sonde_search_is_web_address (url))
    uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri != NULL && g_uri_get_host (uri) != NULL && !is_local_name (g_uri_get_host (uri)))
    return g_steal_pointer (&uri);
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_PAGE_REFUSED, "not an address of a public page"));
  return NULL;
}
