/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-readable.h"

G_DEFINE_INTERFACE (SondeReadable, sonde_readable, GTK_TYPE_WIDGET)

static void
sonde_readable_default_init (SondeReadableInterface *iface)
{
}

/** Whether somebody can ask for the text: GTK has had that since 4.14. */
gboolean
sonde_readable_is_possible (void)
{
#if GTK_CHECK_VERSION(4, 14, 0)
  return TRUE;
#else
  return FALSE;
#endif
}

#if GTK_CHECK_VERSION(4, 14, 0)

/* Newer than the floor, which is why this lies here. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

static const char *
get_text (gpointer self)
{
  return SONDE_READABLE_GET_IFACE (self)->get_text (self);
}

static guint
count_characters (const char *text)
{
  return (guint) g_utf8_strlen (text, -1);
}

/* With its end: that of a text without one is copied once more. */
static GBytes *
slice (const char *text, guint start, guint end)
{
  char *part = g_utf8_substring (text, start, end);

  return g_bytes_new_take (part, strlen (part) + 1);
}

static GBytes *
get_contents (GtkAccessibleText *self, guint start, guint end)
{
  const char *text = get_text (self);
  guint length = count_characters (text);

  start = MIN (start, length);
  return slice (text, start, CLAMP (end, start, length));
}

/* Parts of a text */

/* Whether a unit begins before a character. */
static gboolean
begins_unit (const PangoLogAttr *attr, GtkAccessibleTextGranularity granularity)
{
  return granularity == GTK_ACCESSIBLE_TEXT_GRANULARITY_WORD ? attr->is_word_start : attr->is_sentence_start;
}

/* A word or a sentence, with what stands between it and the next one. */
static void
find_unit (const char *text, guint length, GtkAccessibleTextGranularity granularity, guint *start, guint *end)
{
  g_autofree PangoLogAttr *attrs = g_new0 (PangoLogAttr, (gsize) length + 1);

  pango_get_log_attrs (text, (int) strlen (text), -1, pango_language_get_default (), attrs, (int) length + 1);
  while (*start > 0 && !begins_unit (&attrs[*start], granularity))
    --*start;
  while (*end < length && !begins_unit (&attrs[*end], granularity))
    ++*end;
}

static void
find_paragraph (const char *text, guint *start, guint *end)
{
  const char *at = g_utf8_offset_to_pointer (text, *start);
  const char *newline = strchr (at, '\n');

  while (at > text && at[-1] != '\n')
    at--;
  *start = (guint) g_utf8_pointer_to_offset (text, at);
  *end = newline != NULL ? (guint) g_utf8_pointer_to_offset (text, newline + 1) : count_characters (text);
}

/* What is raised, as a footnote, is in the line too. */
static gboolean
is_in_line (gpointer self, guint offset, const graphene_rect_t *line)
{
  graphene_rect_t rect;

  if (!SONDE_READABLE_GET_IFACE (self)->get_rect (self, offset, &rect))
    return FALSE;
  return rect.origin.y < line->origin.y + line->size.height
         && rect.origin.y + rect.size.height > line->origin.y;
}

/* A line as it is shown: what the caret passes at one height. */
static void
find_line (gpointer self, guint *start, guint *end)
{
  graphene_rect_t line;
  guint first = *start, last = *end;

  find_paragraph (get_text (self), start, end);
  if (!SONDE_READABLE_GET_IFACE (self)->get_rect (self, first, &line))
    return;
  while (first > *start && is_in_line (self, first - 1, &line))
    first--;
  while (last < *end && is_in_line (self, last, &line))
    last++;
  *start = first;
  *end = last;
}

static GBytes *
get_contents_at (
  GtkAccessibleText *self, guint offset, GtkAccessibleTextGranularity granularity, guint *start, guint *end)
{
  const char *text = get_text (self);
  guint length = count_characters (text);

  *start = MIN (offset, length);
  *end = MIN (*start + 1, length);
  switch (granularity)
    {
    case GTK_ACCESSIBLE_TEXT_GRANULARITY_WORD:
    case GTK_ACCESSIBLE_TEXT_GRANULARITY_SENTENCE:
      find_unit (text, length, granularity, start, end);
      break;
    case GTK_ACCESSIBLE_TEXT_GRANULARITY_LINE:
      find_line (self, start, end);
      break;
    case GTK_ACCESSIBLE_TEXT_GRANULARITY_PARAGRAPH:
      find_paragraph (text, start, end);
      break;
    case GTK_ACCESSIBLE_TEXT_GRANULARITY_CHARACTER:
    default:
      break;
    }
  return slice (text, *start, *end);
}

/* Caret, selection, attributes */

static guint
get_caret_position (GtkAccessibleText *self)
{
  return SONDE_READABLE_GET_IFACE (self)->get_caret (SONDE_READABLE (self));
}

static gboolean
get_selection (GtkAccessibleText *self, gsize *n_ranges, GtkAccessibleTextRange **ranges)
{
  guint start = 0, end = 0;

  *n_ranges = 0;
  if (!SONDE_READABLE_GET_IFACE (self)->get_selection (SONDE_READABLE (self), &start, &end))
    return FALSE;
  *n_ranges = 1;
  *ranges = g_new (GtkAccessibleTextRange, 1);
  **ranges = (GtkAccessibleTextRange){ start, end - start };
  return TRUE;
}

/* GTK goes through the names also where it is told that there are none. */
static gboolean
get_attributes (GtkAccessibleText *self,
                guint offset,
                gsize *n_ranges,
                GtkAccessibleTextRange **ranges,
                char ***attribute_names,
                char ***attribute_values)
{
  GPtrArray *names = g_ptr_array_new ();
  GPtrArray *values = g_ptr_array_new ();
  guint start = 0, end = 0;

  SONDE_READABLE_GET_IFACE (self)->list_attributes (
    SONDE_READABLE (self), offset, names, values, &start, &end);
  *n_ranges = names->len;
  *ranges = g_new (GtkAccessibleTextRange, MAX (names->len, 1));
  for (guint i = 0; i < names->len; i++)
    (*ranges)[i] = (GtkAccessibleTextRange){ start, end - start };
  g_ptr_array_add (names, NULL);
  g_ptr_array_add (values, NULL);
  *attribute_names = (char **) g_ptr_array_free (names, FALSE);
  *attribute_values = (char **) g_ptr_array_free (values, FALSE);
  return *n_ranges > 0;
}

#if GTK_CHECK_VERSION(4, 16, 0)

/* From the place of the first character to that of the one behind the last; to the edge where that is in
 * another line. */
static gboolean
get_extents (GtkAccessibleText *self, guint start, guint end, graphene_rect_t *extents)
{
  SondeReadable *readable = SONDE_READABLE (self);
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self));
  graphene_rect_t last;

  if (!SONDE_READABLE_GET_IFACE (self)->get_rect (readable, start, extents))
    return FALSE;
  if (is_in_line (self, end, extents))
    {
      SONDE_READABLE_GET_IFACE (self)->get_rect (readable, end, &last);
      graphene_rect_union (extents, &last, extents);
    }
  else if (end <= start + 1 || is_in_line (self, end - 1, extents))
    extents->size.width = MAX (width - extents->origin.x, 0);
  else if (SONDE_READABLE_GET_IFACE (self)->get_rect (readable, end - 1, &last))
    {
      graphene_rect_union (extents, &last, extents);
      extents->origin.x = 0;
      extents->size.width = width;
    }
  return TRUE;
}

static gboolean
get_offset (GtkAccessibleText *self, const graphene_point_t *point, guint *offset)
{
  *offset = SONDE_READABLE_GET_IFACE (self)->find_offset (SONDE_READABLE (self), point->x, point->y);
  return TRUE;
}

#endif

static void
init_accessible_text (gpointer g_iface, gpointer data)
{
  GtkAccessibleTextInterface *iface = g_iface;

  iface->get_contents = get_contents;
  iface->get_contents_at = get_contents_at;
  iface->get_caret_position = get_caret_position;
  iface->get_selection = get_selection;
  iface->get_attributes = get_attributes;
#if GTK_CHECK_VERSION(4, 16, 0)
  iface->get_extents = get_extents;
  iface->get_offset = get_offset;
#endif
}

/** For the definition of a type that is a #SondeReadable: shows its text to assistive technology. */
void
sonde_readable_expose (GType type)
{
  g_type_add_interface_static (
    type, GTK_TYPE_ACCESSIBLE_TEXT, &(GInterfaceInfo){ .interface_init = init_accessible_text });
}

/** A part of the text will be gone; told before it is. */
void
sonde_readable_will_remove (SondeReadable *self, guint start, guint end)
{
  gtk_accessible_text_update_contents (
    GTK_ACCESSIBLE_TEXT (self), GTK_ACCESSIBLE_TEXT_CONTENT_CHANGE_REMOVE, start, end);
}

/** A part of the text is new. */
void
sonde_readable_inserted (SondeReadable *self, guint start, guint end)
{
  gtk_accessible_text_update_contents (
    GTK_ACCESSIBLE_TEXT (self), GTK_ACCESSIBLE_TEXT_CONTENT_CHANGE_INSERT, start, end);
}

void
sonde_readable_selection_changed (SondeReadable *self)
{
  gtk_accessible_text_update_selection_bound (GTK_ACCESSIBLE_TEXT (self));
}

void
sonde_readable_caret_moved (SondeReadable *self)
{
  gtk_accessible_text_update_caret_position (GTK_ACCESSIBLE_TEXT (self));
}

G_GNUC_END_IGNORE_DEPRECATIONS

#else

void
sonde_readable_expose (GType type)
{
}

void
sonde_readable_will_remove (SondeReadable *self, guint start, guint end)
{
}

void
sonde_readable_inserted (SondeReadable *self, guint start, guint end)
{
}

void
sonde_readable_selection_changed (SondeReadable *self)
{
}

void
sonde_readable_caret_moved (SondeReadable *self)
{
}

#endif
