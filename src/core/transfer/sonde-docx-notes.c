/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-docx.h"

#include <string.h>

#include "sonde-markdown-writer.h"
#include "sonde-source.h"

/* Footnotes (ECMA-376 part 1, 17.11): of sources, and of the text itself. */

static void
append_note_reference (SondeDocx *self, guint number)
{
  g_string_append_printf (
    self->out,
    "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteReference w:id=\"%u\"/></w:r>",
    number);
}

/* What follows is written into a footnote. */
static guint
open_note (SondeDocx *self)
{
  self->out = self->footnotes;
  g_string_append_printf (self->out, "<w:footnote w:id=\"%u\">", ++self->n_footnotes);
  sonde_docx_open_paragraph (self, "FootnoteText", NULL, "");
  g_string_append (self->out,
                   "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteRef/></w:r>");
  sonde_docx_append_run (self, "", " ", 1);
  return self->n_footnotes;
}

static void
close_note (SondeDocx *self)
{
  sonde_docx_close_paragraph (self);
  g_string_append (self->out, "</w:footnote>\n");
  self->out = self->body;
}

static SondeSource *
find_source (SondeMessage *message, guint number)
{
  GListModel *sources = sonde_message_get_sources (message);

  for (guint i = 0; sources != NULL && i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (SondeSource) source = g_list_model_get_item (sources, i);

      if (sonde_source_get_number (source) == number)
        return source; /* the list keeps it */
    }
  return NULL;
}

static void
append_source (SondeDocx *self, SondeSource *source)
{
  const char *url = sonde_source_get_url (source);
  const char *date = sonde_source_get_date (source);
  const char *title = sonde_source_get_title (source);
  const char *name = sonde_export_has_text (title) ? title : url != NULL ? url : "";
  gboolean link = url != NULL && sonde_markdown_is_safe_link (url);

  if (link)
    sonde_docx_open_link (self, url);
  sonde_docx_append_run (self, link ? "<w:rStyle w:val=\"Hyperlink\"/>" : "", name, strlen (name));
  if (link)
    sonde_docx_close_link (self);
  if (!sonde_export_has_text (date))
    return;
  sonde_docx_append_run (self, "", ", ", 2);
  sonde_docx_append_run (self, "", date, strlen (date));
}

/* Where a footnote cannot be, or is already, its number is enough. */
static void
append_number (SondeDocx *self, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  sonde_docx_append_run (self, "<w:vertAlign w:val=\"superscript\"/>", text, strlen (text));
}

/** A reference to source @number of the message; its footnote with the first one. */
void
sonde_docx_append_citation (SondeDocx *self, guint number)
{
  SondeSource *source = find_source (self->message, number);
  guint *note;

  if (source == NULL || !self->document->options.sources)
    return;
  if (self->notes->len < number + 1)
    g_array_set_size (self->notes, number + 1);
  note = &g_array_index (self->notes, guint, number);
  if (*note == 0 && self->out == self->body)
    {
      *note = open_note (self);
      append_source (self, source);
      close_note (self);
      append_note_reference (self, *note);
    }
  else if (*note != 0)
    append_number (self, *note);
}

static void
append_note_blocks (SondeDocx *self, const SondeBlock *block)
{
  if (sonde_block_is_leaf (block))
    {
      sonde_docx_append_inline (self, block);
      sonde_docx_append_run (self, "", " ", 1);
      return;
    }
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    append_note_blocks (self, sonde_block_get_child (block, i));
}

/** A footnote of the text itself; a second reference to it repeats its words. */
void
sonde_docx_append_note (SondeDocx *self, const char *label)
{
  const SondeBlock *definition = g_hash_table_lookup (self->definitions, label);
  guint number;

  if (definition == NULL || self->out != self->body)
    {
      sonde_docx_append_run (self, "<w:vertAlign w:val=\"superscript\"/>", label, strlen (label));
      return;
    }
  number = open_note (self);
  append_note_blocks (self, definition);
  close_note (self);
  append_note_reference (self, number);
}
