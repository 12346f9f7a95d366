/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the Markdown parser gets to read instead of the text itself: formulas and footnotes are replaced by placeholders
 * that it passes through untouched, footnote definitions by quotes, and what it could not digest is made plain. */

typedef enum
{
  SONDE_MD_MARK_MATH,
  SONDE_MD_MARK_MATH_DISPLAY,
  SONDE_MD_MARK_FOOTNOTE,   /* [^value] */
  SONDE_MD_MARK_DEFINITION, /* [^value]: at the begin of a quote */
  SONDE_MD_MARK_LITERAL,    /* the placeholder's own character */
} SondeMdMarkKind;

typedef struct
{
  SondeMdMarkKind kind;
  char           *source; /* as written, without the marks of quotes and lists around it */
  char           *value;  /* TeX or label */
  gsize           start;  /* in the whole text */
  gsize           end;
} SondeMdMark;

typedef struct
{
  GString    *text;
  GArray     *marks;  /* of SondeMdMark */
  GHashTable *labels; /* labels of the footnotes that are defined, folded */
} SondeMdSource;

/* Before and after the number of a mark: U+10F0D0, for private use. */
#define SONDE_MD_PLACEHOLDER "\364\217\203\220"

SondeMdSource     *sonde_md_source_new    (const char          *text,
                                           gsize                length,
                                           GHashTable          *labels);
void               sonde_md_source_free   (SondeMdSource       *self);
const SondeMdMark *sonde_md_source_lookup (const SondeMdSource *self,
                                           const char          *text,
                                           gsize                length,
                                           gsize               *used);
char              *sonde_md_fold_label    (const char          *label);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeMdSource, sonde_md_source_free)

G_END_DECLS
