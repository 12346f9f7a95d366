/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-reasoning-fold.h"

#include <glib/gi18n-lib.h>

#include "sonde-column.h"
#include "sonde-fold.h"
#include "sonde-prose.h"

struct _SondeReasoningFold
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *fold;
  GtkWidget *prose;

  /* Owned */
  SondeMessage *message;

  /* State: monotonic times in microseconds, 0 while not known */
  gint64 began;
  gint64 ended;
  gboolean running;
};

G_DEFINE_FINAL_TYPE (SondeReasoningFold, sonde_reasoning_fold, GTK_TYPE_WIDGET)

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
  sonde_fold_set_running (SONDE_FOLD (self->fold), TRUE);
  sonde_fold_offer_open (SONDE_FOLD (self->fold), TRUE);
}

static void
end (SondeReasoningFold *self)
{
  GtkWidget *column = gtk_widget_get_ancestor (GTK_WIDGET (self), SONDE_TYPE_COLUMN);

  self->ended = g_get_monotonic_time ();
  self->running = FALSE;
  sonde_fold_set_running (SONDE_FOLD (self->fold), FALSE);
  if (column == NULL || sonde_column_get_following (SONDE_COLUMN (column)))
    sonde_fold_offer_open (SONDE_FOLD (self->fold), FALSE);
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

  g_clear_pointer (&self->fold, gtk_widget_unparent);
  g_clear_object (&self->message);
  G_OBJECT_CLASS (sonde_reasoning_fold_parent_class)->dispose (object);
}

static void
sonde_reasoning_fold_class_init (SondeReasoningFoldClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_reasoning_fold_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
sonde_reasoning_fold_init (SondeReasoningFold *self)
{
  self->prose = sonde_prose_new ();
  gtk_widget_add_css_class (self->prose, "reasoning");
  self->fold = sonde_fold_new (self->prose);
  gtk_widget_set_parent (self->fold, GTK_WIDGET (self));
}

GtkWidget *
sonde_reasoning_fold_new (SondeMessage *message)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (message), NULL);

  SondeReasoningFold *self = g_object_new (SONDE_TYPE_REASONING_FOLD, NULL);

  self->message = g_object_ref (message);
  sonde_reasoning_fold_update (self);
  return GTK_WIDGET (self);
}

/** Brings text, title and running time up to date; the row calls it at most once a frame. */
void
sonde_reasoning_fold_update (SondeReasoningFold *self)
{
  g_return_if_fail (SONDE_IS_REASONING_FOLD (self));

  gboolean thinking = is_thinking (self->message);
  gsize length = sonde_message_get_reasoning_length (self->message);

  if (thinking && !self->running)
    begin (self);
  else if (!thinking && self->running)
    end (self);
  gtk_widget_set_visible (GTK_WIDGET (self), thinking || length > 0);
  sonde_fold_set_openable (SONDE_FOLD (self->fold), length > 0);
  sonde_prose_set_text (
    SONDE_PROSE (self->prose), sonde_message_get_reasoning (self->message), length, 0, thinking);
  show_title (self);
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
