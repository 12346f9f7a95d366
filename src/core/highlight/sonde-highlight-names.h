/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *sonde_highlight_get_id (const char *language);

G_END_DECLS
