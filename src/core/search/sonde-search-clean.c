/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-search-clean.h"

#include "sonde-text.h"

#include <string.h>

#define MAX_URL 2048
#define MAX_TAG 1000

/* The end of the element at @p with what is in it, where that is no text for a reader; else @tag_end. */
static const char *
skip_element (const char *p, const char *tag_end)
{
  static const char *const names[] = { "script", "style" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize n = strlen (names[i]);
      const char *q = tag_end;

      if (g_ascii_strncasecmp (p + 1, names[i], n) != 0 || g_ascii_isalnum (p[1 + n]))
        continue;
      while ((q = strstr (q, "</")) != NULL && g_ascii_strncasecmp (q + 2, names[i], n) != 0)
        q++;
      return q != NULL ? q : tag_end + strlen (tag_end);
    }
  return tag_end;
}

/* The end of a tag at @p, or NULL if a "less than" is only that. */
static const char *
skip_tag (const char *p)
{
  const char *end;

  if (!g_ascii_isalpha (p[1]) && p[1] != '/' && p[1] != '!')
    return NULL;
  end = memchr (p, '>', strnlen (p, MAX_TAG));
  return end != NULL ? skip_element (p, end + 1) : NULL;
}

/* Appends the character that an entity at @p stands for and gives its end; NULL if it is none. */
static const char *
append_entity (GString *out, const char *p)
{
  static const struct
  {
    const char *name;
    const char *text;
  } entities[] = {
    { "&amp;", "&" },   { "&lt;", "<" },   { "&gt;", ">" },
    { "&quot;", "\"" }, { "&apos;", "'" }, { "&nbsp;", " " },
  };
  char *end;
  guint64 code;

  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    if (g_str_has_prefix (p, entities[i].name))
      {
        g_string_append (out, entities[i].text);
        return p + strlen (entities[i].name);
      }
  if (p[1] != '#')
    return NULL;
  code = p[2] == 'x' ? g_ascii_strtoull (p + 3, &end, 16) : g_ascii_strtoull (p + 2, &end, 10);
  if (*end != ';' || code > 0x10ffff || !g_unichar_validate (code) || code == 0)
    return NULL;
  g_string_append_unichar (out, code);
  return end + 1;
}

/* Tags go, entities become characters. */
static char *
dup_without_markup (const char *text)
{
  GString *out = g_string_sized_new (256);

  for (const char *p = text; *p != '\0';)
    {
      const char *next = *p == '<' ? skip_tag (p) : (*p == '&' ? append_entity (out, p) : NULL);

      if (next == NULL)
        {
          g_string_append_c (out, *p);
          next = p + 1;
        }
      else if (*p == '<')
        g_string_append_c (out, ' ');
      p = next;
    }
  return g_string_free (out, FALSE);
}

/* Characters that reorder or hide what stands around them: nobody needs them in a title. */
static gboolean
is_unwanted (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || g_unichar_iscntrl (c);
}

/* One line of plain text of at most @most characters. */
char *
sonde_search_dup_clean (const char *text, guint most)
{
  /* No more than needed of what may be megabytes. */
  g_autofree char *head = sonde_text_dup_valid (text, MIN (strlen (text), most * 16));
  g_autofree char *plain = dup_without_markup (head);
  GString *out = g_string_new (NULL);
  gboolean space = FALSE;
  guint n = 0;

  for (const char *p = plain; *p != '\0' && n < most; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c))
        space = out->len > 0;
      else if (!is_unwanted (c))
        {
          if (space)
            g_string_append_c (out, ' ');
          n += space ? 2 : 1;
          space = FALSE;
          g_string_append_unichar (out, c);
        }
    }
  return g_string_free (out, FALSE);
}

/* Web pages only, and none that hides its host behind a user name or by turning the writing around. */
gboolean
sonde_search_is_web_address (const char *url)
{
  g_autoptr (GUri) uri = NULL;
  const char *host;

  if (strlen (url) > MAX_URL)
    return FALSE;
  for (const char *p = url; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isspace (g_utf8_get_char (p)) || is_unwanted (g_utf8_get_char (p)))
      return FALSE;
  uri = g_uri_parse (url, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED, NULL);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  return host != NULL && *host != '\0' && g_uri_get_userinfo (uri) == NULL
         && (g_str_equal (g_uri_get_scheme (uri), "http") || g_str_equal (g_uri_get_scheme (uri), "https"));
}
