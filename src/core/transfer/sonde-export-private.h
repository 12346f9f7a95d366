/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-export-document.h"
#include "sonde-export-sink.h"

G_BEGIN_DECLS

/* One writer for each format. Any thread; what is written before an error is of no use. */
gboolean sonde_export_markdown (SondeExportDocument *document, SondeExportSink *sink, GError **error);
gboolean sonde_export_json     (SondeExportDocument *document, SondeExportSink *sink, GError **error);
gboolean sonde_export_openai   (SondeExportDocument *document, SondeExportSink *sink, GError **error);
gboolean sonde_export_jsonl    (SondeExportDocument *document, SondeExportSink *sink, GError **error);
gboolean sonde_export_text     (SondeExportDocument *document, SondeExportSink *sink, GError **error);
gboolean sonde_export_docx     (SondeExportDocument *document, SondeExportSink *sink, GError **error);
gboolean sonde_export_html     (SondeExportDocument *document, SondeExportSink *sink, GError **error);
gboolean sonde_export_pdf      (SondeExportDocument *document, SondeExportSink *sink, GError **error);

/* What those for people share. */
const char *sonde_export_role_name     (SondeMessage              *message);
char       *sonde_export_dup_heading   (SondeExportDocument       *document,
                                        SondeMessage              *message);
char       *sonde_export_dup_title     (SondeExportDocument       *document);
char       *sonde_export_dup_about     (SondeExportDocument       *document,
                                        SondeMessage              *message);
char       *sonde_export_dup_thinking  (SondeMessage              *message);
char       *sonde_export_dup_line      (const char                *text);
char       *sonde_export_dup_inline    (const char                *text);
char       *sonde_export_dup_calls     (SondeMessage              *message);
gboolean    sonde_export_has_text      (const char                *text);
guint       sonde_export_get_n_sources (SondeMessage              *message);

/* How an answer was searched for. */
gboolean    sonde_export_is_search_step        (SondeMessage      *message);
gboolean    sonde_export_is_search_talk        (SondeConversation *conversation,
                                                SondeMessage      *message,
                                                gboolean           reasoning);
char       *sonde_export_dup_other_calls       (SondeMessage      *message);
char      **sonde_export_dup_searches          (SondeMessage      *message);
char       *sonde_export_dup_searches_markdown (SondeMessage      *message);

/**
 * SondeExportProse:
 * @reference: what a citation of source N becomes before the number, such as "[^2-"; %NULL leaves citations out
 * @n_sources: only numbers from 1 to this are citations
 * @cited: (element-type guint): the numbers met, in the order met
 * @close_fence: whether to close a fence that the text leaves open
 */
typedef struct
{
  const char *reference;
  guint       n_sources;
  GArray     *cited;
  gboolean    close_fence;
} SondeExportProse;

void        sonde_export_append_prose (GString          *out,
                                       const char       *text,
                                       SondeExportProse *prose);

G_END_DECLS
