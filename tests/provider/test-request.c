/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-catalogue.h"
#include "sonde-request.h"
#include "sonde-test.h"

#define CALL                                                                                                 \
  "\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}" \
  "]"

/* A request with a provider of the catalogue. */
typedef struct
{
  SondeConfig *config;
  SondeCatalogue *catalogue;
  SondeRequest request;
} Fixture;

static void
set_up (Fixture *self, gconstpointer id)
{
  self->config = sonde_config_new (NULL);
  self->catalogue = sonde_catalogue_new (self->config);
  self->request.provider = sonde_catalogue_lookup (self->catalogue, id);
  self->request.messages = g_ptr_array_new_with_free_func (g_object_unref);
  g_assert_nonnull (self->request.provider);
}

static void
tear_down (Fixture *self, gconstpointer id)
{
  g_ptr_array_unref (self->request.messages);
  g_object_unref (self->catalogue);
  g_object_unref (self->config);
}

static SondeMessage *
add (Fixture *self, SondeRole role, const char *content)
{
  SondeMessage *message = sonde_message_new (role);

  sonde_message_set_content (message, content);
  sonde_message_set_state (message, SONDE_STATE_COMPLETE);
  g_ptr_array_add (self->request.messages, message);
  return message;
}

static void
assert_body (Fixture *self, const char *expected)
{
  g_autofree char *json = sonde_request_to_json (&self->request, NULL);

  g_assert_cmpstr (json, ==, expected);
}

static void
test_chat (Fixture *self, gconstpointer id)
{
  g_autofree char *used = NULL;
  g_autofree char *json = NULL;

  add (self, SONDE_ROLE_USER, "Hi \"you\" 你好");
  self->request.system_prompt = "Be short.";
  self->request.stream = TRUE;
  json = sonde_request_to_json (&self->request, &used);
  g_assert_cmpstr (
    json,
    ==,
    "{\"model\":\"deepseek-flash\",\"messages\":[{\"role\":\"system\",\"content\":\"Be short.\"},"
    "{\"role\":\"user\",\"content\":\"Hi \\\"you\\\" 你好\"}],\"thinking\":{\"type\":\"disabled\"},"
    "\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
  g_assert_cmpstr (used, ==, "deepseek-flash");
}

static void
test_thinking (Fixture *self, gconstpointer id)
{
  add (self, SONDE_ROLE_USER, "Hi");
  self->request.mode = SONDE_MODE_REASONING | SONDE_MODE_SEARCH;
  self->request.model = "deepseek-v4-pro";
  assert_body (self,
               "{\"model\":\"deepseek-v4-pro\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
               "\"thinking\":{\"type\":\"enabled\"},\"stream\":false}");
  self->request.effort = SONDE_EFFORT_MAX;
  assert_body (self,
               "{\"model\":\"deepseek-v4-pro\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
               "\"thinking\":{\"type\":\"enabled\"},\"reasoning_effort\":\"max\",\"stream\":false}");
  /* Not thinking has no effort. */
  self->request.mode = SONDE_MODE_SEARCH;
  assert_body (self,
               "{\"model\":\"deepseek-v4-pro\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
               "\"thinking\":{\"type\":\"disabled\"},\"stream\":false}");
}

static void
test_provider_effort (Fixture *self, gconstpointer id)
{
  add (self, SONDE_ROLE_USER, "Hi");
  self->request.mode = SONDE_MODE_REASONING;
  g_assert_true (sonde_catalogue_set_effort (self->catalogue, id, SONDE_EFFORT_LOW, NULL));
  assert_body (self,
               "{\"model\":\"deepseek-flash\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
               "\"thinking\":{\"type\":\"enabled\"},\"reasoning_effort\":\"low\",\"stream\":false}");
}

/* api-docs.deepseek.com, error codes: switched off on 2026-07-24. */
static void
test_retired (Fixture *self, gconstpointer id)
{
  g_autofree char *used = NULL;
  g_autofree char *json = NULL;

  add (self, SONDE_ROLE_USER, "Hi");
  self->request.model = "deepseek-reasoner";
  json = sonde_request_to_json (&self->request, &used);
  g_assert_cmpstr (used, ==, "deepseek-flash");
  g_assert_cmpstr (json,
                   ==,
                   "{\"model\":\"deepseek-flash\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                   "\"thinking\":{\"type\":\"enabled\"},\"stream\":false}");
  self->request.model = "deepseek-chat";
  assert_body (self,
               "{\"model\":\"deepseek-flash\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
               "\"thinking\":{\"type\":\"disabled\"},\"stream\":false}");
}

static void
test_not_retired_elsewhere (Fixture *self, gconstpointer id)
{
  add (self, SONDE_ROLE_USER, "Hi");
  self->request.model = "deepseek-chat";
  assert_body (self,
               "{\"model\":\"deepseek-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
               "\"stream\":false}");
}

/* One tool round: what DeepSeek sent goes back as it was, with the reasoning (1.6). */
static void
add_tool_round (Fixture *self, const char *provider)
{
  SondeMessage *message;

  add (self, SONDE_ROLE_USER, "Q");
  message = add (self, SONDE_ROLE_ASSISTANT, "");
  sonde_message_set_provider (message, provider);
  sonde_message_set_reasoning (message, "r");
  sonde_message_set_raw (message,
                         "{\"role\":\"assistant\",\"content\":\"\",\"reasoning_content\":\"r\"," CALL
                         ",\"blocks\":[{\"url\":\"u\",\"n\":12345678901}]}");
  message = add (self, SONDE_ROLE_TOOL, "no");
  sonde_message_set_tool_call_id (message, "c1");
  message = add (self, SONDE_ROLE_ASSISTANT, "A");
  sonde_message_set_provider (message, provider);
  sonde_message_set_reasoning (message, "s");
  sonde_message_set_raw (message, "{\"role\":\"assistant\",\"content\":\"A\",\"reasoning_content\":\"s\"}");
}

static void
test_replay_always (Fixture *self, gconstpointer id)
{
  add_tool_round (self, id);
  assert_body (self,
               "{\"model\":\"deepseek-flash\",\"messages\":[{\"role\":\"user\",\"content\":\"Q\"},"
               "{\"role\":\"assistant\",\"content\":\"\",\"reasoning_content\":\"r\"," CALL
               ",\"blocks\":[{\"url\":\"u\",\"n\":12345678901}]},"
               "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"no\"},"
               "{\"role\":\"assistant\",\"content\":\"A\",\"reasoning_content\":\"s\"}],"
               "\"thinking\":{\"type\":\"disabled\"},\"stream\":false}");
}

/* Another host made the turns: its own keys stay away, the field is there all the same. */
static void
test_replay_foreign (Fixture *self, gconstpointer id)
{
  add_tool_round (self, "other");
  add (self, SONDE_ROLE_ASSISTANT, "B");
  assert_body (self,
               "{\"model\":\"deepseek-flash\",\"messages\":[{\"role\":\"user\",\"content\":\"Q\"},"
               "{\"role\":\"assistant\",\"content\":\"\",\"reasoning_content\":\"r\"," CALL "},"
               "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"no\"},"
               "{\"role\":\"assistant\",\"content\":\"A\",\"reasoning_content\":\"s\"},"
               "{\"role\":\"assistant\",\"content\":\"B\",\"reasoning_content\":\"\"}],"
               "\"thinking\":{\"type\":\"disabled\"},\"stream\":false}");
}

static void
test_replay_tool_turns (Fixture *self, gconstpointer id)
{
  add_tool_round (self, id);
  assert_body (self,
               "{\"model\":\"deepseek-ai/DeepSeek-V3\",\"messages\":[{\"role\":\"user\",\"content\":\"Q\"},"
               "{\"role\":\"assistant\",\"content\":\"\",\"reasoning_content\":\"r\"," CALL
               ",\"blocks\":[{\"url\":\"u\",\"n\":12345678901}]},"
               "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"no\"},"
               "{\"role\":\"assistant\",\"content\":\"A\"}],\"stream\":false}");
}

static void
test_replay_never (Fixture *self, gconstpointer id)
{
  add_tool_round (self, "other");
  assert_body (self,
               "{\"model\":\"deepseek-v3\",\"messages\":[{\"role\":\"user\",\"content\":\"Q\"},"
               "{\"role\":\"assistant\",\"content\":\"\"," CALL "},"
               "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"no\"},"
               "{\"role\":\"assistant\",\"content\":\"A\"}],\"reasoning_effort\":\"none\",\"stream\":false}");
}

/* A stopped tool turn: its calls have no answers, and nothing else is in it. */
static void
test_unanswered_calls (Fixture *self, gconstpointer id)
{
  SondeMessage *message;

  add (self, SONDE_ROLE_USER, "Q");
  message = add (self, SONDE_ROLE_ASSISTANT, "");
  sonde_message_set_raw (message, "{\"role\":\"assistant\",\"content\":\"\"," CALL "}");
  sonde_message_set_state (message, SONDE_STATE_INTERRUPTED);
  add (self, SONDE_ROLE_USER, "R");
  message = add (self, SONDE_ROLE_TOOL, "stray");
  sonde_message_set_tool_call_id (message, "c1");
  assert_body (
    self,
    "{\"model\":\"deepseek-flash\",\"messages\":[{\"role\":\"user\",\"content\":\"Q\"},"
    "{\"role\":\"user\",\"content\":\"R\"}],\"thinking\":{\"type\":\"disabled\"},\"stream\":false}");
}

/* Failed with nothing: left out. Interrupted with text, without raw JSON or with bad one: sent as text. */
static void
test_broken_turns (Fixture *self, gconstpointer id)
{
  SondeMessage *message;

  add (self, SONDE_ROLE_USER, "Q");
  message = add (self, SONDE_ROLE_ASSISTANT, "");
  sonde_message_set_state (message, SONDE_STATE_FAILED);
  sonde_message_set_reasoning (message, "lost");
  message = add (self, SONDE_ROLE_ASSISTANT, "Hal");
  sonde_message_set_state (message, SONDE_STATE_INTERRUPTED);
  sonde_message_set_reasoning (message, "r");
  sonde_message_set_raw (message, "[[[{");
  message = add (self, SONDE_ROLE_ASSISTANT, "shown");
  sonde_message_set_raw (message, "{\"role\":\"assistant\",\"content\":\"<think>r</think>shown\"}");
  assert_body (self,
               "{\"model\":\"deepseek-flash\",\"messages\":[{\"role\":\"user\",\"content\":\"Q\"},"
               "{\"role\":\"assistant\",\"content\":\"Hal\",\"reasoning_content\":\"r\"},"
               "{\"role\":\"assistant\",\"content\":\"shown\",\"reasoning_content\":\"\"}],"
               "\"thinking\":{\"type\":\"disabled\"},\"stream\":false}");
}

/* SCNet: user and assistant alternate, nothing is empty. */
static void
test_merged (Fixture *self, gconstpointer id)
{
  self->request.system_prompt = "S";
  add (self, SONDE_ROLE_USER, "a");
  add (self, SONDE_ROLE_ASSISTANT, "");
  add (self, SONDE_ROLE_USER, "b");
  add (self, SONDE_ROLE_USER, "");
  add (self, SONDE_ROLE_ASSISTANT, "c");
  add (self, SONDE_ROLE_ASSISTANT, "d");
  add (self, SONDE_ROLE_USER, "e");
  assert_body (
    self,
    "{\"model\":\"DeepSeek-V3\",\"messages\":[{\"role\":\"system\",\"content\":\"S\"},"
    "{\"role\":\"user\",\"content\":\"a\\n\\nb\"},{\"role\":\"assistant\",\"content\":\"c\\n\\nd\"},"
    "{\"role\":\"user\",\"content\":\"e\"}],\"stream\":false}");
}

static void
test_enable_thinking (Fixture *self, gconstpointer id)
{
  add (self, SONDE_ROLE_USER, "Q");
  /* The name of V3 and R1 decides; the parameter would be refused. */
  self->request.mode = SONDE_MODE_REASONING;
  self->request.effort = SONDE_EFFORT_HIGH;
  assert_body (self,
               "{\"model\":\"deepseek-ai/DeepSeek-R1\",\"messages\":[{\"role\":\"user\",\"content\":\"Q\"}],"
               "\"stream\":false}");
  self->request.model = "Pro/deepseek-ai/DeepSeek-V3.1";
  assert_body (self,
               "{\"model\":\"Pro/deepseek-ai/DeepSeek-V3.1\",\"messages\":[{\"role\":\"user\",\"content\":"
               "\"Q\"}],\"enable_thinking\":true,\"stream\":false}");
  self->request.model = "deepseek-ai/DeepSeek-V4-Flash";
  assert_body (self,
               "{\"model\":\"deepseek-ai/DeepSeek-V4-Flash\",\"messages\":[{\"role\":\"user\",\"content\":"
               "\"Q\"}],\"enable_thinking\":true,\"reasoning_effort\":\"high\",\"stream\":false}");
  self->request.mode = SONDE_MODE_CHAT;
  assert_body (self,
               "{\"model\":\"deepseek-ai/DeepSeek-V4-Flash\",\"messages\":[{\"role\":\"user\",\"content\":"
               "\"Q\"}],\"enable_thinking\":false,\"stream\":false}");
}

static void
test_effort_style (Fixture *self, gconstpointer id)
{
  add (self, SONDE_ROLE_USER, "Q");
  self->request.mode = SONDE_MODE_REASONING;
  assert_body (
    self,
    "{\"model\":\"deepseek-r1\",\"messages\":[{\"role\":\"user\",\"content\":\"Q\"}],\"stream\":false}");
  self->request.effort = SONDE_EFFORT_LOW;
  assert_body (self,
               "{\"model\":\"deepseek-r1\",\"messages\":[{\"role\":\"user\",\"content\":\"Q\"}],"
               "\"reasoning_effort\":\"low\",\"stream\":false}");
}

static void
test_template_style (Fixture *self, gconstpointer id)
{
  add (self, SONDE_ROLE_USER, "Q");
  self->request.mode = SONDE_MODE_REASONING;
  assert_body (self,
               "{\"model\":\"deepseek-r1\",\"messages\":[{\"role\":\"user\",\"content\":\"Q\"}],"
               "\"chat_template_kwargs\":{\"thinking\":true,\"enable_thinking\":true},\"stream\":false}");
}

/* The cache of the host wants the old turns byte for byte as they were. */
static void
test_stable_prefix (Fixture *self, gconstpointer id)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  const char *end;

  add_tool_round (self, id);
  before = sonde_request_to_json (&self->request, NULL);
  self->request.mode = SONDE_MODE_REASONING;
  add (self, SONDE_ROLE_USER, "again");
  after = sonde_request_to_json (&self->request, NULL);
  end = strstr (before, "],\"thinking\"");
  g_assert_nonnull (end);
  g_assert_cmpint (strncmp (before, after, end - before), ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    const char *provider;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/request/chat", "deepseek", test_chat },
    { "/request/thinking", "deepseek", test_thinking },
    { "/request/provider-effort", "deepseek", test_provider_effort },
    { "/request/retired", "deepseek", test_retired },
    { "/request/not-retired-elsewhere", "scnet", test_not_retired_elsewhere },
    { "/request/replay-always", "deepseek", test_replay_always },
    { "/request/replay-foreign", "deepseek", test_replay_foreign },
    { "/request/replay-tool-turns", "siliconflow", test_replay_tool_turns },
    { "/request/replay-never", "ollama", test_replay_never },
    { "/request/unanswered-calls", "deepseek", test_unanswered_calls },
    { "/request/broken-turns", "deepseek", test_broken_turns },
    { "/request/merged", "scnet", test_merged },
    { "/request/enable-thinking", "siliconflow", test_enable_thinking },
    { "/request/effort-style", "ollama", test_effort_style },
    { "/request/template-style", "llama-server", test_template_style },
    { "/request/stable-prefix", "deepseek", test_stable_prefix },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].provider, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
