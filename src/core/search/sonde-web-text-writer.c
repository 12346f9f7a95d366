/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-web-text-writer.h"

#include <string.h>

typedef struct
{
  GString *out;
  gsize n_chars;
  gsize max_chars;
  guint n_breaks; /* line ends to write before the next character */
  gboolean space; /* a space to write before it */
  guint pre;      /* depth of <pre> */
} Writer;

typedef enum
{
  INLINE,
  BLOCK,  /* stands on lines of its own */
  SPACED, /* with a blank line around */
  HEADING,
  ITEM,
  CELL,
  BREAK,
} Kind;

static Kind
get_kind (xmlNode *node)
{
  static const struct
  {
    const char *name;
    Kind kind;
  } kinds[] = {
    { "p", SPACED },       { "div", BLOCK },     { "section", SPACED },   { "article", SPACED },
    { "main", SPACED },    { "header", BLOCK },  { "ul", SPACED },        { "ol", SPACED },
    { "dl", SPACED },      { "dt", BLOCK },      { "dd", BLOCK },         { "blockquote", SPACED },
    { "pre", SPACED },     { "figure", SPACED }, { "figcaption", BLOCK }, { "table", SPACED },
    { "tr", BLOCK },       { "td", CELL },       { "th", CELL },          { "li", ITEM },
    { "br", BREAK },       { "hr", SPACED },     { "h1", HEADING },       { "h2", HEADING },
    { "h3", HEADING },     { "h4", HEADING },    { "h5", HEADING },       { "h6", HEADING },
    { "details", SPACED }, { "summary", BLOCK }, { "address", BLOCK },    { "center", BLOCK },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal ((const char *) node->name, kinds[i].name))
      return kinds[i].kind;
  return INLINE;
}

static gboolean
is_unwanted (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || (c >= 0x200b && c <= 0x200d)
         || c == 0xfeff || c == 0xad || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f
         || (c >= 0xe0000 && c <= 0xe007f); /* invisible tags, with which orders are hidden */
}

static gboolean
is_full (Writer *self)
{
  return self->n_chars >= self->max_chars;
}

static void
want_breaks (Writer *self, guint n)
{
  self->n_breaks = MAX (self->n_breaks, n);
  self->space = FALSE;
}

static void
write_gap (Writer *self)
{
  for (guint i = 0; i < self->n_breaks && self->out->len > 0; i++)
    g_string_append_c (self->out, '\n');
  if (self->n_breaks == 0 && self->space && self->out->len > 0)
    g_string_append_c (self->out, ' ');
  self->n_breaks = 0;
  self->space = FALSE;
}

static void
write_mark (Writer *self, const char *mark)
{
  write_gap (self);
  g_string_append (self->out, mark);
}

static void
write_text (Writer *self, const char *text)
{
  for (const char *p = text; *p != '\0' && !is_full (self); p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* Nearly everything is this. */
      if (c > ' ' && c < 0x7f)
        {
          write_gap (self);
          g_string_append_c (self->out, (char) c);
          self->n_chars++;
          continue;
        }

      if (is_unwanted (c))
        continue;
      if (self->pre > 0 && c == '\n')
        self->n_breaks++;
      else if (self->pre == 0 && g_unichar_isspace (c))
        self->space = TRUE;
      else
        {
          write_gap (self);
          g_string_append_unichar (self->out, c);
          self->n_chars++;
        }
    }
}

static void
enter (Writer *self, xmlNode *node)
{
  static const char *const hashes[] = { "# ", "# ", "## ", "### ", "#### ", "##### ", "###### " };
  guint level;

  switch (get_kind (node))
    {
    case SPACED:
      want_breaks (self, 2);
      break;
    case BLOCK:
    case BREAK:
      want_breaks (self, 1);
      break;
    case HEADING:
      level = node->name[1] - '0';
      want_breaks (self, 2);
      write_mark (self, hashes[level]);
      break;
    case ITEM:
      want_breaks (self, 1);
      write_mark (self, "- ");
      break;
    case CELL:
      if (xmlPreviousElementSibling (node) != NULL)
        write_mark (self, " | ");
      break;
    case INLINE:
    default:
      break;
    }
  if (g_str_equal ((const char *) node->name, "pre"))
    {
      write_mark (self, "```\n");
      self->pre++;
    }
}

static void
leave (Writer *self, xmlNode *node)
{
  if (g_str_equal ((const char *) node->name, "pre"))
    {
      self->pre--;
      self->n_breaks = 1;
      write_mark (self, "```");
    }
  switch (get_kind (node))
    {
    case SPACED:
    case HEADING:
      want_breaks (self, 2);
      break;
    case BLOCK:
    case ITEM:
      want_breaks (self, 1);
      break;
    case CELL:
    case BREAK:
    case INLINE:
    default:
      break;
    }
}

/* Without recursion: how deep a page is nested is for its author to say. */
static void
walk (Writer *self, xmlNode *root)
{
  xmlNode *node = root;

  while (node != NULL && !is_full (self))
    {
      gboolean element = node->type == XML_ELEMENT_NODE;

      if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
        write_text (self, (const char *) node->content);
      else if (element)
        enter (self, node);
      if (element && node->children != NULL)
        {
          node = node->children;
          continue;
        }
      if (element)
        leave (self, node);
      while (node != root && node->next == NULL)
        {
          node = node->parent;
          leave (self, node);
        }
      node = node == root ? NULL : node->next;
    }
}

/* A last paragraph that was cut goes when it is short against the rest. */
static char *
end_text (GString *out, gboolean cut)
{
  char *end = cut ? strrchr (out->str, '\n') : NULL;

  if (end != NULL && (gsize) (end - out->str) > out->len / 4 * 3)
    g_string_truncate (out, end - out->str);
  if (cut)
    g_string_append (out, " […]");
  return g_strstrip (g_string_free (out, FALSE));
}

char *
sonde_web_text_writer_write (xmlNode *root, gsize max_chars)
{
  Writer self = { .out = g_string_new (NULL), .max_chars = max_chars };

  walk (&self, root);
  return end_text (self.out, is_full (&self));
}

char *
sonde_web_text_writer_cut (const char *text, gsize max_chars)
{
  Writer self = { .out = g_string_new (NULL), .max_chars = max_chars, .pre = 1 };

  write_text (&self, text);
  return end_text (self.out, is_full (&self));
}
