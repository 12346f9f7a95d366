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

  if (language == NULL)
    language = gtk_source_language_manager_guess_language (manager, file, NULL);
  return language != NULL && !gtk_source_language_get_hidden (language) ? language : NULL;
}

/* Texts */

/* One for each language, since to set a language takes longer than to look at a short code, and since code
 * that streams is asked again and again. */
typedef struct
{
  GtkSourceBuffer *buffer;
  GString *code; /* that is in it */
} Text;

static void
free_text (gpointer data)
{
  Text *text = data;

  g_object_unref (text->buffer);
  g_string_free (text->code, TRUE);
  g_free (text);
}

static Text *
get_text (GHashTable *texts, GtkSourceLanguage *language)
{
  Text *text = g_hash_table_lookup (texts, language);

  if (text == NULL)
    {
      text = g_new0 (Text, 1);
      text->code = g_string_new (NULL);
      text->buffer = gtk_source_buffer_new_with_language (language);
      gtk_source_buffer_set_highlight_matching_brackets (text->buffer, FALSE);
      gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (text->buffer), FALSE);
      g_hash_table_insert (texts, language, text);
    }
  return text;
}

static void
get_iter (Text *text, gsize byte, GtkTextIter *iter)
{
  gtk_text_buffer_get_iter_at_offset (
    GTK_TEXT_BUFFER (text->buffer), iter, g_utf8_strlen (text->code->str, byte));
}

/* The lines that are the same, in bytes. */
static gsize
count_common (Text *text, const char *code, gsize length)
{
  gsize most = MIN (text->code->len, length);
  gsize i = most;

  if (memcmp (text->code->str, code, most) != 0)
    for (i = 0; text->code->str[i] == code[i];)
      i++;
  while (i > 0 && code[i - 1] != '\n')
    i--;
  return i;
}

static void
set_code (Text *text, const char *code, gsize length)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (text->buffer);
  gsize common = count_common (text, code, length);
  GtkTextIter start, end;

  get_iter (text, common, &start);
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &end, code + common, length - common);
  g_string_truncate (text->code, common);
  g_string_append_len (text->code, code + common, length - common);
}

/* What a place is */

/* A number of SondeHighlight, which the scheme "kinds" says as a colour. */
static guint32
add_kind (GtkTextTag *tag, guint32 before)
{
  g_autoptr (GdkRGBA) color = NULL;
  guint32 kind = 0;

  g_object_get (tag, "foreground-rgba", &color, NULL);
  if (color != NULL)
    kind = color->blue * 255 + 0.5;
  return kind != SONDE_HIGHLIGHT_NONE && kind < SONDE_N_HIGHLIGHTS ? kind : before;
}

static guint32
set_bit (guint32 look, SondeLook bit, gboolean on)
{
  return on ? look | bit : look & ~(guint32) bit;
}

static guint32
add_color (guint32 look, const GdkRGBA *color)
{
  guint32 red = color->red * 255 + 0.5, green = color->green * 255 + 0.5, blue = color->blue * 255 + 0.5;

  return (look & ~(guint32) SONDE_LOOK_COLOR) | SONDE_LOOK_COLORED | red << 16 | green << 8 | blue;
}

static guint32
add_look (GtkTextTag *tag, guint32 look)
{
  g_autoptr (GdkRGBA) color = NULL;
  gboolean has_color = FALSE, has_weight = FALSE, has_style = FALSE, has_underline = FALSE;
  int weight = 0;
  PangoStyle style = PANGO_STYLE_NORMAL;
  PangoUnderline line = PANGO_UNDERLINE_NONE;

  g_object_get (tag, "foreground-set", &has_color, "foreground-rgba", &color, NULL);
  g_object_get (tag, "weight-set", &has_weight, "weight", &weight, NULL);
  g_object_get (tag, "style-set", &has_style, "style", &style, NULL);
  g_object_get (tag, "underline-set", &has_underline, "underline", &line, NULL);
  if (has_color && color != NULL)
    look = add_color (look, color);
  if (has_weight)
    look = set_bit (look, SONDE_LOOK_BOLD, weight > PANGO_WEIGHT_MEDIUM);
  if (has_style)
    look = set_bit (look, SONDE_LOOK_ITALIC, style != PANGO_STYLE_NORMAL);
  /* Code in an answer is often a part; what a scheme underlines as wrong there is not. */
  if (has_underline)
    look
      = set_bit (look, SONDE_LOOK_UNDERLINED, line == PANGO_UNDERLINE_SINGLE || line == PANGO_UNDERLINE_LOW);
  return look;
}

/* The last tag has the highest priority. */
static guint32
get_style_at (const GtkTextIter *place, gboolean is_scheme)
{
  g_autoptr (GSList) tags = gtk_text_iter_get_tags (place);
  guint32 style = 0;

  for (GSList *l = tags; l != NULL; l = l->next)
    style = is_scheme ? add_look (l->data, style) : add_kind (l->data, style);
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

  if (style == 0 || end == start)
    return;
  if (last != NULL && last->end == start && last->style == style)
    last->end = end;
  else
    g_array_append_val (spans, span);
}

static void
collect_spans (Text *text, const SondeHighlightHead *head, GArray *spans)
{
  GtkTextIter at;
  guint32 offset = head->from;

  get_iter (text, offset, &at);
  while (!gtk_text_iter_is_end (&at))
    {
      GtkTextIter next = at;
      guint32 length;

      if (!gtk_text_iter_forward_to_tag_toggle (&next, NULL))
        gtk_text_buffer_get_end_iter (GTK_TEXT_BUFFER (text->buffer), &next);
      length = measure (&at, &next);
      add_span (spans, offset, offset + length, get_style_at (&at, head->is_scheme));
      offset += length;
      at = next;
    }
}

/* Schemes */

static GtkSourceStyleScheme *
find_variant (GtkSourceStyleSchemeManager *manager, GtkSourceStyleScheme *scheme, gboolean is_dark)
{
  const char *id = gtk_source_style_scheme_get_metadata (scheme, is_dark ? "dark-variant" : "light-variant");
  GtkSourceStyleScheme *variant
    = id != NULL ? gtk_source_style_scheme_manager_get_scheme (manager, id) : NULL;

  return variant != NULL ? variant : scheme;
}

/* The person's, read when the first is asked for. */
static GtkSourceStyleScheme *
find_scheme (const char *id, gboolean is_dark)
{
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();
  GtkSourceStyleScheme *scheme
    = *id != '\0' ? gtk_source_style_scheme_manager_get_scheme (manager, id) : NULL;

  if (scheme == NULL)
    scheme = gtk_source_style_scheme_manager_get_scheme (manager, "Adwaita");
  return scheme != NULL ? find_variant (manager, scheme, is_dark) : NULL;
}

/* Questions */

typedef struct
{
  SondeHighlightHead head;
  char language[SONDE_HIGHLIGHT_MAX_NAME + 1];
  char scheme[SONDE_HIGHLIGHT_MAX_NAME + 1];
  char *code;
} Question;

static gboolean
read_question (Question *question)
{
  SondeHighlightHead *head = &question->head;

  if (!read_all (head, sizeof *head) || head->language_length > SONDE_HIGHLIGHT_MAX_NAME
      || head->scheme_length > SONDE_HIGHLIGHT_MAX_NAME || head->length > SONDE_HIGHLIGHT_MAX_BYTES
      || head->from > head->length)
    return FALSE;
  question->code = g_malloc0 (head->length + 1);
  return read_all (question->language, head->language_length)
         && read_all (question->scheme, head->scheme_length) && read_all (question->code, head->length);
}

/* NULL where the language is not known. */
static GArray *
look_at (GHashTable *texts, GtkSourceStyleScheme *kinds, const Question *question)
{
  GtkSourceLanguage *language = find_language (question->language);
  const SondeHighlightHead *head = &question->head;
  GArray *spans = NULL;
  Text *text = NULL;
  GtkTextIter start, end;

  if (language == NULL || !g_utf8_validate_len (question->code, head->length, NULL))
    return NULL;
  spans = g_array_new (FALSE, FALSE, sizeof (SondeHighlightSpan));
  text = get_text (texts, language);
  gtk_source_buffer_set_style_scheme (
    text->buffer, head->is_scheme ? find_scheme (question->scheme, head->is_dark) : kinds);
  set_code (text, question->code, head->length);
  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (text->buffer), &start, &end);
  gtk_source_buffer_ensure_highlight (text->buffer, &start, &end);
  collect_spans (text, head, spans);
  return spans;
}

static gboolean
answer (GHashTable *texts, GtkSourceStyleScheme *kinds)
{
  Question question = { .code = NULL };
  g_autofree char *code = NULL;
  g_autoptr (GArray) spans = NULL;
  const guint32 unknown = SONDE_HIGHLIGHT_UNKNOWN;
  gboolean is_read = read_question (&question);

  code = question.code;
  if (!is_read)
    return FALSE;
  spans = look_at (texts, kinds, &question);
  if (spans == NULL)
    return write_all (&unknown, sizeof unknown);
  return write_all (&spans->len, sizeof spans->len)
         && write_all (spans->data, spans->len * sizeof (SondeHighlightSpan));
}

static GtkSourceStyleScheme *
load_scheme (const char *folder)
{
  const char *const path[] = { folder, NULL };
  g_autoptr (GtkSourceStyleSchemeManager) manager = gtk_source_style_scheme_manager_new ();
  GtkSourceStyleScheme *scheme = NULL;

  gtk_source_style_scheme_manager_set_search_path (manager, path);
  scheme = gtk_source_style_scheme_manager_get_scheme (manager, "kinds");
  return scheme != NULL ? g_object_ref (scheme) : NULL;
}

/* GtkSourceView 5.6 finds schemes among resources but cannot read them there. */
static GtkSourceStyleScheme *
create_kinds (void)
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
  g_autoptr (GHashTable) texts = g_hash_table_new_full (NULL, NULL, NULL, free_text);
  g_autoptr (GtkSourceStyleScheme) kinds = create_kinds ();
  G_GNUC_UNUSED const struct rlimit memory = { MAX_MEMORY, MAX_MEMORY };
  const guint32 greeting = SONDE_HIGHLIGHT_GREETING;

  if (kinds == NULL)
    return EXIT_FAILURE;
#ifndef __SANITIZE_ADDRESS__ /* which takes terabytes of addresses for itself */
  setrlimit (RLIMIT_AS, &memory);
#endif
  if (!write_all (&greeting, sizeof greeting))
    return EXIT_FAILURE;
  while (answer (texts, kinds))
    continue;
  return EXIT_SUCCESS;
}
