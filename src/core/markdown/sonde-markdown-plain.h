/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"

G_BEGIN_DECLS

GPtrArray *sonde_markdown_parse_plain (const char *text,
                                       gssize      length);

G_END_DECLS
