/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-history-private.h"

G_BEGIN_DECLS

/**
 * SondeWork:
 *
 * What a job needs and what it makes; each uses what it has need of. The functions run on the thread of the
 * database and leave @store and the objects alone.
 */
typedef struct
{
  SondeStore *store; /* borrowed: the owner of the job */
  char *data_dir;
  char *text;
  char *name;
  gint64 id; /* of a folder or prompt */
  gint64 n_saved;
  gint64 conversation;
  gint64 message;
  gint64 child;
  gint64 before;
  SondeListFilter filter;
  SondeListKey after;
  guint first;
  guint limit;
  gboolean flag;
  gboolean on_disk;
  SondeSearchOrder order;

  GObject *object;
  SondeMessage *first_message;
  SondeConversationRecord *conversation_record;
  SondeMessageRecord *message_record;
  GPtrArray *array;
  GArray *ids;
  GError *problem;
} SondeWork;

SondeWork *sonde_work_new                 (SondeStore   *store);
void       sonde_work_free                (gpointer      data);

gboolean   sonde_work_open                (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_list                (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_load                (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_load_older          (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_search              (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_check_elsewhere     (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_save_conversation   (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_add_conversation    (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_add_message         (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_append              (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_save_message        (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_choose              (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_delete_conversation (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_purge               (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_purge_conversation  (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_save_view           (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_list_folders        (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_add_folder          (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_rename_folder       (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_remove_folder       (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_list_prompts        (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_save_prompt         (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_remove_prompt       (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_arrange             (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);
gboolean   sonde_work_delete_message      (SondeHistory *history,
                                           gpointer      data,
                                           GError      **error);

G_END_DECLS
