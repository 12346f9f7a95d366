/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-flow-part.h"
#include "sonde-message-row.h"

G_BEGIN_DECLS

/* Within a row: what its parts are (sonde-message-row-parts.c), where they stand and how they are drawn
 * (sonde-message-row-layout.c), which place of the text is where (sonde-message-row-places.c), and when what was said is shown
 * (sonde-message-row.c). */

#define SONDE_ROW_GAP 22 /* to the next row, in px of the design */

typedef enum
{
  SONDE_ROW_STATUS,
  SONDE_ROW_SEARCH,
  SONDE_ROW_FOLD,
  SONDE_ROW_REASONING,
  SONDE_ROW_BODY,
  SONDE_ROW_CAPTION,
  SONDE_ROW_SOURCES,
  SONDE_ROW_ERROR,
  SONDE_ROW_ACTIONS,
  SONDE_ROW_N_PARTS
} SondeRowPartKind;

/* A widget, or the widgets of a section; in the row's coordinates. */
typedef struct
{
  GtkWidget *widget;
  SondeFlowPart flow;
  int x;
  int y;
  int width;
  int height; /* 0 for what is not shown */
} SondeRowPart;

struct _SondeMessageRow
{
  GtkWidget parent_instance;

  /* Children */
  SondeRowPart parts[SONDE_ROW_N_PARTS];

  /* Owned */
  SondeMessageText *text;
  SondeMessage *message; /* of the text */
  AdwAnimation *unfolding;

  /* State */
  int width;
  int height;
  double reveal; /* how much of the reasoning is unfolded */
  guint tick_id;
  guint wait_id;  /* for the next tick */
  gint64 updated; /* frame time of the last update */
  int visible_top;
  int visible_bottom;
  gboolean tells; /* whether a screen reader is told what comes */
  gsize told;     /* bytes of the content */
};

gboolean      sonde_message_row_is_streaming       (SondeMessageRow  *self);
gboolean      sonde_message_row_is_user            (SondeMessageRow  *self);
/* Where the interface goes from right to left. */
gboolean      sonde_message_row_is_mirrored        (SondeMessageRow  *self);
int           sonde_message_row_px                 (SondeMessageRow  *self,
                                                    int               design_px);
void          sonde_message_row_changed            (SondeMessageRow  *self);
SondeRowPart *sonde_message_row_get_slot           (SondeMessageRow  *self,
                                                    SondeTextSlot     slot);
gboolean      sonde_message_row_is_flow            (SondeRowPartKind  kind);

GtkWidget    *sonde_message_row_get_sibling_before (SondeMessageRow  *self,
                                                    SondeRowPartKind  kind);
void          sonde_message_row_add_part           (SondeMessageRow  *self,
                                                    SondeRowPartKind  kind,
                                                    GtkWidget        *widget);
GtkWidget    *sonde_message_row_create_actions     (SondeMessageRow  *self);
void          sonde_message_row_unfold             (double            value,
                                                    gpointer          user_data);
void          sonde_message_row_update_texts       (SondeMessageRow  *self);
void          sonde_message_row_update_answer      (SondeMessageRow  *self);

void          sonde_message_row_draw               (GtkWidget        *widget,
                                                    GtkSnapshot      *snapshot);

G_END_DECLS
