/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-error.h"
#include "sonde-reply.h"
#include "sonde-sse-parser.h"
#include "sonde-test.h"

#include <string.h>

/* What came through the callback, which must be what the getters say. */
typedef struct
{
  GString *content;
  GString *reasoning;
} Heard;

static void
heard_cb (SondeDelta kind, const char *text, gpointer user_data)
{
  Heard *heard = user_data;

  g_assert_true (g_utf8_validate (text, -1, NULL));
  switch (kind)
    {
    case SONDE_DELTA_CONTENT:
      g_assert_cmpstr (text, !=, "");
      g_string_append (heard->content, text);
      break;
    case SONDE_DELTA_REASONING:
      g_assert_cmpstr (text, !=, "");
      g_string_append (heard->reasoning, text);
      break;
    case SONDE_DELTA_MOVED:
      g_string_append (heard->reasoning, heard->content->str);
      g_string_truncate (heard->content, 0);
      break;
    default:
      g_assert_not_reached ();
    }
}

static Heard *
heard_new (void)
{
  Heard *heard = g_new0 (Heard, 1);

  heard->content = g_string_new (NULL);
  heard->reasoning = g_string_new (NULL);
  return heard;
}

static void
heard_free (Heard *heard)
{
  g_string_free (heard->content, TRUE);
  g_string_free (heard->reasoning, TRUE);
  g_free (heard);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Heard, heard_free)

static void
event_cb (const char *type, const char *data, gsize length, const char *id, gpointer user_data)
{
  sonde_reply_feed_event (user_data, type, data, length);
}

/* The steps in which a body is fed: all at once, @size bytes, or random ones for 0. */
static void
feed (SondeReply *reply, const guint8 *bytes, gsize length, gsize size)
{
  g_autoptr (SondeSseParser) parser = sonde_sse_parser_new (event_cb, reply);
  g_autoptr (GError) error = NULL;
  gsize start = 0;

  while (start < length)
    {
      gsize step = size > 0 ? size : (gsize) g_test_rand_int_range (1, 200);

      step = MIN (step, length - start);
      g_assert_true (sonde_sse_parser_feed (parser, bytes + start, step, &error));
      g_assert_no_error (error);
      start += step;
    }
}

static const char *
get_state (const GError *error)
{
  if (error == NULL)
    return "complete";
  g_assert_true (error->domain == SONDE_ERROR);
  switch ((SondeErrorCode) error->code)
    {
    case SONDE_ERROR_CUT:
      return "interrupted";
    case SONDE_ERROR_STREAM:
    case SONDE_ERROR_PROTOCOL:
      return "error";
    default:
      return "complete";
    }
}

/* Conformance data. */

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static void
assert_calls (SondeReply *reply, JsonArray *expected)
{
  GPtrArray *calls = sonde_reply_get_tool_calls (reply);

  g_assert_cmpuint (calls->len, ==, json_array_get_length (expected));
  for (guint i = 0; i < calls->len; i++)
    {
      SondeToolCall *call = g_ptr_array_index (calls, i);
      JsonObject *object = json_array_get_object_element (expected, i);

      g_assert_cmpstr (call->id, ==, get_text (object, "id"));
      g_assert_cmpstr (call->name, ==, get_text (object, "name"));
      g_assert_cmpstr (call->arguments, ==, get_text (object, "arguments"));
    }
}

static void
assert_usage (SondeReply *reply, JsonNode *expected)
{
  const SondeUsage *usage = sonde_reply_get_usage (reply);
  g_autoptr (JsonNode) node = NULL;

  g_assert_cmpint (usage != NULL, ==, expected != NULL && JSON_NODE_HOLDS_OBJECT (expected));
  if (usage == NULL)
    return;
  node = json_from_string (usage->json, NULL);
  g_assert_nonnull (node);
  g_assert_true (json_node_equal (node, expected));
}

static void
assert_error (SondeReply *reply, JsonNode *expected)
{
  const char *words = sonde_reply_get_error_words (reply);

  if (expected == NULL || JSON_NODE_HOLDS_NULL (expected))
    g_assert_null (words);
  else if (JSON_NODE_HOLDS_OBJECT (expected))
    g_assert_cmpstr (words, ==, json_object_get_string_member (json_node_get_object (expected), "message"));
  else
    g_assert_cmpstr (words, ==, json_node_get_string (expected));
}

static void
assert_expected (SondeReply *reply, Heard *heard, JsonObject *expected, gboolean check_error)
{
  const char *reasoning = get_text (expected, "reasoning");

  g_assert_cmpstr (sonde_reply_get_content (reply), ==, json_object_get_string_member (expected, "content"));
  g_assert_cmpstr (heard->content->str, ==, sonde_reply_get_content (reply));
  g_assert_cmpstr (heard->reasoning->str, ==, sonde_reply_get_reasoning (reply));
  g_assert_cmpstr (sonde_reply_get_reasoning (reply), ==, reasoning != NULL ? reasoning : "");
  assert_calls (reply, json_object_get_array_member (expected, "tool_calls"));
  g_assert_cmpstr (sonde_reply_get_finish_reason (reply), ==, get_text (expected, "finish_reason"));
  assert_usage (reply, json_object_get_member (expected, "usage"));
  if (check_error)
    assert_error (reply, json_object_get_member (expected, "error"));
}

static void
check_recording (GBytes *body, JsonObject *expected, gsize size, const char *state, gboolean field_error)
{
  g_autoptr (Heard) heard = heard_new ();
  g_autoptr (SondeReply) reply = sonde_reply_new (heard_cb, heard);
  g_autoptr (GError) error = NULL;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (body, &length);

  feed (reply, bytes, length, size);
  sonde_reply_finish (reply, &error);
  assert_expected (reply, heard, expected, !field_error);
  if (state != NULL)
    g_assert_cmpstr (get_state (error), ==, state);
}

/* An `error:` field line is no event: SondeChat hears it, not the event parser. */
static gboolean
has_error_line (GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  return g_strstr_len (text, length, "\nerror:") != NULL;
}

static JsonNode *
load_json (const char *path)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

static void
check_recording_file (const char *folder, const char *name)
{
  g_autofree char *json_path = g_build_filename (folder, name, NULL);
  g_autofree char *sse_name = g_strdup (name);
  g_autofree char *sse_path = NULL;
  g_autofree char *contents = NULL;
  g_autoptr (JsonNode) root = load_json (json_path);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *expected = json_object_get_object_member (json_node_get_object (root), "expected");
  gsize length;

  g_test_message ("%s", name);
  strcpy (strrchr (sse_name, '.'), ".sse");
  sse_path = g_build_filename (folder, sse_name, NULL);
  g_file_get_contents (sse_path, &contents, &length, &error);
  g_assert_no_error (error);
  body = g_bytes_new_take (g_steal_pointer (&contents), length);
  check_recording (body, expected, length, NULL, has_error_line (body));
  check_recording (body, expected, 1, NULL, has_error_line (body));
  check_recording (body, expected, 0, NULL, has_error_line (body));
}

static void
test_recordings (void)
{
  g_autofree char *folder = sonde_test_dup_conformance_path ("streams");
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;
  guint n = 0;

  if (dir == NULL)
    {
      g_test_skip ("the conformance data is not here");
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      {
        check_recording_file (folder, name);
        n++;
      }
  g_test_message ("%u recordings", n);
  g_assert_cmpuint (n, >, 0);
}

static void
check_synthetic (JsonObject *object)
{
  const char *name = json_object_get_string_member (object, "name");
  JsonObject *expected = json_object_get_object_member (object, "expected");
  const char *state = json_object_get_string_member (expected, "state");
  const gsize sizes[] = { 1u << 30, 1, 0 };
  gsize length;
  guchar *bytes = g_base64_decode (json_object_get_string_member (object, "bytes"), &length);
  g_autoptr (GBytes) body = g_bytes_new_take (bytes, length);

  g_test_message ("%s", name);
  if (g_str_equal (name, "json-body-not-sse"))
    {
      g_autoptr (Heard) heard = heard_new ();
      g_autoptr (SondeReply) reply = sonde_reply_new (heard_cb, heard);
      g_autoptr (GError) error = NULL;

      sonde_reply_feed_whole (reply, (const char *) bytes, length);
      sonde_reply_finish (reply, &error);
      assert_expected (reply, heard, expected, TRUE);
      g_assert_cmpstr (get_state (error), ==, state);
      return;
    }
  /* "if ignored: state must be interrupted" */
  if (has_error_line (body))
    state = "interrupted";
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    check_recording (body, expected, sizes[i], state, has_error_line (body));
}

static void
test_synthetic (void)
{
  g_autofree char *path = sonde_test_dup_conformance_path ("streams/synthetic/cases.json");
  g_autoptr (JsonNode) root = NULL;
  JsonArray *cases;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the conformance data is not here");
      return;
    }
  root = load_json (path);
  cases = json_object_get_array_member (json_node_get_object (root), "cases");
  for (guint i = 0; i < json_array_get_length (cases); i++)
    check_synthetic (json_array_get_object_element (cases, i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reply-conformance/recordings", test_recordings);
  g_test_add_func ("/reply-conformance/synthetic", test_synthetic);
  return g_test_run ();
}
