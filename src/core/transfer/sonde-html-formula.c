/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-formulas.h"
#include "sonde-export-html-private.h"
#include "sonde-formula-markup.h"

static char *
dup_em (double ex)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.4f", ex * SONDE_EXPORT_EX));
}

static gboolean
append_svg (GString *html, SondeFormula *formula)
{
  g_autofree char *width = dup_em (sonde_formula_get_width (formula));
  g_autofree char *height = dup_em (sonde_formula_get_height (formula));
  g_autofree char *depth = dup_em (sonde_formula_get_depth (formula));
  g_autofree char *attributes = g_strdup_printf (
    " aria-hidden=\"true\" focusable=\"false\" style=\"width:%sem;height:%sem;vertical-align:-%sem\"",
    width,
    height,
    depth);

  return sonde_formula_append_svg (html, formula, attributes);
}

static void
append_tex (GString *html, const char *tex, gboolean display)
{
  g_string_append (html, display ? "<span class=\"tex display\">" : "<span class=\"tex\">");
  sonde_html_append_escaped (html, tex, -1);
  g_string_append (html, "</span>");
}

/** The formula as a picture for the eye and as MathML for the ear; its TeX where it could not be set. */
void
sonde_html_append_formula (SondeHtmlBody *self, const char *tex, gboolean display)
{
  SondeFormula *formula = sonde_export_document_get_formula (self->document, tex, display);
  gsize before = self->html->len;

  if (formula != NULL)
    {
      g_string_append (self->html, display ? "<span class=\"math display\"" : "<span class=\"math\"");
      g_string_append (self->html, " title=\"");
      sonde_html_append_escaped (self->html, tex, -1);
      g_string_append (self->html, "\">");
      if (append_svg (self->html, formula))
        {
          sonde_formula_append_mathml (self->html, formula);
          g_string_append (self->html, "</span>");
          return;
        }
      g_string_truncate (self->html, before);
    }
  append_tex (self->html, tex, display);
}
