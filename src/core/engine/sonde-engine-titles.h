/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-engine.h"

G_BEGIN_DECLS

/* Titles by the model: after the first complete answer of a conversation one short request to its provider, without
 * thinking, asks for a title, which takes the place of the one that was made of the first message. Never of one that
 * the person typed, nor for the demonstration; what goes wrong is not told. The setting is "titles" in [General] of
 * sonde.conf: "off" ends it. */

/* Whether this program makes titles at all; it does not unless it says so. One that ends with the answer has no time. */
void     sonde_engine_set_makes_titles    (SondeEngine  *self,
                                           gboolean      makes_titles);
/* The person's setting. */
gboolean sonde_engine_get_titles_enabled  (SondeEngine  *self);
/* Errors: SONDE_ERROR_STORE or G_FILE_ERROR when it cannot be written. */
gboolean sonde_engine_set_titles_enabled  (SondeEngine  *self,
                                           gboolean      enabled,
                                           GError      **error);

G_END_DECLS
