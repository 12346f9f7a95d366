/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-md-lines.h"

G_BEGIN_DECLS

/* Finds where a growing text can be cut so that what is before is finished: each part begins and ends between
 * two blocks at the top. */

typedef struct
{
  gsize end;
  gsize code_start; /* of the lines of the one block of code that the part is, or 0 */
  gsize code_end;
} SondeMdPart;

typedef struct
{
  SondeMdLines lines;
  gsize        fed;         /* whole lines up to here are in lines */
  gsize        searched;    /* no line ends between fed and here */
  gsize        safe;        /* blocks up to here are finished */
  GArray      *parts;       /* of SondeMdPart, up to safe */
  guint        first;       /* the first that was not taken */
  gsize        fence_start; /* of the code that the part at safe begins with, or G_MAXSIZE */
  gsize        code_start;
  gsize        code_end;    /* when it has closed, or 0 */
  gboolean     was_blank;
  gboolean     was_code;    /* the line before closed a fence */
  gboolean     was_definition;
  GString     *definitions; /* link reference definitions, one a line */
} SondeMdParts;

void               sonde_md_parts_init         (SondeMdParts       *self);
void               sonde_md_parts_clear        (SondeMdParts       *self);
gboolean           sonde_md_parts_feed         (SondeMdParts       *self,
                                                const char         *text,
                                                gsize               length);
const SondeMdPart *sonde_md_parts_peek         (const SondeMdParts *self,
                                                guint               ahead);
void               sonde_md_parts_take         (SondeMdParts       *self,
                                                guint               n_parts);
gboolean           sonde_md_parts_is_open_code (const SondeMdParts *self);

G_END_DECLS
