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
  gint64                   deleted; /* when it went into the trash that it goes to again, or 0 */
};

/* @record (transfer full) with its messages, as it was loaded: they are numbered anew. @deleted: see SondeTree. */
SondeTree *sonde_tree_new_from_record (SondeConversationRecord *record,
                                       const char              *source,
                                       gint64                   deleted);

/* sonde-history-tree.c */
gboolean sonde_history_add_tree  (SondeHistory     *self,
                                  SondeTree        *tree,
                                  gboolean          dry_run,
                                  SondeTreeOutcome *outcome,
                                  gint64           *conversation,
                                  GError          **error);
gboolean sonde_history_insert_whole
                                 (SondeHistory     *self,
                                  SondeConversationRecord *record,
                                  GError          **error);
gboolean sonde_history_trash_all (SondeHistory     *self,
                                  GError          **error);

/* sonde-history-copy.c: @message 0 copies the whole tree; @title (nullable): that of the original. */
gboolean sonde_history_copy      (SondeHistory     *self,
                                  gint64            conversation,
                                  gint64            message,
                                  const char       *title,
                                  gint64           *copy,
                                  GError          **error);

G_END_DECLS
