/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-page-message.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-export-private.h"
#include "sonde-markdown-writer.h"
#include "sonde-markdown.h"
#include "sonde-page-blocks.h"
#include "sonde-source.h"

static void
write_line (SondePage *self, const char *text, double size, guint32 colour, gboolean bold)
{
  g_autoptr (PangoLayout) layout = sonde_page_new_layout (self, text, size, FALSE);
  guint32 before = self->colour;

  if (bold)
    {
      PangoAttrList *attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      pango_layout_set_attributes (layout, attributes);
      pango_attr_list_unref (attributes);
    }
  pango_layout_set_width (layout, (int) ((self->right - self->left) * PANGO_SCALE));
  sonde_page_set_colour (self, colour);
  sonde_page_write_layout (self, layout, self->left, NULL);
  sonde_page_set_colour (self, before);
}

/* Something beside the answer: a bar, smaller and fainter. */
static void
write_aside (SondePage *self, const char *heading, const char *text)
{
  SondePageBody body = { self, { .size = SONDE_PAGE_SIZE * 0.9 } };
  guint32 colour = self->colour;

  sonde_page_skip (self, 6);
  sonde_page_need (self, 40);
  sonde_page_push_bar (self, self->left, SONDE_PAGE_LINE);
  self->left += 10;
  sonde_page_set_colour (self, SONDE_PAGE_FAINT);
  write_line (self, heading, SONDE_PAGE_SIZE * 0.9, SONDE_PAGE_FAINT, TRUE);
  sonde_page_write_markdown (&body, text);
  sonde_page_set_colour (self, colour);
  self->left -= 10;
  sonde_page_pop (self);
}

/** The title, and the system prompt. */
void
sonde_page_write_head (SondePage *self)
{
  const char *system_prompt = sonde_conversation_get_system_prompt (self->document->conversation);
  g_autofree char *title = sonde_export_dup_title (self->document);

  write_line (self, title, SONDE_PAGE_SIZE * 1.8, SONDE_PAGE_TEXT, TRUE);
  if (sonde_export_has_text (system_prompt))
    write_aside (self, _ ("System prompt"), system_prompt);
}

static void
write_source (SondePage *self, SondeSource *source, const char *prefix)
{
  const char *url = sonde_source_get_url (source);
  const char *title = sonde_source_get_title (source);
  const char *date = sonde_source_get_date (source);
  g_autofree char *name = sonde_export_dup_line (sonde_export_has_text (title) ? title
                                                 : url != NULL                 ? url
                                                                               : "");
  g_autofree char *day = sonde_export_has_text (date) ? sonde_export_dup_line (date) : NULL;
  g_autofree char *number = g_strdup_printf ("%u. ", sonde_source_get_number (source));
  g_autofree char *destination = g_strdup_printf ("%ss%u", prefix, sonde_source_get_number (source));
  g_autofree char *text = g_strconcat (number, name, day != NULL ? ", " : NULL, day, NULL);
  g_autoptr (PangoLayout) layout = sonde_page_new_layout (self, text, SONDE_PAGE_SIZE * 0.88, FALSE);
  g_autoptr (GArray) links = sonde_page_links_new ();

  if (url != NULL && sonde_markdown_is_safe_link (url))
    sonde_page_add_link (links, strlen (number), strlen (number) + strlen (name), url);
  pango_layout_set_width (layout, (int) ((self->right - self->left) * PANGO_SCALE));
  sonde_page_need (self, SONDE_PAGE_SIZE * 2);
  sonde_page_mark (self, destination);
  sonde_page_set_colour (self, links->len > 0 ? SONDE_PAGE_LINK : SONDE_PAGE_FAINT);
  sonde_page_write_layout (self, layout, self->left, links);
}

static void
write_sources (SondePage *self, SondeMessage *message, const char *prefix)
{
  guint n = sonde_export_get_n_sources (message);
  guint32 colour = self->colour;

  if (n == 0 || !self->document->options.sources)
    return;
  sonde_page_skip (self, 8);
  sonde_page_need (self, 34);
  write_line (self, _ ("Sources"), SONDE_PAGE_SIZE * 0.88, SONDE_PAGE_FAINT, TRUE);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SondeSource) source = g_list_model_get_item (sonde_message_get_sources (message), i);

      write_source (self, source, prefix);
    }
  sonde_page_set_colour (self, colour);
}

static void
write_content (SondePage *self, SondeMessage *message, const char *prefix)
{
  const char *reasoning = sonde_message_get_reasoning (message);
  g_autofree char *calls = sonde_export_dup_other_calls (message);
  g_autofree char *searches = sonde_export_dup_searches_markdown (message);
  SondePageBody body = { self,
                         { .size = SONDE_PAGE_SIZE,
                           .prefix = prefix,
                           .n_sources = sonde_export_get_n_sources (message),
                           .cite = self->document->options.sources } };

  if (sonde_export_has_text (reasoning))
    {
      g_autofree char *heading = sonde_export_dup_thinking (message);

      write_aside (self, heading, reasoning);
    }
  if (searches != NULL && self->document->options.sources)
    write_aside (self, _ ("Searches"), searches);
  if (sonde_message_get_role (message) == SONDE_ROLE_TOOL)
    sonde_page_write_code (&body, NULL, sonde_message_get_content (message));
  else
    sonde_page_write_markdown (&body, sonde_message_get_content (message));
  if (calls != NULL)
    {
      sonde_page_skip (self, 6);
      sonde_page_write_code (&body, "json", calls);
    }
  write_sources (self, message, prefix);
}

/* What the person said stands on a card. */
static void
begin_card (SondePage *self)
{
  sonde_page_push_fill (self, self->left, self->right - self->left, SONDE_PAGE_CARD);
  self->left += 10;
  self->right -= 10;
  sonde_page_advance (self, 7);
}

static void
end_card (SondePage *self)
{
  if (sonde_page_fits (self, 7))
    sonde_page_advance (self, 7);
  self->left -= 10;
  self->right += 10;
  sonde_page_pop (self);
}

/* The text of the first leaf, without what marks it. */
static char *
dup_beginning (const char *content)
{
  gsize length = strlen (content);
  g_autofree char *start = length > 1000
                             ? g_strndup (content, g_utf8_find_prev_char (content, content + 1000) - content)
                             : g_strdup (content);
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (start, -1);
  const SondeBlock *block = blocks->len > 0 ? g_ptr_array_index (blocks, 0) : NULL;

  while (block != NULL && !sonde_block_is_leaf (block))
    block = sonde_block_get_n_children (block) > 0 ? sonde_block_get_child (block, 0) : NULL;
  return sonde_export_dup_line (block != NULL ? sonde_block_get_text (block, NULL) : "");
}

static void
add_to_outline (SondePage *self, const char *heading, SondeMessage *message)
{
  g_autofree char *line = dup_beginning (sonde_message_get_content (message));
  g_autofree char *title = g_strdup_printf ("%s: %s", heading, line);

  sonde_page_outline (self, title, 0);
}

void
sonde_page_write_message (SondePage *self, SondeMessage *message)
{
  guint number = sonde_export_document_get_number (self->document, sonde_message_get_id (message));
  g_autofree char *prefix = g_strdup_printf ("m%u-", number);
  g_autofree char *heading = sonde_export_dup_heading (self->document, message);
  g_autofree char *about = sonde_export_dup_about (self->document, message);
  gboolean card = sonde_message_get_role (message) == SONDE_ROLE_USER;

  sonde_page_skip (self, 18);
  sonde_page_need (self, 80);
  add_to_outline (self, heading, message);
  if (card)
    begin_card (self);
  write_line (self, heading, SONDE_PAGE_SIZE, SONDE_PAGE_TEXT, TRUE);
  if (*about != '\0')
    write_line (self, about, SONDE_PAGE_SIZE * 0.8, SONDE_PAGE_FAINT, FALSE);
  write_content (self, message, prefix);
  if (card)
    end_card (self);
}
