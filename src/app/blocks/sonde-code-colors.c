/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-code-colors.h"

#include <string.h>

#include "sonde-code-languages.h"
#include "sonde-contrast.h"

#define STEP_US      4000 /* then something else may be done */
#define CHUNK_BYTES  600
#define MAX_LINE     2000                 /* bytes; the patterns of languages are not made for longer ones */
#define MAX_CHUNK_US (G_USEC_PER_SEC / 4) /* code that takes so long stays plain from there on */

/** How the bytes from @start to @end are drawn. Runs are in order and do not overlap; between them is plain
 * text. */
typedef struct
{
  guint start;
  guint end;
  GdkRGBA color;
  gboolean has_color;
  gboolean is_bold;
  gboolean is_italic;
  gboolean is_underlined;
} Run;

struct _SondeCodeColors
{
  GObject parent_instance;

  /* Owned */
  SondeBlock *block;
  GtkSourceBuffer *buffer; /* holds the text up to @inserted */
  GArray *runs;

  /* State */
  GdkRGBA background;
  guint idle_id;
  gsize inserted;
  gsize colored; /* up to which the runs are known */
  guint n_rebuilds;
  gboolean is_off; /* no language, or one that takes too long */
};

G_DEFINE_FINAL_TYPE (SondeCodeColors, sonde_code_colors, G_TYPE_OBJECT)

enum
{
  COLORED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean step_cb (gpointer user_data);

static const char *
get_text (SondeCodeColors *self, gsize *length)
{
  return sonde_block_get_text (self->block, length);
}

static gboolean
is_complete (SondeCodeColors *self)
{
  gsize length = 0;

  if (self->is_off || self->block == NULL)
    return TRUE;
  get_text (self, &length);
  return self->colored == length || length > SONDE_CODE_COLORS_MAX_BYTES;
}

static void
schedule (SondeCodeColors *self)
{
  if (self->idle_id == 0 && !is_complete (self))
    self->idle_id = g_idle_add (step_cb, self);
}

/* What a token looks like */

static void
apply_tag (SondeCodeColors *self, GtkTextTag *tag, Run *run)
{
  g_autoptr (GdkRGBA) color = NULL;
  gboolean has_color = FALSE, has_weight = FALSE, has_style = FALSE, has_underline = FALSE;
  int weight = 0;
  PangoStyle style = PANGO_STYLE_NORMAL;
  PangoUnderline underline = PANGO_UNDERLINE_NONE;

  g_object_get (tag,
                "foreground-set",
                &has_color,
                "foreground-rgba",
                &color,
                "weight-set",
                &has_weight,
                "weight",
                &weight,
                "style-set",
                &has_style,
                "style",
                &style,
                "underline-set",
                &has_underline,
                "underline",
                &underline,
                NULL);
  if (has_color && color != NULL)
    {
      run->color = sonde_contrast_ensure (color, &self->background, SONDE_CONTRAST_TEXT);
      run->has_color = TRUE;
    }
  if (has_weight)
    run->is_bold = weight > PANGO_WEIGHT_MEDIUM;
  if (has_style)
    run->is_italic = style != PANGO_STYLE_NORMAL;
  /* Code in an answer is often a part; what a scheme underlines as wrong there is not. */
  if (has_underline)
    run->is_underlined = underline == PANGO_UNDERLINE_SINGLE || underline == PANGO_UNDERLINE_LOW;
}

/* Later tags come before earlier ones. */
static void
append_run (SondeCodeColors *self, const GtkTextIter *iter, guint start, guint end)
{
  g_autoptr (GSList) tags = gtk_text_iter_get_tags (iter);
  Run run = { .start = start, .end = end };

  for (GSList *l = tags; l != NULL; l = l->next)
    apply_tag (self, l->data, &run);
  if (run.has_color || run.is_bold || run.is_italic || run.is_underlined)
    g_array_append_val (self->runs, run);
}

static void
drop_runs (SondeCodeColors *self, guint start)
{
  while (self->runs->len > 0 && g_array_index (self->runs, Run, self->runs->len - 1).end > start)
    {
      Run *last = &g_array_index (self->runs, Run, self->runs->len - 1);

      if (last->start < start)
        last->end = start;
      else
        g_array_set_size (self->runs, self->runs->len - 1);
    }
}

static void
read_runs (SondeCodeColors *self, GtkTextIter *iter, guint start, guint end)
{
  const char *text = get_text (self, NULL);

  drop_runs (self, start);
  while (start < end)
    {
      GtkTextIter next = *iter;
      guint next_start = 0;

      if (!gtk_text_iter_forward_to_tag_toggle (&next, NULL))
        gtk_text_buffer_get_end_iter (GTK_TEXT_BUFFER (self->buffer), &next);
      next_start
        = (guint) (g_utf8_offset_to_pointer (
                     text + start, gtk_text_iter_get_offset (&next) - gtk_text_iter_get_offset (iter))
                   - text);
      if (next_start == start)
        break;
      append_run (self, iter, start, MIN (next_start, end));
      start = next_start;
      *iter = next;
    }
}

/* Steps */

/* GtkSourceView looks at a line as a whole, so the line that was not complete is looked at again. */
static gsize
find_line_start (const char *text, gsize at)
{
  while (at > 0 && text[at - 1] != '\n')
    at--;
  return at;
}

/* Whole lines, as far as there are any; 0 where a line is too long. */
static gsize
find_chunk_end (const char *text, gsize start, gsize length)
{
  gsize end = start;

  while (end < length && end - start < CHUNK_BYTES)
    {
      const char *newline = memchr (text + end, '\n', length - end);
      gsize next = newline != NULL ? (gsize) (newline + 1 - text) : length;

      if (next - end > MAX_LINE)
        return end > start ? end : 0;
      end = next;
    }
  return end;
}

static void
insert_text (SondeCodeColors *self, gsize end)
{
  GtkTextIter iter;

  if (end <= self->inserted)
    return;
  gtk_text_buffer_get_end_iter (GTK_TEXT_BUFFER (self->buffer), &iter);
  gtk_text_buffer_insert (GTK_TEXT_BUFFER (self->buffer),
                          &iter,
                          get_text (self, NULL) + self->inserted,
                          (int) (end - self->inserted));
  self->inserted = end;
}

/* Counted from the end, where code grows. */
static void
get_iter (SondeCodeColors *self, GtkTextIter *iter, gsize byte)
{
  glong n_chars = g_utf8_strlen (get_text (self, NULL) + byte, (gssize) (self->inserted - byte));

  gtk_text_buffer_get_end_iter (GTK_TEXT_BUFFER (self->buffer), iter);
  gtk_text_iter_set_offset (iter, gtk_text_iter_get_offset (iter) - (int) n_chars);
}

/* Colours the next few lines; FALSE when it was the last time. */
static gboolean
color_chunk (SondeCodeColors *self)
{
  gint64 begin = g_get_monotonic_time ();
  gsize length = 0;
  const char *text = get_text (self, &length);
  gsize start = find_line_start (text, self->colored);
  gsize end = find_chunk_end (text, start, length);
  GtkTextIter start_iter, end_iter;

  if (end == 0)
    {
      self->is_off = TRUE;
      return FALSE;
    }
  insert_text (self, end);
  get_iter (self, &start_iter, start);
  get_iter (self, &end_iter, end);
  gtk_source_buffer_ensure_highlight (self->buffer, &start_iter, &end_iter);
  read_runs (self, &start_iter, (guint) start, (guint) end);
  self->colored = end;
  if (g_get_monotonic_time () - begin > MAX_CHUNK_US)
    self->is_off = TRUE;
  return !is_complete (self);
}

static void
color_chunks (SondeCodeColors *self)
{
  gint64 begin = g_get_monotonic_time ();
  guint start = (guint) find_line_start (get_text (self, NULL), self->colored);

  while (color_chunk (self) && g_get_monotonic_time () - begin < STEP_US)
    continue;
  if (self->colored > start)
    g_signal_emit (self, signals[COLORED], 0, start, (guint) self->colored);
}

static void
set_scheme (SondeCodeColors *self)
{
  GSettings *settings = sonde_code_languages_get_settings ();
  g_autofree char *id = settings != NULL ? g_settings_get_string (settings, "code-scheme") : g_strdup ("");

  gtk_source_buffer_set_style_scheme (self->buffer, sonde_code_languages_get_scheme (id, &self->background));
}

static void
create_buffer (SondeCodeColors *self)
{
  GtkSourceLanguage *language = sonde_code_languages_find (sonde_block_get_language (self->block));

  if (language != NULL)
    {
      self->buffer = sonde_code_languages_create_buffer (language);
      set_scheme (self);
    }
  else
    self->is_off = TRUE;
  /* The name of the language is known now. */
  g_signal_emit (self, signals[COLORED], 0, 0, 0);
}

/* Each of these takes longer than it should, so that they are not done at once. */
static gboolean
step_cb (gpointer user_data)
{
  g_autoptr (SondeCodeColors) self = g_object_ref (user_data);

  if (sonde_code_languages_load ())
    return G_SOURCE_CONTINUE;
  if (self->buffer == NULL)
    create_buffer (self);
  else
    color_chunks (self);
  if (!is_complete (self))
    return G_SOURCE_CONTINUE;
  self->idle_id = 0;
  return G_SOURCE_REMOVE;
}

/* Taking code */

static void
rebuild (SondeCodeColors *self)
{
  if (self->buffer != NULL)
    self->n_rebuilds++;
  g_clear_object (&self->buffer);
  g_array_set_size (self->runs, 0);
  self->inserted = self->colored = 0;
  self->is_off = FALSE;
}

static gsize
count_common (const SondeBlock *a, const SondeBlock *b)
{
  gsize a_length = 0, b_length = 0, i = 0;
  const char *a_text = sonde_block_get_text (a, &a_length);
  const char *b_text = sonde_block_get_text (b, &b_length);
  gsize length = MIN (a_length, b_length);

  /* Almost always all of it. */
  if (memcmp (a_text, b_text, length) == 0)
    return length;
  while (a_text[i] == b_text[i])
    i++;
  while (i > 0 && ((guchar) a_text[i] & 0xc0) == 0x80)
    i--;
  return i;
}

/* Forgets what is behind the part that is the same as before. */
static void
cut (SondeCodeColors *self, gsize length)
{
  GtkTextIter start, end;

  self->colored = MIN (self->colored, length);
  drop_runs (self, (guint) length);
  if (self->inserted <= length)
    return;
  get_iter (self, &start, length);
  gtk_text_buffer_get_end_iter (GTK_TEXT_BUFFER (self->buffer), &end);
  gtk_text_buffer_delete (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  self->inserted = length;
}

static void
recolor (SondeCodeColors *self)
{
  if (self->buffer != NULL)
    set_scheme (self);
  self->colored = 0;
  schedule (self);
}

static void
sonde_code_colors_dispose (GObject *object)
{
  SondeCodeColors *self = SONDE_CODE_COLORS (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_object (&self->buffer);
  g_clear_pointer (&self->block, sonde_block_unref);
  G_OBJECT_CLASS (sonde_code_colors_parent_class)->dispose (object);
}

static void
sonde_code_colors_finalize (GObject *object)
{
  g_array_unref (SONDE_CODE_COLORS (object)->runs);
  G_OBJECT_CLASS (sonde_code_colors_parent_class)->finalize (object);
}

static void
sonde_code_colors_class_init (SondeCodeColorsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sonde_code_colors_dispose;
  object_class->finalize = sonde_code_colors_finalize;
  signals[COLORED] = g_signal_new ("colored",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   2,
                                   G_TYPE_UINT,
                                   G_TYPE_UINT);
}

static void
sonde_code_colors_init (SondeCodeColors *self)
{
  GSettings *settings = sonde_code_languages_get_settings ();

  self->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  self->background = (GdkRGBA){ 1, 1, 1, 1 };
  if (settings != NULL)
    g_signal_connect_object (settings, "changed::code-scheme", G_CALLBACK (recolor), self, G_CONNECT_SWAPPED);
}

SondeCodeColors *
sonde_code_colors_new (void)
{
  return g_object_new (SONDE_TYPE_CODE_COLORS, NULL);
}

/** Takes the code of @block. Where it begins with what is known already only the rest is looked at. */
void
sonde_code_colors_set_code (SondeCodeColors *self, SondeBlock *block)
{
  g_return_if_fail (SONDE_IS_CODE_COLORS (self));
  g_return_if_fail (block != NULL);

  if (self->block != NULL)
    {
      gsize common = count_common (self->block, block);

      if (g_strcmp0 (sonde_block_get_language (self->block), sonde_block_get_language (block)) != 0
          || (common == 0 && self->inserted > 0))
        rebuild (self);
      else
        cut (self, common);
    }
  g_clear_pointer (&self->block, sonde_block_unref);
  self->block = sonde_block_ref (block);
  schedule (self);
}

/** Says on what the code is drawn: an opaque colour. */
void
sonde_code_colors_set_background (SondeCodeColors *self, const GdkRGBA *background)
{
  g_return_if_fail (SONDE_IS_CODE_COLORS (self));

  if (gdk_rgba_equal (&self->background, background))
    return;
  self->background = *background;
  recolor (self);
}

static void
insert_attr (PangoAttrList *attrs, PangoAttribute *attr, guint start, guint end)
{
  attr->start_index = start;
  attr->end_index = end;
  pango_attr_list_insert (attrs, attr);
}

static void
insert_run (PangoAttrList *attrs, const Run *run, guint start, guint end)
{
  if (run->has_color)
    insert_attr (attrs,
                 pango_attr_foreground_new ((guint16) (run->color.red * 65535 + 0.5f),
                                            (guint16) (run->color.green * 65535 + 0.5f),
                                            (guint16) (run->color.blue * 65535 + 0.5f)),
                 start,
                 end);
  if (run->is_bold)
    insert_attr (attrs, pango_attr_weight_new (PANGO_WEIGHT_BOLD), start, end);
  if (run->is_italic)
    insert_attr (attrs, pango_attr_style_new (PANGO_STYLE_ITALIC), start, end);
  if (run->is_underlined)
    insert_attr (attrs, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), start, end);
}

/* The first run that ends behind a byte. */
static guint
find_run (SondeCodeColors *self, guint byte)
{
  guint low = 0, high = self->runs->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->runs, Run, middle).end <= byte)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/** Inserts what is known of the bytes from @start to @end, counted from @start. */
void
sonde_code_colors_insert (SondeCodeColors *self, PangoAttrList *attrs, guint start, guint end)
{
  g_return_if_fail (SONDE_IS_CODE_COLORS (self));

  for (guint i = find_run (self, start); i < self->runs->len; i++)
    {
      const Run *run = &g_array_index (self->runs, Run, i);

      if (run->start >= end)
        break;
      insert_run (attrs, run, MAX (run->start, start) - start, MIN (run->end, end) - start);
    }
}

/** How often all was looked at again because the code or its language was another one. */
guint
sonde_code_colors_get_n_rebuilds (SondeCodeColors *self)
{
  g_return_val_if_fail (SONDE_IS_CODE_COLORS (self), 0);

  return self->n_rebuilds;
}
