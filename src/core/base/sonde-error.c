/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-base"

#include "sonde-error.h"

#include <glib/gi18n-lib.h>

#include "sonde-text.h"

#define RETRY    SONDE_ERROR_ACTION_RETRY
#define SET_KEY  SONDE_ERROR_ACTION_SET_KEY
#define TOP_UP   SONDE_ERROR_ACTION_TOP_UP
#define MODEL    SONDE_ERROR_ACTION_CHANGE_MODEL
#define ADDRESS  SONDE_ERROR_ACTION_CHANGE_ADDRESS
#define CONTINUE SONDE_ERROR_ACTION_CONTINUE

/* The one place where a code becomes words and actions. Nicks are stored: never change one. */
static const SondeErrorExplanation explanations[SONDE_N_ERRORS] = {
  [SONDE_ERROR_FAILED] = { "failed", N_ ("Something went wrong"), N_ ("Details say more."), RETRY },
  [SONDE_ERROR_INVALID_ARGUMENT] = { "invalid-argument", N_ ("That is not possible"), "", 0 },
  [SONDE_ERROR_NOT_FOUND] = { "not-found", N_ ("There is no such thing"), "", 0 },

  [SONDE_ERROR_NO_KEY] = { "no-key",
                           N_ ("An API key is missing"),
                           N_ ("Your message is kept. Enter the key of this provider, then retry."),
                           SET_KEY | RETRY },
  [SONDE_ERROR_KEYRING_ABSENT] = { "keyring-absent",
                                   N_ ("There is no keyring on this system"),
                                   N_ ("A key can be used until Sonde closes."),
                                   SET_KEY | RETRY },
  [SONDE_ERROR_KEYRING_LOCKED]
  = { "keyring-locked", N_ ("The keyring is locked"), N_ ("Unlock it, then retry."), RETRY | SET_KEY },
  [SONDE_ERROR_KEYRING_REFUSED] = { "keyring-refused",
                                    N_ ("The keyring refused access"),
                                    N_ ("Allow access, then retry."),
                                    RETRY | SET_KEY },
  [SONDE_ERROR_KEYRING_TIMEOUT] = { "keyring-timeout",
                                    N_ ("The keyring does not answer"),
                                    N_ ("Retry, or use a key until Sonde closes."),
                                    RETRY | SET_KEY },

  [SONDE_ERROR_BAD_REQUEST] = { "bad-request",
                                N_ ("The server did not accept the request"),
                                N_ ("Details hold its own words."),
                                MODEL | RETRY },
  [SONDE_ERROR_BAD_KEY] = { "bad-key",
                            N_ ("The API key was not accepted"),
                            N_ ("Your message is kept. Check the key of this provider."),
                            SET_KEY | RETRY },
  [SONDE_ERROR_NO_BALANCE] = { "no-balance",
                               N_ ("The balance of your account is used up"),
                               N_ ("Your message is kept. Top up your account, then retry."),
                               TOP_UP | RETRY },
  [SONDE_ERROR_FORBIDDEN] = { "forbidden",
                              N_ ("The server does not allow this"),
                              N_ ("This key may not use this model or service."),
                              SET_KEY | MODEL | RETRY },
  [SONDE_ERROR_WRONG_ADDRESS] = { "wrong-address",
                                  N_ ("The server address does not lead to an API"),
                                  N_ ("Check the server address of this provider."),
                                  ADDRESS | RETRY },
  [SONDE_ERROR_NO_MODEL] = { "no-model",
                             N_ ("The server does not have this model"),
                             N_ ("Choose another model, then retry."),
                             MODEL | RETRY },
  [SONDE_ERROR_CONTEXT_TOO_LONG]
  = { "context-too-long",
      N_ ("The conversation is too long for this model"),
      N_ ("Choose a model with a larger context, or begin a new conversation."),
      MODEL },
  [SONDE_ERROR_TOO_BIG]
  = { "too-big", N_ ("The message is too large for the server"), N_ ("Shorten it, or attach less."), 0 },
  [SONDE_ERROR_BAD_PARAMETER] = { "bad-parameter",
                                  N_ ("The server refused a setting of the request"),
                                  N_ ("Details say which one."),
                                  MODEL | RETRY },
  [SONDE_ERROR_RATE_LIMITED]
  = { "rate-limited", N_ ("Too many requests at once"), N_ ("Wait a moment, then retry."), RETRY },
  [SONDE_ERROR_SERVER] = { "server", N_ ("The server has a fault"), N_ ("Retry in a moment."), RETRY },
  [SONDE_ERROR_OVERLOADED]
  = { "overloaded", N_ ("The server is overloaded"), N_ ("Retry in a moment."), RETRY | MODEL },
  [SONDE_ERROR_GATEWAY] = { "gateway",
                            N_ ("The server could not be reached behind its gateway"),
                            N_ ("Retry in a moment."),
                            RETRY },
  [SONDE_ERROR_REDIRECTED] = { "redirected",
                               N_ ("The server sent the request to another place"),
                               N_ ("The key was not sent there. Check the server address."),
                               ADDRESS | RETRY },

  [SONDE_ERROR_OFFLINE] = { "offline",
                            N_ ("There is no connection to the network"),
                            N_ ("Your message is kept. Connect, then retry."),
                            RETRY },
  [SONDE_ERROR_HOST_NOT_FOUND] = { "host-not-found",
                                   N_ ("The server’s name was not found"),
                                   N_ ("Check the network and the server address."),
                                   RETRY | ADDRESS },
  [SONDE_ERROR_REFUSED] = { "refused",
                            N_ ("The server does not accept connections"),
                            N_ ("It may not be running. Check the server address."),
                            RETRY | ADDRESS },
  [SONDE_ERROR_TLS] = { "tls",
                        N_ ("The connection is not secure"),
                        N_ ("The server’s certificate was refused, and nothing was sent."),
                        RETRY | ADDRESS },
  [SONDE_ERROR_PROXY]
  = { "proxy", N_ ("The proxy could not be used"), N_ ("Check the proxy, then retry."), RETRY },
  [SONDE_ERROR_FIRST_BYTE_TIMEOUT]
  = { "first-byte-timeout", N_ ("The server did not begin to answer"), N_ ("Retry in a moment."), RETRY },
  [SONDE_ERROR_SILENCE_TIMEOUT]
  = { "silence-timeout", N_ ("The answer stopped coming"), N_ ("What came is kept."), CONTINUE | RETRY },

  [SONDE_ERROR_CUT]
  = { "cut", N_ ("The connection ended before the answer did"), N_ ("What came is kept."), CONTINUE | RETRY },
  [SONDE_ERROR_TRUNCATED] = { "truncated",
                              N_ ("The answer reached its length limit"),
                              N_ ("Let the model go on where it stopped."),
                              CONTINUE },
  [SONDE_ERROR_REFUSED_CONTENT]
  = { "refused-content", N_ ("The server’s content filter ended the answer"), "", RETRY },
  [SONDE_ERROR_UNKNOWN_FINISH] = { "unknown-finish",
                                   N_ ("The server ended the answer for an unknown reason"),
                                   N_ ("What came is kept."),
                                   CONTINUE | RETRY },
  [SONDE_ERROR_EMPTY_ANSWER]
  = { "empty-answer", N_ ("The server gave an empty answer"), N_ ("Retry in a moment."), RETRY },
  [SONDE_ERROR_PROTOCOL] = { "protocol",
                             N_ ("The server’s reply could not be understood"),
                             N_ ("Check that the address belongs to an OpenAI-compatible API."),
                             ADDRESS | RETRY },
  [SONDE_ERROR_STREAM]
  = { "stream", N_ ("The server reported an error in its answer"), N_ ("What came is kept."), RETRY },
  [SONDE_ERROR_TOO_LARGE]
  = { "too-large", N_ ("The server sent more than Sonde accepts"), N_ ("What came is kept."), RETRY },

  [SONDE_ERROR_SEARCH_FAILED]
  = { "search-failed", N_ ("The web search failed"), N_ ("The answer goes on without it."), RETRY },
  [SONDE_ERROR_SEARCH_NO_JSON] = { "search-no-json",
                                   N_ ("This SearXNG server does not give results as JSON"),
                                   N_ ("Its owner must allow the format “json” in its settings."),
                                   RETRY },
  [SONDE_ERROR_SEARCH_NO_SERVICE] = { "search-no-service",
                                      N_ ("No search service is set up"),
                                      N_ ("Choose one in the preferences, under Search."),
                                      RETRY },
  [SONDE_ERROR_PAGE_REFUSED]
  = { "page-refused", N_ ("This address is not opened"), N_ ("Only public web pages are read."), 0 },
  [SONDE_ERROR_PAGE_FAILED]
  = { "page-failed", N_ ("The page could not be read"), N_ ("The answer goes on without it."), 0 },
  [SONDE_ERROR_PAGE_NO_TEXT]
  = { "page-no-text", N_ ("There is no text to read on the page"), N_ ("The answer goes on without it."), 0 },

  [SONDE_ERROR_STORE]
  = { "store", N_ ("The history could not be written"), N_ ("What you see is kept until Sonde closes."), 0 },
  [SONDE_ERROR_STORE_FULL] = { "store-full",
                               N_ ("The disk is full"),
                               N_ ("What you see is kept and saved as soon as there is room."),
                               0 },
  [SONDE_ERROR_STORE_READ_ONLY] = { "store-read-only",
                                    N_ ("The history cannot be saved here"),
                                    N_ ("Conversations are kept until Sonde closes."),
                                    0 },
  [SONDE_ERROR_STORE_CORRUPT] = { "store-corrupt",
                                  N_ ("The history is damaged"),
                                  N_ ("End Sonde and start it anew: what can be read is saved. You "
                                      "can also go back to a backup."),
                                  0 },
  [SONDE_ERROR_STORE_NEWER]
  = { "store-newer", N_ ("The history was written by a newer Sonde"), N_ ("Update Sonde to open it."), 0 },

  [SONDE_ERROR_IMPORT_UNKNOWN] = { "import-unknown",
                                   N_ ("This is no export that Sonde knows"),
                                   N_ ("Choose the file as it was downloaded."),
                                   0 },
  [SONDE_ERROR_IMPORT_DAMAGED]
  = { "import-damaged", N_ ("The file is damaged"), N_ ("Download or copy it again."), 0 },
  [SONDE_ERROR_IMPORT_REFUSED]
  = { "import-refused", N_ ("The file is not what it says it is"), N_ ("Nothing of it was read."), 0 },
  [SONDE_ERROR_COPIES] = { "copies",
                           N_ ("The copies of conversations cannot be written"),
                           N_ ("Look whether the folder is there, or choose another in the preferences."),
                           0 },
};

/* What a server said besides its code. */
typedef struct
{
  guint http_status;
  gint64 retry_after_ms;
  char *server_words;
} SondeErrorPrivate;

static void
sonde_error_private_init (SondeErrorPrivate *priv)
{
  priv->retry_after_ms = -1;
}

static void
sonde_error_private_copy (const SondeErrorPrivate *source, SondeErrorPrivate *target)
{
  target->http_status = source->http_status;
  target->retry_after_ms = source->retry_after_ms;
  target->server_words = g_strdup (source->server_words);
}

static void
sonde_error_private_clear (SondeErrorPrivate *priv)
{
  g_free (priv->server_words);
}

G_DEFINE_EXTENDED_ERROR (SondeError, sonde_error)

static SondeErrorPrivate *
get_private (const GError *error)
{
  return error != NULL && error->domain == SONDE_ERROR ? sonde_error_get_private (error) : NULL;
}

/**
 * sonde_error_new:
 * @code: what went wrong
 * @format: technical words for the log and for Details, not translated
 *
 * Returns: (transfer full): a new error without a server's reply
 */
GError *
sonde_error_new (SondeErrorCode code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  GError *error = g_error_new_valist (SONDE_ERROR, code, format, args);
  va_end (args);
  return error;
}

/**
 * sonde_error_new_reply:
 * @code: what the reply means
 * @http_status: the HTTP status, 0 if there was none
 * @retry_after_ms: what the server asked to wait, -1 if it did not
 * @server_words: (nullable): the server's own words; made valid UTF-8
 *
 * Returns: (transfer full): a new error that carries what the server said
 */
GError *
sonde_error_new_reply (SondeErrorCode code,
                       guint http_status,
                       gint64 retry_after_ms,
                       const char *server_words)
{
  g_autofree char *words = server_words != NULL ? sonde_text_dup_valid (server_words, -1) : NULL;
  SondeErrorExplanation explanation;

  sonde_error_explain_code (code, &explanation);
  GError *error = g_error_new (SONDE_ERROR, code, "%s", words != NULL ? words : explanation.nick);
  SondeErrorPrivate *priv = sonde_error_get_private (error);

  priv->http_status = http_status;
  priv->retry_after_ms = retry_after_ms;
  priv->server_words = g_steal_pointer (&words);
  return error;
}

/**
 * sonde_error_new_stored:
 * @nick: (nullable): the nick of a code; an unknown one becomes SONDE_ERROR_FAILED
 * @http_status: the HTTP status, 0 if there was none
 * @server_words: (nullable): the server's own words
 *
 * Returns: (transfer full): the error that a history remembers
 */
GError *
sonde_error_new_stored (const char *nick, guint http_status, const char *server_words)
{
  SondeErrorCode code = SONDE_ERROR_FAILED;

  for (guint i = 0; i < SONDE_N_ERRORS; i++)
    if (g_strcmp0 (explanations[i].nick, nick) == 0)
      code = i;
  return sonde_error_new_reply (code, http_status, -1, server_words);
}

/** The HTTP status of the reply, 0 if there was none. */
guint
sonde_error_get_http_status (const GError *error)
{
  const SondeErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->http_status : 0;
}

/** What the server asked to wait in milliseconds, -1 if it did not. */
gint64
sonde_error_get_retry_after_ms (const GError *error)
{
  const SondeErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->retry_after_ms : -1;
}

/** The server's own words, borrowed from @error; %NULL if there were none. */
const char *
sonde_error_get_server_words (const GError *error)
{
  const SondeErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->server_words : NULL;
}

static const char *
translate (const char *text)
{
  /* gettext gives the catalogue's header for "". */
  return text[0] != '\0' ? _ (text) : text;
}

/** Fills @explanation for @code; its strings are static. */
void
sonde_error_explain_code (SondeErrorCode code, SondeErrorExplanation *explanation)
{
  g_return_if_fail ((guint) code < SONDE_N_ERRORS);

  *explanation = explanations[code];
  explanation->sentence = translate (explanation->sentence);
  explanation->help = translate (explanation->help);
}

/** Fills @explanation for any error; what is not of SONDE_ERROR counts as SONDE_ERROR_FAILED. */
void
sonde_error_explain (const GError *error, SondeErrorExplanation *explanation)
{
  gboolean known = error != NULL && error->domain == SONDE_ERROR && (guint) error->code < SONDE_N_ERRORS;

  sonde_error_explain_code (known ? (SondeErrorCode) error->code : SONDE_ERROR_FAILED, explanation);
}
