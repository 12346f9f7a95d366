/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-sim"

#include "sonde-sim.h"

#include <glib-unix.h>
#include <stdio.h>

#define LOG_INTERVAL_MS 50

static int port;
static int pace;
static int rate;
static int chunk;
static char *scenario;
static char *key;
static char *recording;
static char *log_path;

static const GOptionEntry entries[] = {
  { "port", 'p', 0, G_OPTION_ARG_INT, &port, "Listen on this port of 127.0.0.1 (default: a free one)", "N" },
  { "scenario", 's', 0, G_OPTION_ARG_STRING, &scenario, "Behave like this (\"list\" names them)", "NAME" },
  { "pace", 0, 0, G_OPTION_ARG_INT, &pace, "Milliseconds between tokens", "MS" },
  { "rate", 0, 0, G_OPTION_ARG_INT, &rate, "Tokens per second, instead of a pace", "N" },
  { "key", 0, 0, G_OPTION_ARG_STRING, &key, "Accept this key only", "KEY" },
  { "recording", 'r', 0, G_OPTION_ARG_FILENAME, &recording, "Play this body back", "FILE" },
  { "chunk", 0, 0, G_OPTION_ARG_INT, &chunk, "In pieces of N bytes, -1 for random ones", "N" },
  { "log", 0, 0, G_OPTION_ARG_FILENAME, &log_path, "Write the requests to this file", "FILE" },
  { NULL },
};

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* Rewrites the file with all requests when there are new ones. */
static gboolean
write_log_cb (gpointer user_data)
{
  static guint written = 0;
  guint before = written;
  g_autoptr (GError) error = NULL;

  while (sonde_sim_wait_requests (user_data, written + 1, 0))
    written++;
  if (written > before)
    {
      g_auto (GStrv) requests = sonde_sim_dup_log (user_data);
      g_autofree char *text = g_strjoinv ("\n--\n", requests);

      if (!g_file_set_contents (log_path, text, -1, &error))
        g_printerr ("%s\n", error->message);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
configure (SondeSim *sim, GError **error)
{
  guint n = 0;
  const char *const *names = sonde_sim_list_scenarios ();
  g_auto (GStrv) words = g_strsplit (scenario != NULL ? scenario : "demo", " ", 2);

  while (names[n] != NULL && !g_str_equal (names[n], words[0]))
    n++;
  if (names[n] == NULL)
    {
      g_autofree char *list = g_strjoinv (" ", (char **) names);

      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "The scenarios are: %s", list);
      return FALSE;
    }
  if (scenario != NULL)
    sonde_sim_set_scenario (sim, scenario);
  sonde_sim_set_pace (sim, MAX (pace, 0));
  sonde_sim_set_rate (sim, (guint) MAX (rate, 0));
  sonde_sim_set_key (sim, key);
  return recording == NULL
         || sonde_sim_set_recording (
           sim, recording, chunk < 0 ? SONDE_SIM_RANDOM_PIECES : (gsize) chunk, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("— a DeepSeek on this computer, for tests");
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SondeSim) sim = sonde_sim_new ();
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || !configure (sim, &error)
      || !sonde_sim_start (sim, port, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  g_print ("%s\n", sonde_sim_get_url (sim));
  fflush (stdout);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  if (log_path != NULL)
    g_timeout_add (LOG_INTERVAL_MS, write_log_cb, sim);
  g_main_loop_run (loop);
  if (log_path != NULL)
    write_log_cb (sim);
  return 0;
}
