/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What strangers write, shown in a transcript in a window: whole, and streamed in pieces. Warnings are fatal,
 * nothing is fetched, no markup is taken, and no frame takes long. */

#include <adwaita.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "sonde-markdown-writer.h"
#include "sonde-markdown.h"
#include "sonde-section.h"
#include "sonde-test.h"
#include "sonde-text-block.h"
#include "sonde-transcript-view.h"
#include "sonde-transcript.h"

#define MAX_TURN_MS 700   /* of the main loop; a frame on a loaded machine and under a sanitizer */
#define MAX_BYTES   60000 /* of a case that is streamed in pieces */

typedef struct
{
  GtkWidget *window;
  GtkWidget *transcript;
  gint64 longest_us; /* turn of the main loop */
  guint n_requests;
  GSocketService *service;
  guint16 port;
} Fixture;

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  ((Fixture *) user_data)->n_requests++;
  return TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->service = g_socket_service_new ();
  fixture->port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (fixture->service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->service, "incoming", G_CALLBACK (incoming_cb), fixture);
  fixture->transcript = sonde_transcript_new ();
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 500);
  adw_window_set_content (ADW_WINDOW (fixture->window), fixture->transcript);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sonde_transcript_set_conversation (SONDE_TRANSCRIPT (fixture->transcript), NULL);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  sonde_test_spin (20);
  g_assert_cmpuint (fixture->n_requests, ==, 0);
  g_object_unref (fixture->service);
}

/* Turns the main loop for some frames and notes how long a turn took. */
static void
spin (Fixture *fixture, guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  do
    {
      gint64 begin = g_get_monotonic_time ();

      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
      fixture->longest_us = MAX (fixture->longest_us, g_get_monotonic_time () - begin);
    }
  while (g_get_monotonic_time () < end);
}

static SondeMessage *
add_message (SondeConversation *conversation, SondeRole role, const char *text, SondeMessageState state)
{
  SondeMessage *last = sonde_conversation_get_last (conversation);
  g_autoptr (SondeMessage) message = sonde_message_new (role);
  gint64 parent = last != NULL ? sonde_message_get_id (last) : 0;

  sonde_message_set_id (message, parent + 1);
  sonde_message_set_parent_id (message, parent);
  sonde_message_set_content (message, text);
  sonde_message_set_state (message, state);
  sonde_conversation_add_message (conversation, message);
  return message;
}

/* Addresses lead to the listener of the test, which must hear of nothing. */
static char *
point_here (Fixture *fixture, const char *text)
{
  g_autofree char *here = g_strdup_printf ("http://127.0.0.1:%u", fixture->port);
  g_autoptr (GString) out = g_string_new (text);

  g_string_replace (out, "https://evil.test", here, 0);
  g_string_replace (out, "https://evil.example", here, 0);
  return g_strdup (out->str);
}

static void
show_whole (Fixture *fixture, const char *text)
{
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();

  add_message (conversation, SONDE_ROLE_USER, text, SONDE_STATE_COMPLETE);
  add_message (conversation, SONDE_ROLE_ASSISTANT, text, SONDE_STATE_COMPLETE);
  sonde_transcript_set_conversation (SONDE_TRANSCRIPT (fixture->transcript), conversation);
  spin (fixture, 34);
}

static void
stream (Fixture *fixture, const char *text, gsize step)
{
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();
  gsize length = strlen (text);

  add_message (conversation, SONDE_ROLE_USER, "go", SONDE_STATE_COMPLETE);
  SondeMessage *answer = add_message (conversation, SONDE_ROLE_ASSISTANT, "", SONDE_STATE_STREAMING);

  sonde_message_set_phase (answer, SONDE_PHASE_ANSWERING, NULL);
  sonde_transcript_set_conversation (SONDE_TRANSCRIPT (fixture->transcript), conversation);
  for (gsize at = 0; at < length;)
    {
      gsize end = MIN (at + step, length);

      while (end < length && (text[end] & 0xC0) == 0x80)
        end++;
      g_autofree char *piece = g_strndup (text + at, end - at);

      sonde_message_append_content (answer, piece);
      at = end;
      spin (fixture, 1);
    }
  sonde_message_set_phase (answer, SONDE_PHASE_IDLE, NULL);
  sonde_message_set_state (answer, SONDE_STATE_COMPLETE);
  spin (fixture, 34);
}

static void
show_both (Fixture *fixture, const char *text, const char *what)
{
  g_autofree char *here = point_here (fixture, text);
  gsize length = strlen (here);

  fixture->longest_us = 0;
  show_whole (fixture, here);
  stream (fixture, here, length > MAX_BYTES ? length / 20 : MAX (length / 20, 7));
  if (fixture->longest_us > 100000)
    g_test_message ("%s: %" G_GSIZE_FORMAT " bytes, %.0f ms", what, length, fixture->longest_us / 1000.0);
  if (fixture->longest_us > MAX_TURN_MS * 1000)
    g_error ("%s: a turn of the main loop took %.0f ms", what, fixture->longest_us / 1000.0);
}

/* Every string called @member anywhere in a file. */
static void
collect (JsonNode *node, const char *member, GPtrArray *texts)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      collect (json_array_get_element (json_node_get_array (node), i), member, texts);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObject *object = json_node_get_object (node);
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *child = json_object_get_member (object, l->data);

      if (g_str_equal (l->data, member) && json_node_get_value_type (child) == G_TYPE_STRING)
        g_ptr_array_add (texts, json_node_dup_string (child));
      else
        collect (child, member, texts);
    }
}

static void
collect_text (const char *json, gsize length, const char *member, GPtrArray *texts)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, json, (gssize) length, &error);
  g_assert_no_error (error);
  collect (json_parser_get_root (parser), member, texts);
}

static GPtrArray *
load (const char *name, const char *member)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) bytes = sonde_test_load_conformance (name);
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (data == NULL)
    return NULL;
  if (!g_str_has_suffix (name, "l"))
    collect_text (data, length, member, texts);
  else
    for (const char *line = data, *end; line < data + length; line = end + 1)
      {
        end = memchr (line, '\n', (gsize) (data + length - line));
        end = end != NULL ? end : data + length;
        if (end > line)
          collect_text (line, (gsize) (end - line), member, texts);
      }
  g_assert_cmpuint (texts->len, >, 0);
  return g_steal_pointer (&texts);
}

static void
show_file (Fixture *fixture, const char *name, const char *member)
{
  g_autoptr (GPtrArray) texts = load (name, member);

  for (guint i = 0; texts != NULL && i < texts->len; i++)
    {
      g_autofree char *what = g_strdup_printf ("%s, case %u", name, i);

      show_both (fixture, texts->pdata[i], what);
    }
}

/* What a frame takes of these is measured by the benchmarks, not here. */
static void
show_untimed (Fixture *fixture, const char *text, const char *what)
{
  fixture->longest_us = 0;
  show_whole (fixture, text);
  stream (fixture, text, MAX (strlen (text) / 10, 7));
  if (fixture->longest_us > 100000)
    g_test_message ("%s: %.0f ms", what, fixture->longest_us / 1000.0);
}

/* Pairs of name and text as JSON, from the tool that knows how they are made. */
static JsonNode *
load_pathological (void)
{
  const char *folder = g_getenv ("SONDE_CONFORMANCE");
  g_autofree char *tool = g_test_build_filename (G_TEST_DIST, "tools", "pathological.py", NULL);
  const char *const argv[] = { "/usr/bin/python3", "-B", tool, folder, NULL };
  g_autoptr (GBytes) there = sonde_test_load_conformance ("markdown/pathological.json");
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *node = NULL;

  if (there == NULL)
    return NULL;
  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  node = json_from_string (out, &error);
  g_assert_no_error (error);
  return node;
}

static void
test_pathological (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) node = load_pathological ();
  JsonArray *cases = node != NULL ? json_node_get_array (node) : NULL;

  for (guint i = 0; cases != NULL && i < json_array_get_length (cases); i++)
    {
      JsonArray *pair = json_array_get_array_element (cases, i);

      show_untimed (
        fixture, json_array_get_string_element (pair, 1), json_array_get_string_element (pair, 0));
    }
  g_assert_true (cases == NULL || json_array_get_length (cases) > 40);
}

static void
test_security (Fixture *fixture, gconstpointer data)
{
  show_file (fixture, "adversarial/markdown-security.json", "input");
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  show_file (fixture, "markdown/llm-answers.jsonl", "text");
}

/* Formulas of all kinds, right and wrong, many in a message. */
static void
test_math (Fixture *fixture, gconstpointer data)
{
  static const char *const files[][2] = {
    { "math/katex-spec.json", "tex" },
    { "math/katex-errors.json", "tex" },
    { "math/mathjax-errors.json", "tex" },
    { "math/currency-negatives.json", "text" },
    { "math/chinese-exam-positives.json", "text" },
    { "math/delimiters.json", "input" },
    { "math/mathjax-tex2mml.json", "tex" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GPtrArray) texts = load (files[i][0], files[i][1]);
      gboolean bare = g_str_equal (files[i][1], "tex");

      for (guint k = 0; texts != NULL && k < texts->len; k += 25)
        {
          g_autoptr (GString) text = g_string_new (NULL);
          g_autofree char *what = g_strdup_printf ("%s, from %u", files[i][0], k);

          for (guint n = k; n < MIN (k + 25, texts->len); n++)
            g_string_append_printf (text, bare ? "$$%s$$\n\n" : "%s\n\n", (const char *) texts->pdata[n]);
          show_both (fixture, text->str, what);
        }
    }
}

/* Nothing of Pango's markup or HTML is taken: what is shown is what was written. */
static void
test_no_markup (Fixture *fixture, gconstpointer data)
{
  static const char text[]
    = "<span foreground=\"red\">red</span> &lt;b&gt; <b>bold</b> <script>x</script> %s %n";
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (text, -1);
  g_autofree char *plain = sonde_blocks_to_plain (blocks);

  show_both (fixture, text, "markup");
  g_assert_nonnull (strstr (plain, "<span foreground=\"red\">red</span> <b> <b>bold</b>"));
  g_assert_nonnull (strstr (plain, "<script>x</script> %s %n"));
}

/* A paragraph of 10 MB, without a line break. */
static void
test_huge_paragraph (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_sized_new (10 << 20);

  while (text->len < 10 << 20)
    g_string_append (text, "all the words of a very long paragraph ");
  fixture->longest_us = 0;
  show_whole (fixture, text->str);
  spin (fixture, 3000);
  g_test_message ("10 MB: longest turn %.0f ms", fixture->longest_us / 1000.0);
  g_assert_cmpint (fixture->longest_us, <, 3 * G_USEC_PER_SEC);
}

/* Streamed in pieces, a section ends with the very pieces that the whole text has. */
static void
assert_same_pieces (const char *text, gsize step)
{
  SondeSection *whole = sonde_section_new (SONDE_SECTION_BODY);
  SondeSection *streamed = sonde_section_new (SONDE_SECTION_BODY);
  gsize length = strlen (text);

  sonde_section_set_text (whole, text, length, FALSE);
  for (gsize at = step; at < length; at += step)
    if ((text[at] & 0xC0) != 0x80)
      sonde_section_set_text (streamed, text, at, TRUE);
  sonde_section_set_text (streamed, text, length, TRUE);
  sonde_section_set_text (streamed, text, length, FALSE);
  g_assert_cmpuint (sonde_section_get_n_pieces (streamed), ==, sonde_section_get_n_pieces (whole));
  for (guint i = 0; i < sonde_section_get_n_pieces (whole); i++)
    g_assert_true (
      sonde_piece_equal (sonde_section_get_piece (whole, i), sonde_section_get_piece (streamed, i)));
  sonde_section_free (whole);
  sonde_section_free (streamed);
}

static void
test_same_pieces (Fixture *fixture, gconstpointer data)
{
  static const char *const files[] = { "markdown/gfm-spec.json", "markdown/commonmark-0.31.2.json" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GPtrArray) texts = load (files[i], "markdown");

      for (guint k = 0; texts != NULL && k < texts->len; k++)
        assert_same_pieces (texts->pdata[k], 1);
    }
  g_autoptr (GPtrArray) answers = load ("markdown/llm-answers.jsonl", "text");

  for (guint k = 0; answers != NULL && k < answers->len; k++)
    assert_same_pieces (answers->pdata[k], 64);
}

static gboolean
log_is_fatal_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  return (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0;
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/transcript-corpora/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("no display: skipped\n");
      return 77;
    }
  adw_init ();
  g_test_log_set_fatal_handler (log_is_fatal_cb, NULL);

  ADD ("no-markup", test_no_markup);
  ADD ("same-pieces", test_same_pieces);
  ADD ("security", test_security);
  ADD ("answers", test_answers);
  ADD ("math", test_math);
  ADD ("pathological", test_pathological);
  ADD ("huge-paragraph", test_huge_paragraph);
  return g_test_run ();
}
