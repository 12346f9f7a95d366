/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-message.h"

G_BEGIN_DECLS

#define SONDE_IMPORT_NOBODY G_MAXUINT

/** One node; relatives are numbers, or SONDE_IMPORT_NOBODY. */
typedef struct
{
  const char *id;
  const char *parent_id;
  SondeMessage *message; /* NULL: not shown */
  char *thought;
  gint64 time;

  guint parent;
  guint first_child;
  guint last_child;
  guint next_sibling;
  guint depth;
  gboolean visited;

  /* Of a node that is not shown: */
  guint shown_parent;  /* the nearest ancestor that is */
  guint thinking;      /* the nearest one up to the next that is shown that has a thought, itself included */
  guint thinking_more; /* the one after that */
} SondeImportNode;

/**
 * SondeImportTree:
 * @order: (element-type guint): after sonde_import_tree_order(): all of them, parents before children
 *
 * Nodes that name their parents, in any order. Nothing recurses, and all of it takes linear time but for sorting.
 */
typedef struct
{
  GArray     *nodes;
  GHashTable *by_id; /* borrowed id → number + 1 */
  guint       first_root;
  guint       last_root;
  GArray     *order;
} SondeImportTree;

void             sonde_import_tree_init               (SondeImportTree *self);
void             sonde_import_tree_clear              (SondeImportTree *self);
guint            sonde_import_tree_add                (SondeImportTree *self,
                                                       const char      *id,
                                                       const char      *parent_id);
void             sonde_import_tree_order              (SondeImportTree *self);
SondeImportNode *sonde_import_tree_get                (SondeImportTree *self,
                                                       guint            i);
guint            sonde_import_tree_find               (SondeImportTree *self,
                                                       const char      *id);
guint            sonde_import_tree_get_shown_parent   (SondeImportTree *self,
                                                       guint            i);
guint            sonde_import_tree_get_thinking_above (SondeImportTree *self,
                                                       guint            i);
guint            sonde_import_tree_get_deepest        (SondeImportTree *self);

G_END_DECLS
