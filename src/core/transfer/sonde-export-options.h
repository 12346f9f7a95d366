/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-usage.h"

G_BEGIN_DECLS

/**
 * SondeExportFormat:
 * @SONDE_EXPORT_MARKDOWN: the texts verbatim, reasoning as a quotation, sources as footnotes
 * @SONDE_EXPORT_JSON: Sonde's own, without loss, "format":"sonde-conversation","version":1; the JSON schema is
 *   data/sonde-conversation.schema.json
 * @SONDE_EXPORT_TEXT: plain text
 * @SONDE_EXPORT_HTML: one self-contained file
 * @SONDE_EXPORT_OPENAI: an object with the "messages" of OpenAI's chat completions
 * @SONDE_EXPORT_JSONL: the same object on one line for each conversation
 * @SONDE_EXPORT_PDF: pages, as printed
 * @SONDE_EXPORT_DOCX: Office Open XML
 */
typedef enum
{
  SONDE_EXPORT_MARKDOWN,
  SONDE_EXPORT_JSON,
  SONDE_EXPORT_TEXT,
  SONDE_EXPORT_HTML,
  SONDE_EXPORT_OPENAI,
  SONDE_EXPORT_JSONL,
  SONDE_EXPORT_PDF,
  SONDE_EXPORT_DOCX,
  SONDE_EXPORT_N_FORMATS
} SondeExportFormat;

typedef enum
{
  SONDE_PAPER_DEFAULT, /* by the locale */
  SONDE_PAPER_A4,
  SONDE_PAPER_LETTER,
} SondePaper;

/* What an answer cost, as sonde_prices_get_cost() says it: the table of prices belongs to the providers. */
typedef gboolean (*SondeExportCost) (const char        *provider_id,
                                     const char        *model,
                                     const SondeUsage  *usage,
                                     gint64             real_time_us,
                                     double            *cost,
                                     const char       **currency);

/**
 * SondeExportOptions:
 * @whole_tree: all alternatives instead of the shown branch
 * @reasoning: what the models thought
 * @sources: what searches found; citation marks are left out without them
 * @system_prompt: the system prompt
 * @details: times, models, tokens and costs
 * @wrap: columns at which plain text is wrapped, 0 for never
 * @message: only the message with this id, 0 for all
 * @paper: of pages
 * @cost: (nullable): says what answers cost
 */
typedef struct
{
  gboolean        whole_tree;
  gboolean        reasoning;
  gboolean        sources;
  gboolean        system_prompt;
  gboolean        details;
  guint           wrap;
  gint64          message;
  SondePaper      paper;
  SondeExportCost cost;
} SondeExportOptions;

/* Everything of the shown branch; of the whole tree where the format is JSON. */
void        sonde_export_options_init       (SondeExportOptions *self,
                                             SondeExportFormat   format);

/* The names are "md", "json", "txt", "html", "openai", "jsonl", "pdf" and "docx". */
gboolean    sonde_export_format_from_string (const char         *text,
                                             SondeExportFormat  *format);
const char *sonde_export_format_to_string   (SondeExportFormat   format);
/* Without the dot; "openai" has the extension "json". */
const char *sonde_export_format_extension   (SondeExportFormat   format);
/* One translated name for people, such as "Markdown". */
const char *sonde_export_format_get_title   (SondeExportFormat   format);

G_END_DECLS
