/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-message.h"

G_BEGIN_DECLS

/** SondeSearchFold: the line "Searching…", then "Searched N pages", which opens to the query and the pages. */
#define SONDE_TYPE_SEARCH_FOLD (sonde_search_fold_get_type ())
G_DECLARE_FINAL_TYPE (SondeSearchFold, sonde_search_fold, SONDE, SEARCH_FOLD, GtkWidget)

GtkWidget *sonde_search_fold_new    (SondeMessage    *message);
void       sonde_search_fold_update (SondeSearchFold *self);

G_END_DECLS
