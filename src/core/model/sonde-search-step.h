/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/** The numbers of these enumerations are stored in the database: append only. */
typedef enum
{
  SONDE_STEP_SEARCH = 1, /* "text" is the query, "count" how many pages were found */
  SONDE_STEP_PAGE   = 2, /* "text" is the title or address of a page that was opened, "url" its address */
  SONDE_STEP_NOTE   = 3, /* "text" is a translated sentence: a service failed, a limit was reached */
} SondeStepKind;

typedef enum
{
  SONDE_STEP_RUNNING = 1,
  SONDE_STEP_DONE    = 2,
  SONDE_STEP_FAILED  = 3,
} SondeStepState;

/**
 * SondeSearchStep:
 *
 * One thing that was done for an answer in Search mode: a query, a page that was read, or a remark about them. What
 * the person saw while it happened, and finds afterwards. "detail" is a translated sentence about a failure, or the
 * name of the service that answered. Properties "text", "state", "detail", "count" notify.
 */
#define SONDE_TYPE_SEARCH_STEP (sonde_search_step_get_type ())
G_DECLARE_FINAL_TYPE (SondeSearchStep, sonde_search_step, SONDE, SEARCH_STEP, GObject)

SondeSearchStep *sonde_search_step_new        (SondeStepKind    kind,
                                               const char      *text,
                                               const char      *url);
/* (transfer full): the same as it is now. */
SondeSearchStep *sonde_search_step_copy       (SondeSearchStep *self);
SondeStepKind    sonde_search_step_get_kind   (SondeSearchStep *self);
const char      *sonde_search_step_get_text   (SondeSearchStep *self);
void             sonde_search_step_set_text   (SondeSearchStep *self,
                                               const char      *text);
const char      *sonde_search_step_get_url    (SondeSearchStep *self);
SondeStepState   sonde_search_step_get_state  (SondeSearchStep *self);
guint            sonde_search_step_get_count  (SondeSearchStep *self);
const char      *sonde_search_step_get_detail (SondeSearchStep *self);
/* Ends a step. */
void             sonde_search_step_finish     (SondeSearchStep *self,
                                               SondeStepState   state,
                                               guint            count,
                                               const char      *detail);

G_END_DECLS
