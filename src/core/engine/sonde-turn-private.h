/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-chat.h"
#include "sonde-turn.h"

G_BEGIN_DECLS

struct _SondeTurn
{
  GObject parent_instance;

  /* Borrowed: the engine owns the turn */
  SondeEngine *engine;

  /* Owned */
  SondeConversation *conversation;
  SondeMessage *question;
  SondeMessage *answer;
  SondeProvider *provider;
  SondeChat *chat;
  GCancellable *cancellable;
  GTask *task;
  char *key;
  GPtrArray *pending_tools; /* tool messages that are still to be stored */

  /* State */
  gboolean streaming;
  gboolean abandoned;
  guint tool_rounds;
  gint64 thinking_since; /* monotonic, 0 before and after */
};

/* Shows a sentence to the person. */
void sonde_turn_say          (SondeTurn  *self,
                              const char *sentence);
/* Ends the turn for a reason that lies in or before the answer. Takes @error. */
void sonde_turn_fail         (SondeTurn  *self,
                              GError     *error);
/* Goes on with the request, with or without pages. */
void sonde_turn_send_request (SondeTurn  *self);

/* Searches the web for the question, then sends the request, whatever the search brought. */
void sonde_turn_search       (SondeTurn  *self);
/* Puts what was found into the question of @path (element-type SondeMessage), which is to be sent. */
void sonde_turn_insert_pages (SondeTurn  *self,
                              GPtrArray  *path);

G_END_DECLS
