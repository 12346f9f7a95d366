/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-conversation.h"

G_BEGIN_DECLS

/**
 * SondeComposer:
 *
 * Where a message is written: text, attached files, the two modes, the model, Send or Stop. It changes
 * draft and mode of its conversation and nothing else.
 *
 * Signals: "send" (const char *text, SondeMessage *edited): the message is complete; @edited is the message
 * that it takes the place of, or %NULL. "models-wanted": the list of models was opened and is to be filled.
 * "files-changed": files were attached or taken away, or the message with them was sent.
 * "problem" (const char *sentence): something to tell the person. Activates win.stop and win.choose-model.
 */
#define SONDE_TYPE_COMPOSER (sonde_composer_get_type ())
G_DECLARE_FINAL_TYPE (SondeComposer, sonde_composer, SONDE, COMPOSER, GtkWidget)

GtkWidget *sonde_composer_new              (void);
void       sonde_composer_set_conversation (SondeComposer      *self,
                                            SondeConversation  *conversation);
void       sonde_composer_set_ready        (SondeComposer      *self,
                                            gboolean            ready);
void       sonde_composer_set_enter_sends  (SondeComposer      *self,
                                            gboolean            enter_sends);
void       sonde_composer_set_zoom         (SondeComposer      *self,
                                            double              zoom);
void       sonde_composer_set_model        (SondeComposer      *self,
                                            const char         *label,
                                            const char         *description);
void       sonde_composer_set_models       (SondeComposer      *self,
                                            const char *const  *ids,
                                            const char *const  *labels,
                                            const char         *chosen);
void       sonde_composer_set_models_status (SondeComposer     *self,
                                            const char         *status);
void       sonde_composer_set_context      (SondeComposer      *self,
                                            gint64              used,
                                            gint64              most);
void       sonde_composer_show_models      (SondeComposer      *self);
void       sonde_composer_edit             (SondeComposer      *self,
                                            SondeMessage       *message);
gboolean   sonde_composer_cancel_edit      (SondeComposer      *self);
void       sonde_composer_attach           (SondeComposer      *self,
                                            GFile              *file);
/* Files that were dropped, as a GdkFileList: win.drop-files gets them, or without it they are attached. */
void       sonde_composer_drop              (SondeComposer      *self,
                                            const GValue       *files);
char     **sonde_composer_dup_files        (SondeComposer      *self);
void       sonde_composer_focus            (SondeComposer      *self);
void       sonde_composer_save_draft       (SondeComposer      *self);

G_END_DECLS
