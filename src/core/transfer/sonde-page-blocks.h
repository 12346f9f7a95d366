/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-page-text.h"

G_BEGIN_DECLS

/**
 * SondePageBody:
 * @style: of its text
 * @tight: whether it stands in a tight list
 *
 * A Markdown text that becomes pages.
 */
typedef struct
{
  SondePage      *page;
  SondePageStyle  style;
  gboolean        tight;
} SondePageBody;

void sonde_page_write_markdown (SondePageBody    *self,
                                const char       *text);
void sonde_page_write_code     (SondePageBody    *self,
                                const char       *language,
                                const char       *code);
void sonde_page_write_table    (SondePageBody    *self,
                                const SondeBlock *table);

G_END_DECLS
