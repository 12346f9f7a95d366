/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-options.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *name;
  const char *extension;
  const char *title;
} formats[] = {
  [SONDE_EXPORT_MARKDOWN] = { "md", "md", N_ ("Markdown") },
  [SONDE_EXPORT_JSON] = { "json", "json", N_ ("JSON") },
  [SONDE_EXPORT_TEXT] = { "txt", "txt", N_ ("Plain Text") },
  [SONDE_EXPORT_HTML] = { "html", "html", N_ ("Web Page (HTML)") },
  [SONDE_EXPORT_OPENAI] = { "openai", "json", N_ ("OpenAI Messages") },
  [SONDE_EXPORT_JSONL] = { "jsonl", "jsonl", N_ ("OpenAI Messages by Lines (JSONL)") },
  [SONDE_EXPORT_PDF] = { "pdf", "pdf", N_ ("PDF") },
  [SONDE_EXPORT_DOCX] = { "docx", "docx", N_ ("Word Document (DOCX)") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (formats) == SONDE_EXPORT_N_FORMATS);

void
sonde_export_options_init (SondeExportOptions *self, SondeExportFormat format)
{
  g_return_if_fail (self != NULL);

  *self = (SondeExportOptions){
    .whole_tree = format == SONDE_EXPORT_JSON,
    .reasoning = TRUE,
    .sources = TRUE,
    .system_prompt = TRUE,
    .details = TRUE,
  };
}

gboolean
sonde_export_format_from_string (const char *text, SondeExportFormat *format)
{
  g_return_val_if_fail (text != NULL && format != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_strcmp0 (text, formats[i].name) == 0)
      {
        *format = i;
        return TRUE;
      }
  return FALSE;
}

const char *
sonde_export_format_to_string (SondeExportFormat format)
{
  g_return_val_if_fail ((guint) format < G_N_ELEMENTS (formats), NULL);

  return formats[format].name;
}

const char *
sonde_export_format_extension (SondeExportFormat format)
{
  g_return_val_if_fail ((guint) format < G_N_ELEMENTS (formats), NULL);

  return formats[format].extension;
}

const char *
sonde_export_format_get_title (SondeExportFormat format)
{
  g_return_val_if_fail ((guint) format < G_N_ELEMENTS (formats), NULL);

  return _ (formats[format].title);
}
