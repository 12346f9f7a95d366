/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-page-formula.h"

#include <librsvg/rsvg.h>
#include <string.h>

/* Without a base address librsvg opens nothing that the picture names. (Its 2.54 has no autoptr.) */
static RsvgHandle *
create_handle (SondeFormula *formula, guint32 colour)
{
  GBytes *svg = sonde_formula_get_svg (formula);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (svg);
  g_autofree char *style = g_strdup_printf ("svg { color: #%06x; }", colour & 0xffffff);
  RsvgHandle *handle = rsvg_handle_new_from_stream_sync (stream, NULL, RSVG_HANDLE_FLAGS_NONE, NULL, NULL);

  if (handle != NULL && !rsvg_handle_set_stylesheet (handle, (const guint8 *) style, strlen (style), NULL))
    g_clear_object (&handle);
  return handle;
}

gboolean
sonde_page_draw_formula (cairo_t *cr, SondeFormula *formula, double x, double y, double ex, guint32 colour)
{
  RsvgHandle *handle = create_handle (formula, colour);
  double height = sonde_formula_get_height (formula) * ex;
  RsvgRectangle place = {
    x, y - height + sonde_formula_get_depth (formula) * ex, sonde_formula_get_width (formula) * ex, height
  };
  gboolean drawn;

  if (handle == NULL)
    return FALSE;
  cairo_save (cr);
  drawn = rsvg_handle_render_document (handle, cr, &place, NULL);
  cairo_restore (cr);
  g_object_unref (handle);
  return drawn;
}
