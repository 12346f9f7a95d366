/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include <cairo-pdf.h>

#include "sonde-clock.h"
#include "sonde-export-private.h"
#include "sonde-page-message.h"

/** A PDF file that is being written. */
typedef struct
{
  SondeExportSink *sink;
  cairo_surface_t *surface;
  cairo_t *cr;
  GError *error;
  int entries[SONDE_PAGE_LEVELS]; /* the last of the outline at each level, 0 for none */
} Pdf;

static cairo_status_t
write_cb (void *data, const unsigned char *bytes, unsigned int length)
{
  Pdf *self = data;

  if (self->error != NULL)
    return CAIRO_STATUS_WRITE_ERROR;
  g_string_append_len (self->sink->text, (const char *) bytes, length);
  if (self->sink->text->len > 256 * 1024 && !sonde_export_sink_flush (self->sink, &self->error))
    return CAIRO_STATUS_WRITE_ERROR;
  return CAIRO_STATUS_SUCCESS;
}

static cairo_t *
begin_page (gpointer data)
{
  Pdf *self = data;

  return self->cr;
}

static void
end_page (gpointer data)
{
  Pdf *self = data;

  cairo_show_page (self->cr);
}

static void
set_time (cairo_surface_t *surface, cairo_pdf_metadata_t kind, gint64 real_time_us)
{
  g_autofree char *text = real_time_us > 0 ? sonde_clock_format_rfc3339 (real_time_us) : NULL;

  if (text != NULL)
    cairo_pdf_surface_set_metadata (surface, kind, text);
}

static void
describe (SondeExportDocument *document, cairo_surface_t *surface)
{
  g_autofree char *line = sonde_export_dup_title (document);
  g_autofree char *title = sonde_page_dup_text (line);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Sonde " SONDE_VERSION);
  set_time (surface, CAIRO_PDF_METADATA_CREATE_DATE, sonde_conversation_get_created (document->conversation));
  set_time (surface, CAIRO_PDF_METADATA_MOD_DATE, sonde_conversation_get_updated (document->conversation));
}

/* Under the last one of a lower level. */
static void
add_entry (gpointer data, SondePage *page, const char *title, guint level)
{
  Pdf *self = data;
  g_autofree char *entry = sonde_page_dup_text (title);
  g_autofree char *place
    = g_strdup_printf ("page=%u pos=[%d %d]", page->number, (int) page->left, (int) page->y);
  int parent = CAIRO_PDF_OUTLINE_ROOT;

  for (guint i = 0; i < level; i++)
    if (self->entries[i] != 0)
      parent = self->entries[i];
  self->entries[level] = cairo_pdf_surface_add_outline (self->surface, parent, entry, place, 0);
  for (guint i = level + 1; i < SONDE_PAGE_LEVELS; i++)
    self->entries[i] = 0;
}

static gboolean
write_messages (Pdf *self, SondePage *page, GError **error)
{
  SondeExportDocument *document = page->document;

  sonde_page_write_head (page);
  for (guint i = 0; i < document->messages->len; i++)
    {
      sonde_page_write_message (page, g_ptr_array_index (document->messages, i));
      if (!sonde_export_sink_step (self->sink, error))
        return FALSE;
    }
  sonde_page_finish (page);
  return TRUE;
}

/* What cairo says when it was not the stream that failed. */
static gboolean
check_status (Pdf *self, GError **error)
{
  cairo_status_t status = cairo_surface_status (self->surface);

  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  else if (status != CAIRO_STATUS_SUCCESS)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string (status));
  else
    return TRUE;
  return FALSE;
}

/**
 * sonde_export_pdf:
 *
 * Pages of real text, with an outline and links.
 */
gboolean
sonde_export_pdf (SondeExportDocument *document, SondeExportSink *sink, GError **error)
{
  Pdf self = { .sink = sink };
  SondePageTarget target = { begin_page, end_page, add_entry, &self, TRUE };
  SondePage page;
  gboolean written;
  double width;
  double height;

  sonde_page_get_paper (document->options.paper, &width, &height);
  self.surface = cairo_pdf_surface_create_for_stream (write_cb, &self, width, height);
  self.cr = cairo_create (self.surface);
  describe (document, self.surface);
  sonde_page_init (&page, document, &target, width, height);
  written = write_messages (&self, &page, error);
  cairo_destroy (self.cr);
  cairo_surface_finish (self.surface);
  written = written && check_status (&self, error) && sonde_export_sink_flush (sink, error);
  sonde_page_clear (&page);
  g_clear_error (&self.error);
  cairo_surface_destroy (self.surface);
  return written;
}
