/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The default file system of SQLite in this process, which fails when it is told to. */
void  fault_vfs_install (void);
/* From the @nth change of a file on (1 is the next one) changes fail with @code, a result of SQLite; only that
 * one unless @sticky. With SQLITE_IOERR_READ not changes fail but reads, with SQLITE_IOERR_SHORT_READ they end in the
 * middle. 0: nothing fails. */
void  fault_vfs_arm     (guint    nth,
                         int      code,
                         gboolean sticky);
/* Only files whose path has @part in it fail; %NULL: all. */
void  fault_vfs_aim     (const char *part);
/* How many failed since. */
guint fault_vfs_count   (void);

G_END_DECLS
