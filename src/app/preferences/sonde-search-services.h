/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/* A group of rows, one for each search service, in the order in which they are asked: by dragging or with buttons.
 * Each can be switched off, and takes its key or address. */
GtkWidget *sonde_search_services_new (SondeEngine *engine);

G_END_DECLS
