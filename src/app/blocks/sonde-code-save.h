/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

void  sonde_code_save_run           (GtkWindow        *parent,
                                     SondeBlock       *block);
char *sonde_code_save_dup_file_name (const SondeBlock *block);

G_END_DECLS
