/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-catalogue.h"

G_BEGIN_DECLS

/* Asks for the name and the address of a compatible server and adds it to the catalogue. */
void sonde_add_provider_run (GtkWindow      *parent,
                             SondeCatalogue *catalogue);

G_END_DECLS
