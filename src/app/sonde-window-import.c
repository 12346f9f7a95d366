/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* Conversations that come in from files, and files that are dropped on the window. */

#include "sonde-window-private.h"

#include "sonde-import-window.h"
#include "sonde-import.h"

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_import_window_choose (GTK_WINDOW (widget), SONDE_WINDOW (widget)->engine);
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *path = g_file_peek_path (data);

  g_task_return_boolean (task, path != NULL && sonde_import_look (path) != SONDE_IMPORT_NONE);
}

/* A known export is offered for import; any other file is attached, as it always was. */
static void
looked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  SondeWindow *self = SONDE_WINDOW (object);
  GFile *file = g_task_get_task_data (G_TASK (result));

  if (g_task_propagate_boolean (G_TASK (result), NULL))
    sonde_import_window_open (GTK_WINDOW (self), self->engine, file);
  else
    sonde_composer_attach (self->composer, file);
}

static void
drop_files_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree const char **uris = g_variant_get_strv (parameter, NULL);

  for (gsize i = 0; uris[i] != NULL; i++)
    {
      g_autoptr (GTask) task = g_task_new (widget, NULL, looked_cb, NULL);

      g_task_set_task_data (task, g_file_new_for_uri (uris[i]), g_object_unref);
      g_task_run_in_thread (task, look_thread);
    }
}

static gboolean
dropped_cb (SondeWindow *self, const GValue *value)
{
  sonde_composer_drop (self->composer, value);
  return TRUE;
}

void
sonde_window_install_import_actions (GtkWidgetClass *widget_class)
{
  static const SondeWindowAction actions[] = {
    { "win.import", NULL, import_action },
    { "win.drop-files", "as", drop_files_action },
  };

  sonde_window_install (widget_class, actions, G_N_ELEMENTS (actions));
}

/* The message box has a target of its own; this one is for the rest of the window. */
void
sonde_window_accept_drops (SondeWindow *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_swapped (drop, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}
