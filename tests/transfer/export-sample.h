/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation.h"

G_BEGIN_DECLS

/* A conversation with one of everything that an export has to write: scripts, code, tables, formulas, sources. */
SondeConversation *export_sample_new_rich (void);
/* As many turns of an ordinary conversation. */
SondeConversation *export_sample_new_long (guint n_messages);

G_END_DECLS
