/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "sonde-import-builder-private.h"

G_BEGIN_DECLS

/* One reader for each program: the conversation in @root, or %NULL when it holds no message. @source (out): what
 * it is called among those of that program, %NULL when it has no name. */
typedef SondeConversation *(*SondeImportFormat) (const SondeJsonValue *root,
                                                 char                **source);

SondeConversation *sonde_import_chatgpt   (const SondeJsonValue *root,
                                           char                **source);
SondeConversation *sonde_import_deepseek  (const SondeJsonValue *root,
                                           char                **source);
SondeConversation *sonde_import_openwebui (const SondeJsonValue *root,
                                           char                **source);
/* OpenAI's messages, Chatbox, Chatbot UI: a list of messages one after the other. */
SondeConversation *sonde_import_messages  (const SondeJsonValue *root,
                                           char                **source);
SondeConversation *sonde_import_sonde     (const SondeJsonValue *root,
                                           char                **source);

/* The reader for what @root is, by its members; %NULL for none. */
SondeImportFormat  sonde_import_recognise (const SondeJsonValue *root);
/* Whether @root is one message of a list of them. */
gboolean           sonde_import_is_message (const SondeJsonValue *root);
/* Adds @message, of a list without ids, to @builder. */
void               sonde_import_append_message (SondeImportBuilder   *builder,
                                                const SondeJsonValue *message);
/* Adds the messages of a list, one after the other, below the one with the id @parent (nullable). */
void               sonde_import_append_list (SondeImportBuilder   *builder,
                                             const SondeJsonValue *list,
                                             const char           *parent);
/* The text of a string, or of an array of parts: strings, and objects that have a text. What is no text is named.
 * (transfer full) */
char              *sonde_import_dup_content (const SondeJsonValue *content);
/* Which members of a conversation are read at all. */
gboolean           sonde_import_wants      (const char           *parent,
                                            const char           *key);
char              *sonde_import_dup_source (const char           *program,
                                            const SondeJsonValue *root,
                                            const char           *key);
/* A file that was attached, as it stands in a message. */
void               sonde_import_add_file   (GString              *out,
                                            const char           *name,
                                            const char           *text);

/* sonde-import-calls.c: the calls of tools that an answer made, kept as its raw JSON. They go to no server: only
 * calls that a message of a tool answers are sent. */
JsonBuilder       *sonde_import_calls_new  (SondeMessage         *message);
void               sonde_import_calls_add  (JsonBuilder          *calls,
                                            const char           *id,
                                            const char           *name,
                                            const SondeJsonValue *arguments,
                                            const SondeJsonValue *result);
/* Frees @calls and gives them to @message. */
void               sonde_import_calls_end  (JsonBuilder          *calls,
                                            SondeMessage         *message);
/* The same for OpenAI's "tool_calls". */
void               sonde_import_set_calls  (SondeMessage         *message,
                                            const SondeJsonValue *tool_calls);

/* sonde-import-cited.c: makes citations of ChatGPT's marks. (transfer full) */
char              *sonde_import_cite       (const char           *text,
                                            const SondeJsonValue *metadata,
                                            GPtrArray            *sources);
gboolean           sonde_import_add_source (GPtrArray            *sources,
                                            const char           *title,
                                            const char           *url,
                                            const char           *date,
                                            const char           *text,
                                            guint                *number);

G_END_DECLS
