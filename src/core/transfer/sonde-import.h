/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation.h"

G_BEGIN_DECLS

/**
 * SondeImportKind:
 *
 * What a file is by its first bytes, whatever its name. @SONDE_IMPORT_ARCHIVE is one that Sonde made of a whole
 * history, @SONDE_IMPORT_HISTORY a history itself.
 */
typedef enum
{
  SONDE_IMPORT_NONE,
  SONDE_IMPORT_JSON,
  SONDE_IMPORT_ZIP,
  SONDE_IMPORT_ARCHIVE,
  SONDE_IMPORT_HISTORY,
} SondeImportKind;

/**
 * SondeImportSink:
 * @found: a conversation with its whole tree, whose messages have the ids 1, 2, 3… and no parent after a child;
 *   @source names it among those of the program that it comes from, such as "chatgpt:ID", or is %NULL. %FALSE
 *   with @error ends the import
 * @skipped: something that is no conversation, or one that cannot be read: @title (nullable) and a translated
 *   sentence without a full stop
 * @progress: how much of the file is read, from 0 to 1
 *
 * Who takes what is found. All are called on the thread of sonde_import_read().
 */
typedef struct
{
  gboolean (*found)    (SondeConversation *conversation,
                        const char        *source,
                        gpointer           user_data,
                        GError           **error);
  void     (*skipped)  (const char        *title,
                        const char        *reason,
                        gpointer           user_data);
  void     (*progress) (double             fraction,
                        gpointer           user_data);
} SondeImportSink;

/* Looks into the file. SONDE_IMPORT_JSON is only said of JSON that has a conversation among its first 64 KiB. */
SondeImportKind sonde_import_look  (const char            *path);

/* Reads every conversation of @path: Sonde's JSON, the exports of DeepSeek (both), ChatGPT, Open WebUI, Chatbox,
 * Cherry Studio (JSON backups) and Chatbot UI, and OpenAI's messages as JSON or JSON Lines; plain or in a ZIP
 * archive. No more than one conversation is in memory at a time. Members that hold settings, keys or the person's
 * account are skipped unread. Blocks: for a worker thread. Errors: SONDE_ERROR_IMPORT_UNKNOWN, _DAMAGED, _REFUSED,
 * G_IO_ERROR, and those of @found; what was found before one stays found. */
gboolean        sonde_import_read  (const char            *path,
                                    const SondeImportSink *sink,
                                    gpointer               user_data,
                                    GCancellable          *cancellable,
                                    GError               **error);

G_END_DECLS
