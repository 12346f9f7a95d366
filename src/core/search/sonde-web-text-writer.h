/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

/* What stands below @root as simple Markdown of about @max_chars characters. Private to search. */
char *sonde_web_text_writer_write (xmlNode    *root,
                               gsize       max_chars);
/* @text without what a text has not, cut at the end of a line when it is longer than @max_chars. */
char *sonde_web_text_writer_cut   (const char *text,
                               gsize       max_chars);

G_END_DECLS
