/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* What was typed and not sent: that of the new chat is kept by the window, that of others in the history. */

#include "sonde-window-private.h"

#define DRAFT_GONE_MS 1000

static void
save_new_draft (SondeWindow *self)
{
  g_clear_handle_id (&self->draft_source, g_source_remove);
  if (self->new_chat && self->draft_slot != 0)
    sonde_drafts_set_text (self->drafts, self->draft_slot, sonde_conversation_get_draft (self->new_chat));
}

static gboolean
draft_timeout_cb (gpointer user_data)
{
  SondeWindow *self = user_data;

  self->draft_source = 0;
  save_new_draft (self);
  return G_SOURCE_REMOVE;
}

void
sonde_window_files_changed (SondeWindow *self)
{
  g_auto (GStrv) uris = sonde_composer_dup_files (self->composer);

  sonde_drafts_set_files (self->drafts,
                          sonde_conversation_get_id (self->conversation),
                          self->draft_slot,
                          (const char *const *) uris);
}

/* Those of the last run, once: from then on the conversation has them. */
void
sonde_window_restore_files (SondeWindow *self)
{
  GObject *conversation = G_OBJECT (self->conversation);
  gboolean restored = g_object_get_data (conversation, "files-restored") != NULL;
  g_auto (GStrv) uris = restored ? NULL
                                 : sonde_drafts_dup_files (self->drafts,
                                                           sonde_conversation_get_id (self->conversation),
                                                           self->draft_slot);

  g_object_set_data (conversation, "files-restored", GINT_TO_POINTER (TRUE));
  for (char **uri = uris; uri && *uri; uri++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (*uri);

      sonde_composer_attach (self->composer, file);
    }
}

/* What was typed is written at once. That it is gone is written a moment later: until the message is in the
 * history, nothing else remembers it. */
void
sonde_window_draft_changed (SondeWindow *self)
{
  const char *draft = sonde_conversation_get_draft (self->conversation);

  if (self->conversation != self->new_chat)
    return;
  if (draft && *draft != '\0')
    save_new_draft (self);
  else if (self->draft_source == 0)
    self->draft_source = g_timeout_add (DRAFT_GONE_MS, draft_timeout_cb, self);
}

void
sonde_window_restore_draft (SondeWindow *self)
{
  self->draft_slot = sonde_drafts_claim (self->drafts);
  self->draft = sonde_drafts_dup_text (self->drafts, self->draft_slot);
  sonde_conversation_set_draft (sonde_window_ensure_new_chat (self), self->draft);
}

void
sonde_window_release_draft (SondeWindow *self)
{
  sonde_window_ensure_new_chat (self);
  save_new_draft (self);
  sonde_drafts_release (self->drafts, self->draft_slot);
  self->draft_slot = 0;
}

/* Whether the person was quicker than the history: then the new chat stays. */
gboolean
sonde_window_has_typed (SondeWindow *self)
{
  const char *draft;

  sonde_composer_save_draft (self->composer);
  draft = sonde_conversation_get_draft (self->conversation);
  return g_strcmp0 (draft ? draft : "", self->draft ? self->draft : "") != 0;
}
