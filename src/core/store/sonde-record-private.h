/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation.h"
#include "sonde-search-step.h"
#include "sonde-source.h"

G_BEGIN_DECLS

/* What conversations and messages look like on the way between the main thread, which owns the objects, and
 * the thread of the database: plain copies. */

typedef struct
{
  gint64     id;
  gint64     conversation;
  gint64     parent;
  gint64     chosen_child;
  int        role;
  char      *content;
  char      *reasoning;
  int        state;
  char      *writer; /* only read */
  int        mode;
  char      *provider;
  char      *model;
  gint64     created;
  gint64     finished;
  gint64     thinking_ms;
  gint64     first_token;
  char      *finish_reason;
  SondeUsage *usage;
  char      *raw;
  char      *tool_call_id;
  char      *error_nick;
  int        error_http;
  char      *error_words;
  char      *search_query;
  guint      left_out;
  guint      version; /* counted only for the end of a long conversation */
  guint      n_versions;
  GPtrArray *sources; /* of SondeSource, which are immutable */
  GPtrArray *steps;   /* of SondeSearchStep: copies */
} SondeMessageRecord;

typedef struct
{
  gint64     id;
  char      *title;
  int        title_typed;
  gint64     created;
  gint64     updated;
  int        pinned;
  char      *folder;
  char      *provider;
  int        mode;
  char      *models[SONDE_N_SLOTS];
  int        effort;
  char      *system_prompt;
  char      *draft;
  SondeParameters parameters;
  char      *view; /* only read, and only when it is loaded */
  gint64     deleted; /* only read */
  int        archived;
  int        unread;
  gint64     chosen_root;
  guint      n_messages;
  GPtrArray *messages; /* of SondeMessageRecord; NULL in a list */
  GArray    *older;    /* of gint64: the messages that are not among them, the youngest first; or NULL */
} SondeConversationRecord;

SondeMessageRecord      *sonde_message_record_new       (SondeMessage            *message);
void                     sonde_message_record_free      (SondeMessageRecord      *self);
SondeMessage            *sonde_message_record_to_message (const SondeMessageRecord *self);
GPtrArray               *sonde_message_records_to_messages (GPtrArray            *records);

SondeConversationRecord *sonde_conversation_record_new  (SondeConversation       *conversation);
void                     sonde_conversation_record_free (SondeConversationRecord *self);
void                     sonde_conversation_record_fill (const SondeConversationRecord *self,
                                                         SondeConversation       *conversation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeMessageRecord, sonde_message_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeConversationRecord, sonde_conversation_record_free)

G_END_DECLS
