/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-conversation.h"

G_BEGIN_DECLS

/**
 * SondeTranscript:
 *
 * The shown branch of a conversation. It never calls the engine: what a person wants goes up as window
 * actions with the message id as int64 (`win.copy-message`, `win.edit-message`, `win.regenerate`, `win.retry`,
 * `win.continue`, `win.delete-message`, `win.previous-version`, `win.next-version`, `win.message-details`),
 * `win.choose-url` (s), `win.follow-link` (ss: address and text), and without parameter `win.set-key`, `win.top-up`, `win.change-model`,
 * `win.change-address`.
 *
 * Its own actions: `transcript.copy`, `transcript.copy-as` (s: "plain", "markdown", "html"), `transcript.select-all`.
 * Properties: "n-matches" and "match" of the search; "zoom" (1 is 100 %); "width-limit" of the column in px, 0 for
 * the default; "column-limit": the same in px on the screen, as zoom and the size of other text make it; "thinking-open", whether a reasoning is open while the model thinks.
 */
#define SONDE_TYPE_TRANSCRIPT (sonde_transcript_get_type ())
G_DECLARE_FINAL_TYPE (SondeTranscript, sonde_transcript, SONDE, TRANSCRIPT, GtkWidget)

GtkWidget *sonde_transcript_new               (void);
void       sonde_transcript_set_conversation  (SondeTranscript   *self,
                                               SondeConversation *conversation);
void       sonde_transcript_remember_position (SondeTranscript   *self);
void       sonde_transcript_find              (SondeTranscript   *self,
                                               const char        *query);
void       sonde_transcript_find_words        (SondeTranscript   *self,
                                               const char        *words);
void       sonde_transcript_find_step         (SondeTranscript   *self,
                                               int                direction);
guint      sonde_transcript_get_n_matches     (SondeTranscript   *self);
int        sonde_transcript_get_match         (SondeTranscript   *self);
void       sonde_transcript_scroll_to_message (SondeTranscript   *self,
                                               gint64             id);
void       sonde_transcript_scroll_to_end     (SondeTranscript   *self);

G_END_DECLS
