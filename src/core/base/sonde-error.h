/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SONDE_ERROR (sonde_error_quark ())

/**
 * SondeErrorCode:
 *
 * Everything that can go wrong and that a person is told about. Each code has one nick (stored and
 * printed by the command line), one sentence, one line of help and the actions that help; all of them
 * stand in one table in sonde-error.c. Cancelled is not here: it is G_IO_ERROR_CANCELLED and never shown.
 */
typedef enum
{
  SONDE_ERROR_FAILED,            /* anything that has no better code */
  SONDE_ERROR_INVALID_ARGUMENT,  /* the person or a script asked for something impossible */
  SONDE_ERROR_NOT_FOUND,         /* no such conversation, provider, file */

  /* Keys and the keyring */
  SONDE_ERROR_NO_KEY,
  SONDE_ERROR_KEYRING_ABSENT,
  SONDE_ERROR_KEYRING_LOCKED,
  SONDE_ERROR_KEYRING_REFUSED,
  SONDE_ERROR_KEYRING_TIMEOUT,

  /* HTTP status and what the server means by it */
  SONDE_ERROR_BAD_REQUEST,       /* 400 */
  SONDE_ERROR_BAD_KEY,           /* 401 */
  SONDE_ERROR_NO_BALANCE,        /* 402 */
  SONDE_ERROR_FORBIDDEN,         /* 403 */
  SONDE_ERROR_WRONG_ADDRESS,     /* 404, or a web page where an API was expected */
  SONDE_ERROR_NO_MODEL,          /* 400 or 404 that names the model */
  SONDE_ERROR_CONTEXT_TOO_LONG,  /* 400 that names the context length */
  SONDE_ERROR_TOO_BIG,           /* 413 */
  SONDE_ERROR_BAD_PARAMETER,     /* 422 */
  SONDE_ERROR_RATE_LIMITED,      /* 429 */
  SONDE_ERROR_SERVER,            /* 500 */
  SONDE_ERROR_OVERLOADED,        /* 503, insufficient_system_resource */
  SONDE_ERROR_GATEWAY,           /* 502, 504, 52x: something in between failed */
  SONDE_ERROR_REDIRECTED,        /* a redirect to another origin, which the key must not follow */

  /* The connection */
  SONDE_ERROR_OFFLINE,
  SONDE_ERROR_HOST_NOT_FOUND,
  SONDE_ERROR_REFUSED,           /* connection refused */
  SONDE_ERROR_TLS,
  SONDE_ERROR_PROXY,
  SONDE_ERROR_FIRST_BYTE_TIMEOUT,
  SONDE_ERROR_SILENCE_TIMEOUT,

  /* The answer */
  SONDE_ERROR_CUT,               /* the stream ended without [DONE] or a finish_reason */
  SONDE_ERROR_TRUNCATED,         /* finish_reason length */
  SONDE_ERROR_REFUSED_CONTENT,   /* finish_reason content_filter */
  SONDE_ERROR_UNKNOWN_FINISH,
  SONDE_ERROR_EMPTY_ANSWER,
  SONDE_ERROR_PROTOCOL,          /* not JSON, or not the JSON of a chat completion */
  SONDE_ERROR_STREAM,            /* an error object inside a 200 stream */
  SONDE_ERROR_TOO_LARGE,         /* an event or a reply over the limit */

  /* Search mode */
  SONDE_ERROR_SEARCH_FAILED,
  SONDE_ERROR_SEARCH_NO_JSON,    /* SearXNG with its JSON format switched off */
  SONDE_ERROR_SEARCH_NO_SERVICE, /* nothing to search with is set up */
  SONDE_ERROR_PAGE_REFUSED,      /* an address that a model may not have opened */
  SONDE_ERROR_PAGE_FAILED,       /* no success, or an endless redirect */
  SONDE_ERROR_PAGE_NO_TEXT,      /* nothing that can be read */

  /* The history */
  SONDE_ERROR_STORE,             /* the database said no */
  SONDE_ERROR_STORE_FULL,        /* disk full */
  SONDE_ERROR_STORE_READ_ONLY,
  SONDE_ERROR_STORE_CORRUPT,
  SONDE_ERROR_STORE_NEWER,       /* written by a newer Sonde */

  /* Imports */
  SONDE_ERROR_IMPORT_UNKNOWN,    /* no export that is known */
  SONDE_ERROR_IMPORT_DAMAGED,    /* cut short, wrong checksum, no JSON */
  SONDE_ERROR_IMPORT_REFUSED,    /* made to do harm, or beyond all measure */

  SONDE_ERROR_COPIES,            /* the Markdown copies of conversations cannot be written */

  SONDE_N_ERRORS
} SondeErrorCode;

/**
 * SondeErrorActions:
 *
 * What a person can do about an error. The window makes a button of each, the command line a hint.
 */
typedef enum
{
  SONDE_ERROR_ACTION_NONE           = 0,
  SONDE_ERROR_ACTION_RETRY          = 1 << 0,
  SONDE_ERROR_ACTION_SET_KEY        = 1 << 1,
  SONDE_ERROR_ACTION_TOP_UP         = 1 << 2,
  SONDE_ERROR_ACTION_CHANGE_MODEL   = 1 << 3,
  SONDE_ERROR_ACTION_CHANGE_ADDRESS = 1 << 4,
  SONDE_ERROR_ACTION_CONTINUE       = 1 << 5,
} SondeErrorActions;

/**
 * SondeErrorExplanation:
 * @nick: a stable machine name such as "no-balance"
 * @sentence: one translated sentence that says what happened, without a full stop
 * @help: one translated line that says what helps, or ""
 * @actions: the actions that help; the lowest bit that is not RETRY is the suggested one
 *
 * All strings are static.
 */
typedef struct
{
  const char        *nick;
  const char        *sentence;
  const char        *help;
  SondeErrorActions  actions;
} SondeErrorExplanation;

GQuark      sonde_error_quark           (void);

GError     *sonde_error_new             (SondeErrorCode  code,
                                         const char     *format,
                                         ...) G_GNUC_PRINTF (2, 3) G_GNUC_WARN_UNUSED_RESULT;
GError     *sonde_error_new_reply       (SondeErrorCode  code,
                                         guint           http_status,
                                         gint64          retry_after_ms,
                                         const char     *server_words) G_GNUC_WARN_UNUSED_RESULT;
GError     *sonde_error_new_stored      (const char     *nick,
                                         guint           http_status,
                                         const char     *server_words) G_GNUC_WARN_UNUSED_RESULT;

guint       sonde_error_get_http_status    (const GError *error);
gint64      sonde_error_get_retry_after_ms (const GError *error);
const char *sonde_error_get_server_words   (const GError *error);

void        sonde_error_explain         (const GError          *error,
                                         SondeErrorExplanation *explanation);
void        sonde_error_explain_code    (SondeErrorCode         code,
                                         SondeErrorExplanation *explanation);

G_END_DECLS
