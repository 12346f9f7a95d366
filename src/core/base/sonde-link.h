/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Addresses that models and servers write: what may be opened, and whether a text lies about them. Any thread. */

char     *sonde_link_dup_safe   (const char *target);
char     *sonde_link_dup_host   (const char *target);
char     *sonde_link_dup_honest (const char *target);
gboolean  sonde_link_misleads   (const char *target,
                                 const char *text);

G_END_DECLS
