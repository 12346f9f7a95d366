/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-md-source.h"

G_BEGIN_DECLS

GPtrArray *sonde_md_build (const SondeMdSource *source);

G_END_DECLS
