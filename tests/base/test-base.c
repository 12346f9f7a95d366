/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sonde-clock.h"
#include "sonde-config.h"
#include "sonde-error.h"
#include "sonde-paths.h"
#include "sonde-test.h"
#include "sonde-text.h"

static void
test_error_table (void)
{
  g_autoptr (GHashTable) nicks = g_hash_table_new (g_str_hash, g_str_equal);

  for (int code = 0; code < SONDE_N_ERRORS; code++)
    {
      SondeErrorExplanation explanation;

      sonde_error_explain_code (code, &explanation);
      g_assert_nonnull (explanation.nick);
      g_assert_cmpstr (explanation.sentence, !=, "");
      g_assert_nonnull (explanation.help);
      g_assert_false (g_str_has_suffix (explanation.sentence, "."));
      g_assert_true (g_hash_table_add (nicks, (gpointer) explanation.nick));
    }
}

static void
test_error_reply (void)
{
  g_autoptr (GError) error
    = sonde_error_new_reply (SONDE_ERROR_NO_BALANCE, 402, 1500, "Insufficient Balance");
  g_autoptr (GError) copy = g_error_copy (error);
  SondeErrorExplanation explanation;

  g_assert_error (copy, SONDE_ERROR, SONDE_ERROR_NO_BALANCE);
  g_assert_cmpuint (sonde_error_get_http_status (copy), ==, 402);
  g_assert_cmpint (sonde_error_get_retry_after_ms (copy), ==, 1500);
  g_assert_cmpstr (sonde_error_get_server_words (copy), ==, "Insufficient Balance");
  sonde_error_explain (copy, &explanation);
  g_assert_cmpstr (explanation.nick, ==, "no-balance");
  g_assert_true (explanation.actions & SONDE_ERROR_ACTION_TOP_UP);
}

static void
test_error_stored (void)
{
  g_autoptr (GError) known = sonde_error_new_stored ("bad-key", 401, "no \xff good");
  g_autoptr (GError) unknown = sonde_error_new_stored ("from-the-future", 0, NULL);

  g_assert_error (known, SONDE_ERROR, SONDE_ERROR_BAD_KEY);
  g_assert_true (g_utf8_validate (sonde_error_get_server_words (known), -1, NULL));
  g_assert_error (unknown, SONDE_ERROR, SONDE_ERROR_FAILED);
  g_assert_null (sonde_error_get_server_words (unknown));
}

static void
test_error_foreign (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  SondeErrorExplanation explanation;

  sonde_error_explain (error, &explanation);
  g_assert_cmpstr (explanation.nick, ==, "failed");
  g_assert_cmpuint (sonde_error_get_http_status (error), ==, 0);
  g_assert_cmpint (sonde_error_get_retry_after_ms (error), ==, -1);
}

static void
test_clock (void)
{
  gint64 time = 0;
  g_autofree char *text = sonde_clock_format_rfc3339 (G_GINT64_CONSTANT (1763906645) * G_USEC_PER_SEC + 999);

  g_assert_cmpstr (text, ==, "2025-11-23T14:04:05Z");
  g_assert_true (sonde_clock_parse_rfc3339 ("2025-11-23T22:04:05.5+08:00", &time));
  g_assert_cmpint (time, ==, G_GINT64_CONSTANT (1763906645) * G_USEC_PER_SEC + 500000);
  g_assert_false (sonde_clock_parse_rfc3339 ("yesterday", &time));
}

static void
test_titles (void)
{
  static const struct
  {
    const char *text;
    const char *title;
  } cases[] = {
    { "[file name]: a.txt\n[file content begin]\nwords\n[file content end]\nWhat is this?", "What is this?" },
    { "[file name]: a.txt\n[file content begin]\nwords\n[file content end]\n", "a.txt" },
    { NULL, "" },
    { " \n\t", "" },
    { "Hello", "Hello" },
    { "\n\n## A heading\nmore", "A heading" },
    { "你是一名数学家\n解此微分方程", "你是一名数学家" },
    { "one\ttwo", "one two" },
    { "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa",
      "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa…" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *title = sonde_text_dup_title (cases[i].text);

      g_assert_cmpstr (title, ==, cases[i].title);
    }
}

static void
test_long_chinese_title (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < 100; i++)
    g_string_append (text, "深");
  g_autofree char *title = sonde_text_dup_title (text->str);
  g_assert_cmpint (g_utf8_strlen (title, -1), ==, 61);
  g_assert_true (g_str_has_suffix (title, "…"));
}

static void
test_redact (void)
{
  g_autofree char *hidden = sonde_text_redact ("key sk-1 and sk-1", "sk-1");
  g_autofree char *same = sonde_text_redact ("nothing", NULL);

  g_assert_cmpstr (hidden, ==, "key [key] and [key]");
  g_assert_cmpstr (same, ==, "nothing");
  g_assert_null (sonde_text_redact (NULL, "sk-1"));
}

static void
test_replace (void)
{
  g_autofree char *place = NULL;

  g_assert_true (sonde_text_replace (&place, "a"));
  g_assert_false (sonde_text_replace (&place, "a"));
  g_assert_true (sonde_text_replace (&place, place + 1));
  g_assert_cmpstr (place, ==, "");
}

static void
test_safe_names (void)
{
  static const struct
  {
    const char *title;
    const char *name;
  } cases[] = {
    { "Ice and water", "Ice and water.md" },
    { "a/b\\c:d", "a-b-c-d.md" },
    { "../../etc/passwd", "etc-passwd.md" },
    { "", "Conversation.md" },
    { "...", "Conversation.md" },
    { "con", "_con.md" },
    { "COM1.txt", "_COM1.txt.md" },
    { "line\nbreak\x01", "line-break.md" },
    { "深谈 notes", "深谈 notes.md" },
    { "evil\xe2\x80\xaegpj.exe", "evil-gpj.exe.md" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = sonde_paths_dup_safe_file_name (cases[i].title, "md");

      g_assert_cmpstr (name, ==, cases[i].name);
    }
}

static void
test_long_name (void)
{
  g_autoptr (GString) title = g_string_new (NULL);

  for (int i = 0; i < 400; i++)
    g_string_append (title, "深");
  g_autofree char *name = sonde_paths_dup_safe_file_name (title->str, "json");
  g_assert_cmpuint (strlen (name), <=, 200);
  g_assert_true (g_utf8_validate (name, -1, NULL));
}

static void
test_private_dir (void)
{
  g_autofree char *root = sonde_test_make_dir ();
  g_autofree char *path = g_build_filename (root, "a", "b", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  g_assert_true (sonde_paths_make_private_dir (path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_false (sonde_paths_make_private_dir ("/proc/sonde", &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_STORE_READ_ONLY);
  sonde_test_remove_dir (root);
}

static void
test_private_dir_of_others (void)
{
  g_autofree char *root = sonde_test_make_dir ();
  g_autofree char *other = g_build_filename (root, "letter.txt", NULL);
  g_autofree char *ours = g_build_filename (root, "history.db", NULL);
  GStatBuf info;

  g_assert_true (g_file_set_contents (other, "x", 1, NULL));
  g_assert_cmpint (g_chmod (root, 0755), ==, 0);
  g_assert_true (sonde_paths_make_private_dir (root, NULL));
  g_assert_cmpint (g_stat (root, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0755);

  g_assert_true (g_file_set_contents (ours, "x", 1, NULL));
  g_assert_true (sonde_paths_make_private_dir (root, NULL));
  g_assert_cmpint (g_stat (root, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  sonde_test_remove_dir (root);
}

static void
count_cb (SondeConfig *config, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_config (void)
{
  g_autofree char *root = sonde_test_make_dir ();
  g_autofree char *path = g_build_filename (root, "sonde.conf", NULL);
  g_autoptr (SondeConfig) config = sonde_config_new (path);
  g_autoptr (GError) error = NULL;
  guint n_changes = 0;
  GStatBuf info;

  g_signal_connect (config, "changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_null (sonde_config_dup_string (config, "General", "default-provider"));
  g_assert_true (sonde_config_set_string (config, "General", "default-provider", "deepseek", &error));
  g_assert_true (sonde_config_set_string (config, "General", "default-provider", "deepseek", &error));
  g_assert_true (sonde_config_set_string (config, "Search", "count", "7", &error));
  g_assert_cmpuint (n_changes, ==, 2);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  g_autoptr (SondeConfig) again = sonde_config_new (path);
  g_autofree char *value = sonde_config_dup_string (again, "General", "default-provider");
  g_assert_cmpstr (value, ==, "deepseek");
  g_assert_cmpint (sonde_config_get_int (again, "Search", "count", 10), ==, 7);
  g_assert_cmpint (sonde_config_get_int (again, "General", "default-provider", 10), ==, 10);
  g_assert_true (sonde_config_remove_group (again, "General", &error));
  g_assert_null (sonde_config_dup_string (again, "General", "default-provider"));
  sonde_test_remove_dir (root);
}

static void
set_flag_cb (SondeConfig *config, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_config_of_another_process (void)
{
  g_autofree char *root = sonde_test_make_dir ();
  g_autofree char *path = g_build_filename (root, "sonde.conf", NULL);
  g_autoptr (SondeConfig) reader = sonde_config_new (path);
  g_autoptr (SondeConfig) writer = sonde_config_new (path);
  gboolean changed = FALSE;

  g_signal_connect (reader, "changed", G_CALLBACK (set_flag_cb), &changed);
  g_assert_true (sonde_config_set_string (writer, "Network", "proxy", "none", NULL));
  g_assert_true (sonde_test_wait_flag (&changed, 20000));
  g_autofree char *value = sonde_config_dup_string (reader, "Network", "proxy");
  g_assert_cmpstr (value, ==, "none");
  sonde_test_remove_dir (root);
}

static void
test_config_that_cannot_be_written (void)
{
  g_autoptr (SondeConfig) config = sonde_config_new ("/proc/sonde.conf");
  g_autoptr (GError) error = NULL;

  g_assert_false (sonde_config_set_string (config, "General", "default-provider", "x", &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_STORE);
  g_assert_null (sonde_config_dup_string (config, "General", "default-provider"));
}

typedef enum
{
  FOREIGN_NOTHING,
  FOREIGN_DIRECTORY,
  FOREIGN_FIFO,
  FOREIGN_LOOP,
  FOREIGN_HUGE,
  FOREIGN_NUL,
  FOREIGN_BINARY,
  FOREIGN_ENDLESS,
  N_FOREIGN
} Foreign;

static void
make_foreign (Foreign kind, const char *path)
{
  g_autofree char *huge = g_strnfill (4 << 20, '\n');

  if (kind == FOREIGN_DIRECTORY)
    g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  else if (kind == FOREIGN_FIFO)
    g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  else if (kind == FOREIGN_LOOP || kind == FOREIGN_ENDLESS)
    g_assert_cmpint (symlink (kind == FOREIGN_LOOP ? path : "/dev/zero", path), ==, 0);
  else if (kind == FOREIGN_HUGE)
    g_assert_true (g_file_set_contents (path, huge, 4 << 20, NULL));
  else if (kind == FOREIGN_NUL)
    g_assert_true (g_file_set_contents (path, "[General]\n\0x=1\n", 15, NULL));
  else if (kind == FOREIGN_BINARY)
    g_assert_true (g_file_set_contents (path,
                                        "\x7f"
                                        "ELF\x02\xff\xfe[",
                                        -1,
                                        NULL));
}

/* Whatever lies where the settings belong: it is read as nothing, and put aside, not written over. */
static void
test_foreign_config (void)
{
  for (Foreign kind = FOREIGN_NOTHING; kind < N_FOREIGN; kind++)
    {
      g_autofree char *root = sonde_test_make_dir ();
      g_autofree char *path = g_build_filename (root, "sonde.conf", NULL);
      g_autofree char *aside = g_strconcat (path, ".broken", NULL);
      g_autoptr (SondeConfig) config = NULL;
      g_autoptr (GError) error = NULL;
      GStatBuf info;

      make_foreign (kind, path);
      config = sonde_config_new (path);
      g_assert_null (sonde_config_dup_string (config, "General", "default-provider"));
      g_assert_true (sonde_config_set_string (config, "General", "default-provider", "demo", &error));
      g_assert_no_error (error);
      g_assert_cmpint (g_lstat (aside, &info) == 0, ==, kind != FOREIGN_NOTHING);
      g_assert_cmpint (g_lstat (path, &info), ==, 0);
      g_assert_true (S_ISREG (info.st_mode));
      g_clear_object (&config);
      config = sonde_config_new (path);
      g_autofree char *value = sonde_config_dup_string (config, "General", "default-provider");
      g_assert_cmpstr (value, ==, "demo");
      sonde_test_remove_dir (root);
    }
}

static void
check_hostile_title (JsonArray *array, guint index, JsonNode *node, gpointer user_data)
{
  const char *title = json_object_get_string_member_with_default (json_node_get_object (node), "title", "");
  g_autofree char *name = sonde_paths_dup_safe_file_name (title, "md");

  g_assert_null (strchr (name, '/'));
  g_assert_true (name[0] != '.' && name[0] != '\0');
  g_assert_cmpuint (strlen (name), <=, 200);
  for (const char *p = name; *p != '\0'; p++)
    g_assert_cmpint ((guchar) *p, >=, 0x20);
}

static void
test_hostile_titles (void)
{
  g_autoptr (GBytes) bytes = sonde_test_load_conformance ("adversarial/export-titles.json");
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  if (bytes == NULL)
    return;
  json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);

  JsonNode *root = json_parser_get_root (parser);
  JsonArray *cases = JSON_NODE_HOLDS_ARRAY (root)
                       ? json_node_get_array (root)
                       : json_object_get_array_member (json_node_get_object (root), "cases");
  g_assert_cmpuint (json_array_get_length (cases), >, 10);
  json_array_foreach_element (cases, check_hostile_title, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/error/table", test_error_table);
  g_test_add_func ("/base/error/reply", test_error_reply);
  g_test_add_func ("/base/error/stored", test_error_stored);
  g_test_add_func ("/base/error/foreign", test_error_foreign);
  g_test_add_func ("/base/clock", test_clock);
  g_test_add_func ("/base/text/titles", test_titles);
  g_test_add_func ("/base/text/long-chinese-title", test_long_chinese_title);
  g_test_add_func ("/base/text/redact", test_redact);
  g_test_add_func ("/base/text/replace", test_replace);
  g_test_add_func ("/base/paths/safe-names", test_safe_names);
  g_test_add_func ("/base/paths/long-name", test_long_name);
  g_test_add_func ("/base/paths/private-dir", test_private_dir);
  g_test_add_func ("/base/paths/private-dir-of-others", test_private_dir_of_others);
  g_test_add_func ("/base/paths/hostile-titles", test_hostile_titles);
  g_test_add_func ("/base/config/values", test_config);
  g_test_add_func ("/base/config/of-another-process", test_config_of_another_process);
  g_test_add_func ("/base/config/that-cannot-be-written", test_config_that_cannot_be_written);
  g_test_add_func ("/base/config/foreign", test_foreign_config);
  return g_test_run ();
}
