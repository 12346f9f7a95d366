/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SondeKeyring against a real gnome-keyring-daemon and services that misbehave; with-keyring sets the
 * scene, and the meson file says which of these tests belong to which scene. */

#include "sonde-error.h"
#include "sonde-keyring.h"
#include "sonde-test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define KEY     "sk-0123456789abcdef"
#define NEW_KEY "sk-fedcba9876543210"

static char *
lookup (SondeKeyring *keyring, const char *provider, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  sonde_keyring_lookup_async (keyring, provider, NULL, sonde_test_result_cb, &pending);
  result = sonde_test_await (&pending);
  return sonde_keyring_lookup_finish (keyring, result, error);
}

static gboolean
store (SondeKeyring *keyring, const char *provider, const char *key, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  sonde_keyring_store_async (keyring, provider, "Deep Seek", key, NULL, sonde_test_result_cb, &pending);
  result = sonde_test_await (&pending);
  return sonde_keyring_store_finish (keyring, result, error);
}

static gboolean
clear (SondeKeyring *keyring, const char *provider, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  sonde_keyring_clear_async (keyring, provider, NULL, sonde_test_result_cb, &pending);
  result = sonde_test_await (&pending);
  return sonde_keyring_clear_finish (keyring, result, error);
}

static void
assert_key (SondeKeyring *keyring, const char *provider, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = lookup (keyring, provider, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (key, ==, expected);
}

/* All three calls end with @code. */
static void
assert_all_fail (SondeKeyring *keyring, SondeErrorCode code)
{
  g_autoptr (GError) lookup_error = NULL;
  g_autoptr (GError) store_error = NULL;
  g_autoptr (GError) clear_error = NULL;

  g_assert_null (lookup (keyring, "deepseek", &lookup_error));
  g_assert_error (lookup_error, SONDE_ERROR, (int) code);
  g_assert_false (store (keyring, "deepseek", KEY, &store_error));
  g_assert_error (store_error, SONDE_ERROR, (int) code);
  g_assert_false (clear (keyring, "deepseek", &clear_error));
  g_assert_error (clear_error, SONDE_ERROR, (int) code);
}

static void
test_unlocked (void)
{
  g_autoptr (SondeKeyring) keyring = sonde_keyring_new ();
  g_autoptr (GError) error = NULL;

  assert_key (keyring, "deepseek", NULL);
  g_assert_true (store (keyring, "deepseek", KEY, &error));
  g_assert_no_error (error);
  g_assert_true (store (keyring, "siliconflow", "sk-other", &error));
  assert_key (keyring, "deepseek", KEY);

  g_assert_true (store (keyring, "deepseek", NEW_KEY, &error));
  assert_key (keyring, "deepseek", NEW_KEY);
  assert_key (keyring, "siliconflow", "sk-other");

  g_assert_true (clear (keyring, "deepseek", &error));
  g_assert_no_error (error);
  assert_key (keyring, "deepseek", NULL);
  assert_key (keyring, "siliconflow", "sk-other");
  g_assert_true (clear (keyring, "deepseek", &error));
  g_assert_no_error (error);
}

static void
gone_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
appeared_cb (GDBusConnection *connection, const char *name, const char *owner, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
wait_for_service (gboolean present)
{
  gboolean reached = FALSE;
  guint watch = g_bus_watch_name (G_BUS_TYPE_SESSION,
                                  "org.freedesktop.secrets",
                                  G_BUS_NAME_WATCHER_FLAGS_NONE,
                                  present ? appeared_cb : NULL,
                                  present ? NULL : gone_cb,
                                  &reached,
                                  NULL);

  g_assert_true (sonde_test_wait_flag (&reached, 20000));
  g_bus_unwatch_name (watch);
}

static GSubprocess *
start_daemon (void)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
    G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  GSubprocess *daemon;

  g_subprocess_launcher_unsetenv (launcher, "DISPLAY");
  g_subprocess_launcher_unsetenv (launcher, "WAYLAND_DISPLAY");
  daemon = g_subprocess_launcher_spawn (
    launcher, &error, "gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock", NULL);
  g_assert_no_error (error);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (daemon), "pw", 2, NULL, NULL, NULL);
  g_output_stream_close (g_subprocess_get_stdin_pipe (daemon), NULL, NULL);
  return daemon;
}

/* The key is on disk, and a client that outlives the daemon finds the next one. */
static void
test_restart (void)
{
  g_autoptr (SondeKeyring) keyring = sonde_keyring_new ();
  g_autoptr (GSubprocess) daemon = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (store (keyring, "deepseek", KEY, NULL));
  g_assert_cmpint (kill ((pid_t) atoi (g_getenv ("SONDE_TEST_KEYRING_PID")), SIGTERM), ==, 0);
  wait_for_service (FALSE);
  g_assert_null (lookup (keyring, "deepseek", &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_KEYRING_ABSENT);

  daemon = start_daemon ();
  wait_for_service (TRUE);
  assert_key (keyring, "deepseek", KEY);
  g_subprocess_force_exit (daemon);
  g_subprocess_wait (daemon, NULL, NULL);
}

static void
test_cancel (void)
{
  g_autoptr (SondeKeyring) keyring = sonde_keyring_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sonde_keyring_lookup_async (keyring, "deepseek", cancellable, sonde_test_result_cb, &pending);
  g_cancellable_cancel (cancellable);
  g_assert_null (pending);
  result = sonde_test_await (&pending);
  g_assert_null (sonde_keyring_lookup_finish (keyring, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_locked (void)
{
  g_autoptr (SondeKeyring) keyring = sonde_keyring_new ();

  assert_all_fail (keyring, SONDE_ERROR_KEYRING_LOCKED);
}

/* A daemon without any keyring: nothing is stored, which is known; none can be made without a prompt. */
static void
test_empty (void)
{
  g_autoptr (SondeKeyring) keyring = sonde_keyring_new ();
  g_autoptr (GError) error = NULL;

  assert_key (keyring, "deepseek", NULL);
  g_assert_false (store (keyring, "deepseek", KEY, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_KEYRING_REFUSED);
}

static void
test_none (void)
{
  g_autoptr (SondeKeyring) keyring = sonde_keyring_new ();

  assert_all_fail (keyring, SONDE_ERROR_KEYRING_ABSENT);
}

static void
test_session (void)
{
  g_autoptr (SondeKeyring) keyring = sonde_keyring_new ();
  g_autoptr (GError) error = NULL;

  sonde_keyring_keep_for_session (keyring, "deepseek", KEY);
  sonde_keyring_keep_for_session (keyring, "deepseek", NEW_KEY);
  assert_key (keyring, "deepseek", NEW_KEY);
  g_assert_true (clear (keyring, "deepseek", &error));
  g_assert_no_error (error);
  g_assert_null (lookup (keyring, "deepseek", &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_KEYRING_ABSENT);
}

/* A key of the session is found first, until one is stored. */
static void
test_session_then_stored (void)
{
  g_autoptr (SondeKeyring) keyring = sonde_keyring_new ();

  g_assert_true (store (keyring, "deepseek", KEY, NULL));
  sonde_keyring_keep_for_session (keyring, "deepseek", "sk-session");
  assert_key (keyring, "deepseek", "sk-session");
  g_assert_true (store (keyring, "deepseek", NEW_KEY, NULL));
  assert_key (keyring, "deepseek", NEW_KEY);
  sonde_keyring_keep_for_session (keyring, "deepseek", "sk-session");
  g_assert_true (clear (keyring, "deepseek", NULL));
  assert_key (keyring, "deepseek", NULL);
}

static void
test_timeout (void)
{
  g_autoptr (SondeKeyring) keyring = sonde_keyring_new ();
  gint64 begin = g_get_monotonic_time ();

  sonde_keyring_set_timeout_ms (keyring, 200);
  assert_all_fail (keyring, SONDE_ERROR_KEYRING_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 10 * G_USEC_PER_SEC);
}

static void
test_refuse (void)
{
  g_autoptr (SondeKeyring) keyring = sonde_keyring_new ();

  assert_all_fail (keyring, SONDE_ERROR_KEYRING_REFUSED);
}

static void
test_no_bus (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (SondeKeyring) keyring = sonde_keyring_new ();

      assert_all_fail (keyring, SONDE_ERROR_KEYRING_ABSENT);
      return;
    }
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
test_clean (void)
{
  static const struct
  {
    const char *typed, *expected;
  } cases[] = {
    { "sk-1", "sk-1" },
    { "  sk-1\r\n", "sk-1" },
    { "\t\"sk-1\"\n", "sk-1" },
    { "'sk-1'", "sk-1" },
    { "`sk-1`", "sk-1" },
    { "\342\200\234sk-1\342\200\235", "sk-1" },
    { "\357\273\277sk-1\302\240\342\200\213", "sk-1" },
    { "sk-a\"b", "sk-a\"b" },
    { "", NULL },
    { " \n\"\" ", NULL },
    { "sk-1\nsk-2", NULL },
    { "sk-1\rsk-2", NULL },
    { "sk 1", NULL },
    { "sk-\001", NULL },
    { "sk-\177", NULL },
    { "sk-\346\267\261", NULL },
    { "sk-\377", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *key = sonde_keyring_clean_key (cases[i].typed, &error);

      g_assert_cmpstr (key, ==, cases[i].expected);
      if (cases[i].expected == NULL)
        g_assert_error (error, SONDE_ERROR, SONDE_ERROR_INVALID_ARGUMENT);
      else
        g_assert_no_error (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring/clean", test_clean);
  g_test_add_func ("/keyring/no-bus", test_no_bus);
  g_test_add_func ("/keyring/unlocked/all", test_unlocked);
  g_test_add_func ("/keyring/unlocked/cancel", test_cancel);
  g_test_add_func ("/keyring/unlocked/session", test_session_then_stored);
  g_test_add_func ("/keyring/unlocked/restart", test_restart);
  g_test_add_func ("/keyring/locked/all", test_locked);
  g_test_add_func ("/keyring/empty/all", test_empty);
  g_test_add_func ("/keyring/none/all", test_none);
  g_test_add_func ("/keyring/none/session", test_session);
  g_test_add_func ("/keyring/hang/timeout", test_timeout);
  g_test_add_func ("/keyring/hang/cancel", test_cancel);
  g_test_add_func ("/keyring/refuse/all", test_refuse);
  g_test_add_func ("/keyring/prompt-dismissed/all", test_locked);
  g_test_add_func ("/keyring/prompt-ignored/timeout", test_timeout);
  return g_test_run ();
}
