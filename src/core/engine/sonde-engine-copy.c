/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include <glib/gi18n-lib.h>

#include "sonde-engine-private.h"
#include "sonde-tree.h"

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = SONDE_ENGINE (object);
  g_autoptr (GError) error = NULL;
  SondeConversation *copy = sonde_engine_load_finish (self, result, &error);

  if (copy == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  sonde_engine_list_conversation (self, copy);
  g_task_return_pointer (task, copy, g_object_unref);
}

static void
copied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  gint64 id = sonde_store_copy_finish (SONDE_STORE (object), result, &error);

  if (id != 0)
    sonde_engine_load_async (self, id, NULL, loaded_cb, g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/** @message: (nullable) */
void
sonde_engine_copy_async (SondeEngine *self,
                         SondeConversation *conversation,
                         SondeMessage *message,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *title = NULL;

  /* Translators: the title of a copy; %s is that of the original */
  if (message == NULL)
    title = g_strdup_printf (_ ("%s (copy)"), sonde_conversation_get_title (conversation));
  g_task_set_source_tag (task, sonde_engine_copy_async);
  sonde_store_copy_async (self->store,
                          sonde_conversation_get_id (conversation),
                          message ? sonde_message_get_id (message) : 0,
                          title,
                          NULL,
                          copied_cb,
                          task);
}

/** (transfer full): the new one */
SondeConversation *
sonde_engine_copy_finish (SondeEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
