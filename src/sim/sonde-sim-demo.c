/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-sim"

#include "sonde-sim-chat.h"
#include "sonde-sim-resources.h"

/* The canned conversations lie in demo/NAME.LANGUAGE.md: lines "%match WORDS" (all of them in the question,
 * written without white space), "%source TITLE | ADDRESS | DATE | TEXT", then "%reasoning", "%answer" and
 * "%cited" (the answer when pages were given), each followed by its text. "{question}" stands for what was
 * asked. */

#define MAX_QUOTE 300

typedef struct
{
  GPtrArray *sources; /* of char **: title, address, date, text */
  gboolean matches;
  GString *reasoning;
  GString *answer;
  GString *cited;
} Canned;

/* The first that matches is taken; the last matches always. */
static const char *const names[] = { "equation", "sea-ice", "ice", "stream", "accessibility", "other" };

static void
canned_free (Canned *self)
{
  g_ptr_array_unref (self->sources);
  g_string_free (self->reasoning, TRUE);
  g_string_free (self->answer, TRUE);
  g_string_free (self->cited, TRUE);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Canned, canned_free)

static gboolean
has_ideographs (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_HAN)
      return TRUE;
  return FALSE;
}

/* Lower case without white space and without the signs of TeX, so that "$x\,dx + y\,dy$" is "xdx+ydy". */
static char *
normalise (const char *text)
{
  g_autofree char *lower = g_utf8_strdown (text, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)) && strchr ("$\\,{}", *p) == NULL)
      g_string_append_len (out, p, g_utf8_next_char (p) - p);
  return g_string_free (out, FALSE);
}

static gboolean
has_all_words (const char *question, const char *words)
{
  g_auto (GStrv) parts = g_strsplit (words, " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (strstr (question, parts[i]) == NULL)
      return FALSE;
  return TRUE;
}

static void
add_source (Canned *self, const char *line)
{
  char **fields = g_strsplit (line, "|", 4);

  g_assert (g_strv_length (fields) == 4);
  for (guint i = 0; i < 4; i++)
    g_strstrip (fields[i]);
  g_ptr_array_add (self->sources, fields);
}

static Canned *
canned_parse (const char *text, const char *question)
{
  Canned *self = g_new0 (Canned, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *section = NULL;

  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  self->reasoning = g_string_new (NULL);
  self->answer = g_string_new (NULL);
  self->cited = g_string_new (NULL);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], "%match "))
        self->matches = self->matches || has_all_words (question, lines[i] + strlen ("%match "));
      else if (g_str_has_prefix (lines[i], "%source "))
        add_source (self, lines[i] + strlen ("%source "));
      else if (g_str_equal (lines[i], "%reasoning"))
        section = self->reasoning;
      else if (g_str_equal (lines[i], "%answer"))
        section = self->answer;
      else if (g_str_equal (lines[i], "%cited"))
        section = self->cited;
      else if (section != NULL)
        g_string_append_printf (section, "%s%s", section->len > 0 ? "\n" : "", lines[i]);
    }
  return self;
}

static char *
dup_trimmed (GString *section, const char *question)
{
  g_autofree char *flat = g_strdelimit (g_strdup (question), "\r\n", ' ');
  g_autofree char *quote = g_utf8_substring (flat, 0, MIN (g_utf8_strlen (flat, -1), MAX_QUOTE));
  g_autoptr (GString) text = g_string_new (section->str);

  g_string_replace (text, "{question}", quote, 0);
  return g_strchomp (g_strdup (text->str));
}

static Canned *
choose (const char *question)
{
  g_autofree char *normal = normalise (question);
  const char *language = has_ideographs (question) ? "zh" : "en";

  for (guint i = 0;; i++)
    {
      g_autofree char *path = g_strdup_printf ("/io/github/sondechat/sim/demo/%s.%s.md", names[i], language);
      g_autoptr (GBytes) bytes
        = g_resource_lookup_data (sonde_sim_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_autoptr (Canned) canned = canned_parse (text, normal);

      if (canned->matches || i == G_N_ELEMENTS (names) - 1)
        return g_steal_pointer (&canned);
    }
}

void
sim_demo_dup_answer (SimChat *chat, char **reasoning, char **content)
{
  g_autoptr (Canned) canned = choose (chat->question);

  *reasoning = dup_trimmed (canned->reasoning, chat->question);
  *content
    = dup_trimmed (chat->n_pages >= canned->sources->len ? canned->cited : canned->answer, chat->question);
}

static void
append_field (GString *json, const char *name, const char *value)
{
  g_string_append_printf (json, "\"%s\":", name);
  sim_json_append_string (json, value, -1);
  g_string_append_c (json, ',');
}

static void
append_result (GString *json, char **source, gboolean searxng)
{
  g_autoptr (GUri) uri = g_uri_parse (source[1], G_URI_FLAGS_NONE, NULL);

  g_string_append_c (json, '{');
  append_field (json, "title", source[0]);
  append_field (json, "url", source[1]);
  append_field (json, searxng ? "content" : "summary", source[3]);
  if (*source[2] != '\0')
    append_field (json, searxng ? "publishedDate" : "date", source[2]);
  if (searxng)
    g_string_append (json, "\"engine\":\"demo\",\"engines\":[\"demo\"],\"score\":1.0}");
  else
    {
      append_field (json, "snippet", source[3]);
      append_field (json, "site_name", g_uri_get_host (uri));
      g_string_append (json, "\"content\":null,\"site_icon\":\"\",\"rerank_score\":2.5,\"authority\":1}");
    }
}

char *
sim_demo_dup_results (const char *query, guint count, gboolean searxng)
{
  g_autoptr (Canned) canned = choose (query);
  GString *json = g_string_new ("{");

  if (searxng)
    append_field (json, "query", query);
  g_string_append (json, "\"results\":[");
  for (guint i = 0; i < MIN (count, canned->sources->len); i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      append_result (json, canned->sources->pdata[i], searxng);
    }
  g_string_append (json, "]}");
  return g_string_free (json, FALSE);
}
