/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-message-text.h"

#include "sonde-citations.h"
#include "sonde-markdown-plain.h"
#include "sonde-markdown.h"

/* Much text at once, as after a hold-up, is shown over several frames, so that the window answers in between.
 */
#define UPDATE_BYTES (32 * 1024)

static void
clear (gpointer data)
{
  SondeMessageText *self = data;

  for (guint i = 0; i < SONDE_N_TEXTS; i++)
    g_clear_pointer (&self->sections[i], sonde_section_free);
  g_object_unref (self->message);
}

SondeMessageText *
sonde_message_text_new (SondeMessage *message)
{
  SondeMessageText *self = g_rc_box_new0 (SondeMessageText);

  self->message = g_object_ref (message);
  self->scale = 1;
  return self;
}

SondeMessageText *
sonde_message_text_ref (SondeMessageText *self)
{
  return g_rc_box_acquire (self);
}

void
sonde_message_text_unref (SondeMessageText *self)
{
  g_rc_box_release_full (self, clear);
}

static gboolean
is_streaming (SondeMessage *message)
{
  return sonde_message_get_state (message) == SONDE_STATE_STREAMING;
}

static guint
count_sources (SondeMessage *message)
{
  return g_list_model_get_n_items (sonde_message_get_sources (message));
}

/* A mark such as “[citation:1” that is not whole yet is held back while more may come. */
static gsize
get_stable_length (SondeMessage *message)
{
  if (is_streaming (message) && count_sources (message) > 0)
    return sonde_citations_stable_length (sonde_message_get_content (message));
  return sonde_message_get_content_length (message);
}

static gsize
get_text (SondeMessage *message, SondeTextSlot slot, const char **text)
{
  if (slot == SONDE_TEXT_REASONING)
    {
      *text = sonde_message_get_reasoning (message);
      return sonde_message_get_reasoning_length (message);
    }
  *text = sonde_message_get_content (message);
  return get_stable_length (message);
}

static guint
get_generation (SondeMessage *message, SondeTextSlot slot)
{
  return slot == SONDE_TEXT_REASONING ? sonde_message_get_reasoning_generation (message)
                                      : sonde_message_get_content_generation (message);
}

static SondeSectionKind
get_kind (SondeMessage *message, SondeTextSlot slot)
{
  if (slot == SONDE_TEXT_REASONING)
    return SONDE_SECTION_REASONING;
  return sonde_message_get_role (message) == SONDE_ROLE_USER ? SONDE_SECTION_CARD : SONDE_SECTION_BODY;
}

static gboolean
is_growing (SondeMessage *message, SondeTextSlot slot)
{
  return is_streaming (message)
         && (slot == SONDE_TEXT_BODY || sonde_message_get_phase (message) == SONDE_PHASE_THINKING);
}

static void
apply_look (SondeMessageText *self, SondeTextSlot slot)
{
  guint n_sources = slot == SONDE_TEXT_BODY ? count_sources (self->message) : 0;

  if (self->sections[slot] != NULL)
    sonde_section_set_look (self->sections[slot], self->palette, self->scale, n_sources);
}

static gsize
limit_growth (SondeSection *section, const char *text, gsize length)
{
  gsize shown = sonde_section_get_length (section);

  if (length <= shown + UPDATE_BYTES)
    return length;
  return (gsize) (g_utf8_find_prev_char (text, text + shown + UPDATE_BYTES) - text);
}

static guint
update_slot (SondeMessageText *self, SondeTextSlot slot)
{
  const char *text = NULL;
  gsize length = get_text (self->message, slot, &text);
  gboolean growing = is_growing (self->message, slot);
  guint n_sources;

  if (length == 0 && self->sections[slot] == NULL)
    return G_MAXUINT;
  if (self->sections[slot] == NULL)
    {
      self->sections[slot] = sonde_section_new (get_kind (self->message, slot));
      apply_look (self, slot);
    }
  n_sources = sonde_section_get_style (self->sections[slot])->n_sources;
  apply_look (self, slot);
  if (growing)
    length = limit_growth (self->sections[slot], text, length);
  sonde_section_set_generation (self->sections[slot], get_generation (self->message, slot));
  guint changed = sonde_section_set_text (self->sections[slot], text, length, growing);

  return n_sources != sonde_section_get_style (self->sections[slot])->n_sources ? 0 : changed;
}

/** @palette: (transfer none): outlives it */
void
sonde_message_text_set_look (SondeMessageText *self, const SondePalette *palette, double scale)
{
  self->palette = palette;
  self->scale = scale;
  for (guint i = 0; i < SONDE_N_TEXTS; i++)
    apply_look (self, i);
}

/** Takes over what the message says now. @changed gets the first piece of each slot that is another one. */
void
sonde_message_text_update (SondeMessageText *self, guint changed[SONDE_N_TEXTS])
{
  for (guint i = 0; i < SONDE_N_TEXTS; i++)
    changed[i] = update_slot (self, i);
}

/** Whether the message says more than is shown yet. */
gboolean
sonde_message_text_is_pending (SondeMessageText *self)
{
  for (guint i = 0; i < SONDE_N_TEXTS; i++)
    {
      const char *text = NULL;

      if (self->sections[i] != NULL
          && (sonde_section_is_behind (self->sections[i])
              || get_text (self->message, i, &text) > sonde_section_get_length (self->sections[i])))
        return TRUE;
    }
  return FALSE;
}

/** Returns: (transfer full) (element-type SondeBlock): the blocks of a text of a message that nobody has
 * shown */
GPtrArray *
sonde_message_dup_blocks (SondeMessage *message, SondeTextSlot slot)
{
  const char *text = NULL;
  gsize length = get_text (message, slot, &text);

  if (get_kind (message, slot) == SONDE_SECTION_CARD)
    return sonde_markdown_parse_plain (text, (gssize) length);
  return sonde_markdown_parse (text, (gssize) length);
}
