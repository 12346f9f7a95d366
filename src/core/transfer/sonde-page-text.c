/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-page-text.h"

#include <string.h>

#include "sonde-export-formulas.h"
#include "sonde-export-runs.h"
#include "sonde-markdown-writer.h"
#include "sonde-page-formula.h"

/* Letters after which a word may be broken anywhere, and how many of it stay together. */
#define LONG_WORD 1000
#define WORD_PART 40

/** A leaf that becomes a layout. */
typedef struct
{
  SondePage *page;
  const SondePageStyle *style;
  GString *text;
  PangoAttrList *attributes;
  GArray *links;
} Builder;

static void
clear_link (gpointer data)
{
  g_free (((SondePageLink *) data)->target);
}

GArray *
sonde_page_links_new (void)
{
  GArray *links = g_array_new (FALSE, FALSE, sizeof (SondePageLink));

  g_array_set_clear_func (links, clear_link);
  return links;
}

void
sonde_page_add_link (GArray *links, guint start, guint end, const char *target)
{
  SondePageLink link = { start, end, g_strdup (target) };

  g_array_append_val (links, link);
}

static void
take_attribute (Builder *self, guint start, PangoAttribute *attribute)
{
  attribute->start_index = start;
  attribute->end_index = self->text->len;
  pango_attr_list_insert (self->attributes, attribute);
}

static void
take_colour (Builder *self, guint start, guint32 colour)
{
  take_attribute (
    self,
    start,
    pango_attr_foreground_new ((colour >> 16) * 257, (colour >> 8 & 0xff) * 257, (colour & 0xff) * 257));
}

/* Smaller, and up or down by a part of the size. */
static void
take_shift (Builder *self, guint start, double part)
{
  take_attribute (self, start, pango_attr_scale_new (0.7));
  take_attribute (self, start, pango_attr_rise_new ((int) (self->style->size * part * PANGO_SCALE)));
}

static void
take_code (Builder *self, guint start)
{
  take_attribute (self, start, pango_attr_family_new (self->page->code_family));
  take_attribute (self, start, pango_attr_scale_new (0.92));
  take_attribute (self, start, pango_attr_background_new (0xeeee, 0xeeee, 0xf1f1));
}

static void
take_kinds (Builder *self, guint start, const SondeExportRun *run)
{
  if (SONDE_EXPORT_IS (run, SONDE_SPAN_STRONG))
    take_attribute (self, start, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  if (SONDE_EXPORT_IS (run, SONDE_SPAN_EMPHASIS))
    take_attribute (self, start, pango_attr_style_new (PANGO_STYLE_ITALIC));
  if (SONDE_EXPORT_IS (run, SONDE_SPAN_STRIKE))
    take_attribute (self, start, pango_attr_strikethrough_new (TRUE));
  if (SONDE_EXPORT_IS (run, SONDE_SPAN_SUB))
    take_shift (self, start, -0.15);
  if (SONDE_EXPORT_IS (run, SONDE_SPAN_SUP))
    take_shift (self, start, 0.35);
  if (SONDE_EXPORT_IS (run, SONDE_SPAN_CODE) || SONDE_EXPORT_IS (run, SONDE_SPAN_KBD))
    take_code (self, start);
}

static void
take_link (Builder *self, guint start, const char *target)
{
  take_colour (self, start, SONDE_PAGE_LINK);
  sonde_page_add_link (self->links, start, self->text->len, target);
}

static void
append_reference (Builder *self, const char *label, const char *target)
{
  guint start = self->text->len;

  g_string_append (self->text, label);
  take_shift (self, start, 0.35);
  take_link (self, start, target);
}

static void
append_citation (Builder *self, guint number)
{
  g_autofree char *label = g_strdup_printf (" %u", number);
  g_autofree char *target = g_strdup_printf ("#%ss%u", self->style->prefix, number);

  if (self->style->cite)
    append_reference (self, label, target);
}

/* Points for an ex; less where the formula is wider than the place. */
static double
get_ex (Builder *self, SondeFormula *formula)
{
  double ex = self->style->size * SONDE_EXPORT_EX;
  double room = self->page->right - self->page->left;

  return MIN (ex, room / MAX (sonde_formula_get_width (formula), 1));
}

/* A character without a glyph, in the place of which the formula is drawn. */
static void
append_formula (Builder *self, SondeFormula *formula)
{
  guint start = self->text->len;
  double ex = get_ex (self, formula) * PANGO_SCALE;
  PangoRectangle box
    = { 0,
        (int) ((sonde_formula_get_depth (formula) - sonde_formula_get_height (formula)) * ex),
        (int) (sonde_formula_get_width (formula) * ex),
        (int) (sonde_formula_get_height (formula) * ex) };

  g_string_append (self->text, "\uFFFC");
  take_attribute (self,
                  start,
                  pango_attr_shape_new_with_data (&box,
                                                  &box,
                                                  sonde_formula_ref (formula),
                                                  (PangoAttrDataCopyFunc) sonde_formula_ref,
                                                  (GDestroyNotify) sonde_formula_unref));
}

/** Pango's shape renderer: draws what append_formula() has left room for. */
void
sonde_page_draw_shape (cairo_t *cr, PangoAttrShape *shape, gboolean do_path, gpointer data)
{
  SondePage *self = data;
  SondeFormula *formula = shape->data;
  double width = (double) shape->logical_rect.width / PANGO_SCALE;
  double x = 0;
  double y = 0;

  if (do_path || formula == NULL)
    return;
  cairo_get_current_point (cr, &x, &y);
  sonde_page_draw_formula (
    cr, formula, x, y, width / MAX (sonde_formula_get_width (formula), 0.01), self->colour);
}

char *
sonde_page_dup_note (const SondePageStyle *style, const char *label)
{
  g_autofree char *safe = g_uri_escape_string (label, NULL, FALSE);

  return style->notes != NULL && g_hash_table_contains (style->notes, label)
           ? g_strconcat (style->prefix, "n-", safe, NULL)
           : NULL;
}

static void
append_note (Builder *self, const char *label)
{
  guint start = self->text->len;
  g_autofree char *name = sonde_page_dup_note (self->style, label);
  g_autofree char *target = g_strconcat ("#", name, NULL);

  g_string_append (self->text, label);
  take_shift (self, start, 0.35);
  if (name != NULL)
    take_link (self, start, target);
}

static void
append_special (Builder *self, const SondeSpan *span)
{
  guint start = self->text->len;
  SondeFormula *formula;

  if (span->kind == SONDE_SPAN_FOOTNOTE)
    {
      append_note (self, span->target);
      return;
    }
  formula = sonde_export_document_get_formula (
    self->page->document, span->target, span->kind == SONDE_SPAN_MATH_DISPLAY);
  if (formula != NULL)
    {
      append_formula (self, formula);
      return;
    }
  g_string_append (self->text, span->target);
  take_attribute (self, start, pango_attr_family_new (self->page->code_family));
}

/* A line break within a paragraph is not the end of one, which has a direction of its own. Pango takes a time
 * that grows with the square to break a word of more than a page; it is told where, then. */
static void
append_text (GString *out, const char *text, gsize length)
{
  const char *end = text + length;
  guint word = 0;

  for (; text < end; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      word = g_unichar_isspace (c) || g_unichar_iswide (c) ? 0 : word + 1;
      g_string_append_unichar (out, c == '\n' ? 0x2028 : c);
      if (word >= LONG_WORD && word % WORD_PART == 0)
        g_string_append (out, "\u200b");
    }
}

static void
append_run (Builder *self, const char *text, const SondeExportRun *run)
{
  guint start = self->text->len;

  if (run->citation > 0)
    append_citation (self, run->citation);
  else if (run->special != NULL)
    append_special (self, run->special);
  else
    append_text (self->text, text + run->start, run->end - run->start);
  take_kinds (self, start, run);
  if (run->link != NULL && run->link->target != NULL && sonde_markdown_is_safe_link (run->link->target))
    take_link (self, start, run->link->target);
}

PangoLayout *
sonde_page_layout_leaf (SondePage *self, const SondeBlock *leaf, const SondePageStyle *style, GArray **links)
{
  const char *text = sonde_block_get_text (leaf, NULL);
  g_autoptr (GArray) runs = sonde_export_runs_new (leaf, style->n_sources);
  g_autoptr (GString) out = g_string_new (NULL);
  Builder builder = { self, style, out, pango_attr_list_new (), sonde_page_links_new () };
  PangoLayout *layout;

  for (guint i = 0; i < runs->len; i++)
    append_run (&builder, text, &g_array_index (runs, SondeExportRun, i));
  if (style->bold)
    take_attribute (&builder, 0, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  layout = sonde_page_new_layout (self, out->str, style->size, FALSE);
  pango_layout_set_attributes (layout, builder.attributes);
  pango_attr_list_unref (builder.attributes);
  *links = builder.links;
  return layout;
}

/* The attributes of cairo's tags are in quotes. */
static char *
dup_link_attributes (const char *target, const char *rectangle)
{
  g_autoptr (GString) attributes = g_string_new (rectangle);
  g_autofree char *safe = g_uri_escape_string (target, ":/?#[]@!$&()*+,;=%~", FALSE);

  if (*target == '#')
    g_string_append_printf (attributes, " dest='%s'", target + 1);
  else
    g_string_append_printf (attributes, " uri='%s'", safe);
  return g_string_free (g_steal_pointer (&attributes), FALSE);
}

/* printf would write a comma in some locales. */
static char *
dup_rectangle (double x, double y, double width, double height)
{
  const double numbers[] = { x, y, width, height };
  GString *text = g_string_new ("rect=[");
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_string_append_printf (
      text, "%s%s", i > 0 ? " " : "", g_ascii_formatd (buffer, sizeof buffer, "%.2f", numbers[i]));
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static void
tag_range (SondePage *self, const char *target, double x, double width, double top, double height)
{
  g_autofree char *rectangle = dup_rectangle (x, top, width, height);
  g_autofree char *attributes = dup_link_attributes (target, rectangle);

  cairo_tag_begin (self->cr, CAIRO_TAG_LINK, attributes);
  cairo_tag_end (self->cr, CAIRO_TAG_LINK);
}

static void
tag_link (
  SondePage *self, PangoLayoutLine *line, const SondePageLink *link, double x, double top, double height)
{
  int start = MAX ((int) link->start, pango_layout_line_get_start_index (line));
  int end
    = MIN ((int) link->end, pango_layout_line_get_start_index (line) + pango_layout_line_get_length (line));
  g_autofree int *ranges = NULL;
  int n_ranges = 0;

  if (start >= end)
    return;
  pango_layout_line_get_x_ranges (line, start, end, &ranges, &n_ranges);
  for (int i = 0; i < n_ranges; i++)
    tag_range (self,
               link->target,
               x + (double) ranges[2 * i] / PANGO_SCALE,
               (double) (ranges[2 * i + 1] - ranges[2 * i]) / PANGO_SCALE,
               top,
               height);
}

/** Links to "#@name" lead here. */
void
sonde_page_mark (SondePage *self, const char *name)
{
  g_autofree char *attributes
    = g_strdup_printf ("name='%s' x=%d y=%d", name, (int) self->left, (int) self->y);

  if (!self->target.links)
    return;
  cairo_tag_begin (self->cr, CAIRO_TAG_DEST, attributes);
  cairo_tag_end (self->cr, CAIRO_TAG_DEST);
}

/** The links of @line, whose layout is drawn at @x with its base line at @baseline, become links of the file.
 */
void
sonde_page_tag_links (SondePage *self, PangoLayoutLine *line, double x, double baseline, GArray *links)
{
  PangoRectangle extents;

  pango_layout_line_get_extents (line, NULL, &extents);
  for (guint i = 0; i < links->len; i++)
    tag_link (self,
              line,
              &g_array_index (links, SondePageLink, i),
              x,
              baseline + (double) extents.y / PANGO_SCALE,
              (double) extents.height / PANGO_SCALE);
}
