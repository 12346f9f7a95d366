/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fixtures of our own for each rule of the event stream grammar, each fed whole, byte by byte, cut in
 * two at every position and cut at random; then the third-party cases, where they are present. */

#include "sonde-error.h"
#include "sonde-sse-parser.h"
#include "sonde-test.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#define N_RANDOM_CUTS 20

/* What a run gave, one line for each event: type, length, data and id, NUL bytes shown as "\0". */
static void
event_cb (const char *type, const char *data, gsize length, const char *id, gpointer user_data)
{
  GString *log = user_data;

  g_assert_cmpint (data[length], ==, '\0');
  g_string_append_printf (log, "<%s|", type);
  for (gsize i = 0; i < length; i++)
    if (data[i] == '\0')
      g_string_append (log, "\\0");
    else
      g_string_append_c (log, data[i]);
  g_string_append_printf (log, "|%s>", id);
}

static void
append_end (GString *log, SondeSseParser *parser)
{
  g_string_append_printf (log,
                          "retry %" G_GINT64_FORMAT " id %s",
                          sonde_sse_parser_get_retry_ms (parser),
                          sonde_sse_parser_get_last_event_id (parser));
}

static void
feed (SondeSseParser *parser, const char *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;
  /* A copy of the exact size lets AddressSanitizer see a read beyond the piece. */
  g_autofree guint8 *copy = g_memdup2 (bytes, length);

  g_assert_true (sonde_sse_parser_feed (parser, copy, length, &error));
  g_assert_no_error (error);
}

/* Feeds @bytes with a cut after each of the positions that @next_cut gives. */
typedef gsize (*NextCut) (gsize at, gpointer user_data);

static void
check (const char *bytes, gsize length, const char *expected, NextCut next_cut, gpointer user_data)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (SondeSseParser) parser = sonde_sse_parser_new (event_cb, log);
  gsize at = 0;

  while (at < length)
    {
      gsize cut = next_cut (at, user_data);

      cut = MIN (cut, length);
      feed (parser, bytes + at, cut - at);
      at = cut;
    }
  append_end (log, parser);
  g_assert_cmpstr (log->str, ==, expected);
}

static gsize
cut_never (gsize at, gpointer user_data)
{
  return G_MAXSIZE;
}

static gsize
cut_each_byte (gsize at, gpointer user_data)
{
  return at + 1;
}

static gsize
cut_once (gsize at, gpointer user_data)
{
  return at == 0 ? *(gsize *) user_data : G_MAXSIZE;
}

static gsize
cut_at_random (gsize at, gpointer user_data)
{
  return at + (gsize) g_rand_int_range (user_data, 1, 40);
}

static void
check_all (const char *bytes, gsize length, const char *expected)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261123);

  check (bytes, length, expected, cut_never, NULL);
  check (bytes, length, expected, cut_each_byte, NULL);
  /* Long inputs repeat themselves; a stride keeps the double loop short. */
  for (gsize position = 1; position < length; position += 1 + length / 2000)
    check (bytes, length, expected, cut_once, &position);
  for (guint i = 0; i < N_RANDOM_CUTS; i++)
    check (bytes, length, expected, cut_at_random, rand);
}

typedef struct
{
  const char *name;
  const char *bytes;
  gsize length;
  const char *expected;
} Fixture;

/* clang-format off */
#define FIXTURE(name, bytes, expected) { name, bytes, sizeof (bytes) - 1, expected }

static const Fixture fixtures[] = {
  FIXTURE ("nothing", "", "retry -1 id "),
  FIXTURE ("one event", "data: a\n\n", "<message|a|>retry -1 id "),
  FIXTURE ("line ends/cr", "data: a\rdata: b\r\r", "<message|a\nb|>retry -1 id "),
  FIXTURE ("line ends/crlf", "data: a\r\ndata: b\r\n\r\n", "<message|a\nb|>retry -1 id "),
  FIXTURE ("line ends/mixed", "data: a\rdata: b\ndata: c\r\n\rdata: d\n\r\n", "<message|a\nb\nc|><message|d|>retry -1 id "),
  FIXTURE ("line ends/lf cr is two", "data: a\n\rdata: b\n\n", "<message|a|><message|b|>retry -1 id "),
  FIXTURE ("line ends/u+2028, u+0085 and form feed are none",
           "data: a\xE2\x80\xA8" "b\xC2\x85" "c\fd\n\n", "<message|a\xE2\x80\xA8" "b\xC2\x85" "c\fd|>retry -1 id "),
  FIXTURE ("bom/once", "\xEF\xBB\xBF" "data: a\n\n", "<message|a|>retry -1 id "),
  FIXTURE ("bom/twice names an unknown field", "\xEF\xBB\xBF\xEF\xBB\xBF" "data: a\n\n", "retry -1 id "),
  FIXTURE ("bom/later", "data: a\n\xEF\xBB\xBF" "data: b\n\n", "<message|a|>retry -1 id "),
  FIXTURE ("bom/before a comment", "\xEF\xBB\xBF:x\ndata: a\n\n", "<message|a|>retry -1 id "),
  FIXTURE ("bom/half of one", "\xEF\xBB" "data: a\ndata: b\n\n", "<message|b|>retry -1 id "),
  FIXTURE ("bom/half of one, then a line end", "\xEF\ndata: b\n\n", "<message|b|>retry -1 id "),
  FIXTURE ("bom/in data", "data: \xEF\xBB\xBF\n\n", "<message|\xEF\xBB\xBF|>retry -1 id "),
  FIXTURE ("comment/alone", ": keep-alive\n\n: keep-alive\n\n", "retry -1 id "),
  FIXTURE ("comment/inside an event", "data: a\n:x\n: data: no\ndata: b\n\n", "<message|a\nb|>retry -1 id "),
  FIXTURE ("comment/with cr", ":\r:x\r\n:\n:\rdata: a\r\r", "<message|a|>retry -1 id "),
  FIXTURE ("comment/unfinished", "data: a\n\n: x", "<message|a|>retry -1 id "),
  FIXTURE ("space/one is taken", "data:a\n\ndata: a\n\ndata:  a\n\ndata:\ta\n\n",
           "<message|a|><message|a|><message| a|><message|\ta|>retry -1 id "),
  FIXTURE ("space/before the colon", "data : a\n data: b\n\n", "retry -1 id "),
  FIXTURE ("space/only", "data: \n\n", "<message||>retry -1 id "),
  FIXTURE ("space/trailing stays", "data: a \n\n", "<message|a |>retry -1 id "),
  FIXTURE ("colon/in the value", "data: a:b: c\n\n", "<message|a:b: c|>retry -1 id "),
  FIXTURE ("colon/none", "data\n\ndata\ndata\n\n", "<message||><message|\n|>retry -1 id "),
  FIXTURE ("data/empty lines", "data:\ndata:\ndata: x\ndata:\n\n", "<message|\n\nx\n|>retry -1 id "),
  FIXTURE ("data/not ended", "data: a\n\ndata: b\n", "<message|a|>retry -1 id "),
  FIXTURE ("data/not ended in a line", "data: a\n\ndata: b", "<message|a|>retry -1 id "),
  FIXTURE ("data/nul", "data: a\0b\n\n", "<message|a\\0b|>retry -1 id "),
  FIXTURE ("data/blank lines before and after", "\n\r\n\rdata: a\n\n\n\n", "<message|a|>retry -1 id "),
  FIXTURE ("field/unknown", "error: {\"a\":1}\nDATA: x\ndatax: y\ndat: z\n{}\ndata: a\n\n", "<message|a|>retry -1 id "),
  FIXTURE ("event/named", "event: error\ndata: a\n\ndata: b\n\n", "<error|a|><message|b|>retry -1 id "),
  FIXTURE ("event/last counts", "event: x\ndata: a\nevent:y\n\n", "<y|a|>retry -1 id "),
  FIXTURE ("event/empty", "event: x\nevent\ndata: a\n\n", "<message|a|>retry -1 id "),
  FIXTURE ("event/without data is forgotten", "event: x\n\ndata: a\n\n", "<message|a|>retry -1 id "),
  FIXTURE ("id/stays", "id: 1\ndata: a\n\ndata: b\n\n", "<message|a|1><message|b|1>retry -1 id 1"),
  FIXTURE ("id/empty takes it away", "id: 1\ndata: a\n\nid\ndata: b\n\n", "<message|a|1><message|b|>retry -1 id "),
  FIXTURE ("id/without data", "id: 7\n\n", "retry -1 id 7"),
  FIXTURE ("id/not dispatched", "data: a\n\nid: 9\ndata: b\n", "<message|a|>retry -1 id "),
  FIXTURE ("id/nul", "id: 1\nid: 2\0\n" "data: a\n\n", "<message|a|1>retry -1 id 1"),
  FIXTURE ("id/text", "id: \xC3\xA9 x\ndata: a\n\n", "<message|a|\xC3\xA9 x>retry -1 id \xC3\xA9 x"),
  FIXTURE ("retry/set", "retry: 1500\n\n", "retry 1500 id "),
  FIXTURE ("retry/at once", "retry: 1500\n", "retry 1500 id "),
  FIXTURE ("retry/zero", "retry: 0\n", "retry 0 id "),
  FIXTURE ("retry/leading zeros", "retry: 0017\n", "retry 17 id "),
  FIXTURE ("retry/bogus", "retry: 5\nretry: 7x\nretry: -7\nretry: 1.5\nretry:  8\nretry: +9\n", "retry 5 id "),
  FIXTURE ("retry/empty", "retry: 5\nretry:\nretry\n", "retry 5 id "),
  FIXTURE ("retry/huge", "retry: 99999999999999999999999\n", "retry 9223372036854775807 id "),
  FIXTURE ("utf-8/valid", "data: \xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80\n\n", "<message|\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80|>retry -1 id "),
  FIXTURE ("utf-8/edges", "data: \xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\n\n",
           "<message|\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF|>retry -1 id "),
  FIXTURE ("utf-8/lone continuation", "data: a\x80" "b\n\n", "<message|a\xEF\xBF\xBD" "b|>retry -1 id "),
  FIXTURE ("utf-8/never bytes", "data: \xC0\xC1\xF5\xFF\n\n",
           "<message|\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|>retry -1 id "),
  FIXTURE ("utf-8/cut sequence is one", "data: \xF0\x9F\x98|\xE4\xB8|\xC3|\n\n",
           "<message|\xEF\xBF\xBD|\xEF\xBF\xBD|\xEF\xBF\xBD||>retry -1 id "),
  FIXTURE ("utf-8/surrogate is three", "data: \xED\xA0\x80\n\n", "<message|\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|>retry -1 id "),
  FIXTURE ("utf-8/overlong is three", "data: \xE0\x80\xAF\n\n", "<message|\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|>retry -1 id "),
  FIXTURE ("utf-8/above the last is four", "data: \xF4\x90\x80\x80\n\n",
           "<message|\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|>retry -1 id "),
  FIXTURE ("utf-8/line end inside a sequence", "data: \xE4\xB8\n\n", "<message|\xEF\xBF\xBD|>retry -1 id "),
  FIXTURE ("utf-8/in type and id", "event: \xFF\nid: \x80\ndata: a\n\n", "<\xEF\xBF\xBD|a|\xEF\xBF\xBD>retry -1 id \xEF\xBF\xBD"),
  FIXTURE ("deepseek",
           ": keep-alive\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"\xE4\xBD\xA0\xE5\xA5\xBD\"}}]}\n\ndata: [DONE]\n\n",
           "<message|{\"choices\":[{\"delta\":{\"content\":\"\xE4\xBD\xA0\xE5\xA5\xBD\"}}]}|><message|[DONE]|>retry -1 id "),
};
/* clang-format on */

static void
test_fixtures (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++)
    {
      g_test_message ("%s", fixtures[i].name);
      check_all (fixtures[i].bytes, fixtures[i].length, fixtures[i].expected);
    }
}

/* The events come as soon as their blank line does, also when it is a CR that an LF could follow. */
static void
test_prompt (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (SondeSseParser) parser = sonde_sse_parser_new (event_cb, log);

  feed (parser, "data: a\r\n\r", 10);
  g_assert_cmpstr (log->str, ==, "<message|a|>");
  feed (parser, "\ndata: b\n\n", 10);
  g_assert_cmpstr (log->str, ==, "<message|a|><message|b|>");
}

static void
ignore_cb (const char *type, const char *data, gsize length, const char *id, gpointer user_data)
{
  *(gsize *) user_data += length;
}

static void
assert_refused (SondeSseParser *parser, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sonde_sse_parser_feed (parser, (const guint8 *) text, strlen (text), &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_TOO_LARGE);
}

static void
test_limit (void)
{
  static const char *const too_large[] = {
    "data: 12345678901234567890\n",             /* one line */
    "data: 123456789012345",                    /* without its end */
    "data: 12345\ndata: 12345\ndata: 12345\n",  /* many lines */
    "unknown: 1234567890123",                   /* any other field */
    "event: 1234567\ndata: 1\ndata: 123456\n",  /* the type counts */
    "data: \xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\n", /* U+FFFD takes three bytes */
  };

  for (guint i = 0; i < G_N_ELEMENTS (too_large); i++)
    for (guint piece = 1; piece < 60; piece += 6)
      {
        gsize sum = 0;
        g_autoptr (SondeSseParser) parser = sonde_sse_parser_new (ignore_cb, &sum);
        gsize length = strlen (too_large[i]);
        gboolean ok = TRUE;

        sonde_sse_parser_set_max_event (parser, 20);
        for (gsize at = 0; at < length && ok; at += piece)
          ok = sonde_sse_parser_feed (
            parser, (const guint8 *) too_large[i] + at, MIN (piece, length - at), NULL);
        g_assert_false (ok);
        assert_refused (parser, "\n\n");
        assert_refused (parser, "");
        g_assert_cmpuint (sum, ==, 0);
      }
}

static void
test_within_limit (void)
{
  const char *text = "data: 12345678901234\n\n: a comment much longer than the limit\n";
  gsize sum = 0;
  g_autoptr (SondeSseParser) parser = sonde_sse_parser_new (ignore_cb, &sum);

  sonde_sse_parser_set_max_event (parser, 20);
  for (guint i = 0; i < 100; i++)
    feed (parser, text, strlen (text));
  g_assert_cmpuint (sum, ==, 1400);
}

static gsize
get_resident_bytes (void)
{
  g_autofree char *statm = NULL;
  gsize size = 0, resident = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL));
  g_assert_cmpint (sscanf (statm, "%" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT, &size, &resident), ==, 2);
  return resident * 4096;
}

static void
feed_often (SondeSseParser *parser, const char *bytes, gsize length, guint times)
{
  for (guint i = 0; i < times; i++)
    g_assert_true (sonde_sse_parser_feed (parser, (const guint8 *) bytes, length, NULL));
}

/* 256 MiB of comments, in lines and as one line that never ends: nothing of them is kept. */
static void
test_comment_flood (void)
{
  const gsize length = 12 * 64 * 1024;
  gsize sum = 0;
  g_autoptr (SondeSseParser) parser = sonde_sse_parser_new (ignore_cb, &sum);
  g_autofree char *piece = g_malloc (length);
  gsize before;

  memset (piece, 'x', length);
  feed (parser, ":", 1);
  feed_often (parser, piece, length, 1);
  before = get_resident_bytes ();
  feed_often (parser, piece, length, 170);
  for (gsize i = 0; i < length; i += 12)
    memcpy (piece + i, "\n:keep-alive", 12);
  feed_often (parser, piece, length, 170);
  g_assert_cmpuint (sum, ==, 0);
  g_assert_cmpuint (get_resident_bytes (), <, before + 64 * 1024 * 1024);
}

static void
test_large_event (void)
{
  const gsize piece_length = 1024 * 1024;
  gsize sum = 0;
  g_autoptr (SondeSseParser) parser = sonde_sse_parser_new (ignore_cb, &sum);
  g_autofree char *piece = g_malloc (piece_length);

  memset (piece, 'x', piece_length);
  feed (parser, "data:", 5);
  for (guint i = 0; i < 65; i++)
    feed (parser, piece, piece_length);
  feed (parser, "\n\n", 2);
  g_assert_cmpuint (sum, ==, 65 * piece_length);

  feed (parser, "data:", 5);
  for (guint i = 0; i < 127; i++)
    feed (parser, piece, piece_length);
  g_assert_false (sonde_sse_parser_feed (parser, (const guint8 *) piece, piece_length, NULL));
}

/* Two megabytes of text with CRLF and a line separator that is no line end, in odd pieces. */
static void
test_odd_pieces (void)
{
  const gsize piece = 4093;
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) stream = g_string_new (NULL);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (SondeSseParser) parser = sonde_sse_parser_new (event_cb, log);

  while (text->len < 2 * 1024 * 1024)
    g_string_append (text, "\xE6\xB7\xB1\xE8\xB0\x88 \xE2\x80\xA8");
  g_string_append_printf (stream, "data:%s\r\n\r\n", text->str);
  g_string_append_printf (expected, "<message|%s|>", text->str);
  for (gsize at = 0; at < stream->len; at += piece)
    feed (parser, stream->str + at, MIN (piece, stream->len - at));
  g_assert_true (g_string_equal (log, expected));
}

/* A megabyte of one event, byte by byte, takes time in proportion to its length. */
static void
test_linear (void)
{
  g_autoptr (GString) stream = g_string_new ("data: ");
  gsize sum = 0;
  g_autoptr (SondeSseParser) parser = sonde_sse_parser_new (ignore_cb, &sum);
  g_autoptr (SondeSseParser) by_cr = sonde_sse_parser_new (ignore_cb, &sum);
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < 1024 * 1024; i++)
    g_string_append_c (stream, 'x');
  g_string_append (stream, "\n\n");
  for (gsize i = 0; i < stream->len; i++)
    g_assert_true (sonde_sse_parser_feed (parser, (const guint8 *) stream->str + i, 1, NULL));
  g_assert_cmpuint (sum, ==, 1024 * 1024);

  /* Half a million lines that end in CR, in one feed: the LF is not searched again for each. */
  for (gsize i = 0; i + 1 < stream->len; i += 2)
    memcpy (stream->str + i, "d\r", 2);
  feed (by_cr, stream->str, stream->len);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 20 * G_USEC_PER_SEC);
}

static guint8 *
decode (JsonObject *object, const char *member, gsize *length)
{
  return g_base64_decode (json_object_get_string_member (object, member), length);
}

static void
append_expected (JsonArray *array, guint index, JsonNode *node, gpointer user_data)
{
  JsonObject *event = json_node_get_object (node);
  const char *data = json_object_get_string_member (event, "data");

  event_cb (json_object_get_string_member (event, "type"),
            data,
            strlen (data),
            json_object_get_string_member (event, "id"),
            user_data);
}

/* Whether a client reads the body at all: the content type is judged before the parser. */
static gboolean
is_event_stream (JsonObject *object)
{
  const char *type = json_object_get_string_member_with_default (object, "content_type", "text/event-stream");

  return g_str_equal (type, "text/event-stream") || g_str_has_prefix (type, "text/event-stream;");
}

static void
check_case (JsonArray *array, guint index, JsonNode *node, gpointer user_data)
{
  JsonObject *object = json_node_get_object (node);
  g_autoptr (GString) expected = g_string_new (NULL);
  gsize length;
  g_autofree guint8 *bytes = decode (object, "bytes", &length);

  g_test_message ("%s", json_object_get_string_member (object, "name"));
  if (!is_event_stream (object))
    return;
  json_array_foreach_element (json_object_get_array_member (object, "expected"), append_expected, expected);
  g_string_append_printf (
    expected,
    "retry %" G_GINT64_FORMAT " id %s",
    json_object_get_null_member (object, "retry") ? -1 : json_object_get_int_member (object, "retry"),
    json_object_get_string_member (object, "last_event_id"));
  check_all ((const char *) bytes, length, expected->str);
  *(guint *) user_data += 1;
}

/* A line decoder's lines become visible when each line of the input is made a data field: what is
 * before the first line end is prefixed with "data:", and so is what follows each line end. */
static void
check_lines (JsonArray *array, guint index, JsonNode *node, gpointer user_data)
{
  JsonObject *object = json_node_get_object (node);
  gboolean flush = json_object_has_member (object, "lines_after_flush");
  JsonArray *chunks = json_object_get_array_member (object, "chunks");
  JsonArray *lines = json_object_get_array_member (object, flush ? "lines_after_flush" : "complete_lines");
  g_autoptr (GString) bytes = g_string_new (NULL);
  g_autoptr (GString) fields = g_string_new ("data:");
  g_autoptr (GString) expected = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (chunks); i++)
    {
      gsize length;
      g_autofree guint8 *chunk = g_base64_decode (json_array_get_string_element (chunks, i), &length);

      g_string_append_len (bytes, (char *) chunk, (gssize) length);
    }
  for (gsize i = 0; i < bytes->len; i++)
    {
      g_string_append_c (fields, bytes->str[i]);
      if (bytes->str[i] == '\n' || (bytes->str[i] == '\r' && bytes->str[i + 1] != '\n'))
        g_string_append (fields, "data:");
    }
  if (!flush)
    g_string_truncate (fields, (gsize) (g_strrstr (fields->str, "data:") - fields->str));
  g_string_append (fields, flush ? "\n\n" : "\n");
  for (guint i = 0; i < json_array_get_length (lines); i++)
    g_string_append_printf (expected, "%s%s", i > 0 ? "\n" : "", json_array_get_string_element (lines, i));
  g_string_prepend (expected, "<message|");
  g_string_append (expected, "|>retry -1 id ");
  check_all (fields->str, fields->len, expected->str);
  *(guint *) user_data += 1;
}

static void
test_conformance (void)
{
  g_autoptr (GBytes) bytes = sonde_test_load_conformance ("sse-cases.json");
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GString) text = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *root;
  guint n_cases = 0;

  if (bytes == NULL)
    return;
  /* json-glib's strings end at a NUL, so NUL bytes are shown as in event_cb(). */
  text = g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  g_string_replace (text, "\\u0000", "\\\\0", 0);
  json_parser_load_from_data (parser, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (parser));
  json_array_foreach_element (json_object_get_array_member (root, "cases"), check_case, &n_cases);
  json_array_foreach_element (
    json_object_get_array_member (root, "line_decoder_cases"), check_lines, &n_cases);
  g_assert_cmpuint (n_cases, >, 0);
  g_test_message ("%u cases", n_cases);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sse-parser/fixtures", test_fixtures);
  g_test_add_func ("/sse-parser/prompt", test_prompt);
  g_test_add_func ("/sse-parser/limit", test_limit);
  g_test_add_func ("/sse-parser/within-limit", test_within_limit);
  g_test_add_func ("/sse-parser/comment-flood", test_comment_flood);
  g_test_add_func ("/sse-parser/large-event", test_large_event);
  g_test_add_func ("/sse-parser/odd-pieces", test_odd_pieces);
  g_test_add_func ("/sse-parser/linear", test_linear);
  g_test_add_func ("/sse-parser/conformance", test_conformance);
  return g_test_run ();
}
