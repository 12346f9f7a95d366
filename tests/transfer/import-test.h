/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation.h"
#include "sonde-import.h"

G_BEGIN_DECLS

/* What an import found. */
typedef struct
{
  GPtrArray *conversations; /* of SondeConversation */
  GPtrArray *sources;       /* of strings, NULL among them */
  GPtrArray *skipped;       /* "TITLE: REASON" */
  guint      n_messages;
  GError    *error;
} Imported;

/* Reads a file, or @json from a file of its own. */
void          imported_read    (Imported          *self,
                                const char        *path);
void          imported_parse   (Imported          *self,
                                const char        *json);
void          imported_clear   (Imported          *self);
SondeConversation *imported_get (Imported         *self,
                                guint              i);
/* Message @i of the shown branch. */
SondeMessage *shown            (SondeConversation *conversation,
                                guint              i);
guint         n_shown          (SondeConversation *conversation);
/* Message @id of the tree. */
SondeMessage *stored           (SondeConversation *conversation,
                                gint64             id);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Imported, imported_clear)

G_END_DECLS
