/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-formula-markup.h"

#include <string.h>

#include "sonde-export-html-private.h"

/** What is let through of a picture or of MathML, which come from a process that reads what models write. */
typedef struct
{
  GString *out;
  const char *const *elements;
  const char *const *attributes;
  const char *root_attributes; /* of the first element, instead of its size */
  guint depth;
  guint skipped; /* elements that are open and not let through */
} Filter;

static const char *const svg_elements[]
  = { "svg", "g", "path", "rect", "line", "text", "polygon", "ellipse", "circle", NULL };
static const char *const svg_attributes[] = { "d",
                                              "transform",
                                              "fill",
                                              "stroke",
                                              "stroke-width",
                                              "x",
                                              "y",
                                              "x1",
                                              "y1",
                                              "x2",
                                              "y2",
                                              "cx",
                                              "cy",
                                              "r",
                                              "rx",
                                              "ry",
                                              "width",
                                              "height",
                                              "points",
                                              "viewBox",
                                              "font-size",
                                              "font-family",
                                              "stroke-dasharray",
                                              "stroke-linecap",
                                              NULL };
static const char *const mathml_elements[]
  = { "math",        "mi",    "mn",     "mo",         "mtext",  "mspace",  "ms",         "mrow",
      "mfrac",       "msqrt", "mroot",  "mstyle",     "merror", "mpadded", "mphantom",   "mfenced",
      "menclose",    "msub",  "msup",   "msubsup",    "munder", "mover",   "munderover", "mmultiscripts",
      "mprescripts", "none",  "mtable", "mlabeledtr", "mtr",    "mtd",     NULL };
static const char *const mathml_attributes[]
  = { "mathvariant", "stretchy",   "display", "accent",  "accentunder", "linethickness", "columnalign",
      "rowspan",     "columnspan", "open",    "close",   "separators",  "notation",      "width",
      "mathcolor",   "fence",      "form",    "largeop", "lspace",      "rspace",        NULL };

/* The first element has a size of its own where it is shown. */
static gboolean
is_size (const char *name)
{
  return g_str_equal (name, "width") || g_str_equal (name, "height");
}

static void
append_attributes (Filter *self, const char **names, const char **values)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (!g_strv_contains (self->attributes, names[i]) || strchr (values[i], ':') != NULL
          || (self->depth == 0 && is_size (names[i])))
        continue;
      g_string_append_printf (self->out, " %s=\"", names[i]);
      sonde_html_append_escaped (self->out, values[i], -1);
      g_string_append_c (self->out, '"');
    }
}

static void
start_cb (GMarkupParseContext *context,
          const char *name,
          const char **names,
          const char **values,
          gpointer user_data,
          GError **error)
{
  Filter *self = user_data;

  if (self->skipped > 0 || !g_strv_contains (self->elements, name))
    {
      self->skipped++;
      return;
    }
  g_string_append_printf (self->out, "<%s", name);
  if (self->depth == 0)
    g_string_append (self->out, self->root_attributes);
  append_attributes (self, names, values);
  self->depth++;
  g_string_append_c (self->out, '>');
}

static void
end_cb (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  Filter *self = user_data;

  if (self->skipped > 0)
    self->skipped--;
  else
    g_string_append_printf (self->out, "</%s>", name);
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data, GError **error)
{
  Filter *self = user_data;
  g_autofree char *stripped = g_strstrip (g_strndup (text, length));

  if (self->skipped == 0)
    sonde_html_append_escaped (self->out, stripped, -1);
}

/* FALSE, with nothing written, when it is no XML. */
static gboolean
append_filtered (Filter *self, const char *xml, gsize length)
{
  const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };
  g_autoptr (GMarkupParseContext) context
    = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, self, NULL);
  gsize before = self->out->len;

  if (g_markup_parse_context_parse (context, xml, length, NULL)
      && g_markup_parse_context_end_parse (context, NULL))
    return TRUE;
  g_string_truncate (self->out, before);
  return FALSE;
}

gboolean
sonde_formula_append_svg (GString *out, SondeFormula *formula, const char *attributes)
{
  GBytes *svg = sonde_formula_get_svg (formula);
  Filter filter = { out, svg_elements, svg_attributes, attributes, 0, 0 };

  return append_filtered (&filter, g_bytes_get_data (svg, NULL), g_bytes_get_size (svg));
}

gboolean
sonde_formula_append_mathml (GString *out, SondeFormula *formula)
{
  const char *mathml = sonde_formula_get_mathml (formula);
  Filter filter = { out, mathml_elements, mathml_attributes, "", 0, 0 };

  return mathml != NULL && append_filtered (&filter, mathml, strlen (mathml));
}
