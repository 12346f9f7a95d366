/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-http.h"

G_BEGIN_DECLS

/**
 * SondePage:
 * @url: where it was found at last, after redirects
 * @title: one line; "" when it has none
 * @date: as the page says it; "" when unknown
 * @text: what is worth reading, never ""
 *
 * A page that was read. Valid UTF-8, of bounded size.
 */
typedef struct
{
  char *url;
  char *title;
  char *date;
  char *text;
} SondePage;

SondePage *sonde_page_new  (const char *url,
                            const char *title,
                            const char *date,
                            const char *text);
void       sonde_page_free (SondePage  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondePage, sonde_page_free)

/**
 * SondePageReader:
 *
 * Fetches web pages for a model: http and https, public addresses only (looked at again after the name was looked
 * up and at each redirect), of bounded size and time, without cookies and keys; decodes them and takes their main
 * text. What was read is kept for a day. Main thread.
 */
#define SONDE_TYPE_PAGE_READER (sonde_page_reader_get_type ())
G_DECLARE_FINAL_TYPE (SondePageReader, sonde_page_reader, SONDE, PAGE_READER, GObject)

/** The most that is fetched of one page, after decompression. */
#define SONDE_PAGE_MAX_BYTES (4u * 1024 * 1024)
/** The most characters that are given of its text. */
#define SONDE_PAGE_MAX_CHARS 16000

/* @proxy: as for sonde_http_new(). @cache_dir: (nullable): where pages are kept; %NULL keeps none. */
SondePageReader *sonde_page_reader_new         (const char            *proxy,
                                                const char            *cache_dir);
/* Counts for pages that are fetched later. */
void             sonde_page_reader_set_proxy   (SondePageReader       *self,
                                                const char            *proxy);
/* For tests, which have servers on loopback only: what may be fetched instead of public addresses. */
void             sonde_page_reader_set_policy  (SondePageReader       *self,
                                                SondeHttpAddressFunc   policy,
                                                gpointer               user_data);
/* The most that one page may take, from beginning to end; 20 seconds unless said otherwise. */
void             sonde_page_reader_set_timeout_ms (SondePageReader    *self,
                                                guint                  timeout_ms);
/* Errors: SONDE_ERROR_PAGE_REFUSED, _PAGE_FAILED (with the HTTP status), _PAGE_NO_TEXT, _TOO_LARGE, those of the
 * connection, G_IO_ERROR_CANCELLED. */
void             sonde_page_reader_read_async  (SondePageReader       *self,
                                                const char            *url,
                                                GCancellable          *cancellable,
                                                GAsyncReadyCallback    callback,
                                                gpointer               user_data);
SondePage       *sonde_page_reader_read_finish (SondePageReader       *self,
                                                GAsyncResult          *result,
                                                GError               **error);

G_END_DECLS
