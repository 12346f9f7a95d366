/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation-list.h"
#include "sonde-engine.h"
#include "sonde-page-reader.h"

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
  SondePageReader *reader; /* from the first page on */
  GHashTable     *toolless; /* of char *: providers and models that did not call tools */
  GHashTable     *known;   /* gint64 id → SondeConversation: one object for each conversation */
  GHashTable     *turns;   /* SondeConversation → SondeTurn */
  GHashTable     *titles;  /* SondeConversation → GCancellable of the title that is on its way */
  GHashTable     *shown;   /* SondeConversation → how many windows show it */
  GPtrArray      *lists;   /* borrowed: each takes itself out when it ends */
  GListStore     *folders;
  GListStore     *prompts;
  GCancellable   *beside;  /* of backups and checks, which have connections of their own to the history */
  GTask          *restoring; /* waits for the end of those */
  struct _SondeEngineCopies *copies; /* see sonde-engine-copies-private.h */

  /* State */
  guint           backup_source; /* looks whether one is due */
  gint64          latest; /* when the last of all conversations was updated */
  gboolean        tells_shown; /* a window says what it shows */
  gboolean        opened;
  guint           n_beside; /* backups and checks that run */
  int             n_imports; /* atomic: that run */
  gboolean        on_disk; /* the history is */
  gboolean        backing_up; /* by itself */
  gboolean        in_background; /* what nobody waits for was begun */
  gboolean        streaming;
  gboolean        makes_titles;
  gboolean        saved; /* what is fetched may be kept */
};

void sonde_engine_remember          (SondeEngine       *self,
                                     SondeConversation *conversation);
/* Puts a new or changed conversation where it belongs in each list. */
void sonde_engine_list_conversation (SondeEngine       *self,
                                     SondeConversation *conversation);
void sonde_engine_unlist            (SondeEngine       *self,
                                     SondeConversation *conversation);
/* The object that stands for @listed: the known one, brought up to date, or @listed itself. */
SondeConversation *
     sonde_engine_merge             (SondeEngine       *self,
                                     SondeConversation *listed);
/* Something was said in @conversation. */
void sonde_engine_touch             (SondeEngine       *self,
                                     SondeConversation *conversation);
void sonde_engine_load_library      (SondeEngine       *self);
void sonde_engine_say               (SondeEngine       *self,
                                     const char        *sentence);
void sonde_engine_report            (SondeEngine       *self,
                                     const GError      *error);
void sonde_engine_abandon_turns     (SondeEngine       *self);
/* sonde-engine-titles.c: an answer of @conversation is complete, which may be the first one. */
void sonde_engine_make_title        (SondeEngine       *self,
                                     SondeConversation *conversation);
void sonde_engine_stop_title        (SondeEngine       *self,
                                     SondeConversation *conversation);
void sonde_engine_stop_titles       (SondeEngine       *self);
/* sonde-engine-backup.c: the daily backup, from now on and until it is stopped */
void sonde_engine_start_backups     (SondeEngine       *self);
void sonde_engine_stop_backups      (SondeEngine       *self);
/* sonde-engine-restore.c: one of those beside has ended */
void sonde_engine_go_on_restoring   (SondeEngine       *self);
/* The history is open: with what was put aside (nullable), and why it lives in memory (nullable). */
void sonde_engine_take_opened       (SondeEngine       *self,
                                     const char        *copied_aside,
                                     const GError      *problem);
void sonde_engine_emit_closing      (SondeEngine       *self);
void sonde_engine_emit_reopened     (SondeEngine       *self,
                                     gboolean           same);
/* Whether @model did not call tools when it was told to, since the program began. */
gboolean sonde_engine_lacks_tools     (SondeEngine       *self,
                                     SondeProvider     *provider,
                                     const char        *model);
void sonde_engine_set_lacks_tools   (SondeEngine       *self,
                                     SondeProvider     *provider,
                                     const char        *model);

G_END_DECLS
