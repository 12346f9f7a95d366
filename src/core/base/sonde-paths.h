/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char     *sonde_paths_dup_default_data_dir (void);
gboolean  sonde_paths_make_private_dir     (const char  *path,
                                            GError     **error);
char     *sonde_paths_dup_safe_file_name   (const char  *title,
                                            const char  *extension);
/* Sets @error to what the system says of @path by the number @code, in G_IO_ERROR. Returns %FALSE. */
gboolean  sonde_paths_fail                 (const char  *path,
                                            int          code,
                                            GError     **error);

G_END_DECLS
