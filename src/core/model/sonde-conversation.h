/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sonde-message.h"
#include "sonde-parameters.h"

G_BEGIN_DECLS

/** Where a conversation is listed. */
typedef enum
{
  SONDE_SHELF_CURRENT,
  SONDE_SHELF_ARCHIVED,
  SONDE_SHELF_DELETED,
} SondeShelf;

/**
 * SondeConversation:
 *
 * A title, the settings of a conversation and a tree of messages. Alternatives of a turn are siblings;
 * each parent remembers which child is shown, and the shown branch is a #GListModel of #SondeMessage.
 * A conversation from a list has no messages until it is loaded ("loaded"). Every setter notifies.
 * Main thread only.
 */
#define SONDE_TYPE_CONVERSATION (sonde_conversation_get_type ())
G_DECLARE_FINAL_TYPE (SondeConversation, sonde_conversation, SONDE, CONVERSATION, GObject)

SondeConversation *sonde_conversation_new               (void);

gint64        sonde_conversation_get_id                 (SondeConversation *self);
void          sonde_conversation_set_id                 (SondeConversation *self,
                                                         gint64             id);
const char   *sonde_conversation_get_title              (SondeConversation *self);
void          sonde_conversation_set_title              (SondeConversation *self,
                                                         const char        *title);
gboolean      sonde_conversation_get_title_typed        (SondeConversation *self);
void          sonde_conversation_set_title_typed        (SondeConversation *self,
                                                         gboolean           typed);
gint64        sonde_conversation_get_created            (SondeConversation *self);
void          sonde_conversation_set_created            (SondeConversation *self,
                                                         gint64             real_time_us);
gint64        sonde_conversation_get_updated            (SondeConversation *self);
void          sonde_conversation_set_updated            (SondeConversation *self,
                                                         gint64             real_time_us);
gboolean      sonde_conversation_get_pinned             (SondeConversation *self);
void          sonde_conversation_set_pinned             (SondeConversation *self,
                                                         gboolean           pinned);
const char   *sonde_conversation_get_folder             (SondeConversation *self);
void          sonde_conversation_set_folder             (SondeConversation *self,
                                                         const char        *folder);
const char   *sonde_conversation_get_provider           (SondeConversation *self);
void          sonde_conversation_set_provider           (SondeConversation *self,
                                                         const char        *provider_id);
SondeMode     sonde_conversation_get_mode               (SondeConversation *self);
void          sonde_conversation_set_mode               (SondeConversation *self,
                                                         SondeMode          mode);
const char   *sonde_conversation_get_model              (SondeConversation *self,
                                                         SondeModelSlot     slot);
void          sonde_conversation_set_model              (SondeConversation *self,
                                                         SondeModelSlot     slot,
                                                         const char        *model);
SondeEffort   sonde_conversation_get_effort             (SondeConversation *self);
void          sonde_conversation_set_effort             (SondeConversation *self,
                                                         SondeEffort        effort);
const char   *sonde_conversation_get_system_prompt      (SondeConversation *self);
void          sonde_conversation_set_system_prompt      (SondeConversation *self,
                                                         const char        *prompt);
const char   *sonde_conversation_get_draft              (SondeConversation *self);
void          sonde_conversation_set_draft              (SondeConversation *self,
                                                         const char        *draft);
const SondeParameters *
              sonde_conversation_get_parameters         (SondeConversation *self);
void          sonde_conversation_set_parameters         (SondeConversation *self,
                                                         const SondeParameters *parameters);
const char   *sonde_conversation_get_view               (SondeConversation *self);
void          sonde_conversation_set_view               (SondeConversation *self,
                                                         const char        *view);
gint64        sonde_conversation_get_deleted            (SondeConversation *self);
void          sonde_conversation_set_deleted            (SondeConversation *self,
                                                         gint64             real_time_us);
gboolean      sonde_conversation_get_archived           (SondeConversation *self);
void          sonde_conversation_set_archived           (SondeConversation *self,
                                                         gboolean           archived);
gboolean      sonde_conversation_get_unread             (SondeConversation *self);
void          sonde_conversation_set_unread             (SondeConversation *self,
                                                         gboolean           unread);
guint         sonde_conversation_get_n_messages         (SondeConversation *self);
void          sonde_conversation_set_n_messages         (SondeConversation *self,
                                                         guint              n_messages);
gboolean      sonde_conversation_get_busy               (SondeConversation *self);
void          sonde_conversation_set_busy               (SondeConversation *self,
                                                         gboolean           busy);

/* The tree */
gboolean      sonde_conversation_get_loaded             (SondeConversation *self);
void          sonde_conversation_set_messages           (SondeConversation *self,
                                                         GPtrArray         *messages);
void          sonde_conversation_set_tail               (SondeConversation *self,
                                                         GPtrArray         *tail,
                                                         guint              n_messages);
void          sonde_conversation_add_older              (SondeConversation *self,
                                                         GPtrArray         *messages);
void          sonde_conversation_complete               (SondeConversation *self);
gboolean      sonde_conversation_get_complete           (SondeConversation *self);
GPtrArray    *sonde_conversation_get_messages           (SondeConversation *self);
GListModel   *sonde_conversation_get_branch             (SondeConversation *self);
gint64        sonde_conversation_get_chosen_root        (SondeConversation *self);
void          sonde_conversation_set_chosen_root        (SondeConversation *self,
                                                         gint64             message_id);
SondeMessage *sonde_conversation_find_message           (SondeConversation *self,
                                                         gint64             message_id);
SondeMessage *sonde_conversation_get_last               (SondeConversation *self);
SondeMessage *sonde_conversation_get_parent             (SondeConversation *self,
                                                         SondeMessage      *message);
GPtrArray    *sonde_conversation_dup_path               (SondeConversation *self,
                                                         SondeMessage      *message);
GPtrArray    *sonde_conversation_dup_siblings           (SondeConversation *self,
                                                         SondeMessage      *message);
void          sonde_conversation_add_message            (SondeConversation *self,
                                                         SondeMessage      *message);
void          sonde_conversation_remove_message         (SondeConversation *self,
                                                         SondeMessage      *message);
void          sonde_conversation_choose                 (SondeConversation *self,
                                                         SondeMessage      *message);

G_END_DECLS
