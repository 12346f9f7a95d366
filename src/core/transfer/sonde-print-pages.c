/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-print-pages.h"

#include "sonde-export-formulas.h"
#include "sonde-page-message.h"

struct _SondePrintPages
{
  SondeExportDocument *document;
  SondePage page;
  GPtrArray *pages; /* recorded drawings */
  cairo_t *cr;      /* of the last, while it is open */
  double width;
  double height;
  guint next; /* of the messages */
  gboolean complete;
};

static cairo_t *
begin_page (gpointer data)
{
  SondePrintPages *self = data;
  const cairo_rectangle_t extents = { 0, 0, self->width, self->height };
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &extents);

  g_ptr_array_add (self->pages, surface);
  self->cr = cairo_create (surface);
  return self->cr;
}

static void
end_page (gpointer data)
{
  SondePrintPages *self = data;

  g_clear_pointer (&self->cr, cairo_destroy);
}

SondePrintPages *
sonde_print_pages_new (SondeConversation *conversation,
                       const SondeExportOptions *options,
                       double width,
                       double height)
{
  SondePrintPages *self = g_new0 (SondePrintPages, 1);
  SondePageTarget target = { begin_page, end_page, NULL, self, FALSE };

  self->document = sonde_export_document_new (conversation, SONDE_EXPORT_PDF, options);
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_surface_destroy);
  self->width = width;
  self->height = height;
  sonde_page_init (&self->page, self->document, &target, width, height);
  return self;
}

void
sonde_print_pages_free (SondePrintPages *self)
{
  g_clear_pointer (&self->cr, cairo_destroy);
  sonde_page_clear (&self->page);
  g_ptr_array_unref (self->pages);
  sonde_export_document_free (self->document);
  g_free (self);
}

void
sonde_print_pages_load_async (SondePrintPages *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  sonde_export_set_formulas_async (self->document, cancellable, callback, user_data);
}

gboolean
sonde_print_pages_load_finish (GAsyncResult *result, GError **error)
{
  return sonde_export_set_formulas_finish (result, error);
}

gboolean
sonde_print_pages_step (SondePrintPages *self)
{
  if (self->complete)
    return TRUE;
  if (self->next == 0)
    sonde_page_write_head (&self->page);
  if (self->next < self->document->messages->len)
    sonde_page_write_message (&self->page, g_ptr_array_index (self->document->messages, self->next++));
  if (self->next < self->document->messages->len)
    return FALSE;
  sonde_page_finish (&self->page);
  self->complete = TRUE;
  return TRUE;
}

guint
sonde_print_pages_get_n (SondePrintPages *self)
{
  return self->pages->len;
}

void
sonde_print_pages_draw (SondePrintPages *self, guint index, cairo_t *cr)
{
  g_return_if_fail (index < self->pages->len);

  cairo_set_source_surface (cr, g_ptr_array_index (self->pages, index), 0, 0);
  cairo_paint (cr);
}
