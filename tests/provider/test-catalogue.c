/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-catalogue.h"
#include "sonde-error.h"
#include "sonde-test.h"

static SondeProvider *
make_compatible (const char *url)
{
  g_autoptr (GError) error = NULL;
  SondeProvider *provider = sonde_provider_new_compatible ("own", NULL, url, &error);

  g_assert_no_error (error);
  return provider;
}

static void
test_builtin (void)
{
  static const char *const ids[] = { "deepseek", "siliconflow", "scnet", "ollama", "llama-server" };
  g_autoptr (SondeConfig) config = sonde_config_new (NULL);
  g_autoptr (SondeCatalogue) catalogue = sonde_catalogue_new (config);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (SondeProvider) provider = g_list_model_get_item (G_LIST_MODEL (catalogue), i);

      g_assert_cmpstr (sonde_provider_get_id (provider), ==, ids[i]);
      g_assert_true (sonde_provider_get_is_builtin (provider));
      g_assert_true (sonde_provider_get_needs_key (provider) != sonde_provider_get_is_local (provider));
      g_assert_true (sonde_provider_get_needs_key (provider)
                     == (sonde_provider_get_key_url (provider) != NULL));
      for (guint slot = 0; slot < SONDE_N_SLOTS; slot++)
        g_assert_nonnull (sonde_provider_get_model (provider, slot));
    }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (catalogue), G_N_ELEMENTS (ids)));
}

static void
test_deepseek (void)
{
  g_autoptr (SondeConfig) config = sonde_config_new (NULL);
  g_autoptr (SondeCatalogue) catalogue = sonde_catalogue_new (config);
  SondeProvider *provider = sonde_catalogue_get_default (catalogue);
  g_autofree char *search = sonde_provider_dup_search_url (provider);
  g_autofree char *chat = sonde_provider_dup_url (provider, "/chat/completions");
  g_autoptr (SondeProvider) copy = sonde_provider_copy_at (provider, "http://[::1]:8123/beta/", NULL);
  g_autofree char *copy_search = sonde_provider_dup_search_url (copy);
  g_autofree char *rewritten = NULL;
  int thinking = 7;

  g_assert_cmpstr (sonde_provider_get_id (provider), ==, "deepseek");
  g_assert_cmpstr (search, ==, "https://api.deepseek.com/v1/tools/search");
  g_assert_cmpstr (chat, ==, "https://api.deepseek.com/chat/completions");
  g_assert_cmpint (sonde_provider_get_thinking (provider), ==, SONDE_THINKING_DEEPSEEK);
  g_assert_cmpint (sonde_provider_get_replay (provider), ==, SONDE_REPLAY_ALWAYS);
  g_assert_cmpstr (copy_search, ==, "http://[::1]:8123/v1/tools/search");
  g_assert_cmpstr (sonde_provider_get_base_url (copy), ==, "http://[::1]:8123/beta");
  g_assert_true (sonde_provider_get_is_local (copy));
  g_assert_true (sonde_provider_get_needs_key (copy));
  rewritten = sonde_provider_rewrite_model (copy, "deepseek-reasoner", &thinking);
  g_assert_cmpstr (rewritten, ==, "deepseek-flash");
  g_assert_cmpint (thinking, ==, 1);
  g_assert_null (sonde_provider_rewrite_model (provider, "deepseek-flash", &thinking));
  g_assert_cmpint (thinking, ==, -1);
}

/* What a person types, and what is kept of it; NULL: refused. */
static void
test_addresses (void)
{
  static const char *const addresses[][2] = {
    { "https://api.example.com", "https://api.example.com" },
    { "  https://api.example.com/v1/// ", "https://api.example.com/v1" },
    { "https://api.example.com/api/v3/chat/completions", "https://api.example.com/api/v3" },
    { "https://api.example.com/chat/completions/", "https://api.example.com" },
    { "https://api.example.com//chat/completions", "https://api.example.com" },
    { "api.example.com/v1", "https://api.example.com/v1" },
    { "localhost:11434/v1", "http://localhost:11434/v1" },
    { "127.0.0.1:8080", "http://127.0.0.1:8080" },
    { "http://192.168.1.7:8000/v1", "http://192.168.1.7:8000/v1" },
    { "http://[::1]:8080/v1", "http://[::1]:8080/v1" },
    { "https://例子.example/v1", "https://例子.example/v1" },
    { "", NULL },
    { "https://", NULL },
    { "/chat/completions", NULL },
    { "ftp://example.com", NULL },
    { "file:///etc/passwd", NULL },
    { "javascript:alert(1)", NULL },
    { "https://user:secret@example.com/v1", NULL },
    { "https://example.com/v1?key=1", NULL },
    { "https://example.com/v1#x", NULL },
    { "https://exa mple.com", NULL },
    { "https://example.com\r\nX: y", NULL },
    { "https://example.com\\@evil.example", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SondeProvider) provider
        = sonde_provider_new_compatible ("own", NULL, addresses[i][0], &error);

      g_test_message ("%s", addresses[i][0]);
      if (addresses[i][1] == NULL)
        g_assert_error (error, SONDE_ERROR, SONDE_ERROR_INVALID_ARGUMENT);
      else
        g_assert_no_error (error);
      g_assert_cmpstr (provider != NULL ? sonde_provider_get_base_url (provider) : NULL, ==, addresses[i][1]);
    }
}

/* A host that is known by name speaks its own dialect, whatever the provider is called. */
static void
test_compatible (void)
{
  g_autoptr (SondeProvider) plain = make_compatible ("https://api.example.com/v1");
  g_autoptr (SondeProvider) known = make_compatible ("https://API.deepseek.com/v1");
  g_autofree char *rewritten = sonde_provider_rewrite_model (known, "deepseek-chat", NULL);

  g_assert_cmpstr (sonde_provider_get_name (plain), ==, "own");
  g_assert_cmpint (sonde_provider_get_thinking (plain), ==, SONDE_THINKING_NONE);
  g_assert_cmpint (sonde_provider_get_replay (plain), ==, SONDE_REPLAY_TOOL_TURNS);
  g_assert_false (sonde_provider_get_needs_key (plain));
  g_assert_false (sonde_provider_get_has_search (plain));
  g_assert_null (sonde_provider_dup_search_url (plain));
  g_assert_null (sonde_provider_get_model (plain, SONDE_SLOT_CHAT));
  g_assert_null (sonde_provider_rewrite_model (plain, "deepseek-chat", NULL));
  g_assert_cmpint (sonde_provider_get_thinking (known), ==, SONDE_THINKING_DEEPSEEK);
  g_assert_true (sonde_provider_get_has_search (known));
  g_assert_cmpstr (rewritten, ==, "deepseek-flash");
}

/* DeepSeek's ways without its key (data/providers.json does not list it). */
static void
test_demo (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeProvider) demo = sonde_provider_new_demo ("http://127.0.0.1:1", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (sonde_provider_get_id (demo), ==, SONDE_PROVIDER_DEMO);
  g_assert_cmpint (sonde_provider_get_thinking (demo), ==, SONDE_THINKING_DEEPSEEK);
  g_assert_false (sonde_provider_get_needs_key (demo));
  g_assert_true (sonde_provider_get_has_search (demo));
  g_assert_cmpstr (sonde_provider_get_model (demo, SONDE_SLOT_CHAT), ==, "deepseek-flash");
}

static void
test_labels (void)
{
  static const char *const labels[][2] = {
    { "deepseek-flash", "DeepSeek Flash" },
    { "deepseek-v4-pro", "DeepSeek V4 Pro" },
    { "deepseek-ai/DeepSeek-V3", "DeepSeek V3" },
    { "Pro/deepseek-ai/DeepSeek-R1", "DeepSeek R1" },
    { "DeepSeek-R1-Distill-Qwen-32B", "DeepSeek R1 Distill Qwen 32B" },
    { "deepseek-r1:8b", "DeepSeek R1 8B" },
    { "deepseek-r1:latest", "DeepSeek R1" },
    { "gpt-oss", "Gpt Oss" },
    { "-", "-" },
    { "模型", "模型" },
    { "", "" },
    { NULL, "" },
  };
  g_autoptr (SondeProvider) provider = make_compatible ("https://api.example.com");

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *label = sonde_provider_dup_model_label (provider, labels[i][0]);

      g_assert_cmpstr (label, ==, labels[i][1]);
    }
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_changes (void)
{
  g_autoptr (SondeConfig) config = sonde_config_new (NULL);
  g_autoptr (SondeCatalogue) catalogue = sonde_catalogue_new (config);
  g_autoptr (SondeCatalogue) again = NULL;
  SondeProvider *provider = sonde_catalogue_lookup (catalogue, "deepseek");
  guint n_notified = 0;

  g_signal_connect_swapped (provider, "notify", G_CALLBACK (count_cb), &n_notified);
  g_assert_true (
    sonde_catalogue_set_model (catalogue, "deepseek", SONDE_SLOT_REASONING, "deepseek-v4-pro", NULL));
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_true (sonde_catalogue_set_base_url (catalogue, "deepseek", "https://example.com/v1/", NULL));
  g_assert_cmpuint (n_notified, ==, 2);
  g_assert_true (sonde_catalogue_set_effort (catalogue, "deepseek", SONDE_EFFORT_MAX, NULL));
  again = sonde_catalogue_new (config);
  provider = sonde_catalogue_lookup (again, "deepseek");
  g_assert_cmpstr (sonde_provider_get_model (provider, SONDE_SLOT_REASONING), ==, "deepseek-v4-pro");
  g_assert_cmpstr (sonde_provider_get_model (provider, SONDE_SLOT_CHAT), ==, "deepseek-flash");
  g_assert_cmpstr (sonde_provider_get_base_url (provider), ==, "https://example.com/v1");
  g_assert_cmpint (sonde_provider_get_effort (provider), ==, SONDE_EFFORT_MAX);
  g_assert_cmpint (sonde_provider_get_thinking (provider), ==, SONDE_THINKING_DEEPSEEK);

  g_assert_true (sonde_catalogue_set_model (again, "deepseek", SONDE_SLOT_REASONING, NULL, NULL));
  g_assert_cmpstr (sonde_provider_get_model (provider, SONDE_SLOT_REASONING), ==, "deepseek-flash");
  g_assert_true (sonde_catalogue_set_base_url (again, "deepseek", "", NULL));
  g_assert_cmpstr (sonde_provider_get_base_url (provider), ==, "https://api.deepseek.com");
  g_assert_true (sonde_catalogue_remove (again, "deepseek", NULL));
  g_assert_cmpint (sonde_provider_get_effort (provider), ==, SONDE_EFFORT_DEFAULT);
  /* The first catalogue heard of all of it. */
  g_assert_cmpint (sonde_provider_get_effort (sonde_catalogue_lookup (catalogue, "deepseek")), ==, 0);
  g_assert_nonnull (sonde_catalogue_lookup (again, "deepseek"));
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, GString *heard)
{
  g_string_append_printf (heard, "%u-%u+%u ", position, removed, added);
}

static void
test_own (void)
{
  g_autoptr (SondeConfig) config = sonde_config_new (NULL);
  g_autoptr (SondeCatalogue) catalogue = sonde_catalogue_new (config);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  SondeProvider *provider;

  g_signal_connect (catalogue, "items-changed", G_CALLBACK (items_changed_cb), heard);
  g_assert_true (sonde_catalogue_add (
    catalogue, "mine", "Mine", "example.com/v1/chat/completions", "a/b-v3", "a/b-r1", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (heard->str, ==, "5-0+1 ");
  provider = sonde_catalogue_lookup (catalogue, "mine");
  g_assert_cmpstr (sonde_provider_get_name (provider), ==, "Mine");
  g_assert_cmpstr (sonde_provider_get_base_url (provider), ==, "https://example.com/v1");
  g_assert_cmpstr (sonde_provider_get_model (provider, SONDE_SLOT_CHAT), ==, "a/b-v3");
  g_assert_cmpstr (sonde_provider_get_model (provider, SONDE_SLOT_REASONING), ==, "a/b-r1");
  g_assert_cmpstr (sonde_provider_get_model (provider, SONDE_SLOT_SEARCH), ==, "a/b-v3");
  g_assert_false (sonde_provider_get_is_builtin (provider));

  g_assert_true (sonde_catalogue_set_default (catalogue, "mine", NULL));
  g_assert_true (sonde_catalogue_get_default (catalogue) == provider);
  g_assert_true (sonde_catalogue_remove (catalogue, "mine", NULL));
  g_assert_cmpstr (heard->str, ==, "5-0+1 5-1+0 ");
  g_assert_cmpstr (sonde_provider_get_id (sonde_catalogue_get_default (catalogue)), ==, "deepseek");
}

static void
test_default (void)
{
  g_autoptr (SondeConfig) config = sonde_config_new (NULL);
  g_autoptr (SondeCatalogue) catalogue = sonde_catalogue_new (config);
  g_autoptr (GError) error = NULL;
  gboolean first = TRUE;
  gboolean second = FALSE;

  g_assert_true (sonde_catalogue_set_default (catalogue, "ollama", NULL));
  g_object_get (sonde_catalogue_lookup (catalogue, "deepseek"), "is-default", &first, NULL);
  g_object_get (sonde_catalogue_lookup (catalogue, "ollama"), "is-default", &second, NULL);
  g_assert_false (first);
  g_assert_true (second);
  g_assert_false (sonde_catalogue_set_default (catalogue, "nobody", &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NOT_FOUND);
}

static void
assert_refused (SondeCatalogue *catalogue, const char *id, const char *url)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sonde_catalogue_add (catalogue, id, NULL, url, NULL, NULL, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_INVALID_ARGUMENT);
}

static void
test_refused (void)
{
  g_autoptr (SondeConfig) config = sonde_config_new (NULL);
  g_autoptr (SondeCatalogue) catalogue = sonde_catalogue_new (config);
  g_auto (GStrv) groups = NULL;

  assert_refused (catalogue, "", "https://example.com");
  assert_refused (catalogue, "../x", "https://example.com");
  assert_refused (catalogue, "a]\n[b", "https://example.com");
  assert_refused (catalogue, "deepseek", "https://example.com");
  assert_refused (catalogue, "mine", "ftp://example.com");
  groups = sonde_config_list_groups (config, "Provider ");
  g_assert_cmpuint (g_strv_length (groups), ==, 0);
  /* A file that somebody wrote by hand. */
  g_assert_true (sonde_config_set_string (config, "Provider deepseek", "base-url", "nonsense://", NULL));
  g_assert_cmpstr (sonde_provider_get_base_url (sonde_catalogue_lookup (catalogue, "deepseek")),
                   ==,
                   "https://api.deepseek.com");
}

/* A settings file that somebody else wrote: what could not have been added is not there. */
static void
test_hostile_file (void)
{
  static const char text[] = "[Provider ../../x]\nbase-url=https://a.example\n"
                             "[Provider ]\nbase-url=https://b.example\n"
                             "[Provider a b]\nbase-url=https://c.example\n"
                             "[Provider <b>x</b>]\nbase-url=https://d.example\n"
                             "[Provider x\xe2\x80\xaey]\nbase-url=https://e.example\n"
                             "[Provider x\xff]\nbase-url=https://f.example\n"
                             "[Provider script]\nbase-url=javascript:alert(1)\n"
                             "[Provider user]\nbase-url=https://u:p@g.example\n"
                             "[Provider file]\nbase-url=file:///etc/passwd\n"
                             "[Provider mine]\nbase-url=https://h.example\neffort=nonsense\n";
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "sonde.conf", NULL);
  g_autoptr (SondeConfig) config = NULL;
  g_autoptr (SondeCatalogue) catalogue = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  config = sonde_config_new (path);
  catalogue = sonde_catalogue_new (config);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, 6);
  g_assert_nonnull (sonde_catalogue_lookup (catalogue, "mine"));
  sonde_test_remove_dir (dir);
}

static void
test_transient (void)
{
  g_autoptr (SondeConfig) config = sonde_config_new (NULL);
  g_autoptr (SondeCatalogue) catalogue = sonde_catalogue_new (config);
  g_autoptr (SondeProvider) own = make_compatible ("http://127.0.0.1:1");
  g_autoptr (SondeProvider) copy
    = sonde_provider_copy_at (sonde_catalogue_lookup (catalogue, "deepseek"), "http://127.0.0.1:2", NULL);
  g_auto (GStrv) groups = NULL;

  sonde_catalogue_add_transient (catalogue, own);
  sonde_catalogue_add_transient (catalogue, copy);
  g_assert_true (sonde_catalogue_set_model (catalogue, "own", SONDE_SLOT_CHAT, "m", NULL));
  /* A change of the settings leaves both alone. */
  g_assert_true (sonde_catalogue_set_default (catalogue, "ollama", NULL));
  g_assert_true (sonde_catalogue_lookup (catalogue, "own") == own);
  g_assert_true (sonde_catalogue_lookup (catalogue, "deepseek") == copy);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, 6);
  groups = sonde_config_list_groups (config, "Provider ");
  g_assert_cmpuint (g_strv_length (groups), ==, 0);
}

static void
assert_key_id (SondeProvider *provider, const char *expected)
{
  g_autofree char *key_id = sonde_provider_dup_key_id (provider);

  g_assert_cmpstr (key_id, ==, expected);
}

/* A key stays with the server that it was entered for. */
static void
test_key_id (void)
{
  g_autoptr (SondeConfig) config = sonde_config_new (NULL);
  g_autoptr (SondeCatalogue) catalogue = sonde_catalogue_new (config);
  SondeProvider *provider = sonde_catalogue_lookup (catalogue, "deepseek");
  g_autoptr (SondeProvider) copy = sonde_provider_copy_at (provider, "http://127.0.0.1:2", NULL);
  static const char *const addresses[][2] = {
    { "https://api.deepseek.com/v1", "deepseek" },
    { "https://API.deepseek.com:443/beta", "deepseek" },
    { "http://api.deepseek.com", "deepseek@http://api.deepseek.com:80" },
    { "https://api.deepseek.com:8443", "deepseek@https://api.deepseek.com:8443" },
    { "https://api.deepseek.com.evil.test", "deepseek@https://api.deepseek.com.evil.test:443" },
    { "https://example.com/v1", "deepseek@https://example.com:443" },
    { "", "deepseek" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_assert_true (sonde_catalogue_set_base_url (catalogue, "deepseek", addresses[i][0], NULL));
      assert_key_id (provider, addresses[i][1]);
    }
  /* Provider and address named in one breath: that is the person's word. */
  assert_key_id (copy, "deepseek");
  g_assert_true (sonde_catalogue_add (catalogue, "own", NULL, "https://a.test/v1", "m", NULL, NULL));
  assert_key_id (sonde_catalogue_lookup (catalogue, "own"), "own@https://a.test:443");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalogue/builtin", test_builtin);
  g_test_add_func ("/catalogue/deepseek", test_deepseek);
  g_test_add_func ("/catalogue/addresses", test_addresses);
  g_test_add_func ("/catalogue/compatible", test_compatible);
  g_test_add_func ("/catalogue/demo", test_demo);
  g_test_add_func ("/catalogue/labels", test_labels);
  g_test_add_func ("/catalogue/changes", test_changes);
  g_test_add_func ("/catalogue/own", test_own);
  g_test_add_func ("/catalogue/default", test_default);
  g_test_add_func ("/catalogue/refused", test_refused);
  g_test_add_func ("/catalogue/hostile-file", test_hostile_file);
  g_test_add_func ("/catalogue/transient", test_transient);
  g_test_add_func ("/catalogue/key-id", test_key_id);
  return g_test_run ();
}
