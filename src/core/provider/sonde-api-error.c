/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-provider"

#include "sonde-api-error.h"

#include "sonde-server-words.h"
#include "sonde-text.h"

#include <string.h>

static gboolean
contains_any (const char *text, const char *const *phrases)
{
  for (; *phrases != NULL; phrases++)
    if (strstr (text, *phrases) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
names_context (const char *words)
{
  static const char *const phrases[] = { "context length",
                                         "context window",
                                         "context size",
                                         "maximum context",
                                         "context_length",
                                         "too many tokens",
                                         "prompt is too long",
                                         "prompt too long",
                                         "max_seq_len",
                                         "上下文长度",
                                         NULL };

  return contains_any (words, phrases);
}

static gboolean
names_model (const char *words)
{
  static const char *const phrases[]
    = { "not exist",  "not found", "unknown model", "invalid model", "no such model", "not available",
        "not loaded", "disabled",  "not supported", "not a valid",   "model names",   "unsupported",
        NULL };

  return (strstr (words, "model") != NULL && contains_any (words, phrases))
         || strstr (words, "模型不存在") != NULL;
}

static gboolean
names_balance (const char *words)
{
  static const char *const phrases[]
    = { "insufficient balance", "balance is insufficient", "insufficient_quota", "余额不足", NULL };

  return contains_any (words, phrases);
}

/* For 400, 403, 404 and 422, where the words say more than the status. @words are in lower case. */
static SondeErrorCode
classify_words (guint status, const char *words)
{
  if (names_context (words))
    return SONDE_ERROR_CONTEXT_TOO_LONG;
  if (names_balance (words))
    return SONDE_ERROR_NO_BALANCE;
  if (names_model (words))
    return SONDE_ERROR_NO_MODEL;
  switch (status)
    {
    case 403:
      return SONDE_ERROR_FORBIDDEN;
    case 404:
      return SONDE_ERROR_WRONG_ADDRESS;
    case 422:
      return SONDE_ERROR_BAD_PARAMETER;
    default:
      return SONDE_ERROR_BAD_REQUEST;
    }
}

static SondeErrorCode
classify (guint status, const char *words)
{
  switch (status)
    {
    case 400:
    case 403:
    case 404:
    case 422:
      return classify_words (status, words);
    case 401:
      return SONDE_ERROR_BAD_KEY;
    case 402:
      return SONDE_ERROR_NO_BALANCE;
    case 405:
      return SONDE_ERROR_WRONG_ADDRESS;
    case 408:
      return SONDE_ERROR_GATEWAY;
    case 413:
      return SONDE_ERROR_TOO_BIG;
    case 429:
      return SONDE_ERROR_RATE_LIMITED;
    case 503:
    case 529:
      return SONDE_ERROR_OVERLOADED;
    case 502:
    case 504:
      return SONDE_ERROR_GATEWAY;
    default:
      if (status >= 520 && status <= 530)
        return SONDE_ERROR_GATEWAY;
      return status >= 500 ? SONDE_ERROR_SERVER : SONDE_ERROR_BAD_REQUEST;
    }
}

/* A web page: something in between failed, or the address is that of a web site. */
static SondeErrorCode
classify_html (guint status)
{
  switch (status)
    {
    case 401:
    case 402:
    case 403:
    case 413:
    case 429:
    case 503:
      return classify (status, "");
    default:
      return status >= 500 ? SONDE_ERROR_GATEWAY : SONDE_ERROR_WRONG_ADDRESS;
    }
}

/* Seconds or a date (RFC 9110, 10.2.3); -1 when the server asked for nothing. */
static gint64
get_retry_after_ms (SoupMessage *message)
{
  const char *text
    = soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  g_autoptr (GDateTime) now = NULL;
  double seconds;
  char *end;

  if (text == NULL)
    return -1;
  seconds = g_ascii_strtod (text, &end);
  if (end != text && end[strspn (end, " ")] == '\0')
    return seconds >= 0 && seconds < 1e9 ? (gint64) (seconds * 1000) : -1;
  date = soup_date_time_new_from_http_string (text);
  if (date == NULL)
    return -1;
  now = g_date_time_new_now_utc ();
  return MAX (g_date_time_difference (date, now) / 1000, 0);
}

GError *
sonde_api_error_new (SoupMessage *message, const char *body, gsize length, const char *key)
{
  guint status = soup_message_get_status (message);
  g_autofree char *words = sonde_server_words_from_body (body, length);
  g_autofree char *redacted = sonde_text_redact (words, key);
  g_autofree char *lower = g_utf8_strdown (redacted, -1);
  SondeErrorCode code
    = sonde_api_error_is_html (message, body, length) ? classify_html (status) : classify (status, lower);

  return sonde_error_new_reply (
    code, status, get_retry_after_ms (message), redacted[0] != '\0' ? redacted : NULL);
}

GError *
sonde_api_error_redact (GError *error, const char *key)
{
  const char *words = sonde_error_get_server_words (error);
  g_autofree char *redacted = sonde_text_redact (words, key);
  GError *clean;

  if (words == NULL || g_str_equal (words, redacted))
    return error;
  clean = sonde_error_new_reply (
    error->code, sonde_error_get_http_status (error), sonde_error_get_retry_after_ms (error), redacted);
  g_error_free (error);
  return clean;
}

gboolean
sonde_api_error_is_html (SoupMessage *message, const char *body, gsize length)
{
  const char *type
    = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);
  gsize start = 0;

  while (start < length && g_ascii_isspace (body[start]))
    start++;
  return (start < length && body[start] == '<')
         || (g_strcmp0 (type, "text/html") == 0 && (start == length || strchr ("{[\"", body[start]) == NULL));
}
