/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-reasoning-fold.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#include "sonde-fold.h"
#include "sonde-line.h"

#define PREVIEW_BYTES 400

struct _SondeReasoningFold
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *box;
  GtkWidget *fold;
  GtkWidget *preview;

  /* Owned */
  SondeMessageText *text;
  SondeMessage *message; /* of the text */

  /* State: monotonic times in microseconds, 0 while not known */
  gint64 began;
  gint64 ended;
  gboolean running;
  guint timer_id; /* while a time is shown */
};

G_DEFINE_FINAL_TYPE (SondeReasoningFold, sonde_reasoning_fold, GTK_TYPE_WIDGET)

static guint toggled_signal;

static gboolean
is_thinking (SondeMessage *message)
{
  return sonde_message_get_state (message) == SONDE_STATE_STREAMING
         && sonde_message_get_phase (message) == SONDE_PHASE_THINKING;
}

/* What the message says, else what was seen here: the row of a hidden conversation is made anew. */
static gint64
get_seconds (SondeReasoningFold *self)
{
  gint64 milliseconds = sonde_message_get_thinking_ms (self->message);

  if (milliseconds <= 0 && self->began != 0)
    milliseconds = ((self->ended != 0 ? self->ended : g_get_monotonic_time ()) - self->began) / 1000;
  return (milliseconds + 500) / 1000;
}

static gboolean
second_passed_cb (gpointer user_data)
{
  sonde_reasoning_fold_update (SONDE_REASONING_FOLD (user_data));
  return G_SOURCE_CONTINUE;
}

static void
begin (SondeReasoningFold *self)
{
  gint64 known = sonde_message_get_thinking_ms (self->message) * 1000;
  gint64 age = g_get_real_time () - sonde_message_get_created (self->message);

  /* A row made in mid-thought can only go by the age of the message. */
  if (known <= 0 && sonde_message_get_reasoning_length (self->message) > 0 && age > 0
      && age < G_TIME_SPAN_HOUR)
    known = age;
  self->began = g_get_monotonic_time () - MAX (known, 0);
  self->ended = 0;
  self->running = TRUE;
  self->timer_id = g_timeout_add_seconds (1, second_passed_cb, self);
  sonde_fold_set_running (SONDE_FOLD (self->fold), TRUE);
  sonde_fold_offer_open (SONDE_FOLD (self->fold), self->text->prefers_open);
}

static void
end (SondeReasoningFold *self)
{
  self->ended = g_get_monotonic_time ();
  self->running = FALSE;
  g_clear_handle_id (&self->timer_id, g_source_remove);
  sonde_fold_set_running (SONDE_FOLD (self->fold), FALSE);
  if (!self->text->is_read)
    sonde_fold_offer_open (SONDE_FOLD (self->fold), FALSE);
}

/* The line that is being thought, without the signs that Markdown gives it. */
static char *
dup_last_line (SondeMessage *message)
{
  const char *text = sonde_message_get_reasoning (message);
  const char *end = text + sonde_message_get_reasoning_length (message);
  const char *start;
  g_autofree char *line = NULL;

  while (end > text && g_ascii_isspace (end[-1]))
    end--;
  start = memrchr (text, '\n', (gsize) (end - text));
  start = start != NULL ? start + 1 : text;
  start += strspn (start, " \t#>*-+");
  if (start >= end)
    return g_strdup ("");
  if (end - start > PREVIEW_BYTES)
    start = g_utf8_find_next_char (end - PREVIEW_BYTES, end);
  line = g_strndup (start, (gsize) (end - start));
  for (char *mark; (mark = strstr (line, "**")) != NULL;)
    memmove (mark, mark + 2, strlen (mark + 2) + 1);
  return g_steal_pointer (&line);
}

static void
show_preview (SondeReasoningFold *self)
{
  gboolean shown = self->running && !sonde_fold_get_open (SONDE_FOLD (self->fold))
                   && sonde_message_get_reasoning_length (self->message) > 0;
  g_autofree char *line = shown ? dup_last_line (self->message) : NULL;

  gtk_widget_set_visible (self->preview, shown);
  if (shown)
    sonde_line_set_text (SONDE_LINE (self->preview), line);
}

static void
toggled_cb (SondeReasoningFold *self, gboolean open, gboolean by_person)
{
  self->text->is_open = open;
  self->text->was_touched |= by_person;
  if (by_person && self->running)
    gtk_widget_activate_action (GTK_WIDGET (self), "transcript.prefer-open", "b", open);
  show_preview (self);
  g_signal_emit (self, toggled_signal, 0, open);
}

static void
show_title (SondeReasoningFold *self)
{
  g_autofree char *time = sonde_format_seconds (get_seconds (self));
  /* In seconds, however many: assistive programs look for "Thought for N s". */
  g_autofree char *seconds = g_strdup_printf (_ ("%d s"), (int) MAX (get_seconds (self), 1));
  /* Translators: %s is a time such as “12 s” */
  g_autofree char *title = g_strdup_printf (_ ("Thought for %s"), seconds);

  sonde_fold_set_title (SONDE_FOLD (self->fold), self->running ? _ ("Thinking…") : title);
  sonde_fold_set_time (SONDE_FOLD (self->fold), self->running && get_seconds (self) > 0 ? time : NULL);
}

static void
sonde_reasoning_fold_dispose (GObject *object)
{
  SondeReasoningFold *self = SONDE_REASONING_FOLD (object);

  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->text, sonde_message_text_unref);
  G_OBJECT_CLASS (sonde_reasoning_fold_parent_class)->dispose (object);
}

static void
sonde_reasoning_fold_class_init (SondeReasoningFoldClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_reasoning_fold_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  toggled_signal = g_signal_new ("toggled",
                                 G_TYPE_FROM_CLASS (klass),
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 G_TYPE_BOOLEAN);
}

static void
sonde_reasoning_fold_init (SondeReasoningFold *self)
{
  self->fold = sonde_fold_new (NULL);
  self->preview = sonde_line_new ();
  gtk_widget_add_css_class (self->preview, "preview");
  gtk_widget_set_visible (self->preview, FALSE);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), self->fold);
  gtk_box_append (GTK_BOX (self->box), self->preview);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_object (self->fold, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
sonde_reasoning_fold_new (SondeMessageText *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  SondeReasoningFold *self = g_object_new (SONDE_TYPE_REASONING_FOLD, NULL);

  self->text = sonde_message_text_ref (text);
  self->message = text->message;
  sonde_fold_restore (SONDE_FOLD (self->fold), text->is_open, text->was_touched);
  sonde_reasoning_fold_update (self);
  return GTK_WIDGET (self);
}

/** Brings title, running time and preview up to date; the row calls it at most once a frame. */
void
sonde_reasoning_fold_update (SondeReasoningFold *self)
{
  g_return_if_fail (SONDE_IS_REASONING_FOLD (self));

  gboolean thinking = is_thinking (self->message);

  if (thinking && !self->running)
    begin (self);
  else if (!thinking && self->running)
    end (self);
  sonde_fold_set_openable (SONDE_FOLD (self->fold), sonde_message_get_reasoning_length (self->message) > 0);
  show_title (self);
  show_preview (self);
}

/** As if the person had opened it, for a match that is inside. */
void
sonde_reasoning_fold_open (SondeReasoningFold *self)
{
  g_return_if_fail (SONDE_IS_REASONING_FOLD (self));

  sonde_fold_restore (SONDE_FOLD (self->fold), TRUE, TRUE);
}

/** A duration for people: "12 s", "2 min 5 s". */
char *
sonde_format_seconds (gint64 seconds)
{
  if (seconds < 100)
    /* Translators: a duration in seconds */
    return g_strdup_printf (_ ("%d s"), (int) MAX (seconds, 0));
  /* Translators: a duration in minutes and seconds */
  return g_strdup_printf (_ ("%d min %d s"), (int) (seconds / 60), (int) (seconds % 60));
}
