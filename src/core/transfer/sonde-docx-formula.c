/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-docx.h"

#include <string.h>

#include "sonde-export-formulas.h"
#include "sonde-formula-markup.h"
#include "sonde-page-formula.h"

#define SIZE 11.0  /* of the text, in points */
#define ROOM 440.0 /* for the widest formula, in points */
#define EMU  12700 /* in a point (ECMA-376 part 1, 20.1.2.1) */
#define DPI  300.0

/* What Word looks for where a picture has a second form of lines ([MS-ODRAWXML] 2.3.3). */
#define SVG_EXTENSION "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
#define SVG_NAMESPACE "http://schemas.microsoft.com/office/drawing/2016/SVG/main"

void
sonde_docx_picture_free (SondeDocxPicture *self)
{
  g_bytes_unref (self->png);
  g_clear_pointer (&self->svg, g_bytes_unref);
  g_free (self);
}

static cairo_status_t
png_cb (void *data, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (data, bytes, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
draw_formula (SondeFormula *formula, double ex)
{
  double scale = DPI / 72;
  int width = (int) (sonde_formula_get_width (formula) * ex * scale) + 2;
  int height = (int) (sonde_formula_get_height (formula) * ex * scale) + 2;
  cairo_surface_t *surface
    = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, MIN (width, 8000), MIN (height, 8000));
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GByteArray) png = g_byte_array_new ();

  sonde_page_draw_formula (
    cr, formula, 1, height - 1 - sonde_formula_get_depth (formula) * ex * scale, ex * scale, 0);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, png_cb, png);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (g_steal_pointer (&png));
}

static char *
dup_points (double points)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.3f", points));
}

/* A file of its own has a size, and the colour of the text around it is not known to it. */
static GBytes *
write_svg (SondeFormula *formula, double ex)
{
  g_autofree char *width = dup_points (sonde_formula_get_width (formula) * ex);
  g_autofree char *height = dup_points (sonde_formula_get_height (formula) * ex);
  g_autofree char *attributes
    = g_strdup_printf (" xmlns=\"http://www.w3.org/2000/svg\" width=\"%spt\" height=\"%spt\"", width, height);
  g_autoptr (GString) svg = g_string_new (NULL);

  if (!sonde_formula_append_svg (svg, formula, attributes))
    return NULL;
  g_string_replace (svg, "\"currentColor\"", "\"#000000\"", 0);
  return g_string_free_to_bytes (g_steal_pointer (&svg));
}

/* The number of the picture; one for each formula, however often it is there. */
static guint
add_picture (SondeDocx *self, SondeFormula *formula, double ex)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, formula));
  SondeDocxPicture *picture;

  if (number > 0)
    return number;
  picture = g_new0 (SondeDocxPicture, 1);
  picture->png = draw_formula (formula, ex);
  picture->svg = write_svg (formula, ex);
  g_ptr_array_add (self->pictures, picture);
  g_hash_table_insert (self->numbers, formula, GUINT_TO_POINTER (self->pictures->len));
  return self->pictures->len;
}

static void
append_blip (SondeDocx *self, guint number)
{
  const SondeDocxPicture *picture = g_ptr_array_index (self->pictures, number - 1);

  if (picture->svg == NULL)
    g_string_append_printf (self->out, "<a:blip r:embed=\"rPicture%u\"/>", number);
  else
    g_string_append_printf (self->out,
                            "<a:blip r:embed=\"rPicture%u\"><a:extLst><a:ext uri=\"" SVG_EXTENSION
                            "\"><asvg:svgBlip xmlns:asvg=\"" SVG_NAMESPACE
                            "\" r:embed=\"rVector%u\"/></a:ext></a:extLst></a:blip>",
                            number,
                            number);
}

/* What is drawn of it (ECMA-376 part 1, 20.2.2.5). */
static void
append_graphic (SondeDocx *self, guint number, int width, int height)
{
  g_string_append_printf (
    self->out,
    "<a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>"
    "<pic:nvPicPr><pic:cNvPr id=\"%u\" name=\"formula%u.png\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>",
    number,
    number);
  append_blip (self, number);
  g_string_append_printf (self->out,
                          "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
                          "<a:off x=\"0\" y=\"0\"/><a:ext cx=\"%d\" cy=\"%d\"/></a:xfrm><a:prstGeom "
                          "prst=\"rect\"><a:avLst/></a:prstGeom>"
                          "</pic:spPr></pic:pic></a:graphicData></a:graphic>",
                          width,
                          height);
}

/* A picture in the line (ECMA-376 part 1, 20.4.2.8), as low as the formula hangs below it. */
static void
append_picture (SondeDocx *self, SondeFormula *formula, const char *tex)
{
  double ex = MIN (SIZE * SONDE_EXPORT_EX, ROOM / MAX (sonde_formula_get_width (formula), 1));
  int width = (int) (sonde_formula_get_width (formula) * ex * EMU);
  int height = (int) (sonde_formula_get_height (formula) * ex * EMU);
  guint number = add_picture (self, formula, ex);

  self->n_drawings++;
  g_string_append_printf (self->out,
                          "<w:r><w:rPr><w:position w:val=\"%d\"/></w:rPr><w:drawing><wp:inline distT=\"0\" "
                          "distB=\"0\" distL=\"0\" distR=\"0\">"
                          "<wp:extent cx=\"%d\" cy=\"%d\"/><wp:docPr id=\"%u\" name=\"Formula %u\" descr=\"",
                          -(int) (sonde_formula_get_depth (formula) * ex * 2 + 0.5),
                          width,
                          height,
                          self->n_drawings,
                          self->n_drawings);
  sonde_docx_append_text (self->out, tex, strlen (tex));
  g_string_append (self->out, "\"/>");
  append_graphic (self, number, width, height);
  g_string_append (self->out, "</wp:inline></w:drawing></w:r>");
}

/** The formula as a picture with its TeX for those who do not see it. */
void
sonde_docx_append_formula (SondeDocx *self, const char *tex, gboolean display)
{
  SondeFormula *formula = sonde_export_document_get_formula (self->document, tex, display);

  if (formula != NULL && self->out == self->body)
    append_picture (self, formula, tex);
  else
    sonde_docx_append_run (self, "<w:rStyle w:val=\"VerbatimChar\"/>", tex, strlen (tex));
}
