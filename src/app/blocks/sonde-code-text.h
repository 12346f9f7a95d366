/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-state.h"
#include "sonde-block.h"
#include "sonde-code-colors.h"

G_BEGIN_DECLS

#define SONDE_CODE_TAB      4
#define SONDE_CODE_MAX_LINE 2000 /* bytes */

/**
 * SondeCodeText:
 *
 * What all pieces of a code block have in common, kept in their #SondeBlockState: how wide its longest line is, and the
 * colours of its tokens. While a block grows only what is new is looked at.
 */
#define SONDE_TYPE_CODE_TEXT (sonde_code_text_get_type ())
G_DECLARE_FINAL_TYPE (SondeCodeText, sonde_code_text, SONDE, CODE_TEXT, GObject)

/** What letters take, in px. */
typedef struct
{
  double narrow;
  double wide; /* of Chinese, Japanese, Korean; 0 while none was seen */
} SondeCodeAdvances;

SondeCodeText   *sonde_code_text_get        (SondeBlockState         *state);
void             sonde_code_text_update     (SondeCodeText           *self,
                                             SondeBlock              *block);
gboolean         sonde_code_text_has_wide   (SondeCodeText           *self);
double           sonde_code_text_get_width  (SondeCodeText           *self,
                                             const SondeCodeAdvances *advances);
SondeCodeColors *sonde_code_text_get_colors (SondeCodeText           *self);

const char      *sonde_code_text_find_line_end (const char           *line,
                                             const char              *end);
double           sonde_code_text_measure    (const char              *start,
                                             const char              *end,
                                             const SondeCodeAdvances *advances);

G_END_DECLS
