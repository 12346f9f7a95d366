/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/* The groups of the data page for what leaves and enters as files: Markdown copies in a folder, and one archive of
 * everything. */
GtkWidget *sonde_copies_group_new  (SondeEngine *engine);
GtkWidget *sonde_archive_group_new (SondeEngine *engine);

G_END_DECLS
