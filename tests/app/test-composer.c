/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>

#include "sonde-app-settings.h"
#include "sonde-composer-bar.h"
#include "sonde-composer-text.h"
#include "sonde-composer.h"
#include "sonde-test.h"

#define SETTLE_MS 150 /* several frames */

typedef struct
{
  GtkWidget *window;
  SondeComposer *composer;
  SondeComposerText *text;
  SondeConversation *conversation;
  char *sent;
  SondeMessage *edited;
  guint n_sent;
} Fixture;

static void
send_cb (Fixture *fixture, const char *text, SondeMessage *edited)
{
  g_free (fixture->sent);
  fixture->sent = g_strdup (text);
  g_set_object (&fixture->edited, edited);
  fixture->n_sent++;
}

static GtkWidget *
find_widget (GtkWidget *parent, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (parent), type))
    return parent;
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);
      if (found)
        return found;
    }
  return NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->conversation = sonde_conversation_new ();
  fixture->window = gtk_window_new ();
  fixture->composer = SONDE_COMPOSER (sonde_composer_new ());
  fixture->text
    = SONDE_COMPOSER_TEXT (find_widget (GTK_WIDGET (fixture->composer), SONDE_TYPE_COMPOSER_TEXT));
  g_signal_connect_swapped (fixture->composer, "send", G_CALLBACK (send_cb), fixture);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->composer));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 600, 300);
  gtk_window_present (GTK_WINDOW (fixture->window));
  sonde_composer_set_conversation (fixture->composer, fixture->conversation);
  sonde_composer_set_ready (fixture->composer, TRUE);
  sonde_composer_focus (fixture->composer);
  sonde_test_spin (SETTLE_MS);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->conversation);
  g_clear_object (&fixture->edited);
  g_clear_pointer (&fixture->sent, g_free);
}

/* Real keys, as they come from the display: without a window manager a click gives the focus. */
static void
run_xdotool (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  sonde_test_spin (SETTLE_MS);
}

static void
press (const char *key)
{
  run_xdotool ((const char *const[]){ "xdotool", "key", key, NULL });
}

static void
wait_active (Fixture *fixture)
{
  for (int i = 0; i < 100 && !gtk_window_is_active (GTK_WINDOW (fixture->window)); i++)
    sonde_test_spin (50);
  g_assert_true (gtk_window_is_active (GTK_WINDOW (fixture->window)));
}

static void
click_into_text (Fixture *fixture)
{
  run_xdotool ((const char *const[]){ "xdotool", "mousemove", "300", "100", "click", "1", NULL });
  wait_active (fixture);
}

static void
assert_text (Fixture *fixture, const char *expected)
{
  g_autofree char *text = sonde_composer_text_dup_text (fixture->text);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_enter_sends (Fixture *fixture, gconstpointer data)
{
  click_into_text (fixture);
  press ("a");
  press ("shift+Return");
  press ("b");
  assert_text (fixture, "a\nb");
  g_assert_cmpuint (fixture->n_sent, ==, 0);
  press ("Return");
  g_assert_cmpuint (fixture->n_sent, ==, 1);
  g_assert_cmpstr (fixture->sent, ==, "a\nb");
  assert_text (fixture, "");
}

static void
test_enter_can_begin_a_line (Fixture *fixture, gconstpointer data)
{
  sonde_composer_set_enter_sends (fixture->composer, FALSE);
  click_into_text (fixture);
  press ("a");
  press ("Return");
  press ("b");
  g_assert_cmpuint (fixture->n_sent, ==, 0);
  assert_text (fixture, "a\nb");
  press ("shift+Return");
  g_assert_cmpstr (fixture->sent, ==, "a\nb");
}

static void
test_enter_belongs_to_the_input_method (Fixture *fixture, gconstpointer data)
{
  sonde_composer_text_set_text (fixture->text, "ni");
  click_into_text (fixture);
  g_signal_emit_by_name (fixture->text, "preedit-changed", "你");
  press ("Return");
  g_assert_cmpuint (fixture->n_sent, ==, 0);
  assert_text (fixture, "ni");
  g_signal_emit_by_name (fixture->text, "preedit-changed", "");
  press ("Return");
  g_assert_cmpuint (fixture->n_sent, ==, 1);
}

static void
test_nothing_is_not_sent (Fixture *fixture, gconstpointer data)
{
  SondeComposerBar *bar
    = SONDE_COMPOSER_BAR (find_widget (GTK_WIDGET (fixture->composer), SONDE_TYPE_COMPOSER_BAR));

  g_assert_false (gtk_widget_get_sensitive (sonde_composer_bar_get_send (bar)));
  sonde_composer_text_set_text (fixture->text, " \n\t");
  click_into_text (fixture);
  press ("Return");
  g_assert_cmpuint (fixture->n_sent, ==, 0);
}

/* While an answer is under way one can write, and Stop is in the place of Send. */
static void
test_busy (Fixture *fixture, gconstpointer data)
{
  SondeComposerBar *bar
    = SONDE_COMPOSER_BAR (find_widget (GTK_WIDGET (fixture->composer), SONDE_TYPE_COMPOSER_BAR));

  sonde_conversation_set_busy (fixture->conversation, TRUE);
  g_assert_true (gtk_widget_get_visible (sonde_composer_bar_get_stop (bar)));
  g_assert_false (gtk_widget_get_visible (sonde_composer_bar_get_send (bar)));
  click_into_text (fixture);
  press ("a");
  press ("Return");
  g_assert_cmpuint (fixture->n_sent, ==, 0);
  assert_text (fixture, "a");
  sonde_conversation_set_busy (fixture->conversation, FALSE);
  g_assert_true (gtk_widget_get_visible (sonde_composer_bar_get_send (bar)));
  press ("Return");
  g_assert_cmpstr (fixture->sent, ==, "a");
}

static void
test_drafts_stay_with_their_conversation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) other = sonde_conversation_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (fixture->text));

  sonde_conversation_set_draft (other, "theirs");
  gtk_text_buffer_set_text (buffer, "mine", -1);
  sonde_composer_set_conversation (fixture->composer, other);
  g_assert_cmpstr (sonde_conversation_get_draft (fixture->conversation), ==, "mine");
  assert_text (fixture, "theirs");
  sonde_composer_set_conversation (fixture->composer, fixture->conversation);
  assert_text (fixture, "mine");

  /* What could not be sent comes back as the draft. */
  sonde_conversation_set_draft (fixture->conversation, "back again");
  assert_text (fixture, "back again");
}

static void
test_editing_keeps_the_draft (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeMessage) message = sonde_message_new (SONDE_ROLE_USER);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (fixture->text));

  sonde_message_set_content (message, "old question");
  gtk_text_buffer_set_text (buffer, "draft", -1);
  sonde_composer_edit (fixture->composer, message);
  assert_text (fixture, "old question");
  g_assert_true (sonde_composer_cancel_edit (fixture->composer));
  assert_text (fixture, "draft");
  g_assert_false (sonde_composer_cancel_edit (fixture->composer));

  sonde_composer_edit (fixture->composer, message);
  gtk_text_buffer_set_text (buffer, "new question", -1);
  click_into_text (fixture);
  press ("Return");
  g_assert_cmpstr (fixture->sent, ==, "new question");
  g_assert_true (fixture->edited == message);
  assert_text (fixture, "draft");
  g_assert_cmpstr (sonde_conversation_get_draft (fixture->conversation), ==, "draft");
}

/* An edit that was left is the draft, below the one there was; one that changed nothing leaves no trace. */
static void
test_an_edit_that_was_left (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) other = sonde_conversation_new ();
  g_autoptr (SondeMessage) message = sonde_message_new (SONDE_ROLE_USER);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (fixture->text));

  sonde_message_set_content (message, "old question");
  sonde_composer_edit (fixture->composer, message);
  sonde_composer_set_conversation (fixture->composer, other);
  sonde_composer_set_conversation (fixture->composer, fixture->conversation);
  assert_text (fixture, "");

  sonde_composer_edit (fixture->composer, message);
  gtk_text_buffer_set_text (buffer, "new question", -1);
  sonde_composer_save_draft (fixture->composer);
  g_assert_cmpstr (sonde_conversation_get_draft (fixture->conversation), ==, "new question");
  sonde_composer_set_conversation (fixture->composer, other);
  assert_text (fixture, "");
  sonde_composer_set_conversation (fixture->composer, fixture->conversation);
  assert_text (fixture, "new question");

  sonde_composer_edit (fixture->composer, message);
  gtk_text_buffer_set_text (buffer, "newer", -1);
  sonde_composer_save_draft (fixture->composer);
  g_assert_cmpstr (sonde_conversation_get_draft (fixture->conversation), ==, "new question\n\nnewer");
  g_assert_true (sonde_composer_cancel_edit (fixture->composer));
  g_assert_cmpstr (sonde_conversation_get_draft (fixture->conversation), ==, "new question");
  assert_text (fixture, "new question");
}

/* What another window typed meanwhile is not replaced by an edit. */
static void
test_an_edit_beside_another_window (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeMessage) message = sonde_message_new (SONDE_ROLE_USER);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (fixture->text));

  sonde_message_set_content (message, "old question");
  sonde_composer_edit (fixture->composer, message);
  gtk_text_buffer_set_text (buffer, "new question", -1);
  sonde_conversation_set_draft (fixture->conversation, "theirs");
  sonde_composer_save_draft (fixture->composer);
  g_assert_cmpstr (sonde_conversation_get_draft (fixture->conversation), ==, "theirs");
  assert_text (fixture, "new question");
  click_into_text (fixture);
  press ("Return");
  g_assert_cmpstr (fixture->sent, ==, "new question");
  assert_text (fixture, "theirs");
  g_assert_cmpstr (sonde_conversation_get_draft (fixture->conversation), ==, "theirs");
}

static void
test_modes (Fixture *fixture, gconstpointer data)
{
  SondeComposerBar *bar
    = SONDE_COMPOSER_BAR (find_widget (GTK_WIDGET (fixture->composer), SONDE_TYPE_COMPOSER_BAR));

  gtk_toggle_button_set_active (sonde_composer_bar_get_deepthink (bar), TRUE);
  g_assert_cmpint (sonde_conversation_get_mode (fixture->conversation), ==, SONDE_MODE_REASONING);
  gtk_toggle_button_set_active (sonde_composer_bar_get_search (bar), TRUE);
  g_assert_cmpint (sonde_conversation_get_mode (fixture->conversation), ==, SONDE_MODE_ALL);
  sonde_conversation_set_mode (fixture->conversation, SONDE_MODE_CHAT);
  g_assert_false (gtk_toggle_button_get_active (sonde_composer_bar_get_deepthink (bar)));
  g_assert_false (gtk_toggle_button_get_active (sonde_composer_bar_get_search (bar)));
}

/* The row fits from 211 px on, and nothing lies over something else at any width. */
static void
test_narrow_row (Fixture *fixture, gconstpointer data)
{
  GtkWidget *bar = find_widget (GTK_WIDGET (fixture->composer), SONDE_TYPE_COMPOSER_BAR);
  int minimum;

  sonde_composer_set_model (fixture->composer, "DeepSeek Flash with a long name", "Chat");
  sonde_conversation_set_mode (fixture->conversation, SONDE_MODE_REASONING);
  gtk_widget_measure (bar, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 211);

  for (int width = minimum; width < 800; width += 7)
    {
      double end = 0;

      gtk_widget_size_allocate (bar, &(GtkAllocation){ 0, 0, width, 36 }, -1);
      for (GtkWidget *part = gtk_widget_get_first_child (bar); part;
           part = gtk_widget_get_next_sibling (part))
        {
          graphene_rect_t bounds;

          if (!gtk_widget_should_layout (part) || !gtk_widget_compute_bounds (part, bar, &bounds))
            continue;
          g_assert_cmpfloat (bounds.origin.x, >=, end);
          end = bounds.origin.x + bounds.size.width;
        }
      g_assert_cmpfloat (end, <=, width);
    }
}

/* The ring is not there while there is nothing to say, and takes no room from the others. */
static void
test_meter (Fixture *fixture, gconstpointer data)
{
  SondeComposerBar *bar
    = SONDE_COMPOSER_BAR (find_widget (GTK_WIDGET (fixture->composer), SONDE_TYPE_COMPOSER_BAR));
  GtkWidget *meter = GTK_WIDGET (sonde_composer_bar_get_meter (bar));
  graphene_rect_t place, model;
  /* Whether there is something between thousands is up to the C library. */
  g_autofree char *words = g_strdup_printf ("%'d of %'d tokens (estimated)", 12300, 1000000);

  sonde_composer_set_context (fixture->composer, 9999, 1000000);
  g_assert_false (gtk_widget_get_visible (meter));
  sonde_composer_set_context (fixture->composer, 12300, 0);
  g_assert_false (gtk_widget_get_visible (meter));

  sonde_composer_set_context (fixture->composer, 12300, 1000000);
  g_assert_true (gtk_widget_get_visible (meter));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (meter), ==, words);
  g_assert_false (gtk_widget_has_css_class (meter, "full"));
  sonde_composer_set_context (fixture->composer, 900000, 1000000);
  g_assert_true (gtk_widget_has_css_class (meter, "full"));

  sonde_test_spin (SETTLE_MS);
  g_assert_true (gtk_widget_compute_bounds (meter, GTK_WIDGET (bar), &place));
  g_assert_true (
    gtk_widget_compute_bounds (GTK_WIDGET (sonde_composer_bar_get_model (bar)), GTK_WIDGET (bar), &model));
  g_assert_cmpfloat (place.origin.x + place.size.width, <=, model.origin.x);
}

static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, SONDE_RESOURCE_PATH "/style.css");
  gtk_style_context_add_provider_for_display (
    gdk_display_get_default (), GTK_STYLE_PROVIDER (provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  sonde_app_register_resources ();
  adw_init ();
  load_style ();

  add ("/composer/enter-sends", test_enter_sends);
  add ("/composer/enter-can-begin-a-line", test_enter_can_begin_a_line);
  add ("/composer/enter-belongs-to-the-input-method", test_enter_belongs_to_the_input_method);
  add ("/composer/nothing-is-not-sent", test_nothing_is_not_sent);
  add ("/composer/busy", test_busy);
  add ("/composer/drafts", test_drafts_stay_with_their_conversation);
  add ("/composer/editing", test_editing_keeps_the_draft);
  add ("/composer/left-edit", test_an_edit_that_was_left);
  add ("/composer/edit-beside", test_an_edit_beside_another_window);
  add ("/composer/modes", test_modes);
  add ("/composer/narrow-row", test_narrow_row);
  add ("/composer/meter", test_meter);

  return g_test_run ();
}
