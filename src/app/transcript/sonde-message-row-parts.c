/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

/* The parts of a row: which there are for what the message says, and their widgets. */

#include "sonde-message-row-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-error-card.h"
#include "sonde-message-actions.h"
#include "sonde-reasoning-fold.h"
#include "sonde-search-fold.h"
#include "sonde-source-strip.h"
#include "sonde-status-line.h"

static guint
count_sources (SondeMessageRow *self)
{
  return g_list_model_get_n_items (sonde_message_get_sources (self->message));
}

/* The last widget of the parts before @kind. */
GtkWidget *
sonde_message_row_get_sibling_before (SondeMessageRow *self, SondeRowPartKind kind)
{
  while (kind > 0)
    {
      SondeRowPart *part = &self->parts[--kind];

      if (part->widget != NULL)
        return part->widget;
      if (part->flow.views->len > 0)
        return part->flow.views->pdata[part->flow.views->len - 1];
    }
  return NULL;
}

void
sonde_message_row_add_part (SondeMessageRow *self, SondeRowPartKind kind, GtkWidget *widget)
{
  gtk_widget_insert_after (widget, GTK_WIDGET (self), sonde_message_row_get_sibling_before (self, kind));
  self->parts[kind].widget = widget;
}

void
sonde_message_row_unfold (double value, gpointer user_data)
{
  SondeMessageRow *self = SONDE_MESSAGE_ROW (user_data);

  self->reveal = value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  sonde_message_row_changed (self);
}

static void
fold_toggled_cb (SondeMessageRow *self, gboolean open)
{
  adw_animation_pause (self->unfolding);
  adw_timed_animation_set_value_from (ADW_TIMED_ANIMATION (self->unfolding), self->reveal);
  adw_timed_animation_set_value_to (ADW_TIMED_ANIMATION (self->unfolding), open ? 1 : 0);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    adw_animation_play (self->unfolding);
  else
    sonde_message_row_unfold (open ? 1 : 0, self);
}

static void
ensure_fold (SondeMessageRow *self)
{
  if (self->parts[SONDE_ROW_FOLD].widget != NULL)
    return;
  GtkWidget *fold = sonde_reasoning_fold_new (self->text);

  self->reveal = self->text->is_open ? 1 : 0;
  g_signal_connect_object (fold, "toggled", G_CALLBACK (fold_toggled_cb), self, G_CONNECT_SWAPPED);
  sonde_message_row_add_part (self, SONDE_ROW_FOLD, fold);
}

static GtkWidget *
create_caption (void)
{
  GtkWidget *caption = gtk_label_new (_ ("Canned answer"));

  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_widget_add_css_class (caption, "message-caption");
  return caption;
}

/* Makes the widget of a part when it is first needed; gives whether there is one to show. */
static gboolean
show_part (SondeMessageRow *self,
           SondeRowPartKind kind,
           gboolean shown,
           GtkWidget *(*create) (SondeMessageRow *self))
{
  if (shown && self->parts[kind].widget == NULL)
    sonde_message_row_add_part (self, kind, create (self));
  if (self->parts[kind].widget != NULL)
    gtk_widget_set_visible (self->parts[kind].widget, shown);
  return shown;
}

static GtkWidget *
create_status (SondeMessageRow *self)
{
  return sonde_status_line_new (self->message);
}

static GtkWidget *
create_search (SondeMessageRow *self)
{
  return sonde_search_fold_new (self->message);
}

static GtkWidget *
create_caption_part (SondeMessageRow *self)
{
  return create_caption ();
}

static GtkWidget *
create_sources (SondeMessageRow *self)
{
  GtkWidget *sources = sonde_source_strip_new ();

  sonde_source_strip_set_sources (SONDE_SOURCE_STRIP (sources), sonde_message_get_sources (self->message));
  return sources;
}

static GtkWidget *
create_error (SondeMessageRow *self)
{
  return sonde_error_card_new (self->message);
}

GtkWidget *
sonde_message_row_create_actions (SondeMessageRow *self)
{
  GtkWidget *actions = sonde_message_actions_new (self->message);

  if (sonde_message_row_is_user (self))
    gtk_widget_set_halign (actions, GTK_ALIGN_END);
  return actions;
}

/* What the message says */

/* An answer that only calls a tool is a step towards the one after it: it has nothing to copy or to ask
 * again. */
static gboolean
is_step (SondeMessageRow *self)
{
  return sonde_message_get_state (self->message) == SONDE_STATE_COMPLETE
         && sonde_message_get_content_length (self->message) == 0
         && g_strcmp0 (sonde_message_get_finish_reason (self->message), "tool_calls") == 0;
}

static gboolean
is_waiting (SondeMessageRow *self)
{
  SondePhase phase = sonde_message_get_phase (self->message);

  return sonde_message_row_is_streaming (self)
         && (phase == SONDE_PHASE_WAITING || phase == SONDE_PHASE_RETRYING);
}

static gboolean
has_search (SondeMessageRow *self)
{
  SondePhase phase = sonde_message_get_phase (self->message);

  return count_sources (self) > 0
         || g_list_model_get_n_items (sonde_message_get_search_steps (self->message)) > 0
         || (sonde_message_row_is_streaming (self)
             && (phase == SONDE_PHASE_SEARCHING || phase == SONDE_PHASE_READING));
}

static gboolean
has_reasoning (SondeMessageRow *self)
{
  return sonde_message_get_reasoning_length (self->message) > 0
         || (sonde_message_row_is_streaming (self)
             && sonde_message_get_phase (self->message) == SONDE_PHASE_THINKING);
}

static gboolean
has_error (SondeMessageRow *self)
{
  SondeMessageState state = sonde_message_get_state (self->message);

  return state == SONDE_STATE_FAILED || state == SONDE_STATE_INTERRUPTED;
}

void
sonde_message_row_update_texts (SondeMessageRow *self)
{
  guint changed[SONDE_N_TEXTS];

  sonde_message_text_update (self->text, changed);
  for (guint i = 0; i < SONDE_N_TEXTS; i++)
    {
      SondeFlowPart *flow = &sonde_message_row_get_slot (self, i)->flow;

      flow->section = self->text->sections[i];
      if (flow->section != NULL && changed[i] < G_MAXUINT)
        sonde_flow_part_changed (flow, changed[i]);
    }
}

void
sonde_message_row_update_answer (SondeMessageRow *self)
{
  gboolean done = !sonde_message_row_is_streaming (self);
  gboolean step = is_step (self);

  if (show_part (self, SONDE_ROW_STATUS, is_waiting (self), create_status))
    sonde_status_line_update (SONDE_STATUS_LINE (self->parts[SONDE_ROW_STATUS].widget));
  if (show_part (self, SONDE_ROW_SEARCH, has_search (self), create_search))
    sonde_search_fold_update (SONDE_SEARCH_FOLD (self->parts[SONDE_ROW_SEARCH].widget));
  if (has_reasoning (self))
    {
      ensure_fold (self);
      sonde_reasoning_fold_update (SONDE_REASONING_FOLD (self->parts[SONDE_ROW_FOLD].widget));
    }
  show_part (
    self, SONDE_ROW_CAPTION, done && sonde_message_is_canned (self->message) && !step, create_caption_part);
  show_part (self, SONDE_ROW_SOURCES, done && count_sources (self) > 0 && !step, create_sources);
  if (show_part (self, SONDE_ROW_ERROR, has_error (self), create_error))
    sonde_error_card_update (SONDE_ERROR_CARD (self->parts[SONDE_ROW_ERROR].widget));
  show_part (self, SONDE_ROW_ACTIONS, done && !step, sonde_message_row_create_actions);
  gtk_widget_set_visible (GTK_WIDGET (self), !step || has_reasoning (self));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, !done, -1);
}
