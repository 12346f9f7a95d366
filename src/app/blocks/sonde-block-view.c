/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-block-view.h"

#include <glib/gi18n-lib.h>

#include "sonde-block-reader.h"

#define MARKER_GAP 16 /* from a dot to its text, in px of the design */
#define NUMBER_GAP 24
#define BAR_WIDTH  2
#define BACK_WIDTH 20

#define RIGHT_TO_LEFT_MARK "\342\200\217"

typedef struct
{
  /* Owned */
  SondePiece piece;
  PangoLayout *marker;
  GArray *matches; /* of SondeSpotRange */
  GPtrArray *buttons;
  GArray *hots; /* of SondeHot, one a button */
  SondeBlockReader *reader;

  /* Borrowed */
  const SondeBlockStyle *style;

  /* State */
  SondeSpot start; /* of the selection; behind its end when there is none */
  SondeSpot end;
  int width; /* for which the height holds; 0 when it must be found out */
  int height;
} SondeBlockViewPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (SondeBlockView,
                                  sonde_block_view,
                                  GTK_TYPE_WIDGET,
                                  G_ADD_PRIVATE (SondeBlockView)
                                    G_IMPLEMENT_INTERFACE (SONDE_TYPE_READABLE,
                                                           sonde_block_reader_init_iface))

enum
{
  HEIGHT_CHANGED,
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

#define PRIVATE(self) ((SondeBlockViewPrivate *) sonde_block_view_get_instance_private (self))

static void
resized_cb (SondeBlockView *self)
{
  SONDE_BLOCK_VIEW_GET_CLASS (self)->update (self);
  sonde_block_view_changed (self);
}

static void
clear_piece (SondeBlockView *self)
{
  SondePiece *piece = &PRIVATE (self)->piece;

  if (piece->state != NULL)
    g_signal_handlers_disconnect_by_data (piece->state, self);
  g_clear_object (&piece->state);
  g_clear_pointer (&piece->block, sonde_block_unref);
  g_clear_pointer (&piece->marker, g_free);
  g_clear_pointer (&piece->back, g_free);
}

static void
copy_piece (SondeBlockView *self, const SondePiece *piece)
{
  SondeBlockViewPrivate *priv = PRIVATE (self);
  SondePiece copy = *piece;

  copy.block = sonde_block_ref (piece->block);
  copy.marker = g_strdup (piece->marker);
  copy.back = g_strdup (piece->back);
  if (copy.state != NULL)
    g_object_ref (copy.state);
  clear_piece (self);
  priv->piece = copy;
  if (copy.state == NULL)
    return;
  g_signal_connect_object (
    copy.state, "scrolled", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (copy.state, "resized", G_CALLBACK (resized_cb), self, G_CONNECT_SWAPPED);
}

/* Drawing */

/* Mirrors a place for text that goes from right to left. */
static double
place_x (SondeBlockView *self, double x, double width)
{
  return PRIVATE (self)->piece.is_rtl ? gtk_widget_get_width (GTK_WIDGET (self)) - x - width : x;
}

static void
draw_bars (SondeBlockView *self, GtkSnapshot *snapshot)
{
  const SondeBlockViewPrivate *priv = PRIVATE (self);
  double height = gtk_widget_get_height (GTK_WIDGET (self));

  for (guint i = 0; i < priv->piece.n_bars; i++)
    {
      double above = i < priv->piece.n_joined_bars ? sonde_block_style_px (priv->style, priv->piece.gap) : 0;
      double x = place_x (self, sonde_block_style_px (priv->style, priv->piece.bars[i]), BAR_WIDTH);

      gtk_snapshot_append_color (
        snapshot, &priv->style->palette->bar, &GRAPHENE_RECT_INIT (x, -above, BAR_WIDTH, height + above));
    }
}

static double
get_marker_x (SondeBlockView *self, int layout_width)
{
  const SondeBlockViewPrivate *priv = PRIVATE (self);
  gboolean is_dot = priv->piece.task == SONDE_TASK_NONE && g_str_equal (priv->piece.marker, "•");
  int gap = sonde_block_style_px (priv->style, is_dot ? MARKER_GAP : NUMBER_GAP);
  int indent = sonde_block_view_get_indent (self);

  /* A number that is wider than its place reaches out to the left. */
  return place_x (self, MAX (indent - MAX (gap, layout_width + 4), 0), layout_width);
}

static void
ensure_marker (SondeBlockView *self)
{
  SondeBlockViewPrivate *priv = PRIVATE (self);
  const char *text = sonde_block_get_text (priv->piece.block, NULL);
  g_autofree char *marker = NULL;

  if (priv->marker != NULL)
    return;
  priv->marker = sonde_block_style_create_layout (
    priv->style, GTK_WIDGET (self), priv->style->size, sonde_block_style_is_wide (text + priv->piece.start));
  /* The full stop of a number stands on the side where the text is. */
  marker = g_strconcat (priv->piece.is_rtl ? RIGHT_TO_LEFT_MARK : "", priv->piece.marker, NULL);
  pango_layout_set_text (priv->marker, marker, -1);
}

static void
draw_marker (SondeBlockView *self, GtkSnapshot *snapshot)
{
  SondeBlockViewPrivate *priv = PRIVATE (self);
  gboolean is_number = g_ascii_isalnum (priv->piece.marker[0]);
  int width = 0;

  ensure_marker (self);
  pango_layout_get_pixel_size (priv->marker, &width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (get_marker_x (self, width), 0));
  gtk_snapshot_append_layout (
    snapshot, priv->marker, is_number ? &priv->style->palette->dim_text : &priv->style->palette->marker);
  gtk_snapshot_restore (snapshot);
}

/* A box of 13 px, and a tick where the task is done. */
static void
draw_task (SondeBlockView *self, GtkSnapshot *snapshot)
{
  const SondeBlockViewPrivate *priv = PRIVATE (self);
  int size = sonde_block_style_px (priv->style, 13);
  double y = (sonde_block_style_px (priv->style, priv->style->line_height) - size) / 2.0;
  double x = place_x (
    self, sonde_block_view_get_indent (self) - sonde_block_style_px (priv->style, NUMBER_GAP), size);
  gboolean done = priv->piece.task == SONDE_TASK_DONE;
  GskRoundedRect box;
  GdkRGBA color = done ? priv->style->palette->accent : priv->style->palette->marker;

  gsk_rounded_rect_init_from_rect (&box, &GRAPHENE_RECT_INIT (x, y, size, size), size / 4.0f);
  gtk_snapshot_append_border (
    snapshot, &box, (float[]){ 1.5f, 1.5f, 1.5f, 1.5f }, (GdkRGBA[]){ color, color, color, color });
  if (!done)
    return;

  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &box.bounds);

  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 1.75);
  cairo_move_to (cr, x + size * 0.25, y + size * 0.52);
  cairo_line_to (cr, x + size * 0.43, y + size * 0.7);
  cairo_line_to (cr, x + size * 0.76, y + size * 0.3);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
sonde_block_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeBlockView *self = SONDE_BLOCK_VIEW (widget);
  const SondeBlockViewPrivate *priv = PRIVATE (self);

  if (priv->style == NULL)
    return;
  draw_bars (self, snapshot);
  if (priv->piece.task != SONDE_TASK_NONE)
    draw_task (self, snapshot);
  else if (priv->piece.marker != NULL)
    draw_marker (self, snapshot);
  SONDE_BLOCK_VIEW_GET_CLASS (self)->draw (self, snapshot);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_snapshot_child (widget, child, snapshot);
}

/* Links */

static void
button_clicked_cb (SondeBlockView *self, GtkWidget *button)
{
  SondeBlockViewPrivate *priv = PRIVATE (self);
  guint i;

  if (g_ptr_array_find (priv->buttons, button, &i))
    g_signal_emit (self, signals[ACTIVATED], 0, &g_array_index (priv->hots, SondeHot, i));
}

const SondeHot *
sonde_block_view_get_button_hot (SondeBlockView *self, GtkWidget *widget)
{
  const SondeBlockViewPrivate *priv = PRIVATE (self);
  guint i;

  return g_ptr_array_find (priv->buttons, widget, &i) ? &g_array_index (priv->hots, SondeHot, i) : NULL;
}

static GtkWidget *
create_button (SondeBlockView *self)
{
  GtkWidget *button = g_object_new (GTK_TYPE_BUTTON, "accessible-role", GTK_ACCESSIBLE_ROLE_LINK, NULL);

  gtk_widget_add_css_class (button, "inline-link");
  gtk_widget_set_can_target (button, FALSE);
  g_signal_connect_object (button, "clicked", G_CALLBACK (button_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  return button;
}

static void
name_button (GtkWidget *button, const SondeHot *hot)
{
  g_autofree char *text = g_strndup (hot->text, hot->text_length);
  /* Translators: the accessible name of a reference to a cited page; %s is its number */
  g_autofree char *source = g_strdup_printf (_ ("Source %s"), text);
  /* Translators: the accessible name of a reference to a footnote; %s is its number or name */
  g_autofree char *footnote = g_strdup_printf (_ ("Footnote %s"), text);
  /* Translators: the accessible name of the link at the end of a footnote that leads to where it is named */
  g_autofree char *back = g_strdup_printf (_ ("Back From Footnote %s"), hot->target);
  const char *name = hot->kind == SONDE_HOT_SOURCE     ? source
                     : hot->kind == SONDE_HOT_FOOTNOTE ? footnote
                     : hot->kind == SONDE_HOT_BACK     ? back
                                                       : text;

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (hot->kind == SONDE_HOT_LINK)
    gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, hot->target, -1);
}

/* The first line of a link is enough to show where the keyboard is. */
static void
allocate_button (SondeBlockView *self, GtkWidget *button, const SondeHot *hot)
{
  const SondeBlockViewPrivate *priv = PRIVATE (self);
  graphene_rect_t start = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  graphene_rect_t end = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  double right;

  sonde_block_view_get_spot_rect (self, &hot->start, &start);
  sonde_block_view_get_spot_rect (self, &hot->end, &end);
  /* What follows a raised footnote is a little lower and still the same line. */
  right = end.origin.y >= start.origin.y + start.size.height ? gtk_widget_get_width (GTK_WIDGET (self))
                                                             : end.origin.x;
  /* The way back stands behind the text and is none of its bytes. */
  if (hot->kind == SONDE_HOT_BACK)
    right
      = start.origin.x + sonde_block_style_px (priv->style, priv->piece.is_rtl ? -BACK_WIDTH : BACK_WIDTH);
  gtk_widget_measure (button, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (button,
                            &(GtkAllocation){ (int) MIN (start.origin.x, right),
                                              (int) start.origin.y,
                                              MAX ((int) ABS (right - start.origin.x), 1),
                                              MAX ((int) start.size.height, 1) },
                            -1);
}

static void
sonde_block_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondeBlockView *self = SONDE_BLOCK_VIEW (widget);
  const SondeBlockViewPrivate *priv = PRIVATE (self);

  for (guint i = 0; i < priv->buttons->len; i++)
    allocate_button (self, priv->buttons->pdata[i], &g_array_index (priv->hots, SondeHot, i));
}

static void
sonde_block_view_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  *minimum = *natural = 0;
}

static void
clear_buttons (SondeBlockView *self, guint n_left)
{
  GPtrArray *buttons = PRIVATE (self)->buttons;

  while (buttons->len > n_left)
    {
      gtk_widget_unparent (buttons->pdata[buttons->len - 1]);
      g_ptr_array_set_size (buttons, (int) buttons->len - 1);
    }
}

static void
sonde_block_view_dispose (GObject *object)
{
  SondeBlockView *self = SONDE_BLOCK_VIEW (object);
  SondeBlockViewPrivate *priv = PRIVATE (self);

  clear_buttons (self, 0);
  clear_piece (self);
  g_clear_object (&priv->marker);
  G_OBJECT_CLASS (sonde_block_view_parent_class)->dispose (object);
}

static void
sonde_block_view_finalize (GObject *object)
{
  SondeBlockViewPrivate *priv = PRIVATE (SONDE_BLOCK_VIEW (object));

  g_array_unref (priv->matches);
  g_array_unref (priv->hots);
  g_ptr_array_unref (priv->buttons);
  sonde_block_reader_free (priv->reader);
  G_OBJECT_CLASS (sonde_block_view_parent_class)->finalize (object);
}

static void
sonde_block_view_class_init (SondeBlockViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_block_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = sonde_block_view_finalize;
  widget_class->measure = sonde_block_view_measure;
  widget_class->size_allocate = sonde_block_view_size_allocate;
  widget_class->snapshot = sonde_block_view_snapshot;

  signals[HEIGHT_CHANGED]
    = g_signal_new ("height-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED] = g_signal_new (
    "activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_css_name (widget_class, "block");
}

static void
sonde_block_view_init (SondeBlockView *self)
{
  SondeBlockViewPrivate *priv = PRIVATE (self);

  priv->matches = g_array_new (FALSE, FALSE, sizeof (SondeSpotRange));
  priv->hots = g_array_new (FALSE, FALSE, sizeof (SondeHot));
  priv->buttons = g_ptr_array_new ();
  priv->reader = sonde_block_reader_new (self);
  priv->start.leaf = 1;
  /* A paragraph begins where its own words say. Where the interface is right to left, Pango would mirror
   * that. */
  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);
}

/**
 * sonde_block_view_show:
 * @self: a block view
 * @piece: what to show; copied
 * @style: (transfer none): how; lives longer than the view
 */
void
sonde_block_view_show (SondeBlockView *self, const SondePiece *piece, const SondeBlockStyle *style)
{
  SondeBlockViewPrivate *priv = PRIVATE (self);

  g_return_if_fail (SONDE_IS_BLOCK_VIEW (self));
  g_return_if_fail (piece != NULL && style != NULL);

  copy_piece (self, piece);
  priv->style = style;
  sonde_block_view_restyle (self);
}

/** Colours, text size or scale are others now. */
void
sonde_block_view_restyle (SondeBlockView *self)
{
  SondeBlockViewPrivate *priv = PRIVATE (self);

  g_return_if_fail (SONDE_IS_BLOCK_VIEW (self));

  g_clear_object (&priv->marker);
  priv->width = 0;
  SONDE_BLOCK_VIEW_GET_CLASS (self)->update (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** The height at a width, both in px. */
int
sonde_block_view_get_height (SondeBlockView *self, int width)
{
  SondeBlockViewPrivate *priv = PRIVATE (self);

  g_return_val_if_fail (SONDE_IS_BLOCK_VIEW (self), 0);

  if (priv->width != width)
    {
      int inner = MAX (width - sonde_block_view_get_indent (self), 1);

      priv->height = SONDE_BLOCK_VIEW_GET_CLASS (self)->get_height (self, inner);
      priv->width = width;
    }
  return priv->height;
}

/** Selects what lies between two spots of the section and in this piece; nothing where @end is not behind
 * @start. */
void
sonde_block_view_select (SondeBlockView *self, const SondeSpot *start, const SondeSpot *end)
{
  SondeBlockViewPrivate *priv = PRIVATE (self);

  g_return_if_fail (SONDE_IS_BLOCK_VIEW (self));

  if (sonde_spot_compare (&priv->start, start) == 0 && sonde_spot_compare (&priv->end, end) == 0)
    return;
  priv->start = *start;
  priv->end = *end;
  sonde_block_reader_select (priv->reader, start, end);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** Marks what was found; @matches are in order and may reach out of this piece. */
void
sonde_block_view_set_matches (SondeBlockView *self, const SondeSpotRange *matches, guint n_matches)
{
  SondeBlockViewPrivate *priv = PRIVATE (self);

  g_return_if_fail (SONDE_IS_BLOCK_VIEW (self));

  if (n_matches == 0 && priv->matches->len == 0)
    return;
  g_array_set_size (priv->matches, 0);
  if (n_matches > 0)
    g_array_append_vals (priv->matches, matches, n_matches);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** Gives the spot nearest to a point. */
void
sonde_block_view_find_spot (SondeBlockView *self, double x, double y, SondeSpot *spot)
{
  g_return_if_fail (SONDE_IS_BLOCK_VIEW (self));

  SONDE_BLOCK_VIEW_GET_CLASS (self)->find_spot (self, x, y, spot);
}

/** Gives where the caret stands at a spot; %FALSE where the spot is in another piece. */
gboolean
sonde_block_view_get_spot_rect (SondeBlockView *self, const SondeSpot *spot, graphene_rect_t *rect)
{
  g_return_val_if_fail (SONDE_IS_BLOCK_VIEW (self), FALSE);

  return SONDE_BLOCK_VIEW_GET_CLASS (self)->get_spot_rect (self, spot, rect);
}

/** Gives what can be pressed at a point; %FALSE where there is nothing. */
gboolean
sonde_block_view_get_hot (SondeBlockView *self, double x, double y, SondeHot *hot)
{
  SondeBlockViewClass *klass = SONDE_BLOCK_VIEW_GET_CLASS (self);

  g_return_val_if_fail (SONDE_IS_BLOCK_VIEW (self), FALSE);

  return klass->get_hot != NULL && klass->get_hot (self, x, y, hot);
}

/** Gives the keyboard to the first mark of a footnote, or way back from one, at or behind @spot; %FALSE for
 * none. */
gboolean
sonde_block_view_focus_note (SondeBlockView *self, const SondeSpot *spot)
{
  SondeBlockViewPrivate *priv = PRIVATE (self);

  g_return_val_if_fail (SONDE_IS_BLOCK_VIEW (self), FALSE);

  for (guint i = 0; i < priv->hots->len; i++)
    {
      const SondeHot *hot = &g_array_index (priv->hots, SondeHot, i);

      if ((hot->kind == SONDE_HOT_FOOTNOTE || hot->kind == SONDE_HOT_BACK)
          && sonde_spot_compare (&hot->start, spot) >= 0)
        return gtk_widget_grab_focus (priv->buttons->pdata[i]);
    }
  return FALSE;
}

/** Scrolls a block that is wider than its place sideways until a spot of this piece is seen. */
void
sonde_block_view_reveal (SondeBlockView *self, const SondeSpot *spot)
{
  g_return_if_fail (SONDE_IS_BLOCK_VIEW (self));

  if (SONDE_BLOCK_VIEW_GET_CLASS (self)->reveal != NULL)
    SONDE_BLOCK_VIEW_GET_CLASS (self)->reveal (self, spot);
}

const SondePiece *
sonde_block_view_get_piece (SondeBlockView *self)
{
  return &PRIVATE (self)->piece;
}

const SondeBlockStyle *
sonde_block_view_get_style (SondeBlockView *self)
{
  return PRIVATE (self)->style;
}

/** The indent in px. */
int
sonde_block_view_get_indent (SondeBlockView *self)
{
  const SondeBlockViewPrivate *priv = PRIVATE (self);

  return sonde_block_style_px (priv->style, priv->piece.indent);
}

/** Where the inner part begins: the indent is at the right of text that goes from right to left. */
int
sonde_block_view_get_inner_x (SondeBlockView *self)
{
  return PRIVATE (self)->piece.is_rtl ? 0 : sonde_block_view_get_indent (self);
}

/**
 * sonde_block_view_set_hots:
 * @hots: (element-type SondeHot): the links and footnotes of the piece, in order
 *
 * Gives each a button.
 */
void
sonde_block_view_set_hots (SondeBlockView *self, GArray *hots)
{
  SondeBlockViewPrivate *priv = PRIVATE (self);

  clear_buttons (self, hots->len);
  g_array_set_size (priv->hots, 0);
  for (guint i = 0; i < hots->len; i++)
    {
      const SondeHot *hot = &g_array_index (hots, SondeHot, i);

      g_array_append_val (priv->hots, *hot);
      if (i >= priv->buttons->len)
        g_ptr_array_add (priv->buttons, create_button (self));
      name_button (priv->buttons->pdata[i], hot);
    }
}

/** Which bytes of a leaf are selected; %FALSE for none. @end is %G_MAXUINT where the selection goes on behind
 * it. */
gboolean
sonde_block_view_get_selected (SondeBlockView *self, guint leaf, guint *start, guint *end)
{
  const SondeBlockViewPrivate *priv = PRIVATE (self);

  if (sonde_spot_compare (&priv->start, &priv->end) >= 0 || leaf < priv->start.leaf || leaf > priv->end.leaf)
    return FALSE;
  *start = leaf == priv->start.leaf ? priv->start.offset : 0;
  *end = leaf == priv->end.leaf ? priv->end.offset : G_MAXUINT;
  return *start < *end;
}

/** Returns: (transfer none): what was found in the section, as far as it is known to be near this piece */
const SondeSpotRange *
sonde_block_view_get_matches (SondeBlockView *self, guint *n_matches)
{
  const SondeBlockViewPrivate *priv = PRIVATE (self);

  *n_matches = priv->matches->len;
  return (const SondeSpotRange *) (gpointer) priv->matches->data;
}

/** Returns: (transfer none): what tells assistive technology of the block */
SondeBlockReader *
sonde_block_view_get_reader (SondeBlockView *self)
{
  return PRIVATE (self)->reader;
}

/** @reading: (transfer full): what is read of the block aloud */
void
sonde_block_view_take_reading (SondeBlockView *self, SondeReading *reading)
{
  sonde_block_reader_take (PRIVATE (self)->reader, reading);
}

/** For a kind of block: its height may be another one now. */
void
sonde_block_view_changed (SondeBlockView *self)
{
  PRIVATE (self)->width = 0;
  /* A formula that is set moves the links behind it, also where the height stays. */
  if (PRIVATE (self)->buttons->len > 0)
    gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[HEIGHT_CHANGED], 0);
}

/** Negative, 0 or positive, as @a stands before, at or behind @b. */
int
sonde_spot_compare (const SondeSpot *a, const SondeSpot *b)
{
  if (a->leaf != b->leaf)
    return a->leaf < b->leaf ? -1 : 1;
  return a->offset < b->offset ? -1 : a->offset > b->offset;
}
