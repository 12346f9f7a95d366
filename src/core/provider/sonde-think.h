/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SONDE_THINK_CONTENT,   /* text of the answer */
  SONDE_THINK_REASONING, /* text between the tags */
  SONDE_THINK_TAG,       /* a tag, or the white space around it */
  SONDE_THINK_MOVED,     /* a closing tag alone: all content so far was reasoning */
} SondeThinkPiece;

typedef void (*SondeThinkFunc) (SondeThinkPiece piece,
                                const char     *text,
                                gpointer        user_data);

/**
 * SondeThink:
 *
 * Splits an answer that begins with `<think>…</think>` while it arrives. The tag is
 * one only at the very beginning, after white space; a closing tag without an opening one counts when it
 * begins a line and no tag was seen before. Only a tail that could begin a tag is held back, so a cut
 * answer loses nothing. All pieces together are the text that was fed.
 */
typedef struct _SondeThink SondeThink;

SondeThink *sonde_think_new   (SondeThinkFunc  func,
                               gpointer        user_data);
void        sonde_think_free  (SondeThink     *self);
void        sonde_think_feed  (SondeThink     *self,
                               const char     *text);
void        sonde_think_flush (SondeThink     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeThink, sonde_think_free)

G_END_DECLS
