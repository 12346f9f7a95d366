/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-position.h"

#include <stdio.h>

/** Returns: (transfer full) (nullable): where the reader is; %NULL while the message has no id yet */
char *
sonde_position_dup (SondeTranscriptView *view)
{
  guint item = 0;
  int offset = 0;

  if (sonde_transcript_view_get_following (view) || sonde_transcript_view_get_n_items (view) == 0)
    return NULL;
  sonde_transcript_view_get_anchor (view, &item, &offset);
  return g_strdup_printf (
    "%" G_GINT64_FORMAT " %d", sonde_message_get_id (sonde_transcript_view_get_message (view, item)), offset);
}

/** Returns: (transfer full): the beginning of a message */
char *
sonde_position_of_message (gint64 id)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, id);
}

/** Goes there; %FALSE when the message is not there, or not yet. */
gboolean
sonde_position_restore (SondeTranscriptView *view, const char *position)
{
  gint64 id = 0;
  int offset = 0;
  int n_read = sscanf (position, "%" G_GINT64_FORMAT " %d", &id, &offset);

  for (guint i = 0; n_read > 0 && i < sonde_transcript_view_get_n_items (view); i++)
    {
      if (sonde_message_get_id (sonde_transcript_view_get_message (view, i)) != id)
        continue;
      if (n_read == 1)
        sonde_transcript_view_scroll_to_item (view, i);
      else
        sonde_transcript_view_set_anchor (view, i, offset);
      return TRUE;
    }
  return n_read <= 0;
}
