/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-transcript.h"

#include <glib/gi18n-lib.h>

#include "sonde-column.h"
#include "sonde-message-row.h"

#define N_ROWS 40 /* at first, and more each time that Load Earlier is pressed */

/* A place where the query stands: the match @nth of message @position of the branch. */
typedef struct
{
  guint position;
  guint nth;
} Match;

struct _SondeTranscript
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *overlay;
  GtkWidget *scroller;
  GtkWidget *column;
  GtkWidget *earlier;
  GtkWidget *welcome;
  GtkWidget *to_end;

  /* Owned */
  SondeConversation *conversation;
  GListModel *branch;
  GPtrArray *rows; /* of the messages from @first on */
  GArray *matches;
  char *query;

  /* State */
  guint first;
  int match; /* -1 before the first step */
};

G_DEFINE_FINAL_TYPE (SondeTranscript, sonde_transcript, GTK_TYPE_WIDGET)

static guint
count_messages (SondeTranscript *self)
{
  return self->branch != NULL ? g_list_model_get_n_items (self->branch) : 0;
}

static GtkWidget *
get_row (SondeTranscript *self, guint position)
{
  g_assert (position >= self->first && position - self->first < self->rows->len);

  return g_ptr_array_index (self->rows, position - self->first);
}

/* Inserts the row of the message at @position, whose neighbours before it have theirs. */
static void
insert_row (SondeTranscript *self, guint position)
{
  g_autoptr (SondeMessage) message = g_list_model_get_item (self->branch, position);
  GtkWidget *row = sonde_message_row_new (message);
  GtkWidget *previous = position > self->first ? get_row (self, position - 1) : self->earlier;

  g_ptr_array_insert (self->rows, position - self->first, row);
  sonde_column_insert_after (SONDE_COLUMN (self->column), row, previous);
}

static void
remove_row (SondeTranscript *self, guint position)
{
  sonde_column_remove (SONDE_COLUMN (self->column), get_row (self, position));
  g_ptr_array_remove_index (self->rows, position - self->first);
}

static void
update_frame (SondeTranscript *self)
{
  guint n_messages = count_messages (self);
  gboolean empty
    = n_messages == 0 && (self->conversation == NULL || !sonde_conversation_get_busy (self->conversation));

  gtk_widget_set_visible (self->earlier, self->first > 0);
  gtk_widget_set_visible (self->welcome, empty);
  gtk_widget_set_visible (self->scroller, !empty);
  for (guint i = 0; i < self->rows->len; i++)
    sonde_message_row_set_last (g_ptr_array_index (self->rows, i), i + 1 == self->rows->len);
}

/* Gives rows to earlier messages until the one at @position has one. */
static void
load_from (SondeTranscript *self, guint position)
{
  guint n_new = self->first > position ? self->first - position : 0;

  self->first -= n_new;
  for (guint i = 0; i < n_new; i++)
    insert_row (self, self->first + i);
  update_frame (self);
}

static void
rebuild (SondeTranscript *self)
{
  guint n_messages = count_messages (self);

  while (self->rows->len > 0)
    remove_row (self, self->first + self->rows->len - 1);
  self->first = n_messages > N_ROWS ? n_messages - N_ROWS : 0;
  for (guint i = self->first; i < n_messages; i++)
    insert_row (self, i);
  update_frame (self);
}

/* The person has just asked for this answer, so the view goes to it. */
static gboolean
ends_with_new_turn (SondeTranscript *self, guint position, guint n_added)
{
  guint n_messages = count_messages (self);

  if (n_added == 0 || position + n_added != n_messages)
    return FALSE;
  g_autoptr (SondeMessage) last = g_list_model_get_item (self->branch, n_messages - 1);

  return sonde_message_get_state (last) == SONDE_STATE_STREAMING
         || sonde_message_get_role (last) == SONDE_ROLE_USER;
}

static void
branch_changed_cb (SondeTranscript *self, guint position, guint n_removed, guint n_added)
{
  /* Many at once are a conversation that has just been loaded: its end is enough. */
  if (position < self->first || n_added > N_ROWS)
    {
      rebuild (self);
      return;
    }
  for (guint i = 0; i < n_removed; i++)
    remove_row (self, position);
  for (guint i = 0; i < n_added; i++)
    insert_row (self, position + i);
  update_frame (self);
  if (ends_with_new_turn (self, position, n_added))
    sonde_column_follow (SONDE_COLUMN (self->column));
}

static void
following_changed_cb (SondeTranscript *self)
{
  gboolean following = sonde_column_get_following (SONDE_COLUMN (self->column));

  gtk_widget_set_visible (self->to_end, !following);
}

/* Pushing on at the end follows it, even where the end has come up to the reader. */
static void
edge_cb (SondeTranscript *self, GtkPositionType edge)
{
  if (edge == GTK_POS_BOTTOM)
    sonde_column_follow (SONDE_COLUMN (self->column));
}

static void
earlier_clicked_cb (SondeTranscript *self)
{
  sonde_column_hold (SONDE_COLUMN (self->column), get_row (self, self->first));
  load_from (self, self->first > N_ROWS ? self->first - N_ROWS : 0);
}

static void
hold (GtkWidget *widget, const char *action, GVariant *parameter)
{
  sonde_column_hold (SONDE_COLUMN (SONDE_TRANSCRIPT (widget)->column), NULL);
}

static void
unselect (SondeTranscript *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    sonde_message_row_unselect (g_ptr_array_index (self->rows, i));
}

static void
clear_find (SondeTranscript *self)
{
  g_array_set_size (self->matches, 0);
  g_clear_pointer (&self->query, g_free);
  self->match = -1;
}

static void
sonde_transcript_dispose (GObject *object)
{
  SondeTranscript *self = SONDE_TRANSCRIPT (object);

  if (self->branch != NULL)
    g_signal_handlers_disconnect_by_data (self->branch, self);
  g_clear_object (&self->branch);
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->matches, g_array_unref);
  g_clear_pointer (&self->query, g_free);
  G_OBJECT_CLASS (sonde_transcript_parent_class)->dispose (object);
}

static void
sonde_transcript_class_init (SondeTranscriptClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_transcript_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LOG);
  gtk_widget_class_set_css_name (widget_class, "transcript");
  gtk_widget_class_install_action (widget_class, "transcript.hold", NULL, hold);
}

static GtkWidget *
create_welcome (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (_ ("What would you like to know?"));
  GtkWidget *hint = gtk_label_new (_ ("DeepThink reasons before it answers. Search reads the web first."));

  gtk_widget_add_css_class (title, "welcome-title");
  gtk_widget_add_css_class (hint, "welcome-hint");
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_justify (GTK_LABEL (title), GTK_JUSTIFY_CENTER);
  gtk_label_set_justify (GTK_LABEL (hint), GTK_JUSTIFY_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (box, "welcome");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), hint);
  return box;
}

static GtkWidget *
create_to_end (SondeTranscript *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("go-bottom-symbolic");

  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "to-end");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (button, GTK_ALIGN_END);
  gtk_widget_set_visible (button, FALSE);
  gtk_widget_set_tooltip_text (button, _ ("Go to the End"));
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Go to the End"), -1);
  g_signal_connect_object (
    button, "clicked", G_CALLBACK (sonde_transcript_scroll_to_end), self, G_CONNECT_SWAPPED);
  return button;
}

static void
build_column (SondeTranscript *self)
{
  self->earlier = gtk_button_new_with_label (_ ("Load Earlier"));
  gtk_widget_add_css_class (self->earlier, "flat");
  gtk_widget_add_css_class (self->earlier, "earlier");
  gtk_widget_set_halign (self->earlier, GTK_ALIGN_CENTER);
  g_signal_connect_object (
    self->earlier, "clicked", G_CALLBACK (earlier_clicked_cb), self, G_CONNECT_SWAPPED);

  self->column = sonde_column_new ();
  sonde_column_insert_after (SONDE_COLUMN (self->column), self->earlier, NULL);
  g_signal_connect_object (
    self->column, "notify::following", G_CALLBACK (following_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
sonde_transcript_init (SondeTranscript *self)
{
  self->rows = g_ptr_array_new ();
  self->matches = g_array_new (FALSE, FALSE, sizeof (Match));
  self->match = -1;

  build_column (self);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (
    GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->column);
  g_signal_connect_object (self->scroller, "edge-reached", G_CALLBACK (edge_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scroller, "edge-overshot", G_CALLBACK (edge_cb), self, G_CONNECT_SWAPPED);

  self->welcome = create_welcome ();
  self->to_end = create_to_end (self);
  self->overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->scroller);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->welcome);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->to_end);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Transcript"), -1);
  update_frame (self);
}

GtkWidget *
sonde_transcript_new (void)
{
  return g_object_new (SONDE_TYPE_TRANSCRIPT, NULL);
}

/** @conversation: (nullable): the conversation to show, from its end */
void
sonde_transcript_set_conversation (SondeTranscript *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT (self));
  g_return_if_fail (conversation == NULL || SONDE_IS_CONVERSATION (conversation));

  if (self->conversation == conversation)
    return;
  clear_find (self);
  if (self->branch != NULL)
    g_signal_handlers_disconnect_by_data (self->branch, self);
  g_clear_object (&self->branch);
  g_set_object (&self->conversation, conversation);
  if (conversation != NULL)
    {
      self->branch = g_object_ref (sonde_conversation_get_branch (conversation));
      g_signal_connect_object (
        self->branch, "items-changed", G_CALLBACK (branch_changed_cb), self, G_CONNECT_SWAPPED);
    }
  rebuild (self);
  sonde_column_follow (SONDE_COLUMN (self->column));
}

/**
 * sonde_transcript_find:
 * @self: a transcript
 * @query: (nullable): what to look for, without regard to case; %NULL or "" ends the search
 *
 * Returns: how often it stands in the shown branch
 */
guint
sonde_transcript_find (SondeTranscript *self, const char *query)
{
  g_return_val_if_fail (SONDE_IS_TRANSCRIPT (self), 0);

  clear_find (self);
  if (query == NULL || *query == '\0')
    {
      unselect (self);
      return 0;
    }
  self->query = g_strdup (query);
  for (guint i = 0; i < count_messages (self); i++)
    {
      g_autoptr (SondeMessage) message = g_list_model_get_item (self->branch, i);
      guint n_matches = sonde_message_row_count (message, query);

      for (guint k = 0; k < n_matches; k++)
        {
          Match match = { i, k };

          g_array_append_val (self->matches, match);
        }
    }
  if (self->matches->len == 0)
    unselect (self);
  return self->matches->len;
}

/**
 * sonde_transcript_find_step:
 * @self: a transcript
 * @direction: 1 for the next match, -1 for the one before; the first step goes to the first or the last
 *
 * Selects a match and scrolls to it; earlier messages are loaded where it is one of theirs.
 */
void
sonde_transcript_find_step (SondeTranscript *self, int direction)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT (self));

  int n_matches = self->matches->len;

  if (n_matches == 0)
    return;
  if (self->match < 0)
    self->match = direction < 0 ? n_matches - 1 : 0;
  else
    self->match = (self->match + direction + n_matches) % n_matches;

  const Match *match = &g_array_index (self->matches, Match, self->match);

  if (match->position >= count_messages (self))
    return;
  load_from (self, match->position);

  /* The new selection takes the primary clipboard from the old one, which ends that. Ended before, the X
   * server's word of it would come later and end the new one. */
  GtkWidget *row = get_row (self, match->position);
  GtkWidget *place = sonde_message_row_select (SONDE_MESSAGE_ROW (row), self->query, match->nth);

  sonde_column_scroll_to (SONDE_COLUMN (self->column), place != NULL ? place : row);
}

void
sonde_transcript_scroll_to_message (SondeTranscript *self, gint64 id)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT (self));

  for (guint i = 0; i < count_messages (self); i++)
    {
      g_autoptr (SondeMessage) message = g_list_model_get_item (self->branch, i);

      if (sonde_message_get_id (message) != id)
        continue;
      load_from (self, i);
      sonde_column_scroll_to (SONDE_COLUMN (self->column), get_row (self, i));
      return;
    }
}

/** Goes to the end and follows it. */
void
sonde_transcript_scroll_to_end (SondeTranscript *self)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT (self));

  sonde_column_follow (SONDE_COLUMN (self->column));
}
