/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeCopies:
 *
 * A folder that holds a text file for each conversation, for other programs to read and to synchronise. A file is
 * whole or not there, is written only when its text changes, and is called "TITLE - ID.md". A register that lies
 * elsewhere says which files are Sonde's and what it wrote into them: nothing else is ever changed, removed or written
 * over, nor what somebody changed since. Any thread, and any number of processes.
 */
typedef struct _SondeCopies SondeCopies;

SondeCopies *sonde_copies_new    (const char   *folder,
                                  const char   *register_path);
void         sonde_copies_free   (SondeCopies  *self);
/* Makes the copy of the conversation @id, which was begun at @created, say @text; under another name when the title has changed. The folder is never
 * made: a disk that is not there now is not mistaken for an empty one. Errors: G_IO_ERROR. */
gboolean     sonde_copies_write  (SondeCopies  *self,
                                  gint64        id,
                                  gint64        created,
                                  const char   *title,
                                  GBytes       *text,
                                  GError      **error);
/* (In another history the same id is another conversation, whose copy is left alone.) Removes the copy, unless somebody changed it. */
gboolean     sonde_copies_remove (SondeCopies  *self,
                                  gint64        id,
                                  GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeCopies, sonde_copies_free)

G_END_DECLS
