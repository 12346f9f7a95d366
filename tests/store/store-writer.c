/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes into a history until it is killed, and says on standard output what must be there then:
 *   store-writer DIR fast   question after question, each answer thinks and streams as fast as it can
 *   store-writer DIR slow   one answer, a token each 5 ms
 * "question ID" is said when the question is on the disk, "answer ID" when the answer is begun, "length N"
 * after N bytes of the answer were handed to the store, "done ID" when the whole answer was saved. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sonde-test.h"
#include "store-test.h"

#define N_TOKENS 400

static void
say (const char *what, gint64 number)
{
  g_autofree char *line = g_strdup_printf ("%s %" G_GINT64_FORMAT "\n", what, number);

  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    exit (EXIT_FAILURE);
}

static void
stream (SondeStore *store, SondeMessage *answer, guint number, gboolean slow)
{
  for (guint i = 0; i < N_TOKENS; i++)
    {
      g_autofree char *token = store_test_dup_token (number, i);

      if (i % 4 == 0)
        sonde_message_append_reasoning (answer, token);
      else
        sonde_message_append_content (answer, token);
      sonde_store_append (store, answer);
      if (slow)
        {
          say ("length", sonde_message_get_content_length (answer));
          sonde_test_spin (5);
        }
      else if (i % 20 == 0)
        store_test_settle (store);
    }
}

static void
ask (SondeStore *store, gint64 conversation, gint64 *parent, guint number, gboolean slow)
{
  g_autofree char *text = g_strdup_printf ("question %u", number);
  g_autoptr (SondeMessage) question
    = store_test_say (store, conversation, *parent, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, text);
  g_autoptr (SondeMessage) answer = NULL;
  g_autoptr (GError) error = NULL;

  say ("question", sonde_message_get_id (question));
  answer = store_test_say (
    store, conversation, sonde_message_get_id (question), SONDE_ROLE_ASSISTANT, SONDE_STATE_STREAMING, "");
  say ("answer", sonde_message_get_id (answer));
  stream (store, answer, number, slow);
  sonde_message_set_state (answer, SONDE_STATE_COMPLETE);
  store_test_save_message (store, answer, &error);
  g_assert_no_error (error);
  say ("done", sonde_message_get_id (answer));
  *parent = sonde_message_get_id (answer);
}

int
main (int argc, char *argv[])
{
  SondeStore *store;
  g_autoptr (SondeConversation) conversation = NULL;
  gint64 parent = 0;

  g_assert_cmpint (argc, ==, 3);
  store = store_test_open (argv[1]);
  conversation = store_test_begin (store, "Written");
  say ("conversation", sonde_conversation_get_id (conversation));
  for (guint number = 0;; number++)
    ask (store, sonde_conversation_get_id (conversation), &parent, number, g_str_equal (argv[2], "slow"));
}
