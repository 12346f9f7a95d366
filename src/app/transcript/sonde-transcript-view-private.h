/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-transcript-view.h"

G_BEGIN_DECLS

#define SONDE_ROWS_MARGIN        24
#define SONDE_ROWS_MARGIN_NARROW 16
#define SONDE_ROWS_MARGIN_TOP    12
#define SONDE_ROWS_MARGIN_BOTTOM 20
#define SONDE_ROWS_REACH         300 /* beyond the viewport there are widgets; more when there is time */
#define SONDE_ROWS_MAX_REACH     3000

#define SONDE_ROWS_UNKNOWN       (-1) /* a height; a message that is not shown has none */

/* One message of the list. */
typedef struct
{
  SondeMessage *message;  /* owned */
  SondeMessageText *text; /* owned; NULL for what was never near */
  GtkWidget *row;         /* a child; NULL for what is not near */
  int height;             /* SONDE_ROWS_UNKNOWN at first */
  int top;                /* of the row in the viewport, as it was laid out last */
} SondeTranscriptItem;

struct _SondeTranscriptView
{
  GtkWidget parent_instance;

  /* Owned */
  GtkAdjustment *hadjustment;
  GtkAdjustment *vadjustment;
  GListModel *messages;
  GArray *items;
  GArray *matches; /* of SondeMatch */
  GArray *ranges;  /* of SondeSpotRange, one a match */

  /* State */
  SondePalette palette;
  double scale;
  guint hscroll_policy : 1;
  guint vscroll_policy : 1;
  gboolean following;
  gboolean prefers_open;
  gboolean in_layout;
  gboolean in_change;
  gboolean has_target;
  gboolean target_is_note;
  SondePlace target;
  gboolean has_pin; /* for the next layout */
  SondePlace pin;   /* the line that is read while the width changes */
  int pin_y;
  guint pin_anchor; /* where the view stood with it */
  int pin_offset;
  SondePlace start; /* of the selection */
  SondePlace end;
  int width_limit; /* px of the design; 0 for the default */
  int width;
  int height;
  int reach;
  guint idle_id;
  gulong update_id;
  gboolean is_dirty; /* something changed since the last layout */
  guint first;       /* of the items that have rows */
  guint n_rows;
  guint anchor; /* the item that stays */
  int offset;   /* of the top of the viewport, from the top of that item */
  double value;
};

/* Rows: which messages have widgets, how high they are and where they stand. They are made from the line that stays
 * outwards; what becomes known about heights moves only what is farther away. */
SondeTranscriptItem *sonde_transcript_rows_get             (SondeTranscriptView *self,
                                                            guint                index);
int                  sonde_transcript_rows_get_column_limit (SondeTranscriptView *self);
int                  sonde_transcript_rows_get_column_width (SondeTranscriptView *self);
int                  sonde_transcript_rows_get_height      (SondeTranscriptView *self,
                                                            guint                index);
double               sonde_transcript_rows_get_y           (SondeTranscriptView *self,
                                                            guint                index);
void                 sonde_transcript_rows_normalize_anchor (SondeTranscriptView *self);
void                 sonde_transcript_rows_select          (SondeTranscriptView *self,
                                                            guint                index);
void                 sonde_transcript_rows_match           (SondeTranscriptView *self,
                                                            guint                index);
void                 sonde_transcript_rows_drop            (SondeTranscriptView *self,
                                                            guint                index);
void                 sonde_transcript_rows_forget_texts    (SondeTranscriptView *self);
void                 sonde_transcript_rows_realize         (SondeTranscriptView *self);
void                 sonde_transcript_rows_drop_far        (SondeTranscriptView *self);
void                 sonde_transcript_rows_place           (SondeTranscriptView *self);

void                 sonde_transcript_view_queue_update    (SondeTranscriptView *self);

G_END_DECLS
