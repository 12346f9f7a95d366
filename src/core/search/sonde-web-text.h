/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SondeWebText:
 * @title: one line, "" when the page has none
 * @date: when it was published, as it says; "" when unknown
 * @text: its main text as simple Markdown (headings, lists, tables, code), "" when there is none
 *
 * What is worth reading of a page, valid UTF-8.
 */
typedef struct
{
  char *title;
  char *date;
  char *text;
} SondeWebText;

/* Any thread. @html is the page as UTF-8; @max_chars cuts the text at the end of a paragraph. */
SondeWebText *sonde_web_text_extract (const char    *html,
                                        gsize          max_chars);
/* The same for a page that is plain text already. */
SondeWebText *sonde_web_text_new_plain (const char  *text,
                                        gsize          max_chars);
void           sonde_web_text_free    (SondeWebText *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeWebText, sonde_web_text_free)

G_END_DECLS
