/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-message-row.h"

G_BEGIN_DECLS

/**
 * SondePlace:
 * @item: position of the message in the list
 * @slot: which of its texts
 * @spot: where in the text
 *
 * A place in a conversation.
 */
typedef struct
{
  guint     item;
  SondeTextSlot slot;
  SondeSpot spot;
} SondePlace;

/** What was found, and whether it is the match that was gone to. */
typedef struct
{
  guint          item;
  SondeTextSlot      slot;
  SondeSpotRange range;
} SondeMatch;

/**
 * SondeTranscriptView:
 *
 * The messages of a list, one below the other, of which only those near the viewport have widgets. What stays where it is
 * when heights become known or messages come and go is the line at the top of the viewport (a message and a pixel), or,
 * while "following", the end. All lengths in px.
 *
 * Signal "hot" (SondeHot *, guint item): a link was activated by the keyboard.
 */
#define SONDE_TYPE_TRANSCRIPT_VIEW (sonde_transcript_view_get_type ())
G_DECLARE_FINAL_TYPE (SondeTranscriptView, sonde_transcript_view, SONDE, TRANSCRIPT_VIEW, GtkWidget)

GtkWidget        *sonde_transcript_view_new              (void);
void              sonde_transcript_view_set_model        (SondeTranscriptView *self,
                                                          GListModel          *messages);
guint             sonde_transcript_view_get_n_items      (SondeTranscriptView *self);
/* In whose row @widget is; %G_MAXUINT for nobody's. */
guint             sonde_transcript_view_find_item        (SondeTranscriptView *self,
                                                          GtkWidget           *widget);
SondeMessage     *sonde_transcript_view_get_message      (SondeTranscriptView *self,
                                                          guint                item);
GPtrArray        *sonde_transcript_view_dup_blocks       (SondeTranscriptView *self,
                                                          guint                item,
                                                          SondeTextSlot            slot);
gboolean          sonde_transcript_view_is_open          (SondeTranscriptView *self,
                                                          guint                item,
                                                          SondeTextSlot            slot);
void              sonde_transcript_view_set_prefers_open (SondeTranscriptView *self,
                                                          gboolean             prefers_open);
void              sonde_transcript_view_set_width_limit  (SondeTranscriptView *self,
                                                          int                  width);

gboolean          sonde_transcript_view_get_following    (SondeTranscriptView *self);
void              sonde_transcript_view_follow           (SondeTranscriptView *self);
void              sonde_transcript_view_hold             (SondeTranscriptView *self);
void              sonde_transcript_view_get_anchor       (SondeTranscriptView *self,
                                                          guint               *item,
                                                          int                 *offset);
void              sonde_transcript_view_set_anchor       (SondeTranscriptView *self,
                                                          guint                item,
                                                          int                  offset);
void              sonde_transcript_view_scroll_to        (SondeTranscriptView *self,
                                                          const SondePlace    *place);
void              sonde_transcript_view_scroll_to_item   (SondeTranscriptView *self,
                                                          guint                item);

gboolean          sonde_transcript_view_find_place       (SondeTranscriptView *self,
                                                          double               x,
                                                          double               y,
                                                          SondePlace          *place);
gboolean          sonde_transcript_view_get_place_y      (SondeTranscriptView *self,
                                                          const SondePlace    *place,
                                                          int                 *y,
                                                          int                 *height);
void              sonde_transcript_view_reveal           (SondeTranscriptView *self,
                                                          const SondePlace    *place);
gboolean          sonde_transcript_view_get_hot          (SondeTranscriptView *self,
                                                          double               x,
                                                          double               y,
                                                          guint               *item,
                                                          SondeHot            *hot);
void              sonde_transcript_view_light_source     (SondeTranscriptView *self,
                                                          guint                item,
                                                          guint                number);
void              sonde_transcript_view_scroll_by        (SondeTranscriptView *self,
                                                          double               delta);
void              sonde_transcript_view_select           (SondeTranscriptView *self,
                                                          const SondePlace    *start,
                                                          const SondePlace    *end);
void              sonde_transcript_view_set_matches      (SondeTranscriptView *self,
                                                          GArray              *matches);
void              sonde_transcript_view_go_to_note       (SondeTranscriptView *self,
                                                          const SondePlace    *place);
int               sonde_place_compare                    (const SondePlace    *a,
                                                          const SondePlace    *b);

G_END_DECLS
