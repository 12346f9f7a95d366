/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-message-row.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "sonde-citations.h"
#include "sonde-error-card.h"
#include "sonde-find.h"
#include "sonde-message-actions.h"
#include "sonde-paragraph.h"
#include "sonde-prose.h"
#include "sonde-reasoning-fold.h"
#include "sonde-search-fold.h"
#include "sonde-source-strip.h"
#include "sonde-source.h"

#define UPDATE_US     (G_USEC_PER_SEC / 30)
#define UPDATE_BYTES  4096 /* of new text at once; setting it takes some 20 ms */
#define CARD_WIDTH    624
#define CARD_INSET    40
#define PATIENCE_SECS 3 /* after which a wait shows its time */

struct _SondeMessageRow
{
  GtkWidget parent_instance;

  /* Children; the person's message has the card and the actions only */
  GtkWidget *box;
  GtkWidget *card_text;
  GtkWidget *status;
  GtkWidget *spinner;
  GtkWidget *status_label;
  GtkWidget *search;
  GtkWidget *reasoning;
  GtkWidget *prose;
  GtkWidget *caption;
  GtkWidget *sources;
  GtkWidget *error;
  GtkWidget *actions;

  /* Owned */
  SondeMessage *message;

  /* State */
  guint tick_id;
  guint timer_id;
  gint64 updated; /* frame time of the last update */
  gsize shown;    /* bytes of the content */
  SondePhase phase;
  gint64 phase_began;
};

G_DEFINE_FINAL_TYPE (SondeMessageRow, sonde_message_row, GTK_TYPE_WIDGET)

static gboolean
is_streaming (SondeMessageRow *self)
{
  return sonde_message_get_state (self->message) == SONDE_STATE_STREAMING;
}

static guint
count_sources (SondeMessage *message)
{
  return g_list_model_get_n_items (sonde_message_get_sources (message));
}

static char *
dup_status (SondeMessageRow *self)
{
  const char *detail = sonde_message_get_phase_detail (self->message);
  gint64 seconds = (g_get_monotonic_time () - self->phase_began) / G_USEC_PER_SEC;
  g_autofree char *time = sonde_format_seconds (seconds);

  if (self->phase == SONDE_PHASE_RETRYING)
    return g_strdup (detail != NULL && *detail != '\0' ? detail : _ ("Trying again…"));
  if (seconds < PATIENCE_SECS)
    return g_strdup (_ ("Waiting for the answer…"));
  /* Translators: %s is how long, such as “12 s” */
  return g_strdup_printf (_ ("Waiting for the answer… %s"), time);
}

/* The line for what has no text of its own yet. */
static void
update_status (SondeMessageRow *self)
{
  gboolean waits
    = is_streaming (self) && (self->phase == SONDE_PHASE_WAITING || self->phase == SONDE_PHASE_RETRYING);
  g_autofree char *text = waits ? dup_status (self) : g_strdup ("");

  gtk_widget_set_visible (self->status, waits);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), waits);
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->status_label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (self->status_label), text);
}

static gboolean
second_passed_cb (gpointer user_data)
{
  SondeMessageRow *self = SONDE_MESSAGE_ROW (user_data);

  update_status (self);
  sonde_reasoning_fold_update (SONDE_REASONING_FOLD (self->reasoning));
  return G_SOURCE_CONTINUE;
}

/* A timer runs only while a time is shown. */
static void
update_timer (SondeMessageRow *self)
{
  gboolean runs
    = is_streaming (self) && (self->phase == SONDE_PHASE_WAITING || self->phase == SONDE_PHASE_THINKING);

  if (runs && self->timer_id == 0)
    self->timer_id = g_timeout_add_seconds (1, second_passed_cb, self);
  else if (!runs)
    g_clear_handle_id (&self->timer_id, g_source_remove);
}

/* A mark such as “[citation:1” that is not whole yet is held back while more may come. */
static gsize
get_stable_length (SondeMessageRow *self)
{
  if (is_streaming (self) && count_sources (self->message) > 0)
    return sonde_citations_stable_length (sonde_message_get_content (self->message));
  return sonde_message_get_content_length (self->message);
}

static void ensure_tick (SondeMessageRow *self);

/* Much text at once, as after a hold-up, is shown over several frames, so that the window answers in between.
 */
static void
update_prose (SondeMessageRow *self)
{
  const char *content = sonde_message_get_content (self->message);
  gsize stable = get_stable_length (self);
  gsize length = stable;

  if (is_streaming (self) && length > self->shown + UPDATE_BYTES)
    {
      length = g_utf8_find_prev_char (content, content + self->shown + UPDATE_BYTES) - content;
      ensure_tick (self);
    }
  self->shown = length;
  sonde_prose_set_text (
    SONDE_PROSE (self->prose), content, length, count_sources (self->message), is_streaming (self));
  gtk_widget_set_visible (self->prose, length > 0);
}

static void
update_text (SondeMessageRow *self)
{
  sonde_reasoning_fold_update (SONDE_REASONING_FOLD (self->reasoning));
  update_prose (self);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  SondeMessageRow *self = SONDE_MESSAGE_ROW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (now - self->updated < UPDATE_US)
    return G_SOURCE_CONTINUE;
  self->updated = now;
  self->tick_id = 0;
  update_text (self);
  return G_SOURCE_REMOVE;
}

static void
ensure_tick (SondeMessageRow *self)
{
  if (self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

/* An answer that only calls a tool is a step towards the one after it: it has nothing to copy or to ask
 * again. */
static gboolean
is_step (SondeMessageRow *self)
{
  return sonde_message_get_state (self->message) == SONDE_STATE_COMPLETE
         && sonde_message_get_content_length (self->message) == 0
         && g_strcmp0 (sonde_message_get_finish_reason (self->message), "tool_calls") == 0;
}

static void
state_changed_cb (SondeMessageRow *self)
{
  SondePhase phase = sonde_message_get_phase (self->message);
  gboolean done = !is_streaming (self);

  if (phase != self->phase || self->phase_began == 0)
    {
      self->phase = phase;
      self->phase_began = g_get_monotonic_time ();
    }
  update_status (self);
  update_timer (self);
  update_text (self);
  sonde_search_fold_update (SONDE_SEARCH_FOLD (self->search));
  sonde_error_card_update (SONDE_ERROR_CARD (self->error));
  gtk_widget_set_visible (self->caption, done && sonde_message_is_canned (self->message) && !is_step (self));
  gtk_widget_set_visible (self->sources, done && count_sources (self->message) > 0 && !is_step (self));
  gtk_widget_set_visible (self->actions, done && !is_step (self));
  gtk_widget_set_visible (GTK_WIDGET (self),
                          !is_step (self) || sonde_message_get_reasoning_length (self->message) > 0);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, !done, -1);
}

static void
sources_changed_cb (SondeMessageRow *self)
{
  sonde_source_strip_set_sources (SONDE_SOURCE_STRIP (self->sources),
                                  sonde_message_get_sources (self->message));
  state_changed_cb (self);
}

static void
model_changed_cb (SondeMessageRow *self)
{
  const char *model = sonde_message_get_model (self->message);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  model != NULL && *model != '\0' ? model : _ ("Answer"),
                                  -1);
}

static void
open_source (GtkWidget *widget, const char *action, GVariant *parameter)
{
  SondeMessageRow *self = SONDE_MESSAGE_ROW (widget);
  GListModel *sources = sonde_message_get_sources (self->message);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (SondeSource) source = g_list_model_get_item (sources, i);

      if (sonde_source_get_number (source) == g_variant_get_uint32 (parameter))
        gtk_widget_activate_action (widget, "win.choose-url", "s", sonde_source_get_url (source));
    }
}

static void
point_at_source (GtkWidget *widget, const char *action, GVariant *parameter)
{
  SondeMessageRow *self = SONDE_MESSAGE_ROW (widget);

  if (self->sources != NULL)
    sonde_source_strip_light (SONDE_SOURCE_STRIP (self->sources), g_variant_get_uint32 (parameter));
}

static void
sonde_message_row_dispose (GObject *object)
{
  SondeMessageRow *self = SONDE_MESSAGE_ROW (object);

  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->message);
  G_OBJECT_CLASS (sonde_message_row_parent_class)->dispose (object);
}

static void
sonde_message_row_class_init (SondeMessageRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_message_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "message");
  gtk_widget_class_install_action (widget_class, "message.open-source", "u", open_source);
  gtk_widget_class_install_action (widget_class, "message.point-at-source", "u", point_at_source);
}

static void
sonde_message_row_init (SondeMessageRow *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static void
append (SondeMessageRow *self, GtkWidget *child)
{
  gtk_box_append (GTK_BOX (self->box), child);
}

/* What the person wrote is shown as it was written. */
static GtkWidget *
create_card (SondeMessageRow *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *label = gtk_label_new (sonde_message_get_content (self->message));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "card-text");
  if (sonde_paragraph_is_wide (sonde_message_get_content (self->message)))
    gtk_widget_add_css_class (label, "cjk");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), CARD_WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), CARD_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), label);
  gtk_widget_set_halign (label, GTK_ALIGN_END);
  gtk_widget_set_halign (clamp, GTK_ALIGN_END);
  gtk_widget_set_margin_start (clamp, CARD_INSET);
  self->card_text = label;
  return clamp;
}

static void
build_user (SondeMessageRow *self)
{
  self->actions = sonde_message_actions_new (self->message);
  gtk_widget_set_halign (self->actions, GTK_ALIGN_END);
  append (self, create_card (self));
  append (self, self->actions);
  gtk_widget_add_css_class (GTK_WIDGET (self), "user");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("You"), -1);
}

static GtkWidget *
create_status (SondeMessageRow *self)
{
  GtkWidget *status = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->spinner = gtk_spinner_new ();
  self->status_label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->status_label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->status_label), 0);
  gtk_widget_add_css_class (status, "status");
  gtk_box_append (GTK_BOX (status), self->spinner);
  gtk_box_append (GTK_BOX (status), self->status_label);
  return status;
}

static void
connect_message (SondeMessageRow *self, const char *signal, GCallback callback)
{
  g_signal_connect_object (self->message, signal, callback, self, G_CONNECT_SWAPPED);
}

static void
build_assistant (SondeMessageRow *self)
{
  self->status = create_status (self);
  self->search = sonde_search_fold_new (self->message);
  self->reasoning = sonde_reasoning_fold_new (self->message);
  self->prose = sonde_prose_new ();
  self->caption = gtk_label_new (_ ("Canned answer"));
  gtk_label_set_xalign (GTK_LABEL (self->caption), 0);
  gtk_widget_add_css_class (self->caption, "message-caption");
  self->sources = sonde_source_strip_new ();
  self->error = sonde_error_card_new (self->message);
  self->actions = sonde_message_actions_new (self->message);

  GtkWidget *children[] = { self->status,  self->search,  self->reasoning, self->prose,
                            self->caption, self->sources, self->error,     self->actions };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    append (self, children[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self), "assistant");

  connect_message (self, "notify::content", G_CALLBACK (ensure_tick));
  connect_message (self, "notify::reasoning", G_CALLBACK (ensure_tick));
  connect_message (self, "notify::state", G_CALLBACK (state_changed_cb));
  connect_message (self, "notify::phase", G_CALLBACK (state_changed_cb));
  connect_message (self, "notify::phase-detail", G_CALLBACK (state_changed_cb));
  connect_message (self, "notify::sources", G_CALLBACK (sources_changed_cb));
  connect_message (self, "notify::model", G_CALLBACK (model_changed_cb));
  self->shown = sonde_message_get_content_length (self->message);
  model_changed_cb (self);
  sources_changed_cb (self);
}

GtkWidget *
sonde_message_row_new (SondeMessage *message)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (message), NULL);

  SondeMessageRow *self = g_object_new (SONDE_TYPE_MESSAGE_ROW, NULL);

  self->message = g_object_ref (message);
  switch (sonde_message_get_role (message))
    {
    case SONDE_ROLE_USER:
      build_user (self);
      break;
    case SONDE_ROLE_ASSISTANT:
      build_assistant (self);
      break;
    case SONDE_ROLE_TOOL:
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      break;
    }
  return GTK_WIDGET (self);
}

SondeMessage *
sonde_message_row_get_message (SondeMessageRow *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE_ROW (self), NULL);

  return self->message;
}

/** The last answer always shows its actions. */
void
sonde_message_row_set_last (SondeMessageRow *self, gboolean last)
{
  g_return_if_fail (SONDE_IS_MESSAGE_ROW (self));

  if (last == gtk_widget_has_css_class (GTK_WIDGET (self), "last"))
    return;
  if (last)
    gtk_widget_add_css_class (GTK_WIDGET (self), "last");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "last");
  if (self->prose != NULL)
    state_changed_cb (self);
}

/**
 * sonde_message_row_select:
 * @self: a row
 * @query: what is looked for
 * @nth: which match in this message, from 0
 *
 * Returns: (transfer none) (nullable): the widget in which the match is selected now
 */
GtkWidget *
sonde_message_row_select (SondeMessageRow *self, const char *query, guint nth)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE_ROW (self), NULL);

  if (self->prose != NULL)
    return sonde_prose_select (SONDE_PROSE (self->prose), query, nth);
  if (self->card_text != NULL && sonde_find_select (GTK_LABEL (self->card_text), query, &nth))
    return self->card_text;
  return NULL;
}

void
sonde_message_row_unselect (SondeMessageRow *self)
{
  g_return_if_fail (SONDE_IS_MESSAGE_ROW (self));

  if (self->prose != NULL)
    sonde_prose_unselect (SONDE_PROSE (self->prose));
  if (self->card_text != NULL)
    gtk_label_select_region (GTK_LABEL (self->card_text), 0, 0);
}

/** How often @query stands in what is shown of @message, its reasoning aside. */
guint
sonde_message_row_count (SondeMessage *message, const char *query)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (message), 0);

  if (sonde_message_get_role (message) == SONDE_ROLE_TOOL)
    return 0;
  if (sonde_message_get_role (message) == SONDE_ROLE_USER)
    return sonde_find_count (sonde_message_get_content (message), query);
  return sonde_prose_count (sonde_message_get_content (message), count_sources (message), query);
}
