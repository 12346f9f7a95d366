/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-backup.h"
#include "sonde-db-private.h"
#include "sonde-restore.h"

G_BEGIN_DECLS

#define SONDE_BACKUP_FOLDER "backups"
/* How the history is called that a restored one took the place of. */
#define SONDE_BACKUP_ASIDE "before-restore"

/* sonde-backup.c */
char     *sonde_backup_dup_date     (gint64         time);
SondeBackup *
          sonde_backup_look_at      (const char    *data_dir,
                                     const char    *date);

/* sonde-backup-write.c */
/* A new file in @folder that only the person can read, for what is not whole yet. */
char     *sonde_backup_make_file    (const char    *folder,
                                     const char    *template,
                                     GError       **error);
/* Deletes what begins so and was not written to for an hour: whoever made it did not live to end it. */
void      sonde_backup_remove_abandoned (const char *folder,
                                     const char    *prefix);
/* Deletes it with what SQLite may have put beside it. */
void      sonde_backup_remove_file  (const char    *path);
/* Copies all pages of @source, as they are at one moment, into the empty file @path. */
gboolean  sonde_backup_copy         (SondeDb       *source,
                                     const char    *path,
                                     GCancellable  *cancellable,
                                     GError       **error);

/* sonde-restore-compare.c: what the checked file @path has that the history of @data_dir has not, and the other way */
void      sonde_restore_compare     (const char    *data_dir,
                                     const char    *path,
                                     SondeRestored *restored);

G_END_DECLS
