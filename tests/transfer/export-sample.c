/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "export-sample.h"

#include "sonde-source.h"

/* 2026-11-20 10:00 UTC */
#define MORNING (G_GINT64_CONSTANT (1795168800) * G_USEC_PER_SEC)

static const char rich_answer[]
  = "# 潜水艇能下多深？\n\n"
    "**Short answer:** about *11 km*, see [the *Trieste*](https://example.org/trieste?a=1&b=2 "
    "\"dive\")[citation:1]. "
    "~~Not 12~~, H~2~O and x^2^, `inline code`, <kbd>Ctrl</kbd>+<kbd>E</kbd>, $E = mc^2$ and "
    "![a picture](https://example.org/p.png).[citation:2] Unsafe: [x](javascript:alert(1)).\n\n"
    "## 中文段落\n\n"
    "探测器在深海中下降到一万零九百米，压力约为一千一百个大气压。这一段文字足够长，需要在页面的右边界处换行，"
    "这样就可以检查中文的断行是否正确，标点符号也不应该出现在行首。\n\n"
    "## العربية\n\n"
    "هذه فقرة باللغة العربية تُكتب من اليمين إلى اليسار، وفيها كلمة English ورقم 123.\n\n"
    "## עברית ואמוג'י\n\n"
    "שלום עולם 🌊🐙👩🏽‍🚀 日本語のテキスト 한국어 텍스트\n\n"
    "1. first\n2. second with a paragraph\n\n   that goes on\n   - nested\n   - [x] done\n   - [ ] open\n3. "
    "third\n\n"
    "> A quotation\n>\n> > inside another\n\n"
    "```python\n"
    "def depth(pressure: float) -> float:\n"
    "    \"\"\"Metres of sea water.\"\"\"\n"
    "    return pressure / 1.025e4 if pressure else None  # 近似值\n"
    "very_long_line = \"0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
    "0123456789 "
    "0123456789 0123456789 end\"\n"
    "```\n\n"
    "| Vessel | Depth (m) | 年份 |\n|:---|---:|:---:|\n| Trieste | 10916 | 1960 |\n| Deepsea Challenger | "
    "10908 | 2012 |\n"
    "| `奋斗者`号 | 10909 | **2020** |\n\n"
    "$$\\int_0^h \\rho g\\,dz = p$$\n\n"
    "A note[^n] stands below.\n\n[^n]: The *note* itself.\n\n---\n\nThe end & <b>no markup</b>.\n";

static SondeMessage *
add (SondeConversation *conversation, gint64 id, gint64 parent, SondeRole role, const char *content)
{
  g_autoptr (SondeMessage) message = sonde_message_new (role);

  sonde_message_set_id (message, id);
  sonde_message_set_parent_id (message, parent);
  sonde_message_set_created (message, MORNING + id * 1500001);
  sonde_message_set_content (message, content);
  sonde_message_set_state (message, SONDE_STATE_COMPLETE);
  if (role == SONDE_ROLE_ASSISTANT)
    sonde_message_set_model (message, "deepseek-flash");
  sonde_conversation_add_message (conversation, message);
  return message; /* the conversation keeps it */
}

static void
add_sources (SondeMessage *message)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (
    sources,
    sonde_source_new (1, "Bathyscaphe <Trieste> & co", "https://example.org/trieste", "2026-01-02", "text"));
  g_ptr_array_add (sources, sonde_source_new (2, "奋斗者号", "https://example.org/奋斗者", NULL, NULL));
  g_ptr_array_add (sources, sonde_source_new (3, "Trap", "javascript:alert(1)", NULL, NULL));
  sonde_message_set_sources (message, sources);
  sonde_message_set_search_query (message, "deepest dive");
}

/* A table of more rows than a page has. */
static char *
dup_table (void)
{
  GString *table = g_string_new ("A long table\n\n| n | square | remark |\n|--:|--:|---|\n");

  for (guint i = 1; i <= 120; i++)
    g_string_append_printf (table,
                            "| %u | %u | row %u%s |\n",
                            i,
                            i * i,
                            i,
                            i % 10 == 0 ? ", which has so much to say that it takes several lines of its cell"
                                        : "");
  return g_string_free (table, FALSE);
}

SondeConversation *
export_sample_new_rich (void)
{
  SondeConversation *conversation = sonde_conversation_new ();
  SondeUsage usage = { 1200, 350, 1550, 0, 1200, 40, (char *) "{\"prompt_tokens\":1200}" };
  g_autofree char *table = dup_table ();
  SondeMessage *answer;

  sonde_conversation_set_title (conversation, "How deep? 多深？ <&\"'>");
  sonde_conversation_set_created (conversation, MORNING);
  sonde_conversation_set_updated (conversation, MORNING + 123456);
  sonde_conversation_set_system_prompt (conversation, "Answer *briefly*.");
  add (conversation, 1, 0, SONDE_ROLE_USER, "How deep can a submarine dive?\n\n多深？");
  answer = add (conversation, 2, 1, SONDE_ROLE_ASSISTANT, rich_answer);
  sonde_message_set_reasoning (answer, "The person asks about **depth**.\n\n- Trieste\n- 奋斗者");
  sonde_message_set_thinking_ms (answer, 4200);
  sonde_message_set_mode (answer, SONDE_MODE_ALL);
  sonde_message_set_usage (answer, &usage);
  add_sources (answer);
  add (conversation, 3, 1, SONDE_ROLE_ASSISTANT, "Another version.");
  sonde_conversation_choose (conversation, answer);
  add (conversation, 4, 2, SONDE_ROLE_USER, "And a table?");
  answer = add (conversation, 5, 4, SONDE_ROLE_ASSISTANT, table);
  sonde_message_set_state (answer, SONDE_STATE_INTERRUPTED);
  return conversation;
}

static char *
dup_ordinary (guint i)
{
  if (i % 2 == 0)
    return g_strdup_printf ("Question %u: how does one write a parser for this? 请解释一下。", i);
  if (i % 10 == 5)
    return g_strdup_printf (
      "Use a table of states:\n\n```python\ndef parse_%u(text):\n    state = 0\n    for c in text:\n"
      "        if c == '\"':\n            state = 1 - state  # quoted\n    return state\n```\n\n"
      "It runs in linear time.\n",
      i);
  return g_strdup_printf (
    "Answer %u. The parser reads **one character** at a time and keeps its state in a variable, so "
    "that a text of any length takes the same memory.\n\n"
    "- First it skips what is blank.\n- Then it reads a `token`.\n- At last it looks at what "
    "follows, and begins again.\n\n"
    "这种方法的优点是简单：每个字符只读一次，不需要回溯，因此时间与文本长度成正比。对于大多数格式来说已经足够"
    "。\n",
    i);
}

SondeConversation *
export_sample_new_long (guint n_messages)
{
  SondeConversation *conversation = sonde_conversation_new ();
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  sonde_conversation_set_title (conversation, "A long conversation");
  for (guint i = 0; i < n_messages; i++)
    {
      g_autofree char *content = dup_ordinary (i);
      SondeMessage *message = sonde_message_new (i % 2 == 0 ? SONDE_ROLE_USER : SONDE_ROLE_ASSISTANT);

      sonde_message_set_id (message, i + 1);
      sonde_message_set_parent_id (message, i);
      sonde_message_set_created (message, MORNING + i * G_USEC_PER_SEC);
      sonde_message_set_state (message, SONDE_STATE_COMPLETE);
      sonde_message_set_content (message, content);
      g_ptr_array_add (messages, message);
    }
  sonde_conversation_set_messages (conversation, messages);
  return conversation;
}
