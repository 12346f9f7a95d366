/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-block-style.h"

#include <adwaita.h>
#include <math.h>

/* 11 pt at 96 dpi: what the design is drawn for. */
#define DESIGN_FONT_PX (11.0 * 96.0 / 72.0)

static GdkRGBA
look_up (GtkWidget *widget, const char *name, double alpha)
{
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color))
    gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= alpha;
  return color;
}

/** Fills in the colours that the theme of @widget has now. */
void
sonde_palette_look_up (SondePalette *self, GtkWidget *widget)
{
  gboolean high = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());

  g_return_if_fail (self != NULL && GTK_IS_WIDGET (widget));

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &self->text);
  self->dim_text = self->text;
  self->dim_text.alpha *= high ? 0.9 : 0.72;
  self->marker = self->text;
  self->marker.alpha *= high ? 0.9 : 0.5;
  self->accent = look_up (widget, "accent_color", 1);
  self->accent_tint = look_up (widget, "accent_bg_color", 0.16);
  self->code = look_up (widget, "window_fg_color", 0.065);
  self->message_card = look_up (widget, "window_fg_color", 0.065);
  self->message_border = look_up (widget, "window_fg_color", high ? 0.5 : 0);
  self->card = look_up (widget, "window_fg_color", 0.045);
  self->card_border = look_up (widget, "window_fg_color", high ? 0.5 : 0.08);
  self->bar = look_up (widget, "window_fg_color", high ? 0.5 : 0.12);
  self->rule = look_up (widget, "window_fg_color", high ? 0.5 : 0.09);
  self->head_rule = look_up (widget, "window_fg_color", high ? 0.5 : 0.22);
  self->selection = look_up (widget, "accent_bg_color", 0.3);
  self->match = look_up (widget, "warning_bg_color", 0.35);
  self->current_match = look_up (widget, "warning_bg_color", 0.85);
}

/** Gives px on the screen for one px of the design, by the text size that @widget has from its style. */
double
sonde_block_style_get_scale (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = pango_font_description_get_size (font) / (double) PANGO_SCALE;

  if (!pango_font_description_get_size_is_absolute (font))
    size *= pango_cairo_context_get_resolution (context) / 72.0;
  return size / DESIGN_FONT_PX;
}

/** @design_px: px of the design; gives whole px on the screen */
int
sonde_block_style_px (const SondeBlockStyle *self, double design_px)
{
  return (int) round (design_px * self->scale);
}

/** Returns: (transfer none): the colour of plain text */
const GdkRGBA *
sonde_block_style_get_color (const SondeBlockStyle *self)
{
  return self->is_dim ? &self->palette->dim_text : &self->palette->text;
}

/** Whether a text holds Chinese, Japanese or Korean, whose lines stand further apart. */
gboolean
sonde_block_style_is_wide (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if ((guchar) *p >= 0xe3 && g_unichar_iswide (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

static gboolean
is_rtl_script (GUnicodeScript script)
{
  return script == G_UNICODE_SCRIPT_ARABIC || script == G_UNICODE_SCRIPT_HEBREW
         || script == G_UNICODE_SCRIPT_SYRIAC || script == G_UNICODE_SCRIPT_THAANA
         || script == G_UNICODE_SCRIPT_NKO;
}

/** Whether a text goes from right to left: its first letter decides, @fallback where it has none. */
gboolean
sonde_block_style_is_rtl (const char *text, gsize length, gboolean fallback)
{
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    if (g_unichar_isalpha (g_utf8_get_char (p)))
      return is_rtl_script (g_unichar_get_script (g_utf8_get_char (p)));
  return fallback;
}

/**
 * sonde_block_style_create_layout:
 * @size: of the text in px of the design; lines keep the proportion of the style
 * @is_wide: whether it is a text with Chinese, Japanese or Korean
 *
 * Returns: (transfer full): an empty layout with the font of @widget
 */
PangoLayout *
sonde_block_style_create_layout (const SondeBlockStyle *self,
                                 GtkWidget *widget,
                                 double size,
                                 gboolean is_wide)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, NULL);
  g_autoptr (PangoFontDescription) font
    = pango_font_description_copy (pango_context_get_font_description (pango_layout_get_context (layout)));
  g_autoptr (PangoAttrList) attrs = pango_attr_list_new ();
  double height = (is_wide ? self->cjk_line_height : self->line_height) * size / self->size;

  pango_font_description_set_absolute_size (font, size * self->scale * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  /* The same height for every line, whatever fonts its letters fall back to. */
  pango_attr_list_insert (
    attrs, pango_attr_line_height_new_absolute (sonde_block_style_px (self, height) * PANGO_SCALE));
  pango_layout_set_attributes (layout, attrs);
  return layout;
}
