/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeFormula:
 *
 * A formula that was set: a picture as SVG, its box, and the same as MathML. Immutable, counted atomically, for
 * any thread. Lengths are in ex of the formula's own font (0.442 of its em).
 */
typedef struct _SondeFormula SondeFormula;

/* The height of an x in the font of formulas, in em. */
#define SONDE_FORMULA_EX 0.442

SondeFormula *sonde_formula_ref        (SondeFormula *self);
void          sonde_formula_unref      (SondeFormula *self);
/* The picture: paths in the colour "currentColor", and text where the font has no glyph. Not to be trusted. */
GBytes       *sonde_formula_get_svg    (SondeFormula *self);
double        sonde_formula_get_width  (SondeFormula *self);
/* The whole height, the part below the baseline included. */
double        sonde_formula_get_height (SondeFormula *self);
/* The part below the baseline. */
double        sonde_formula_get_depth  (SondeFormula *self);
/* Returns: (nullable): a <math> element without links, styles, classes and identifiers; %NULL when too large */
const char   *sonde_formula_get_mathml (SondeFormula *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeFormula, sonde_formula_unref)

/* What is refused before or after it is set. */
#define SONDE_MATH_MAX_TEX_CHARS 4000
#define SONDE_MATH_MAX_SVG_BYTES (512 * 1024)

/**
 * SondeMath:
 *
 * Sets TeX with MathJax in a process of its own (sonde-math), which is started at the first formula, killed when
 * one takes longer than half a second of its processor time, and stopped after a minute without any. One formula
 * knows nothing of another's definitions. Main thread only.
 */
#define SONDE_TYPE_MATH (sonde_math_get_type ())
G_DECLARE_FINAL_TYPE (SondeMath, sonde_math, SONDE, MATH, GObject)

SondeMath    *sonde_math_new            (void);
/* Returns: (transfer none): the one that a program shares; it lives until the program ends */
SondeMath    *sonde_math_get_default    (void);
void          sonde_math_typeset_async  (SondeMath            *self,
                                         const char           *tex,
                                         gboolean              display,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
SondeFormula *sonde_math_typeset_finish (SondeMath            *self,
                                         GAsyncResult         *result,
                                         GError              **error);

/* For tests and measurements: the process that runs now (0: none), and after how long without work it is stopped. */
GPid          sonde_math_get_pid        (SondeMath            *self);
void          sonde_math_set_idle_ms    (SondeMath            *self,
                                         guint                 idle_ms);

G_END_DECLS
