/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation.h"

G_BEGIN_DECLS

/* One writer for each format. */
char *sonde_export_markdown (SondeConversation *conversation);
char *sonde_export_json     (SondeConversation *conversation);
char *sonde_export_text     (SondeConversation *conversation);

/* What the two written for people share. */
const char *sonde_export_role_name  (SondeMessage *message);
char       *sonde_export_dup_about  (SondeMessage *message);
char       *sonde_export_dup_line   (const char   *text);
char       *sonde_export_dup_calls  (SondeMessage *message);

/**
 * SondeExportProse:
 * @reference: what a citation of source N becomes before the number, such as "[^2-"
 * @n_sources: only numbers from 1 to this are citations
 * @cited: (element-type guint): the numbers met, in the order met
 * @close_fence: whether to close a fence that the text leaves open
 */
typedef struct
{
  const char *reference;
  guint       n_sources;
  GArray     *cited;
  gboolean    close_fence;
} SondeExportProse;

void        sonde_export_append_prose (GString          *out,
                                       const char       *text,
                                       SondeExportProse *prose);

G_END_DECLS
