/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-message.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** How a host is told to think or not to. */
typedef enum
{
  SONDE_THINKING_NONE,     /* nothing is sent: the model's name decides */
  SONDE_THINKING_DEEPSEEK, /* thinking:{type}, reasoning_effort (api-docs.deepseek.com, chat completion) */
  SONDE_THINKING_ENABLE,   /* enable_thinking:bool (SiliconFlow) */
  SONDE_THINKING_EFFORT,   /* reasoning_effort: none…max (Ollama) */
  SONDE_THINKING_TEMPLATE, /* chat_template_kwargs (llama-server, vLLM) */
} SondeThinkingStyle;

/** Which assistant turns are sent back with their reasoning (api-docs.deepseek.com, thinking mode). */
typedef enum
{
  SONDE_REPLAY_NEVER,
  SONDE_REPLAY_TOOL_TURNS,
  SONDE_REPLAY_ALWAYS,
} SondeReplayRule;

/**
 * SondeProvider:
 *
 * One host and its ways, from data/providers.json with the person's changes on top. Properties: "id",
 * "name", "base-url", "model-chat", "model-reasoning", "model-search", "is-default". It never holds a key.
 */
#define SONDE_TYPE_PROVIDER (sonde_provider_get_type ())
G_DECLARE_FINAL_TYPE (SondeProvider, sonde_provider, SONDE, PROVIDER, GObject)

SondeProvider     *sonde_provider_new_compatible   (const char     *id,
                                                    const char     *name,
                                                    const char     *base_url,
                                                    GError        **error);
SondeProvider     *sonde_provider_copy_at          (SondeProvider  *self,
                                                    const char     *base_url,
                                                    GError        **error);
/* The demonstration at @base_url: DeepSeek's ways under the id %SONDE_PROVIDER_DEMO, without a key. */
SondeProvider     *sonde_provider_new_demo         (const char     *base_url,
                                                    GError        **error);
const char        *sonde_provider_get_id           (SondeProvider  *self);
const char        *sonde_provider_get_name         (SondeProvider  *self);
const char        *sonde_provider_get_base_url     (SondeProvider  *self);
const char        *sonde_provider_get_model        (SondeProvider  *self,
                                                    SondeModelSlot  slot);
SondeEffort        sonde_provider_get_effort       (SondeProvider  *self);
SondeThinkingStyle sonde_provider_get_thinking     (SondeProvider  *self);
SondeReplayRule    sonde_provider_get_replay       (SondeProvider  *self);
gboolean           sonde_provider_get_merges_roles (SondeProvider  *self);
gboolean           sonde_provider_get_needs_key    (SondeProvider  *self);
gboolean           sonde_provider_get_is_builtin   (SondeProvider  *self);
gboolean           sonde_provider_get_is_local     (SondeProvider  *self);
gboolean           sonde_provider_get_has_search   (SondeProvider  *self);
const char        *sonde_provider_get_key_url      (SondeProvider  *self);
const char        *sonde_provider_get_top_up_url   (SondeProvider  *self);
const char        *sonde_provider_get_balance_path (SondeProvider  *self);
/* How many tokens @model can see at once, 0 when that is not known. */
gint64             sonde_provider_get_context      (SondeProvider  *self,
                                                    const char     *model);
char              *sonde_provider_dup_key_id       (SondeProvider  *self);
char              *sonde_provider_dup_url          (SondeProvider  *self,
                                                    const char     *path);
char              *sonde_provider_dup_search_url   (SondeProvider  *self);
char              *sonde_provider_dup_fetch_url    (SondeProvider  *self);
char              *sonde_provider_dup_prefix_url   (SondeProvider  *self);
/* Whether @model is worth being given tools. V3 and R1 as they are served elsewhere call them badly or not at all. */
gboolean           sonde_provider_has_tools        (SondeProvider  *self,
                                                    const char     *model);
/* Whether its server can search by itself with @model. */
gboolean           sonde_provider_has_server_tools (SondeProvider  *self,
                                                    const char     *model);
/* The model that this host really wants for @model, and whether thinking must be on (1), off (0) or is
 * not said (-1) by the retired name; %NULL when the name is not a retired one. */
char              *sonde_provider_rewrite_model    (SondeProvider  *self,
                                                    const char     *model,
                                                    int            *thinking);
/* A name for people: "deepseek-flash" → "DeepSeek Flash". */
char              *sonde_model_dup_label           (const char     *model);
char              *sonde_provider_dup_model_label  (SondeProvider  *self,
                                                    const char     *model);

G_END_DECLS
