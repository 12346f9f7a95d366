/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-clock.h"
#include "sonde-source.h"

/* A YAML 1.2 double-quoted scalar, which is a JSON string (YAML 1.2.2, 1.2): nothing in it can end it. */
static void
append_yaml (GString *out, const char *key, const char *value)
{
  g_string_append_printf (out, "%s: \"", key);
  for (const char *at = value; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", (char) c);
      else if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 || c == 0xfeff)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_unichar (out, c);
    }
  g_string_append (out, "\"\n");
}

static void
append_yaml_time (GString *out, const char *key, gint64 real_time_us)
{
  g_autofree char *text = real_time_us > 0 ? sonde_clock_format_rfc3339 (real_time_us) : NULL;

  if (text != NULL)
    g_string_append_printf (out, "%s: %s\n", key, text);
}

/* A quotation ends every block that is open in it, so nothing gets out of it. */
static void
append_quote (GString *out, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (out, *lines[i] != '\0' ? "> %s\n" : ">%s\n", lines[i]);
  g_string_append_c (out, '\n');
}

static void
append_reasoning (GString *out, SondeMessage *message)
{
  const char *reasoning = sonde_message_get_reasoning (message);
  g_autofree char *heading = sonde_export_dup_thinking (message);

  if (!sonde_export_has_text (reasoning))
    return;
  g_string_append_printf (out, "> **%s**\n>\n", heading);
  append_quote (out, reasoning);
}

static void
append_searches (GString *out, SondeMessage *message)
{
  g_autofree char *searches = sonde_export_dup_searches_markdown (message);

  if (searches == NULL)
    return;
  g_string_append_printf (out, "> **%s**\n>\n", _ ("Searches"));
  append_quote (out, searches);
}

/* A fence that is longer than every run of backticks in @text. */
static void
append_code (GString *out, const char *text, const char *language)
{
  gsize longest = 2;
  gsize run = 0;

  for (const char *at = text; *at != '\0'; at++)
    {
      run = *at == '`' ? run + 1 : 0;
      longest = MAX (longest, run);
    }
  for (gsize i = 0; i <= longest; i++)
    g_string_append_c (out, '`');
  g_string_append_printf (out, "%s\n%s\n", language, text);
  for (gsize i = 0; i <= longest; i++)
    g_string_append_c (out, '`');
  g_string_append (out, "\n\n");
}

static void
append_url (GString *out, const char *url)
{
  g_autofree char *safe = g_uri_escape_string (url, ":/?#[]@!$&'()*+,;=%~", FALSE);

  g_string_append_printf (out, "<%s>", safe);
}

/* Only web addresses become links: a reader that opens "javascript:" exists. */
static void
append_source (GString *out, guint answer, SondeSource *source)
{
  const char *url = sonde_source_get_url (source) != NULL ? sonde_source_get_url (source) : "";
  const char *title = sonde_source_get_title (source);
  const char *date = sonde_source_get_date (source);
  g_autofree char *scheme = g_uri_parse_scheme (url);
  g_autofree char *name = sonde_export_dup_inline (title != NULL && *title != '\0' ? title : url);

  g_string_append_printf (out, "[^%u-%u]: ", answer, sonde_source_get_number (source));
  if (g_strcmp0 (scheme, "https") == 0 || g_strcmp0 (scheme, "http") == 0)
    {
      g_string_append_printf (out, "[%s](", name);
      append_url (out, url);
      g_string_append_c (out, ')');
    }
  else
    g_string_append (out, name);
  if (date != NULL && *date != '\0')
    {
      g_autofree char *day = sonde_export_dup_inline (date);

      g_string_append_printf (out, ", %s", day);
    }
  g_string_append_c (out, '\n');
}

static gboolean
is_cited (GArray *cited, guint number)
{
  for (guint i = 0; i < cited->len; i++)
    if (g_array_index (cited, guint, i) == number)
      return TRUE;
  return FALSE;
}

/* Readers drop footnotes that nothing refers to, so the sources without a mark get one after the answer. */
static void
append_sources (GString *out, SondeMessage *message, guint answer, GArray *cited)
{
  GListModel *sources = sonde_message_get_sources (message);
  guint n = sources != NULL ? g_list_model_get_n_items (sources) : 0;
  g_autoptr (GString) notes = g_string_new (NULL);
  g_autoptr (GString) others = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SondeSource) source = g_list_model_get_item (sources, i);

      if (!is_cited (cited, sonde_source_get_number (source)))
        g_string_append_printf (others, "[^%u-%u]", answer, sonde_source_get_number (source));
      append_source (notes, answer, source);
    }
  if (others->len > 0)
    g_string_append_printf (
      out, "%s %s\n\n", cited->len > 0 ? _ ("Also found:") : _ ("Sources:"), others->str);
  if (n > 0)
    g_string_append_printf (out, "%s\n", notes->str);
}

/* Links to the attachments, which lie in a folder beside the file. Gives what follows them. */
static const char *
append_attachments (GString *out, SondeExportDocument *document, SondeMessage *message)
{
  const char *rest = sonde_message_get_content (message);
  g_autoptr (GPtrArray) found = NULL;

  if (document->folder == NULL || sonde_message_get_role (message) != SONDE_ROLE_USER)
    return rest;
  found = sonde_export_attachments_find (rest, &rest);
  for (guint i = 0; i < found->len; i++)
    {
      SondeExportAttachment *attachment = g_ptr_array_index (found, i);
      g_autofree char *name = sonde_export_dup_inline (attachment->name);
      g_autofree char *address = sonde_export_folder_add (document->folder, attachment);

      g_string_append_printf (out, "[%s](%s)\n\n", name, address);
    }
  return rest;
}

static void
append_answer (GString *out, SondeExportDocument *document, SondeMessage *message, guint number)
{
  const SondeExportOptions *options = &document->options;
  g_autofree char *reference = options->sources ? g_strdup_printf ("[^%u-", number) : NULL;
  g_autofree char *calls = sonde_export_dup_other_calls (message);
  g_autoptr (GArray) cited = g_array_new (FALSE, FALSE, sizeof (guint));
  SondeExportProse prose = { reference, sonde_export_get_n_sources (message), cited, TRUE };

  append_reasoning (out, message);
  if (options->sources)
    append_searches (out, message);
  sonde_export_append_prose (out, append_attachments (out, document, message), &prose);
  g_string_append_c (out, '\n');
  if (calls != NULL)
    append_code (out, calls, "json");
  if (options->sources)
    append_sources (out, message, number, cited);
}

static void
append_message (GString *out, SondeExportDocument *document, SondeMessage *message, guint number)
{
  g_autofree char *heading = sonde_export_dup_heading (document, message);
  g_autofree char *about = sonde_export_dup_about (document, message);
  g_autofree char *about_inline = sonde_export_dup_inline (about);

  g_string_append_printf (out, "## %s\n\n", heading);
  if (*about_inline != '\0')
    g_string_append_printf (out, "*%s*\n\n", about_inline);
  if (sonde_message_get_role (message) == SONDE_ROLE_TOOL)
    append_code (out, sonde_message_get_content (message), "");
  else
    append_answer (out, document, message, number);
}

static void
append_head (GString *out, SondeExportDocument *document)
{
  SondeConversation *conversation = document->conversation;
  const char *title = sonde_conversation_get_title (conversation);
  const char *system_prompt = sonde_conversation_get_system_prompt (conversation);
  g_autofree char *line = sonde_export_dup_title (document);
  g_autofree char *heading = sonde_export_dup_inline (line);

  g_string_append (out, "---\n");
  append_yaml (out, "title", title != NULL ? title : "");
  append_yaml_time (out, "created", sonde_conversation_get_created (conversation));
  append_yaml_time (out, "updated", sonde_conversation_get_updated (conversation));
  g_string_append (out, "generator: Sonde " SONDE_VERSION "\n---\n\n");
  g_string_append_printf (out, "# %s\n\n", heading);
  if (sonde_export_has_text (system_prompt))
    {
      g_string_append_printf (out, "> **%s**\n>\n", _ ("System prompt"));
      append_quote (out, system_prompt);
    }
}

gboolean
sonde_export_markdown (SondeExportDocument *document, SondeExportSink *sink, GError **error)
{
  append_head (sink->text, document);
  for (guint i = 0; i < document->messages->len; i++)
    {
      append_message (sink->text, document, g_ptr_array_index (document->messages, i), i + 1);
      if (!sonde_export_sink_step (sink, error))
        return FALSE;
    }
  return sonde_export_sink_flush (sink, error);
}
