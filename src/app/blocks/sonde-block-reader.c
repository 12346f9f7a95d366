/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-block-reader.h"

#define NAME_DELAY 1 /* seconds */

struct _SondeBlockReader
{
  /* Borrowed */
  SondeBlockView *view;

  /* Owned */
  SondeReading *reading; /* NULL before the first one */

  /* State */
  SondeSpot start; /* of the selection; behind its end when there is none and no caret */
  SondeSpot end;
  gboolean is_backward; /* whether the caret is where it begins */
  guint name_id;
};

static const char *
get_text (SondeBlockReader *self)
{
  return self->reading != NULL ? sonde_reading_get_text (self->reading) : "";
}

/* The text */

static void
set_name (SondeBlockReader *self)
{
  g_clear_handle_id (&self->name_id, g_source_remove);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, get_text (self), -1);
}

static gboolean
name_cb (gpointer user_data)
{
  SondeBlockReader *self = user_data;

  self->name_id = 0;
  set_name (self);
  return G_SOURCE_REMOVE;
}

static void
update_name (SondeBlockReader *self, gboolean is_growing)
{
  if (!is_growing || !sonde_readable_is_possible ())
    set_name (self);
  else if (self->name_id == 0)
    self->name_id = g_timeout_add_seconds (NAME_DELAY, name_cb, self);
}

static void
swap (SondeBlockReader *self, SondeReading *reading)
{
  g_clear_pointer (&self->reading, sonde_reading_free);
  self->reading = reading;
}

/** @reading: (transfer full): what is read of the block now */
void
sonde_block_reader_take (SondeBlockReader *self, SondeReading *reading)
{
  SondeReadable *readable = SONDE_READABLE (self->view);
  gboolean is_first = self->reading == NULL;
  guint start, old_end, end;

  if (!sonde_reading_find_change (reading, self->reading, &start, &old_end, &end) && !is_first)
    {
      swap (self, reading);
      return;
    }
  if (old_end > start)
    sonde_readable_will_remove (readable, start, old_end);
  swap (self, reading);
  if (end > start && !is_first)
    sonde_readable_inserted (readable, start, end);
  update_name (self, start > 0 && old_end == start);
}

/* The selection */

static guint
to_text (SondeBlockReader *self, const SondeSpot *spot)
{
  return self->reading != NULL ? sonde_reading_to_text (self->reading, spot->leaf, spot->offset) : 0;
}

static gboolean
get_range (SondeBlockReader *self, guint *start, guint *end)
{
  *start = *end = 0;
  if (sonde_spot_compare (&self->start, &self->end) >= 0)
    return FALSE;
  *start = to_text (self, &self->start);
  *end = to_text (self, &self->end);
  return *start < *end;
}

static gboolean
get_caret (SondeBlockReader *self, guint *caret)
{
  const SondeSpot *spot = self->is_backward ? &self->start : &self->end;

  *caret = 0;
  if (sonde_spot_compare (&self->start, &self->end) > 0 || self->reading == NULL
      || !sonde_reading_has (self->reading, spot->leaf, spot->offset))
    return FALSE;
  *caret = to_text (self, spot);
  return TRUE;
}

static void
move (SondeBlockReader *self, const SondeSpot *start, const SondeSpot *end)
{
  /* The end that moves is where the caret is. */
  self->is_backward
    = sonde_spot_compare (&self->start, start) != 0 && sonde_spot_compare (&self->end, end) == 0;
  self->start = *start;
  self->end = *end;
}

static void
move_and_tell (SondeBlockReader *self, const SondeSpot *start, const SondeSpot *end)
{
  SondeReadable *readable = SONDE_READABLE (self->view);
  guint old_start, old_end, old_caret, new_start, new_end, caret;
  gboolean had_caret = get_caret (self, &old_caret);

  get_range (self, &old_start, &old_end);
  move (self, start, end);
  get_range (self, &new_start, &new_end);
  if (get_caret (self, &caret) && (!had_caret || caret != old_caret))
    sonde_readable_caret_moved (readable);
  if (new_start != old_start || new_end != old_end)
    sonde_readable_selection_changed (readable);
}

/** The selection goes from @start to @end now, both also outside of the block; they are the same where there
 * is a caret and nothing else. */
void
sonde_block_reader_select (SondeBlockReader *self, const SondeSpot *start, const SondeSpot *end)
{
  if (sonde_readable_is_possible ())
    move_and_tell (self, start, end);
  else
    move (self, start, end);
}

SondeBlockReader *
sonde_block_reader_new (SondeBlockView *view)
{
  SondeBlockReader *self = g_new0 (SondeBlockReader, 1);

  self->view = view;
  self->start.leaf = 1;
  return self;
}

void
sonde_block_reader_free (SondeBlockReader *self)
{
  g_return_if_fail (self != NULL);

  g_clear_handle_id (&self->name_id, g_source_remove);
  g_clear_pointer (&self->reading, sonde_reading_free);
  g_free (self);
}

/* What assistive technology asks for */

static SondeBlockReader *
get_reader (SondeReadable *readable)
{
  return sonde_block_view_get_reader (SONDE_BLOCK_VIEW (readable));
}

static const char *
readable_get_text (SondeReadable *readable)
{
  return get_text (get_reader (readable));
}

static gboolean
readable_get_selection (SondeReadable *readable, guint *start, guint *end)
{
  return get_range (get_reader (readable), start, end);
}

static guint
readable_get_caret (SondeReadable *readable)
{
  guint caret;

  get_caret (get_reader (readable), &caret);
  return caret;
}

static gboolean
readable_get_rect (SondeReadable *readable, guint offset, graphene_rect_t *rect)
{
  SondeBlockReader *self = get_reader (readable);
  SondeSpot spot;

  return self->reading != NULL && sonde_reading_to_leaf (self->reading, offset, &spot.leaf, &spot.offset)
         && sonde_block_view_get_spot_rect (self->view, &spot, rect);
}

static guint
readable_find_offset (SondeReadable *readable, double x, double y)
{
  SondeBlockReader *self = get_reader (readable);
  SondeSpot spot = { 0, 0 };

  if (self->reading != NULL)
    sonde_block_view_find_spot (self->view, x, y, &spot);
  return to_text (self, &spot);
}

static void
readable_list_attributes (
  SondeReadable *readable, guint offset, GPtrArray *names, GPtrArray *values, guint *start, guint *end)
{
  SondeBlockReader *self = get_reader (readable);

  if (self->reading != NULL)
    sonde_reading_list_attributes (self->reading, offset, names, values, start, end);
}

/** For the type of the view. */
void
sonde_block_reader_init_iface (SondeReadableInterface *iface)
{
  iface->get_text = readable_get_text;
  iface->get_selection = readable_get_selection;
  iface->get_caret = readable_get_caret;
  iface->get_rect = readable_get_rect;
  iface->find_offset = readable_find_offset;
  iface->list_attributes = readable_list_attributes;
}
