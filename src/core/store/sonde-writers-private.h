/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeWriters:
 *
 * Who writes into a data directory: each process holds a lock on a file DIR/writers/UUID.lock of its own
 * while it has the history open. A file without a lock is what a process left that died. Whoever opens the
 * history holds DIR/writers/open.lock meanwhile, so that these are never mistaken for each other.
 */
typedef struct
{
  char      *dir;
  char      *uuid;        /* of this writer */
  int        fd;          /* of its lock file */
  int        open_fd;     /* of open.lock, -1 when it is not held */
  GPtrArray *dead;        /* UUIDs whose process died */
  guint      n_living;    /* other writers */
  gboolean   found_damage; /* one of the dead had met damage in the database */
} SondeWriters;

SondeWriters *sonde_writers_new        (const char    *data_dir,
                                        GError       **error);
void          sonde_writers_free       (SondeWriters  *self);
gboolean      sonde_writers_is_living  (SondeWriters  *self,
                                        const char    *uuid);
void          sonde_writers_opened     (SondeWriters  *self);
void          sonde_writers_note_damage (SondeWriters *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeWriters, sonde_writers_free)

G_END_DECLS
