/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-html-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-export-resources.h"
#include "sonde-markdown-writer.h"
#include "sonde-source.h"

/* Nothing is loaded and nothing runs, whatever a model wrote. */
#define POLICY                                                                                               \
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

static const char *const role_classes[] = {
  [SONDE_ROLE_USER] = "user",
  [SONDE_ROLE_ASSISTANT] = "assistant",
  [SONDE_ROLE_TOOL] = "tool",
};

static void
append_style (GString *html)
{
  g_autoptr (GBytes) css = g_resource_lookup_data (sonde_transfer_get_resource (),
                                                   "/io/github/sondechat/Sonde/transfer/export.css",
                                                   G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                   NULL);

  g_string_append (html, "<style>\n");
  g_string_append_len (html, g_bytes_get_data (css, NULL), g_bytes_get_size (css));
  g_string_append (html, "</style>\n");
}

/* Opens an element that is folded. */
static void
append_summary (GString *html, const char *summary)
{
  g_string_append (html, "<details><summary>");
  sonde_html_append_escaped (html, summary, -1);
  g_string_append (html, "</summary>\n");
}

static void
append_head (SondeHtmlBody *body)
{
  GString *html = body->html;
  const char *system_prompt = sonde_conversation_get_system_prompt (body->document->conversation);
  g_autofree char *title = sonde_export_dup_title (body->document);

  /* Translators: the language of the words around an exported conversation, by RFC 5646 */
  g_string_append_printf (html, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n", C_ ("language code", "en"));
  g_string_append (html, "<meta charset=\"utf-8\">\n");
  g_string_append (html, "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY "\">\n");
  g_string_append (html, "<meta name=\"referrer\" content=\"no-referrer\">\n");
  g_string_append (html, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  g_string_append (html, "<meta name=\"generator\" content=\"Sonde " SONDE_VERSION "\">\n<title>");
  sonde_html_append_escaped (html, title, -1);
  g_string_append (html, "</title>\n");
  append_style (html);
  g_string_append (html, "</head>\n<body>\n<h1 dir=\"auto\">");
  sonde_html_append_escaped (html, title, -1);
  g_string_append (html, "</h1>\n");
  if (!sonde_export_has_text (system_prompt))
    return;
  append_summary (html, _ ("System prompt"));
  sonde_html_append_markdown (body, system_prompt);
  g_string_append (html, "</details>\n");
}

static void
append_source (SondeHtmlBody *body, SondeSource *source)
{
  const char *url = sonde_source_get_url (source);
  const char *title = sonde_source_get_title (source);
  const char *date = sonde_source_get_date (source);
  gboolean link = url != NULL && sonde_markdown_is_safe_link (url);

  g_string_append_printf (body->html,
                          "<li value=\"%u\" id=\"%ss%u\" dir=\"auto\">",
                          sonde_source_get_number (source),
                          body->prefix,
                          sonde_source_get_number (source));
  if (link)
    {
      g_string_append (body->html, "<a rel=\"noopener noreferrer nofollow\" href=\"");
      sonde_html_append_escaped (body->html, url, -1);
      g_string_append (body->html, "\">");
    }
  sonde_html_append_escaped (body->html, sonde_export_has_text (title) ? title : url != NULL ? url : "", -1);
  if (link)
    g_string_append (body->html, "</a>");
  if (sonde_export_has_text (date))
    {
      g_string_append (body->html, ", ");
      sonde_html_append_escaped (body->html, date, -1);
    }
  g_string_append (body->html, "</li>\n");
}

static void
append_sources (SondeHtmlBody *body, SondeMessage *message)
{
  if (!body->with_sources || body->n_sources == 0)
    return;
  g_string_append (body->html, "<section class=\"sources\"><b>");
  sonde_html_append_escaped (body->html, _ ("Sources"), -1);
  g_string_append (body->html, "</b>\n<ol>\n");
  for (guint i = 0; i < body->n_sources; i++)
    {
      g_autoptr (SondeSource) source = g_list_model_get_item (sonde_message_get_sources (message), i);

      append_source (body, source);
    }
  g_string_append (body->html, "</ol></section>\n");
}

static void
append_reasoning (SondeHtmlBody *body, SondeMessage *message)
{
  const char *reasoning = sonde_message_get_reasoning (message);
  g_autofree char *heading = sonde_export_dup_thinking (message);
  g_autofree char *prefix = g_strconcat (body->prefix, "t-", NULL);
  SondeHtmlBody thoughts = { body->document, body->html, prefix, 0, FALSE };

  if (!sonde_export_has_text (reasoning))
    return;
  append_summary (body->html, heading);
  sonde_html_append_markdown (&thoughts, reasoning);
  g_string_append (body->html, "</details>\n");
}

static void
append_searches (SondeHtmlBody *body, SondeMessage *message)
{
  g_autofree char *searches = sonde_export_dup_searches_markdown (message);
  SondeHtmlBody plain = { body->document, body->html, body->prefix, 0, FALSE };

  if (searches == NULL)
    return;
  append_summary (body->html, _ ("Searches"));
  sonde_html_append_markdown (&plain, searches);
  g_string_append (body->html, "</details>\n");
}

static void
append_content (SondeHtmlBody *body, SondeMessage *message)
{
  g_autofree char *calls = sonde_export_dup_other_calls (message);

  append_reasoning (body, message);
  if (body->document->options.sources)
    append_searches (body, message);
  if (sonde_message_get_role (message) == SONDE_ROLE_TOOL)
    sonde_html_append_code (body, NULL, sonde_message_get_content (message));
  else
    sonde_html_append_markdown (body, sonde_message_get_content (message));
  if (calls != NULL)
    sonde_html_append_code (body, "json", calls);
  append_sources (body, message);
}

static void
append_message (SondeExportDocument *document, GString *html, SondeMessage *message)
{
  guint number = sonde_export_document_get_number (document, sonde_message_get_id (message));
  g_autofree char *prefix = g_strdup_printf ("m%u-", number);
  g_autofree char *heading = sonde_export_dup_heading (document, message);
  g_autofree char *about = sonde_export_dup_about (document, message);
  SondeHtmlBody body
    = { document, html, prefix, sonde_export_get_n_sources (message), document->options.sources };

  g_string_append_printf (
    html, "<article class=\"%s\" id=\"m%u\">\n<h2>", role_classes[sonde_message_get_role (message)], number);
  sonde_html_append_escaped (html, heading, -1);
  g_string_append (html, "</h2>\n");
  if (*about != '\0')
    {
      g_string_append (html, "<p class=\"about\">");
      sonde_html_append_escaped (html, about, -1);
      g_string_append (html, "</p>\n");
    }
  append_content (&body, message);
  g_string_append (html, "</article>\n");
}

/**
 * sonde_export_html:
 *
 * One file that needs no other, no network and no script. Everything that is not Sonde's own is escaped;
 * links go to the web and nowhere else.
 */
gboolean
sonde_export_html (SondeExportDocument *document, SondeExportSink *sink, GError **error)
{
  SondeHtmlBody head = { document, sink->text, "m0-", 0, FALSE };

  append_head (&head);
  for (guint i = 0; i < document->messages->len; i++)
    {
      append_message (document, sink->text, g_ptr_array_index (document->messages, i));
      if (!sonde_export_sink_step (sink, error))
        return FALSE;
    }
  g_string_append (sink->text, "</body>\n</html>\n");
  return sonde_export_sink_flush (sink, error);
}
