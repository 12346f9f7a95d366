/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Iterates the default main context until *@result is set (by sonde_test_result_cb) or a minute has
 * passed, which fails the test. Gives the result, owned by the caller. */
GAsyncResult *sonde_test_await          (GAsyncResult **result);
/* A GAsyncReadyCallback whose user data is a GAsyncResult **. */
void          sonde_test_result_cb      (GObject       *object,
                                         GAsyncResult  *result,
                                         gpointer       user_data);
/* Iterates until *@flag is true or @timeout_ms passed; gives *@flag. */
gboolean      sonde_test_wait_flag      (gboolean      *flag,
                                         guint          timeout_ms);
/* Iterates the main context for @ms milliseconds. */
void          sonde_test_spin           (guint          ms);

/* A new private directory; sonde_test_remove_dir() removes it with everything in it. */
char         *sonde_test_make_dir       (void);
void          sonde_test_remove_dir     (const char    *path);

/* The bytes of a file of tests/data; the test fails when it is missing. */
GBytes       *sonde_test_load_data      (const char    *name);
/* The bytes of a file of the conformance data, or NULL after g_test_skip() when it is missing. */
GBytes       *sonde_test_load_conformance (const char  *name);
char         *sonde_test_dup_conformance_path (const char *name);

G_END_DECLS
