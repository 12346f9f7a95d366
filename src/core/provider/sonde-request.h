/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "sonde-message.h"
#include "sonde-parameters.h"
#include "sonde-provider.h"

G_BEGIN_DECLS

/**
 * SondeRequest:
 * @provider: whose dialect to write
 * @model: (nullable): the model, or %NULL for the provider's model of @mode
 * @mode: reasoning decides whether to think; search changes nothing here
 * @effort: how long to think; SONDE_EFFORT_DEFAULT sends nothing or the provider's
 * @system_prompt: (nullable): the system message
 * @parameters: (nullable): how the words are chosen; what thinking ignores is not sent where it is thought
 * @messages: (element-type SondeMessage): from the root to the turn that wants an answer
 * @prefix: whether the last of @messages is the beginning of the answer that is wanted
 * @stream: whether to ask for a stream
 * @tools: (nullable): the JSON array of tools that the model may call
 * @tool_choice: (nullable): "auto", "none" or "required"; nothing is sent for %NULL
 *
 * What to ask. Borrowed pointers; lives as long as the call.
 */
typedef struct
{
  SondeProvider *provider;
  const char    *model;
  SondeMode      mode;
  SondeEffort    effort;
  const char    *system_prompt;
  const SondeParameters *parameters;
  GPtrArray     *messages;
  gboolean       prefix;
  gboolean       stream;
  const char    *tools;
  const char    *tool_choice;
} SondeRequest;

/* The body of POST /chat/completions. Keys come in a fixed order so that the prefix is byte-identical
 * from turn to turn. @used_model (out) is the model after rewriting a retired name. */
char *sonde_request_to_json (const SondeRequest *self,
                             char              **used_model);

G_END_DECLS
