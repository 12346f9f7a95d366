/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "raw-server.h"
#include "sonde-error.h"
#include "sonde-http.h"

G_BEGIN_DECLS

/* Limits that no test reaches. */
extern const SondeHttpLimits generous;

/* A call of SondeHttp, and what came of it. */
typedef struct
{
  SondeHttp *http;
  SoupMessage *message;
  GCancellable *cancellable;
  GString *body;
  guint n_heads;
  guint status;
  gboolean got_head;
  gboolean got_data;
  GAsyncResult *result;
  GError *error;

  /* what the functions do */
  GError *head_error;
  GError *data_error;
  GAsyncQueue *tell; /* told about each piece */
} Call;

void     call_init        (Call                  *call,
                           const char            *method,
                           const char            *url);
void     call_start       (Call                  *call,
                           const SondeHttpLimits *limits);
gboolean call_finish      (Call                  *call);
gboolean call_run         (Call                  *call,
                           const SondeHttpLimits *limits);
void     call_clear       (Call                  *call);
void     call_assert_fails (const char           *url,
                           const SondeHttpLimits *limits,
                           SondeErrorCode         code);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Call, call_clear)

/* Handlers: write the user data as it stands; the same, but leave the connection open. */
void     write_cb          (RawConnection        *connection,
                            gpointer              user_data);
void     write_and_wait_cb (RawConnection        *connection,
                            gpointer              user_data);

G_END_DECLS
