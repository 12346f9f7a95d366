/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-private.h"

#include <glib/gi18n-lib.h>

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
append_message (GString *out, SondeMessage *message)
{
  g_autofree char *about = sonde_export_dup_about (message);
  g_autofree char *calls = sonde_export_dup_calls (message);
  g_autoptr (GArray) cited = g_array_new (FALSE, FALSE, sizeof (guint));
  GListModel *sources = sonde_message_get_sources (message);
  SondeExportProse prose = { "[", sources != NULL ? g_list_model_get_n_items (sources) : 0, cited, FALSE };
  const char *reasoning = sonde_message_get_reasoning (message);

  g_string_append_printf (out, "%s (%s)\n\n", sonde_export_role_name (message), about);
  if (reasoning != NULL && *reasoning != '\0')
    append_indented (out, _ ("Thoughts:"), reasoning);
  sonde_export_append_prose (out, sonde_message_get_content (message), &prose);
  g_string_append_c (out, '\n');
  if (calls != NULL)
    append_indented (out, _ ("Tool calls:"), calls);
  append_sources (out, sources);
}

char *
sonde_export_text (SondeConversation *conversation)
{
  GListModel *branch = sonde_conversation_get_branch (conversation);
  const char *title = sonde_conversation_get_title (conversation);
  const char *system_prompt = sonde_conversation_get_system_prompt (conversation);
  g_autofree char *line = sonde_export_dup_line (title != NULL ? title : "");
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "%s\n\n", *line != '\0' ? line : _ ("Untitled"));
  if (system_prompt != NULL && *system_prompt != '\0')
    append_indented (out, _ ("System prompt:"), system_prompt);
  for (guint i = 0; i < g_list_model_get_n_items (branch); i++)
    {
      g_autoptr (SondeMessage) message = g_list_model_get_item (branch, i);

      append_message (out, message);
    }
  return g_string_free (out, FALSE);
}
