/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-search-query-private.h"

#include <stdio.h>
#include <string.h>

#include "sonde-fold-private.h"
#include "sonde-tokens-private.h"

/* More is no question of a person, and each costs. */
#define MOST_TERMS 32
/* Of one term. */
#define MOST_TOKENS 64

static void
term_free (gpointer data)
{
  SondeSearchTerm *term = data;

  g_free (term->text);
  g_ptr_array_unref (term->tokens);
  g_free (term);
}

static int
add_token_cb (gpointer data, const char *token, int length, int start, int end)
{
  GPtrArray *tokens = data;

  g_ptr_array_add (tokens, g_strndup (token, length));
  return tokens->len >= MOST_TOKENS;
}

/* NULL when there is nothing in @text that could be found. */
static SondeSearchTerm *
term_new (const char *text, gboolean prefix, gboolean negated)
{
  SondeSearchTerm *term = g_new0 (SondeSearchTerm, 1);
  const char *last;

  term->text = g_strdup (text);
  term->tokens = g_ptr_array_new_with_free_func (g_free);
  term->negated = negated;
  sonde_tokens_each (text, strlen (text), add_token_cb, term->tokens);
  if (term->tokens->len == 0)
    {
      term_free (term);
      return NULL;
    }
  last = term->tokens->pdata[term->tokens->len - 1];
  term->prefix = prefix && !sonde_tokens_stands_alone (last, strlen (last));
  return term;
}

/* Dates: 2025, 2025-03 or 2025-03-31, in the person's time zone. */

static gboolean
parse_date (const char *text, gint64 *time)
{
  int parts[3] = { 0, 1, 1 };
  char rest = '\0';
  int n = sscanf (text, "%4d-%2d-%2d%c", &parts[0], &parts[1], &parts[2], &rest);
  g_autoptr (GDateTime) date = NULL;

  if (n < 1 || n > 3 || strspn (text, "0123456789-") != strlen (text) || strcspn (text, "-") != 4)
    return FALSE;
  date = g_date_time_new_local (parts[0], parts[1], parts[2], 0, 0, 0);
  if (date == NULL)
    return FALSE;
  *time = g_date_time_to_unix (date) * G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
parse_mode (const char *text, SondeMode *mode)
{
  static const struct
  {
    const char *word;
    SondeMode mode;
  } words[] = {
    { "chat", SONDE_MODE_CHAT },           { "v3", SONDE_MODE_CHAT },
    { "reasoning", SONDE_MODE_REASONING }, { "r1", SONDE_MODE_REASONING },
    { "deepthink", SONDE_MODE_REASONING }, { "search", SONDE_MODE_SEARCH },
  };
  g_auto (GStrv) parts = g_strsplit (text, "+", -1);
  guint known = 0;

  *mode = SONDE_MODE_CHAT;
  for (guint i = 0; parts[i] != NULL; i++)
    for (guint k = 0; k < G_N_ELEMENTS (words); k++)
      if (g_ascii_strcasecmp (parts[i], words[k].word) == 0)
        {
          *mode |= words[k].mode;
          known++;
        }
  return known > 0 && known == g_strv_length (parts);
}

/* FALSE for what is no filter: it is a word then. */
static gboolean
take_filter (SondeSearchQuery *self, const char *name, const char *value)
{
  if (*value == '\0')
    return FALSE;
  if (g_str_equal (name, "before"))
    return parse_date (value, &self->before);
  if (g_str_equal (name, "after"))
    return parse_date (value, &self->after);
  if (g_str_equal (name, "mode"))
    {
      self->has_mode = parse_mode (value, &self->mode);
      return self->has_mode;
    }
  if (g_str_equal (name, "in"))
    {
      g_free (self->folder);
      self->folder = sonde_fold (value, -1);
      return TRUE;
    }
  if (!g_str_equal (name, "model"))
    return FALSE;
  g_clear_pointer (&self->model, term_free);
  self->model = term_new (value, TRUE, FALSE);
  return self->model != NULL;
}

static void
add_term (SondeSearchQuery *self, const char *text, gboolean prefix, gboolean negated)
{
  SondeSearchTerm *term = self->terms->len < MOST_TERMS ? term_new (text, prefix, negated) : NULL;

  if (term != NULL)
    g_ptr_array_add (self->terms, term);
}

static gboolean
is_quote (gunichar c)
{
  return c == '"' || c == 0x201c || c == 0x201d || c == 0x300c || c == 0x300d;
}

/* Reads a phrase up to its closing quote, or the end. */
static char *
take_phrase (const char **text)
{
  const char *begin = g_utf8_next_char (*text);
  const char *end = begin;

  while (*end != '\0' && !is_quote (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  *text = *end != '\0' ? g_utf8_next_char (end) : end;
  return g_strndup (begin, end - begin);
}

/* Reads up to a space or a quote. */
static char *
take_word (const char **text)
{
  const char *end = *text;
  char *word;

  while (*end != '\0' && !g_unichar_isspace (g_utf8_get_char (end)) && !is_quote (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  word = g_strndup (*text, end - *text);
  *text = end;
  return word;
}

/* Whether @word, which may go on with a phrase at @text, is a filter; @text moves behind it then. */
static gboolean
take_as_filter (SondeSearchQuery *self, const char *word, const char **text)
{
  const char *colon = strchr (word, ':');
  g_autofree char *name = colon != NULL ? g_ascii_strdown (word, colon - word) : NULL;
  const char *after = *text;
  g_autofree char *quoted = NULL;

  if (name == NULL)
    return FALSE;
  if (colon[1] == '\0' && is_quote (g_utf8_get_char (after)))
    quoted = take_phrase (&after);
  if (!take_filter (self, name, quoted != NULL ? quoted : colon + 1))
    return FALSE;
  *text = after;
  return TRUE;
}

static void
take_item (SondeSearchQuery *self, const char **text)
{
  gboolean negated = **text == '-' && (*text)[1] != '\0' && !g_unichar_isspace (g_utf8_get_char (*text + 1));
  g_autofree char *item = NULL;
  gboolean prefix;

  if (negated)
    ++*text;
  if (is_quote (g_utf8_get_char (*text)))
    {
      item = take_phrase (text);
      add_term (self, item, FALSE, negated);
      return;
    }
  item = take_word (text);
  if (!negated && take_as_filter (self, item, text))
    return;
  prefix = g_str_has_suffix (item, "*");
  /* The last word may not be typed to its end; one letter is the beginning of too much to say anything. */
  add_term (self, item, prefix || (**text == '\0' && !negated && g_utf8_strlen (item, -1) > 1), negated);
}

/** Every text is a query: what cannot be understood is looked for as words. */
SondeSearchQuery *
sonde_search_query_new (const char *text)
{
  SondeSearchQuery *self = g_new0 (SondeSearchQuery, 1);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char *p = valid;

  self->terms = g_ptr_array_new_with_free_func (term_free);
  self->after = G_MININT64;
  self->before = G_MAXINT64;
  while (*p != '\0')
    if (g_unichar_isspace (g_utf8_get_char (p)))
      p = g_utf8_next_char (p);
    else
      take_item (self, &p);
  return self;
}

void
sonde_search_query_free (SondeSearchQuery *self)
{
  g_ptr_array_unref (self->terms);
  g_clear_pointer (&self->model, term_free);
  g_free (self->folder);
  g_free (self);
}

/** Whether nothing at all is asked for. */
gboolean
sonde_search_query_is_empty (const SondeSearchQuery *self)
{
  return self->terms->len == 0 && self->model == NULL && self->folder == NULL && !self->has_mode
         && self->after == G_MININT64 && self->before == G_MAXINT64;
}

gboolean
sonde_search_query_has_words (const SondeSearchQuery *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    if (!((SondeSearchTerm *) self->terms->pdata[i])->negated)
      return TRUE;
  return FALSE;
}

/* A phrase of FTS5. The tokens are made of letters, digits and single characters, so no quote is among them.
 */
static void
append_phrase (GString *match, const SondeSearchTerm *term)
{
  g_string_append_c (match, '"');
  for (guint i = 0; i < term->tokens->len; i++)
    g_string_append_printf (match, "%s%s", i > 0 ? " " : "", (char *) term->tokens->pdata[i]);
  g_string_append (match, term->prefix ? "\"*" : "\"");
}

static void
append_and (GString *match, const char *columns)
{
  if (match->len > 0)
    g_string_append (match, " AND ");
  g_string_append (match, columns);
}

/* The terms that must be there, in parentheses, without those that must not. */
static void
append_terms (const SondeSearchQuery *self, GString *match, const char *columns)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      const SondeSearchTerm *term = self->terms->pdata[i];

      if (term->negated)
        continue;
      append_and (match, columns);
      append_phrase (match, term);
    }
}

static char *
end_match (const SondeSearchQuery *self, GString *match, const char *columns)
{
  if (match->len == 0)
    return g_string_free (match, TRUE);
  for (guint i = 0; i < self->terms->len; i++)
    {
      const SondeSearchTerm *term = self->terms->pdata[i];

      if (!term->negated)
        continue;
      g_string_prepend_c (match, '(');
      g_string_append_printf (match, ") NOT %s", columns);
      append_phrase (match, term);
    }
  return g_string_free (match, FALSE);
}

char *
sonde_search_query_dup_match (const SondeSearchQuery *self)
{
  static const char columns[] = "{content reasoning} : ";
  GString *match = g_string_new (NULL);

  append_terms (self, match, columns);
  if (self->model != NULL)
    {
      append_and (match, "model : ");
      append_phrase (match, self->model);
    }
  if (self->has_mode)
    {
      append_and (match, "mode : (");
      g_string_append_printf (match, "%s)", sonde_search_get_mode_words (self->mode));
    }
  return end_match (self, match, columns);
}

/* A title has no model and no mode. */
char *
sonde_search_query_dup_title_match (const SondeSearchQuery *self)
{
  GString *match = g_string_new (NULL);

  if (self->model == NULL && !self->has_mode)
    append_terms (self, match, "");
  return end_match (self, match, "");
}

/** The words for @mode in the index: "chat", or "reasoning" and "search". */
const char *
sonde_search_get_mode_words (SondeMode mode)
{
  static const char *const words[] = { "chat", "reasoning", "search", "reasoning search" };

  return words[mode & SONDE_MODE_ALL];
}
