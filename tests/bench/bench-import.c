/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How fast a large ChatGPT export comes into a new history, and what memory that takes. Usage: bench-import
 * [MB] */

#define G_LOG_DOMAIN "sonde-bench"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "sonde-engine-import.h"

#define MEGABYTES 100
#define GOAL_MB_S 20.0

#define N_TURNS 40

static const char question[]
  = "How does a sounding line measure the depth of the sea? 测深绳怎样量海的深度？";
static const char answer[]
  = "A **sounding line** is lowered until it touches the ground; the marks on it tell the depth.\\n\\n"
    "1. The lead sinks.\\n2. The line goes slack.\\n3. The mark at the surface is read.\\n\\n"
    "水越深，绳子越长。\\u6d4b\\u6df1\\n\\n```python\\nprint(\\\"fathoms\\\")\\n```\\n\\n"
    "Where the bottom is soft, tallow in the hollow of the lead brings up a piece of it. ";

static void
write_node (FILE *file, guint i, gboolean asks)
{
  g_autofree char *parent = i > 0 ? g_strdup_printf ("\"node-%u\"", i - 1) : g_strdup ("null");

  fprintf (
    file,
    "%s\"node-%u\":{\"id\":\"node-%u\",\"message\":{\"id\":\"node-%u\",\"author\":{\"role\":\"%s\",\"name\":"
    "null,"
    "\"metadata\":{}},\"create_time\":%u.123456,\"update_time\":null,\"content\":{\"content_type\":\"text\","
    "\"parts\":[\"",
    i > 0 ? "," : "",
    i,
    i,
    i,
    asks ? "user" : "assistant",
    1700000000 + i);
  for (guint k = 0; k < (asks ? 1 : 4); k++)
    fputs (asks ? question : answer, file);
  fprintf (
    file,
    "\"]},\"status\":\"finished_successfully\",\"end_turn\":true,\"weight\":1.0,\"metadata\":{\"finish_"
    "details\":"
    "{\"type\":\"stop\",\"stop_tokens\":[200002]},\"is_complete\":true,\"model_slug\":\"gpt-4o\",\"request_"
    "id\":"
    "\"0123456789abcdef-FRA\",\"message_type\":\"next\",\"timestamp_\":\"absolute\"},\"recipient\":\"all\","
    "\"channel\":\"final\"},\"parent\":%s,\"children\":[\"node-%u\"]}",
    parent,
    i + 1);
}

static void
write_export (const char *path, gsize bytes)
{
  FILE *file = g_fopen (path, "w");

  fputc ('[', file);
  for (guint c = 0; (gsize) ftell (file) < bytes; c++)
    {
      fprintf (file,
               "%s{\"title\":\"Conversation %u\",\"create_time\":%u.5,\"mapping\":{",
               c > 0 ? "," : "",
               c,
               1700000000 + c);
      for (guint i = 0; i < N_TURNS; i++)
        write_node (file, i, i % 2 == 0);
      fprintf (file,
               "},\"current_node\":\"node-%u\",\"conversation_id\":\"c-%u\",\"id\":\"c-%u\"}",
               N_TURNS - 1,
               c,
               c);
    }
  fputc (']', file);
  fclose (file);
}

static void
result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static double
get_peak_mib (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024.0;
}

/* Seconds from the call to the last conversation in the history. */
static double
import (SondeEngine *engine, const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SondeImportSummary) summary = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begin = g_get_monotonic_time ();

  sonde_engine_import_async (engine, path, SONDE_IMPORT_DEFAULT, NULL, NULL, NULL, result_cb, &result);
  if (!sonde_engine_import_finish (engine, wait_for (&result), &summary, &error)
      || summary->n_conversations == 0)
    g_error ("%s", error != NULL ? error->message : "nothing was imported");
  return (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (g_unlink (file) != 0)
        remove_all (file);
    }
  g_rmdir (path);
}

int
main (int argc, char *argv[])
{
  guint megabytes = argc > 1 ? (guint) atoi (argv[1]) : MEGABYTES;
  g_autofree char *dir = g_dir_make_tmp ("sonde-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "conversations.json", NULL);
  g_autofree char *data = g_build_filename (dir, "data", NULL);
  g_autoptr (SondeEngine) engine = sonde_engine_new (data);
  g_autoptr (GAsyncResult) opened = NULL;
  double before;
  double seconds;

  write_export (path, (gsize) megabytes * 1000000);
  sonde_engine_open_async (engine, NULL, result_cb, &opened);
  if (!sonde_engine_open_finish (engine, wait_for (&opened), NULL))
    g_error ("the history does not open");
  before = get_peak_mib ();
  seconds = import (engine, path);
  printf ("import of a ChatGPT export of %u MB\t%.1f\tMB/s\t%.2f\n",
          megabytes,
          megabytes / seconds,
          megabytes / seconds / GOAL_MB_S);
  printf ("import of a ChatGPT export of %u MB: memory at its peak\t%.1f\tMiB\t%.2f\n",
          megabytes,
          get_peak_mib (),
          get_peak_mib () / before);
  sonde_engine_close (engine);
  remove_all (dir);
  return 0;
}
