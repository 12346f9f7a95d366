/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation.h"
#include "sonde-json-value.h"

G_BEGIN_DECLS

/**
 * SondeImportBuilder:
 *
 * Makes a conversation of nodes with ids of their own, in any order: orphans and rings begin the conversation,
 * nodes that are not shown hand their children to their parent and what was thought in them to the answers below.
 * Nothing recurses, and all of it takes linear time but for sorting.
 */
typedef struct _SondeImportBuilder SondeImportBuilder;

SondeImportBuilder *sonde_import_builder_new         (const SondeJsonValue *head);
void                sonde_import_builder_free        (SondeImportBuilder   *self);

/* The head: what the conversation itself is. */
SondeConversation  *sonde_import_builder_get_conversation (SondeImportBuilder *self);
/* Names the message whose branch is shown; where there is none of that name the deepest is. */
void                sonde_import_builder_set_current (SondeImportBuilder   *self,
                                                      const char           *id);

/* @id, @parent (nullable): live until the builder is freed. @message (transfer full) (nullable): %NULL is not
 * shown; @thought (transfer full) (nullable) of such a node. @time: microseconds, 0 where it is not known. */
void                sonde_import_builder_add         (SondeImportBuilder   *self,
                                                      const char           *id,
                                                      const char           *parent,
                                                      SondeMessage         *message,
                                                      gint64                time,
                                                      char                 *thought);
/* The same, after the last node that was added. */
void                sonde_import_builder_append      (SondeImportBuilder   *self,
                                                      const char           *id,
                                                      SondeMessage         *message,
                                                      gint64                time);
guint               sonde_import_builder_get_n_shown (SondeImportBuilder   *self);
/* (transfer full) (nullable): %NULL when there is no message. */
SondeConversation  *sonde_import_builder_finish      (SondeImportBuilder   *self);

/* A complete message of @content (transfer full). */
SondeMessage       *sonde_import_message             (SondeRole             role,
                                                      char                 *content);
/* Microseconds since 1970; 0 for what is no time that a conversation can have. Seconds, milliseconds,
 * microseconds or RFC 3339. */
gint64              sonde_import_time                (const SondeJsonValue *object,
                                                      const char           *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeImportBuilder, sonde_import_builder_free)

G_END_DECLS
