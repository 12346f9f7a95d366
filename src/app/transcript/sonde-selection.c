/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-selection.h"

#include "sonde-block-leaves.h"

#define DRAG_THRESHOLD 3   /* px */
#define MAX_LINE_STEPS 40  /* of 8 px: more than there is between two messages */
#define SCROLL_SPEED   0.3 /* px a frame for each px beyond the edge */

typedef enum
{
  UNIT_CHARACTER,
  UNIT_WORD,
  UNIT_PARAGRAPH,
} Unit;

struct _SondeSelection
{
  GObject parent_instance;

  /* Borrowed */
  SondeTranscriptView *view; /* owns this */

  /* State */
  SondePlace anchor;     /* where it began */
  SondePlace focus;      /* where it goes to */
  SondePlace anchor_end; /* the other end of the word or paragraph where it began */
  Unit unit;
  gboolean is_placed; /* whether a click said where, be it without a selection */
  gboolean dragging;
  gboolean moved;
  double press_x;
  double press_y;
  double x; /* of the pointer */
  double y;
  guint scroll_id;
};

G_DEFINE_FINAL_TYPE (SondeSelection, sonde_selection, G_TYPE_OBJECT)

enum
{
  CHANGED,
  PRESSED,
  SETTLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
order (const SondePlace *a, const SondePlace *b, SondePlace *start, SondePlace *end)
{
  gboolean forward = sonde_place_compare (a, b) <= 0;

  *start = forward ? *a : *b;
  *end = forward ? *b : *a;
}

static void
update (SondeSelection *self)
{
  SondePlace start, end;

  order (&self->anchor, &self->focus, &start, &end);
  sonde_transcript_view_select (self->view, &start, &end);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Units of a text */

static const char *
get_leaf_text (GPtrArray *leaves, guint leaf, gsize *length)
{
  *length = 0;
  return leaf < leaves->len ? sonde_block_get_text (leaves->pdata[leaf], length) : "";
}

static void
find_word (const char *text, gsize length, guint *start, guint *end)
{
  long n_chars = g_utf8_strlen (text, (gssize) length);
  g_autofree PangoLogAttr *attrs = g_new0 (PangoLogAttr, (gsize) n_chars + 1);
  long at = g_utf8_pointer_to_offset (text, text + *start);
  long from = at, to = at;

  pango_get_log_attrs (text, (int) length, -1, pango_language_get_default (), attrs, (int) n_chars + 1);
  while (from > 0 && !attrs[from].is_word_start && !attrs[from].is_word_end)
    from--;
  while (to < n_chars && (to == at || (!attrs[to].is_word_end && !attrs[to].is_word_start)))
    to++;
  *start = (guint) (g_utf8_offset_to_pointer (text, from) - text);
  *end = (guint) (g_utf8_offset_to_pointer (text, to) - text);
}

/* Gives the begin and the end of the unit in which a place is. */
static void
expand (SondeSelection *self, const SondePlace *place, SondePlace *start, SondePlace *end)
{
  g_autoptr (GPtrArray) blocks = NULL;
  g_autoptr (GPtrArray) leaves = NULL;
  const char *text = NULL;
  gsize length = 0;

  *start = *end = *place;
  if (self->unit == UNIT_CHARACTER)
    return;
  blocks = sonde_transcript_view_dup_blocks (self->view, place->item, place->slot);
  leaves = sonde_blocks_list_leaves (blocks);
  text = get_leaf_text (leaves, place->spot.leaf, &length);
  start->spot.offset = MIN (start->spot.offset, (guint) length);
  if (self->unit == UNIT_PARAGRAPH)
    {
      start->spot.offset = 0;
      end->spot.offset = (guint) length;
    }
  else
    find_word (text, length, &start->spot.offset, &end->spot.offset);
}

static void
extend_to (SondeSelection *self, const SondePlace *place)
{
  SondePlace start, end;

  expand (self, place, &start, &end);
  if (sonde_place_compare (&start, &self->anchor) < 0)
    {
      /* Backwards from the end of where it began. */
      if (sonde_place_compare (&self->anchor, &self->anchor_end) < 0)
        {
          SondePlace swap = self->anchor;

          self->anchor = self->anchor_end;
          self->anchor_end = swap;
        }
      self->focus = start;
    }
  else
    self->focus = end;
  update (self);
}

static void
begin_at (SondeSelection *self, const SondePlace *place)
{
  expand (self, place, &self->anchor, &self->anchor_end);
  self->focus = self->anchor_end;
  self->is_placed = TRUE;
  update (self);
}

/* The mouse */

static void
drag_to (SondeSelection *self)
{
  SondePlace place;

  if (sonde_transcript_view_find_place (self->view, self->x, self->y, &place))
    extend_to (self, &place);
}

static gboolean
scroll_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  SondeSelection *self = user_data;
  int height = gtk_widget_get_height (widget);
  double beyond = self->y < 0 ? self->y : self->y > height ? self->y - height : 0;

  if (!self->dragging || beyond == 0)
    {
      self->scroll_id = 0;
      return G_SOURCE_REMOVE;
    }
  sonde_transcript_view_scroll_by (self->view, beyond * SCROLL_SPEED);
  drag_to (self);
  return G_SOURCE_CONTINUE;
}

static void
pressed_cb (SondeSelection *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  SondePlace place;

  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  self->press_x = self->x = x;
  self->press_y = self->y = y;
  self->moved = n_press > 1;
  self->dragging = sonde_transcript_view_find_place (self->view, x, y, &place);
  if (!self->dragging)
    return;
  self->unit = n_press == 1 ? UNIT_CHARACTER : n_press == 2 ? UNIT_WORD : UNIT_PARAGRAPH;
  if ((state & GDK_SHIFT_MASK) != 0)
    extend_to (self, &place);
  else
    begin_at (self, &place);
}

static void
drag_update_cb (SondeSelection *self, double dx, double dy)
{
  self->x = self->press_x + dx;
  self->y = self->press_y + dy;
  if (!self->dragging || (!self->moved && ABS (dx) < DRAG_THRESHOLD && ABS (dy) < DRAG_THRESHOLD))
    return;
  self->moved = TRUE;
  drag_to (self);
  if (self->scroll_id == 0)
    self->scroll_id = gtk_widget_add_tick_callback (GTK_WIDGET (self->view), scroll_tick_cb, self, NULL);
}

static void
released_cb (SondeSelection *self, int n_press, double x, double y)
{
  SondeHot hot;
  guint item;

  self->dragging = FALSE;
  g_signal_emit (self, signals[SETTLED], 0);
  if (!self->moved && n_press == 1 && sonde_transcript_view_get_hot (self->view, x, y, &item, &hot))
    g_signal_emit (self, signals[PRESSED], 0, &hot, item);
}

static void
add_gestures (SondeSelection *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (drag_update_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (drag));
  gtk_gesture_group (click, drag);
}

/* The keyboard */

/* The leaf before or behind a place: also in another text or message. */
static gboolean
step_leaf (SondeSelection *self, SondePlace *place, int direction, guint n_leaves)
{
  guint n_items = sonde_transcript_view_get_n_items (self->view);

  if (direction > 0 ? place->spot.leaf + 1 < n_leaves : place->spot.leaf > 0)
    {
      place->spot.leaf += (guint) direction;
      return TRUE;
    }
  for (guint item = place->item;;)
    {
      int slot = (int) place->slot + direction;

      if (slot < 0 || slot >= SONDE_N_TEXTS)
        {
          if (direction > 0 ? item + 1 >= n_items : item == 0)
            return FALSE;
          item += (guint) direction;
          slot = direction > 0 ? 0 : SONDE_N_TEXTS - 1;
        }
      place->item = item;
      place->slot = (SondeTextSlot) slot;
      if (!sonde_transcript_view_is_open (self->view, item, place->slot))
        continue;
      g_autoptr (GPtrArray) blocks = sonde_transcript_view_dup_blocks (self->view, item, place->slot);
      guint n = sonde_blocks_count_leaves (blocks);

      if (n == 0)
        continue;
      place->spot.leaf = direction > 0 ? 0 : n - 1;
      return TRUE;
    }
}

/* One character or word on; from the end of a leaf to the begin of the next. */
static gboolean
step_text (SondeSelection *self, SondePlace *place, gboolean by_word, int direction)
{
  g_autoptr (GPtrArray) blocks = sonde_transcript_view_dup_blocks (self->view, place->item, place->slot);
  g_autoptr (GPtrArray) leaves = sonde_blocks_list_leaves (blocks);
  gsize length = 0;
  const char *text = get_leaf_text (leaves, place->spot.leaf, &length);
  const char *p = text + MIN (place->spot.offset, length);

  if (direction > 0 ? p >= text + length : p <= text)
    {
      if (!step_leaf (self, place, direction, leaves->len))
        return FALSE;
      place->spot.offset = direction > 0 ? 0 : G_MAXINT;
      return TRUE;
    }
  do
    p = direction > 0 ? g_utf8_next_char (p) : g_utf8_prev_char (p);
  while (by_word && (direction > 0 ? p < text + length : p > text)
         && !(g_unichar_isspace (g_utf8_get_char (direction > 0 ? p : g_utf8_prev_char (p)))));
  place->spot.offset = (guint) (p - text);
  return TRUE;
}

/* The gap between two blocks belongs to the nearer one: the first place that is further on in another line
 * counts. */
static gboolean
find_line (SondeSelection *self, const SondePlace *from, double y, double distance, SondePlace *next)
{
  int from_y = 0, next_y = 0, height = 0;

  if (!sonde_transcript_view_find_place (self->view, self->x, y + distance, next))
    return FALSE;
  return sonde_place_compare (next, from) * distance > 0
         && sonde_transcript_view_get_place_y (self->view, from, &from_y, &height)
         && sonde_transcript_view_get_place_y (self->view, next, &next_y, &height) && next_y != from_y;
}

static void
step_line (SondeSelection *self, SondePlace *place, double distance)
{
  int y = 0, height = 0;
  SondePlace next;

  if (!sonde_transcript_view_get_place_y (self->view, place, &y, &height))
    return;
  for (guint i = 1; i <= MAX_LINE_STEPS; i++)
    if (find_line (self, place, distance < 0 ? y : y + height, distance * i, &next))
      {
        *place = next;
        return;
      }
}

static void
keep_in_view (SondeSelection *self)
{
  int y = 0, height = 0;
  int view_height = gtk_widget_get_height (GTK_WIDGET (self->view));

  if (!sonde_transcript_view_get_place_y (self->view, &self->focus, &y, &height))
    sonde_transcript_view_scroll_to (self->view, &self->focus);
  else if (y < 0)
    sonde_transcript_view_scroll_by (self->view, y - 20);
  else if (y + height > view_height)
    sonde_transcript_view_scroll_by (self->view, y + height - view_height + 20);
  sonde_transcript_view_reveal (self->view, &self->focus);
}

/* Without a selection the keyboard begins where the last click was, or at the top of what is in sight. */
static gboolean
ensure_begun (SondeSelection *self)
{
  if (self->is_placed || sonde_place_compare (&self->anchor, &self->focus) != 0)
    return TRUE;
  self->unit = UNIT_CHARACTER;
  if (!sonde_transcript_view_find_place (self->view, 0, 0, &self->anchor))
    return FALSE;
  self->focus = self->anchor_end = self->anchor;
  return TRUE;
}

static void
select_to_edge (SondeSelection *self, int direction)
{
  guint n_items = sonde_transcript_view_get_n_items (self->view);

  self->focus = direction < 0 ? (SondePlace){ 0, 0, { 0, 0 } }
                              : (SondePlace){ n_items - 1, SONDE_N_TEXTS - 1, { G_MAXINT, G_MAXINT } };
}

/** Moves the end of the selection, and scrolls to it. */
void
sonde_selection_move (SondeSelection *self, GtkMovementStep step, int count)
{
  g_return_if_fail (SONDE_IS_SELECTION (self));

  if (sonde_transcript_view_get_n_items (self->view) == 0 || !ensure_begun (self))
    return;
  switch (step)
    {
    case GTK_MOVEMENT_VISUAL_POSITIONS:
      step_text (self, &self->focus, FALSE, count);
      break;
    case GTK_MOVEMENT_WORDS:
      step_text (self, &self->focus, TRUE, count);
      break;
    case GTK_MOVEMENT_DISPLAY_LINES:
      step_line (self, &self->focus, count * 8);
      break;
    case GTK_MOVEMENT_PAGES:
      step_line (self, &self->focus, count * gtk_widget_get_height (GTK_WIDGET (self->view)) * 0.9);
      break;
    case GTK_MOVEMENT_BUFFER_ENDS:
      select_to_edge (self, count);
      break;
    case GTK_MOVEMENT_DISPLAY_LINE_ENDS:
    case GTK_MOVEMENT_PARAGRAPH_ENDS:
      self->focus.spot.offset = count < 0 ? 0 : G_MAXINT;
      break;
    case GTK_MOVEMENT_LOGICAL_POSITIONS:
    case GTK_MOVEMENT_PARAGRAPHS:
    case GTK_MOVEMENT_HORIZONTAL_PAGES:
    default:
      break;
    }
  update (self);
  if (step != GTK_MOVEMENT_BUFFER_ENDS)
    keep_in_view (self);
}

static void
sonde_selection_class_init (SondeSelectionClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SETTLED] = g_signal_new ("settled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PRESSED] = g_signal_new (
    "pressed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_UINT);
}

static void
sonde_selection_init (SondeSelection *self)
{
}

/** @view: (transfer none): outlives the selection */
SondeSelection *
sonde_selection_new (SondeTranscriptView *view)
{
  g_return_val_if_fail (SONDE_IS_TRANSCRIPT_VIEW (view), NULL);

  SondeSelection *self = g_object_new (SONDE_TYPE_SELECTION, NULL);

  self->view = view;
  add_gestures (self);
  return self;
}

/** Gives what is selected; %FALSE for nothing. */
gboolean
sonde_selection_get_bounds (SondeSelection *self, SondePlace *start, SondePlace *end)
{
  g_return_val_if_fail (SONDE_IS_SELECTION (self), FALSE);

  order (&self->anchor, &self->focus, start, end);
  return sonde_place_compare (start, end) < 0;
}

void
sonde_selection_clear (SondeSelection *self)
{
  g_return_if_fail (SONDE_IS_SELECTION (self));

  self->anchor = self->focus = self->anchor_end = (SondePlace){ 0 };
  self->is_placed = FALSE;
  update (self);
}

void
sonde_selection_select_all (SondeSelection *self)
{
  g_return_if_fail (SONDE_IS_SELECTION (self));

  if (sonde_transcript_view_get_n_items (self->view) == 0)
    return;
  self->anchor = self->anchor_end = (SondePlace){ 0 };
  select_to_edge (self, 1);
  update (self);
}

static void
shift_place (SondePlace *place, guint position, guint n_removed, guint n_added)
{
  if (place->item >= position + n_removed)
    place->item = place->item - n_removed + n_added;
}

/** Messages came or went; a selection that touched those that went is over. */
void
sonde_selection_shift (SondeSelection *self, guint position, guint n_removed, guint n_added)
{
  SondePlace start, end;

  if (!sonde_selection_get_bounds (self, &start, &end))
    {
      self->is_placed = FALSE;
      return;
    }
  if (n_removed > 0 && start.item < position + n_removed && end.item >= position)
    {
      sonde_selection_clear (self);
      return;
    }
  shift_place (&self->anchor, position, n_removed, n_added);
  shift_place (&self->anchor_end, position, n_removed, n_added);
  shift_place (&self->focus, position, n_removed, n_added);
}
