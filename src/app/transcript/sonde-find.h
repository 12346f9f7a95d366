/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-transcript-view.h"

G_BEGIN_DECLS

/**
 * SondeFind:
 *
 * Looks for words in all messages of a view at once, also in folded reasoning and in what is not in sight, without
 * regard to case. Long conversations are read on a worker thread. Signal "changed": the matches are others now, or another
 * one is current.
 */
#define SONDE_TYPE_FIND (sonde_find_get_type ())
G_DECLARE_FINAL_TYPE (SondeFind, sonde_find, SONDE, FIND, GObject)

SondeFind *sonde_find_new           (SondeTranscriptView *view);
void       sonde_find_set_query     (SondeFind           *self,
                                     const char          *query,
                                     gboolean             or_words);
void       sonde_find_refresh       (SondeFind           *self);
guint      sonde_find_get_n_matches (SondeFind           *self);
int        sonde_find_get_current   (SondeFind           *self);
void       sonde_find_step          (SondeFind           *self,
                                     int                  direction);

G_END_DECLS
