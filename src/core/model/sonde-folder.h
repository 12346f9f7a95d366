/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SondeFolder:
 *
 * A folder of conversations, which name it in their "folder". Properties: "id", "name". Main thread only.
 */
#define SONDE_TYPE_FOLDER (sonde_folder_get_type ())
G_DECLARE_FINAL_TYPE (SondeFolder, sonde_folder, SONDE, FOLDER, GObject)

SondeFolder *sonde_folder_new      (gint64       id,
                                    const char  *name);
gint64       sonde_folder_get_id   (SondeFolder *self);
const char  *sonde_folder_get_name (SondeFolder *self);
void         sonde_folder_set_name (SondeFolder *self,
                                    const char  *name);

G_END_DECLS
