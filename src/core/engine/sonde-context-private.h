/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation.h"
#include "sonde-provider.h"

G_BEGIN_DECLS

/* What a model is shown of a conversation. A turn is a question with all that follows it up to the next one. */

/* About how many tokens @text is. */
gint64 sonde_context_estimate_text (const char        *text);
/* About how many tokens the messages of @path (element-type SondeMessage) and @system_prompt (nullable) are as
 * @provider is sent them. */
gint64 sonde_context_estimate      (GPtrArray         *path,
                                    const char        *system_prompt,
                                    SondeProvider     *provider);
/* Takes the oldest turns from @path until the rest fits into @window tokens with room for an answer of @most_tokens
 * (0: not said); gives how many. What was left out for the answer before stays so while that is enough, so that the
 * beginning of what is sent stays the same. A window of 0 takes everything. */
guint  sonde_context_trim          (GPtrArray         *path,
                                    const char        *system_prompt,
                                    SondeProvider     *provider,
                                    gint64             window,
                                    gint64             most_tokens);

G_END_DECLS
