/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-transcript-view.h"

G_BEGIN_DECLS

/* Where a reader is, as a short text that is kept with the conversation: the message at the top of the viewport and how many
 * px of it are above; "" is the end. */

char     *sonde_position_dup        (SondeTranscriptView *view);
char     *sonde_position_of_message (gint64               id);
gboolean  sonde_position_restore    (SondeTranscriptView *view,
                                     const char          *position);

G_END_DECLS
