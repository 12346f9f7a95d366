/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-private.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "sonde-error.h"
#include "sonde-message-summary.h"

const char *
sonde_export_role_name (SondeMessage *message)
{
  switch (sonde_message_get_role (message))
    {
    case SONDE_ROLE_USER:
      return _ ("You");
    case SONDE_ROLE_TOOL:
      return _ ("Tool");
    case SONDE_ROLE_ASSISTANT:
    default:
      return _ ("Assistant");
    }
}

/* @text on one line without control characters. */
char *
sonde_export_dup_line (const char *text)
{
  GString *line = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        g_string_append_c (line, ' ');
      else
        g_string_append_unichar (line, c);
    }
  return g_strstrip (g_string_free (line, FALSE));
}

/* @text on one line, every character that Markdown reads escaped. */
char *
sonde_export_dup_inline (const char *text)
{
  g_autofree char *line = sonde_export_dup_line (text);
  GString *out = g_string_new (NULL);

  for (const char *at = line; *at != '\0'; at++)
    {
      if (strchr ("\\`*_{}[]<>#|~&!$", *at) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *at);
    }
  return g_string_free (out, FALSE);
}

static char *
dup_state (SondeMessage *message)
{
  SondeErrorExplanation explanation = { 0 };

  switch (sonde_message_get_state (message))
    {
    case SONDE_STATE_STREAMING:
      return g_strdup (_ ("still being written"));
    case SONDE_STATE_INTERRUPTED:
      return g_strdup (_ ("interrupted"));
    case SONDE_STATE_FAILED:
      if (sonde_message_get_error (message) == NULL)
        return g_strdup (_ ("failed"));
      sonde_error_explain (sonde_message_get_error (message), &explanation);
      return g_strdup_printf (_ ("failed: %s"), explanation.sentence);
    case SONDE_STATE_COMPLETE:
    default:
      return NULL;
    }
}

static void
take_part (GPtrArray *parts, char *part)
{
  if (part != NULL && *part != '\0')
    g_ptr_array_add (parts, part);
  else
    g_free (part);
}

static char *
dup_version (SondeMessage *message)
{
  if (sonde_message_get_n_versions (message) < 2)
    return NULL;
  /* Translators: of the alternatives of a message */
  return g_strdup_printf (
    _ ("version %u of %u"), sonde_message_get_version (message), sonde_message_get_n_versions (message));
}

/* Where alternatives are written one after the other, what a message follows is not always what stands before
 * it. */
static char *
dup_place (SondeExportDocument *document, SondeMessage *message)
{
  guint parent = sonde_export_document_get_number (document, sonde_message_get_parent_id (message));
  guint number = sonde_export_document_get_number (document, sonde_message_get_id (message));

  if (parent == 0 || parent + 1 == number)
    return NULL;
  /* Translators: %u is the number of the message that this one answers */
  return g_strdup_printf (_ ("after message %u"), parent);
}

static char *
dup_time (gint64 real_time_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (real_time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL && real_time_us > 0 ? g_date_time_format (local, "%Y-%m-%d %H:%M %:z") : NULL;
}

/* What the answer took, by the counts of its server. */
static char *
dup_tokens (SondeMessage *message)
{
  const SondeUsage *usage = sonde_message_get_usage (message);

  if (usage == NULL || usage->prompt_tokens < 0 || usage->completion_tokens < 0)
    return NULL;
  g_autofree char *asked = g_strdup_printf ("%" G_GINT64_FORMAT, usage->prompt_tokens);
  g_autofree char *answered = g_strdup_printf ("%" G_GINT64_FORMAT, usage->completion_tokens);

  /* Translators: what an answer took, for example "1200 + 350 tokens": those of the question and of the
   * answer */
  return g_strdup_printf (_ ("%s + %s tokens"), asked, answered);
}

static void
take_details (GPtrArray *parts, SondeMessage *message)
{
  gboolean answer = sonde_message_get_role (message) == SONDE_ROLE_ASSISTANT;
  const char *model = sonde_message_get_model (message);

  take_part (parts, dup_time (sonde_message_get_created (message)));
  if (answer && model != NULL)
    take_part (parts, sonde_export_dup_line (model));
  if (!answer)
    return;
  take_part (parts, g_strdup (sonde_mode_to_string (sonde_message_get_mode (message))));
  take_part (parts, dup_tokens (message));
  take_part (parts, g_strdup (sonde_export_document_get_cost (message)));
  take_part (parts, sonde_message_dup_speed (message));
}

/**
 * sonde_export_dup_about:
 *
 * Returns: (transfer full): time, model, mode, tokens and state of @message, as one line; "" where there is
 * nothing to say
 */
char *
sonde_export_dup_about (SondeExportDocument *document, SondeMessage *message)
{
  const SondeExportOptions *options = &document->options;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (options->details)
    take_details (parts, message);
  if (options->whole_tree)
    {
      take_part (parts, dup_version (message));
      take_part (parts, dup_place (document, message));
    }
  if (sonde_message_is_canned (message))
    take_part (parts, g_strdup (_ ("canned answer of the demonstration")));
  take_part (parts, dup_state (message));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

/** Who speaks; with the number of the message where alternatives are written. */
char *
sonde_export_dup_heading (SondeExportDocument *document, SondeMessage *message)
{
  const char *name = sonde_export_role_name (message);
  guint number = sonde_export_document_get_number (document, sonde_message_get_id (message));

  return document->options.whole_tree ? g_strdup_printf ("%u. %s", number, name) : g_strdup (name);
}

/** The heading of what a model thought. */
char *
sonde_export_dup_thinking (SondeMessage *message)
{
  gint64 seconds = (sonde_message_get_thinking_ms (message) + 500) / 1000;

  if (seconds <= 0)
    return g_strdup (_ ("Thoughts"));
  return g_strdup_printf (
    g_dngettext (GETTEXT_PACKAGE, "Thought for %d second", "Thought for %d seconds", seconds), (int) seconds);
}

/** The title on one line; "Untitled" where there is none. */
char *
sonde_export_dup_title (SondeExportDocument *document)
{
  const char *title = sonde_conversation_get_title (document->conversation);
  g_autofree char *line = sonde_export_dup_line (title != NULL ? title : "");

  return *line != '\0' ? g_steal_pointer (&line) : g_strdup (_ ("Untitled"));
}

gboolean
sonde_export_has_text (const char *text)
{
  return text != NULL && *text != '\0';
}

guint
sonde_export_get_n_sources (SondeMessage *message)
{
  GListModel *sources = sonde_message_get_sources (message);

  return sources != NULL ? g_list_model_get_n_items (sources) : 0;
}

/* The tool calls of an answer as pretty JSON, or NULL. */
char *
sonde_export_dup_calls (SondeMessage *message)
{
  const char *raw = sonde_message_get_raw (message);
  g_autoptr (JsonNode) root = raw != NULL ? json_from_string (raw, NULL) : NULL;
  JsonNode *calls = NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    calls = json_object_get_member (json_node_get_object (root), "tool_calls");
  if (calls == NULL || !JSON_NODE_HOLDS_ARRAY (calls)
      || json_array_get_length (json_node_get_array (calls)) == 0)
    return NULL;
  return json_to_string (calls, TRUE);
}
