/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-net"

#include "sonde-http-error.h"

#include "sonde-error.h"

static const struct
{
  GTlsCertificateFlags flag;
  const char *words;
} certificate_causes[] = {
  { G_TLS_CERTIFICATE_EXPIRED, "it has expired" },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, "it is not valid yet" },
  { G_TLS_CERTIFICATE_REVOKED, "it was revoked" },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, "it belongs to another host" },
  { G_TLS_CERTIFICATE_UNKNOWN_CA, "its issuer is not known" },
  { G_TLS_CERTIFICATE_INSECURE, "its algorithm is not safe" },
};

static GError *
translate_tls (const GError *error, SoupMessage *message)
{
  const char *host = g_uri_get_host (soup_message_get_uri (message));
  GTlsCertificateFlags flags = soup_message_get_tls_peer_certificate_errors (message);
  g_autoptr (GString) causes = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (certificate_causes); i++)
    if (flags & certificate_causes[i].flag)
      g_string_append_printf (causes, "%s%s", causes->len > 0 ? ", " : "", certificate_causes[i].words);
  if (causes->len == 0)
    return sonde_error_new (SONDE_ERROR_TLS, "%s: %s", host, error->message);
  return sonde_error_new (SONDE_ERROR_TLS, "the certificate of %s was refused: %s", host, causes->str);
}

/* EAI_AGAIN means that no name server could be asked, which is how being offline looks. */
static SondeErrorCode
translate_resolver (const GError *error)
{
  return error->code == G_RESOLVER_ERROR_TEMPORARY_FAILURE ? SONDE_ERROR_OFFLINE : SONDE_ERROR_HOST_NOT_FOUND;
}

static SondeErrorCode
translate_io (const GError *error)
{
  switch (error->code)
    {
    case G_IO_ERROR_HOST_NOT_FOUND:
      return SONDE_ERROR_HOST_NOT_FOUND;
    case G_IO_ERROR_CONNECTION_REFUSED:
      return SONDE_ERROR_REFUSED;
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return SONDE_ERROR_OFFLINE;
    case G_IO_ERROR_TIMED_OUT:
      return SONDE_ERROR_FIRST_BYTE_TIMEOUT;
    case G_IO_ERROR_PROXY_FAILED:
    case G_IO_ERROR_PROXY_AUTH_FAILED:
    case G_IO_ERROR_PROXY_NEED_AUTH:
    case G_IO_ERROR_PROXY_NOT_ALLOWED:
      return SONDE_ERROR_PROXY;
    case G_IO_ERROR_PARTIAL_INPUT:
    case G_IO_ERROR_CONNECTION_CLOSED: /* and G_IO_ERROR_BROKEN_PIPE */
      return SONDE_ERROR_CUT;
    case G_IO_ERROR_INVALID_DATA: /* gzip that is none */
      return SONDE_ERROR_PROTOCOL;
    default:
      return SONDE_ERROR_FAILED;
    }
}

static SondeErrorCode
translate_code (const GError *error)
{
  if (error->domain == G_RESOLVER_ERROR)
    return translate_resolver (error);
  if (error->domain == G_IO_ERROR)
    return translate_io (error);
  if (error->domain == SOUP_SESSION_ERROR)
    return SONDE_ERROR_PROTOCOL;
  return SONDE_ERROR_FAILED;
}

/**
 * sonde_http_error_translate:
 * @error: what GLib or libsoup said
 * @message: the exchange it belongs to
 * @at_proxy: whether it happened while the proxy was being reached
 */
GError *
sonde_http_error_translate (const GError *error, SoupMessage *message, gboolean at_proxy)
{
  SondeErrorCode code;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  if (error->domain == G_TLS_ERROR && !at_proxy)
    return translate_tls (error, message);
  code = at_proxy ? SONDE_ERROR_PROXY : translate_code (error);
  return sonde_error_new (code, "%s", error->message);
}
