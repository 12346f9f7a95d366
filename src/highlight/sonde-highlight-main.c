/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-highlight"

#include <errno.h>
#include <glib/gstdio.h>
#include <gtksourceview/gtksource.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sonde-highlight-names.h"
#include "sonde-highlight.h"

/* The other end is standard input, a socket. GTK is never initialised: a text buffer needs no display, and
 * since no main loop runs, the buffer is looked at only when that is asked for. */
#define SOCKET STDIN_FILENO
#define SCHEME "/io/github/sondechat/Sonde/highlight/kinds.xml"

/* Enough for the longest code; what wants more is not honest. */
#define MAX_MEMORY (1024L * 1024 * 1024)

static gboolean
read_all (void *data, gsize length)
{
  for (char *at = data; length > 0;)
    {
      gssize n = read (SOCKET, at, length);

      if (n == 0 || (n < 0 && errno != EINTR))
        return FALSE;
      at += MAX (n, 0);
      length -= MAX (n, 0);
    }
  return TRUE;
}

static gboolean
write_all (const void *data, gsize length)
{
  for (const char *at = data; length > 0;)
    {
      gssize n = write (SOCKET, at, length);

      if (n < 0 && errno != EINTR)
        return FALSE;
      at += MAX (n, 0);
      length -= MAX (n, 0);
    }
  return TRUE;
}

static GtkSourceLanguage *
find_language (const char *name)
{
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();
  g_autofree char *lower = g_ascii_strdown (name, -1);
  const char *id = sonde_highlight_get_id (lower);
  GtkSourceLanguage *language = gtk_source_language_manager_get_language (manager, id != NULL ? id : lower);
  g_autofree char *file = g_strdup_printf ("x.%s", lower);

  return language != NULL ? language : gtk_source_language_manager_guess_language (manager, file, NULL);
}

/* One for each language, since to set a language takes longer than to look at a short code. */
static GtkTextBuffer *
get_buffer (GHashTable *buffers, GtkSourceStyleScheme *scheme, GtkSourceLanguage *language)
{
  GtkSourceBuffer *buffer = g_hash_table_lookup (buffers, language);

  if (buffer == NULL)
    {
      buffer = gtk_source_buffer_new_with_language (language);
      gtk_source_buffer_set_highlight_matching_brackets (buffer, FALSE);
      gtk_source_buffer_set_style_scheme (buffer, scheme);
      gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (buffer), FALSE);
      g_hash_table_insert (buffers, language, buffer);
    }
  return GTK_TEXT_BUFFER (buffer);
}

static guint32
get_style (GtkTextTag *tag)
{
  g_autoptr (GdkRGBA) colour = NULL;

  g_object_get (tag, "foreground-rgba", &colour, NULL);
  return colour != NULL ? (guint32) (colour->blue * 255 + 0.5) : SONDE_HIGHLIGHT_NONE;
}

/* The last tag has the highest priority. */
static guint32
get_style_at (const GtkTextIter *place)
{
  g_autoptr (GSList) tags = gtk_text_iter_get_tags (place);
  guint32 style = SONDE_HIGHLIGHT_NONE;

  for (GSList *l = tags; l != NULL; l = l->next)
    {
      guint32 found = get_style (l->data);

      style = found != SONDE_HIGHLIGHT_NONE ? found : style;
    }
  return style;
}

static guint32
measure (const GtkTextIter *from, const GtkTextIter *to)
{
  g_autofree char *slice = gtk_text_iter_get_slice (from, to);

  return strlen (slice);
}

static void
add_span (GArray *spans, guint32 start, guint32 end, guint32 style)
{
  SondeHighlightSpan *last
    = spans->len > 0 ? &g_array_index (spans, SondeHighlightSpan, spans->len - 1) : NULL;
  SondeHighlightSpan span = { start, end, style };

  if (style == SONDE_HIGHLIGHT_NONE || style >= SONDE_N_HIGHLIGHTS || end == start)
    return;
  if (last != NULL && last->end == start && last->style == style)
    last->end = end;
  else
    g_array_append_val (spans, span);
}

static void
collect_spans (GtkTextBuffer *buffer, GArray *spans)
{
  GtkTextIter at;
  guint32 offset = 0;

  gtk_text_buffer_get_start_iter (buffer, &at);
  while (!gtk_text_iter_is_end (&at))
    {
      GtkTextIter next = at;
      guint32 length;

      if (!gtk_text_iter_forward_to_tag_toggle (&next, NULL))
        gtk_text_buffer_get_end_iter (buffer, &next);
      length = measure (&at, &next);
      add_span (spans, offset, offset + length, get_style_at (&at));
      offset += length;
      at = next;
    }
}

static GArray *
look_at (GHashTable *buffers, GtkSourceStyleScheme *scheme, const char *name, const char *code, gsize length)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (SondeHighlightSpan));
  GtkSourceLanguage *language = find_language (name);
  GtkTextBuffer *buffer;
  GtkTextIter start;
  GtkTextIter end;

  if (language == NULL || !g_utf8_validate_len (code, length, NULL))
    return spans;
  buffer = get_buffer (buffers, scheme, language);
  gtk_text_buffer_set_text (buffer, code, length);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_source_buffer_ensure_highlight (GTK_SOURCE_BUFFER (buffer), &start, &end);
  collect_spans (buffer, spans);
  return spans;
}

static gboolean
answer (GHashTable *buffers, GtkSourceStyleScheme *scheme)
{
  guint32 head[2];
  g_autofree char *name = NULL;
  g_autofree char *code = NULL;
  g_autoptr (GArray) spans = NULL;

  if (!read_all (head, sizeof head) || head[0] > 64 || head[1] > SONDE_HIGHLIGHT_MAX_BYTES)
    return FALSE;
  name = g_malloc0 (head[0] + 1);
  code = g_malloc0 (head[1] + 1);
  if (!read_all (name, head[0]) || !read_all (code, head[1]))
    return FALSE;
  spans = look_at (buffers, scheme, name, code, head[1]);
  return write_all (&spans->len, sizeof spans->len)
         && write_all (spans->data, spans->len * sizeof (SondeHighlightSpan));
}

static GtkSourceStyleScheme *
load_scheme (const char *folder)
{
  const char *const path[] = { folder, NULL };
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();

  gtk_source_style_scheme_manager_set_search_path (manager, path);
  return gtk_source_style_scheme_manager_get_scheme (manager, "kinds");
}

/* GtkSourceView 5.6 finds schemes among resources but cannot read them there. */
static GtkSourceStyleScheme *
get_scheme (void)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (SCHEME, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *folder = g_dir_make_tmp ("sonde-highlight-XXXXXX", NULL);
  g_autofree char *file = folder != NULL ? g_build_filename (folder, "kinds.xml", NULL) : NULL;
  GtkSourceStyleScheme *scheme = NULL;

  if (bytes == NULL || folder == NULL)
    return NULL;
  if (g_file_set_contents (file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL))
    scheme = load_scheme (folder);
  g_unlink (file);
  g_rmdir (folder);
  return scheme;
}

int
main (void)
{
  g_autoptr (GHashTable) buffers = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  G_GNUC_UNUSED const struct rlimit memory = { MAX_MEMORY, MAX_MEMORY };
  const guint32 greeting = SONDE_HIGHLIGHT_GREETING;
  GtkSourceStyleScheme *scheme = get_scheme ();

  if (scheme == NULL)
    return EXIT_FAILURE;
#ifndef __SANITIZE_ADDRESS__ /* which takes terabytes of addresses for itself */
  setrlimit (RLIMIT_AS, &memory);
#endif
  if (!write_all (&greeting, sizeof greeting))
    return EXIT_FAILURE;
  while (answer (buffers, scheme))
    continue;
  return EXIT_SUCCESS;
}
