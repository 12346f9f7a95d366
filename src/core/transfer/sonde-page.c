/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-page.h"

#include <locale.h>
#include <string.h>

#include "sonde-export-private.h"
#include "sonde-page-emoji.h"
#include "sonde-page-text.h"

#define MARGIN        56.7 /* 2 cm */
#define MARGIN_BOTTOM 62.0
#define BAR_WIDTH     2.0
/* Letters of an entry in the outline. */
#define ENTRY_LENGTH 72

/* Which forms Chinese characters have depends on the reader, not on the text. */
static const char *
get_cjk (void)
{
  const char *locale = setlocale (LC_CTYPE, NULL);

  if (g_str_has_prefix (locale, "ja"))
    return "JP";
  if (g_str_has_prefix (locale, "ko"))
    return "KR";
  if (g_str_has_prefix (locale, "zh_TW"))
    return "TC";
  return g_str_has_prefix (locale, "zh_HK") ? "HK" : "SC";
}

/* Fonts that are embedded as outlines; variable ones, which GNOME's own is, are not by cairo 1.16. */
static void
choose_fonts (SondePage *self)
{
  const char *cjk = get_cjk ();

  self->body_family = g_strdup_printf ("Noto Sans, Noto Sans CJK %s, DejaVu Sans, sans-serif", cjk);
  self->code_family
    = g_strdup_printf ("Noto Sans Mono, DejaVu Sans Mono, Noto Sans Mono CJK %s, monospace", cjk);
}

/* A font map of its own: those of Pango belong to a thread and keep what they loaded. */
static void
create_context (SondePage *self)
{
  cairo_font_options_t *options = cairo_font_options_create ();

  self->font_map = pango_cairo_font_map_new ();
  pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (self->font_map), 72);
  self->context = pango_font_map_create_context (self->font_map);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (self->context, options);
  pango_context_set_round_glyph_positions (self->context, FALSE);
  pango_cairo_context_set_shape_renderer (self->context, sonde_page_draw_shape, self, NULL);
  cairo_font_options_destroy (options);
}

/** @width and @height in points. The document must outlive this. */
void
sonde_page_init (
  SondePage *self, SondeExportDocument *document, const SondePageTarget *target, double width, double height)
{
  *self = (SondePage){ .target = *target, .document = document, .width = width, .height = height };
  self->left = MARGIN;
  self->right = width - MARGIN;
  self->top = MARGIN;
  self->bottom = height - MARGIN_BOTTOM;
  self->y = self->top;
  self->scale = 1;
  self->colour = SONDE_PAGE_TEXT;
  self->decor = g_array_new (FALSE, FALSE, sizeof (SondePageDecor));
  choose_fonts (self);
  create_context (self);
}

void
sonde_page_clear (SondePage *self)
{
  g_clear_object (&self->marker);
  g_clear_object (&self->context);
  g_clear_object (&self->font_map);
  g_clear_pointer (&self->decor, g_array_unref);
  g_clear_pointer (&self->pictures, g_hash_table_unref);
  g_clear_pointer (&self->body_family, g_free);
  g_clear_pointer (&self->code_family, g_free);
}

/* Letter where people use it (CLDR, territories with "US-Letter"). */
static gboolean
is_letter_country (void)
{
  static const char *const countries[]
    = { "US", "CA", "MX", "PH", "CL", "CO", "CR", "GT", "NI", "PA", "PR", "SV", "VE", "BZ", NULL };
  const char *locale = setlocale (LC_PAPER, NULL);
  g_autofree char *country
    = locale != NULL && strlen (locale) >= 5 && locale[2] == '_' ? g_strndup (locale + 3, 2) : NULL;

  return country != NULL && g_strv_contains (countries, country);
}

/** The size of @paper in points. */
void
sonde_page_get_paper (SondePaper paper, double *width, double *height)
{
  gboolean letter = paper == SONDE_PAPER_LETTER || (paper == SONDE_PAPER_DEFAULT && is_letter_country ());

  *width = letter ? 612 : 595.276;
  *height = letter ? 792 : 841.89;
}

static void
set_source (cairo_t *cr, guint32 colour)
{
  cairo_set_source_rgb (cr, (colour >> 16) / 255.0, (colour >> 8 & 0xff) / 255.0, (colour & 0xff) / 255.0);
}

void
sonde_page_set_colour (SondePage *self, guint32 colour)
{
  self->colour = colour;
}

static void
write_number (SondePage *self)
{
  g_autofree char *number = g_strdup_printf ("%u", self->number);
  g_autoptr (PangoLayout) layout = sonde_page_new_layout (self, number, 8.5, FALSE);
  int width = 0;

  pango_layout_get_size (layout, &width, NULL);
  set_source (self->cr, SONDE_PAGE_FAINT);
  cairo_move_to (
    self->cr, (self->width - (double) width / PANGO_SCALE) / 2, self->height - MARGIN_BOTTOM / 2 - 6);
  pango_cairo_show_layout (self->cr, layout);
}

static void
begin_page (SondePage *self)
{
  self->cr = self->target.begin (self->target.data);
  self->number++;
  self->y = self->top;
  if (self->begun == NULL || self->in_begun)
    return;
  self->in_begun = TRUE;
  self->begun (self, self->begun_data);
  self->in_begun = FALSE;
}

/** Ends the page that is open, if one is. */
void
sonde_page_finish (SondePage *self)
{
  if (self->cr == NULL)
    return;
  write_number (self);
  self->target.end (self->target.data);
  self->cr = NULL;
}

void
sonde_page_break (SondePage *self)
{
  sonde_page_finish (self);
  begin_page (self);
}

/** Whether @height is left on this page. */
gboolean
sonde_page_fits (SondePage *self, double height)
{
  return self->cr != NULL && self->y + height <= self->bottom + 0.01;
}

/** Begins another page unless @height is left on this one. */
void
sonde_page_need (SondePage *self, double height)
{
  if (self->cr == NULL)
    begin_page (self);
  else if (!sonde_page_fits (self, height) && self->y > self->top)
    sonde_page_break (self);
}

/** Draws what stands beside the next @height points; what is written there is written after it. */
void
sonde_page_advance (SondePage *self, double height)
{
  for (guint i = 0; i < self->decor->len; i++)
    {
      const SondePageDecor *decor = &g_array_index (self->decor, SondePageDecor, i);
      double width = decor->width > 0 ? decor->width : BAR_WIDTH;

      set_source (self->cr, decor->colour);
      /* A little more, so that no line of light is between two strips. */
      cairo_rectangle (self->cr, decor->x, self->y, width, MIN (height + 0.3, self->bottom - self->y + 4));
      cairo_fill (self->cr);
    }
  self->y += height;
}

/** Room between two things; none at the top of a page. */
void
sonde_page_skip (SondePage *self, double height)
{
  if (self->cr == NULL || self->y <= self->top)
    return;
  if (sonde_page_fits (self, height))
    sonde_page_advance (self, height);
  else
    sonde_page_break (self);
}

/** What is written next is a place in the outline, of @level. */
void
sonde_page_outline (SondePage *self, const char *title, guint level)
{
  g_autofree char *line = sonde_export_dup_line (title);
  gboolean cut = g_utf8_strlen (line, -1) > ENTRY_LENGTH;
  g_autofree char *shown = cut ? g_utf8_substring (line, 0, ENTRY_LENGTH) : g_strdup (line);
  g_autofree char *entry = g_strconcat (shown, cut ? "…" : "", NULL);

  if (self->target.outline != NULL && *line != '\0')
    self->target.outline (self->target.data, self, entry, MIN (level, SONDE_PAGE_LEVELS - 1));
}

void
sonde_page_push_fill (SondePage *self, double x, double width, guint32 colour)
{
  SondePageDecor decor = { x, width, colour };

  g_array_append_val (self->decor, decor);
}

void
sonde_page_push_bar (SondePage *self, double x, guint32 colour)
{
  sonde_page_push_fill (self, x, 0, colour);
}

void
sonde_page_pop (SondePage *self)
{
  g_array_set_size (self->decor, self->decor->len - 1);
}

/* What Unicode calls no character (23.7); cairo refuses the whole file because of one. */
static gboolean
is_noncharacter (gunichar c)
{
  return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

/**
 * sonde_page_dup_text:
 *
 * Returns: (transfer full): @text for cairo, as long as it was
 */
char *
sonde_page_dup_text (const char *text)
{
  char *copy = g_strdup (text);

  for (char *at = copy; *at != '\0'; at = g_utf8_next_char (at))
    if (is_noncharacter (g_utf8_get_char (at)))
      memcpy (at, g_utf8_next_char (at) - at == 3 ? "\uFFFD" : "\U0010FFFD", g_utf8_next_char (at) - at);
  return copy;
}

/** Text that is as wide as the place; @size in points. */
PangoLayout *
sonde_page_new_layout (SondePage *self, const char *text, double size, gboolean code)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoFontDescription *font = pango_font_description_new ();
  g_autofree char *shown = sonde_page_dup_text (text);

  pango_font_description_set_family_static (font, code ? self->code_family : self->body_family);
  pango_font_description_set_size (font, (int) (size * PANGO_SCALE));
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing (layout, code ? 1.15f : 1.3f);
  pango_layout_set_text (layout, shown, -1);
  return layout;
}

/** Draws @marker (transfer none) at @x beside the next line. */
void
sonde_page_set_marker (SondePage *self, PangoLayout *marker, double x)
{
  g_set_object (&self->marker, marker);
  self->marker_x = x;
}

/* The first lines of both stand on one base line. */
static void
write_marker (SondePage *self, double baseline)
{
  if (self->marker == NULL)
    return;
  set_source (self->cr, self->colour);
  cairo_move_to (
    self->cr, self->marker_x, baseline - (double) pango_layout_get_baseline (self->marker) / PANGO_SCALE);
  pango_cairo_show_layout (self->cr, self->marker);
  g_clear_object (&self->marker);
}

/** Draws @line of a layout at @x, @offset from there, with its base line at @y; and its links. */
void
sonde_page_write_line (
  SondePage *self, PangoLayoutLine *line, double x, double offset, double y, GArray *links)
{
  write_marker (self, y);
  set_source (self->cr, self->colour);
  sonde_page_show_line (self, line, x + offset, y);
  if (links != NULL && self->target.links)
    sonde_page_tag_links (self, line, x, y, links);
}

/** @layout line by line over as many pages as it takes; @links: see SondePageLink. */
void
sonde_page_write_layout (SondePage *self, PangoLayout *layout, double x, GArray *links)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);

  do
    {
      PangoRectangle line;
      int top;
      int bottom;

      pango_layout_iter_get_line_extents (iter, NULL, &line);
      pango_layout_iter_get_line_yrange (iter, &top, &bottom);
      double height = (double) (bottom - top) / PANGO_SCALE;
      double baseline = (double) (pango_layout_iter_get_baseline (iter) - top) / PANGO_SCALE;

      sonde_page_need (self, height);
      double y = self->y;
      sonde_page_advance (self, height);
      sonde_page_write_line (self,
                             pango_layout_iter_get_line_readonly (iter),
                             x,
                             (double) line.x / PANGO_SCALE,
                             y + baseline,
                             links);
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}
