/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-store.h"

G_BEGIN_DECLS

/* The calls of a store, waited for; a failure fails the test. */

SondeStore        *store_test_open         (const char        *dir);
SondeStore        *store_test_try_open     (const char        *dir,
                                            char             **copied_aside,
                                            GError           **problem,
                                            GError           **error);
/* Closes, lets what is left happen on the main loop, and lets go. */
void               store_test_close        (SondeStore        *store);

SondeConversation *store_test_begin        (SondeStore        *store,
                                            const char        *title);
void               store_test_save_conversation (SondeStore   *store,
                                            SondeConversation *conversation);
SondeMessage      *store_test_say          (SondeStore        *store,
                                            gint64             conversation,
                                            gint64             parent,
                                            SondeRole          role,
                                            SondeMessageState  state,
                                            const char        *content);
gboolean           store_test_add          (SondeStore        *store,
                                            gint64             conversation,
                                            SondeMessage      *message,
                                            gboolean           durable,
                                            GError           **error);
gboolean           store_test_save_message (SondeStore        *store,
                                            SondeMessage      *message,
                                            GError           **error);
SondeConversation *store_test_load         (SondeStore        *store,
                                            gint64             conversation,
                                            GError           **error);
GPtrArray         *store_test_list         (SondeStore        *store);
GPtrArray         *store_test_search       (SondeStore        *store,
                                            const char        *query,
                                            guint              limit);
guint              store_test_count        (SondeStore        *store);
guint              store_test_count_hits   (SondeStore        *store,
                                            const char        *query);
gboolean           store_test_delete_conversation (SondeStore *store,
                                            gint64             conversation,
                                            gboolean           deleted,
                                            GError           **error);
gboolean           store_test_delete_message (SondeStore      *store,
                                            gint64             message,
                                            GError           **error);
/* The prompts, or else the folders. */
GPtrArray         *store_test_list_library (SondeStore        *store,
                                            gboolean           prompts);
/* Waits until everything queued so far was written. */
void               store_test_settle       (SondeStore        *store);
SondeMessage      *store_test_get_message  (SondeConversation *conversation,
                                            guint              index);

/* The file itself, without a store. */
char              *store_test_dup_path     (const char        *dir);
void               store_test_exec         (const char        *path,
                                            const char        *sql);
char              *store_test_query        (const char        *path,
                                            const char        *sql);
void               store_test_check        (const char        *path);

/* The first file in @dir whose name begins so; NULL when there is none. */
char              *store_test_find_file    (const char        *dir,
                                            const char        *prefix);
GBytes            *store_test_read_file    (const char        *path);
void               store_test_write_file   (const char        *path,
                                            const char        *contents,
                                            gssize             length);
/* Whose process is dead: the history is checked before it is opened again. */
void               store_test_leave_dead_writer (const char   *dir);
/* One conversation of so many messages. */
void               store_test_fill         (const char        *dir,
                                            guint              n_messages);
void               store_test_assert_usable (SondeStore       *store);

/* The @n-th piece of the answer to question @number, always the same. */
char              *store_test_dup_token    (guint              number,
                                            guint              n);

G_END_DECLS
