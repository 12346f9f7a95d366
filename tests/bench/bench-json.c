/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-json: how fast the events of a stream become an answer, on chunks like DeepSeek's. */

#define G_LOG_DOMAIN "sonde-bench"

#include "sonde-reply.h"

#include <stdio.h>
#include <string.h>

#define STREAM_BYTES (16u * 1024 * 1024)
#define N_ROUNDS     5

static const char *const pieces[]
  = { "Water ", "boils ", "at ", "100 °C", "水在", "一百度", "沸腾。", "\\n\\n" };

static GPtrArray *
make_events (gsize *bytes)
{
  GPtrArray *events = g_ptr_array_new_with_free_func (g_free);

  for (*bytes = 0; *bytes < STREAM_BYTES;)
    {
      char *event
        = g_strdup_printf ("{\"id\":\"bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                           "\"model\":\"deepseek-flash\",\"choices\":[{\"index\":0,\"delta\":"
                           "{\"content\":\"%s\",\"reasoning_content\":null},\"logprobs\":null,"
                           "\"finish_reason\":null}]}",
                           pieces[events->len % G_N_ELEMENTS (pieces)]);

      g_ptr_array_add (events, event);
      *bytes += strlen (event);
    }
  return events;
}

static void
delta_cb (SondeDelta kind, const char *text, gpointer user_data)
{
  *(gsize *) user_data += strlen (text);
}

/* Seconds for the whole stream. */
static double
run (GPtrArray *events)
{
  gsize sum = 0;
  g_autoptr (SondeReply) reply = sonde_reply_new (delta_cb, &sum);
  gint64 begin = g_get_monotonic_time ();

  sonde_reply_set_deduce_reasoning (reply, TRUE);
  for (guint i = 0; i < events->len; i++)
    {
      const char *event = g_ptr_array_index (events, i);

      sonde_reply_feed_event (reply, "message", event, strlen (event));
    }
  if (sum == 0 || sum != strlen (sonde_reply_get_content (reply)))
    g_error ("the answer is not what was sent");
  return (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
}

int
main (void)
{
  gsize bytes;
  g_autoptr (GPtrArray) events = make_events (&bytes);
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < N_ROUNDS; i++)
    best = MIN (best, run (events));
  printf ("json-reply\t%.1f\tMB/s\n", (double) bytes / best / 1e6);
  return 0;
}
