/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sonde-block.h"
#include "sonde-highlight.h"

G_BEGIN_DECLS

/**
 * SondeCodeQuestion:
 * @block: whose text it is
 * @language: as sonde_code_languages_dup_id() gives it
 * @scheme: id of the style scheme
 * @is_dark: whether of a scheme with two variants the dark one is meant
 * @start: first byte whose look is wanted, the beginning of a line
 * @end: the byte after the last; what comes before @start is looked at too
 */
typedef struct
{
  SondeBlock *block;
  const char *language;
  const char *scheme;
  gboolean    is_dark;
  guint       start;
  guint       end;
} SondeCodeQuestion;

void    sonde_code_helper_ask_async  (const SondeCodeQuestion *question,
                                      GCancellable            *cancellable,
                                      GAsyncReadyCallback      callback,
                                      gpointer                 user_data);
GArray *sonde_code_helper_ask_finish (GAsyncResult            *result,
                                      GError                 **error);

G_END_DECLS
