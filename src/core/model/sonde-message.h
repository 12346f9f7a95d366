/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sonde-mode.h"
#include "sonde-search-step.h"
#include "sonde-usage.h"

G_BEGIN_DECLS

/** The numbers of these enumerations are stored in the database: append only. */
typedef enum
{
  SONDE_ROLE_USER      = 1,
  SONDE_ROLE_ASSISTANT = 2,
  SONDE_ROLE_TOOL      = 3,
} SondeRole;

typedef enum
{
  SONDE_STATE_COMPLETE    = 1,
  SONDE_STATE_STREAMING   = 2,
  SONDE_STATE_INTERRUPTED = 3, /* stopped by the person, cut, or found so after a crash */
  SONDE_STATE_FAILED      = 4, /* an error; what came before it is kept */
} SondeMessageState;

/** What a streaming answer is doing; not stored. */
typedef enum
{
  SONDE_PHASE_IDLE,
  SONDE_PHASE_SEARCHING, /* "phase-detail" is a sentence such as "Searching: sea ice" */
  SONDE_PHASE_READING,   /* … "Reading 3 of 6: example.org" */
  SONDE_PHASE_WAITING,  /* for the first byte */
  SONDE_PHASE_RETRYING, /* "phase-detail" says why, and when the next attempt is */
  SONDE_PHASE_THINKING,
  SONDE_PHASE_ANSWERING,
} SondePhase;

/** The provider id of the demonstration: its answers are marked as canned. */
#define SONDE_PROVIDER_DEMO "demo"

/**
 * SondeMessage:
 *
 * One turn of a conversation. The text is the model's or the person's source text, exactly. Every
 * setter notifies, so a view binds to the properties: "content" and "reasoning" (both grow while
 * streaming), "state", "phase", "phase-detail", "model", "usage", "sources", "search-steps", "version", "n-versions".
 * Main thread only; the store copies what it needs.
 */
#define SONDE_TYPE_MESSAGE (sonde_message_get_type ())
G_DECLARE_FINAL_TYPE (SondeMessage, sonde_message, SONDE, MESSAGE, GObject)

SondeMessage     *sonde_message_new                (SondeRole         role);

gint64            sonde_message_get_id             (SondeMessage     *self);
void              sonde_message_set_id             (SondeMessage     *self,
                                                    gint64            id);
gint64            sonde_message_get_parent_id      (SondeMessage     *self);
void              sonde_message_set_parent_id      (SondeMessage     *self,
                                                    gint64            parent_id);
gint64            sonde_message_get_chosen_child   (SondeMessage     *self);
void              sonde_message_set_chosen_child   (SondeMessage     *self,
                                                    gint64            child_id);
SondeRole         sonde_message_get_role           (SondeMessage     *self);

const char       *sonde_message_get_content        (SondeMessage     *self);
gsize             sonde_message_get_content_length (SondeMessage     *self);
guint             sonde_message_get_content_generation (SondeMessage     *self);
void              sonde_message_set_content        (SondeMessage     *self,
                                                    const char       *content);
void              sonde_message_append_content     (SondeMessage     *self,
                                                    const char       *text);
const char       *sonde_message_get_reasoning      (SondeMessage     *self);
gsize             sonde_message_get_reasoning_length (SondeMessage   *self);
guint             sonde_message_get_reasoning_generation (SondeMessage     *self);
void              sonde_message_set_reasoning      (SondeMessage     *self,
                                                    const char       *reasoning);
void              sonde_message_append_reasoning   (SondeMessage     *self,
                                                    const char       *text);

SondeMessageState sonde_message_get_state          (SondeMessage     *self);
void              sonde_message_set_state          (SondeMessage     *self,
                                                    SondeMessageState state);
SondePhase        sonde_message_get_phase          (SondeMessage     *self);
const char       *sonde_message_get_phase_detail   (SondeMessage     *self);
void              sonde_message_set_phase          (SondeMessage     *self,
                                                    SondePhase        phase,
                                                    const char       *detail);

SondeMode         sonde_message_get_mode           (SondeMessage     *self);
void              sonde_message_set_mode           (SondeMessage     *self,
                                                    SondeMode         mode);
const char       *sonde_message_get_provider       (SondeMessage     *self);
void              sonde_message_set_provider       (SondeMessage     *self,
                                                    const char       *provider_id);
const char       *sonde_message_get_model          (SondeMessage     *self);
void              sonde_message_set_model          (SondeMessage     *self,
                                                    const char       *model);
gboolean          sonde_message_is_canned          (SondeMessage     *self);

gint64            sonde_message_get_created        (SondeMessage     *self);
void              sonde_message_set_created        (SondeMessage     *self,
                                                    gint64            real_time_us);
gint64            sonde_message_get_finished       (SondeMessage     *self);
void              sonde_message_set_finished       (SondeMessage     *self,
                                                    gint64            real_time_us);
/* When the first piece of the answer came; 0 where it is not known, as of answers that are older than this. */
gint64            sonde_message_get_first_token    (SondeMessage     *self);
void              sonde_message_set_first_token    (SondeMessage     *self,
                                                    gint64            real_time_us);
gint64            sonde_message_get_thinking_ms    (SondeMessage     *self);
void              sonde_message_set_thinking_ms    (SondeMessage     *self,
                                                    gint64            milliseconds);

guint             sonde_message_get_left_out       (SondeMessage     *self);
void              sonde_message_set_left_out       (SondeMessage     *self,
                                                    guint             n_turns);

const char       *sonde_message_get_finish_reason  (SondeMessage     *self);
void              sonde_message_set_finish_reason  (SondeMessage     *self,
                                                    const char       *reason);
const SondeUsage *sonde_message_get_usage          (SondeMessage     *self);
void              sonde_message_set_usage          (SondeMessage     *self,
                                                    const SondeUsage *usage);
const char       *sonde_message_get_raw            (SondeMessage     *self);
void              sonde_message_set_raw            (SondeMessage     *self,
                                                    const char       *json);
void              sonde_message_take_raw           (SondeMessage     *self,
                                                    char             *raw);
const char       *sonde_message_get_tool_call_id   (SondeMessage     *self);
void              sonde_message_set_tool_call_id   (SondeMessage     *self,
                                                    const char       *id);
const GError     *sonde_message_get_error          (SondeMessage     *self);
void              sonde_message_set_error          (SondeMessage     *self,
                                                    const GError     *error);

const char       *sonde_message_get_search_query   (SondeMessage     *self);
void              sonde_message_set_search_query   (SondeMessage     *self,
                                                    const char       *query);
GListModel       *sonde_message_get_sources        (SondeMessage     *self);
void              sonde_message_set_sources        (SondeMessage     *self,
                                                    GPtrArray        *sources);

GListModel       *sonde_message_get_search_steps   (SondeMessage     *self);
void              sonde_message_set_search_steps   (SondeMessage     *self,
                                                    GPtrArray        *steps);
void              sonde_message_add_search_step    (SondeMessage     *self,
                                                    SondeSearchStep  *step);
/* Says that one of them changed. */
void              sonde_message_search_step_changed (SondeMessage    *self);

guint             sonde_message_get_version        (SondeMessage     *self);
guint             sonde_message_get_n_versions     (SondeMessage     *self);
void              sonde_message_set_versions       (SondeMessage     *self,
                                                    guint             version,
                                                    guint             n_versions);

G_END_DECLS
