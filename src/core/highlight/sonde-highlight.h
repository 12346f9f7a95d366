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

/** How code looks in a style scheme: red, green and blue as in #rrggbb, and what of it holds. */
typedef enum
{
  SONDE_LOOK_COLOR      = 0xffffff,
  SONDE_LOOK_COLORED    = 1 << 24,
  SONDE_LOOK_BOLD       = 1 << 25,
  SONDE_LOOK_ITALIC     = 1 << 26,
  SONDE_LOOK_UNDERLINED = 1 << 27,
  SONDE_LOOK_ALL        = (1 << 28) - 1
} SondeLook;

/** Bytes @start to @end of a code are @style: a #SondeHighlight, or a #SondeLook where a scheme was named. Spans are
 * sorted and do not overlap. */
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
#define SONDE_HIGHLIGHT_MAX_BYTES (256 * 1024)

/* What the helper says instead of a number of spans. */
#define SONDE_HIGHLIGHT_UNKNOWN G_MAXUINT32

/**
 * SondeHighlightQuestion:
 * @language: the first word after a fence, such as "python" or "c++"
 * @scheme: (nullable): id of a style scheme; an empty or unknown one stands for Adwaita, %NULL asks for kinds
 * @is_dark: whether of a scheme with two variants the dark one is meant
 * @code: UTF-8, not ended by 0
 * @from: what stands before this byte is known already; the beginning of a line
 *
 * Code that goes on from what was asked before in the same language costs no more than what is new.
 */
typedef struct
{
  const char *language;
  const char *scheme;
  gboolean    is_dark;
  const char *code;
  gsize       length;
  gsize       from;
} SondeHighlightQuestion;

/* The beginning of a question to the helper; then come language, scheme and code. */
typedef struct
{
  guint32 language_length;
  guint32 scheme_length;
  guint32 length;
  guint32 from;
  guint32 is_scheme;
  guint32 is_dark;
} SondeHighlightHead;

#define SONDE_HIGHLIGHT_MAX_NAME 64

SondeHighlighter *sonde_highlighter_new  (void);
void              sonde_highlighter_free (SondeHighlighter *self);
/* (element-type SondeHighlightSpan) What there is from @question->from on. NULL when the language is not known, or there was
 * no answer. Blocks, a few seconds at most. */
GArray           *sonde_highlighter_ask  (SondeHighlighter             *self,
                                          const SondeHighlightQuestion *question);
/* (element-type SondeHighlightSpan) The kinds in a whole code; NULL when nothing was found as well. */
GArray           *sonde_highlighter_run  (SondeHighlighter *self,
                                          const char       *language,
                                          const char       *code,
                                          gsize             length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeHighlighter, sonde_highlighter_free)

G_END_DECLS
