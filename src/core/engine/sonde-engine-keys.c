/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-engine-private.h"

#include <string.h>

#include "sonde-error.h"

#define KEY_VARIABLE "SONDE_API_KEY"

static char *taken_key; /* lives as long as the process, as the environment does */

static void
free_key (gpointer key)
{
  explicit_bzero (key, strlen (key));
  g_free (key);
}

static void
looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeProvider *provider = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  char *key = sonde_keyring_lookup_finish (SONDE_KEYRING (object), result, &error);

  if (key != NULL)
    g_task_return_pointer (task, key, free_key);
  else if (!sonde_provider_get_needs_key (provider))
    g_task_return_pointer (task, NULL, NULL);
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_error (task, sonde_error_new (SONDE_ERROR_NO_KEY, "%s", sonde_provider_get_id (provider)));
}

/* What a script put there may have a line end or quotes around it. */
static void
return_environment_key (GTask *task, const char *text)
{
  g_autoptr (GError) error = NULL;
  char *key = sonde_keyring_clean_key (text, &error);

  if (key != NULL)
    g_task_return_pointer (task, key, free_key);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static GTask *
key_task_new (SondeEngine *self,
              SondeProvider *provider,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, sonde_engine_get_key_async);
  g_task_set_task_data (task, g_object_ref (provider), g_object_unref);
  return task;
}

/* Takes @task. */
static void
look_up (SondeEngine *self, GTask *task)
{
  g_autofree char *key_id = sonde_provider_dup_key_id (g_task_get_task_data (task));

  sonde_keyring_lookup_async (self->keyring, key_id, g_task_get_cancellable (task), looked_up_cb, task);
}

void
sonde_engine_take_key (void)
{
  g_free (taken_key);
  taken_key = g_strdup (g_getenv (KEY_VARIABLE));
  g_unsetenv (KEY_VARIABLE);
}

void
sonde_engine_get_key_async (SondeEngine *self,
                            SondeProvider *provider,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_PROVIDER (provider));

  g_autoptr (GTask) task = key_task_new (self, provider, cancellable, callback, user_data);
  const char *from_environment = taken_key != NULL ? taken_key : g_getenv (KEY_VARIABLE);

  if (from_environment != NULL && *from_environment != '\0')
    return_environment_key (task, from_environment);
  else if (sonde_provider_get_is_local (provider) && !sonde_provider_get_needs_key (provider))
    g_task_return_pointer (task, NULL, NULL);
  else
    look_up (self, g_steal_pointer (&task));
}

void
sonde_engine_get_stored_key_async (SondeEngine *self,
                                   SondeProvider *provider,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_PROVIDER (provider));

  look_up (self, key_task_new (self, provider, cancellable, callback, user_data));
}

char *
sonde_engine_get_key_finish (SondeEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
