/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-web-text.h"

#include "sonde-web-text-writer.h"
#include "sonde-search-clean.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define MAX_TITLE 200
#define MAX_DATE  40

/* A part of the page is its main text when it holds this share of what can be read. */
#define MAIN_SHARE 3
/* Less text than this is no article, and the whole page is taken. */
#define MIN_TEXT 200

static gboolean
is_element (xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && xmlStrEqual (node->name, (const xmlChar *) name);
}

static gboolean
is_one_of (xmlNode *node, const char *const *names)
{
  return node->type == XML_ELEMENT_NODE && g_strv_contains (names, (const char *) node->name);
}

static char *
dup_attribute (xmlNode *node, const char *name)
{
  xmlChar *value = xmlGetProp (node, (const xmlChar *) name);
  char *copy = value != NULL ? g_ascii_strdown ((const char *) value, -1) : g_strdup ("");

  xmlFree (value);
  return copy;
}

/* Whether a word of @text (a class or an id, in lower case) is one of those that surround an article. */
static gboolean
names_boilerplate (const char *text)
{
  static const char *const words[]
    = { "nav",         "navbar",      "navigation", "menu",        "sidebar",   "footer",     "breadcrumb",
        "breadcrumbs", "advert",      "ads",        "ad",          "banner",    "cookie",     "cookies",
        "consent",     "share",       "sharing",    "social",      "related",   "comment",    "comments",
        "popup",       "modal",       "promo",      "sponsor",     "subscribe", "newsletter", "pagination",
        "pager",       "toolbar",     "recommend",  "recommended", "masthead",  "skip",       "hidden",
        "noprint",     "editsection", "reflist",    NULL };
  static const char separators[] = " -_:\n\t";

  for (const char *p = text + strspn (text, separators); *p != '\0'; p += strspn (p, separators))
    {
      gsize n = strcspn (p, separators);

      for (guint i = 0; words[i] != NULL; i++)
        if (strncmp (words[i], p, n) == 0 && words[i][n] == '\0')
          return TRUE;
      p += n;
    }
  return FALSE;
}

static gboolean
is_hidden (xmlNode *node)
{
  g_autofree char *style = dup_attribute (node, "style");
  g_autofree char *aria = dup_attribute (node, "aria-hidden");

  return xmlHasProp (node, (const xmlChar *) "hidden") != NULL || g_str_equal (aria, "true")
         || strstr (style, "display:none") != NULL || strstr (style, "display: none") != NULL
         || strstr (style, "visibility:hidden") != NULL || strstr (style, "font-size:0") != NULL;
}

/* What is never part of a text, and what only surrounds it. */
static gboolean
is_noise (xmlNode *node)
{
  static const char *const dead[]
    = { "script", "style",  "noscript", "template", "iframe", "object", "embed",
        "svg",    "canvas", "form",     "button",   "select", "input",  "textarea",
        "dialog", "audio",  "video",    "map",      "link",   "meta",   NULL };
  static const char *const around[] = { "nav", "aside", "footer", "menu", NULL };
  static const char *const roles[]
    = { "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alert", "menu", NULL };
  g_autofree char *role = NULL;
  g_autofree char *class = NULL;
  g_autofree char *id = NULL;

  if (node->type != XML_ELEMENT_NODE)
    return node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE;
  if (is_one_of (node, dead) || is_one_of (node, around))
    return TRUE;
  if (node->properties == NULL || is_element (node, "body") || is_element (node, "html")
      || is_element (node, "main") || is_element (node, "article"))
    return FALSE;
  role = dup_attribute (node, "role");
  class = dup_attribute (node, "class");
  id = dup_attribute (node, "id");
  return g_strv_contains (roles, role) || is_hidden (node) || names_boilerplate (class)
         || names_boilerplate (id);
}

/* The node after @node and all below it, within @root. */
static xmlNode *
skip_node (xmlNode *node, xmlNode *root)
{
  while (node != NULL && node != root && node->next == NULL)
    node = node->parent;
  return node == NULL || node == root ? NULL : node->next;
}

static xmlNode *
next_node (xmlNode *node, xmlNode *root)
{
  return node->children != NULL && node->type == XML_ELEMENT_NODE ? node->children : skip_node (node, root);
}

static void
remove_noise (xmlNode *root)
{
  for (xmlNode *node = root; node != NULL;)
    {
      xmlNode *next;

      if (node == root || !is_noise (node))
        {
          node = next_node (node, root);
          continue;
        }
      next = skip_node (node, root);
      xmlUnlinkNode (node);
      xmlFreeNode (node);
      node = next;
    }
}

static xmlNode *
find_first (xmlNode *root, const char *name)
{
  for (xmlNode *node = root; node != NULL; node = next_node (node, root))
    if (is_element (node, name))
      return node;
  return NULL;
}

static gsize
count_chars (const xmlChar *text)
{
  gsize n = 0;

  for (const xmlChar *p = text; *p != '\0'; p++)
    n += *p > ' ' && (*p & 0xc0) != 0x80;
  return n;
}

/* Characters below @root; those within links count against it. */
static gssize
weigh (xmlNode *root, gboolean links_against)
{
  gssize weight = 0;
  xmlNode *link_end = NULL;
  gboolean in_link = FALSE;

  for (xmlNode *node = root; node != NULL; node = next_node (node, root))
    {
      if (in_link && node == link_end)
        in_link = FALSE;
      if (!in_link && is_element (node, "a"))
        {
          in_link = TRUE;
          link_end = skip_node (node, root);
        }
      if (node->type == XML_TEXT_NODE)
        weight += (in_link && links_against ? -1 : 1) * (gssize) count_chars (node->content);
    }
  return weight;
}

/* Each paragraph speaks for what it stands in, and half for what that stands in: the part that most speaks
 * for is the main text. Weights are kept in the private field of the nodes, which nobody else uses. */
static void
speak_for (xmlNode *paragraph, gssize weight)
{
  xmlNode *parent = paragraph->parent;

  if (parent == NULL || parent->type != XML_ELEMENT_NODE)
    return;
  parent->_private = GSIZE_TO_POINTER (GPOINTER_TO_SIZE (parent->_private) + (gsize) weight * 2);
  parent = parent->parent;
  if (parent != NULL && parent->type == XML_ELEMENT_NODE)
    parent->_private = GSIZE_TO_POINTER (GPOINTER_TO_SIZE (parent->_private) + (gsize) weight);
}

static xmlNode *
find_heaviest (xmlNode *body)
{
  static const char *const paragraphs[] = { "p", "pre", "blockquote", "li", "td", "dd", NULL };
  xmlNode *best = NULL;
  gsize most = 0;

  for (xmlNode *node = body; node != NULL; node = next_node (node, body))
    if (is_one_of (node, paragraphs))
      {
        xmlNode *child = xmlFirstElementChild (node);
        /* What only holds others is not weighed: a page may be nested without end. */
        gssize weight = child != NULL && is_one_of (child, paragraphs) ? 0 : weigh (node, TRUE);

        if (weight > 20)
          speak_for (node, weight);
      }
  for (xmlNode *node = body; node != NULL; node = next_node (node, body))
    if (node->type == XML_ELEMENT_NODE && GPOINTER_TO_SIZE (node->_private) > most)
      {
        most = GPOINTER_TO_SIZE (node->_private);
        best = node;
      }
  return best;
}

/* The largest of the parts that the page itself calls its main one. */
static xmlNode *
find_named (xmlNode *body)
{
  xmlNode *best = NULL;
  gssize most = 0;

  for (xmlNode *node = body; node != NULL; node = next_node (node, body))
    {
      gssize weight;
      gboolean has_role = node->type == XML_ELEMENT_NODE && node->properties != NULL;
      g_autofree char *role = has_role ? dup_attribute (node, "role") : g_strdup ("");

      if (!is_element (node, "article") && !is_element (node, "main") && !g_str_equal (role, "main"))
        continue;
      weight = weigh (node, TRUE);
      /* An article within main is the better answer if it holds nearly all of it. */
      if (weight > most || (best != NULL && weight * 4 > most * 3))
        {
          most = MAX (most, weight);
          best = node;
        }
    }
  return best;
}

static xmlNode *
find_main (xmlNode *body)
{
  gssize whole = weigh (body, FALSE);
  xmlNode *named = find_named (body);
  xmlNode *heaviest;

  if (named != NULL && weigh (named, FALSE) >= MIN_TEXT && weigh (named, FALSE) * MAIN_SHARE >= whole)
    return named;
  heaviest = find_heaviest (body);
  if (heaviest != NULL && weigh (heaviest, FALSE) >= MIN_TEXT
      && weigh (heaviest, FALSE) * MAIN_SHARE >= whole)
    return heaviest;
  return body;
}

/* The content of the first <meta> whose name or property is one of @names; "" if none has any. */
static char *
dup_meta (xmlNode *root, const char *const *names)
{
  for (xmlNode *node = root; node != NULL; node = next_node (node, root))
    {
      g_autofree char *name = NULL;
      xmlChar *content;
      char *clean;

      if (!is_element (node, "meta"))
        continue;
      name = dup_attribute (node, xmlHasProp (node, (const xmlChar *) "property") ? "property" : "name");
      if (!g_strv_contains (names, name))
        continue;
      content = xmlGetProp (node, (const xmlChar *) "content");
      clean = sonde_search_dup_clean (content != NULL ? (const char *) content : "", MAX_TITLE);
      xmlFree (content);
      if (*clean != '\0')
        return clean;
      g_free (clean);
    }
  return g_strdup ("");
}

static char *
dup_title (xmlNode *root)
{
  static const char *const names[] = { "og:title", "twitter:title", NULL };
  xmlNode *node = find_first (root, "title");
  xmlChar *text = node != NULL ? xmlNodeGetContent (node) : NULL;
  char *title = sonde_search_dup_clean (text != NULL ? (const char *) text : "", MAX_TITLE);

  xmlFree (text);
  if (*title != '\0')
    return title;
  g_free (title);
  return dup_meta (root, names);
}

static char *
dup_date (xmlNode *root)
{
  static const char *const names[]
    = { "article:published_time", "datepublished", "date", "dc.date", "pubdate", "publishdate", NULL };
  g_autofree char *meta = dup_meta (root, names);
  xmlNode *node = *meta == '\0' ? find_first (root, "time") : NULL;
  xmlChar *value = node != NULL ? xmlGetProp (node, (const xmlChar *) "datetime") : NULL;
  char *date = sonde_search_dup_clean (value != NULL ? (const char *) value : meta, MAX_DATE);

  xmlFree (value);
  return date;
}

static SondeWebText *
web_text_new (char *title, char *date, char *text)
{
  SondeWebText *self = g_new0 (SondeWebText, 1);

  self->title = title;
  self->date = date;
  self->text = text;
  return self;
}

SondeWebText *
sonde_web_text_extract (const char *html, gsize max_chars)
{
  const int options
    = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_COMPACT;
  htmlDocPtr document;
  xmlNode *root, *body;
  SondeWebText *self;

  g_return_val_if_fail (html != NULL, NULL);

  document = htmlReadMemory (html, (int) MIN (strlen (html), G_MAXINT), NULL, "UTF-8", options);
  root = document != NULL ? xmlDocGetRootElement (document) : NULL;
  if (root == NULL)
    {
      xmlFreeDoc (document);
      return web_text_new (g_strdup (""), g_strdup (""), g_strdup (""));
    }
  self = web_text_new (dup_title (root), dup_date (root), NULL);
  body = find_first (root, "body");
  if (body == NULL)
    body = root;
  remove_noise (body);
  self->text = sonde_web_text_writer_write (find_main (body), max_chars);
  xmlFreeDoc (document);
  return self;
}

SondeWebText *
sonde_web_text_new_plain (const char *text, gsize max_chars)
{
  g_return_val_if_fail (text != NULL, NULL);

  return web_text_new (g_strdup (""), g_strdup (""), sonde_web_text_writer_cut (text, max_chars));
}

void
sonde_web_text_free (SondeWebText *self)
{
  g_free (self->title);
  g_free (self->date);
  g_free (self->text);
  g_free (self);
}
