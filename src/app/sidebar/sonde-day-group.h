/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sonde_day_group_dup_title (gint64     updated_us,
                                 gboolean   pinned,
                                 GDateTime *now);
char *sonde_day_group_dup_date  (gint64     time_us,
                                 GDateTime *now);

G_END_DECLS
