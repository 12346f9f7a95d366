/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** What a piece of code is. The numbers are what the helper answers with and what its style scheme says. */
typedef enum
{
  SONDE_HIGHLIGHT_NONE,
  SONDE_HIGHLIGHT_KEYWORD,
  SONDE_HIGHLIGHT_TYPE,
  SONDE_HIGHLIGHT_STRING,
  SONDE_HIGHLIGHT_NUMBER,
  SONDE_HIGHLIGHT_COMMENT,
  SONDE_HIGHLIGHT_FUNCTION,
  SONDE_HIGHLIGHT_PREPROCESSOR,
  SONDE_HIGHLIGHT_SPECIAL, /* escapes, attributes */
  SONDE_HIGHLIGHT_ADDED,   /* in a difference */
  SONDE_HIGHLIGHT_REMOVED,
  SONDE_HIGHLIGHT_HEADING,
  SONDE_N_HIGHLIGHTS
} SondeHighlight;

/** Bytes @start to @end of a code are @style. Spans are sorted and do not overlap. */
typedef struct
{
  guint32 start;
  guint32 end;
  guint32 style;
} SondeHighlightSpan;

/**
 * SondeHighlighter:
 *
 * Finds what is what in code, by GtkSourceView's descriptions of languages. They are used by a helper process
 * (sonde-highlight) and not here: this needs no GTK then, works on any thread, and code that takes too long is left
 * plain by ending the helper. It is started with the first code and ends with this. One thread at a time.
 */
typedef struct _SondeHighlighter SondeHighlighter;

/* What the helper says once it is ready to be asked. */
#define SONDE_HIGHLIGHT_GREETING 0x736f6e64u

/* Longer code stays plain. */
#define SONDE_HIGHLIGHT_MAX_BYTES (128 * 1024)

SondeHighlighter *sonde_highlighter_new  (void);
void              sonde_highlighter_free (SondeHighlighter *self);
/* (element-type SondeHighlightSpan) @language is the first word after a fence, such as "python" or "c++". NULL when
 * the language is not known, or nothing could be found. Blocks, a few seconds at most. */
GArray           *sonde_highlighter_run  (SondeHighlighter *self,
                                          const char       *language,
                                          const char       *code,
                                          gsize             length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeHighlighter, sonde_highlighter_free)

G_END_DECLS
