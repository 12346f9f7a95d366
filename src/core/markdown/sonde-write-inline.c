/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-write-inline.h"

#include "sonde-block-private.h"
#include "sonde-md-autolink.h"
#include "sonde-md-escape.h"
#include "sonde-span-walk.h"

#include <string.h>

/* What a leaf is written as, one after the other: the marks of emphasis can only be chosen, and the
 * characters beside them only be written, when what stands around them is known. */
typedef enum
{
  TOKEN_TEXT,
  TOKEN_RAW,  /* as it is */
  TOKEN_WORD, /* the same, and no punctuation */
  TOKEN_OPEN,
  TOKEN_CLOSE,
} TokenKind;

typedef struct
{
  TokenKind kind;
  const char *text; /* of the leaf */
  gsize length;
  char *raw;
  const SondeSpan *span;
  guint other;   /* the index of the token at the other end */
  char mark;     /* of emphasis: '*', '_' or '~' */
  guint n_marks; /* of them */
} Token;

typedef struct
{
  const SondeBlock *leaf;
  GArray *tokens; /* of Token */
  GArray *open;   /* of guint */
  const char *text;
  gboolean has_bare_links;
  SondeMdEscapeLeaf escape;
  gboolean in_link; /* whose text has brackets without the other one */
} Inline;

static void
token_clear (gpointer data)
{
  g_free (((Token *) data)->raw);
}

static const Token *
peek (const Inline *self, guint index)
{
  return index < self->tokens->len ? &g_array_index (self->tokens, Token, index) : NULL;
}

/* Bare addresses */

static gboolean
may_be_bare (const SondeBlock *leaf, const SondeSpan *span)
{
  g_autofree char *text = NULL;
  const char *target = span->target;

  if (span->kind != SONDE_SPAN_LINK || span->title != NULL || target == NULL)
    return FALSE;
  text = g_strndup (leaf->text + span->start, span->end - span->start);
  if (g_str_has_prefix (target, "mailto:") && !g_str_has_prefix (text, "mailto:"))
    target += strlen ("mailto:");
  else if (g_str_has_prefix (target, "http://") && g_str_has_prefix (text, "www."))
    target += strlen ("http://");
  return g_str_equal (target, text);
}

static gboolean
same_places (const SondeBlock *leaf, GArray *spans)
{
  if (spans->len != leaf->spans->len)
    return FALSE;
  for (guint i = 0; i < spans->len; i++)
    {
      const SondeSpan *a = &g_array_index (spans, SondeSpan, i);
      const SondeSpan *b = &g_array_index (leaf->spans, SondeSpan, i);

      if (a->start != b->start || a->end != b->end || a->kind != b->kind
          || g_strcmp0 (a->target, b->target) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Whether the addresses would be found without being written as links. */
static gboolean
has_bare_links (const SondeBlock *leaf)
{
  g_autoptr (GArray) spans = sonde_spans_new ();
  gboolean has_some = FALSE;

  for (guint i = 0; leaf->spans != NULL && i < leaf->spans->len; i++)
    {
      SondeSpan span = g_array_index (leaf->spans, SondeSpan, i);

      if (may_be_bare (leaf, &span))
        {
          has_some = TRUE;
          continue;
        }
      span.target = g_strdup (span.target);
      span.title = g_strdup (span.title);
      g_array_append_val (spans, span);
    }
  if (!has_some)
    return FALSE;
  sonde_md_autolink (leaf->text, leaf->length, spans);
  return same_places (leaf, spans);
}

/* Tokens */

static void
add_raw (Inline *self, TokenKind kind, char *raw)
{
  Token token = { .kind = kind, .raw = raw };

  g_array_append_val (self->tokens, token);
}

static void
add_text (gpointer data, const char *text, gsize length)
{
  Inline *self = data;
  Token token = { .kind = TOKEN_TEXT, .text = text, .length = length };

  g_array_append_val (self->tokens, token);
}

static char *
dup_code (const Inline *self, const SondeSpan *span)
{
  g_autofree char *code = g_strndup (self->text + span->start, span->end - span->start);
  g_autofree char *fence = sonde_md_dup_fence (code, '`', 1);
  gsize length = strlen (code);
  gboolean is_padded = code[0] == '`' || code[length - 1] == '`'
                       || (code[0] == ' ' && code[length - 1] == ' ' && strspn (code, " ") < length);

  if (self->leaf->kind == SONDE_BLOCK_CELL)
    {
      g_auto (GStrv) parts = g_strsplit (code, "|", -1);

      g_free (code);
      code = g_strjoinv ("\\|", parts);
    }
  return g_strconcat (fence, is_padded ? " " : "", code, is_padded ? " " : "", fence, NULL);
}

static void
add_end (Inline *self, TokenKind kind, const SondeSpan *span)
{
  Token token = { .kind = kind, .span = span };
  guint index = self->tokens->len;

  if (kind == TOKEN_OPEN)
    g_array_append_val (self->open, index);
  else
    {
      token.other = g_array_index (self->open, guint, self->open->len - 1);
      g_array_set_size (self->open, self->open->len - 1);
      g_array_index (self->tokens, Token, token.other).other = index;
    }
  g_array_append_val (self->tokens, token);
}

static gboolean
open_span (gpointer data, const SondeSpan *span)
{
  Inline *self = data;

  switch (span->kind)
    {
    case SONDE_SPAN_CODE:
      add_raw (self, TOKEN_RAW, dup_code (self, span));
      return TRUE;
    case SONDE_SPAN_MATH:
    case SONDE_SPAN_MATH_DISPLAY:
    case SONDE_SPAN_FOOTNOTE:
      add_raw (self, TOKEN_WORD, g_strndup (self->text + span->start, span->end - span->start));
      return TRUE;
    case SONDE_SPAN_LINK:
      if (self->has_bare_links && may_be_bare (self->leaf, span))
        return FALSE;
      break;
    case SONDE_SPAN_STRONG:
    case SONDE_SPAN_EMPHASIS:
    case SONDE_SPAN_STRIKE:
    case SONDE_SPAN_SUB:
    case SONDE_SPAN_SUP:
    case SONDE_SPAN_KBD:
    case SONDE_SPAN_IMAGE:
    default:
      break;
    }
  add_end (self, TOKEN_OPEN, span);
  return FALSE;
}

static void
close_span (gpointer data, const SondeSpan *span)
{
  Inline *self = data;

  if (self->has_bare_links && may_be_bare (self->leaf, span))
    return;
  add_end (self, TOKEN_CLOSE, span);
}

/* Emphasis */

static gboolean
is_emphasis (const Token *token)
{
  return token != NULL && (token->kind == TOKEN_OPEN || token->kind == TOKEN_CLOSE)
         && (token->span->kind == SONDE_SPAN_STRONG || token->span->kind == SONDE_SPAN_EMPHASIS
             || token->span->kind == SONDE_SPAN_STRIKE);
}

/* Whether @mark at both ends would run into the same mark beside it. */
static gboolean
collides (const Inline *self, guint index, char mark)
{
  const Token *token = peek (self, index);
  const Token *before = index > 0 ? peek (self, index - 1) : NULL;
  const Token *after = peek (self, token->other + 1);
  gboolean is_before = is_emphasis (before) && before->mark == mark;
  gboolean is_after = is_emphasis (after) && after->kind == TOKEN_CLOSE && after->mark == mark;

  /* ***text*** is strong inside of emphasis. */
  if (is_before && is_after && before->kind == TOKEN_OPEN && before->n_marks == 1 && token->n_marks == 2)
    return FALSE;
  return is_before || is_after;
}

static void
choose_marks (Inline *self)
{
  for (guint i = 0; i < self->tokens->len; i++)
    {
      Token *token = &g_array_index (self->tokens, Token, i);
      Token *other = &g_array_index (self->tokens, Token, token->other);

      if (token->kind != TOKEN_OPEN || !is_emphasis (token))
        continue;
      token->n_marks = token->span->kind == SONDE_SPAN_EMPHASIS ? 1 : 2;
      token->mark = token->span->kind == SONDE_SPAN_STRIKE ? '~' : '*';
      if (token->mark == '*' && collides (self, i, '*') && !collides (self, i, '_'))
        token->mark = '_';
      other->n_marks = token->n_marks;
      other->mark = token->mark;
    }
}

static gboolean
is_sign (gunichar c)
{
  switch ((guint) g_unichar_type (c))
    {
    case G_UNICODE_CURRENCY_SYMBOL:
    case G_UNICODE_MODIFIER_SYMBOL:
    case G_UNICODE_MATH_SYMBOL:
    case G_UNICODE_OTHER_SYMBOL:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_punctuation (gunichar c)
{
  return c < 0x80 ? g_ascii_ispunct ((char) c) : g_unichar_ispunct (c);
}

/* md4c 0.4 does not know signs outside of ASCII as punctuation, 0.5 does. */
static gboolean
is_old_punctuation (gunichar c)
{
  return c < 0x80 ? g_ascii_ispunct ((char) c) : g_unichar_ispunct (c) && !is_sign (c);
}

/* Whether nothing but letters may stand at the inner side of the mark, seen from outside. */
static gboolean
needs_space_around (const Inline *self, guint index, gboolean is_open)
{
  const Token *mark = peek (self, index);
  const Token *inner = is_open ? peek (self, index + 1) : peek (self, index - 1);
  gunichar c = 0;

  if (mark->mark == '_')
    return TRUE;
  if (inner == NULL || inner->kind == TOKEN_WORD)
    return FALSE;
  if (is_emphasis (inner))
    return inner->mark != mark->mark;
  if (inner->kind != TOKEN_TEXT)
    return TRUE;
  c = is_open ? g_utf8_get_char (inner->text)
              : g_utf8_get_char (g_utf8_prev_char (inner->text + inner->length));
  return is_punctuation (c) || g_unichar_isspace (c);
}

/* A character that is neither space nor punctuation keeps a mark beside it from being one, unless it is
 * written as an entity; a space inside of the marks does so too. */
static gboolean
hinders_mark (const Inline *self, guint index, gboolean is_last, gunichar c)
{
  guint beside = is_last ? index + 1 : index - 1;
  const Token *mark = beside < self->tokens->len ? peek (self, beside) : NULL;

  if (!is_emphasis (mark))
    return FALSE;
  if ((mark->kind == TOKEN_CLOSE) == is_last)
    return g_unichar_isspace (c);
  return !g_unichar_isspace (c) && !is_old_punctuation (c) && needs_space_around (self, beside, is_last);
}

/* Text */

static gboolean
has_loose_brackets (const char *text, gsize length)
{
  int depth = 0;

  for (gsize i = 0; i < length && depth >= 0; i++)
    {
      depth += text[i] == '[' ? 1 : text[i] == ']' ? -1 : 0;
      if (text[i] == ']' && i + 1 < length && strchr ("([", text[i + 1]) != NULL)
        return TRUE;
    }
  return depth != 0;
}

static void
append_text (const Inline *self, guint index, GString *out)
{
  const Token *token = peek (self, index);
  const Token *next = peek (self, index + 1);
  const char *end = token->text + token->length;
  SondeMdEscape escape
    = { .info = &self->escape,
        .start = token->text,
        .end = end,
        .is_before_code = next != NULL && next->kind == TOKEN_RAW,
        .is_before_link = next != NULL && next->kind == TOKEN_OPEN && next->span->kind == SONDE_SPAN_LINK,
        .in_link = self->in_link };

  for (const char *at = token->text; at < end; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gboolean is_first = at == token->text;
      gboolean is_last = g_utf8_next_char (at) >= end;

      if ((is_first && index > 0 && hinders_mark (self, index, FALSE, c))
          || (is_last && hinders_mark (self, index, TRUE, c)))
        g_string_append_printf (out, "&#%u;", c);
      else
        sonde_md_escape_append (&escape, at, out);
    }
}

static void
append_link_end (const SondeSpan *span, GString *out)
{
  g_string_append (out, "](");
  if (span->target != NULL)
    sonde_md_escape_target (span->target, out);
  if (span->title != NULL)
    {
      g_string_append (out, span->target != NULL ? " \"" : "<> \"");
      sonde_md_escape_title (span->title, out);
      g_string_append_c (out, '"');
    }
  g_string_append_c (out, ')');
}

static void
append_open (Inline *self, const Token *token, GString *out)
{
  const SondeSpan *span = token->span;

  if (span->kind == SONDE_SPAN_SUB || span->kind == SONDE_SPAN_SUP || span->kind == SONDE_SPAN_KBD)
    g_string_append (out, sonde_md_tag (span->kind, TRUE));
  else if (span->kind == SONDE_SPAN_LINK || span->kind == SONDE_SPAN_IMAGE)
    {
      self->in_link = has_loose_brackets (self->text + span->start, span->end - span->start);
      g_string_append (out, span->kind == SONDE_SPAN_IMAGE ? "![" : "[");
    }
  else
    for (guint i = 0; i < token->n_marks; i++)
      g_string_append_c (out, token->mark);
}

static void
append_close (Inline *self, const Token *token, GString *out)
{
  const SondeSpan *span = token->span;

  if (span->kind == SONDE_SPAN_SUB || span->kind == SONDE_SPAN_SUP || span->kind == SONDE_SPAN_KBD)
    g_string_append (out, sonde_md_tag (span->kind, FALSE));
  else if (span->kind == SONDE_SPAN_LINK || span->kind == SONDE_SPAN_IMAGE)
    {
      self->in_link = FALSE;
      append_link_end (span, out);
    }
  else
    for (guint i = 0; i < token->n_marks; i++)
      g_string_append_c (out, token->mark);
}

/* A picture without a description has a sign in its place. */
static gboolean
is_placeholder (const Inline *self, guint index)
{
  const Token *token = peek (self, index);
  const Token *before = index > 0 ? peek (self, index - 1) : NULL;

  return before != NULL && before->kind == TOKEN_OPEN && before->span->kind == SONDE_SPAN_IMAGE
         && token->length == 3 && memcmp (token->text, "\357\277\274", 3) == 0;
}

static char *
write_tokens (Inline *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->tokens->len; i++)
    {
      const Token *token = peek (self, i);

      if (token->kind == TOKEN_OPEN)
        append_open (self, token, out);
      else if (token->kind == TOKEN_CLOSE)
        append_close (self, token, out);
      else if (token->kind != TOKEN_TEXT)
        g_string_append (out, token->raw);
      else if (!is_placeholder (self, i))
        append_text (self, i, out);
    }
  return g_string_free (out, FALSE);
}

/* The text of a leaf as Markdown that says the same when it is read as a leaf of that kind; a line in it goes
 * on after each newline. */
char *
sonde_write_inline (const SondeBlock *leaf)
{
  static const SondeSpanWalker walker = { .run = add_text, .open = open_span, .close = close_span };
  Inline self = { .leaf = leaf, .text = leaf->text };
  char *text = NULL;

  self.tokens = g_array_new (FALSE, TRUE, sizeof (Token));
  g_array_set_clear_func (self.tokens, token_clear);
  self.open = g_array_new (FALSE, FALSE, sizeof (guint));
  sonde_md_escape_init (&self.escape, leaf);
  self.has_bare_links = has_bare_links (leaf);
  sonde_span_walk (leaf, &walker, &self);
  choose_marks (&self);
  text = write_tokens (&self);
  g_array_unref (self.tokens);
  g_array_unref (self.open);
  return text;
}
