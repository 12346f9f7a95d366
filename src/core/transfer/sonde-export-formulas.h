/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-export-document.h"
#include "sonde-math.h"

G_BEGIN_DECLS

/* An ex of a formula in em of the text around it: a little more than its own, for fonts whose small letters are high. */
#define SONDE_EXPORT_EX (SONDE_FORMULA_EX * 1.15)

/* Finds all formulas of @document and sets them, so that sonde_export_document_get_formula() knows them. Those that
 * cannot be set stay TeX. Main thread; the document is used on another until the callback runs. */
void          sonde_export_set_formulas_async     (SondeExportDocument *document,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
gboolean      sonde_export_set_formulas_finish    (GAsyncResult        *result,
                                                   GError             **error);
/* Returns: (transfer none) (nullable): the formula, set */
SondeFormula *sonde_export_document_get_formula   (SondeExportDocument *self,
                                                   const char          *tex,
                                                   gboolean             display);

G_END_DECLS
