/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-formula-cache.h"
#include "sonde-math.h"

G_BEGIN_DECLS

void                 sonde_formula_draw_async   (SondeFormula         *formula,
                                                 double                em,
                                                 const GdkRGBA        *color,
                                                 int                   scale,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
SondeFormulaPicture *sonde_formula_draw_finish  (GAsyncResult         *result);

SondeFormulaPicture *sonde_formula_picture_new_failed (const char     *error);
void                 sonde_formula_picture_free (SondeFormulaPicture  *picture);
gsize                sonde_formula_picture_get_bytes (const SondeFormulaPicture *picture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeFormulaPicture, sonde_formula_picture_free)

G_END_DECLS
