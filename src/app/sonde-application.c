/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-application.h"

#include <glib/gi18n-lib.h>

#include "sonde-app-settings.h"
#include "sonde-code-languages.h"
#include "sonde-engine-titles.h"
#include "sonde-error.h"
#include "sonde-window.h"

struct _SondeApplication
{
  AdwApplication parent_instance;

  /* owned */
  GSettings *settings;
  SondeEngine *engine;
  SondeDrafts *drafts;
  char *data_dir;

  /* state */
  SondeDemoFunc demo_func;
  gint64 started_us;
  gboolean exit_after_startup;
  gboolean history_opened;
};

G_DEFINE_FINAL_TYPE (SondeApplication, sonde_application, ADW_TYPE_APPLICATION)

static SondeWindow *
find_window (SondeApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l; l = l->next)
    if (SONDE_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

/* GTK lists the window that had the focus last first, and the oldest one last. */
static SondeWindow *
find_first_window (SondeApplication *self)
{
  SondeWindow *first = NULL;

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l; l = l->next)
    if (SONDE_IS_WINDOW (l->data))
      first = l->data;
  return first;
}

/* The demonstration */

static gboolean
ensure_demo (SondeApplication *self, GError **error)
{
  SondeCatalogue *catalogue = sonde_engine_get_catalogue (self->engine);
  g_autoptr (SondeProvider) demo = NULL;
  const char *url;

  if (sonde_catalogue_lookup (catalogue, SONDE_PROVIDER_DEMO))
    return TRUE;
  url = self->demo_func (error);
  if (url == NULL)
    return FALSE;
  demo = sonde_provider_new_demo (url, error);
  if (demo == NULL)
    return FALSE;
  sonde_catalogue_add_transient (catalogue, demo);
  return TRUE;
}

static gboolean
is_default (SondeApplication *self, const char *provider_id)
{
  g_autofree char *id
    = sonde_config_dup_string (sonde_engine_get_config (self->engine), "General", "default-provider");

  return g_strcmp0 (id, provider_id) == 0;
}

static void
use_demo_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SondeApplication *self = user_data;
  SondeWindow *window = find_window (self);
  g_autoptr (GError) error = NULL;

  if (window == NULL)
    return;
  if (ensure_demo (self, &error)
      && sonde_catalogue_set_default (sonde_engine_get_catalogue (self->engine), SONDE_PROVIDER_DEMO, &error))
    gtk_widget_activate_action (GTK_WIDGET (window), "win.show-main", NULL);
  else
    sonde_window_say (window, error->message);
}

static void
start_demo_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SondeApplication *self = user_data;
  SondeWindow *window = find_window (self);
  g_autoptr (GError) error = NULL;

  if (!ensure_demo (self, &error) && window)
    sonde_window_say (window, error->message);
}

/* Windows are closed one by one, so that each writes what it holds. */
static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (user_data));

  for (GList *l = windows; l; l = l->next)
    gtk_window_close (l->data);
}

/* Starting. The window is up before anything is read. */

static void
tell_windows (SondeApplication *self, gboolean reopen)
{
  SondeWindow *first = find_first_window (self);

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l; l = l->next)
    if (SONDE_IS_WINDOW (l->data))
      sonde_window_history_opened (l->data, reopen && l->data == first);
}

/* A backup is restored. */

static void
closing_cb (SondeApplication *self)
{
  self->history_opened = FALSE;
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l; l = l->next)
    if (SONDE_IS_WINDOW (l->data))
      sonde_window_history_closing (l->data);
}

static void
reopened_cb (SondeApplication *self, gboolean same)
{
  self->history_opened = TRUE;
  tell_windows (self, same);
}

static gboolean
background_cb (gpointer engine)
{
  sonde_engine_start_background (engine);
  return G_SOURCE_REMOVE;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  SondeWindow *first = find_first_window (self);

  self->history_opened = sonde_engine_open_finish (SONDE_ENGINE (source), result, &error);
  if (first == NULL)
    return;
  if (!self->history_opened)
    {
      g_signal_emit_by_name (self->engine, "problem", error);
      return;
    }
  tell_windows (self, TRUE);
  /* The window comes first. */
  g_timeout_add_seconds_full (G_PRIORITY_LOW, 2, background_cb, g_object_ref (self->engine), g_object_unref);
}

static void
open_history (SondeApplication *self)
{
  SondeWindow *window = find_window (self);
  g_autoptr (GError) error = NULL;

  if (is_default (self, SONDE_PROVIDER_DEMO) && !ensure_demo (self, &error) && window)
    sonde_window_say (window, error->message);
  sonde_engine_open_async (self->engine, NULL, opened_cb, g_object_ref (self));
}

/* On X11 the icon is drawn in several sizes for the window manager, which can wait. */
static gboolean
first_frame_idle_cb (gpointer user_data)
{
  open_history (user_data);
  gtk_window_set_default_icon_name ("io.github.sondechat.Sonde");
  return G_SOURCE_REMOVE;
}

static void
first_frame_cb (GdkFrameClock *clock, SondeApplication *self)
{
  g_signal_handlers_disconnect_by_func (clock, first_frame_cb, self);
  if (self->exit_after_startup)
    {
      g_print ("%.1f\n", (double) (g_get_monotonic_time () - self->started_us) / 1000);
      g_application_quit (G_APPLICATION (self));
      return;
    }
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, first_frame_idle_cb, g_object_ref (self), g_object_unref);
}

static void
realized_cb (GtkWidget *window, SondeApplication *self)
{
  g_signal_connect_object (
    gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (first_frame_cb), self, 0);
}

static SondeWindow *
create_window (SondeApplication *self, gboolean demo)
{
  gboolean first = find_window (self) == NULL;
  SondeWindow *window
    = SONDE_WINDOW (sonde_window_new (GTK_APPLICATION (self), self->engine, self->settings, self->drafts));

  if (!demo && (is_default (self, NULL) || is_default (self, "")))
    sonde_window_show_first_run (window);
  else
    sonde_window_show_main (window);
  if (first)
    g_signal_connect_object (window, "realize", G_CALLBACK (realized_cb), self, 0);
  else if (self->history_opened)
    sonde_window_history_opened (window, FALSE);
  return window;
}

static SondeWindow *
ensure_window (SondeApplication *self, gboolean demo)
{
  SondeWindow *window = find_window (self);

  return window ? window : create_window (self, demo);
}

static void
new_window_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_present (GTK_WINDOW (create_window (user_data, FALSE)));
}

/* A window of its own for a conversation. */
static void
open_window_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SondeWindow *window = create_window (user_data, FALSE);

  sonde_window_open_conversation (window, g_variant_get_int64 (parameter));
  gtk_window_present (GTK_WINDOW (window));
}

static void
appearance_changed_cb (SondeApplication *self)
{
  static const AdwColorScheme schemes[]
    = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  guint appearance = g_settings_get_enum (self->settings, "appearance");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      schemes[MIN (appearance, G_N_ELEMENTS (schemes) - 1)]);
}

static void
sonde_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "start-demo", .activate = start_demo_action },
    { .name = "use-demo", .activate = use_demo_action },
    { .name = "new-window", .activate = new_window_action },
    { .name = "open-window", .parameter_type = "x", .activate = open_window_action },
    { .name = "quit", .activate = quit_action },
  };
  SondeApplication *self = SONDE_APPLICATION (application);

  sonde_app_register_resources ();
  G_APPLICATION_CLASS (sonde_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  gtk_application_set_accels_for_action (
    GTK_APPLICATION (self), "app.quit", (const char *const[]){ "<Control>q", NULL });
  sonde_window_install_shortcuts (GTK_APPLICATION (self));
  g_signal_connect_object (
    self->settings, "changed::appearance", G_CALLBACK (appearance_changed_cb), self, G_CONNECT_SWAPPED);
  appearance_changed_cb (self);
  sonde_code_languages_use_settings (self->settings);
  self->engine = sonde_engine_new (self->data_dir);
  sonde_engine_set_makes_titles (self->engine, TRUE);
  g_signal_connect_object (self->engine, "closing", G_CALLBACK (closing_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->engine, "reopened", G_CALLBACK (reopened_cb), self, G_CONNECT_SWAPPED);
  g_autofree char *drafts = g_build_filename (sonde_engine_get_data_dir (self->engine), "drafts", NULL);
  self->drafts = sonde_drafts_new (drafts);
}

static void
sonde_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (ensure_window (SONDE_APPLICATION (application), FALSE)));
}

static int
sonde_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  SondeApplication *self = SONDE_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  gboolean demo = g_variant_dict_contains (options, "demo");
  g_autoptr (GError) error = NULL;
  gboolean fresh = g_variant_dict_contains (options, "new-window");
  SondeWindow *window = fresh ? create_window (self, demo) : ensure_window (self, demo);
  const char *text;
  gint64 id;

  if (g_variant_dict_contains (options, "exit-after-startup"))
    self->exit_after_startup = TRUE;
  gtk_window_present (GTK_WINDOW (window));

  if (demo && ensure_demo (self, &error))
    {
      sonde_window_set_provider (window, SONDE_PROVIDER_DEMO);
      sonde_window_show_main (window);
    }
  if (error)
    sonde_window_say (window, error->message);
  if (g_variant_dict_lookup (options, "conversation", "x", &id))
    sonde_window_open_conversation (window, id);
  if (g_variant_dict_lookup (options, "ask", "&s", &text))
    sonde_window_ask (window, text);
  return 0;
}

/* Each data directory has its own instance: the second start of one must not reach the history of another. */
static void
set_data_dir (SondeApplication *self, const char *directory)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (directory);
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);
  g_autofree char *id = g_strdup_printf ("%s.D%.12s", SONDE_APP_ID, sum);

  self->data_dir = g_steal_pointer (&path);
  g_application_set_application_id (G_APPLICATION (self), id);
}

static int
sonde_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  const char *directory;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("sonde %s\n", SONDE_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (options, "data-dir", "^&ay", &directory))
    set_data_dir (SONDE_APPLICATION (application), directory);
  return -1;
}

static void
sonde_application_shutdown (GApplication *application)
{
  SondeApplication *self = SONDE_APPLICATION (application);

  G_APPLICATION_CLASS (sonde_application_parent_class)->shutdown (application);

  if (self->engine)
    sonde_engine_close (self->engine);
  g_clear_object (&self->engine);
  if (self->drafts)
    sonde_drafts_flush (self->drafts);
  g_clear_object (&self->drafts);
}

static void
sonde_application_finalize (GObject *object)
{
  SondeApplication *self = SONDE_APPLICATION (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->data_dir, g_free);

  G_OBJECT_CLASS (sonde_application_parent_class)->finalize (object);
}

static void
sonde_application_class_init (SondeApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sonde_application_finalize;
  application_class->startup = sonde_application_startup;
  application_class->activate = sonde_application_activate;
  application_class->command_line = sonde_application_command_line;
  application_class->handle_local_options = sonde_application_handle_local_options;
  application_class->shutdown = sonde_application_shutdown;
}

static void
sonde_application_init (SondeApplication *self)
{
  static const GOptionEntry options[] = {
    { "conversation",
      0,
      0,
      G_OPTION_ARG_INT64,
      NULL,
      N_ ("Open the conversation with this number"),
      N_ ("ID") },
    { "ask", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Ask this in a new chat"), N_ ("TEXT") },
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Use the demonstration: canned answers, no network"), NULL },
    { "new-window", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open a new window"), NULL },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Keep history and settings here"), N_ ("DIR") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
    { "exit-after-startup", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * sonde_application_new:
 * @demo_func: starts the demonstration when somebody wants it
 * @started_us: the monotonic time at which the program began, for --exit-after-startup
 */
SondeApplication *
sonde_application_new (GSettings *settings, SondeDemoFunc demo_func, gint64 started_us)
{
  SondeApplication *self = g_object_new (SONDE_TYPE_APPLICATION,
                                         "application-id",
                                         SONDE_APP_ID,
                                         "resource-base-path",
                                         SONDE_RESOURCE_PATH,
                                         "flags",
                                         G_APPLICATION_HANDLES_COMMAND_LINE,
                                         NULL);

  self->settings = g_object_ref (settings);
  self->demo_func = demo_func;
  self->started_us = started_us;
  return self;
}
