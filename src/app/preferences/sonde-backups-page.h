/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/**
 * SondeBackupsPage:
 *
 * The backups there are, what is in them and the way back; a backup and a check at once.
 */
#define SONDE_TYPE_BACKUPS_PAGE (sonde_backups_page_get_type ())
G_DECLARE_FINAL_TYPE (SondeBackupsPage, sonde_backups_page, SONDE, BACKUPS_PAGE, AdwPreferencesPage)

GtkWidget *sonde_backups_page_new (SondeEngine *engine);

G_END_DECLS
