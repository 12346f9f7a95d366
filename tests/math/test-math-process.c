/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The life of the process: shut in, replaced when it ends, stopped when idle, given up when it cannot begin.
 */

#include "math-test.h"

#include "sonde-error.h"
#include "sonde-math-wire.h"
#include "sonde-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *real_helper;

static gboolean
is_alive (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, ") Z ") == NULL;
}

static void
assert_gone (GPid pid)
{
  for (guint i = 0; i < 200 && is_alive (pid); i++)
    sonde_test_spin (20);
  g_assert_false (is_alive (pid));
}

/* Shut in */

static void
assert_status (const char *path)
{
  g_autofree char *status = NULL;

  g_assert_true (g_file_get_contents (path, &status, NULL, NULL));
  g_assert_nonnull (strstr (status, "Seccomp:\t2\n"));
  g_assert_nonnull (strstr (status, "NoNewPrivs:\t1\n"));
}

/* Nothing is open that leads anywhere: pipes, its own events, the void, random numbers, its own size. */
static void
test_descriptors (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autoptr (SondeFormula) formula = math_test_must_set (math, "x", TRUE);
  g_autofree char *folder = g_strdup_printf ("/proc/%d/fd", sonde_math_get_pid (math));
  g_autofree char *statm = g_strdup_printf ("/proc/%d/statm", sonde_math_get_pid (math));
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      if (!g_str_has_prefix (target, "pipe:") && !g_str_has_prefix (target, "anon_inode:")
          && g_strcmp0 (target, "/dev/null") != 0 && g_strcmp0 (target, "/dev/urandom") != 0
          && g_strcmp0 (target, statm) != 0)
        g_error ("%s is open", target);
    }
}

static void
test_confined (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autoptr (SondeFormula) formula = NULL;
  g_autofree char *tasks = NULL;
  g_autofree char *environment = NULL;
  g_autofree char *variables = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;

  g_setenv ("SONDE_API_KEY", "sk-test-0123456789", TRUE);
  formula = math_test_must_set (math, "x", TRUE);
  tasks = g_strdup_printf ("/proc/%d/task", sonde_math_get_pid (math));
  dir = g_dir_open (tasks, 0, NULL);
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (tasks, name, "status", NULL);

      assert_status (path);
    }

  environment = g_strdup_printf ("/proc/%d/environ", sonde_math_get_pid (math));
  g_assert_true (g_file_get_contents (environment, &variables, NULL, NULL));
  g_assert_null (strstr (variables, "SONDE_API_KEY"));
  g_unsetenv ("SONDE_API_KEY");
}

/* Ended and replaced */

static void
test_killed_when_idle (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autoptr (SondeFormula) first = math_test_must_set (math, "x", TRUE);
  GPid pid = sonde_math_get_pid (math);
  g_autoptr (SondeFormula) second = NULL;

  g_assert_cmpint (pid, >, 0);
  kill (pid, SIGKILL);
  assert_gone (pid);
  second = math_test_must_set (math, "x", TRUE);
  g_assert_cmpint (sonde_math_get_pid (math), !=, pid);
}

static gboolean
kill_cb (gpointer data)
{
  kill (sonde_math_get_pid (data), SIGKILL);
  return G_SOURCE_REMOVE;
}

/* Somebody else ends it in the middle of a formula, which is then set by the next one. */
static void
test_killed_at_work (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autoptr (SondeFormula) first = math_test_must_set (math, "x", TRUE);
  g_autofree char *many = g_strnfill (250, 'x');
  g_autoptr (SondeFormula) second = NULL;

  g_timeout_add (2, kill_cb, math);
  second = math_test_must_set (math, many, TRUE);
}

static void
test_stopped_when_idle (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autoptr (SondeFormula) first = NULL;
  g_autoptr (SondeFormula) second = NULL;
  GPid pid = 0;

  sonde_math_set_idle_ms (math, 50);
  first = math_test_must_set (math, "x", TRUE);
  pid = sonde_math_get_pid (math);
  sonde_test_spin (200);
  g_assert_cmpint (sonde_math_get_pid (math), ==, 0);
  assert_gone (pid);
  second = math_test_must_set (math, "y", TRUE);
}

static void
test_ends_with_owner (void)
{
  SondeMath *math = sonde_math_new ();
  g_autoptr (SondeFormula) formula = math_test_must_set (math, "x", TRUE);
  GPid pid = sonde_math_get_pid (math);

  g_object_unref (math);
  assert_gone (pid);
}

static void
test_cancelled (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sonde_math_typeset_async (math, "x", TRUE, cancellable, sonde_test_result_cb, &pending);
  g_cancellable_cancel (cancellable);
  result = sonde_test_await (&pending);
  g_assert_null (sonde_math_typeset_finish (math, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Processes that are not what they should be */

static void
use_helper (const char *path)
{
  g_setenv ("SONDE_MATH_HELPER", path, TRUE);
}

static void
test_cannot_begin (void)
{
  static const char *const helpers[] = { "/nonexistent/sonde-math", "/bin/false", "/usr/bin/yes" };

  for (guint i = 0; i < G_N_ELEMENTS (helpers); i++)
    {
      g_autoptr (SondeMath) math = sonde_math_new ();
      gint64 begin = g_get_monotonic_time ();

      use_helper (helpers[i]);
      math_test_must_fail (math, "x", "did not start");
      use_helper (real_helper); /* not even looked at */
      math_test_must_fail (math, "y", "did not start");
      g_assert_cmpint (sonde_math_get_pid (math), ==, 0);
      g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_USEC_PER_SEC);
    }
  use_helper (real_helper);
}

/* A program that says it is ready and then does what @script does. */
static char *
make_impostor (const char *dir, const char *script)
{
  g_autoptr (GBytes) hello = sonde_math_wire_frame (g_variant_new ("(sssddd)", "", "", "", 0.0, 0.0, 0.0));
  g_autofree char *hello_path = g_build_filename (dir, "hello", NULL);
  char *path = g_build_filename (dir, "impostor", NULL);
  g_autofree char *text = g_strdup_printf ("#!/bin/sh\n/bin/cat '%s'\n%s\n", hello_path, script);

  g_assert_true (g_file_set_contents (
    hello_path, g_bytes_get_data (hello, NULL), (gssize) g_bytes_get_size (hello), NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0700), ==, 0);
  return path;
}

static void
with_impostor (const char *script, const char *words)
{
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *path = make_impostor (dir, script);
  g_autoptr (SondeMath) math = sonde_math_new ();

  use_helper (path);
  math_test_must_fail (math, "x", words);
  math_test_must_fail (math, "x", words); /* remembered */
  use_helper (real_helper);
  sonde_test_remove_dir (dir);
}

static void
with_frame (GBytes *frame, const char *words)
{
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *lie = g_build_filename (dir, "lie", NULL);
  g_autofree char *script = g_strdup_printf ("/bin/cat '%s'; exec /bin/sleep 5", lie);
  g_autofree char *path = make_impostor (dir, script);
  g_autoptr (SondeMath) math = sonde_math_new ();

  g_assert_true (
    g_file_set_contents (lie, g_bytes_get_data (frame, NULL), (gssize) g_bytes_get_size (frame), NULL));
  use_helper (path);
  math_test_must_fail (math, "x", words);
  use_helper (real_helper);
  sonde_test_remove_dir (dir);
}

static void
with_lie (double width, const char *svg, const char *words)
{
  g_autoptr (GBytes) frame = sonde_math_wire_frame (g_variant_new ("(sssddd)", "", svg, "", width, 1.0, 0.0));

  with_frame (frame, words);
}

static void
test_impostors (void)
{
  g_autoptr (GBytes) noise = g_bytes_new_static ("\4\0\0\0abcd", 8);

  with_impostor ("exit 1", "the program for it ended");
  with_impostor ("/usr/bin/head -c 4 >/dev/null; exit 0", "the program for it ended");
  with_impostor ("exec /usr/bin/yes", "the program for it ended");
  with_impostor ("printf '\\000\\000\\000\\000'; exec /bin/sleep 5", "the program for it ended");
  with_impostor ("printf '\\377\\377\\377\\177'; exec /bin/sleep 5", "the program for it ended");
  with_impostor ("printf '\\100\\000\\000\\000abc'; exit 0", "the program for it ended");
  /* A frame that is no such message reads as an empty one. */
  with_frame (noise, "too large");
  with_lie (1, "<html/>", "too large");
  with_lie (1e300, "<svg/>", "too large");
  with_lie (NAN, "<svg/>", "too large");
  with_lie (-1, "<svg/>", "too large");
}

/* It takes no processor time at all: the clock ends it. */
static void
test_stands_still (void)
{
  gint64 begin = g_get_monotonic_time ();

  with_impostor ("exec /bin/sleep 60", "takes too long");
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 8 * G_USEC_PER_SEC);
}

/* What others than SondeMath might write to the real process */

static GSubprocess *
start_real (void)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (
    G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, real_helper, NULL);

  g_assert_no_error (error);
  return process;
}

/* Gives what it said after that it is ready; it must have ended by itself, with 0. */
static gsize
talk (gconstpointer bytes, gsize length)
{
  g_autoptr (GSubprocess) process = start_real ();
  g_autoptr (GBytes) input = g_bytes_new (bytes, length);
  g_autoptr (GBytes) output = NULL;
  g_autoptr (GBytes) hello = sonde_math_wire_frame (g_variant_new ("(sssddd)", "", "", "", 0.0, 0.0, 0.0));
  g_autoptr (GError) error = NULL;

  g_assert_true (g_subprocess_communicate (process, input, NULL, &output, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  g_assert_cmpuint (g_bytes_get_size (output), >=, g_bytes_get_size (hello));
  return g_bytes_get_size (output) - g_bytes_get_size (hello);
}

static void
test_protocol (void)
{
  static const guint8 nothing[] = { 0 };
  static const guint8 huge[] = { 0xff, 0xff, 0xff, 0xff, 'x' };
  static const guint8 large[] = { 0x01, 0x80, 0x00, 0x00, 'x' };
  static const guint8 empty[] = { 0, 0, 0, 0 };
  static const guint8 half[] = { 10, 0, 0, 0, 'a', 'b' };
  static const guint8 garbage[] = { 5, 0, 0, 0, 0xff, 0xfe, 0x80, 0x01, 0x7f };
  g_autoptr (GBytes) good = sonde_math_wire_frame (g_variant_new ("(sb)", "x", TRUE));

  g_assert_cmpuint (talk (nothing, 0), ==, 0);
  g_assert_cmpuint (talk (huge, sizeof huge), ==, 0);
  g_assert_cmpuint (talk (large, sizeof large), ==, 0);
  g_assert_cmpuint (talk (empty, sizeof empty), ==, 0);
  g_assert_cmpuint (talk (half, sizeof half), ==, 0);
  g_assert_cmpuint (talk (garbage, sizeof garbage), >, 0); /* an empty formula */
  g_assert_cmpuint (talk (g_bytes_get_data (good, NULL), g_bytes_get_size (good)), >, 500);
}

/* A program that is killed takes it along, even if the other end of its input is still open. */
static void
test_ends_with_parent (void)
{
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *fifo = g_build_filename (dir, "fifo", NULL);
  g_autofree char *command
    = g_strdup_printf ("exec '%s' <'%s' >/dev/null & echo $!; wait", real_helper, fifo);
  g_autoptr (GSubprocess) shell = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;
  GPid pid = 0;
  int other_end = -1;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  other_end = open (fifo, O_RDWR | O_CLOEXEC);
  shell = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, "/bin/sh", "-c", command, NULL);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (shell));
  line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  pid = (GPid) g_ascii_strtoll (line, NULL, 10);
  sonde_test_spin (500);
  g_assert_true (is_alive (pid));
  g_subprocess_force_exit (shell);
  assert_gone (pid);
  close (other_end);
  sonde_test_remove_dir (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  real_helper = g_strdup (g_getenv ("SONDE_MATH_HELPER"));
  g_test_add_func ("/math-process/confined", test_confined);
  g_test_add_func ("/math-process/descriptors", test_descriptors);
  g_test_add_func ("/math-process/killed-when-idle", test_killed_when_idle);
  g_test_add_func ("/math-process/killed-at-work", test_killed_at_work);
  g_test_add_func ("/math-process/stopped-when-idle", test_stopped_when_idle);
  g_test_add_func ("/math-process/ends-with-owner", test_ends_with_owner);
  g_test_add_func ("/math-process/ends-with-parent", test_ends_with_parent);
  g_test_add_func ("/math-process/cancelled", test_cancelled);
  g_test_add_func ("/math-process/cannot-begin", test_cannot_begin);
  g_test_add_func ("/math-process/impostors", test_impostors);
  g_test_add_func ("/math-process/stands-still", test_stands_still);
  g_test_add_func ("/math-process/protocol", test_protocol);
  return g_test_run ();
}
