/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeDrafts:
 *
 * What was typed and has no place in the history yet: the text of new chats, one for each window, and which files
 * were attached to a message that was not sent. It lies in a file of its own and is written at each change, in a thread; so it outlives a program that is killed. Main
 * thread only.
 */
#define SONDE_TYPE_DRAFTS (sonde_drafts_get_type ())
G_DECLARE_FINAL_TYPE (SondeDrafts, sonde_drafts, SONDE, DRAFTS, GObject)

SondeDrafts *sonde_drafts_new       (const char         *path);

/* A slot belongs to one window at a time; what a window leaves in it the next one finds. */
guint        sonde_drafts_claim     (SondeDrafts        *self);
void         sonde_drafts_release   (SondeDrafts        *self,
                                     guint               slot);
char        *sonde_drafts_dup_text  (SondeDrafts        *self,
                                     guint               slot);
void         sonde_drafts_set_text  (SondeDrafts        *self,
                                     guint               slot,
                                     const char         *text);

/* Addresses of attached files, by the id of the conversation; where that is 0 by @slot. */
char       **sonde_drafts_dup_files (SondeDrafts        *self,
                                     gint64              conversation_id,
                                     guint               slot);
void         sonde_drafts_set_files (SondeDrafts        *self,
                                     gint64              conversation_id,
                                     guint               slot,
                                     const char *const  *uris);

/* Waits until everything is written; for the end of a program. */
void         sonde_drafts_flush     (SondeDrafts        *self);

G_END_DECLS
