/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is found. */

#include <glib/gstdio.h>
#include <string.h>

#include "sonde-search-query-private.h"
#include "sonde-test.h"
#include "sonde-tokens-private.h"
#include "store-test.h"

typedef struct
{
  char *dir;
  char *path;
  SondeStore *store;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = sonde_test_make_dir ();
  f->path = store_test_dup_path (f->dir);
  f->store = store_test_open (f->dir);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  store_test_close (f->store);
  sonde_test_remove_dir (f->dir);
  g_free (f->dir);
  g_free (f->path);
}

/* Tokens */

static int
append_token_cb (gpointer data, const char *token, int length, int start, int end)
{
  g_string_append_printf (data, "%.*s@%d-%d ", length, token, start, end);
  return 0;
}

static void
test_tokens (void)
{
  static const struct
  {
    const char *text;
    const char *tokens;
  } cases[] = {
    { "", "" },
    { "Hello, WORLD", "hello@0-5 world@7-12 " },
    { "foo_bar-2 x²", "foo@0-3 bar@4-7 2@8-9 x2@10-13 " },
    { "深谈 is 深", "深@0-3 谈@3-6 is@7-9 深@10-13 " },
    { "用GPT4写", "用@0-3 gpt4@3-7 写@7-10 " },
    { "ＡＢ　Ｃ", "ab@0-6 c@9-12 " },
    { "Cafe\xcc\x81 CAFÉ", "cafe@0-6 cafe@7-12 " },
    { "Straße", "strasse@0-7 " },
    { "ガ ｶﾞ", "カ@0-3 カ@4-10 " },
    { "한국 \xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab!",
      "한@0-3 국@3-6 \xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab@7-16 " },
    { "a😀b", "a@0-1 😀@1-5 b@5-6 " },
    { "❤\xef\xb8\x8f", "❤@0-6 " },
    { "हिन्दी", "हिन्दी@0-18 " },
    { "。，！ ---", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) tokens = g_string_new (NULL);

      sonde_tokens_each (cases[i].text, strlen (cases[i].text), append_token_cb, tokens);
      g_assert_cmpstr (tokens->str, ==, cases[i].tokens);
    }
}

static int
check_token_cb (gpointer data, const char *token, int length, int start, int end)
{
  gsize *size = data;

  g_assert_cmpint (length, >, 0);
  g_assert_true (g_utf8_validate (token, length, NULL));
  g_assert_cmpint (start, >=, 0);
  g_assert_cmpint (start, <, end);
  g_assert_cmpint (end, <=, *size);
  return 0;
}

static void
test_tokens_bytes (void)
{
  for (guint round = 0; round < 5000; round++)
    {
      guint8 bytes[48];
      gsize size = sizeof bytes;

      for (guint i = 0; i < size; i++)
        bytes[i] = g_test_rand_int_range (0, 256);
      sonde_tokens_each ((const char *) bytes, size, check_token_cb, &size);
    }
}

/* Queries */

static void
test_query (void)
{
  static const struct
  {
    const char *text;
    const char *match;
  } cases[] = {
    { "", NULL },
    { "  ", NULL },
    { "Word ", "{content reasoning} : \"word\"" },
    { "Word", "{content reasoning} : \"word\"*" },
    { "w", "{content reasoning} : \"w\"" },
    { "模型", "{content reasoning} : \"模 型\"" },
    { "wor* more ", "{content reasoning} : \"wor\"* AND {content reasoning} : \"more\"" },
    { "\"two words\"", "{content reasoning} : \"two words\"" },
    { "“两个 words”", "{content reasoning} : \"两 个 words\"" },
    { "\"not closed", "{content reasoning} : \"not closed\"" },
    { "a -b ", "({content reasoning} : \"a\") NOT {content reasoning} : \"b\"" },
    { "a -\"b c\"", "({content reasoning} : \"a\") NOT {content reasoning} : \"b c\"" },
    { "a - b ", "{content reasoning} : \"a\" AND {content reasoning} : \"b\"" },
    { "-b", NULL },
    { "model:R1 ", "model : \"r1\"*" },
    { "x model:deepseek-v3 mode:search ",
      "{content reasoning} : \"x\" AND model : \"deepseek v3\"* AND mode : (search)" },
    { "mode:reasoning+search", "mode : (reasoning search)" },
    { "mode:other ", "{content reasoning} : \"mode other\"" },
    { "before:tomorrow ", "{content reasoning} : \"before tomorrow\"" },
    { "http://x.org ", "{content reasoning} : \"http x org\"" },
    { "a\"b\"c ",
      "{content reasoning} : \"a\" AND {content reasoning} : \"b\" AND {content reasoning} : \"c\"" },
    { "AND OR NOT NEAR( ",
      "{content reasoning} : \"and\" AND {content reasoning} : \"or\" AND "
      "{content reasoning} : \"not\" AND {content reasoning} : \"near\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SondeSearchQuery) query = sonde_search_query_new (cases[i].text);
      g_autofree char *match = sonde_search_query_dup_match (query);

      g_assert_cmpstr (match, ==, cases[i].match);
    }
}

static void
assert_dates (const char *text, const char *after, const char *before)
{
  g_autoptr (SondeSearchQuery) query = sonde_search_query_new (text);
  g_autoptr (GDateTime) first = after != NULL ? g_date_time_new_from_iso8601 (after, NULL) : NULL;
  g_autoptr (GDateTime) last = before != NULL ? g_date_time_new_from_iso8601 (before, NULL) : NULL;

  g_assert_cmpint (
    query->after, ==, first != NULL ? g_date_time_to_unix (first) * G_USEC_PER_SEC : G_MININT64);
  g_assert_cmpint (
    query->before, ==, last != NULL ? g_date_time_to_unix (last) * G_USEC_PER_SEC : G_MAXINT64);
}

static void
test_query_filters (void)
{
  g_autoptr (SondeSearchQuery) query = sonde_search_query_new ("in:\"My Ördner\" x");

  g_assert_cmpstr (query->folder, ==, "my ordner");
  g_assert_cmpuint (query->terms->len, ==, 1);
  assert_dates ("after:2025-03-31", "2025-03-31T00:00:00Z", NULL);
  assert_dates ("after:2025-03 before:2026", "2025-03-01T00:00:00Z", "2026-01-01T00:00:00Z");
  assert_dates ("after:2025-02-30", NULL, NULL);
  assert_dates ("after:25 before:2025-13 before:2025-1-1-1 after:-2025", NULL, NULL);
}

/* Nothing that is typed is an error. */
static void
test_query_bytes (Fixture *f, gconstpointer data)
{
  static const char letters[] = "ab \"*-:()^+,{}模型。'\\\xff\xe6";
  g_autoptr (SondeConversation) conversation = store_test_begin (f->store, "a b");
  g_autoptr (SondeMessage) message = store_test_say (
    f->store, sonde_conversation_get_id (conversation), 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "ab 模型");

  for (guint round = 0; round < 1000; round++)
    {
      char text[13] = "";
      g_autoptr (GPtrArray) hits = NULL;

      for (guint i = 0; i < sizeof text - 1; i++)
        text[i] = letters[g_test_rand_int_range (0, sizeof letters - 1)];
      hits = store_test_search (f->store, text, 10);
      g_assert_nonnull (hits);
    }
}

/* Snippets */

static void
assert_snippet (const char *text, const char *words, const char *expected)
{
  g_autoptr (SondeSearchQuery) query = sonde_search_query_new (words);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (SondeRange));
  g_autoptr (GArray) marks = NULL;
  g_autofree char *snippet = NULL;
  g_autoptr (GString) marked = g_string_new (NULL);
  guint place = 0;

  sonde_search_query_scan (query, text, strlen (text), spans, TRUE);
  snippet = sonde_search_dup_snippet (text, spans, &marks);
  for (guint i = 0; i < marks->len; i++)
    {
      SondeRange mark = g_array_index (marks, SondeRange, i);

      g_string_append_len (marked, snippet + place, mark.start - place);
      g_string_append_printf (marked, "[%.*s]", (int) (mark.end - mark.start), snippet + mark.start);
      place = mark.end;
    }
  g_string_append (marked, snippet + place);
  g_assert_cmpstr (marked->str, ==, expected);
}

static void
test_snippet (void)
{
  assert_snippet ("short", "SHORT", "[short]");
  assert_snippet ("two\n\n lines\there", "line", "two [lines] here");
  assert_snippet ("absent", "zzz", "absent");
  assert_snippet ("关于深度求索的模型、模型和模 型", "模型", "关于深度求索的[模型]、[模型]和[模 型]");
  assert_snippet ("a Straße of cafés", "strasse cafe*", "a [Straße] of [cafés]");
  assert_snippet ("aaa aaa aaa", "\"aaa aaa\"", "[aaa aaa aaa]");
  assert_snippet (
    "0123456789 0123456789 0123456789 0123456789 0123456789 word "
    "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 word",
    "word",
    "…123456789 0123456789 0123456789 [word] 0123456789 0123456789 0123456789 0123456789 "
    "0123456789 0123456789 0123456789 012345…");
}

/* A huge message costs its length, not its square. */
static void
test_snippet_huge (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < 200000; i++)
    g_string_append (text, "Пример é ");
  g_string_append (text, "needle");
  assert_snippet (text->str, "needle", "…ер é Пример é Пример é Пример é [needle]");
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 20 * G_USEC_PER_SEC);
}

/* Signs of Markdown are no words. */
static void
test_snippet_markup (void)
{
  g_autofree char *stars = g_strnfill (3000, '*');
  g_autofree char *hashes = g_strnfill (3000, '#');
  g_autofree char *text = g_strconcat ("needle ", stars, hashes, " end", NULL);

  assert_snippet ("**The litre of water**, by `83` grams", "water", "The litre of [water], by 83 grams");
  assert_snippet ("# Water\n\n## Ice #1\n| a | b |", "ice", "Water [Ice] #1 a b ");
  assert_snippet ("2 * 3 is C# and a**water**b", "water", "2 * 3 is C# and a[water]b");
  assert_snippet (text, "needle", "[needle] …");
}

/* The index */

static void
assert_ids (Fixture *f, const char *query, const char *expected)
{
  g_autoptr (GPtrArray) hits = store_test_search (f->store, query, 0);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < hits->len; i++)
    {
      SondeSearchHit *hit = hits->pdata[i];

      g_string_append_printf (ids, "%d ", (int) hit->message_id);
    }
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
fill_filtered (Fixture *f)
{
  store_test_exec (
    f->path,
    "INSERT INTO conversation (id, title, folder, updated) VALUES (1, 'Sea', 'Work', 0), "
    "(2, 'Land', NULL, 0), (3, 'Gone', 'Work', 0);"
    "UPDATE conversation SET deleted = 1 WHERE id = 3;"
    "INSERT INTO message (conversation, role, state, content, reasoning, model, mode, created) "
    "VALUES (1, 1, 1, 'deep sea', '', NULL, 0, 1735689600000000),"
    "(1, 2, 1, 'answer', 'thinking of the deep', 'deepseek-reasoner', 1, 1735776000000000),"
    "(2, 2, 1, 'deep land', '', 'deepseek-ai/DeepSeek-V3', 2, 1767225600000000),"
    "(2, 2, 1, 'deep both', '', 'DeepSeek-R1', 3, 1767312000000000),"
    "(2, 3, 1, 'deep tool', '', NULL, 0, 0),"
    "(3, 2, 1, 'deep gone', '', 'DeepSeek-R1', 0, 0)");
}

static void
test_filters (Fixture *f, gconstpointer data)
{
  fill_filtered (f);
  assert_ids (f, "deep ", "4 3 2 1 ");
  assert_ids (f, "DEE", "4 3 2 1 ");
  assert_ids (f, "dee ", "");
  assert_ids (f, "deep -land ", "4 2 1 ");
  assert_ids (f, "deep in:work", "2 1 ");
  assert_ids (f, "deep in:none", "");
  assert_ids (f, "model:r1", "4 ");
  assert_ids (f, "model:deepseek-v3", "3 ");
  assert_ids (f, "deep mode:search", "4 3 ");
  assert_ids (f, "deep mode:r1+search ", "4 ");
  assert_ids (f, "deep mode:chat ", "1 ");
  assert_ids (f, "deep after:2025-06 ", "4 3 ");
  assert_ids (f, "deep before:2025-01-02 ", "1 ");
  assert_ids (f, "after:2026-01-02 ", "4 ");
  assert_ids (f, "before:2025-01-02 in:work", "1 ");
  assert_ids (f, "sea", "0 1 ");
  assert_ids (f, "-deep -answer", "");
}

/* The same without an index. */
static void
test_in_memory (void)
{
  static const char *const queries[] = { "deep ", "dee", "deep -land", "\"deep sea\"", "model:r1" };
  static const guint expected[] = { 2, 2, 1, 1, 0 };
  SondeStore *store = store_test_open (NULL);
  g_autoptr (SondeConversation) conversation = store_test_begin (store, "Title");
  gint64 id = sonde_conversation_get_id (conversation);
  g_autoptr (SondeMessage) first
    = store_test_say (store, id, 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "The deep sea");
  g_autoptr (SondeMessage) second
    = store_test_say (store, id, 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "The Deep land");

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    g_assert_cmpuint (store_test_count_hits (store, queries[i]), ==, expected[i]);
  store_test_close (store);
}

/* What changes is found as it is now. */
static void
test_changes (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = store_test_begin (f->store, "Before");
  gint64 id = sonde_conversation_get_id (conversation);
  g_autoptr (SondeMessage) answer
    = store_test_say (f->store, id, 0, SONDE_ROLE_ASSISTANT, SONDE_STATE_STREAMING, "growing");

  assert_ids (f, "before", "0 ");
  assert_ids (f, "growing", "");
  sonde_conversation_set_title (conversation, "Afterwards");
  store_test_save_conversation (f->store, conversation);
  assert_ids (f, "before", "");
  assert_ids (f, "afterwards", "0 ");
  sonde_message_append_content (answer, " whole");
  sonde_message_set_state (answer, SONDE_STATE_COMPLETE);
  store_test_save_message (f->store, answer, NULL);
  assert_ids (f, "growing", "1 ");
  assert_ids (f, "whole", "1 ");
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *text = g_strdup_printf ("changed number%u", i);

      sonde_message_set_content (answer, text);
      store_test_save_message (f->store, answer, NULL);
      assert_ids (f, text + strlen ("changed "), "1 ");
    }
  assert_ids (f, "growing", "");
  assert_ids (f, "number38", "");
  assert_ids (f, "changed", "1 ");
  store_test_delete_message (f->store, 1, NULL);
  assert_ids (f, "changed", "");
}

/* Whether the bytes of @word lie in the file of the index or its journal. */
static gboolean
is_in_index (Fixture *f, const char *word)
{
  static const char *const names[] = { "search.db", "search.db-wal" };
  gboolean found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->dir, names[i], NULL);
      g_autofree char *bytes = NULL;
      gsize length = 0;

      if (g_file_get_contents (path, &bytes, &length, NULL))
        found = found || memmem (bytes, length, word, strlen (word)) != NULL;
    }
  return found;
}

static void
await_forgotten (Fixture *f, const char *word)
{
  for (guint i = 0; i < 500 && is_in_index (f, word); i++)
    sonde_test_spin (10);
  g_assert_false (is_in_index (f, word));
}

static void
purge (Fixture *f, gint64 conversation)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (store_test_delete_conversation (f->store, conversation, TRUE, &error));
  sonde_store_purge_async (f->store, conversation, NULL, sonde_test_result_cb, &result);
  done = sonde_test_await (&result);
  g_assert_true (sonde_store_purge_finish (f->store, done, &error));
  g_assert_no_error (error);
}

static gint64
say_secret (Fixture *f)
{
  g_autoptr (SondeConversation) conversation = store_test_begin (f->store, "xqtitlesecret");
  gint64 id = sonde_conversation_get_id (conversation);
  g_autoptr (SondeMessage) message
    = store_test_say (f->store, id, 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "xqtextsecret");

  g_assert_cmpuint (store_test_count_hits (f->store, "xqtextsecret"), ==, 1);
  g_assert_cmpuint (store_test_count_hits (f->store, "xqtitlesecret"), ==, 1);
  g_assert_true (is_in_index (f, "textsecret"));
  g_assert_true (is_in_index (f, "titlesecret"));
  return id;
}

/* Of what was deleted for good no word stays in the index, also when the program ends at once. */
static void
test_forgotten (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = store_test_begin (f->store, "Kept");
  gint64 id = sonde_conversation_get_id (conversation);
  g_autoptr (SondeMessage) kept
    = store_test_say (f->store, id, 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "precious");
  g_autoptr (SondeMessage) message = store_test_say (
    f->store, id, sonde_message_get_id (kept), SONDE_ROLE_ASSISTANT, SONDE_STATE_COMPLETE, "xqmessagesecret");

  purge (f, say_secret (f));
  await_forgotten (f, "textsecret");
  await_forgotten (f, "titlesecret");
  g_assert_cmpuint (store_test_count_hits (f->store, "xqmessagesecret"), ==, 1);
  g_assert_true (is_in_index (f, "messagesecret"));

  g_assert_true (store_test_delete_message (f->store, sonde_message_get_id (message), NULL));
  await_forgotten (f, "messagesecret");

  store_test_delete_conversation (f->store, say_secret (f), TRUE, NULL);
  sonde_store_purge_deleted (f->store, G_MAXINT64);
  await_forgotten (f, "textsecret");
  await_forgotten (f, "titlesecret");

  purge (f, say_secret (f));
  store_test_close (f->store);
  g_assert_false (is_in_index (f, "textsecret"));
  g_assert_false (is_in_index (f, "titlesecret"));
  f->store = store_test_open (f->dir);
  g_assert_cmpuint (store_test_count_hits (f->store, "precious"), ==, 1);
  g_assert_cmpuint (store_test_count_hits (f->store, "xqtextsecret"), ==, 0);
}

/* More is deleted at once than is read in one statement. */
static void
test_forgotten_many (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 450; i++)
    {
      g_autoptr (SondeConversation) conversation
        = store_test_begin (f->store, i % 2 ? "Kept" : "xqtitlesecret");

      if (i % 2 == 0)
        store_test_delete_conversation (f->store, sonde_conversation_get_id (conversation), TRUE, NULL);
    }
  g_assert_cmpuint (store_test_count_hits (f->store, "kept"), ==, 225);
  sonde_store_purge_deleted (f->store, G_MAXINT64);
  await_forgotten (f, "titlesecret");
  g_assert_cmpuint (store_test_count_hits (f->store, "kept"), ==, 225);
}

static guint
count_unfilled (Fixture *f)
{
  g_autofree char *index = g_build_filename (f->dir, "search.db", NULL);
  g_autofree char *n = store_test_query (index, "SELECT count(*) FROM part WHERE filled IS NOT NULL");

  return g_ascii_strtoull (n, NULL, 10);
}

/* A conversation whose messages lie in several parts of the index, among others that stay. */
static void
test_forgotten_parts (Fixture *f, gconstpointer data)
{
  store_test_exec (f->path,
                   "INSERT INTO conversation (id, title) VALUES (1, 'Kept'), (2, 'Gone');"
                   "INSERT INTO message (id, conversation, role, state, content) VALUES "
                   "(5, 1, 1, 1, 'precious one'), (6, 2, 1, 1, 'xqtextsecret one'),"
                   "(70000, 1, 1, 1, 'precious two'),"
                   "(140000, 2, 1, 1, 'xqtextsecret three'), (140001, 1, 1, 1, 'precious three'),"
                   "(200000, 1, 1, 1, 'precious four'), (200001, 2, 1, 1, 'xqtextsecret four')");
  assert_ids (f, "precious", "200000 140001 70000 5 ");
  assert_ids (f, "xqtextsecret", "200001 140000 6 ");
  g_assert_true (is_in_index (f, "textsecret"));
  purge (f, 2);
  await_forgotten (f, "textsecret");
  assert_ids (f, "precious", "200000 140001 70000 5 ");
  assert_ids (f, "xqtextsecret", "");
  g_assert_cmpuint (count_unfilled (f), ==, 0);
  assert_ids (f, "one", "5 ");
  assert_ids (f, "three", "140001 ");
  assert_ids (f, "four", "200000 ");
}

/* What fits best does not depend on which part it is in: a word that is frequent in one is worth no less
 * there. */
static void
test_best (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) hits = NULL;

  store_test_exec (f->path,
                   "INSERT INTO conversation (id, title) VALUES (1, '–');"
                   "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
                   "INSERT INTO message (id, conversation, role, state, content) "
                   "SELECT i, 1, 1, 1, CASE WHEN i = 7 THEN 'whale and some other words beside' "
                   "ELSE 'nothing of the kind here at all' END FROM n;"
                   "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) "
                   "INSERT INTO message (id, conversation, role, state, content) "
                   "SELECT 100000 + i, 1, 1, 1, CASE WHEN i = 7 THEN 'whale whale whale, only whale' "
                   "ELSE 'one whale and some more words beside it here' END FROM n");
  sonde_store_search_async (
    f->store, "whale", SONDE_SEARCH_BEST, 10, TRUE, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  hits = sonde_store_search_finish (f->store, result, NULL, NULL);
  g_assert_cmpuint (hits->len, ==, 10);
  g_assert_cmpint (((SondeSearchHit *) hits->pdata[0])->message_id, ==, 100007);
  g_assert_cmpint (((SondeSearchHit *) hits->pdata[1])->message_id, ==, 7);
  g_assert_cmpint (((SondeSearchHit *) hits->pdata[2])->message_id, ==, 100020);
}

/* Ended by a crash. */
static void
test_interrupted (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = store_test_begin (f->store, "");
  gint64 id = sonde_conversation_get_id (conversation);
  g_autoptr (SondeMessage) answer
    = store_test_say (f->store, id, 0, SONDE_ROLE_ASSISTANT, SONDE_STATE_STREAMING, "half");

  assert_ids (f, "half", "");
  store_test_close (f->store);
  f->store = store_test_open (f->dir);
  assert_ids (f, "half", "1 ");
}

/* Without anybody searching meanwhile. */
static void
test_findable_soon (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = store_test_begin (f->store, "");
  gint64 id = sonde_conversation_get_id (conversation);
  g_autofree char *index = g_build_filename (f->dir, "search.db", NULL);
  g_autofree char *progress = NULL;
  g_autoptr (SondeMessage) message = NULL;

  assert_ids (f, "soon", "");
  sonde_store_start_index (f->store);
  message = store_test_say (f->store, id, 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "soon");
  for (guint i = 0; i < 100 && g_strcmp0 (progress, "1") != 0; i++)
    {
      sonde_test_spin (20);
      g_free (progress);
      progress = store_test_query (index, "SELECT message FROM progress");
    }
  g_assert_cmpstr (progress, ==, "1");
}

/* Repair */

static void
fill_one (Fixture *f)
{
  g_autoptr (SondeConversation) conversation = store_test_begin (f->store, "Title");
  g_autoptr (SondeMessage) message = store_test_say (f->store,
                                                     sonde_conversation_get_id (conversation),
                                                     0,
                                                     SONDE_ROLE_USER,
                                                     SONDE_STATE_COMPLETE,
                                                     "precious 模型");

  assert_ids (f, "precious", "1 ");
}

static void
reopen_after (Fixture *f, void (*harm) (const char *index, Fixture *f))
{
  g_autofree char *index = g_build_filename (f->dir, "search.db", NULL);

  store_test_close (f->store);
  harm (index, f);
  f->store = store_test_open (f->dir);
  assert_ids (f, "模型", "1 ");
  assert_ids (f, "title", "0 ");
}

static void
harm_text_file (const char *index, Fixture *f)
{
  store_test_write_file (index, "no database, but somebody put it there", -1);
}

static void
harm_missing (const char *index, Fixture *f)
{
  g_remove (index);
}

static void
harm_pages (const char *index, Fixture *f)
{
  g_autoptr (GBytes) whole = store_test_read_file (index);
  g_autofree char *bytes = g_memdup2 (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));

  memset (bytes + 4096, 0xa5, g_bytes_get_size (whole) - 4096);
  store_test_write_file (index, bytes, g_bytes_get_size (whole));
}

static void
harm_version (const char *index, Fixture *f)
{
  store_test_exec (index, "PRAGMA user_version = 7");
}

static void
harm_directory (const char *index, Fixture *f)
{
  g_remove (index);
  g_mkdir (index, 0700);
}

static void
harm_identity (const char *index, Fixture *f)
{
  store_test_exec (index, "UPDATE progress SET history = 'another'; DELETE FROM message_text_0_data");
}

/* Somebody has written into the history behind the program's back. */
static void
harm_history (const char *index, Fixture *f)
{
  store_test_exec (f->path, "UPDATE message SET content = '模型 of another'");
}

static void
test_repair (Fixture *f, gconstpointer data)
{
  fill_one (f);
  reopen_after (f, harm_missing);
  reopen_after (f, harm_text_file);
  reopen_after (f, harm_pages);
  reopen_after (f, harm_version);
  reopen_after (f, harm_identity);
  reopen_after (f, harm_history);
  /* It is noticed when a message is named that has not the words. */
  assert_ids (f, "precious", "");
  assert_ids (f, "another", "1 ");
  reopen_after (f, harm_directory);
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/tokens", test_tokens);
  g_test_add_func ("/search/tokens/bytes", test_tokens_bytes);
  g_test_add_func ("/search/query", test_query);
  g_test_add_func ("/search/query/filters", test_query_filters);
  g_test_add ("/search/query/bytes", Fixture, NULL, set_up, test_query_bytes, tear_down);
  g_test_add_func ("/search/snippet", test_snippet);
  g_test_add_func ("/search/snippet/huge", test_snippet_huge);
  g_test_add_func ("/search/snippet/markup", test_snippet_markup);
#define ADD(name, function) g_test_add ("/search/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("filters", test_filters);
  g_test_add_func ("/search/in-memory", test_in_memory);
  ADD ("changes", test_changes);
  ADD ("forgotten", test_forgotten);
  ADD ("forgotten/many", test_forgotten_many);
  ADD ("forgotten/parts", test_forgotten_parts);
  ADD ("best", test_best);
  ADD ("interrupted", test_interrupted);
  ADD ("findable-soon", test_findable_soon);
  ADD ("repair", test_repair);
#undef ADD
  return g_test_run ();
}
