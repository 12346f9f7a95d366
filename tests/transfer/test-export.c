/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "export-sample.h"
#include "sonde-error.h"
#include "sonde-export.h"
#include "sonde-print-pages.h"
#include "sonde-source.h"
#include "sonde-test.h"

/* 2026-11-20 10:00:00 UTC */
#define NOON (G_GINT64_CONSTANT (1795168800) * G_USEC_PER_SEC)

static SondeMessage *
add (SondeConversation *conversation, gint64 id, gint64 parent, SondeRole role, const char *content)
{
  g_autoptr (SondeMessage) message = sonde_message_new (role);

  sonde_message_set_id (message, id);
  sonde_message_set_parent_id (message, parent);
  sonde_message_set_created (message, NOON + id * G_USEC_PER_SEC);
  sonde_message_set_content (message, content);
  sonde_message_set_state (message, SONDE_STATE_COMPLETE);
  if (role == SONDE_ROLE_ASSISTANT)
    sonde_message_set_model (message, "deepseek-flash");
  sonde_conversation_add_message (conversation, message);
  return message; /* the conversation keeps it */
}

static SondeConversation *
make (const char *title)
{
  SondeConversation *conversation = sonde_conversation_new ();

  sonde_conversation_set_id (conversation, 7);
  sonde_conversation_set_title (conversation, title);
  sonde_conversation_set_created (conversation, NOON);
  sonde_conversation_set_updated (conversation, NOON + G_USEC_PER_SEC);
  return conversation;
}

static void
add_sources (SondeMessage *message)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (
    sources, sonde_source_new (1, "Deep [sea]\nprobes", "https://example.org/a b>", "2026-01-02", "text"));
  g_ptr_array_add (sources, sonde_source_new (2, "Trap", "javascript:alert(1)", NULL, NULL));
  sonde_message_set_sources (message, sources);
}

static char *
answer_as (SondeExportFormat format, const char *content, const char *reasoning, gboolean with_sources)
{
  g_autoptr (SondeConversation) conversation = make ("Title");
  SondeMessage *answer;

  add (conversation, 1, 0, SONDE_ROLE_USER, "Question");
  answer = add (conversation, 2, 1, SONDE_ROLE_ASSISTANT, content);
  sonde_message_set_reasoning (answer, reasoning);
  if (with_sources)
    add_sources (answer);
  add (conversation, 3, 2, SONDE_ROLE_USER, "Next");
  return sonde_export_to_string (conversation, format);
}

static void
assert_contains (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("missing: «%s» in «%s»", part, text);
}

static void
assert_lacks (const char *text, const char *part)
{
  if (strstr (text, part) != NULL)
    g_error ("unwanted: «%s» in «%s»", part, text);
}

static void
test_formats (void)
{
  SondeExportFormat format;

  g_assert_true (sonde_export_format_from_string ("md", &format));
  g_assert_cmpint (format, ==, SONDE_EXPORT_MARKDOWN);
  g_assert_true (sonde_export_format_from_string ("json", &format));
  g_assert_cmpint (format, ==, SONDE_EXPORT_JSON);
  g_assert_true (sonde_export_format_from_string ("txt", &format));
  g_assert_cmpint (format, ==, SONDE_EXPORT_TEXT);
  g_assert_cmpstr (sonde_export_format_extension (format), ==, "txt");
  g_assert_false (sonde_export_format_from_string ("doc", &format));
  g_assert_false (sonde_export_format_from_string ("", &format));
}

static void
test_markdown_whole (void)
{
  g_autofree char *text = NULL;
  g_autoptr (SondeConversation) conversation = make ("Lead & line");
  SondeMessage *answer;

  sonde_conversation_set_system_prompt (conversation, "Be\nbrief.");
  add (conversation, 1, 0, SONDE_ROLE_USER, "How *deep*?");
  answer = add (conversation, 2, 1, SONDE_ROLE_ASSISTANT, "**Deep.**[citation:1]");
  sonde_message_set_reasoning (answer, "Hm.\n\nSo.");
  sonde_message_set_thinking_ms (answer, 1900);
  sonde_message_set_mode (answer, SONDE_MODE_REASONING);
  sonde_message_set_state (answer, SONDE_STATE_INTERRUPTED);
  add_sources (answer);
  text = sonde_export_to_string (conversation, SONDE_EXPORT_MARKDOWN);
  g_assert_cmpstr (text,
                   ==,
                   "---\n"
                   "title: \"Lead & line\"\n"
                   "created: 2026-11-20T10:00:00Z\n"
                   "updated: 2026-11-20T10:00:01Z\n"
                   "generator: Sonde " SONDE_VERSION "\n"
                   "---\n\n"
                   "# Lead \\& line\n\n"
                   "> **System prompt**\n>\n> Be\n> brief.\n\n"
                   "## You\n\n"
                   "*2026-11-20 10:00 +00:00*\n\n"
                   "How *deep*?\n\n"
                   "## Assistant\n\n"
                   "*2026-11-20 10:00 +00:00 · deepseek-flash · reasoning · interrupted*\n\n"
                   "> **Thought for 2 seconds**\n>\n> Hm.\n>\n> So.\n\n"
                   "**Deep.**[^2-1]\n\n"
                   "Also found: [^2-2]\n\n"
                   "[^2-1]: [Deep \\[sea\\] probes](<https://example.org/a%20b%3E>), 2026-01-02\n"
                   "[^2-2]: Trap\n\n");
}

static void
test_markdown_title (void)
{
  g_autoptr (SondeConversation) conversation = make ("a\"\n---\n# b\\ <img src=x> \u2028\xc2\x85"
                                                     "*c*");
  g_autofree char *text = sonde_export_to_string (conversation, SONDE_EXPORT_MARKDOWN);

  assert_contains (text,
                   "---\ntitle: \"a\\\"\\u000a---\\u000a# b\\\\ <img src=x> \\u2028\\u0085*c*\"\ncreated: ");
  assert_contains (text, "\n---\n\n# a\" --- \\# b\\\\ \\<img src=x\\>   \\*c\\*\n\n");
  assert_lacks (text, "\n# b");
}

static void
test_markdown_verbatim (void)
{
  const char *content = "# Head\n\n1. a\r\n\t`x` $y$ \\(z\\)\n\n| a | b |\n|---|---|\n<b>&amp;</b>  \n😀";
  g_autofree char *text = answer_as (SONDE_EXPORT_MARKDOWN, content, "", FALSE);
  g_autofree char *expected = g_strconcat ("\n\n", content, "\n\n## You\n\n", NULL);

  assert_contains (text, expected);
}

static void
test_markdown_open_fence (void)
{
  const struct
  {
    const char *content;
    const char *expected;
  } cases[] = {
    { "a\n```c\nint x;", "\n```c\nint x;\n```\n\n## You\n" },
    { "a\n~~~~\n```\nx\n~~~\n", "\n~~~~\n```\nx\n~~~\n~~~~\n\n## You\n" },
    { "- a\n  ````\n  x", "\n  ````\n  x\n  ````\n\n## You\n" },
    { "```c\nint x;\n```  \nb", "\n```c\nint x;\n```  \nb\n\n## You\n" },
    { "``` a`b\nc", "\n``` a`b\nc\n\n## You\n" },
    { "``\nc", "\n``\nc\n\n## You\n" },
    { "````\n```\n", "\n````\n```\n````\n\n## You\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = answer_as (SONDE_EXPORT_MARKDOWN, cases[i].content, "", FALSE);

      assert_contains (text, cases[i].expected);
    }
}

static void
test_markdown_reasoning (void)
{
  g_autofree char *text
    = answer_as (SONDE_EXPORT_MARKDOWN, "Answer", "```\nopen\n\n## You\n</details>\n[citation:1]", TRUE);

  assert_contains (text, "> ```\n> open\n>\n> ## You\n> </details>\n> [citation:1]\n\nAnswer\n");
}

static void
test_citations (void)
{
  const struct
  {
    const char *content;
    const char *expected;
  } cases[] = {
    { "a[citation:1][citation:2].", "a[^2-1][^2-2].\n" },
    { "a[citation: 1] 【citation:2】", "a[^2-1] [^2-2]\n" },
    { "[citation:0][citation:3][citation:99999999999999999999]",
      "[citation:0][citation:3][citation:99999999999999999999]\n" },
    { "[citation:1", "[citation:1\n" },
    { "[citation:]", "[citation:]\n" },
    { "`[citation:1]` [citation:1]", "`[citation:1]` [^2-1]\n" },
    { "``a`[citation:1]`` ` [citation:2]", "``a`[citation:1]`` ` [^2-2]\n" },
    { "```\n[citation:1]\n```\n[citation:2]", "```\n[citation:1]\n```\n[^2-2]\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = answer_as (SONDE_EXPORT_MARKDOWN, cases[i].content, "", TRUE);

      assert_contains (text, cases[i].expected);
      assert_lacks (text, "(<javascript");
      assert_contains (text, "\n[^2-2]: Trap\n");
    }
}

static void
test_tool_calls (void)
{
  g_autoptr (SondeConversation) conversation = make ("Tools");
  g_autofree char *markdown = NULL;
  g_autofree char *text = NULL;
  SondeMessage *answer;
  SondeMessage *tool;

  add (conversation, 1, 0, SONDE_ROLE_USER, "Weather?");
  answer = add (conversation, 2, 1, SONDE_ROLE_ASSISTANT, "");
  sonde_message_set_raw (
    answer,
    "{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"id\":\"c1\",\"function\":"
    "{\"name\":\"weather\",\"arguments\":\"````\"}}]}");
  tool = add (conversation, 3, 2, SONDE_ROLE_TOOL, "no such tool\n```\n# x");
  sonde_message_set_tool_call_id (tool, "c1");
  markdown = sonde_export_to_string (conversation, SONDE_EXPORT_MARKDOWN);
  assert_contains (markdown, "\n`````json\n[");
  assert_contains (markdown, "\"name\" : \"weather\"");
  assert_contains (markdown, "\n````\nno such tool\n```\n# x\n````\n");
  text = sonde_export_to_string (conversation, SONDE_EXPORT_TEXT);
  assert_contains (text, "Tool calls:\n    [");
}

static void
test_text (void)
{
  g_autofree char *text = answer_as (SONDE_EXPORT_TEXT, "One[citation:1].\n```\nopen", "Hm.\nSo.", TRUE);

  g_assert_cmpstr (text,
                   ==,
                   "Title\n\n"
                   "You (2026-11-20 10:00 +00:00)\n\nQuestion\n\n"
                   "Assistant (2026-11-20 10:00 +00:00 · deepseek-flash · chat)\n\n"
                   "Thoughts:\n    Hm.\n    So.\n\n"
                   "One[1].\n```\nopen\n\n"
                   "[1] Deep [sea] probes <https://example.org/a b>>\n"
                   "[2] Trap <javascript:alert(1)>\n\n"
                   "You (2026-11-20 10:00 +00:00)\n\nNext\n\n");
}

static SondeConversation *
make_tree (void)
{
  SondeConversation *conversation = make ("Tree \"1\"\n");
  SondeUsage usage = { 10, 20, 30, 4, 6, -1, (char *) "{\"prompt_tokens\":10,\"x\":1.50}" };
  g_autoptr (GError) error = sonde_error_new_reply (SONDE_ERROR_NO_BALANCE, 402, -1, "Insufficient Balance");
  SondeMessage *first;
  SondeMessage *second;

  sonde_conversation_set_pinned (conversation, TRUE);
  sonde_conversation_set_model (conversation, SONDE_SLOT_REASONING, "deepseek-v4-pro");
  add (conversation, 1, 0, SONDE_ROLE_USER, "Q");
  first = add (conversation, 2, 1, SONDE_ROLE_ASSISTANT, "A1\0211");
  sonde_message_set_usage (first, &usage);
  sonde_message_set_raw (first, "{\"role\":\"assistant\", \"content\":\"A1\"}");
  sonde_message_set_finish_reason (first, "stop");
  sonde_message_set_thinking_ms (first, 1234);
  sonde_message_set_finished (first, sonde_message_get_created (first) + 3 * G_USEC_PER_SEC);
  sonde_message_set_first_token (first, sonde_message_get_created (first) + G_USEC_PER_SEC);
  add_sources (first);
  second = add (conversation, 3, 1, SONDE_ROLE_ASSISTANT, "A2");
  sonde_message_set_state (second, SONDE_STATE_FAILED);
  sonde_message_set_error (second, error);
  return conversation;
}

static void
test_json (void)
{
  g_autoptr (SondeConversation) conversation = make_tree ();
  g_autofree char *text = sonde_export_to_string (conversation, SONDE_EXPORT_JSON);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonObject *object = json_node_get_object (root);
  JsonArray *messages = json_object_get_array_member (object, "messages");
  JsonObject *user = json_array_get_object_element (messages, 0);
  JsonObject *first = json_array_get_object_element (messages, 1);
  JsonObject *second = json_array_get_object_element (messages, 2);
  JsonObject *source = json_array_get_object_element (json_object_get_array_member (first, "sources"), 0);
  JsonObject *tokens = json_object_get_object_member (first, "tokens");
  JsonObject *problem = json_object_get_object_member (second, "error");

  g_assert_cmpstr (json_object_get_string_member (object, "format"), ==, "sonde-conversation");
  g_assert_cmpint (json_object_get_int_member (object, "version"), ==, 1);
  g_assert_true (json_object_get_boolean_member (object, "complete"));
  g_assert_cmpstr (json_object_get_string_member (object, "title"), ==, "Tree \"1\"\n");
  g_assert_true (json_object_get_boolean_member (object, "pinned"));
  g_assert_cmpstr (json_object_get_string_member (object, "created"), ==, "2026-11-20T10:00:00Z");
  g_assert_cmpstr (json_object_get_string_member (object, "chosen_root"), ==, "1");
  g_assert_cmpstr (
    json_object_get_string_member (json_object_get_object_member (object, "models"), "reasoning"),
    ==,
    "deepseek-v4-pro");
  g_assert_cmpuint (json_array_get_length (messages), ==, 3);
  g_assert_true (json_object_get_null_member (user, "parent"));
  g_assert_cmpstr (json_object_get_string_member (user, "chosen_child"), ==, "3");
  g_assert_cmpstr (json_object_get_string_member (user, "role"), ==, "user");
  g_assert_cmpstr (json_object_get_string_member (first, "parent"), ==, "1");
  g_assert_cmpstr (json_object_get_string_member (first, "content"), ==, "A1\0211");
  g_assert_cmpstr (json_object_get_string_member (first, "usage"), ==, "{\"prompt_tokens\":10,\"x\":1.50}");
  g_assert_cmpstr (
    json_object_get_string_member (first, "raw"), ==, "{\"role\":\"assistant\", \"content\":\"A1\"}");
  g_assert_cmpstr (json_object_get_string_member (first, "finish_reason"), ==, "stop");
  g_assert_cmpint (json_object_get_int_member (first, "thinking_ms"), ==, 1234);
  g_assert_cmpstr (json_object_get_string_member (first, "first_token"), ==, "2026-11-20T10:00:03Z");
  g_assert_cmpfloat (json_object_get_double_member (first, "tokens_per_second"), ==, 10);
  g_assert_cmpint (json_object_get_int_member (tokens, "cache_hit"), ==, 4);
  g_assert_false (json_object_has_member (tokens, "reasoning"));
  g_assert_cmpint (json_object_get_int_member (source, "n"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (source, "title"), ==, "Deep [sea]\nprobes");
  g_assert_cmpstr (json_object_get_string_member (second, "state"), ==, "failed");
  g_assert_cmpstr (json_object_get_string_member (problem, "code"), ==, "no-balance");
  g_assert_cmpint (json_object_get_int_member (problem, "http_status"), ==, 402);
  g_assert_cmpstr (json_object_get_string_member (problem, "server_words"), ==, "Insufficient Balance");
}

/* Markdown and text hold what is shown, and a failed answer says why. */
static void
test_shown_branch (void)
{
  g_autoptr (SondeConversation) conversation = make_tree ();
  g_autofree char *markdown = sonde_export_to_string (conversation, SONDE_EXPORT_MARKDOWN);
  g_autofree char *text = sonde_export_to_string (conversation, SONDE_EXPORT_TEXT);

  assert_contains (markdown, "failed: The balance of your account is used up");
  assert_contains (markdown, "A2");
  assert_lacks (markdown, "A1");
  assert_contains (text, "A2");
  assert_lacks (text, "A1");
}

static void
assert_safe_name (const char *title)
{
  g_autoptr (SondeConversation) conversation = make (title);
  g_autofree char *name = sonde_export_dup_file_name (conversation, SONDE_EXPORT_MARKDOWN);
  g_autofree char *json = sonde_export_to_string (conversation, SONDE_EXPORT_JSON);
  g_autoptr (JsonNode) root = json_from_string (json, NULL);

  g_assert_cmpuint (strlen (name), >=, 1);
  g_assert_cmpuint (strlen (name), <=, 255);
  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_true (*name != '.' && *name != '-');
  g_assert_true (g_str_has_suffix (name, ".md"));
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    g_assert_true (*at != '/' && !g_unichar_iscntrl (g_utf8_get_char (at)));
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (root), "title"), ==, title);
}

static void
test_file_names (void)
{
  const char *titles[] = { "../../etc/passwd", "/", ".",   "..", "-rf", "a\nb", "CON", "a\x01\x1b[2Jb",
                           "\u202egpj.exe",    "",  "深谈" };
  g_autofree char *longest = g_strnfill (5000, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    assert_safe_name (titles[i]);
  assert_safe_name (longest);
}

static void
test_file_names_conformance (void)
{
  g_autoptr (GBytes) bytes = sonde_test_load_conformance ("adversarial/export-titles.json");
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonArray *cases;

  if (bytes == NULL)
    return;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  root = json_from_string (text, NULL);
  cases = json_object_get_array_member (json_node_get_object (root), "cases");
  g_assert_cmpuint (json_array_get_length (cases), >, 0);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    assert_safe_name (json_object_get_string_member (json_array_get_object_element (cases, i), "title"));
}

static gboolean
write_to (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (SondeConversation) conversation = make ("Title");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *place = NULL;

  sonde_export_write_async (
    conversation, SONDE_EXPORT_TEXT, NULL, file, TRUE, NULL, NULL, cancellable, sonde_test_result_cb, &place);
  result = sonde_test_await (&place);
  return sonde_export_write_finish (conversation, result, error);
}

static void
assert_file (const char *path, const char *expected)
{
  g_autofree char *contents = NULL;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, expected);
}

static void
test_write (void)
{
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a.txt", NULL);
  g_autofree char *link = g_build_filename (dir, "link.txt", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (write_to (path, NULL, &error));
  g_assert_no_error (error);
  assert_file (path, "Title\n\n");
  g_assert_true (g_file_set_contents (path, "a much longer old text", -1, NULL));
  g_assert_cmpint (symlink ("a.txt", link), ==, 0);
  g_assert_true (write_to (link, NULL, &error));
  g_assert_no_error (error);
  assert_file (path, "Title\n\n");
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  sonde_test_remove_dir (dir);
}

static void
test_write_fails (void)
{
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *missing = g_build_filename (dir, "none", "a.txt", NULL);
  g_autofree char *path = g_build_filename (dir, "a.txt", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (write_to (missing, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (write_to (dir, NULL, &error));
  g_assert_nonnull (error);
  g_assert_true (g_file_test (dir, G_FILE_TEST_IS_DIR));
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_false (write_to (path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  sonde_test_remove_dir (dir);
}

/* A disk that is full leaves the old file, and nothing beside it. */
static void
test_disk_full (void)
{
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a.txt", NULL);
  const struct rlimit nothing = { 4, RLIM_INFINITY };
  const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) files = NULL;

  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &nothing);
  g_assert_false (write_to (path, NULL, &error));
  setrlimit (RLIMIT_FSIZE, &all);
  g_assert_nonnull (error);
  assert_file (path, "old");
  files = g_dir_open (dir, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (files), ==, "a.txt");
  g_assert_null (g_dir_read_name (files));
  sonde_test_remove_dir (dir);
}

/* What is printed is what a PDF has, page by page, in any order. */
static void
test_print_pages (void)
{
  g_autoptr (SondeConversation) conversation = export_sample_new_long (200);
  SondeExportOptions options;
  g_autoptr (SondePrintPages) pages = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 100, 100);
  cairo_t *cr = cairo_create (surface);
  guint steps = 1;

  sonde_export_options_init (&options, SONDE_EXPORT_PDF);
  pages = sonde_print_pages_new (conversation, &options, 595, 842);
  while (!sonde_print_pages_step (pages))
    steps++;
  g_assert_cmpuint (steps, ==, 200);
  g_assert_cmpuint (sonde_print_pages_get_n (pages), >, 10);
  for (guint i = sonde_print_pages_get_n (pages); i > 0; i--)
    sonde_print_pages_draw (pages, i - 1, cr);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
write_attached (const char *path, gboolean overwrite)
{
  g_autoptr (SondeConversation) conversation = make ("Title");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *place = NULL;

  add (conversation,
       1,
       0,
       SONDE_ROLE_USER,
       "[file name]: ../../a b.c\n[file content begin]\nint x; // `[file content end]`\n[file content end]\n"
       "[file name]: a b.c\n[file content begin]\n[file content end]\n"
       "[file name]: .bashrc\n[file content begin]\n深\n[file content end]\nWhat is *this*?");
  sonde_export_write_async (conversation,
                            SONDE_EXPORT_MARKDOWN,
                            NULL,
                            file,
                            overwrite,
                            NULL,
                            NULL,
                            NULL,
                            sonde_test_result_cb,
                            &place);
  result = sonde_test_await (&place);
  sonde_export_write_finish (conversation, result, &error);
  g_assert_no_error (error);
}

/* Attached files lie in a folder beside the Markdown, under names that lead nowhere else. */
static void
test_attachments (void)
{
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a.md", NULL);
  g_autofree char *first = g_build_filename (dir, "a_files", "a b.c", NULL);
  g_autofree char *third = g_build_filename (dir, "a_files", "bashrc.txt", NULL);
  g_autofree char *text = NULL;

  write_attached (path, FALSE);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  assert_contains (text, "\n[../../a b.c](a_files/");
  assert_contains (text, "\n[.bashrc](a_files/bashrc.txt)\n\nWhat is *this*?\n");
  assert_lacks (text, "[file content");
  assert_file (third, "深\n");
  write_attached (path, TRUE);
  assert_file (third, "深\n");
  g_assert_false (g_file_test (first, G_FILE_TEST_IS_DIR));
  sonde_test_remove_dir (dir);
}

static void
test_attachments_inline (void)
{
  const char *content = "[file name]: a.py\n[file content begin]\nx = '```'\n[file content end]\nWhy?";
  g_autoptr (SondeConversation) conversation = make ("Title");
  g_autofree char *html = NULL;
  g_autofree char *json = NULL;

  add (conversation, 1, 0, SONDE_ROLE_USER, content);
  html = sonde_export_to_string (conversation, SONDE_EXPORT_HTML);
  assert_contains (html, "<code>a.py</code>");
  assert_contains (html, "data-language=\"py\"");
  assert_lacks (html, "[file");
  json = sonde_export_to_string (conversation, SONDE_EXPORT_JSON);
  assert_contains (json, "[file name]: a.py\\n");
}

/* On the thread that writes. */
static void
cancel_cb (guint done, guint total, gpointer user_data)
{
  g_assert_cmpuint (total, ==, 3000);
  if (done == 100)
    g_cancellable_cancel (user_data);
}

/* Cancelled in the middle, an export leaves nothing behind. */
static void
test_cancel (void)
{
  static const SondeExportFormat formats[]
    = { SONDE_EXPORT_MARKDOWN, SONDE_EXPORT_HTML, SONDE_EXPORT_PDF, SONDE_EXPORT_DOCX };
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (SondeConversation) conversation = export_sample_new_long (3000);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GDir) files = NULL;
      GAsyncResult *place = NULL;

      sonde_export_write_async (conversation,
                                formats[i],
                                NULL,
                                file,
                                FALSE,
                                cancel_cb,
                                cancellable,
                                cancellable,
                                sonde_test_result_cb,
                                &place);
      result = sonde_test_await (&place);
      g_assert_false (sonde_export_write_finish (conversation, result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      files = g_dir_open (dir, 0, NULL);
      g_assert_null (g_dir_read_name (files));
    }
  sonde_test_remove_dir (dir);
}

static gboolean
write_new (const char *path, GError **error)
{
  g_autoptr (SondeConversation) conversation = make ("Title");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *place = NULL;

  sonde_export_write_async (
    conversation, SONDE_EXPORT_TEXT, NULL, file, FALSE, NULL, NULL, NULL, sonde_test_result_cb, &place);
  result = sonde_test_await (&place);
  return sonde_export_write_finish (conversation, result, error);
}

static void
test_no_overwriting (void)
{
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "a.txt", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (write_new (path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, "mine", -1, NULL));
  g_assert_false (write_new (path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  assert_file (path, "mine");
  sonde_test_remove_dir (dir);
}

/* A device is written to, never replaced by a file. */
static void
test_write_device (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (write_to ("/dev/null", NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test ("/dev/null", G_FILE_TEST_IS_REGULAR));
  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    return;
  g_assert_false (write_to ("/dev/full", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_false (g_file_test ("/dev/full", G_FILE_TEST_IS_REGULAR));
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export/formats", test_formats);
  g_test_add_func ("/export/markdown/whole", test_markdown_whole);
  g_test_add_func ("/export/markdown/title", test_markdown_title);
  g_test_add_func ("/export/markdown/verbatim", test_markdown_verbatim);
  g_test_add_func ("/export/markdown/open-fence", test_markdown_open_fence);
  g_test_add_func ("/export/markdown/reasoning", test_markdown_reasoning);
  g_test_add_func ("/export/citations", test_citations);
  g_test_add_func ("/export/tool-calls", test_tool_calls);
  g_test_add_func ("/export/text", test_text);
  g_test_add_func ("/export/json", test_json);
  g_test_add_func ("/export/shown-branch", test_shown_branch);
  g_test_add_func ("/export/file-names", test_file_names);
  g_test_add_func ("/export/file-names-conformance", test_file_names_conformance);
  g_test_add_func ("/export/attachments", test_attachments);
  g_test_add_func ("/export/attachments/inline", test_attachments_inline);
  g_test_add_func ("/export/cancel", test_cancel);
  g_test_add_func ("/export/disk-full", test_disk_full);
  g_test_add_func ("/export/print-pages", test_print_pages);
  g_test_add_func ("/export/no-overwriting", test_no_overwriting);
  g_test_add_func ("/export/write", test_write);
  g_test_add_func ("/export/write-fails", test_write_fails);
  g_test_add_func ("/export/write-device", test_write_device);
  return g_test_run ();
}
