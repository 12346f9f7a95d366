/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-backup.h"
#include "sonde-db-private.h"

G_BEGIN_DECLS

#define SONDE_BACKUP_FOLDER "backups"

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
/* Deletes it with what SQLite may have put beside it. */
void      sonde_backup_remove_file  (const char    *path);
/* Copies all pages of @source, as they are at one moment, into the empty file @path. */
gboolean  sonde_backup_copy         (SondeDb       *source,
                                     const char    *path,
                                     GCancellable  *cancellable,
                                     GError       **error);

G_END_DECLS
