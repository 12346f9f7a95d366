/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-md-escape.h"

#include <string.h>

/* What may mean something in Markdown is escaped only where it would: what people copy should look as they
 * would have written it. A bracket never gets a backslash before it, since \[ opens a formula. */

static gboolean
is_blank (const SondeMdEscape *self, const char *at)
{
  return at < self->end && (*at == ' ' || *at == '\t' || *at == '\n');
}

static gboolean
begins_line (const SondeMdEscape *self, const char *at)
{
  const char *text = sonde_block_get_text (self->info->leaf, NULL);

  return sonde_block_get_kind (self->info->leaf) != SONDE_BLOCK_CELL && (at == text || at[-1] == '\n');
}

static gboolean
ends_line (const SondeMdEscape *self, const char *at)
{
  return *at == '\n' || *at == '\0';
}

static gboolean
is_at (const char *at, const char *what)
{
  return strncmp (at, what, strlen (what)) == 0;
}

static gboolean
is_more_than_one (const char *text, char c)
{
  const char *first = strchr (text, c);

  return first != NULL && strchr (first + 1, c) != NULL;
}

/* A line of nothing but @c and spaces: a rule, or the underline of a heading. */
static gboolean
is_line_of (const char *at, char c)
{
  while (*at == c || *at == ' ' || *at == '\t')
    at++;
  return *at == '\n' || *at == '\0';
}

static gboolean
needs_at_line_start (const SondeMdEscape *self, const char *at)
{
  gsize n = 0;

  switch (*at)
    {
    case '#':
      n = strspn (at, "#");
      return n <= 6 && (is_blank (self, at + n) || ends_line (self, at + n) || at + n >= self->end);
    case '-':
      return is_blank (self, at + 1) || at + 1 >= self->end || is_line_of (at, '-');
    case '+':
      return is_blank (self, at + 1) || at + 1 >= self->end;
    case '=':
      return is_line_of (at, '=');
    case '>':
      return TRUE;
    default:
      return FALSE;
    }
}

/* The sign after the number of an item. */
static gboolean
ends_number (const SondeMdEscape *self, const char *at)
{
  const char *digit = at;

  while (digit > self->start && g_ascii_isdigit (digit[-1]) && at - digit < 10)
    digit--;
  return digit < at && at - digit < 10 && begins_line (self, digit)
         && (is_blank (self, at + 1) || at + 1 >= self->end);
}

static gunichar
char_before (const SondeMdEscape *self, const char *at)
{
  return at > self->start ? g_utf8_get_char (g_utf8_prev_char (at)) : 0;
}

static gunichar
char_after (const SondeMdEscape *self, const char *at)
{
  return at + 1 < self->end ? g_utf8_get_char (at + 1) : 0;
}

static gboolean
needs_star (const SondeMdEscape *self, const char *at)
{
  gunichar before = char_before (self, at);
  gunichar after = char_after (self, at);

  return before == 0 || after == 0 || !g_unichar_isspace (before) || !g_unichar_isspace (after)
         || begins_line (self, at) || before == '\n';
}

static gboolean
needs_underscore (const SondeMdEscape *self, const char *at)
{
  return !g_unichar_isalnum (char_before (self, at)) || !g_unichar_isalnum (char_after (self, at));
}

static gboolean
is_entity (const char *at)
{
  const char *end = at + 1;

  while (g_ascii_isalnum (*end) || *end == '#')
    end++;
  return end > at + 1 && *end == ';';
}

/* The end of what looks like a box, a footnote or the text of a link. */
static gboolean
needs_bracket (const SondeMdEscape *self, const char *at)
{
  const char *text = sonde_block_get_text (self->info->leaf, NULL);
  const char *open = at;

  if (self->in_link || (at + 1 < self->end && (at[1] == '(' || at[1] == ':')))
    return TRUE;
  if (at - text == 2 && *text == '[' && strchr (" xX", text[1]) != NULL)
    return TRUE;
  while (open > self->start && at - open < 102 && *open != '[')
    open--;
  return *open == '[' && open[1] == '^';
}

static gboolean
needs_backslash (const SondeMdEscape *self, const char *at)
{
  return at + 1 >= self->end || g_ascii_ispunct (at[1]) || at[1] == '\n' || is_at (at, "\\begin{");
}

static gboolean
is_last_of_heading (const SondeMdEscape *self, const char *at)
{
  return sonde_block_get_kind (self->info->leaf) == SONDE_BLOCK_HEADING && at[1] == '\0';
}

static gboolean
needs_escape (const SondeMdEscape *self, const char *at)
{
  switch (*at)
    {
    case '\\':
      return needs_backslash (self, at);
    case '`':
      return TRUE;
    case '*':
      return needs_star (self, at);
    case '_':
      return needs_underscore (self, at);
    case '$':
      return self->info->has_dollars;
    case '~':
      return self->info->has_tildes;
    case '<':
      return at + 1 >= self->end || g_ascii_isalpha (at[1]) || strchr ("/!?", at[1]) != NULL;
    case '&':
      return is_entity (at);
    case '!':
      return at + 1 >= self->end && self->is_before_link;
    case '|':
      return self->info->has_pipes;
    case ']':
      return needs_bracket (self, at);
    case '.':
    case ')':
      return ends_number (self, at);
    case '#':
      return is_last_of_heading (self, at) || (begins_line (self, at) && needs_at_line_start (self, at));
    default:
      return begins_line (self, at) && needs_at_line_start (self, at);
    }
}

/* A backslash before the line's end, but where white space beside it would be lost. */
static void
append_break (const SondeMdEscape *self, const char *at, GString *out)
{
  gunichar before = char_before (self, at);
  gunichar after = char_after (self, at);
  gboolean is_paragraph = sonde_block_get_kind (self->info->leaf) == SONDE_BLOCK_PARAGRAPH;

  if (is_paragraph && before != 0 && after != 0 && !g_unichar_isspace (before) && !g_unichar_isspace (after))
    g_string_append (out, "\\\n");
  else
    g_string_append (out, "<br>");
}

void
sonde_md_escape_init (SondeMdEscapeLeaf *self, const SondeBlock *leaf)
{
  const char *text = sonde_block_get_text (leaf, NULL);

  self->leaf = leaf;
  self->has_dollars = is_more_than_one (text, '$');
  self->has_tildes = is_more_than_one (text, '~');
  self->has_pipes = sonde_block_get_kind (leaf) == SONDE_BLOCK_CELL || strchr (text, '\n') != NULL;
}

/* Writes the character at @at, which is part of the run. */
void
sonde_md_escape_append (const SondeMdEscape *self, const char *at, GString *out)
{
  const char *text = sonde_block_get_text (self->info->leaf, NULL);

  if (*at == '\n')
    append_break (self, at, out);
  else if (*at == '\r' || (at == text && g_ascii_isspace (*at)) || (self->in_link && *at == '[')
           || (*at == '`' && at + 1 >= self->end && self->is_before_code))
    g_string_append_printf (out, "&#%d;", *at);
  else
    {
      if (needs_escape (self, at))
        g_string_append_c (out, '\\');
      g_string_append_len (out, at, g_utf8_next_char (at) - at);
    }
}

static void
append_escaped (const char *text, const char *special, GString *out)
{
  for (; *text != '\0'; text++)
    {
      if (g_ascii_iscntrl (*text))
        {
          g_string_append_printf (out, "&#%d;", *text);
          continue;
        }
      if (strchr (special, *text) != NULL && (*text != '&' || is_entity (text))
          && (*text != '\\' || text[1] == '\0' || g_ascii_ispunct (text[1])))
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }
}

/* The address of a link. */
void
sonde_md_escape_target (const char *target, GString *out)
{
  gboolean is_plain = *target != '\0' && strpbrk (target, " <>()") == NULL;

  g_string_append (out, is_plain ? "" : "<");
  append_escaped (target, "\\&<>`$|", out);
  g_string_append (out, is_plain ? "" : ">");
}

void
sonde_md_escape_title (const char *title, GString *out)
{
  append_escaped (title, "\\&\"<`$|", out);
}

/* Of @c as many as @least, and one more than stand together anywhere in @code. */
char *
sonde_md_dup_fence (const char *code, char c, guint least)
{
  guint longest = least - 1;
  guint run = 0;

  for (; *code != '\0'; code++)
    {
      run = *code == c ? run + 1 : 0;
      longest = MAX (longest, run);
    }
  return g_strnfill (longest + 1, c);
}

/* For what Markdown has no marks. */
const char *
sonde_md_tag (SondeSpanKind kind, gboolean is_open)
{
  switch ((guint) kind)
    {
    case SONDE_SPAN_SUB:
      return is_open ? "<sub>" : "</sub>";
    case SONDE_SPAN_SUP:
      return is_open ? "<sup>" : "</sup>";
    case SONDE_SPAN_KBD:
      return is_open ? "<kbd>" : "</kbd>";
    default:
      g_assert_not_reached ();
    }
}
