/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-import.h"

G_BEGIN_DECLS

#define SONDE_IMPORT_HEAD_BYTES 16

/* The names in an archive that Sonde made. */
#define SONDE_IMPORT_ARCHIVE_MANIFEST "sonde-archive.json"
#define SONDE_IMPORT_ARCHIVE_HISTORY  "history.db"

gsize           sonde_import_read_head   (int           fd,
                                          guint8       *head);
/* By the first bytes alone; JSON is what may be JSON. */
SondeImportKind sonde_import_guess       (const guint8 *head,
                                          gsize         length);
/* Whether an entry of a ZIP archive may hold conversations. What is known to hold the person's account is not
 * read. */
gboolean        sonde_import_wants_entry (const char   *name);

G_END_DECLS
