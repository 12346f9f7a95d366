/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"

G_BEGIN_DECLS

/* What of a leaf decides over its text; found once. */
typedef struct
{
  const SondeBlock *leaf;
  gboolean          has_dollars; /* more than one */
  gboolean          has_tildes;
  gboolean          has_pipes;   /* that would mean a table */
} SondeMdEscapeLeaf;

/* A run of text without spans that is written as Markdown. */
typedef struct
{
  const SondeMdEscapeLeaf *info;
  const char              *start;
  const char              *end;
  gboolean                 is_before_code;
  gboolean                 is_before_link;
  gboolean                 in_link; /* brackets would end its text */
} SondeMdEscape;

void        sonde_md_escape_init   (SondeMdEscapeLeaf   *self,
                                    const SondeBlock    *leaf);
void        sonde_md_escape_append (const SondeMdEscape *self,
                                    const char          *at,
                                    GString             *out);
void        sonde_md_escape_target (const char          *target,
                                    GString             *out);
void        sonde_md_escape_title  (const char          *title,
                                    GString             *out);
char       *sonde_md_dup_fence     (const char          *code,
                                    char                 c,
                                    guint                least);
const char *sonde_md_tag           (SondeSpanKind        kind,
                                    gboolean             is_open);

G_END_DECLS
