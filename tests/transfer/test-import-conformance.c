/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The files of other programs, and what must come of them: imports/expected.json. */

#include <json-glib/json-glib.h>
#include <string.h>

#include "import-test.h"
#include "sonde-source.h"
#include "sonde-test.h"

static JsonObject *
load_expected (const char *name, JsonParser **parser)
{
  g_autofree char *path = sonde_test_dup_conformance_path ("imports/expected.json");
  JsonObject *root;

  *parser = json_parser_new ();
  if (path == NULL || !json_parser_load_from_file (*parser, path, NULL))
    {
      g_test_skip ("no conformance data");
      return NULL;
    }
  root = json_node_get_object (json_parser_get_root (*parser));
  return json_object_get_object_member (json_object_get_object_member (root, "files"), name);
}

static gboolean
import (const char *name, Imported *imported, JsonParser **parser)
{
  JsonObject *expected = load_expected (name, parser);
  g_autofree char *relative = g_strconcat ("imports/", name, NULL);
  g_autofree char *path = expected != NULL ? sonde_test_dup_conformance_path (relative) : NULL;
  JsonArray *visible;

  if (path == NULL)
    return FALSE;
  imported_read (imported, path);
  g_assert_no_error (imported->error);
  g_assert_cmpint (imported->conversations->len, ==, json_object_get_int_member (expected, "conversations"));
  visible = json_object_has_member (expected, "visible_messages")
              ? json_object_get_array_member (expected, "visible_messages")
              : NULL;
  for (guint i = 0; visible != NULL && i < json_array_get_length (visible); i++)
    g_assert_cmpint (sonde_conversation_get_messages (imported_get (imported, i))->len,
                     ==,
                     json_array_get_int_element (visible, i));
  return TRUE;
}

static void
test_chatgpt (void)
{
  g_auto (Imported) imported = { 0 };
  g_autoptr (JsonParser) parser = NULL;
  SondeConversation *first;

  if (!import ("chatgpt-modern-export.json", &imported, &parser))
    return;
  first = imported_get (&imported, 0);
  g_assert_cmpstr (sonde_conversation_get_title (first), ==, "Deploying the staging cluster");
  g_assert_cmpint (sonde_conversation_get_created (first), ==, G_GINT64_CONSTANT (1756000000123456));
  g_assert_cmpint (sonde_conversation_get_updated (first), ==, G_GINT64_CONSTANT (1756000400654321));
  g_assert_cmpstr (sonde_message_get_content (shown (first, 0)), ==, "How do I roll back the deploy?");
  g_assert_cmpstr (sonde_message_get_model (shown (first, 1)), ==, "gpt-5-thinking");
  g_assert_cmpstr (sonde_message_get_model (shown (first, 3)), ==, "o4-mini");
  g_assert_cmpint (sonde_message_get_created (shown (first, 3)), ==, G_GINT64_CONSTANT (1756000004000000));
  g_assert_cmpstr (sonde_message_get_model (shown (imported_get (&imported, 1), 1)), ==, "gpt-5");
  g_assert_cmpstr (imported.sources->pdata[0], ==, "chatgpt:6b0f0d9c-0000-4000-8000-000000000001");
  g_assert_cmpuint (imported.skipped->len, ==, 1);
  g_assert_cmpstr (imported.skipped->pdata[0], ==, "Corrupted entry: It holds no messages");
}

static void
test_branches (void)
{
  g_auto (Imported) imported = { 0 };
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) last = NULL;
  SondeConversation *conversation;

  if (!import ("chatgpt-branches.json", &imported, &parser))
    return;
  conversation = imported_get (&imported, 0);
  g_assert_cmpuint (n_shown (conversation), ==, 4);
  g_assert_true (strstr (sonde_message_get_content (shown (conversation, 0)), "What is this?") != NULL);
  g_assert_true (strstr (sonde_message_get_content (shown (conversation, 0)), "picture") != NULL);
  g_assert_cmpstr (sonde_message_get_content (shown (conversation, 1)), ==, "First answer");
  g_assert_cmpstr (sonde_message_get_content (shown (conversation, 2)), ==, "Think and search");
  g_assert_cmpstr (sonde_message_get_content (shown (conversation, 3)), ==, "Found it ");
  first = sonde_conversation_dup_siblings (conversation, shown (conversation, 1));
  g_assert_cmpuint (first->len, ==, 2);
  g_assert_cmpstr (sonde_message_get_content (first->pdata[1]), ==, "Regenerated answer");
  last = sonde_conversation_dup_siblings (conversation, shown (conversation, 3));
  g_assert_cmpuint (last->len, ==, 2);
  g_assert_cmpstr (sonde_message_get_content (last->pdata[0]), ==, "Old branch end");
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (
      sonde_message_get_reasoning (last->pdata[i]), ==, "Plan\n\nLook it up\n\n```\nsearch(\"x\")\n```");
}

static void
test_deepseek (void)
{
  g_auto (Imported) imported = { 0 };
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GPtrArray) answers = NULL;
  SondeConversation *conversation;

  if (!import ("deepseek-export.json", &imported, &parser))
    return;
  conversation = imported_get (&imported, 0);
  g_assert_cmpstr (sonde_conversation_get_title (conversation), ==, "递归与尾调用 — recursion");
  /* 2026-01-02T08:00:00.123+08:00 */
  g_assert_cmpint (sonde_conversation_get_created (conversation), ==, G_GINT64_CONSTANT (1767312000123000));
  g_assert_cmpstr (sonde_message_get_content (shown (conversation, 0)),
                   ==,
                   "[file name]: notes.txt\n[file content begin]\nhello\n[file content end]\n什么是尾递归？");
  answers = sonde_conversation_dup_siblings (conversation, shown (conversation, 1));
  g_assert_cmpuint (answers->len, ==, 2);
  g_assert_cmpstr (sonde_message_get_reasoning (answers->pdata[0]), ==, "用户问尾递归。");
  g_assert_cmpstr (sonde_message_get_model (answers->pdata[0]), ==, "deepseek-reasoner");
  /* Without a mark the newest answer is the one that was seen last. */
  g_assert_cmpuint (n_shown (conversation), ==, 2);
  g_assert_cmpstr (sonde_message_get_content (shown (conversation, 1)), ==, "第二个回答（重新生成）");
  conversation = imported_get (&imported, 1);
  g_assert_cmpstr (sonde_conversation_get_title (conversation), ==, "q");
  g_assert_cmpint (
    sonde_message_get_created (shown (conversation, 1)), ==, G_GINT64_CONSTANT (1756000000000000));
}

static void
test_openwebui (void)
{
  g_auto (Imported) imported = { 0 };
  g_autoptr (JsonParser) parser = NULL;
  const char *raw;

  if (!import ("openwebui-export.json", &imported, &parser))
    return;
  SondeMessage *thought = shown (imported_get (&imported, 0), 1);
  SondeMessage *tool = shown (imported_get (&imported, 1), 1);
  g_assert_cmpstr (sonde_message_get_reasoning (thought), ==, "15 * 17 = 15 * 10 + 15 * 7 = 150 + 105 = 255");
  g_assert_cmpstr (sonde_message_get_content (thought), ==, "255");
  g_assert_cmpstr (sonde_message_get_model (thought), ==, "deepseek-r1");
  g_assert_cmpstr (sonde_message_get_content (tool), ==, "The weather in Paris is 18C with rain.");
  raw = sonde_message_get_raw (tool);
  g_assert_nonnull (raw);
  g_assert_true (strstr (raw, "\"name\":\"get_weather\"") != NULL);
  g_assert_true (strstr (raw, "\"arguments\":\"{\\\"city\\\":\\\"Paris\\\"}\"") != NULL);
  g_assert_true (strstr (raw, "\"result\":\"Paris: 18C, rain\"") != NULL);
  g_assert_cmpstr (sonde_message_get_content (shown (imported_get (&imported, 2), 1)), ==, "Hi there!");
}

static void
test_chatbotui (void)
{
  g_auto (Imported) imported = { 0 };
  g_autoptr (JsonParser) parser = NULL;

  if (!import ("chatbotui-export-excerpt.json", &imported, &parser))
    return;
  SondeConversation *conversation = imported_get (&imported, 0);
  g_assert_true (
    g_str_has_prefix (sonde_conversation_get_system_prompt (conversation), "You are ChatGPT, a large"));
  g_assert_true (g_str_has_suffix (sonde_message_get_content (shown (conversation, 1)), "```\n"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-conformance/chatgpt", test_chatgpt);
  g_test_add_func ("/import-conformance/branches", test_branches);
  g_test_add_func ("/import-conformance/deepseek", test_deepseek);
  g_test_add_func ("/import-conformance/openwebui", test_openwebui);
  g_test_add_func ("/import-conformance/chatbotui", test_chatbotui);
  return g_test_run ();
}
