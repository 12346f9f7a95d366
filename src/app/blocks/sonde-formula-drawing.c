/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-formula-drawing.h"

#include <glib/gi18n-lib.h>
#include <librsvg/rsvg.h>
#include <math.h>
#include <string.h>

/* The x of the formulas' font is lower than that of the text by this. */
#define EM_RATIO 1.12

/* In device pixels: more is no formula that somebody reads, and cairo ends at 32,767. */
#define MAX_SIDE 16384
#define MAX_AREA (8 * 1024 * 1024)

typedef struct
{
  SondeFormula *formula;
  double ratio; /* device pixels to an ex */
  GdkRGBA color;
  int scale;
  /* The picture in device pixels: the box, rounded up to whole ones on each side of the baseline. */
  int width;
  int ascent;
  int descent;
} Drawing;

static void
drawing_free (gpointer data)
{
  Drawing *self = data;

  sonde_formula_unref (self->formula);
  g_free (self);
}

static gboolean
measure (Drawing *self)
{
  double width = ceil (sonde_formula_get_width (self->formula) * self->ratio);
  double depth = sonde_formula_get_depth (self->formula);
  double ascent = ceil ((sonde_formula_get_height (self->formula) - depth) * self->ratio);
  double descent = ceil (depth * self->ratio);

  width = MAX (width, 1);
  descent = MAX (descent, 0);
  ascent = MAX (ascent, descent > 0 ? 0 : 1);
  if (width > MAX_SIDE || ascent + descent > MAX_SIDE || width * (ascent + descent) > MAX_AREA)
    return FALSE;
  self->width = (int) width;
  self->ascent = (int) ascent;
  self->descent = (int) descent;
  return TRUE;
}

/* Without a base address: librsvg then opens nothing that the picture names. */
static RsvgHandle *
parse (const Drawing *self, GError **error)
{
  g_autoptr (GInputStream) stream
    = g_memory_input_stream_new_from_bytes (sonde_formula_get_svg (self->formula));
  RsvgHandle *handle = rsvg_handle_new_from_stream_sync (stream, NULL, RSVG_HANDLE_FLAGS_NONE, NULL, error);
  g_autofree char *style = g_strdup_printf ("svg { color: #%02x%02x%02x }",
                                            (guint) lround (CLAMP (self->color.red, 0, 1) * 255),
                                            (guint) lround (CLAMP (self->color.green, 0, 1) * 255),
                                            (guint) lround (CLAMP (self->color.blue, 0, 1) * 255));

  if (handle != NULL && !rsvg_handle_set_stylesheet (handle, (const guint8 *) style, strlen (style), error))
    g_clear_object (&handle);
  return handle;
}

static gboolean
render (const Drawing *self, RsvgHandle *handle, cairo_surface_t *surface, GError **error)
{
  double height = sonde_formula_get_height (self->formula) * self->ratio;
  double depth = sonde_formula_get_depth (self->formula) * self->ratio;
  double width = sonde_formula_get_width (self->formula) * self->ratio;
  RsvgRectangle place = { 0, self->ascent - (height - depth), width, height };
  cairo_t *cr = NULL;
  gboolean drawn = FALSE;

  if (width <= 0 || height <= 0)
    return TRUE;
  cr = cairo_create (surface);
  cairo_push_group (cr);
  drawn = rsvg_handle_render_document (handle, cr, &place, error);
  cairo_pop_group_to_source (cr);
  cairo_paint_with_alpha (cr, CLAMP (self->color.alpha, 0, 1));
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return drawn;
}

static gboolean
draw (const Drawing *self, cairo_surface_t *surface, GError **error)
{
  RsvgHandle *handle = parse (self, error);
  gboolean drawn = handle != NULL && render (self, handle, surface, error);

  g_clear_object (&handle);
  return drawn;
}

static void
draw_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Drawing *self = data;
  cairo_surface_t *surface = NULL;
  GError *error = NULL;

  if (!measure (self))
    {
      g_task_return_new_error (
        task, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _ ("This formula is too large to be shown"));
      return;
    }
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, self->width, self->ascent + self->descent);
  if (draw (self, surface, &error))
    {
      g_task_return_pointer (task, surface, (GDestroyNotify) cairo_surface_destroy);
      return;
    }
  cairo_surface_destroy (surface);
  g_task_return_new_error (
    task, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("This formula cannot be drawn: %s"), error->message);
  g_error_free (error);
}

static GdkTexture *
texture_from_surface (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface),
                                                         stride * (gsize) height,
                                                         (GDestroyNotify) cairo_surface_destroy,
                                                         surface);

  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

/**
 * sonde_formula_draw_async:
 * @em: the size of the text around it, logical pixels
 * @color: what has no colour of its own gets this one
 * @scale: device pixels to a logical one
 *
 * Draws in a worker thread; the callback comes in the thread of the caller.
 */
void
sonde_formula_draw_async (SondeFormula *formula,
                          double em,
                          const GdkRGBA *color,
                          int scale,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Drawing *self = g_new0 (Drawing, 1);

  self->formula = sonde_formula_ref (formula);
  self->ratio = em * EM_RATIO * SONDE_FORMULA_EX * scale;
  self->color = *color;
  self->scale = scale;
  g_task_set_source_tag (task, sonde_formula_draw_async);
  g_task_set_task_data (task, self, drawing_free);
  g_task_run_in_thread (task, draw_thread);
}

/* Never NULL: a picture that could not be drawn says so. */
SondeFormulaPicture *
sonde_formula_draw_finish (GAsyncResult *result)
{
  const Drawing *drawing = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = g_task_propagate_pointer (G_TASK (result), &error);
  SondeFormulaPicture *picture = NULL;

  if (surface == NULL)
    return sonde_formula_picture_new_failed (error->message);
  picture = g_new0 (SondeFormulaPicture, 1);
  picture->texture = texture_from_surface (surface);
  picture->width = (double) drawing->width / drawing->scale;
  picture->ascent = (double) drawing->ascent / drawing->scale;
  picture->descent = (double) drawing->descent / drawing->scale;
  return picture;
}

SondeFormulaPicture *
sonde_formula_picture_new_failed (const char *error)
{
  SondeFormulaPicture *picture = g_new0 (SondeFormulaPicture, 1);

  picture->error = g_strdup (error);
  return picture;
}

void
sonde_formula_picture_free (SondeFormulaPicture *picture)
{
  g_clear_object (&picture->texture);
  g_free (picture->error);
  g_free (picture);
}

gsize
sonde_formula_picture_get_bytes (const SondeFormulaPicture *picture)
{
  gsize bytes = sizeof *picture;

  if (picture->texture != NULL)
    bytes += 4 * (gsize) gdk_texture_get_width (picture->texture)
             * (gsize) gdk_texture_get_height (picture->texture);
  return bytes;
}
