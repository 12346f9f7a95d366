/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-math-process.h"

#include "sonde-error.h"
#include "sonde-formula-private.h"
#include "sonde-math-wire.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* No formula of a readable size comes near. */
#define MAX_EX 20000

/* All that it gets to know of the surroundings: no key, no home, no display. */
static const char *const kept_variables[]
  = { "LD_LIBRARY_PATH", "LD_PRELOAD", "ASAN_OPTIONS", "UBSAN_OPTIONS" };

struct _SondeMathProcess
{
  GObject parent_instance;

  GSubprocess *subprocess;
  GCancellable *cancellable; /* cancelled when it is killed */
  GPid pid;
  SondeMathHeader header; /* of the frame that is being read */
};

G_DEFINE_FINAL_TYPE (SondeMathProcess, sonde_math_process, G_TYPE_OBJECT)

static char *
dup_neighbour (const char *name)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self == NULL ? NULL : g_path_get_dirname (self);

  return folder == NULL ? NULL : g_build_filename (folder, name, NULL);
}

/* The one that is named, the one beside a program in its build directory, the installed one. */
static char *
dup_program (void)
{
  const char *named = g_getenv ("SONDE_MATH_HELPER");
  char *neighbour = NULL;

  if (named != NULL)
    return g_strdup (named);
  neighbour = dup_neighbour ("sonde-math");
  if (neighbour != NULL && g_file_test (neighbour, G_FILE_TEST_IS_EXECUTABLE))
    return neighbour;
  g_free (neighbour);
  return g_strdup (SONDE_LIBEXECDIR "/sonde-math");
}

static GSubprocess *
spawn (GError **error)
{
  g_autofree char *program = dup_program ();
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
    G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  char *nothing[] = { (char *) "LC_ALL=C.UTF-8", NULL };

  g_subprocess_launcher_set_environ (launcher, nothing);
  for (guint i = 0; i < G_N_ELEMENTS (kept_variables); i++)
    if (g_getenv (kept_variables[i]) != NULL)
      g_subprocess_launcher_setenv (launcher, kept_variables[i], g_getenv (kept_variables[i]), TRUE);
  return g_subprocess_launcher_spawn (launcher, error, program, NULL);
}

/* Reading a frame. Each GTask of this file gives a GVariant reply. */

static void
body_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeMathProcess *self = g_task_get_source_object (task);
  guint8 *body = g_task_get_task_data (task);
  GError *error = NULL;
  gsize got = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &got, &error))
    g_task_return_error (task, error);
  else if (got < self->header.length)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "it ended");
  else
    {
      gpointer copy = g_memdup2 (body, got);

      g_task_return_pointer (
        task, sonde_math_wire_parse (SONDE_MATH_REPLY_TYPE, copy, got), (GDestroyNotify) g_variant_unref);
    }
}

static void
header_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeMathProcess *self = g_task_get_source_object (task);
  GInputStream *stream = G_INPUT_STREAM (object);
  GError *error = NULL;
  gsize got = 0;

  if (!g_input_stream_read_all_finish (stream, result, &got, &error))
    g_task_return_error (task, error);
  else if (got < sizeof self->header)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "it ended");
  else if (self->header.length == 0 || self->header.length > SONDE_MATH_MAX_REPLY_BYTES)
    g_task_return_new_error (
      task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a frame of %u bytes", self->header.length);
  else
    {
      gpointer body = g_malloc (self->header.length);

      g_task_set_task_data (task, body, g_free);
      g_input_stream_read_all_async (stream,
                                     body,
                                     self->header.length,
                                     G_PRIORITY_DEFAULT,
                                     self->cancellable,
                                     body_read_cb,
                                     g_steal_pointer (&task));
    }
}

static void
read_frame (SondeMathProcess *self, GTask *task)
{
  g_input_stream_read_all_async (g_subprocess_get_stdout_pipe (self->subprocess),
                                 &self->header,
                                 sizeof self->header,
                                 G_PRIORITY_DEFAULT,
                                 self->cancellable,
                                 header_read_cb,
                                 task);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeMathProcess *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    read_frame (self, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* A reply that was read: a formula or an error. */

static gboolean
is_sound (const char *svg, double width, double height, double depth)
{
  return g_str_has_prefix (svg, "<svg") && isfinite (width) && isfinite (height) && isfinite (depth)
         && width >= 0 && width <= MAX_EX && height >= 0 && height <= MAX_EX && depth >= -MAX_EX
         && depth <= MAX_EX;
}

static SondeFormula *
formula_from_reply (GVariant *reply, GError **error)
{
  const char *complaint = NULL;
  const char *svg = NULL;
  const char *mathml = NULL;
  double width = 0;
  double height = 0;
  double depth = 0;

  g_variant_get (reply, "(&s&s&sddd)", &complaint, &svg, &mathml, &width, &height, &depth);
  if (complaint[0] != '\0')
    g_propagate_error (
      error, sonde_error_new (SONDE_ERROR_INVALID_ARGUMENT, _ ("This formula cannot be set: %s"), complaint));
  else if (strlen (svg) > SONDE_MATH_MAX_SVG_BYTES || !is_sound (svg, width, height, depth))
    g_propagate_error (error,
                       sonde_error_new (SONDE_ERROR_TOO_LARGE, _ ("This formula is too large to be set")));
  else
    return sonde_formula_new (svg, mathml, width, height, depth);
  return NULL;
}

static void
sonde_math_process_dispose (GObject *object)
{
  sonde_math_process_kill (SONDE_MATH_PROCESS (object));
  G_OBJECT_CLASS (sonde_math_process_parent_class)->dispose (object);
}

static void
sonde_math_process_finalize (GObject *object)
{
  SondeMathProcess *self = SONDE_MATH_PROCESS (object);

  g_clear_object (&self->subprocess);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (sonde_math_process_parent_class)->finalize (object);
}

static void
sonde_math_process_class_init (SondeMathProcessClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  /* As GIO does for sockets: writing to a process that ended is an error, not the end of this one. */
  signal (SIGPIPE, SIG_IGN);
  object_class->dispose = sonde_math_process_dispose;
  object_class->finalize = sonde_math_process_finalize;
}

static void
sonde_math_process_init (SondeMathProcess *self)
{
  self->cancellable = g_cancellable_new ();
}

SondeMathProcess *
sonde_math_process_new (void)
{
  return g_object_new (SONDE_TYPE_MATH_PROCESS, NULL);
}

void
sonde_math_process_start_async (SondeMathProcess *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  GError *error = NULL;
  const char *identifier = NULL;

  g_return_if_fail (self->subprocess == NULL);

  g_task_set_source_tag (task, sonde_math_process_start_async);
  self->subprocess = spawn (&error);
  if (self->subprocess == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  /* It may have ended already: then it has no identifier, and reading says the rest. */
  identifier = g_subprocess_get_identifier (self->subprocess);
  self->pid = identifier != NULL ? atoi (identifier) : 0;
  read_frame (self, g_steal_pointer (&task));
}

gboolean
sonde_math_process_start_finish (SondeMathProcess *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) reply = g_task_propagate_pointer (G_TASK (result), error);
  const char *complaint = NULL;

  if (reply == NULL)
    return FALSE;
  g_variant_get_child (reply, 0, "&s", &complaint);
  if (complaint[0] != '\0')
    g_propagate_error (error, sonde_error_new (SONDE_ERROR_FAILED, "%s", complaint));
  return complaint[0] == '\0';
}

void
sonde_math_process_set_async (
  SondeMathProcess *self, const char *tex, gboolean display, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GBytes) frame = sonde_math_wire_frame (g_variant_new ("(sb)", tex, display));

  g_return_if_fail (self->subprocess != NULL);

  g_task_set_source_tag (task, sonde_math_process_set_async);
  g_task_set_task_data (task, g_bytes_ref (frame), (GDestroyNotify) g_bytes_unref);
  g_output_stream_write_all_async (g_subprocess_get_stdin_pipe (self->subprocess),
                                   g_bytes_get_data (frame, NULL),
                                   g_bytes_get_size (frame),
                                   G_PRIORITY_DEFAULT,
                                   self->cancellable,
                                   written_cb,
                                   g_steal_pointer (&task));
}

SondeFormula *
sonde_math_process_set_finish (SondeMathProcess *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) reply = g_task_propagate_pointer (G_TASK (result), error);

  return reply == NULL ? NULL : formula_from_reply (reply, error);
}

void
sonde_math_process_kill (SondeMathProcess *self)
{
  if (self->subprocess != NULL)
    g_subprocess_force_exit (self->subprocess);
  self->pid = 0;
  g_cancellable_cancel (self->cancellable);
}

GPid
sonde_math_process_get_pid (SondeMathProcess *self)
{
  return self->pid;
}

gint64
sonde_math_process_get_cpu_us (SondeMathProcess *self)
{
  clockid_t clock = 0;
  struct timespec used = { 0, 0 };

  if (self->pid == 0 || clock_getcpuclockid (self->pid, &clock) != 0 || clock_gettime (clock, &used) != 0)
    return -1;
  return (gint64) used.tv_sec * G_USEC_PER_SEC + used.tv_nsec / 1000;
}

gsize
sonde_math_process_get_memory (SondeMathProcess *self)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/statm", self->pid);
  g_autofree char *text = NULL;
  const char *second = NULL;

  if (self->pid == 0 || !g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  second = strchr (text, ' ');
  return second == NULL ? 0 : g_ascii_strtoull (second, NULL, 10) * (gsize) sysconf (_SC_PAGESIZE);
}
