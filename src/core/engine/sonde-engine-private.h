/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-engine.h"

G_BEGIN_DECLS

struct _SondeEngine
{
  GObject         parent_instance;

  /* Owned */
  char           *data_dir;
  SondeConfig    *config;
  SondeCatalogue *catalogue;
  SondeKeyring   *keyring;
  SondeStore     *store;
  SondeHttp      *http;
  GListStore     *conversations;
  GHashTable     *known; /* gint64 id → SondeConversation: one object for each conversation */
  GHashTable     *turns; /* SondeConversation → SondeTurn */
  GCancellable   *listing;

  /* State */
  char           *query;
  gboolean        opened;
  gboolean        streaming;
};

void sonde_engine_list_conversation (SondeEngine       *self,
                                     SondeConversation *conversation);
void sonde_engine_say               (SondeEngine       *self,
                                     const char        *sentence);
void sonde_engine_report            (SondeEngine       *self,
                                     const GError      *error);
void sonde_engine_abandon_turns     (SondeEngine       *self);

G_END_DECLS
