/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-history-private.h"
#include "sonde-tree.h"

G_BEGIN_DECLS

struct _SondeTree
{
  SondeConversationRecord *record;
  char                    *source;
  char                    *digest;
  gsize                    size;
};

/* sonde-history-tree.c */
gboolean sonde_history_add_tree  (SondeHistory     *self,
                                  SondeTree        *tree,
                                  gboolean          dry_run,
                                  SondeTreeOutcome *outcome,
                                  gint64           *conversation,
                                  GError          **error);
gboolean sonde_history_trash_all (SondeHistory     *self,
                                  GError          **error);

G_END_DECLS
