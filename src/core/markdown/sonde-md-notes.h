/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Footnotes stand behind everything else, in the order in which they are defined, wherever the text defines them; as in GFM,
 * which also orders them by their first use and leaves out what is not used: here nothing that was said is left out, and
 * none changes its place while the text comes. */

void sonde_md_notes_take   (GPtrArray *blocks,
                            GPtrArray *notes);
void sonde_md_notes_append (GPtrArray *blocks,
                            GPtrArray *notes,
                            guint      n_notes);

G_END_DECLS
