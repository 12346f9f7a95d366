/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Commits per second, searched text and loading. One line each: name, figure, unit. */

#include <string.h>

#include "sonde-test.h"
#include "store-test.h"

#define N_DURABLE   1000
#define N_DELTAS    3000
#define DELTA_BYTES 4096
#define N_MESSAGES  20000

static void
print (const char *name, double figure, const char *unit)
{
  g_print ("%s\t%.1f\t%s\n", name, figure, unit);
}

static double
seconds_since (gint64 begin)
{
  return (g_get_monotonic_time () - begin) / (double) G_USEC_PER_SEC;
}

static void
bench_durable (SondeStore *store)
{
  g_autoptr (SondeConversation) conversation = store_test_begin (store, "Durable");
  gint64 begin = g_get_monotonic_time ();
  gint64 parent = 0;

  for (guint i = 0; i < N_DURABLE; i++)
    {
      g_autoptr (SondeMessage) message = store_test_say (store,
                                                         sonde_conversation_get_id (conversation),
                                                         parent,
                                                         SONDE_ROLE_USER,
                                                         SONDE_STATE_COMPLETE,
                                                         "你是一名数学家，请解此微分方程。");

      parent = sonde_message_get_id (message);
    }
  print ("store: durable messages", N_DURABLE / seconds_since (begin), "commits/s");
}

static void
bench_deltas (SondeStore *store)
{
  g_autoptr (SondeConversation) conversation = store_test_begin (store, "Deltas");
  g_autoptr (SondeMessage) answer = store_test_say (
    store, sonde_conversation_get_id (conversation), 0, SONDE_ROLE_ASSISTANT, SONDE_STATE_STREAMING, "");
  g_autofree char *delta = g_strnfill (DELTA_BYTES, 'x');
  gint64 begin = g_get_monotonic_time ();
  double called;

  for (guint i = 0; i < N_DELTAS; i++)
    {
      sonde_message_append_content (answer, delta);
      sonde_store_append (store, answer);
    }
  called = seconds_since (begin);
  store_test_settle (store);
  print ("store: deltas of 4 KiB", N_DELTAS / seconds_since (begin), "commits/s");
  print ("store: main thread for a delta", called / N_DELTAS * G_USEC_PER_SEC, "us");
  sonde_message_set_state (answer, SONDE_STATE_COMPLETE);
  begin = g_get_monotonic_time ();
  store_test_save_message (store, answer, NULL);
  print ("store: fold an answer of 12 MiB", seconds_since (begin) * 1000, "ms");
}

static void
bench_reading (SondeStore *store, const char *path)
{
  g_autoptr (SondeConversation) loaded = NULL;
  gint64 begin;

  store_test_exec (path,
                   "INSERT INTO conversation (id, title) VALUES (1000, 'Long');"
                   "INSERT INTO message (id, conversation, parent, role, state, content) "
                   "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
                   "SELECT 100000 + i, 1000, nullif (100000 + i - 1, 100000), 1 + i % 2, 1, i || replace "
                   "(hex (zeroblob (40)), '00', '模型 word') FROM n");
  begin = g_get_monotonic_time ();
  loaded = store_test_load (store, 1000, NULL);
  g_assert_cmpuint (sonde_conversation_get_n_messages (loaded), ==, N_MESSAGES);
  print ("store: load 20,000 messages", seconds_since (begin) * 1000, "ms");
  begin = g_get_monotonic_time ();
  store_test_count_hits (store, "absent");
  print ("store: search 20,000 messages", seconds_since (begin) * 1000, "ms");
}

int
main (void)
{
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *path = store_test_dup_path (dir);
  SondeStore *store = store_test_open (dir);

  bench_durable (store);
  bench_deltas (store);
  bench_reading (store, path);
  store_test_close (store);
  sonde_test_remove_dir (dir);
  return 0;
}
