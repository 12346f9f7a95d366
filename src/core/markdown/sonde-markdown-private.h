/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GPtrArray *sonde_markdown_parse_part (const char    *text,
                                      gsize          length,
                                      const GString *definitions,
                                      GHashTable    *labels);

G_END_DECLS
