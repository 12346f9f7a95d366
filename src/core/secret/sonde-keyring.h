/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeKeyring:
 *
 * API keys by provider id, in the system keyring (libsecret, asynchronous only), or in memory until
 * the program ends where the person agreed to that. Never in a file. Main thread.
 *
 * Errors: SONDE_ERROR_KEYRING_ABSENT (no service), _LOCKED (the person was asked and did not unlock it, or
 * could not be asked), _REFUSED (the service said no), _TIMEOUT (no answer within the time limit). "No such
 * key" is not an error: the lookup gives %NULL, and only when the collection is known to be unlocked.
 */
#define SONDE_TYPE_KEYRING (sonde_keyring_get_type ())
G_DECLARE_FINAL_TYPE (SondeKeyring, sonde_keyring, SONDE, KEYRING, GObject)

SondeKeyring *sonde_keyring_new            (void);
void          sonde_keyring_set_timeout_ms (SondeKeyring        *self,
                                            guint                timeout_ms);

void          sonde_keyring_lookup_async   (SondeKeyring        *self,
                                            const char          *provider_id,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
char         *sonde_keyring_lookup_finish  (SondeKeyring        *self,
                                            GAsyncResult        *result,
                                            GError             **error);
void          sonde_keyring_store_async    (SondeKeyring        *self,
                                            const char          *provider_id,
                                            const char          *provider_name,
                                            const char          *key,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean      sonde_keyring_store_finish   (SondeKeyring        *self,
                                            GAsyncResult        *result,
                                            GError             **error);
void          sonde_keyring_clear_async    (SondeKeyring        *self,
                                            const char          *provider_id,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean      sonde_keyring_clear_finish   (SondeKeyring        *self,
                                            GAsyncResult        *result,
                                            GError             **error);

void          sonde_keyring_keep_for_session (SondeKeyring      *self,
                                            const char          *provider_id,
                                            const char          *key);

char         *sonde_keyring_clean_key      (const char          *typed,
                                            GError             **error);

G_END_DECLS
