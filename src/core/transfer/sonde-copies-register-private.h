/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeCopiesRegister:
 *
 * The register of the copies in one folder, open: file names and what was written into them, by the id of the
 * conversation. @created guards against another history that gives the same ids; 0: whichever it is.
 */
typedef struct
{
  const char *path; /* borrowed */
  GKeyFile   *file;
  int         lock;
  gboolean    changed;
} SondeCopiesRegister;

gboolean sonde_copies_register_open  (SondeCopiesRegister *reg,
                                      const char          *path,
                                      const char          *folder,
                                      GError             **error);
gboolean sonde_copies_register_close (SondeCopiesRegister *reg,
                                      gboolean             success,
                                      GError             **error);
void     sonde_copies_register_put   (SondeCopiesRegister *reg,
                                      gint64               id,
                                      gint64               created,
                                      const char          *name,
                                      const char          *digest);
/* @name, @digest (out): only with %TRUE. */
gboolean sonde_copies_register_get   (SondeCopiesRegister *reg,
                                      gint64               id,
                                      gint64               created,
                                      char               **name,
                                      char               **digest);
void     sonde_copies_register_drop  (SondeCopiesRegister *reg,
                                      gint64               id);

G_END_DECLS
