/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-page-emoji.h"

#include <hb-ot.h>

/* Cairo draws the glyphs of colour fonts as pictures of one pixel for each unit of the page, and forgets what
 * characters they are. They are drawn here instead. */

/* Of a picture, at its longer side; a letter of 10 points has 590 for each inch then. */
#define PIXELS 96
/* No more pictures are kept. */
#define MOST_PICTURES 256

/** A cluster of glyphs as a picture. */
typedef struct
{
  PangoFont *font; /* keeps the pointer in the key unique */
  cairo_surface_t *surface;
  double x; /* where it is, from the base line, in points */
  double y;
  double scale; /* pixels for a point */
} Picture;

static void
picture_free (gpointer data)
{
  Picture *picture = data;

  g_object_unref (picture->font);
  cairo_surface_destroy (picture->surface);
  g_free (picture);
}

static gboolean
is_colour (PangoFont *font)
{
  hb_face_t *face = hb_font_get_face (pango_font_get_hb_font (font));

  return hb_ot_color_has_png (face) || hb_ot_color_has_layers (face) || hb_ot_color_has_svg (face);
}

static gboolean
is_drawn (PangoGlyph glyph)
{
  return glyph != PANGO_GLYPH_EMPTY && (glyph & PANGO_GLYPH_UNKNOWN_FLAG) == 0;
}

static gboolean
has_colour (PangoLayoutLine *line)
{
  for (GSList *l = line->runs; l != NULL; l = l->next)
    if (is_colour (((PangoGlyphItem *) l->data)->item->analysis.font))
      return TRUE;
  return FALSE;
}

/* Pictures */

static char *
dup_key (PangoFont *font, PangoGlyphString *glyphs)
{
  GString *key = g_string_new (NULL);

  g_string_printf (key, "%p", (gpointer) font);
  for (int i = 0; i < glyphs->num_glyphs; i++)
    g_string_append_printf (key, " %x", glyphs->glyphs[i].glyph);
  return g_string_free (key, FALSE);
}

static Picture *
draw_picture (PangoFont *font, PangoGlyphString *glyphs)
{
  Picture *picture = g_new0 (Picture, 1);
  PangoRectangle ink;
  cairo_t *cr;

  pango_glyph_string_extents (glyphs, font, &ink, NULL);
  picture->font = g_object_ref (font);
  picture->x = (double) ink.x / PANGO_SCALE;
  picture->y = (double) ink.y / PANGO_SCALE;
  picture->scale = (double) PIXELS * PANGO_SCALE / MAX (MAX (ink.width, ink.height), PANGO_SCALE);
  picture->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, PIXELS, PIXELS);
  cr = cairo_create (picture->surface);
  cairo_scale (cr, picture->scale, picture->scale);
  cairo_move_to (cr, -picture->x, -picture->y);
  pango_cairo_show_glyph_string (cr, font, glyphs);
  cairo_destroy (cr);
  return picture;
}

static Picture *
get_picture (SondePage *self, PangoFont *font, PangoGlyphString *glyphs)
{
  g_autofree char *key = dup_key (font, glyphs);
  Picture *picture = NULL;

  if (self->pictures == NULL)
    self->pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, picture_free);
  picture = g_hash_table_lookup (self->pictures, key);
  if (picture != NULL)
    return picture;
  if (g_hash_table_size (self->pictures) >= MOST_PICTURES)
    g_hash_table_remove_all (self->pictures);
  picture = draw_picture (font, glyphs);
  g_hash_table_insert (self->pictures, g_steal_pointer (&key), picture);
  return picture;
}

static void
paint_picture (cairo_t *cr, Picture *picture, double x, double y)
{
  cairo_save (cr);
  cairo_translate (cr, x + picture->x, y + picture->y);
  cairo_scale (cr, 1 / picture->scale, 1 / picture->scale);
  cairo_set_source_surface (cr, picture->surface, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
}

/* A blank that stands for @text: who selects the picture selects its characters. */
static void
show_characters (SondePage *self, const char *text, int length, double x, double y)
{
  PangoFontDescription *description = pango_font_description_from_string (self->body_family);
  g_autoptr (PangoFont) font = NULL;
  cairo_glyph_t glyph = { 0, x, y };
  cairo_text_cluster_t cluster = { length, 1 };
  hb_codepoint_t blank = 0;

  pango_font_description_set_size (description, (int) (SONDE_PAGE_SIZE * PANGO_SCALE));
  font = pango_context_load_font (self->context, description);
  pango_font_description_free (description);
  if (font == NULL || !hb_font_get_nominal_glyph (pango_font_get_hb_font (font), ' ', &blank))
    return;
  glyph.index = blank;
  cairo_set_scaled_font (self->cr, pango_cairo_font_get_scaled_font (PANGO_CAIRO_FONT (font)));
  cairo_show_text_glyphs (self->cr, text, length, &glyph, 1, &cluster, 1, 0);
}

/* Lines */

static double
sum_widths (PangoGlyphString *glyphs, int n)
{
  double width = 0;

  for (int i = 0; i < n; i++)
    width += glyphs->glyphs[i].geometry.width;
  return width / PANGO_SCALE;
}

/* The glyphs of a cluster stand from left to right, whatever the direction of the text. */
static void
show_cluster (SondePage *self, PangoGlyphItemIter *cluster, double x, double y)
{
  PangoGlyphString *glyphs = cluster->glyph_item->glyphs;
  int first = MIN (cluster->start_glyph, cluster->end_glyph + 1);
  int n = ABS (cluster->end_glyph - cluster->start_glyph);
  PangoGlyphString part = { n, glyphs->glyphs + first, glyphs->log_clusters + first, 0 };

  if (n == 0 || !is_drawn (part.glyphs[0].glyph))
    return;
  x += sum_widths (glyphs, first);
  paint_picture (self->cr, get_picture (self, cluster->glyph_item->item->analysis.font, &part), x, y);
  show_characters (
    self, cluster->text + cluster->start_index, cluster->end_index - cluster->start_index, x, y);
}

static void
show_run (SondePage *self, PangoGlyphItem *run, const char *text, double x, double y)
{
  PangoGlyphItemIter cluster;

  for (gboolean more = pango_glyph_item_iter_init_start (&cluster, run, text); more;
       more = pango_glyph_item_iter_next_cluster (&cluster))
    show_cluster (self, &cluster, x, y);
}

static void
show_colour (SondePage *self, PangoLayoutLine *line, double x, double y)
{
  const char *text = pango_layout_get_text (line->layout);

  for (GSList *l = line->runs; l != NULL; l = l->next)
    {
      PangoGlyphItem *run = l->data;

      x += (double) run->start_x_offset / PANGO_SCALE;
      if (is_colour (run->item->analysis.font))
        show_run (self, run, text, x, y - (double) run->y_offset / PANGO_SCALE);
      x += sum_widths (run->glyphs, run->glyphs->num_glyphs) + (double) run->end_x_offset / PANGO_SCALE;
    }
}

/* Everything else of the line: what its text stands on, what crosses it out, and the other letters. */
static void
show_rest (SondePage *self, PangoLayoutLine *line, double x, double y)
{
  g_autoptr (GArray) hidden = g_array_new (FALSE, FALSE, sizeof (PangoGlyph));
  guint next = 0;

  for (GSList *l = line->runs; l != NULL; l = l->next)
    {
      PangoGlyphItem *run = l->data;

      for (int i = 0; i < run->glyphs->num_glyphs && is_colour (run->item->analysis.font); i++)
        {
          g_array_append_val (hidden, run->glyphs->glyphs[i].glyph);
          run->glyphs->glyphs[i].glyph = PANGO_GLYPH_EMPTY;
        }
    }
  cairo_move_to (self->cr, x, y);
  pango_cairo_show_layout_line (self->cr, line);
  for (GSList *l = line->runs; l != NULL; l = l->next)
    {
      PangoGlyphItem *run = l->data;

      for (int i = 0; i < run->glyphs->num_glyphs && is_colour (run->item->analysis.font); i++)
        run->glyphs->glyphs[i].glyph = g_array_index (hidden, PangoGlyph, next++);
    }
}

void
sonde_page_show_line (SondePage *self, PangoLayoutLine *line, double x, double y)
{
  if (!has_colour (line))
    {
      cairo_move_to (self->cr, x, y);
      pango_cairo_show_layout_line (self->cr, line);
      return;
    }
  show_rest (self, line, x, y);
  show_colour (self, line, x, y);
}
