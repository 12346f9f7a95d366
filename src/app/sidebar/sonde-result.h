/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SondeResult:
 *
 * A conversation that was found, and the first message of it that was, if not only its title was.
 */
#define SONDE_TYPE_RESULT (sonde_result_get_type ())
G_DECLARE_FINAL_TYPE (SondeResult, sonde_result, SONDE, RESULT, GObject)

/* A part of a snippet, in bytes. */
typedef struct
{
  guint begin;
  guint end;
} SondeResultMark;

SondeResult           *sonde_result_new                 (gint64                 conversation_id,
                                                         const char            *title,
                                                         gint64                 time_us);
void                   sonde_result_set_message         (SondeResult           *self,
                                                         gint64                 message_id,
                                                         const char            *snippet,
                                                         const SondeResultMark *marks,
                                                         guint                  n_marks);
gint64                 sonde_result_get_conversation_id (SondeResult           *self);
gint64                 sonde_result_get_message_id      (SondeResult           *self);
const char            *sonde_result_get_title           (SondeResult           *self);
gint64                 sonde_result_get_time            (SondeResult           *self);
const char            *sonde_result_get_snippet         (SondeResult           *self);
const SondeResultMark *sonde_result_get_marks           (SondeResult           *self,
                                                         guint                 *n_marks);
guint                  sonde_result_get_n_matches       (SondeResult           *self);
void                   sonde_result_add_match           (SondeResult           *self);

G_END_DECLS
