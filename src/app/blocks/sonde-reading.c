/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-reading.h"

#include <string.h>

/**
 * Run:
 * @leaf: owned
 * @number: of the leaf in its section
 * @start: where it begins in the leaf
 * @end: where it ends there
 * @at: where it begins in the text, in bytes
 * @length: of it there
 * @is_copy: whether the text is that of the leaf, as far as both go
 */
typedef struct
{
  SondeBlock *leaf;
  guint number;
  guint start;
  guint end;
  guint at;
  guint length;
  gboolean is_copy;
} Run;

struct _SondeReading
{
  GString *text;
  GArray *runs; /* of Run, in order of both the text and the leaves */
};

static void
clear_run (gpointer data)
{
  sonde_block_unref (((Run *) data)->leaf);
}

SondeReading *
sonde_reading_new (void)
{
  SondeReading *self = g_new0 (SondeReading, 1);

  self->text = g_string_new (NULL);
  self->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  g_array_set_clear_func (self->runs, clear_run);
  return self;
}

void
sonde_reading_free (SondeReading *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->text, TRUE);
  g_array_unref (self->runs);
  g_free (self);
}

static void
append (SondeReading *self, Run run, const char *text, gssize length)
{
  run.at = (guint) self->text->len;
  run.length = length < 0 ? (guint) strlen (text) : (guint) length;
  g_string_append_len (self->text, text, run.length);
  g_array_append_val (self->runs, run);
}

/**
 * sonde_reading_add_copy:
 * @leaf: the leaf
 * @number: its place in the section
 * @start: first byte of the part of the leaf
 * @end: the byte after the last
 * @text: what is read of it: the same, but where one of both is longer
 * @length: of that in bytes, or -1
 */
void
sonde_reading_add_copy (
  SondeReading *self, SondeBlock *leaf, guint number, guint start, guint end, const char *text, gssize length)
{
  append (self, (Run){ sonde_block_ref (leaf), number, start, end, .is_copy = TRUE }, text, length);
}

/** Appends what is read in the place of a part of a leaf; where @end is @start, of none. */
void
sonde_reading_add (
  SondeReading *self, SondeBlock *leaf, guint number, guint start, guint end, const char *text, gssize length)
{
  append (self, (Run){ sonde_block_ref (leaf), number, start, end, .is_copy = FALSE }, text, length);
}

/** Returns: (transfer none): all of it */
const char *
sonde_reading_get_text (const SondeReading *self)
{
  return self->text->str;
}

/* Places */

static const Run *
get_run (const SondeReading *self, guint i)
{
  return &g_array_index (self->runs, Run, i);
}

static gboolean
is_behind (const Run *run, guint leaf, guint offset)
{
  return leaf > run->number || (leaf == run->number && offset > run->end);
}

static gboolean
is_before (const Run *run, guint leaf, guint offset)
{
  return leaf < run->number || (leaf == run->number && offset < run->start);
}

/** Whether a place in a leaf is in what is read, or at an end of it. */
gboolean
sonde_reading_has (const SondeReading *self, guint leaf, guint offset)
{
  return self->runs->len > 0 && !is_before (get_run (self, 0), leaf, offset)
         && !is_behind (get_run (self, self->runs->len - 1), leaf, offset);
}

/* The byte of the text that stands for one of a leaf, which is not behind the run. */
static guint
place_in_run (const Run *run, guint leaf, guint offset)
{
  if (is_before (run, leaf, offset))
    return run->at;
  if (offset == run->end)
    return run->at + run->length;
  return run->at + (run->is_copy ? MIN (offset - run->start, run->length) : 0);
}

/** Gives where a byte of a leaf is read; what is outside is at the nearer end. */
guint
sonde_reading_to_text (const SondeReading *self, guint leaf, guint offset)
{
  gsize at = self->text->len;

  for (guint i = 0; i < self->runs->len; i++)
    if (!is_behind (get_run (self, i), leaf, offset))
      {
        at = place_in_run (get_run (self, i), leaf, offset);
        break;
      }
  return (guint) g_utf8_strlen (self->text->str, (gssize) at);
}

static guint
to_byte (const SondeReading *self, guint at)
{
  const char *p = self->text->str;

  for (; at > 0 && *p != '\0'; at--)
    p = g_utf8_next_char (p);
  return (guint) (p - self->text->str);
}

/* The run in which a byte of the text is, else the last one. */
static const Run *
find_run (const SondeReading *self, guint byte)
{
  for (guint i = 0; i < self->runs->len; i++)
    if (byte < get_run (self, i)->at + get_run (self, i)->length)
      return get_run (self, i);
  return self->runs->len > 0 ? get_run (self, self->runs->len - 1) : NULL;
}

static guint
get_leaf_offset (const Run *run, guint byte)
{
  guint length = run->end - run->start;

  if (byte >= run->at + run->length)
    return run->end;
  return run->start + (run->is_copy ? MIN (byte - run->at, length) : 0);
}

/** Gives where a character stands; %FALSE where there is no text. */
gboolean
sonde_reading_to_leaf (const SondeReading *self, guint at, guint *leaf, guint *offset)
{
  guint byte = to_byte (self, at);
  const Run *run = find_run (self, byte);

  if (run == NULL)
    return FALSE;
  *leaf = run->number;
  *offset = get_leaf_offset (run, byte);
  return TRUE;
}

/* Attributes */

/* In the words of AT-SPI, which are those of GTK 4.14. */
static const char *const attributes[][2] = {
  [SONDE_SPAN_STRONG] = { "weight", "700" },         [SONDE_SPAN_EMPHASIS] = { "style", "italic" },
  [SONDE_SPAN_STRIKE] = { "strikethrough", "true" }, [SONDE_SPAN_CODE] = { "family-name", "monospace" },
  [SONDE_SPAN_SUB] = { "text-position", "sub" },     [SONDE_SPAN_SUP] = { "text-position", "super" },
  [SONDE_SPAN_KBD] = { "family-name", "monospace" }, [SONDE_SPAN_LINK] = { "underline", "single" },
};

static void
append_attribute (const SondeSpan *span, GPtrArray *names, GPtrArray *values)
{
  if (span->kind >= G_N_ELEMENTS (attributes) || attributes[span->kind][0] == NULL)
    return;
  g_ptr_array_add (names, g_strdup (attributes[span->kind][0]));
  g_ptr_array_add (values, g_strdup (attributes[span->kind][1]));
}

/**
 * sonde_reading_list_attributes:
 * @at: of a character
 * @names: (element-type utf8): to which the names of its attributes are appended
 * @values: (element-type utf8): to which their values are
 * @start: (out): the first character from which on the same holds
 * @end: (out): the one after the last
 */
void
sonde_reading_list_attributes (
  const SondeReading *self, guint at, GPtrArray *names, GPtrArray *values, guint *start, guint *end)
{
  guint byte = to_byte (self, at), n_spans = 0, offset;
  const Run *run = find_run (self, byte);
  const SondeSpan *spans = run != NULL ? sonde_block_get_spans (run->leaf, &n_spans) : NULL;
  guint from = 0, to = G_MAXUINT;

  *start = *end = 0;
  if (run == NULL)
    return;
  offset = get_leaf_offset (run, byte);
  for (guint i = 0; i < n_spans; i++)
    if (offset < spans[i].start)
      to = MIN (to, spans[i].start);
    else if (offset >= spans[i].end)
      from = MAX (from, spans[i].end);
    else
      {
        from = MAX (from, spans[i].start);
        to = MIN (to, spans[i].end);
        append_attribute (&spans[i], names, values);
      }
  *start = sonde_reading_to_text (self, run->number, from);
  *end = sonde_reading_to_text (self, run->number, to);
}

/* Changes */

/* How many bytes the texts have in common at the beginning, whole characters only. */
static gsize
count_common (const char *a, const char *b)
{
  gsize n = 0;

  while (a[n] != '\0' && a[n] == b[n])
    n++;
  while (n > 0 && ((guchar) a[n] & 0xc0) == 0x80)
    n--;
  return n;
}

static gsize
count_common_at_end (const char *a, gsize a_length, const char *b, gsize b_length)
{
  gsize n = 0;

  while (n < MIN (a_length, b_length) && a[a_length - n - 1] == b[b_length - n - 1])
    n++;
  while (n > 0 && ((guchar) a[a_length - n] & 0xc0) == 0x80)
    n--;
  return n;
}

/**
 * sonde_reading_find_change:
 * @old: (nullable): what was read before
 * @start: (out): where the texts begin to differ
 * @old_end: (out): the end of what is gone, in the old text
 * @end: (out): the end of what has come, in the new text
 *
 * Returns: %FALSE where the texts are the same
 */
gboolean
sonde_reading_find_change (
  const SondeReading *self, const SondeReading *old, guint *start, guint *old_end, guint *end)
{
  const char *a = old != NULL ? old->text->str : "";
  const char *b = self->text->str;
  gsize same = count_common (a, b);
  gsize n_a = strlen (a + same), n_b = strlen (b + same);
  gsize same_end = count_common_at_end (a + same, n_a, b + same, n_b);

  *start = (guint) g_utf8_strlen (a, (gssize) same);
  *old_end = *start + (guint) g_utf8_strlen (a + same, (gssize) (n_a - same_end));
  *end = *start + (guint) g_utf8_strlen (b + same, (gssize) (n_b - same_end));
  return *old_end > *start || *end > *start;
}
