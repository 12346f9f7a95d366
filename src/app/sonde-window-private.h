/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-banner.h"
#include "sonde-composer.h"
#include "sonde-conversation-list.h"
#include "sonde-drafts.h"
#include "sonde-find-bar.h"
#include "sonde-sidebar.h"
#include "sonde-transcript.h"
#include "sonde-window.h"

G_BEGIN_DECLS

struct _SondeWindow
{
  AdwApplicationWindow parent_instance;

  /* template widgets */
  AdwToastOverlay *pages;  /* holds the flap, the first-run page or the page for a key */
  AdwToastOverlay *toasts; /* above the composer */
  AdwFlap *flap;
  SondeSidebar *sidebar;
  GtkWidget *header;
  AdwWindowTitle *title;
  GtkWidget *find_button;
  GtkWidget *menu_button;
  SondeBanner *key_banner;
  SondeBanner *problem_banner;
  SondeTranscript *transcript;
  SondeComposer *composer;
  GtkWidget *composer_clamp;
  GtkBox *content;
  GtkLabel *left_out;

  /* owned */
  SondeEngine *engine;
  GSettings *settings;
  SondeDrafts *drafts;
  SondeConversationList *list; /* of the sidebar */
  SondeConversation *conversation;
  SondeConversation *new_chat; /* the one that is not stored yet, with its draft */
  GSignalGroup *conversation_signals;
  GCancellable *loading;       /* of the conversation being opened */
  GCancellable *listing;       /* of the models being asked for */
  GCancellable *searching;     /* of the words in the sidebar */
  GSignalGroup *result_signals; /* of the conversation among the results that something was done with */
  GHashTable *models;          /* address of a provider → GStrv, while the program runs */
  char *provider_id;           /* of new conversations, where it is not the default */
  char *draft;                 /* of the new chat, as the last run left it */
  char *words;                 /* to be marked in the conversation that is being opened */
  gint64 message_id;           /* to be scrolled to in it */
  gint64 found_id;             /* in the shown one; to be chosen when all of it is there */
  char *pending_text;          /* to be asked when the history is open */
  gint64 pending_id;           /* to be opened then; 0 for none */

  /* borrowed */
  SondeFindBar *find_bar;      /* in content, made when it is first asked for */
  GtkWidget *menu;             /* of menu_button, the same */

  /* state */
  gboolean history_open;
  gboolean key_missing;        /* of the default provider, when the history was opened */
  guint draft_slot;            /* of the new chat; 0 when the window is closed */
  guint draft_source;
  guint elsewhere_source;
  guint context_source;
  guint search_source;
};

typedef struct
{
  const char *name;
  const char *type; /* of the parameter, NULL for none */
  GtkWidgetActionActivateFunc activate;
} SondeWindowAction;

void sonde_window_install          (GtkWidgetClass    *widget_class,
                                    const SondeWindowAction *actions,
                                    gsize              n_actions);
void sonde_window_install_actions  (GtkWidgetClass    *widget_class);
/* Each in a file of its own, for sonde_window_install_actions(). */
void sonde_window_install_conversation_actions
                                   (GtkWidgetClass    *widget_class);
void sonde_window_install_folder_actions
                                   (GtkWidgetClass    *widget_class);
void sonde_window_install_search_actions
                                   (GtkWidgetClass    *widget_class);
void sonde_window_install_message_actions
                                   (GtkWidgetClass    *widget_class);
void sonde_window_install_link_actions
                                   (GtkWidgetClass    *widget_class);
void sonde_window_install_setup_actions
                                   (GtkWidgetClass    *widget_class);
void sonde_window_install_import_actions
                                   (GtkWidgetClass    *widget_class);
void sonde_window_install_export_actions
                                   (GtkWidgetClass    *widget_class);
void sonde_window_accept_drops     (SondeWindow       *self);
void sonde_window_install_menu_actions
                                   (GtkWidgetClass    *widget_class);
void sonde_window_install_zoom_actions
                                   (GtkWidgetClass    *widget_class);
void sonde_window_update_actions   (SondeWindow       *self);
void sonde_window_follow_zoom      (SondeWindow       *self);
GtkWidget *sonde_window_create_zoom_row
                                   (SondeWindow       *self);

/* Shows @conversation, loaded or new. */
void sonde_window_set_conversation (SondeWindow       *self,
                                    SondeConversation *conversation);
/* Opens a conversation at a message (0: where it was left) with @words (nullable) marked. */
void sonde_window_open_at          (SondeWindow       *self,
                                    gint64             conversation_id,
                                    gint64             message_id,
                                    const char        *words);
GPtrArray *sonde_window_dup_conversations
                                   (SondeWindow       *self,
                                    GVariant          *ids);
void sonde_window_fill_sidebar     (SondeWindow       *self);
void sonde_window_search           (SondeWindow       *self);
void sonde_window_end_search       (SondeWindow       *self);
void sonde_window_mark             (SondeWindow       *self,
                                    const char        *query);
void sonde_window_find             (SondeWindow       *self,
                                    const char        *words);
void sonde_window_new_chat         (SondeWindow       *self);
void sonde_window_remember_conversation
                                   (SondeWindow       *self);
void sonde_window_send             (SondeWindow       *self,
                                    const char        *text,
                                    SondeMessage      *edited);
void sonde_window_regenerate       (SondeWindow       *self,
                                    SondeMessage      *message);
void sonde_window_continue         (SondeWindow       *self);
void sonde_window_show_page        (SondeWindow       *self,
                                    GtkWidget         *page);
void sonde_window_add_toast        (SondeWindow       *self,
                                    AdwToast          *toast);
void sonde_window_tell             (SondeWindow       *self,
                                    const GError      *error);
void sonde_window_open_url         (SondeWindow       *self,
                                    const char        *url);
void sonde_window_list_models      (SondeWindow       *self);
void sonde_window_update_model     (SondeWindow       *self);
void sonde_window_update_context   (SondeWindow       *self);
/* The R1 version of a V3 answer, and back. */
void sonde_window_answer_again     (SondeWindow       *self,
                                    SondeMessage      *message);

/* sonde-window.c */
gboolean sonde_window_is_main_shown (SondeWindow      *self);
void sonde_window_update_title     (SondeWindow       *self);
void sonde_window_update_key_banner
                                   (SondeWindow       *self);
void sonde_window_check_key        (SondeWindow       *self);
void sonde_window_update_active    (SondeWindow       *self);

/* sonde-window-drafts.c */
void sonde_window_draft_changed    (SondeWindow       *self);
void sonde_window_files_changed    (SondeWindow       *self);
void sonde_window_restore_files    (SondeWindow       *self);
void sonde_window_restore_draft    (SondeWindow       *self);
void sonde_window_release_draft    (SondeWindow       *self);
gboolean sonde_window_has_typed    (SondeWindow       *self);

/* sonde-window-say.c */
void sonde_window_show_error       (SondeWindow       *self,
                                    const GError      *error);
void sonde_window_show_salvage     (SondeWindow       *self,
                                    const char        *sentence);

/* sonde-window-messages.c */
void sonde_window_show_version     (SondeWindow       *self);

/* sonde-window-shown.c */
void sonde_window_select_shown     (SondeWindow       *self);
void sonde_window_note_stored      (SondeWindow       *self);
void sonde_window_leave_conversation
                                   (SondeWindow       *self);
void sonde_window_apply_default_prompt
                                   (SondeWindow       *self);
SondeConversation *sonde_window_ensure_new_chat
                                   (SondeWindow       *self);
void sonde_window_do_pending       (SondeWindow       *self);

G_END_DECLS
