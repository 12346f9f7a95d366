/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-prompt-defaults.h"

#include <stdlib.h>

#define GROUP "Prompts"

typedef struct
{
  const char *name;
  const char *text;
} BuiltIn;

/* They speak to the model, in the person's language, and so are no strings of the interface. */
static const BuiltIn english[] = {
  { "Mathematician",
    "You are a mathematician. Say what you assume, show every step that is not obvious, check the result, "
    "and say "
    "so when something cannot be decided." },
  { "Teacher",
    "You teach {{subject}}. Explain one step at a time with an example, ask me a short question after each, "
    "and "
    "go on only when I have understood." },
  { "Translator",
    "Translate what I write into {{language}}. Keep the meaning, the tone and the formatting, and answer "
    "with the "
    "translation only." },
  { "Editor",
    "Correct the language of what I write without changing what it says. Give the corrected text first, then "
    "a "
    "short list of what you changed and why." },
  { "Programmer",
    "You are an experienced {{programming language}} programmer. Prefer the standard library and simple "
    "code, "
    "handle errors, and say what you did not test." },
};

static const BuiltIn chinese[] = {
  { "数学家", "你是一名数学家。请说明你的假设，写出每一个不显然的步骤，检验结果；无法判定时请直说。" },
  { "老师", "你是一名{{学科}}老师。每次只讲一步并举例，讲完后问我一个小问题，等我弄懂了再继续。" },
  { "翻译", "请把我写的内容翻译成{{语言}}，保留原意、语气和格式，只给出译文。" },
  { "文字编辑", "请修改我写的文字，不要改变原意。先给出修改后的全文，再简要列出改了什么、为什么。" },
  { "程序员",
    "你是一名经验丰富的{{编程语言}}程序员。优先使用标准库和简单的写法，处理好错误，并说明哪些没有测试过。" },
};

static gboolean
is_chinese (void)
{
  return g_str_has_prefix (g_get_language_names ()[0], "zh");
}

static void
added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!sonde_engine_library_finish (SONDE_ENGINE (object), result, &error))
    g_message ("A prompt was not added: %s", error->message);
}

void
sonde_prompt_add_built_in (SondeEngine *engine)
{
  g_return_if_fail (SONDE_IS_ENGINE (engine));

  SondeConfig *config = sonde_engine_get_config (engine);
  const BuiltIn *built_in = is_chinese () ? chinese : english;
  guint n = is_chinese () ? G_N_ELEMENTS (chinese) : G_N_ELEMENTS (english);

  if (sonde_config_get_int (config, GROUP, "built-in", 0) != 0)
    return;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SondePrompt) prompt = sonde_prompt_new (built_in[i].name, built_in[i].text);

      sonde_engine_save_prompt_async (engine, prompt, added_cb, NULL);
    }
  sonde_config_set_string (config, GROUP, "built-in", "1", NULL);
}

gboolean
sonde_prompt_can_be_default (SondePrompt *prompt)
{
  g_return_val_if_fail (SONDE_IS_PROMPT (prompt), FALSE);

  g_auto (GStrv) variables = sonde_prompt_list_variables (sonde_prompt_get_text (prompt));

  return *variables == NULL;
}

SondePrompt *
sonde_prompt_find_default (SondeEngine *engine)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);

  GListModel *prompts = sonde_engine_get_prompts (engine);
  g_autofree char *id = sonde_config_dup_string (sonde_engine_get_config (engine), GROUP, "default");

  for (guint i = 0; id && i < g_list_model_get_n_items (prompts); i++)
    {
      g_autoptr (SondePrompt) prompt = g_list_model_get_item (prompts, i);

      if (sonde_prompt_get_id (prompt) == g_ascii_strtoll (id, NULL, 10))
        return sonde_prompt_can_be_default (prompt) ? prompt : NULL; /* the list keeps it alive */
    }
  return NULL;
}

/** @prompt: (nullable): %NULL lets new chats begin without one */
void
sonde_prompt_set_default (SondeEngine *engine, SondePrompt *prompt)
{
  g_return_if_fail (SONDE_IS_ENGINE (engine));

  g_autofree char *id = prompt ? g_strdup_printf ("%" G_GINT64_FORMAT, sonde_prompt_get_id (prompt)) : NULL;

  sonde_config_set_string (sonde_engine_get_config (engine), GROUP, "default", id, NULL);
}
