/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/**
 * SondeRestoreDialog:
 *
 * What is in a backup and what going back to it would change, and then goes back. Its signal "restored" says that it was
 * done.
 */
#define SONDE_TYPE_RESTORE_DIALOG (sonde_restore_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SondeRestoreDialog, sonde_restore_dialog, SONDE, RESTORE_DIALOG, AdwWindow)

/* @path may come from anybody; @name: (nullable): how the person calls it. */
GtkWindow *sonde_restore_dialog_new (GtkWindow   *parent,
                                     SondeEngine *engine,
                                     const char  *path,
                                     const char  *name);

G_END_DECLS
