/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-math.h"

G_BEGIN_DECLS

/* Sets one formula and waits for it. */
SondeFormula *math_test_set        (SondeMath   *math,
                                    const char  *tex,
                                    gboolean     display,
                                    GError     **error);
/* The same, and fails the test with the error. */
SondeFormula *math_test_must_set   (SondeMath   *math,
                                    const char  *tex,
                                    gboolean     display);
/* Fails the test when it is set, or when the error does not contain @words. */
void          math_test_must_fail  (SondeMath   *math,
                                    const char  *tex,
                                    const char  *words);
const char   *math_test_get_svg    (SondeFormula *formula);

G_END_DECLS
