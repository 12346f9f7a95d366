/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-import.h"

G_BEGIN_DECLS

/**
 * SondeImportJson:
 *
 * Finds the conversations in JSON that comes in pieces. Several texts, one after the other, belong together: the
 * files of one archive.
 */
typedef struct _SondeImportJson SondeImportJson;

SondeImportJson *sonde_import_json_new   (const SondeImportSink *sink,
                                          gpointer               user_data);
void             sonde_import_json_free  (SondeImportJson       *self);
gboolean         sonde_import_json_feed  (SondeImportJson       *self,
                                          const char            *bytes,
                                          gsize                  length,
                                          GError               **error);
/* The end of one text; another may follow. */
gboolean         sonde_import_json_end   (SondeImportJson       *self,
                                          GError               **error);
/* How many conversations were found, or skipped but recognised as such. */
guint            sonde_import_json_get_n_seen (SondeImportJson  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeImportJson, sonde_import_json_free)

G_END_DECLS
