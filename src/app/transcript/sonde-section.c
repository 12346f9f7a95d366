/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-section.h"

#include <string.h>

#include "sonde-markdown-plain.h"
#include "sonde-markdown-stream.h"
#include "sonde-markdown.h"

/* A longer text is parsed in another thread, and shown meanwhile as far as a frame allows. */
#define LARGE_TEXT (32 * 1024)
/* What of it is given to the stream at once, which looks at all of it. */
#define FEED_BYTES (512 * 1024)

/* A text that another thread may be reading; then it is not written to. */
typedef struct
{
  gatomicrefcount ref_count;
  GString *string;
} SharedText;

/* The parse of a whole text in another thread. */
typedef struct
{
  SondeSectionKind kind;
  SharedText *text;  /* until it is done */
  GPtrArray *blocks; /* when it is done */
  gboolean is_wanted;
} WholeParse;

/* Where a piece stands: @y is from the top of the section to below its gap. */
typedef struct
{
  int y;
  int height;
} Extent;

struct _SondeSection
{
  SondeSectionKind kind;
  SondeBlockStyle style;
  SondePieceSpacing spacing;

  /* The text */
  SondeMarkdownStream *stream; /* while it grows */
  SharedText *text;
  guint generation;    /* of the source; 0 where nobody says */
  gboolean is_known;   /* the next text is of the same generation */
  gboolean is_whole;   /* what is shown is the parse of the whole text */
  WholeParse *parsing; /* its owner is the task when nobody wants it any more */
  GPtrArray *blocks;   /* finished ones, then the tail */
  GPtrArray *tail;     /* the stream's own array, to know it again */
  guint n_finished;    /* blocks */

  /* Its pieces */
  GPtrArray *pieces;
  GArray *extents;         /* one for each piece */
  guint n_finished_pieces; /* of the finished blocks */
  guint finished_leaf;     /* the leaf that comes after those */
  guint n_placed;          /* pieces up to here have a valid y */
  int width;
};

/* Sizes in px of the design: text, line, line with Chinese, gap of blocks, gap of list items. */
static const struct
{
  double size;
  double line_height;
  double cjk_line_height;
  SondePieceSpacing spacing;
} looks[] = {
  [SONDE_SECTION_REASONING] = { 14, 23, 25, { 10, 4 } },
  [SONDE_SECTION_BODY] = { 15.5, 25, 27, { 14, 6 } },
  [SONDE_SECTION_CARD] = { 15.5, 25, 27, { 14, 6 } },
};

static SharedText *
shared_text_new (void)
{
  SharedText *self = g_new0 (SharedText, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->string = g_string_new (NULL);
  return self;
}

static SharedText *
shared_text_ref (SharedText *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
shared_text_unref (SharedText *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_string_free (self->string, TRUE);
  g_free (self);
}

SondeSection *
sonde_section_new (SondeSectionKind kind)
{
  SondeSection *self = g_new0 (SondeSection, 1);

  self->kind = kind;
  self->style.scale = 1;
  self->style.size = looks[kind].size;
  self->style.line_height = looks[kind].line_height;
  self->style.cjk_line_height = looks[kind].cjk_line_height;
  self->style.is_dim = kind == SONDE_SECTION_REASONING;
  self->spacing = looks[kind].spacing;
  self->text = shared_text_new ();
  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_block_unref);
  self->pieces = sonde_pieces_new ();
  self->extents = g_array_new (FALSE, FALSE, sizeof (Extent));
  return self;
}

static void
free_parse (WholeParse *parse)
{
  if (parse->blocks != NULL)
    sonde_blocks_discard (parse->blocks);
  g_clear_pointer (&parse->text, shared_text_unref);
  g_free (parse);
}

/* One that is still at work is freed when it comes back. */
static void
clear_parse (SondeSection *self)
{
  if (self->parsing == NULL)
    return;
  if (self->parsing->text == NULL)
    free_parse (self->parsing);
  else
    self->parsing->is_wanted = FALSE;
  self->parsing = NULL;
}

static void
clear_stream (SondeSection *self)
{
  g_clear_pointer (&self->stream, sonde_markdown_stream_free);
  g_clear_pointer (&self->tail, g_ptr_array_unref);
}

void
sonde_section_free (SondeSection *self)
{
  g_return_if_fail (self != NULL);

  clear_stream (self);
  clear_parse (self);
  shared_text_unref (self->text);
  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->pieces);
  g_array_unref (self->extents);
  g_free (self);
}

SondeSectionKind
sonde_section_get_kind (SondeSection *self)
{
  return self->kind;
}

const SondeBlockStyle *
sonde_section_get_style (SondeSection *self)
{
  return &self->style;
}

/* Places */

static int
count_newlines (const char *text, const char *end)
{
  int n = 0;

  for (const char *p = text; p < end && (p = memchr (p, '\n', (gsize) (end - p))) != NULL; p++)
    n++;
  return n;
}

/* A byte is about four tenths of an em wide, in English and in Chinese. */
static int
estimate_text (SondeSection *self, const SondePiece *piece, double line_height)
{
  const char *text = sonde_block_get_text (piece->block, NULL);
  int inner = MAX (self->width - sonde_block_style_px (&self->style, piece->indent), 1);
  double width = (piece->end - piece->start) * 0.4 * self->style.size * self->style.scale;
  int n_lines = 1 + (int) (width / inner) + count_newlines (text + piece->start, text + piece->end);

  return sonde_block_style_px (&self->style, n_lines * line_height);
}

static int
estimate_height (SondeSection *self, const SondePiece *piece)
{
  const char *text = NULL;
  int n_lines;

  switch (piece->kind)
    {
    case SONDE_PIECE_TEXT:
      return estimate_text (self, piece, self->style.line_height);
    case SONDE_PIECE_CODE:
      text = sonde_block_get_text (piece->block, NULL);
      n_lines = 1 + count_newlines (text + piece->start, text + piece->end);
      return sonde_block_style_px (&self->style, n_lines * 21 + (piece->is_first ? 58 : 0));
    case SONDE_PIECE_TABLE:
      return sonde_block_style_px (&self->style, (piece->end - piece->start) * 34.0);
    case SONDE_PIECE_MATH:
      return sonde_block_style_px (&self->style, 50);
    case SONDE_PIECE_RULE:
    default:
      return sonde_block_style_px (&self->style, 9);
    }
}

static Extent *
get_extent (SondeSection *self, guint index)
{
  return &g_array_index (self->extents, Extent, index);
}

/* A height of 0 is one that nobody knows yet. */
static int
get_height (SondeSection *self, guint index)
{
  Extent *extent = get_extent (self, index);

  if (extent->height == 0)
    extent->height = MAX (estimate_height (self, self->pieces->pdata[index]), 1);
  return extent->height;
}

static int
get_gap (SondeSection *self, guint index)
{
  const SondePiece *piece = self->pieces->pdata[index];

  return sonde_block_style_px (&self->style, piece->gap);
}

static void
place_until (SondeSection *self, guint index)
{
  for (; self->n_placed <= index; self->n_placed++)
    {
      guint i = self->n_placed;
      int above = i > 0 ? get_extent (self, i - 1)->y + get_height (self, i - 1) : 0;

      get_extent (self, i)->y = above + get_gap (self, i);
    }
}

static void
forget_places (SondeSection *self)
{
  memset (self->extents->data, 0, self->extents->len * sizeof (Extent));
  self->n_placed = 0;
}

/** @scale: px on the screen for one of the design; heights are forgotten when it is another one */
void
sonde_section_set_look (SondeSection *self, const SondePalette *palette, double scale, guint n_sources)
{
  g_return_if_fail (self != NULL);

  if (self->style.scale != scale || self->style.n_sources != n_sources)
    forget_places (self);
  self->style.palette = palette;
  self->style.scale = scale;
  self->style.n_sources = n_sources;
}

/* Pieces */

static gboolean
has_same_text (const SondePiece *a, const SondePiece *b)
{
  return a->kind == b->kind && a->end - a->start == b->end - b->start && a->kind != SONDE_PIECE_TABLE
         && g_strcmp0 (a->back, b->back) == 0
         && memcmp (sonde_block_get_text (a->block, NULL) + a->start,
                    sonde_block_get_text (b->block, NULL) + b->start,
                    a->end - a->start)
              == 0;
}

/* A block that goes on keeps what belongs to it, and a piece that says the same keeps its height. */
static guint
inherit (SondeSection *self, guint from, GPtrArray *old_pieces, GArray *old_extents, guint changed)
{
  SondeBlockState *state = NULL;

  for (guint i = 0; from + i < self->pieces->len; i++)
    {
      SondePiece *piece = self->pieces->pdata[from + i];
      SondePiece *old = i < old_pieces->len ? old_pieces->pdata[i] : NULL;

      if (piece->is_first)
        state = old != NULL && old->is_first && old->kind == piece->kind ? old->state : NULL;
      if (state != NULL && piece->state != NULL)
        g_set_object (&piece->state, state);
      if (old != NULL && has_same_text (old, piece))
        get_extent (self, from + i)->height = g_array_index (old_extents, Extent, i).height;
      if (changed == from + i && old != NULL && sonde_piece_equal (old, piece))
        {
          get_extent (self, from + i)->height = g_array_index (old_extents, Extent, i).height;
          changed++;
        }
    }
  return changed;
}

/* Takes the pieces from @from on away, for those that replace them to inherit from. */
static GPtrArray *
steal_pieces (SondeSection *self, guint from, GArray **extents)
{
  GPtrArray *stolen = sonde_pieces_new ();

  *extents = g_array_new (FALSE, TRUE, sizeof (Extent));
  for (guint i = from; i < self->pieces->len; i++)
    {
      g_ptr_array_add (stolen, self->pieces->pdata[i]);
      self->pieces->pdata[i] = NULL;
    }
  if (self->extents->len > from)
    g_array_append_vals (*extents, get_extent (self, from), self->extents->len - from);
  g_ptr_array_set_free_func (self->pieces, NULL);
  g_ptr_array_set_size (self->pieces, (int) from);
  g_ptr_array_set_free_func (self->pieces, (GDestroyNotify) sonde_piece_free);
  g_array_set_size (self->extents, from);
  self->n_placed = MIN (self->n_placed, from);
  return stolen;
}

static void
add_extents (SondeSection *self)
{
  guint n_old = self->extents->len;

  g_array_set_size (self->extents, self->pieces->len);
  if (self->pieces->len > n_old)
    memset (get_extent (self, n_old), 0, (self->pieces->len - n_old) * sizeof (Extent));
}

static void
append_blocks (SondeSection *self, GPtrArray *blocks)
{
  for (guint i = 0; i < blocks->len; i++)
    g_ptr_array_add (self->blocks, sonde_block_ref (blocks->pdata[i]));
}

/* Puts finished blocks and a tail in the place of the old tail; gives the first piece that is another one. */
static guint
replace_tail (SondeSection *self, GPtrArray *finished, GPtrArray *tail)
{
  guint from = self->n_finished_pieces;
  g_autoptr (GArray) extents = NULL;
  g_autoptr (GPtrArray) old = steal_pieces (self, from, &extents);

  g_ptr_array_set_size (self->blocks, (int) self->n_finished);
  append_blocks (self, finished);
  self->n_finished = self->blocks->len;
  self->finished_leaf = sonde_pieces_append (self->pieces, finished, self->finished_leaf, &self->spacing);
  self->n_finished_pieces = self->pieces->len;
  append_blocks (self, tail);
  sonde_pieces_append (self->pieces, tail, self->finished_leaf, &self->spacing);
  add_extents (self);
  return inherit (self, from, old, extents, from);
}

static guint
replace_all (SondeSection *self, GPtrArray *blocks)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  self->n_finished = self->n_finished_pieces = self->finished_leaf = 0;
  return replace_tail (self, blocks, none);
}

/* The text */

static gsize
get_length (SondeSection *self)
{
  return self->text->string->len;
}

/* Whether a text begins with the one that is there. */
static gboolean
begins (SondeSection *self, const char *text, gsize length)
{
  return length >= get_length (self)
         && (self->is_known || memcmp (text, self->text->string->str, get_length (self)) == 0);
}

/* Its text, to be written to; with as many bytes of the one before. */
static GString *
write_text (SondeSection *self, gsize kept)
{
  SharedText *old = self->text;

  if (g_atomic_ref_count_compare (&old->ref_count, 1))
    return g_string_truncate (old->string, kept);
  self->text = shared_text_new ();
  g_string_append_len (self->text->string, old->string->str, (gssize) kept);
  shared_text_unref (old);
  return self->text->string;
}

static void
set_text (SondeSection *self, const char *text, gsize length)
{
  g_string_append_len (write_text (self, 0), text, (gssize) length);
}

static gsize
count_fed (SondeSection *self)
{
  gsize length = 0;

  sonde_markdown_stream_get_text (self->stream, &length);
  return length;
}

static guint
update_stream (SondeSection *self)
{
  g_autoptr (GPtrArray) finished = NULL;
  g_autoptr (GPtrArray) tail = NULL;
  gsize fed = count_fed (self);

  sonde_markdown_stream_append (
    self->stream, self->text->string->str + fed, (gssize) MIN (get_length (self) - fed, FEED_BYTES));
  finished = sonde_markdown_stream_take_finished (self->stream);
  tail = sonde_markdown_stream_parse_tail (self->stream);
  if (finished->len == 0 && tail == self->tail)
    return self->pieces->len;
  g_clear_pointer (&self->tail, g_ptr_array_unref);
  self->tail = g_ptr_array_ref (tail);
  return replace_tail (self, finished, tail);
}

static GPtrArray *
parse (SondeSectionKind kind, const char *text, gsize length)
{
  return kind == SONDE_SECTION_CARD ? sonde_markdown_parse_plain (text, (gssize) length)
                                    : sonde_markdown_parse (text, (gssize) length);
}

static guint
parse_whole (SondeSection *self)
{
  g_autoptr (GPtrArray) blocks = parse (self->kind, self->text->string->str, get_length (self));

  clear_stream (self);
  self->is_whole = TRUE;
  return replace_all (self, blocks);
}

static void
begin_stream (SondeSection *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  clear_stream (self);
  self->stream = sonde_markdown_stream_new ();
  write_text (self, 0);
  replace_all (self, none);
}

static guint
stream_text (SondeSection *self, const char *text, gsize length)
{
  gboolean anew = self->stream == NULL || !begins (self, text, length);
  guint changed;
  gsize shown;

  if (anew)
    begin_stream (self);
  shown = get_length (self);
  if (length > shown)
    g_string_append_len (write_text (self, shown), text + shown, (gssize) (length - shown));
  changed = update_stream (self);
  return anew ? 0 : changed;
}

/* Large texts */

static void
parse_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  WholeParse *work = data;

  work->blocks = parse (work->kind, work->text->string->str, work->text->string->len);
  g_task_return_boolean (task, TRUE);
}

static void
parsed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  WholeParse *work = user_data;

  g_clear_pointer (&work->text, shared_text_unref);
  if (!work->is_wanted)
    free_parse (work);
}

static void
begin_parse (SondeSection *self)
{
  g_autoptr (GTask) task = NULL;

  clear_parse (self);
  self->parsing = g_new0 (WholeParse, 1);
  self->parsing->kind = self->kind;
  self->parsing->text = shared_text_ref (self->text);
  self->parsing->is_wanted = TRUE;
  task = g_task_new (NULL, NULL, parsed_cb, self->parsing);
  g_task_set_source_tag (task, begin_parse);
  g_task_set_task_data (task, self->parsing, NULL);
  g_task_run_in_thread (task, parse_in_thread);
}

static gboolean
shows (SondeSection *self, GPtrArray *blocks)
{
  if (blocks->len != self->blocks->len)
    return FALSE;
  for (guint i = 0; i < blocks->len; i++)
    if (!sonde_block_equal (blocks->pdata[i], self->blocks->pdata[i]))
      return FALSE;
  return TRUE;
}

/* What a large text has shown so far goes in another thread. */
static guint
take_parse (SondeSection *self)
{
  g_autoptr (GPtrArray) blocks = g_steal_pointer (&self->parsing->blocks);
  gboolean is_same = shows (self, blocks);

  clear_parse (self);
  clear_stream (self);
  self->is_whole = TRUE;
  if (is_same)
    return self->pieces->len;
  GPtrArray *old = self->blocks;

  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_block_unref);
  self->n_finished = 0;
  replace_all (self, blocks);
  sonde_blocks_discard (old);
  return 0;
}

/* The beginning of what the person wrote, up to the end of a line. */
static guint
show_beginning (SondeSection *self)
{
  const char *text = self->text->string->str;
  const char *line = memrchr (text, '\n', LARGE_TEXT);
  g_autoptr (GPtrArray) blocks = NULL;

  if (line == NULL)
    line = g_utf8_find_prev_char (text, text + LARGE_TEXT);
  blocks = parse (self->kind, text, (gsize) (line - text));
  clear_stream (self);
  return replace_all (self, blocks);
}

static guint
show_large (SondeSection *self, const char *text, gsize length, gboolean is_same)
{
  guint changed;

  if (is_same && self->parsing != NULL)
    {
      if (self->parsing->text == NULL)
        return take_parse (self);
      return self->stream != NULL ? update_stream (self) : self->pieces->len;
    }
  if (self->kind == SONDE_SECTION_CARD)
    {
      set_text (self, text, length);
      changed = show_beginning (self);
    }
  else
    changed = stream_text (self, text, length);
  begin_parse (self);
  return changed;
}

static guint
show_text (SondeSection *self, const char *text, gsize length, gboolean growing)
{
  gboolean is_same = get_length (self) == length && begins (self, text, length);

  if (is_same && !sonde_section_is_behind (self) && (growing ? self->stream != NULL : self->is_whole))
    return self->pieces->len;
  self->is_whole = FALSE;
  if (growing && self->kind != SONDE_SECTION_CARD)
    {
      clear_parse (self);
      return stream_text (self, text, length);
    }
  if (length > LARGE_TEXT)
    return show_large (self, text, length, is_same);
  clear_parse (self);
  set_text (self, text, length);
  return parse_whole (self);
}

/**
 * sonde_section_set_generation:
 * @generation: of the text that is set next, not 0; as long as it is the same the text has only grown, so
 * that nobody has to compare it
 */
void
sonde_section_set_generation (SondeSection *self, guint generation)
{
  g_return_if_fail (self != NULL);

  self->is_known = self->generation == generation;
  self->generation = generation;
}

/**
 * sonde_section_set_text:
 * @text: the whole text
 * @length: how many bytes of it to show
 * @growing: whether more may come; where it began with what is shown, only the new part is looked at
 *
 * A large text is not shown at once: while sonde_section_is_behind() there is more to be had by another call.
 *
 * Returns: the first piece that is another one now; the number of pieces where none is
 */
guint
sonde_section_set_text (SondeSection *self, const char *text, gsize length, gboolean growing)
{
  guint changed;

  g_return_val_if_fail (self != NULL && text != NULL, 0);

  changed = show_text (self, text, length, growing);
  self->is_known = FALSE;
  return changed;
}

/** Whether there is more of the text to be shown than was shown yet. */
gboolean
sonde_section_is_behind (SondeSection *self)
{
  if (self->parsing != NULL)
    return TRUE;
  return self->stream != NULL
         && (sonde_markdown_stream_is_behind (self->stream) || count_fed (self) < get_length (self));
}

/** Returns: (transfer full) (element-type SondeBlock): the blocks that are shown */
GPtrArray *
sonde_section_dup_blocks (SondeSection *self)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_block_unref);

  for (guint i = 0; i < self->blocks->len; i++)
    g_ptr_array_add (blocks, sonde_block_ref (self->blocks->pdata[i]));
  return blocks;
}

/** How many bytes of text it shows. */
gsize
sonde_section_get_length (SondeSection *self)
{
  return get_length (self);
}

guint
sonde_section_get_n_pieces (SondeSection *self)
{
  return self->pieces->len;
}

const SondePiece *
sonde_section_get_piece (SondeSection *self, guint index)
{
  g_assert (index < self->pieces->len);

  return self->pieces->pdata[index];
}

/* Whether a spot is in a piece or behind it. */
static gboolean
reaches (const SondePiece *piece, const SondeSpot *spot)
{
  if (spot->leaf != piece->first_leaf || piece->kind == SONDE_PIECE_TABLE)
    return spot->leaf >= piece->first_leaf;
  return spot->offset >= piece->start;
}

/** Gives the index of the piece in which a spot is, or of the last one before it. */
guint
sonde_section_find_piece (SondeSection *self, const SondeSpot *spot)
{
  guint low = 0;
  guint high = self->pieces->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (reaches (self->pieces->pdata[middle], spot))
        low = middle;
      else
        high = middle;
    }
  return low;
}

/** Heights are forgotten when the width is another one. */
void
sonde_section_set_width (SondeSection *self, int width)
{
  if (self->width == width)
    return;
  self->width = width;
  forget_places (self);
}

/** The height of all pieces, as far as it is known. */
int
sonde_section_get_height (SondeSection *self)
{
  guint last = self->pieces->len - 1;

  if (self->pieces->len == 0)
    return 0;
  place_until (self, last);
  return get_extent (self, last)->y + get_height (self, last);
}

/** From the top of the section to the top of a piece. */
int
sonde_section_get_piece_y (SondeSection *self, guint index)
{
  place_until (self, index);
  return get_extent (self, index)->y;
}

int
sonde_section_get_piece_height (SondeSection *self, guint index)
{
  return get_height (self, index);
}

/** Corrects the height of a piece; gives by how much what follows moves down. */
int
sonde_section_set_piece_height (SondeSection *self, guint index, int height)
{
  int delta = height - get_height (self, index);

  get_extent (self, index)->height = MAX (height, 1);
  if (delta != 0)
    self->n_placed = MIN (self->n_placed, index + 1);
  return delta;
}

/** Gives the piece that is at @y or above it, the first one for what is above all. */
guint
sonde_section_find_piece_at (SondeSection *self, int y)
{
  guint low = 0;
  guint high = self->pieces->len;

  if (high > 0)
    place_until (self, high - 1);
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (get_extent (self, middle)->y <= y)
        low = middle;
      else
        high = middle;
    }
  return low;
}
