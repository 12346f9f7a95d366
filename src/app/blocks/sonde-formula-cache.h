/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeFormulaPicture:
 * @texture: (nullable): the picture, without margin; %NULL when the formula cannot be set
 * @width: logical pixels
 * @ascent: what is above the baseline, logical pixels; the baseline is between two rows of the texture
 * @descent: what is below it
 * @error: (nullable): why it cannot be set, a sentence for a tooltip
 */
typedef struct
{
  GdkTexture *texture;
  double      width;
  double      ascent;
  double      descent;
  char       *error;
} SondeFormulaPicture;

/**
 * SondeFormulaCache:
 *
 * Pictures of formulas, made by the way: sonde-math sets one after another, a worker thread draws, and what was
 * made lately is kept. Main thread only.
 *
 * Signal "ready": something that was asked for is there, or there is room for what was not taken on; ask again for
 * all that is shown. At most once in a few frames, however many formulas arrive.
 */
#define SONDE_TYPE_FORMULA_CACHE (sonde_formula_cache_get_type ())
G_DECLARE_FINAL_TYPE (SondeFormulaCache, sonde_formula_cache, SONDE, FORMULA_CACHE, GObject)

SondeFormulaCache         *sonde_formula_cache_new         (void);
/* Returns: (transfer none): the one that a program shares */
SondeFormulaCache         *sonde_formula_cache_get_default (void);
const SondeFormulaPicture *sonde_formula_cache_get         (SondeFormulaCache *self,
                                                            const char        *tex,
                                                            gboolean           display,
                                                            double             em,
                                                            const GdkRGBA     *color,
                                                            int                scale);
/* What to show meanwhile: a picture of another size or colour, scaled to @em. %FALSE where there is none. The texture is
 * borrowed; it is drawn with sonde_formula_tint_push(). */
gboolean                   sonde_formula_cache_get_stand_in (SondeFormulaCache   *self,
                                                            const char          *tex,
                                                            gboolean             display,
                                                            double               em,
                                                            SondeFormulaPicture *picture);
/* Draws what follows, up to gtk_snapshot_pop(), in one colour. */
void                       sonde_formula_tint_push         (GtkSnapshot         *snapshot,
                                                            const GdkRGBA       *color);

G_END_DECLS
