/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-page-blocks.h"

#include <string.h>

#define CODE_SIZE 8.6
/* Lines of code that are laid out at once. */
#define CODE_LINES 100
#define CODE_BYTES 6000

static const guint32 colours[SONDE_N_HIGHLIGHTS] = {
  [SONDE_HIGHLIGHT_KEYWORD] = 0xa01c6a,      [SONDE_HIGHLIGHT_TYPE] = 0x0b6a6a,
  [SONDE_HIGHLIGHT_STRING] = 0x1d6b2c,       [SONDE_HIGHLIGHT_NUMBER] = 0x8a4b00,
  [SONDE_HIGHLIGHT_COMMENT] = 0x6c6c74,      [SONDE_HIGHLIGHT_FUNCTION] = 0x1c4fb0,
  [SONDE_HIGHLIGHT_PREPROCESSOR] = 0x7a3e9d, [SONDE_HIGHLIGHT_SPECIAL] = 0x9a4a00,
  [SONDE_HIGHLIGHT_ADDED] = 0x1d6b2c,        [SONDE_HIGHLIGHT_REMOVED] = 0xa51d2d,
  [SONDE_HIGHLIGHT_HEADING] = 0x1d1d20,
};

/* The colours of those spans that lie in the @length bytes from @start. */
static PangoAttrList *
create_colours (GArray *spans, gsize start, gsize length)
{
  PangoAttrList *list = pango_attr_list_new ();

  for (guint i = 0; spans != NULL && i < spans->len; i++)
    {
      const SondeHighlightSpan *span = &g_array_index (spans, SondeHighlightSpan, i);
      guint32 colour = colours[span->style];
      PangoAttribute *attribute;

      if (span->end <= start)
        continue;
      if (span->start >= start + length)
        break;
      attribute
        = pango_attr_foreground_new ((colour >> 16) * 257, (colour >> 8 & 0xff) * 257, (colour & 0xff) * 257);
      attribute->start_index = MAX (span->start, start) - start;
      attribute->end_index = MIN (span->end, start + length) - start;
      pango_attr_list_insert (list, attribute);
    }
  return list;
}

/* The end of the next CODE_LINES lines, or of CODE_BYTES where a line is longer: Pango takes a time that
 * grows with the square of it. */
static const char *
find_end (const char *code)
{
  const char *end = code;

  for (guint i = 0; i < CODE_LINES && *end != '\0'; i++)
    {
      end = strchrnul (end, '\n');
      end += *end == '\n';
      if (end - code > CODE_BYTES)
        return i > 0 && memchr (code, '\n', CODE_BYTES) != NULL
                 ? (const char *) memrchr (code, '\n', CODE_BYTES) + 1
                 : g_utf8_find_prev_char (code, code + CODE_BYTES);
    }
  return end;
}

static void
write_code_lines (SondePageBody *self, const char *code, GArray *spans)
{
  SondePage *page = self->page;

  for (const char *at = code; *at != '\0';)
    {
      const char *next = find_end (at);
      gsize length = next - at - (next > at && next[-1] == '\n' ? 1 : 0);
      g_autofree char *part = g_strndup (at, length);
      g_autoptr (PangoLayout) layout
        = sonde_page_new_layout (page, part, CODE_SIZE * self->style.size / SONDE_PAGE_SIZE, TRUE);
      PangoAttrList *attributes = create_colours (spans, at - code, length);

      pango_layout_set_attributes (layout, attributes);
      pango_attr_list_unref (attributes);
      /* Code runs from left to right, whatever is quoted in it. */
      pango_layout_set_auto_dir (layout, FALSE);
      pango_layout_set_width (layout, (int) ((page->right - page->left) * PANGO_SCALE));
      sonde_page_write_layout (page, layout, page->left, NULL);
      at = next;
    }
}

void
sonde_page_write_code (SondePageBody *self, const char *language, const char *code)
{
  SondePage *page = self->page;
  g_autofree char *name = language != NULL ? g_strndup (language, strcspn (language, " \t{,")) : NULL;
  g_autoptr (GArray) spans = sonde_highlighter_run (page->document->highlighter, name, code, strlen (code));
  guint32 colour = page->colour;

  sonde_page_need (page, 30);
  sonde_page_push_fill (page, page->left, page->right - page->left, SONDE_PAGE_CARD);
  page->left += 8;
  page->right -= 8;
  sonde_page_set_colour (page, SONDE_PAGE_TEXT);
  sonde_page_advance (page, 5);
  write_code_lines (self, code, spans);
  if (sonde_page_fits (page, 5))
    sonde_page_advance (page, 5);
  sonde_page_set_colour (page, colour);
  page->left -= 8;
  page->right += 8;
  sonde_page_pop (page);
}
