/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-transcript-view.h"

G_BEGIN_DECLS

/** The forms in which a selection leaves the program. */
typedef enum
{
  SONDE_COPY_PLAIN,
  SONDE_COPY_MARKDOWN,
  SONDE_COPY_HTML,
} SondeCopyForm;

char               *sonde_copy_dup_text   (SondeTranscriptView *view,
                                           const SondePlace    *start,
                                           const SondePlace    *end,
                                           SondeCopyForm        form);
GdkContentProvider *sonde_copy_provide    (SondeTranscriptView *view,
                                           const SondePlace    *start,
                                           const SondePlace    *end);

G_END_DECLS
