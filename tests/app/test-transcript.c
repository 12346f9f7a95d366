/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>

#include "sonde-error-card.h"
#include "sonde-error.h"
#include "sonde-fold.h"
#include "sonde-line.h"
#include "sonde-message-row.h"
#include "sonde-reasoning-fold.h"
#include "sonde-source.h"
#include "sonde-test.h"
#include "sonde-text-block.h"
#include "sonde-transcript-view.h"
#include "sonde-transcript.h"

#define SETTLE_MS 120 /* several frames */

/* A window that notes which actions the transcript activates, and a conversation in it. */
typedef struct
{
  GtkWidget *window;
  GtkWidget *transcript;
  SondeConversation *conversation;
  char *action;
  gint64 id;
  gint64 next_id;
} Fixture;

static void
activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_free (fixture->action);
  fixture->action = parameter != NULL && g_variant_is_of_type (parameter, G_VARIANT_TYPE_STRING)
                      ? g_strdup_printf ("%s %s",
                                         g_action_get_name (G_ACTION (action)),
                                         g_variant_get_string (parameter, NULL))
                      : g_strdup (g_action_get_name (G_ACTION (action)));
  fixture->id = parameter != NULL && g_variant_is_of_type (parameter, G_VARIANT_TYPE_INT64)
                  ? g_variant_get_int64 (parameter)
                  : 0;
}

static void
add_action (Fixture *fixture, GSimpleActionGroup *group, const char *name, const char *type)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, type != NULL ? G_VARIANT_TYPE (type) : NULL);

  g_signal_connect (action, "activate", G_CALLBACK (activated_cb), fixture);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const with_id[]
    = { "copy-message",   "edit-message",     "regenerate",   "retry",          "continue",
        "delete-message", "previous-version", "next-version", "message-details" };
  static const char *const without[] = { "set-key", "top-up", "change-model", "change-address" };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  for (guint i = 0; i < G_N_ELEMENTS (with_id); i++)
    add_action (fixture, group, with_id[i], "x");
  for (guint i = 0; i < G_N_ELEMENTS (without); i++)
    add_action (fixture, group, without[i], NULL);
  add_action (fixture, group, "choose-url", "s");

  fixture->next_id = 1;
  fixture->conversation = sonde_conversation_new ();
  fixture->transcript = sonde_transcript_new ();
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 500);
  gtk_widget_insert_action_group (fixture->window, "win", G_ACTION_GROUP (group));
  adw_window_set_content (ADW_WINDOW (fixture->window), fixture->transcript);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  sonde_test_spin (20);
  g_object_unref (fixture->conversation);
  g_free (fixture->action);
}

static void
show (Fixture *fixture)
{
  sonde_transcript_set_conversation (SONDE_TRANSCRIPT (fixture->transcript), fixture->conversation);
  gtk_window_present (GTK_WINDOW (fixture->window));
  sonde_test_spin (SETTLE_MS);
}

static SondeMessage *
add_message (Fixture *fixture, SondeRole role, const char *content)
{
  SondeMessage *last = sonde_conversation_get_last (fixture->conversation);
  g_autoptr (SondeMessage) message = sonde_message_new (role);

  sonde_message_set_id (message, fixture->next_id++);
  sonde_message_set_parent_id (message, last != NULL ? sonde_message_get_id (last) : 0);
  sonde_message_set_content (message, content);
  sonde_message_set_created (message, g_get_real_time ());
  sonde_message_set_state (message, SONDE_STATE_COMPLETE);
  sonde_conversation_add_message (fixture->conversation, message);
  return message;
}

static SondeMessage *
add_streaming (Fixture *fixture, SondePhase phase)
{
  SondeMessage *last = sonde_conversation_get_last (fixture->conversation);
  g_autoptr (SondeMessage) message = sonde_message_new (SONDE_ROLE_ASSISTANT);

  sonde_message_set_id (message, fixture->next_id++);
  sonde_message_set_parent_id (message, last != NULL ? sonde_message_get_id (last) : 0);
  sonde_message_set_created (message, g_get_real_time ());
  sonde_message_set_state (message, SONDE_STATE_STREAMING);
  sonde_message_set_phase (message, phase, NULL);
  sonde_conversation_add_message (fixture->conversation, message);
  return message;
}

static void
finish (SondeMessage *message)
{
  sonde_message_set_phase (message, SONDE_PHASE_IDLE, NULL);
  sonde_message_set_state (message, SONDE_STATE_COMPLETE);
}

static void
add_long_history (Fixture *fixture, guint n_turns)
{
  for (guint i = 0; i < n_turns; i++)
    {
      add_message (fixture, SONDE_ROLE_USER, "A question about ice");
      add_message (
        fixture, SONDE_ROLE_ASSISTANT, "One paragraph.\n\nAnother **one** that is\nlonger.\n\n- a\n- b");
    }
}

/* The nth shown descendant of a type, counted from *nth, in reading order. */
static GtkWidget *
find_nth (GtkWidget *widget, GType type, guint *nth)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (*nth)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gtk_widget_get_visible (child) ? find_nth (child, type, nth) : NULL;

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find (GtkWidget *widget, GType type, guint nth)
{
  return find_nth (widget, type, &nth);
}

static guint
count (GtkWidget *widget, GType type)
{
  guint left = G_MAXUINT;

  find_nth (widget, type, &left);
  return G_MAXUINT - left;
}

/* The shown button with an accessible name. */
static GtkWidget *
find_button (GtkWidget *widget, const char *name)
{
  GtkWidget *button;

  for (guint i = 0; (button = find (widget, GTK_TYPE_BUTTON, i)) != NULL; i++)
    {
      g_autofree char *text
        = gtk_test_accessible_check_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name);

      if (text == NULL)
        return button;
    }
  return NULL;
}

static void
click (GtkWidget *widget, const char *name)
{
  GtkWidget *button = find_button (widget, name);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

/* The row of a message that is near the viewport. */
static GtkWidget *
find_row (Fixture *fixture, gint64 id)
{
  GtkWidget *row;

  for (guint i = 0; (row = find (fixture->transcript, SONDE_TYPE_MESSAGE_ROW, i)) != NULL; i++)
    if (sonde_message_get_id (sonde_message_row_get_message (SONDE_MESSAGE_ROW (row))) == id)
      return row;
  return NULL;
}

static GtkAdjustment *
get_adjustment (Fixture *fixture)
{
  return gtk_scrollable_get_vadjustment (
    GTK_SCROLLABLE (find (fixture->transcript, SONDE_TYPE_TRANSCRIPT_VIEW, 0)));
}

static double
get_distance_to_end (Fixture *fixture)
{
  GtkAdjustment *adjustment = get_adjustment (fixture);

  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment)
         - gtk_adjustment_get_value (adjustment);
}

static double
get_y (Fixture *fixture, GtkWidget *widget)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, fixture->transcript, &bounds));
  return bounds.origin.y;
}

static void
test_follows_the_end (Fixture *fixture, gconstpointer data)
{
  add_long_history (fixture, 10);
  show (fixture);
  g_assert_cmpfloat (gtk_adjustment_get_value (get_adjustment (fixture)), >, 100);
  g_assert_cmpfloat (get_distance_to_end (fixture), ==, 0);

  SondeMessage *answer = add_streaming (fixture, SONDE_PHASE_ANSWERING);

  for (guint i = 0; i < 20; i++)
    {
      sonde_message_append_content (answer, "A paragraph of the answer.\n\n");
      sonde_test_spin (40);
      g_assert_cmpfloat (get_distance_to_end (fixture), ==, 0);
    }
}

static void
test_stays_put (Fixture *fixture, gconstpointer data)
{
  add_long_history (fixture, 10);
  SondeMessage *answer = add_streaming (fixture, SONDE_PHASE_ANSWERING);
  show (fixture);

  /* Even half a pixel up ends following, and is not undone. */
  gtk_adjustment_set_value (get_adjustment (fixture),
                            gtk_adjustment_get_value (get_adjustment (fixture)) - 0.5);
  sonde_message_append_content (answer, "First\n\nSecond\n\n");
  sonde_test_spin (SETTLE_MS);
  g_assert_cmpfloat (get_distance_to_end (fixture), >, 0.4);

  gtk_adjustment_set_value (get_adjustment (fixture),
                            gtk_adjustment_get_value (get_adjustment (fixture)) - 100);
  sonde_test_spin (SETTLE_MS);

  GtkWidget *row = find_row (fixture, 19);
  double y = get_y (fixture, row);

  for (guint i = 0; i < 20; i++)
    {
      sonde_message_append_content (answer, "A paragraph of the answer.\n\n```c\nint x;\n```\n\n");
      sonde_test_spin (40);
      g_assert_cmpfloat (get_y (fixture, row), ==, y);
    }
  finish (answer);
  sonde_test_spin (SETTLE_MS);
  g_assert_cmpfloat (get_y (fixture, row), ==, y);

  /* The way back. */
  click (fixture->transcript, "Go to the End");
  sonde_test_spin (SETTLE_MS);
  g_assert_cmpfloat (get_distance_to_end (fixture), ==, 0);
  g_assert_null (find_button (fixture->transcript, "Go to the End"));
}

static void
test_stays_put_when_things_above_change (Fixture *fixture, gconstpointer data)
{
  add_long_history (fixture, 12);
  show (fixture);
  gtk_adjustment_set_value (get_adjustment (fixture),
                            gtk_adjustment_get_value (get_adjustment (fixture)) - 60);
  sonde_test_spin (SETTLE_MS);

  GtkWidget *last = find_row (fixture, 24);
  SondeMessage *message = sonde_conversation_find_message (fixture->conversation, 2);
  double y = get_y (fixture, last);

  sonde_message_append_content (message, "\n\nMore\n\nand more\n\nand more.");
  sonde_test_spin (SETTLE_MS);
  g_assert_cmpfloat (get_y (fixture, last), ==, y);
  sonde_message_set_content (message, "Less");
  sonde_test_spin (SETTLE_MS);
  g_assert_cmpfloat (get_y (fixture, last), ==, y);
}

/* Everything whose height is only guessed until it is near: long lines, code, tables, lists, formulas that
 * come later. */
static void
add_varied_history (Fixture *fixture, guint n_turns)
{
  static const char *const answers[] = {
    "# A heading\n\nA paragraph that is long enough to be wrapped once or twice, whatever the width is of "
    "the window that it "
    "is shown in, so that nobody knows how high it is before it is laid out.",
    "```c\nint a;\nint b;\nint c;\nint d;\n```\n\n1. one\n2. two\n   - three\n\n> a quote\n>\n> that goes on",
    "| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n\nafter it\n\n---\n\n漢字と **かな**",
  };

  for (guint i = 0; i < n_turns; i++)
    {
      add_message (fixture, SONDE_ROLE_USER, "A question about ice");
      add_message (fixture, SONDE_ROLE_ASSISTANT, answers[i % G_N_ELEMENTS (answers)]);
    }
}

/* A row that is surely still there after a step. */
static GtkWidget *
find_middle_row (Fixture *fixture)
{
  double middle = gtk_widget_get_height (fixture->transcript) / 2.0;
  GtkWidget *found = NULL;
  GtkWidget *row;

  for (guint i = 0; (row = find (fixture->transcript, SONDE_TYPE_MESSAGE_ROW, i)) != NULL; i++)
    if (get_y (fixture, row) < middle && (found == NULL || get_y (fixture, row) > get_y (fixture, found)))
      found = row;
  g_assert_nonnull (found);
  return found;
}

/* A frame may take its time on a busy machine. */
static GtkWidget *
wait_until_moved (Fixture *fixture, gint64 id, double y)
{
  gint64 deadline = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;
  GtkWidget *row = NULL;

  do
    {
      sonde_test_spin (10);
      row = find_row (fixture, id);
      g_assert_nonnull (row);
    }
  while (get_y (fixture, row) == y && g_get_monotonic_time () < deadline);
  return row;
}

/* Scrolling up meets rows that were never measured: what is seen moves by what was asked for, to the pixel.
 */
static void
test_heights_become_known (Fixture *fixture, gconstpointer data)
{
  const double step = 37;

  add_varied_history (fixture, 40);
  show (fixture);
  for (guint i = 0; i < 80; i++)
    {
      GtkAdjustment *adjustment = get_adjustment (fixture);
      GtkWidget *row = find_middle_row (fixture);
      SondeMessage *message = sonde_message_row_get_message (SONDE_MESSAGE_ROW (row));
      gint64 id = sonde_message_get_id (message);
      double y = get_y (fixture, row);

      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - step);
      row = wait_until_moved (fixture, id, y);
      g_assert_cmpfloat (get_y (fixture, row), ==, y + step);
    }
}

static void
test_a_new_turn_is_gone_to (Fixture *fixture, gconstpointer data)
{
  add_long_history (fixture, 10);
  show (fixture);
  gtk_adjustment_set_value (get_adjustment (fixture), 0);
  sonde_test_spin (SETTLE_MS);
  add_message (fixture, SONDE_ROLE_USER, "And now?");
  add_streaming (fixture, SONDE_PHASE_WAITING);
  sonde_test_spin (SETTLE_MS);
  g_assert_cmpfloat (get_distance_to_end (fixture), ==, 0);
}

static void
test_loaded_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  show (fixture);
  for (guint i = 1; i <= 300; i++)
    {
      SondeMessage *message = sonde_message_new (i % 2 == 1 ? SONDE_ROLE_USER : SONDE_ROLE_ASSISTANT);

      sonde_message_set_id (message, i);
      sonde_message_set_parent_id (message, i - 1);
      sonde_message_set_content (message, "A line");
      g_ptr_array_add (messages, message);
    }
  sonde_conversation_set_messages (fixture->conversation, messages);
  sonde_test_spin (SETTLE_MS);
  g_assert_cmpuint (count (fixture->transcript, SONDE_TYPE_MESSAGE_ROW), <, 150);
  g_assert_nonnull (find_row (fixture, 300));
  g_assert_cmpfloat (get_distance_to_end (fixture), ==, 0);
}

/* The texts of the blocks that are shown of a message, one a line. */
static char *
dup_blocks (GtkWidget *row)
{
  GString *text = g_string_new (NULL);
  GtkWidget *block;

  for (guint i = 0; (block = find (row, SONDE_TYPE_BLOCK_VIEW, i)) != NULL; i++)
    {
      const SondePiece *piece = sonde_block_view_get_piece (SONDE_BLOCK_VIEW (block));

      if (piece->kind == SONDE_PIECE_TEXT)
        g_string_append_printf (text, "%s\n", sonde_block_get_text (piece->block, NULL));
    }
  return g_string_free (text, FALSE);
}

static void
assert_blocks (Fixture *fixture, gint64 id, const char *expected)
{
  g_autofree char *text = dup_blocks (find_row (fixture, id));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_fold (Fixture *fixture, gconstpointer data)
{
  add_message (fixture, SONDE_ROLE_USER, "Think");
  SondeMessage *answer = add_streaming (fixture, SONDE_PHASE_THINKING);
  show (fixture);

  GtkWidget *fold = find (fixture->transcript, SONDE_TYPE_FOLD, 0);
  GtkWidget *preview;

  /* Folded, with the line that is being thought. */
  g_assert_nonnull (find_button (fixture->transcript, "Thinking…"));
  sonde_message_append_reasoning (answer, "First this,\n\nthen **that**.");
  sonde_test_spin (SETTLE_MS);
  g_assert_false (sonde_fold_get_open (SONDE_FOLD (fold)));
  assert_blocks (fixture, 2, "");
  preview = find (fixture->transcript, SONDE_TYPE_LINE, 0);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (preview), GTK_ACCESSIBLE_PROPERTY_LABEL, "then that.");

  sonde_message_set_thinking_ms (answer, 12400);
  sonde_message_set_phase (answer, SONDE_PHASE_ANSWERING, NULL);
  sonde_message_append_content (answer, "So.");
  sonde_test_spin (500);
  g_assert_nonnull (find_button (fixture->transcript, "Thought for 12 s"));
  g_assert_null (find (fixture->transcript, SONDE_TYPE_LINE, 0));
  finish (answer);

  click (fixture->transcript, "Thought for 12 s");
  sonde_test_spin (400);
  assert_blocks (fixture, 2, "First this,\nthen that.\nSo.\n");
}

/* Who opens one reasoning while it runs sees the next ones open too; each closes when the answer begins. */
static void
test_fold_remembers_what_the_person_prefers (Fixture *fixture, gconstpointer data)
{
  SondeMessage *answer = add_streaming (fixture, SONDE_PHASE_THINKING);
  gboolean prefers_open = FALSE;

  sonde_message_append_reasoning (answer, "This.");
  show (fixture);
  click (fixture->transcript, "Thinking…");
  g_object_get (fixture->transcript, "thinking-open", &prefers_open, NULL);
  g_assert_true (prefers_open);
  finish (answer);

  SondeMessage *next = add_streaming (fixture, SONDE_PHASE_THINKING);

  sonde_message_append_reasoning (next, "That.");
  sonde_test_spin (400);
  assert_blocks (fixture, 2, "That.\n");
  sonde_message_set_phase (next, SONDE_PHASE_ANSWERING, NULL);
  sonde_message_append_content (next, "So.");
  sonde_test_spin (400);
  assert_blocks (fixture, 2, "So.\n");
}

static void
test_fold_stays_as_the_person_has_it (Fixture *fixture, gconstpointer data)
{
  SondeMessage *answer = add_streaming (fixture, SONDE_PHASE_THINKING);

  sonde_message_append_reasoning (answer, "This.");
  show (fixture);
  GtkWidget *fold = find (fixture->transcript, SONDE_TYPE_FOLD, 0);

  /* Opened by hand: it is not closed when the answer begins. */
  click (fold, "Thinking…");
  sonde_message_set_phase (answer, SONDE_PHASE_ANSWERING, NULL);
  finish (answer);
  sonde_test_spin (400);
  g_assert_true (sonde_fold_get_open (SONDE_FOLD (fold)));
  assert_blocks (fixture, 1, "This.\n");
}

static void
test_fold_stays_open_under_a_reader (Fixture *fixture, gconstpointer data)
{
  add_long_history (fixture, 6);
  SondeMessage *answer = add_streaming (fixture, SONDE_PHASE_THINKING);

  g_object_set (fixture->transcript, "thinking-open", TRUE, NULL);
  for (guint i = 0; i < 40; i++)
    sonde_message_append_reasoning (answer, "A thought.\n\n");
  show (fixture);
  sonde_test_spin (400);
  gtk_adjustment_set_value (get_adjustment (fixture),
                            gtk_adjustment_get_value (get_adjustment (fixture)) - 200);
  sonde_test_spin (SETTLE_MS);
  GtkWidget *fold = find (fixture->transcript, SONDE_TYPE_FOLD, 0);
  double y = get_y (fixture, fold);

  sonde_message_set_phase (answer, SONDE_PHASE_ANSWERING, NULL);
  sonde_message_append_content (answer, "So.");
  finish (answer);
  sonde_test_spin (400);
  g_assert_true (sonde_fold_get_open (SONDE_FOLD (fold)));
  g_assert_cmpfloat (get_y (fixture, fold), ==, y);
}

static void
test_durations (void)
{
  static const struct
  {
    gint64 seconds;
    const char *text;
  } cases[] = { { 0, "0 s" }, { 12, "12 s" }, { 99, "99 s" }, { 100, "1 min 40 s" }, { 3600, "60 min 0 s" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sonde_format_seconds (cases[i].seconds);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static SondeMessage *
add_failed (Fixture *fixture, SondeErrorCode code)
{
  g_autoptr (GError) error
    = sonde_error_new_reply (code, 402, -1, "Insufficient <b>Balance</b>\nsecond line");
  SondeMessage *answer = add_streaming (fixture, SONDE_PHASE_WAITING);

  sonde_message_set_error (answer, error);
  sonde_message_set_state (answer, SONDE_STATE_FAILED);
  return answer;
}

static void
test_error_card (Fixture *fixture, gconstpointer data)
{
  SondeErrorExplanation explanation;

  add_message (fixture, SONDE_ROLE_USER, "Question");
  SondeMessage *answer = add_failed (fixture, SONDE_ERROR_NO_BALANCE);
  show (fixture);

  GtkWidget *card = find (fixture->transcript, SONDE_TYPE_ERROR_CARD, 0);

  sonde_error_explain_code (SONDE_ERROR_NO_BALANCE, &explanation);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_test_accessible_assert_property (
    GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, explanation.sentence);
  click (card, "Top Up");
  g_assert_cmpstr (fixture->action, ==, "top-up");
  click (card, "Retry");
  g_assert_cmpstr (fixture->action, ==, "retry");
  g_assert_cmpint (fixture->id, ==, sonde_message_get_id (answer));
  g_assert_true (gtk_widget_has_css_class (find_button (card, "Top Up"), "suggested-action"));
  g_assert_false (gtk_widget_has_css_class (find_button (card, "Retry"), "suggested-action"));
  g_assert_null (find_button (card, "Set Key"));
}

/* Every code has the buttons that its explanation names, and no other. */
static void
test_error_buttons (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    SondeErrorActions action;
    const char *name;
  } buttons[] = {
    { SONDE_ERROR_ACTION_RETRY, "Retry" },
    { SONDE_ERROR_ACTION_SET_KEY, "Set Key" },
    { SONDE_ERROR_ACTION_TOP_UP, "Top Up" },
    { SONDE_ERROR_ACTION_CHANGE_MODEL, "Change Model" },
    { SONDE_ERROR_ACTION_CHANGE_ADDRESS, "Change Address" },
    { SONDE_ERROR_ACTION_CONTINUE, "Continue" },
  };

  for (guint code = 0; code < SONDE_N_ERRORS; code++)
    {
      g_autoptr (GError) error = sonde_error_new (code, "words");
      g_autoptr (SondeMessage) message = sonde_message_new (SONDE_ROLE_ASSISTANT);
      SondeErrorExplanation explanation;

      sonde_error_explain_code (code, &explanation);
      sonde_message_set_content (message, "A word");
      sonde_message_set_error (message, error);
      sonde_message_set_state (message, SONDE_STATE_FAILED);
      g_autoptr (GtkWidget) card = g_object_ref_sink (sonde_error_card_new (message));

      for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
        g_assert_true ((find_button (card, buttons[i].name) != NULL)
                       == ((explanation.actions & buttons[i].action) != 0));
    }
}

/* An answer can go on when it has begun, whatever interrupted it, and cannot before its first word. */
static void
test_continue_button (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) cut = sonde_error_new (SONDE_ERROR_CUT, "words");
  g_autoptr (GError) overloaded = sonde_error_new (SONDE_ERROR_OVERLOADED, "words");
  g_autoptr (SondeMessage) message = sonde_message_new (SONDE_ROLE_ASSISTANT);
  g_autoptr (GtkWidget) card = NULL;

  sonde_message_set_error (message, cut);
  sonde_message_set_state (message, SONDE_STATE_INTERRUPTED);
  card = g_object_ref_sink (sonde_error_card_new (message));
  g_assert_null (find_button (card, "Continue"));

  sonde_message_set_content (message, "A word");
  sonde_message_set_error (message, overloaded);
  sonde_error_card_update (SONDE_ERROR_CARD (card));
  g_assert_nonnull (find_button (card, "Continue"));
}

static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  SondeMessage *answer = add_streaming (fixture, SONDE_PHASE_ANSWERING);

  show (fixture);
  g_assert_null (find (fixture->transcript, SONDE_TYPE_ERROR_CARD, 0));
  sonde_message_append_content (answer, "Half");
  sonde_message_set_state (answer, SONDE_STATE_INTERRUPTED);
  sonde_test_spin (SETTLE_MS);

  GtkWidget *card = find (fixture->transcript, SONDE_TYPE_ERROR_CARD, 0);

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, "Interrupted");
  click (card, "Continue");
  g_assert_cmpstr (fixture->action, ==, "continue");
  click (card, "Retry");
  g_assert_cmpstr (fixture->action, ==, "retry");
}

static void
test_actions (Fixture *fixture, gconstpointer data)
{
  static const char *const of_user[] = { "Copy", "copy-message", "Edit", "edit-message" };
  static const char *const of_answer[]
    = { "Copy",         "copy-message", "Regenerate", "regenerate", "Previous Version", "previous-version",
        "Next Version", "next-version" };
  SondeMessage *question = add_message (fixture, SONDE_ROLE_USER, "Question");
  SondeMessage *answer = add_message (fixture, SONDE_ROLE_ASSISTANT, "Answer");

  sonde_message_set_versions (answer, 2, 3);
  sonde_message_set_model (answer, "deepseek-flash");
  show (fixture);

  GtkWidget *user = find_row (fixture, 1);
  GtkWidget *assistant = find_row (fixture, 2);

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (fixture->transcript), GTK_ACCESSIBLE_ROLE_LOG);
  gtk_test_accessible_assert_property (
    GTK_ACCESSIBLE (fixture->transcript), GTK_ACCESSIBLE_PROPERTY_LABEL, "Transcript");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (user), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (user), GTK_ACCESSIBLE_PROPERTY_LABEL, "You");
  gtk_test_accessible_assert_property (
    GTK_ACCESSIBLE (assistant), GTK_ACCESSIBLE_PROPERTY_LABEL, "deepseek-flash");
  for (guint i = 0; i < G_N_ELEMENTS (of_user); i += 2)
    {
      click (user, of_user[i]);
      g_assert_cmpstr (fixture->action, ==, of_user[i + 1]);
      g_assert_cmpint (fixture->id, ==, sonde_message_get_id (question));
    }
  for (guint i = 0; i < G_N_ELEMENTS (of_answer); i += 2)
    {
      click (assistant, of_answer[i]);
      g_assert_cmpstr (fixture->action, ==, of_answer[i + 1]);
      g_assert_cmpint (fixture->id, ==, sonde_message_get_id (answer));
    }
  g_assert_null (find_button (user, "Previous Version"));
}

/* What assistive technology reads of a block. */
static const char *
read_block (GtkWidget *block)
{
  return SONDE_READABLE_GET_IFACE (block)->get_text (SONDE_READABLE (block));
}

static void
test_sources (Fixture *fixture, gconstpointer data)
{
  SondeMessage *answer = add_streaming (fixture, SONDE_PHASE_SEARCHING);
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_object_unref);

  show (fixture);
  g_assert_nonnull (find_button (fixture->transcript, "Searching…"));
  g_ptr_array_add (sources, sonde_source_new (1, "First <i>page</i>", "https://one.example/a", "", ""));
  g_ptr_array_add (sources, sonde_source_new (2, "Second & page", "https://two.example/b", "", ""));
  sonde_message_set_sources (answer, sources);
  sonde_message_set_phase (answer, SONDE_PHASE_ANSWERING, NULL);
  sonde_message_append_content (answer, "So it is.[citation:2][cita");
  sonde_test_spin (SETTLE_MS);
  g_assert_nonnull (find_button (fixture->transcript, "Searched 2 pages"));

  GtkWidget *block = find (fixture->transcript, SONDE_TYPE_TEXT_BLOCK, 0);

  g_assert_cmpstr (read_block (block), ==, "So it is.\u202f2");
  sonde_message_append_content (answer, "tion:1]\n\nSure[citation:1][citation:2]. Yes.");
  finish (answer);
  sonde_test_spin (SETTLE_MS);
  g_assert_cmpstr (read_block (block), ==, "So it is.\u202f2\u202f1");
  /* Numbers go behind the full stop. */
  g_assert_cmpstr (
    read_block (find (fixture->transcript, SONDE_TYPE_TEXT_BLOCK, 1)), ==, "Sure.\u202f1\u202f2 Yes.");

  click (fixture->transcript, "Source 2: Second & page");
  g_assert_cmpstr (fixture->action, ==, "choose-url https://two.example/b");
  click (block, "Source 1");
  g_assert_cmpstr (fixture->action, ==, "choose-url https://one.example/a");
}

static void
test_find_in_conversation (Fixture *fixture, gconstpointer data)
{
  add_message (fixture, SONDE_ROLE_USER, "needle at the very beginning");
  add_long_history (fixture, 40);
  SondeMessage *last
    = add_message (fixture, SONDE_ROLE_ASSISTANT, "Some text.\n\nA **nee**dle here and a Needle there.");

  sonde_message_set_reasoning (last, "A needle in what was thought.");
  show (fixture);

  SondeTranscript *transcript = SONDE_TRANSCRIPT (fixture->transcript);

  sonde_transcript_find (transcript, "nothing like it");
  sonde_transcript_find_step (transcript, 1);
  sonde_test_spin (SETTLE_MS);
  g_assert_cmpuint (sonde_transcript_get_n_matches (transcript), ==, 0);
  g_assert_cmpint (sonde_transcript_get_match (transcript), ==, -1);

  /* The step waits for what is found. */
  sonde_transcript_find (transcript, "needle");
  sonde_transcript_find_step (transcript, -1);
  sonde_test_spin (SETTLE_MS);
  g_assert_cmpuint (sonde_transcript_get_n_matches (transcript), ==, 4);
  g_assert_cmpint (sonde_transcript_get_match (transcript), ==, 3);

  guint n_matches = 0;
  GtkWidget *row = find_row (fixture, sonde_message_get_id (last));
  GtkWidget *block = find (row, SONDE_TYPE_TEXT_BLOCK, 1);
  const SondeSpotRange *matches = sonde_block_view_get_matches (SONDE_BLOCK_VIEW (block), &n_matches);

  g_assert_cmpuint (n_matches, ==, 2);
  g_assert_cmpuint (matches[1].start.offset, ==, 20);
  g_assert_true (matches[1].is_current);

  /* What is folded is opened. */
  sonde_transcript_find_step (transcript, -1);
  sonde_transcript_find_step (transcript, -1);
  sonde_test_spin (400);
  row = find_row (fixture, sonde_message_get_id (last));
  g_assert_true (sonde_fold_get_open (SONDE_FOLD (find (row, SONDE_TYPE_FOLD, 0))));

  /* The one before is the first message, far away. */
  sonde_transcript_find_step (transcript, -1);
  sonde_test_spin (SETTLE_MS);
  g_assert_cmpint (sonde_transcript_get_match (transcript), ==, 0);
  GtkWidget *first = find_row (fixture, 1);

  g_assert_nonnull (first);
  g_assert_cmpfloat (get_y (fixture, first), >=, 0);
  g_assert_cmpfloat (get_y (fixture, first), <, 400);
  sonde_transcript_find (transcript, "");
  g_assert_cmpuint (sonde_transcript_get_n_matches (transcript), ==, 0);
}

static void
test_scroll_to_message (Fixture *fixture, gconstpointer data)
{
  add_long_history (fixture, 60);
  show (fixture);
  sonde_transcript_scroll_to_message (SONDE_TRANSCRIPT (fixture->transcript), 20);
  sonde_test_spin (SETTLE_MS);
  GtkWidget *row = find_row (fixture, 20);

  g_assert_nonnull (row);
  g_assert_cmpfloat (get_y (fixture, row), >=, 0);
  g_assert_cmpfloat (get_y (fixture, row), <, 400);
}

/* An answer longer than the window, whose question is still laid out when its middle is gone to. */
static SondeMessage *
add_answer_with_footnote (Fixture *fixture)
{
  g_autoptr (GString) text = g_string_new ("A claim.[^1] And more.\n\n");

  for (guint i = 0; i < 80; i++)
    g_string_append_printf (text, "Paragraph %u.\n\n%s", i, i == 40 ? "[^1]: The note.\n\n" : "");
  add_message (fixture, SONDE_ROLE_USER, "A question");
  return add_message (fixture, SONDE_ROLE_ASSISTANT, text->str);
}

static GtkWidget *
find_note (Fixture *fixture)
{
  GtkWidget *row = find_row (fixture, 2);
  GtkWidget *note = NULL, *block;

  for (guint i = 0; note == NULL && (block = find (row, SONDE_TYPE_TEXT_BLOCK, i)) != NULL; i++)
    {
      if (g_str_equal (read_block (block), "The note."))
        note = block;
    }
  return note;
}

static void
assert_note_is_seen (Fixture *fixture)
{
  GtkWidget *note = find_note (fixture);

  g_assert_nonnull (note);
  g_assert_cmpfloat (get_y (fixture, note), >=, 0);
  g_assert_cmpfloat (get_y (fixture, note), <, 400);
}

static void
test_within_a_long_answer (Fixture *fixture, gconstpointer data)
{
  add_answer_with_footnote (fixture);
  show (fixture);
  gtk_adjustment_set_value (get_adjustment (fixture), 0);
  sonde_test_spin (SETTLE_MS);
  click (fixture->transcript, "Footnote 1");
  sonde_test_spin (SETTLE_MS);
  assert_note_is_seen (fixture);

  gtk_adjustment_set_value (get_adjustment (fixture), 0);
  sonde_test_spin (SETTLE_MS);
  sonde_transcript_find (SONDE_TRANSCRIPT (fixture->transcript), "the note");
  sonde_transcript_find_step (SONDE_TRANSCRIPT (fixture->transcript), 1);
  sonde_test_spin (SETTLE_MS);
  assert_note_is_seen (fixture);
}

/* As when the sidebar slides: the line at the top stays, and comes back to the pixel. */
static void
test_width_keeps_the_place (Fixture *fixture, gconstpointer data)
{
  static const int widths[] = { 760, 700, 620, 500, 360, 500, 620, 700, 760, 800 };

  add_answer_with_footnote (fixture);
  show (fixture);
  gtk_adjustment_set_value (get_adjustment (fixture), 0);
  sonde_test_spin (SETTLE_MS);
  click (fixture->transcript, "Footnote 1");
  sonde_test_spin (SETTLE_MS);
  double y = get_y (fixture, find_note (fixture));

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (fixture->window), widths[i], 500);
      sonde_test_spin (SETTLE_MS);
      assert_note_is_seen (fixture);
    }
  g_assert_cmpfloat (get_y (fixture, find_note (fixture)), ==, y);
}

static void
test_right_to_left_interface (Fixture *fixture, gconstpointer data)
{
  static const SondeSpot first = { 0, 0 }, second = { 1, 0 };
  graphene_rect_t latin, hebrew;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  SondeMessage *message
    = add_message (fixture, SONDE_ROLE_ASSISTANT, "Words\n\n\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d");

  show (fixture);
  GtkWidget *row = find_row (fixture, sonde_message_get_id (message));
  GtkWidget *block = find (row, SONDE_TYPE_TEXT_BLOCK, 1);

  g_assert_true (
    sonde_block_view_get_spot_rect (SONDE_BLOCK_VIEW (find (row, SONDE_TYPE_TEXT_BLOCK, 0)), &first, &latin));
  g_assert_true (sonde_block_view_get_spot_rect (SONDE_BLOCK_VIEW (block), &second, &hebrew));
  g_assert_cmpfloat (latin.origin.x, <, 2);
  g_assert_cmpfloat (hebrew.origin.x, >, gtk_widget_get_width (block) - 2);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* Another branch: rows go and come, and nothing is left of those that went. */
static void
test_other_conversation (Fixture *fixture, gconstpointer data)
{
  SondeMessage *old = NULL;
  g_autoptr (SondeConversation) empty = sonde_conversation_new ();

  add_long_history (fixture, 3);
  old = add_streaming (fixture, SONDE_PHASE_ANSWERING);
  show (fixture);
  g_object_ref (old);
  sonde_message_append_content (old, "goes on");
  sonde_transcript_set_conversation (SONDE_TRANSCRIPT (fixture->transcript), empty);
  sonde_test_spin (SETTLE_MS);
  g_assert_cmpuint (count (fixture->transcript, SONDE_TYPE_MESSAGE_ROW), ==, 0);
  sonde_message_append_content (old, " unseen");
  sonde_test_spin (SETTLE_MS);
  sonde_transcript_set_conversation (SONDE_TRANSCRIPT (fixture->transcript), fixture->conversation);
  /* Rows out of sight are made when there is time, which a busy machine may lack. */
  for (guint i = 0; i < 20 && count (fixture->transcript, SONDE_TYPE_MESSAGE_ROW) < 7; i++)
    sonde_test_spin (SETTLE_MS);
  sonde_test_spin (SETTLE_MS);
  /* Those out of sight get their rows when there is time. */
  for (guint i = 0; i < 50 && count (fixture->transcript, SONDE_TYPE_MESSAGE_ROW) < 7; i++)
    sonde_test_spin (SETTLE_MS);
  g_assert_cmpuint (count (fixture->transcript, SONDE_TYPE_MESSAGE_ROW), ==, 7);
  g_assert_cmpfloat (get_distance_to_end (fixture), ==, 0);
  g_object_unref (old);
}

static void
row_goes_cb (GtkWidget *view)
{
  sonde_transcript_view_light_source (SONDE_TRANSCRIPT_VIEW (view), 0, 1);
}

/* GTK tells that the pointer left a row in the midst of taking the row away. */
static void
test_asked_while_rows_go (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) empty = sonde_conversation_new ();
  GtkWidget *view;

  add_long_history (fixture, 3);
  show (fixture);
  view = find (fixture->transcript, SONDE_TYPE_TRANSCRIPT_VIEW, 0);
  for (GtkWidget *row = gtk_widget_get_first_child (view); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    g_signal_connect_object (row, "unmap", G_CALLBACK (row_goes_cb), view, G_CONNECT_SWAPPED);
  sonde_transcript_set_conversation (SONDE_TRANSCRIPT (fixture->transcript), empty);
  sonde_test_spin (SETTLE_MS);
  g_assert_cmpuint (count (fixture->transcript, SONDE_TYPE_MESSAGE_ROW), ==, 0);
}

/* What is not shown (the words of a tool, an answer that only calls one) takes no place. */
static void
test_hidden_messages (Fixture *fixture, gconstpointer data)
{
  SondeMessage *question = add_message (fixture, SONDE_ROLE_USER, "Question");
  SondeMessage *step = add_message (fixture, SONDE_ROLE_ASSISTANT, "");
  g_autofree char *long_text = g_strnfill (4000, 'x');

  sonde_message_set_finish_reason (step, "tool_calls");
  add_message (fixture, SONDE_ROLE_TOOL, long_text);
  SondeMessage *answer = add_message (fixture, SONDE_ROLE_ASSISTANT, "Answer");

  show (fixture);
  GtkWidget *first = find_row (fixture, sonde_message_get_id (question));
  GtkWidget *last = find_row (fixture, sonde_message_get_id (answer));

  g_assert_cmpfloat (get_y (fixture, last) - get_y (fixture, first), <, 110);
}

static void
test_width (Fixture *fixture, gconstpointer data)
{
  graphene_rect_t bounds;
  static const struct
  {
    int width;
    int margin;
  } cases[] = { { 1100, 24 }, { 700, 24 }, { 360, 16 } };

  add_long_history (fixture, 2);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (fixture->window), cases[i].width, 500);
      show (fixture);
      GtkWidget *row = find_row (fixture, 2);
      int width = gtk_widget_get_width (fixture->transcript);
      int column = MIN (width - 2 * cases[i].margin, 720);

      g_assert_true (gtk_widget_compute_bounds (row, fixture->transcript, &bounds));
      g_assert_cmpint (ABS (width - cases[i].width), <, 40);
      g_assert_cmpfloat (bounds.origin.x, ==, (width - column) / 2);
      g_assert_cmpfloat (bounds.size.width, ==, column);
    }
}

#define ADD(name, function) g_test_add ("/transcript/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("no display: skipped\n");
      return 77;
    }
  adw_init ();

  g_test_add_func ("/transcript/durations", test_durations);
  ADD ("follows-the-end", test_follows_the_end);
  ADD ("stays-put", test_stays_put);
  ADD ("stays-put-when-things-above-change", test_stays_put_when_things_above_change);
  ADD ("heights-become-known", test_heights_become_known);
  ADD ("a-new-turn-is-gone-to", test_a_new_turn_is_gone_to);
  ADD ("loaded-later", test_loaded_later);
  ADD ("fold", test_fold);
  ADD ("fold-remembers", test_fold_remembers_what_the_person_prefers);
  ADD ("fold-stays-as-the-person-has-it", test_fold_stays_as_the_person_has_it);
  ADD ("fold-stays-open-under-a-reader", test_fold_stays_open_under_a_reader);
  ADD ("error-card", test_error_card);
  ADD ("error-buttons", test_error_buttons);
  ADD ("continue-button", test_continue_button);
  ADD ("interrupted", test_interrupted);
  ADD ("actions", test_actions);
  ADD ("sources", test_sources);
  ADD ("find", test_find_in_conversation);
  ADD ("scroll-to-message", test_scroll_to_message);
  ADD ("within-a-long-answer", test_within_a_long_answer);
  ADD ("width-keeps-the-place", test_width_keeps_the_place);
  ADD ("right-to-left-interface", test_right_to_left_interface);
  ADD ("other-conversation", test_other_conversation);
  ADD ("asked-while-rows-go", test_asked_while_rows_go);
  ADD ("hidden-messages", test_hidden_messages);
  ADD ("width", test_width);
  return g_test_run ();
}
