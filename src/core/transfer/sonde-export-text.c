/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-export-wrap.h"
#include "sonde-source.h"

static void
append_indented (GString *out, const char *heading, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_string_append_printf (out, "%s\n", heading);
  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (out, *lines[i] != '\0' ? "    %s\n" : "%s\n", lines[i]);
  g_string_append_c (out, '\n');
}

static void
append_sources (GString *out, GListModel *sources)
{
  guint n = sources != NULL ? g_list_model_get_n_items (sources) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SondeSource) source = g_list_model_get_item (sources, i);
      const char *title = sonde_source_get_title (source);
      const char *url = sonde_source_get_url (source);
      g_autofree char *line = sonde_export_dup_line (title != NULL ? title : "");
      g_autofree char *address = sonde_export_dup_line (url != NULL ? url : "");

      g_string_append_printf (out, "[%u] %s <%s>\n", sonde_source_get_number (source), line, address);
    }
  if (n > 0)
    g_string_append_c (out, '\n');
}

static void
append_heading (GString *out, SondeExportDocument *document, SondeMessage *message)
{
  g_autofree char *heading = sonde_export_dup_heading (document, message);
  g_autofree char *about = sonde_export_dup_about (document, message);

  if (*about != '\0')
    g_string_append_printf (out, "%s (%s)\n\n", heading, about);
  else
    g_string_append_printf (out, "%s\n\n", heading);
}

static void
append_message (GString *out, SondeExportDocument *document, SondeMessage *message)
{
  const SondeExportOptions *options = &document->options;
  g_autofree char *calls = sonde_export_dup_other_calls (message);
  g_auto (GStrv) search_lines = sonde_export_dup_searches (message);
  g_autofree char *searches = search_lines != NULL ? g_strjoinv ("\n", search_lines) : NULL;
  g_autoptr (GArray) cited = g_array_new (FALSE, FALSE, sizeof (guint));
  SondeExportProse prose
    = { options->sources ? "[" : NULL, sonde_export_get_n_sources (message), cited, FALSE };
  const char *reasoning = sonde_message_get_reasoning (message);

  append_heading (out, document, message);
  if (sonde_export_has_text (reasoning))
    append_indented (out, _ ("Thoughts:"), reasoning);
  if (searches != NULL && options->sources)
    append_indented (out, _ ("Searches:"), searches);
  sonde_export_append_prose (out, sonde_message_get_content (message), &prose);
  g_string_append_c (out, '\n');
  if (calls != NULL)
    append_indented (out, _ ("Tool calls:"), calls);
  if (options->sources)
    append_sources (out, sonde_message_get_sources (message));
}

static void
append_head (GString *out, SondeExportDocument *document)
{
  const char *system_prompt = sonde_conversation_get_system_prompt (document->conversation);
  g_autofree char *title = sonde_export_dup_title (document);

  g_string_append_printf (out, "%s\n\n", title);
  if (sonde_export_has_text (system_prompt))
    append_indented (out, _ ("System prompt:"), system_prompt);
}

/* @text goes to the sink, wrapped if that is asked for. */
static void
hand_over (SondeExportSink *sink, GString *text, const SondeExportOptions *options)
{
  if (options->wrap > 0)
    sonde_export_append_wrapped (sink->text, text->str, options->wrap);
  else
    g_string_append_len (sink->text, text->str, text->len);
  g_string_truncate (text, 0);
}

gboolean
sonde_export_text (SondeExportDocument *document, SondeExportSink *sink, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_head (text, document);
  hand_over (sink, text, &document->options);
  for (guint i = 0; i < document->messages->len; i++)
    {
      append_message (text, document, g_ptr_array_index (document->messages, i));
      hand_over (sink, text, &document->options);
      if (!sonde_export_sink_step (sink, error))
        return FALSE;
    }
  return sonde_export_sink_flush (sink, error);
}
