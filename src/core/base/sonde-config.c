/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-base"

#include "sonde-config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sonde-error.h"
#include "sonde-text.h"

/* Some thousand providers; a person's own file is below 1 KiB. */
#define MAX_BYTES (256 * 1024)

struct _SondeConfig
{
  GObject parent_instance;

  char *path; /* NULL: only in memory */
  GKeyFile *file;
  GFileMonitor *monitor;
  char *written;    /* the text on disk as this object knows it */
  gboolean foreign; /* what lies at the path could not be read as settings */
};

G_DEFINE_FINAL_TYPE (SondeConfig, sonde_config, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The text of a regular file of bearable size: a pipe would block for ever, a device never end. "" when there
 * is no file, NULL when what is there is no text. */
static char *
read_text (const char *path)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  g_autofree char *text = NULL;
  struct stat info;
  gssize length;

  if (fd < 0)
    return errno == ENOENT || errno == ENOTDIR ? g_strdup ("") : NULL;
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_size <= MAX_BYTES)
    {
      text = g_malloc0 (info.st_size + 1);
      length = read (fd, text, info.st_size);
      if (length != info.st_size || strlen (text) != (gsize) length)
        g_clear_pointer (&text, g_free);
    }
  close (fd);
  return g_steal_pointer (&text);
}

/* Whether the text on disk differs from what is known; a file that is not there counts as empty. */
static gboolean
reload (SondeConfig *self)
{
  g_autofree char *text = read_text (self->path);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  self->foreign = FALSE;
  if (text != NULL && g_str_equal (text, self->written))
    return FALSE;
  if (text == NULL
      || (*text != '\0' && !g_key_file_load_from_data (file, text, -1, G_KEY_FILE_KEEP_COMMENTS, NULL)))
    {
      g_message ("%s is not a settings file that can be read", self->path);
      self->foreign = TRUE;
      return FALSE;
    }

  g_clear_pointer (&self->file, g_key_file_unref);
  self->file = g_steal_pointer (&file);
  sonde_text_replace (&self->written, text);
  return TRUE;
}

/* What could not be read is not written over: the person may mend it. */
static gboolean
set_aside (SondeConfig *self)
{
  g_autofree char *aside = g_strconcat (self->path, ".broken", NULL);

  if (g_rename (self->path, aside) != 0)
    return FALSE;
  g_message ("%s is now %s", self->path, aside);
  self->foreign = FALSE;
  return TRUE;
}

static gboolean
save (SondeConfig *self, GError **error)
{
  g_autofree char *text = g_key_file_to_data (self->file, NULL, NULL);

  if (self->path != NULL)
    {
      g_autoptr (GError) local_error = NULL;

      if (self->foreign && !set_aside (self))
        {
          g_propagate_error (error,
                             sonde_error_new (SONDE_ERROR_STORE, "%s: %s", self->path, g_strerror (errno)));
          return FALSE;
        }
      if (!g_file_set_contents_full (
            self->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &local_error))
        {
          g_propagate_error (error, sonde_error_new (SONDE_ERROR_STORE, "%s", local_error->message));
          return FALSE;
        }
    }
  sonde_text_replace (&self->written, text);
  return TRUE;
}

static void
file_changed_cb (
  GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer user_data)
{
  SondeConfig *self = user_data;

  if (reload (self))
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
watch (SondeConfig *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "changed", G_CALLBACK (file_changed_cb), self);
}

/* A change that cannot be written is taken back, so that memory and disk never differ. */
static gboolean
commit (SondeConfig *self, GError **error)
{
  if (!save (self, error))
    {
      g_key_file_load_from_data (self->file, self->written, -1, G_KEY_FILE_KEEP_COMMENTS, NULL);
      return FALSE;
    }
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

static void
sonde_config_finalize (GObject *object)
{
  SondeConfig *self = SONDE_CONFIG (object);

  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->file, g_key_file_unref);
  g_free (self->path);
  g_free (self->written);
  G_OBJECT_CLASS (sonde_config_parent_class)->finalize (object);
}

static void
sonde_config_class_init (SondeConfigClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_config_finalize;

  signals[CHANGED]
    = g_signal_new ("changed", SONDE_TYPE_CONFIG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sonde_config_init (SondeConfig *self)
{
  self->file = g_key_file_new ();
  self->written = g_strdup ("");
}

/**
 * sonde_config_new:
 * @path: (nullable): the settings file, which need not exist; %NULL keeps the settings in memory
 *
 * Returns: (transfer full): the settings, read
 */
SondeConfig *
sonde_config_new (const char *path)
{
  SondeConfig *self = g_object_new (SONDE_TYPE_CONFIG, NULL);

  self->path = g_strdup (path);
  if (path != NULL)
    {
      reload (self);
      watch (self);
    }
  return self;
}

/**
 * sonde_config_dup_string:
 *
 * Returns: (transfer full) (nullable): the value; %NULL when it is not set or empty
 */
char *
sonde_config_dup_string (SondeConfig *self, const char *group, const char *key)
{
  g_return_val_if_fail (SONDE_IS_CONFIG (self), NULL);

  g_autofree char *value = g_key_file_get_string (self->file, group, key, NULL);

  return value != NULL && *value != '\0' ? g_steal_pointer (&value) : NULL;
}

/** The number under @key, or @fallback when it is not set or no number. */
int
sonde_config_get_int (SondeConfig *self, const char *group, const char *key, int fallback)
{
  g_return_val_if_fail (SONDE_IS_CONFIG (self), fallback);

  g_autoptr (GError) error = NULL;
  int value = g_key_file_get_integer (self->file, group, key, &error);

  return error == NULL ? value : fallback;
}

/**
 * sonde_config_set_string:
 * @value: (nullable): the new value; %NULL removes the key
 * @error: SONDE_ERROR_STORE when it cannot be written; then nothing has changed
 *
 * Writes and emits "changed" unless the value is already this.
 */
gboolean
sonde_config_set_string (
  SondeConfig *self, const char *group, const char *key, const char *value, GError **error)
{
  g_return_val_if_fail (SONDE_IS_CONFIG (self), FALSE);

  g_autofree char *present = g_key_file_get_string (self->file, group, key, NULL);

  if (g_strcmp0 (present, value) == 0)
    return TRUE;
  if (value != NULL)
    g_key_file_set_string (self->file, group, key, value);
  else
    g_key_file_remove_key (self->file, group, key, NULL);
  return commit (self, error);
}

/** Removes everything under @group; fails as sonde_config_set_string() does. */
gboolean
sonde_config_remove_group (SondeConfig *self, const char *group, GError **error)
{
  g_return_val_if_fail (SONDE_IS_CONFIG (self), FALSE);

  if (!g_key_file_remove_group (self->file, group, NULL))
    return TRUE;
  return commit (self, error);
}

/**
 * sonde_config_list_groups:
 * @prefix: for example "Provider "
 *
 * Returns: (transfer full): the names of the groups that begin with @prefix, in the order of the file
 */
char **
sonde_config_list_groups (SondeConfig *self, const char *prefix)
{
  g_return_val_if_fail (SONDE_IS_CONFIG (self), NULL);

  g_auto (GStrv) groups = g_key_file_get_groups (self->file, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], prefix))
      g_strv_builder_add (builder, groups[i]);
  return g_strv_builder_end (builder);
}
