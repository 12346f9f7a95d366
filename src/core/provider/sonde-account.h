/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-http.h"
#include "sonde-provider.h"

G_BEGIN_DECLS

/* GET /models: a %NULL-terminated array of ids in the server's order. */
void    sonde_account_list_models_async   (SondeHttp           *http,
                                           SondeProvider       *provider,
                                           const char          *key,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
char  **sonde_account_list_models_finish  (SondeHttp           *http,
                                           GAsyncResult        *result,
                                           GError             **error);

/** One line of a balance; amounts are the server's decimal strings. */
typedef struct
{
  char *currency;
  char *total;
  char *granted;
  char *topped_up;
} SondeBalance;

void       sonde_balance_free             (SondeBalance        *balance);
void       sonde_account_balance_async    (SondeHttp           *http,
                                           SondeProvider       *provider,
                                           const char          *key,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
/* (element-type SondeBalance); SONDE_ERROR_NOT_FOUND when the host has no such address. */
GPtrArray *sonde_account_balance_finish   (SondeHttp           *http,
                                           GAsyncResult        *result,
                                           gboolean            *is_available,
                                           GError             **error);

G_END_DECLS
