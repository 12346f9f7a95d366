/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "block-fixture.h"

#include <adwaita.h>
#include <string.h>

#include "sonde-app-settings.h"
#include "sonde-code-block.h"
#include "sonde-markdown.h"
#include "sonde-math-block.h"
#include "sonde-rule-block.h"
#include "sonde-table-block.h"
#include "sonde-text-block.h"

#define WIDTH 720

void
block_fixture_set_up (BlockFixture *self)
{
  self->window = gtk_window_new ();
  self->fixed = gtk_fixed_new ();
  self->views = g_ptr_array_new ();
  self->pieces = sonde_pieces_new ();
  gtk_window_set_child (GTK_WINDOW (self->window), self->fixed);
  gtk_window_present (GTK_WINDOW (self->window));
  sonde_palette_look_up (&self->palette, self->fixed);
  self->style = (SondeBlockStyle){
    .palette = &self->palette, .scale = 1, .size = 15.5, .line_height = 25, .cjk_line_height = 27
  };
}

void
block_fixture_tear_down (BlockFixture *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_ptr_array_unref (self->views);
  g_ptr_array_unref (self->pieces);
}

static GPtrArray *
parse (const char *markdown)
{
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (markdown, strlen (markdown));
  GPtrArray *pieces = sonde_pieces_new ();

  sonde_pieces_append (pieces, blocks, 0, &(SondePieceSpacing){ 14, 6 });
  return pieces;
}

static GtkWidget *
create_widget (const SondePiece *piece)
{
  switch (piece->kind)
    {
    case SONDE_PIECE_CODE:
      return sonde_code_block_new ();
    case SONDE_PIECE_MATH:
      return sonde_math_block_new ();
    case SONDE_PIECE_TABLE:
      return sonde_table_block_new ();
    case SONDE_PIECE_RULE:
      return sonde_rule_block_new ();
    case SONDE_PIECE_TEXT:
    default:
      return sonde_text_block_new (sonde_block_get_kind (piece->block) == SONDE_BLOCK_HEADING);
    }
}

static void
add_view (BlockFixture *self, const SondePiece *piece)
{
  GtkWidget *view = create_widget (piece);

  gtk_fixed_put (GTK_FIXED (self->fixed), view, 0, 0);
  g_ptr_array_add (self->views, view);
}

/* The widget at a place, of the kind that the piece there needs. */
static void
ensure_view (BlockFixture *self, guint i)
{
  const SondePiece *piece = self->pieces->pdata[i];

  while (i < self->views->len
         && sonde_block_view_get_piece (block_fixture_get (self, i))->kind != piece->kind)
    {
      guint last = self->views->len - 1;

      gtk_fixed_remove (GTK_FIXED (self->fixed), self->views->pdata[last]);
      g_ptr_array_set_size (self->views, last);
    }
  if (i >= self->views->len)
    add_view (self, piece);
}

static void
show_piece (BlockFixture *self, guint i)
{
  SondeBlockView *view = block_fixture_get (self, i);
  int height = 0;

  sonde_block_view_show (view, block_fixture_get_piece (self, i), &self->style);
  height = sonde_block_view_get_height (view, WIDTH);
  gtk_widget_measure (GTK_WIDGET (view), GTK_ORIENTATION_VERTICAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_set_size_request (GTK_WIDGET (view), WIDTH, height);
  gtk_widget_size_allocate (GTK_WIDGET (view), &(GtkAllocation){ 0, 0, WIDTH, height }, -1);
}

/** Shows a text; what its widgets look like is kept where the kind is the same. */
void
block_fixture_show (BlockFixture *self, const char *markdown)
{
  g_ptr_array_unref (self->pieces);
  self->pieces = parse (markdown);
  for (guint i = 0; i < self->pieces->len; i++)
    {
      ensure_view (self, i);
      show_piece (self, i);
    }
}

/** Shows a text of a single block that goes on from the one before, as the view does while it streams. */
void
block_fixture_update (BlockFixture *self, const char *markdown)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->pieces);
  SondeBlockState *state = ((SondePiece *) old->pdata[0])->state;

  self->pieces = parse (markdown);
  for (guint i = 0; i < self->pieces->len; i++)
    {
      g_set_object (&block_fixture_get_piece (self, i)->state, state);
      ensure_view (self, i);
      show_piece (self, i);
    }
}

SondeBlockView *
block_fixture_get (BlockFixture *self, guint i)
{
  return SONDE_BLOCK_VIEW (self->views->pdata[i]);
}

SondePiece *
block_fixture_get_piece (BlockFixture *self, guint i)
{
  return self->pieces->pdata[i];
}

int
block_fixture_height (BlockFixture *self, guint i, int width)
{
  return sonde_block_view_get_height (block_fixture_get (self, i), width);
}

/** Draws a piece as it would be drawn in a frame. */
void
block_fixture_draw (BlockFixture *self, guint i)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node = NULL;

  GTK_WIDGET_GET_CLASS (block_fixture_get (self, i))
    ->snapshot (GTK_WIDGET (block_fixture_get (self, i)), snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  gsk_render_node_unref (node);
}

/** Asserts that every place between two characters is found where its caret stands. */
void
block_fixture_check_spots (BlockFixture *self, guint i, guint leaf, const char *text, guint start, guint end)
{
  SondeBlockView *view = block_fixture_get (self, i);

  for (const char *p = text + start; p <= text + end; p = g_utf8_next_char (p))
    {
      SondeSpot spot = { leaf, (guint) (p - text) };
      SondeSpot found = { 0, 0 };
      graphene_rect_t rect;

      g_assert_true (sonde_block_view_get_spot_rect (view, &spot, &rect));
      g_assert_cmpfloat (rect.size.height, >, 0);
      sonde_block_view_find_spot (view, rect.origin.x, rect.origin.y + rect.size.height / 2, &found);
      g_assert_cmpuint (found.leaf, ==, leaf);
      g_assert_cmpuint (found.offset, ==, spot.offset);
      if (*p == '\0')
        break;
    }
}
