/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-private.h"

#include <glib/gi18n-lib.h>

/* How an answer was searched for: a reader wants to know what was looked for and read, not the texts of the
 * pages that went to the model. */

static guint
count_steps (SondeMessage *message)
{
  return g_list_model_get_n_items (sonde_message_get_search_steps (message));
}

static SondeMessage *
find_asker (SondeConversation *conversation, SondeMessage *message)
{
  while (message != NULL && sonde_message_get_role (message) == SONDE_ROLE_TOOL)
    message = sonde_conversation_get_parent (conversation, message);
  return message;
}

static gboolean
has_words (SondeMessage *message, gboolean reasoning)
{
  return sonde_export_has_text (sonde_message_get_content (message))
         || (reasoning && sonde_export_has_text (sonde_message_get_reasoning (message)));
}

/** Whether @message asked for searches that went on to another answer, which has all of them. */
gboolean
sonde_export_is_search_step (SondeMessage *message)
{
  g_autofree char *calls = NULL;

  if (sonde_message_get_role (message) != SONDE_ROLE_ASSISTANT || count_steps (message) == 0
      || sonde_message_get_state (message) != SONDE_STATE_COMPLETE)
    return FALSE;
  calls = sonde_export_dup_calls (message);
  return calls != NULL;
}

/** Whether there is nothing in @message for a reader. */
gboolean
sonde_export_is_search_talk (SondeConversation *conversation, SondeMessage *message, gboolean reasoning)
{
  SondeMessage *asker;

  if (sonde_message_get_role (message) != SONDE_ROLE_TOOL)
    return sonde_export_is_search_step (message) && !has_words (message, reasoning);
  asker = find_asker (conversation, message);
  return asker != NULL && count_steps (asker) > 0;
}

/** (nullable): the calls of tools that are no searches, as JSON */
char *
sonde_export_dup_other_calls (SondeMessage *message)
{
  return count_steps (message) > 0 ? NULL : sonde_export_dup_calls (message);
}

/* A query, a page that was read, or a remark. */
static char *
dup_step (SondeSearchStep *step)
{
  const char *text = sonde_search_step_get_text (step);

  switch (sonde_search_step_get_kind (step))
    {
    case SONDE_STEP_SEARCH:
      return g_strdup_printf (_ ("Searched: %s"), text);
    case SONDE_STEP_PAGE:
      if (sonde_search_step_get_state (step) == SONDE_STEP_FAILED)
        return g_strdup_printf (_ ("Not read: %s (%s)"), text, sonde_search_step_get_detail (step));
      return g_strdup_printf (_ ("Read: %s"), text);
    case SONDE_STEP_NOTE:
    default:
      return g_strdup (text);
    }
}

/** (nullable) (array zero-terminated=1): what was searched and read for @message, a line for each */
char **
sonde_export_dup_searches (SondeMessage *message)
{
  GListModel *steps = sonde_message_get_search_steps (message);
  guint n = g_list_model_get_n_items (steps);
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

  if (n == 0 || sonde_export_is_search_step (message))
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SondeSearchStep) step = g_list_model_get_item (steps, i);
      g_autofree char *text = dup_step (step);
      g_autofree char *line = sonde_export_dup_line (text);

      g_strv_builder_add (lines, line);
    }
  return g_strv_builder_end (lines);
}

/** (nullable): the same as a list in Markdown, in which their words are only words */
char *
sonde_export_dup_searches_markdown (SondeMessage *message)
{
  g_auto (GStrv) lines = sonde_export_dup_searches (message);
  GString *list = NULL;

  if (lines == NULL)
    return NULL;
  list = g_string_new (NULL);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = sonde_export_dup_inline (lines[i]);

      g_string_append_printf (list, "- %s\n", line);
    }
  return g_string_free (list, FALSE);
}
