/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *sonde_fold_next (GString   *folded,
                             const char *text,
                             const char *end);
char       *sonde_fold      (const char *text,
                             gssize      length);

G_END_DECLS
