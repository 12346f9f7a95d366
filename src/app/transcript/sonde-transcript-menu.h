/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-view.h"

G_BEGIN_DECLS

GtkWidget *sonde_transcript_menu_new (const SondeHot *hot,
                                      gboolean        has_selection);

G_END_DECLS
