/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-store.h"

G_BEGIN_DECLS

/**
 * SondeLibrary:
 * @folders: (element-type SondeFolder): in the person's order
 * @prompts: (element-type SondePrompt): in the person's order
 *
 * What a history holds beside its conversations, on its way from one to another.
 */
typedef struct
{
  GPtrArray *folders;
  GPtrArray *prompts;
} SondeLibrary;

void     sonde_library_free             (SondeLibrary         *self);

/* Adds what is not there yet, behind what is, in one transaction. @library (transfer full). */
void     sonde_store_add_library_async  (SondeStore           *self,
                                         SondeLibrary         *library,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
/* @was_empty (out): whether there was no conversation before, on no shelf and not in the trash. */
gboolean sonde_store_add_library_finish (SondeStore           *self,
                                         GAsyncResult         *result,
                                         gboolean             *was_empty,
                                         GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeLibrary, sonde_library_free)

G_END_DECLS
