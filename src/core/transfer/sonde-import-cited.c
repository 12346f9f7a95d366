/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-formats-private.h"

#include <string.h>

/* ChatGPT marks what it cites with characters of private use, "\ue200cite\ue202turn0search0\ue201", and older
 * answers with "【11†source】". The pages are told beside the text. */

#define MARK_BEGIN "\xee\x88\x80" /* U+E200 */
#define MARK_END   "\xee\x88\x81" /* U+E201 */
#define OLD_BEGIN  "\xe3\x80\x90" /* 【 */
#define OLD_CROSS  "\xe2\x80\xa0" /* † */
#define OLD_END    "\xe3\x80\x91" /* 】 */
#define MARK_BYTES 3

/* No mark is longer. */
#define LONGEST_MARK 4096

static void
append_number (GString *out, guint number)
{
  g_string_append_printf (out, "[citation:%u]", number);
}

static void
add_page (GString *out, const SondeJsonValue *page, GPtrArray *sources)
{
  guint number;

  if (sonde_import_add_source (sources,
                               sonde_json_value_get_string (page, "title"),
                               sonde_json_value_get_string (page, "url"),
                               NULL,
                               sonde_json_value_get_string (page, "snippet"),
                               &number))
    append_number (out, number);
  for (const SondeJsonValue *more
       = sonde_json_value_first (sonde_json_value_get_array (page, "supporting_websites"));
       more != NULL;
       more = more->next)
    if (sonde_import_add_source (sources,
                                 sonde_json_value_get_string (more, "title"),
                                 sonde_json_value_get_string (more, "url"),
                                 NULL,
                                 NULL,
                                 &number))
      append_number (out, number);
}

/* What stands for a mark, by the mark. */
static GHashTable *
read_references (const SondeJsonValue *metadata, GPtrArray *sources)
{
  GHashTable *texts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  for (const SondeJsonValue *reference
       = sonde_json_value_first (sonde_json_value_get_array (metadata, "content_references"));
       reference != NULL;
       reference = reference->next)
    {
      const char *mark = sonde_json_value_get_string (reference, "matched_text");
      const char *name = sonde_json_value_get_string (reference, "name");
      GString *out = g_string_new (NULL);

      for (const SondeJsonValue *page
           = sonde_json_value_first (sonde_json_value_get_array (reference, "items"));
           page != NULL;
           page = page->next)
        add_page (out, page, sources);
      add_page (out, reference, sources);
      if (out->len == 0 && name != NULL)
        g_string_append (out, name);
      if (mark != NULL)
        g_hash_table_replace (texts, (gpointer) mark, g_string_free (out, FALSE));
      else
        g_string_free (out, TRUE);
    }
  return texts;
}

static GArray *
read_citations (const SondeJsonValue *metadata, GPtrArray *sources)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));

  for (const SondeJsonValue *citation
       = sonde_json_value_first (sonde_json_value_get_array (metadata, "citations"));
       citation != NULL;
       citation = citation->next)
    {
      const SondeJsonValue *page = sonde_json_value_get_object (citation, "metadata");
      guint number = 0;

      sonde_import_add_source (sources,
                               sonde_json_value_get_string (page, "title"),
                               sonde_json_value_get_string (page, "url"),
                               NULL,
                               sonde_json_value_get_string (page, "text"),
                               &number);
      g_array_append_val (numbers, number);
    }
  return numbers;
}

/* The length of the mark at @at, 0 for none. */
static gsize
get_mark (const char *at, const char *begin, const char *end)
{
  if (!g_str_has_prefix (at, begin))
    return 0;
  /* No mark holds another, which also keeps this linear. */
  for (const char *p = at + strlen (begin); *p != '\0' && p < at + LONGEST_MARK; p++)
    if (g_str_has_prefix (p, end))
      return (gsize) (p - at) + strlen (end);
    else if (g_str_has_prefix (p, begin))
      return 0;
  return 0;
}

static gsize
get_old_mark (const char *at)
{
  gsize length = get_mark (at, OLD_BEGIN, OLD_END);

  return length > 0 && g_strstr_len (at, length, OLD_CROSS) != NULL ? length : 0;
}

static guint
count_old_marks (const char *text)
{
  guint n = 0;

  for (const char *at = text; (at = strstr (at, OLD_BEGIN)) != NULL; at += MARK_BYTES)
    n += get_old_mark (at) > 0;
  return n;
}

/* U+E200 to U+E206, of which a mark that is broken leaves some. */
static gboolean
is_stray (const char *at)
{
  return (guchar) at[0] == 0xee && (guchar) at[1] == 0x88 && (guchar) at[2] >= 0x80 && (guchar) at[2] <= 0x86;
}

static void
append_mark (GString *out, const char *at, gsize length, GHashTable *references)
{
  g_autofree char *mark = g_strndup (at, length);
  const char *text = g_hash_table_lookup (references, mark);

  if (text != NULL)
    g_string_append (out, text);
}

/**
 * sonde_import_cite:
 * @metadata: (nullable): of the message
 * @sources: (element-type SondeSource): gets the pages that are cited
 *
 * Returns: (transfer full): @text with `[citation:N]` for its marks, and without those that lead nowhere
 */
char *
sonde_import_cite (const char *text, const SondeJsonValue *metadata, GPtrArray *sources)
{
  g_autoptr (GHashTable) references = read_references (metadata, sources);
  g_autoptr (GArray) citations = read_citations (metadata, sources);
  gboolean old = citations->len > 0 && count_old_marks (text) == citations->len;
  GString *out = g_string_new (NULL);
  guint n_old = 0;
  const char *at = text;

  while (*at != '\0')
    {
      gsize plain = 0;
      gsize length;

      while (at[plain] != '\0' && (guchar) at[plain] != 0xee && (guchar) at[plain] != 0xe3)
        plain++;
      g_string_append_len (out, at, plain);
      at += plain;
      if (*at == '\0')
        break;
      if ((length = get_mark (at, MARK_BEGIN, MARK_END)) > 0)
        append_mark (out, at, length, references);
      else if (old && (length = get_old_mark (at)) > 0)
        {
          if (g_array_index (citations, guint, n_old++) > 0)
            append_number (out, g_array_index (citations, guint, n_old - 1));
        }
      else if (is_stray (at))
        length = MARK_BYTES;
      else
        {
          length = g_utf8_skip[(guchar) *at];
          g_string_append_len (out, at, length);
        }
      at += length;
    }
  return g_string_free (out, FALSE);
}
