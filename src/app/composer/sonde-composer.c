/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-composer.h"

#include <glib/gi18n-lib.h>

#include "sonde-assist.h"
#include "sonde-attachment-list.h"
#include "sonde-children.h"
#include "sonde-composer-bar.h"
#include "sonde-composer-text.h"
#include "sonde-model-popover.h"

#define MAX_LINES      8
#define DRAFT_DELAY_MS 400

struct _SondeComposer
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *editing;
  GtkScrolledWindow *scroller;
  SondeComposerText *text;
  SondeComposerBar *bar;

  /* owned */
  SondeConversation *conversation;
  GSignalGroup *conversation_signals;
  SondeMessage *edited;
  char *kept_draft;                 /* what was typed before a message was edited */
  SondeAttachmentList *attachments; /* made with the first file */
  SondeModelPopover *models;        /* made when it is first opened */
  GCancellable *cancellable;

  /* state */
  guint draft_source;
  guint policy_source;
  gboolean ready;
  gboolean loading; /* the text is being set by us */
  gboolean saving;  /* the draft is being set by us */
  gboolean shared;  /* another window changed the draft while a message is edited here */
};

G_DEFINE_FINAL_TYPE (SondeComposer, sonde_composer, GTK_TYPE_WIDGET)

enum
{
  SEND,
  MODELS_WANTED,
  FILES_CHANGED,
  PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
has_attachments (SondeComposer *self)
{
  return self->attachments
         && g_list_model_get_n_items (sonde_attachment_list_get_model (self->attachments)) > 0;
}

static gboolean
has_text (SondeComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
  GtkTextIter iter;

  gtk_text_buffer_get_start_iter (buffer, &iter);
  do
    {
      gunichar c = gtk_text_iter_get_char (&iter);

      if (c != 0 && !g_unichar_isspace (c))
        return TRUE;
    }
  while (gtk_text_iter_forward_char (&iter));
  return FALSE;
}

static gboolean
is_busy (SondeComposer *self)
{
  return self->conversation && sonde_conversation_get_busy (self->conversation);
}

static gboolean
can_send (SondeComposer *self)
{
  return self->ready && self->conversation && !is_busy (self) && (has_text (self) || has_attachments (self));
}

static void
update_buttons (SondeComposer *self)
{
  gboolean busy = is_busy (self);
  GtkWidget *stop = sonde_composer_bar_get_stop (self->bar);
  GtkWidget *send_button = sonde_composer_bar_get_send (self->bar);
  gboolean had_focus = gtk_widget_has_focus (busy ? send_button : stop);

  gtk_widget_set_visible (stop, busy);
  gtk_widget_set_visible (send_button, !busy);
  gtk_widget_set_sensitive (send_button, can_send (self));
  if (had_focus)
    gtk_widget_grab_focus (busy ? stop : GTK_WIDGET (self->text));
}

/* --- Draft --- */

static void
set_text (SondeComposer *self, const char *text)
{
  self->loading = TRUE;
  sonde_composer_text_set_text (self->text, text);
  self->loading = FALSE;
  update_buttons (self);
}

static gboolean
draft_timeout_cb (gpointer user_data)
{
  SondeComposer *self = user_data;

  self->draft_source = 0;
  sonde_composer_save_draft (self);
  return G_SOURCE_REMOVE;
}

static void
text_changed_cb (SondeComposer *self)
{
  if (self->loading)
    return;

  update_buttons (self);
  if (self->draft_source == 0)
    self->draft_source = g_timeout_add (DRAFT_DELAY_MS, draft_timeout_cb, self);
}

/* An edit is kept as the draft, below the one there was, so that it outlives another conversation and a
 * program that is killed. */
static char *
dup_unsent (SondeComposer *self)
{
  g_autofree char *text = sonde_composer_text_dup_text (self->text);

  if (self->edited == NULL)
    return g_steal_pointer (&text);
  if (*text == '\0' || g_strcmp0 (text, sonde_message_get_content (self->edited)) == 0)
    return g_strdup (self->kept_draft);
  if (self->kept_draft == NULL || *self->kept_draft == '\0')
    return g_steal_pointer (&text);
  return g_strconcat (self->kept_draft, "\n\n", text, NULL);
}

static void
store_draft (SondeComposer *self, SondeConversation *conversation, const char *draft)
{
  self->saving = TRUE;
  sonde_conversation_set_draft (conversation, draft);
  self->saving = FALSE;
}

/* Somebody else set the draft: a message that could not be sent comes back this way. */
static void
draft_changed_cb (SondeComposer *self)
{
  if (!self->saving && self->edited)
    self->shared = TRUE;

  const char *draft = sonde_conversation_get_draft (self->conversation);
  g_autofree char *text = sonde_composer_text_dup_text (self->text);

  if (self->edited == NULL && self->draft_source == 0 && g_strcmp0 (draft ? draft : "", text) != 0)
    set_text (self, draft);
}

/* --- Modes --- */

static void
mode_changed_cb (SondeComposer *self)
{
  SondeMode mode = sonde_conversation_get_mode (self->conversation);

  gtk_toggle_button_set_active (sonde_composer_bar_get_deepthink (self->bar),
                                (mode & SONDE_MODE_REASONING) != 0);
  gtk_toggle_button_set_active (sonde_composer_bar_get_search (self->bar), (mode & SONDE_MODE_SEARCH) != 0);
}

static void
set_mode_flag (SondeComposer *self, SondeMode flag, gboolean on)
{
  if (self->conversation == NULL)
    return;

  SondeMode mode = sonde_conversation_get_mode (self->conversation);
  sonde_conversation_set_mode (self->conversation, on ? mode | flag : mode & ~flag);
}

static void
deepthink_toggled_cb (SondeComposer *self, GtkToggleButton *button)
{
  set_mode_flag (self, SONDE_MODE_REASONING, gtk_toggle_button_get_active (button));
}

static void
search_toggled_cb (SondeComposer *self, GtkToggleButton *button)
{
  set_mode_flag (self, SONDE_MODE_SEARCH, gtk_toggle_button_get_active (button));
}

/* --- Files --- */

static void
show_files (SondeComposer *self)
{
  self->loading = TRUE;
  sonde_attachment_list_set_owner (self->attachments, G_OBJECT (self->conversation));
  self->loading = FALSE;
}

static void
files_changed_cb (SondeComposer *self)
{
  update_buttons (self);
  if (!self->loading)
    g_signal_emit (self, signals[FILES_CHANGED], 0);
}

static void
ensure_attachments (SondeComposer *self)
{
  if (self->attachments == NULL)
    {
      self->attachments = SONDE_ATTACHMENT_LIST (sonde_attachment_list_new ());
      gtk_widget_insert_after (GTK_WIDGET (self->attachments), GTK_WIDGET (self), self->editing);
      g_signal_connect_object (
        self->attachments, "changed", G_CALLBACK (files_changed_cb), self, G_CONNECT_SWAPPED);
      show_files (self);
    }
}

/* A file goes with the conversation that it was chosen for, also when another one is shown by then. */
typedef struct
{
  SondeComposer *composer;
  SondeConversation *conversation;
} Attaching;

static void
attaching_free (Attaching *attaching)
{
  g_object_unref (attaching->composer);
  g_object_unref (attaching->conversation);
  g_free (attaching);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attaching, attaching_free)

static void
attachment_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeAttachment) attachment = sonde_attachment_load_finish (result, &error);
  g_autoptr (Attaching) attaching = user_data;
  SondeComposer *self = attaching->composer;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->conversation == NULL)
    return;

  if (attachment == NULL)
    {
      g_signal_emit (self, signals[PROBLEM], 0, error->message);
      return;
    }
  if (attaching->conversation == self->conversation)
    ensure_attachments (self);
  g_list_store_append (sonde_attachment_list_get_files (G_OBJECT (attaching->conversation)), attachment);
}

static void
chooser_response_cb (SondeComposer *self, int response, GtkNativeDialog *dialog)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);
          sonde_composer_attach (self, file);
        }
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
attach_clicked_cb (SondeComposer *self)
{
  GtkFileChooserNative *dialog
    = gtk_file_chooser_native_new (_ ("Attach Text Files"),
                                   GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   GTK_FILE_CHOOSER_ACTION_OPEN,
                                   _ ("_Attach"),
                                   NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chooser_response_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
dropped_cb (SondeComposer *self, const GValue *value)
{
  sonde_composer_drop (self, value);
  return TRUE;
}

/* --- Sending --- */

static char *
dup_message (SondeComposer *self)
{
  g_autofree char *typed = g_strchomp (sonde_composer_text_dup_text (self->text));

  if (!has_attachments (self))
    return g_steal_pointer (&typed);
  return sonde_attachment_dup_message (sonde_attachment_list_get_model (self->attachments), typed);
}

static void
end_edit (SondeComposer *self)
{
  g_clear_object (&self->edited);
  g_clear_pointer (&self->kept_draft, g_free);
  self->shared = FALSE;
  gtk_widget_set_visible (self->editing, FALSE);
}

/* A draft that is stored goes after the message was handed over, so that at no moment the text is nowhere; a
 * new conversation must not be stored with it. */
static void
send_message (SondeComposer *self, const char *message, SondeMessage *edited)
{
  g_autoptr (SondeConversation) conversation = g_object_ref (self->conversation);
  gboolean stored = sonde_conversation_get_id (conversation) != 0;

  if (edited == NULL && !stored)
    sonde_conversation_set_draft (conversation, NULL);
  g_signal_emit (self, signals[SEND], 0, message, edited);
  if (edited == NULL && stored)
    sonde_conversation_set_draft (conversation, NULL);
}

/* The draft there was before comes back, unless somebody has set another one since. */
static void
send_edited (SondeComposer *self, const char *message, SondeMessage *edited)
{
  g_autoptr (SondeConversation) conversation = g_object_ref (self->conversation);
  g_autofree char *stored = g_strdup (sonde_conversation_get_draft (conversation));
  g_autofree char *kept = g_strdup (self->shared ? stored : self->kept_draft);

  end_edit (self);
  set_text (self, kept);
  send_message (self, message, edited);
  if (g_strcmp0 (sonde_conversation_get_draft (conversation), stored) == 0)
    store_draft (self, conversation, kept);
}

static void
send (SondeComposer *self)
{
  if (!can_send (self))
    return;

  g_autofree char *message = dup_message (self);
  g_autoptr (SondeMessage) edited = g_steal_pointer (&self->edited);

  g_clear_handle_id (&self->draft_source, g_source_remove);
  if (has_attachments (self))
    sonde_attachment_list_clear (self->attachments);
  if (edited)
    {
      send_edited (self, message, edited);
      return;
    }
  set_text (self, NULL);
  send_message (self, message, NULL);
}

static void
line_height_cb (SondeComposer *self)
{
  int height = sonde_composer_text_get_line_height (self->text);

  /* The least must at no moment be more than the most. */
  gtk_scrolled_window_set_min_content_height (self->scroller, -1);
  gtk_scrolled_window_set_max_content_height (self->scroller, MAX_LINES * height);
  gtk_scrolled_window_set_min_content_height (self->scroller, height);
}

/* A scroll bar makes the box higher than one line, so there is one only when the text is longer than the box.
 */
static gboolean
policy_idle_cb (gpointer user_data)
{
  SondeComposer *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  int most = MAX_LINES * sonde_composer_text_get_line_height (self->text);
  gboolean longer = gtk_adjustment_get_upper (adjustment) > most + 1;

  self->policy_source = 0;
  gtk_scrolled_window_set_policy (
    self->scroller, GTK_POLICY_NEVER, longer ? GTK_POLICY_AUTOMATIC : GTK_POLICY_EXTERNAL);
  return G_SOURCE_REMOVE;
}

static void
adjustment_changed_cb (SondeComposer *self)
{
  if (self->policy_source == 0)
    self->policy_source = g_idle_add (policy_idle_cb, self);
}

/* The whole of the surface is the text: a click beside it puts the cursor there. */
static void
surface_pressed_cb (SondeComposer *self)
{
  sonde_composer_focus (self);
}

static void
sonde_composer_dispose (GObject *object)
{
  SondeComposer *self = SONDE_COMPOSER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->draft_source, g_source_remove);
  g_clear_handle_id (&self->policy_source, g_source_remove);
  g_clear_object (&self->conversation_signals);
  if (self->models)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->models)));
  if (self->attachments)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->attachments)));
  sonde_children_unparent (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), SONDE_TYPE_COMPOSER);
  g_clear_object (&self->edited);
  g_clear_pointer (&self->kept_draft, g_free);
  g_clear_object (&self->conversation);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (sonde_composer_parent_class)->dispose (object);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  return sonde_composer_cancel_edit (SONDE_COMPOSER (widget));
}

static void
sonde_composer_class_init (SondeComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_composer_dispose;

  signals[SEND] = g_signal_new ("send",
                                G_TYPE_FROM_CLASS (klass),
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                2,
                                G_TYPE_STRING,
                                SONDE_TYPE_MESSAGE);
  signals[MODELS_WANTED] = g_signal_new (
    "models-wanted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FILES_CHANGED] = g_signal_new (
    "files-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PROBLEM] = g_signal_new ("problem",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_STRING);

  g_type_ensure (SONDE_TYPE_COMPOSER_TEXT);
  g_type_ensure (SONDE_TYPE_COMPOSER_BAR);
  gtk_widget_class_set_css_name (widget_class, "composer");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sondechat/Sonde/composer/sonde-composer.ui");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_bind_template_child (widget_class, SondeComposer, editing);
  gtk_widget_class_bind_template_child (widget_class, SondeComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, SondeComposer, text);
  gtk_widget_class_bind_template_child (widget_class, SondeComposer, bar);
  gtk_widget_class_bind_template_callback (widget_class, send);
  gtk_widget_class_bind_template_callback (widget_class, line_height_cb);
  gtk_widget_class_bind_template_callback (widget_class, sonde_composer_cancel_edit);
}

static void
init_controllers (SondeComposer *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (drop, "drop", G_CALLBACK (dropped_cb), self);
  /* Before the text, which would write where the files lie. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drop), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  g_signal_connect_swapped (click, "released", G_CALLBACK (surface_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "text");
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->bar), "default");
}

static void
sonde_composer_init (SondeComposer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->cancellable = g_cancellable_new ();
  self->conversation_signals = g_signal_group_new (SONDE_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (
    self->conversation_signals, "notify::busy", G_CALLBACK (update_buttons), self);
  g_signal_group_connect_swapped (
    self->conversation_signals, "notify::mode", G_CALLBACK (mode_changed_cb), self);
  g_signal_group_connect_swapped (
    self->conversation_signals, "notify::draft", G_CALLBACK (draft_changed_cb), self);

  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)),
                           "changed",
                           G_CALLBACK (text_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
    sonde_composer_bar_get_send (self->bar), "clicked", G_CALLBACK (send), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sonde_composer_bar_get_attach (self->bar),
                           "clicked",
                           G_CALLBACK (attach_clicked_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (sonde_composer_bar_get_model (self->bar),
                           "clicked",
                           G_CALLBACK (sonde_composer_show_models),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (sonde_composer_bar_get_deepthink (self->bar),
                           "toggled",
                           G_CALLBACK (deepthink_toggled_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (sonde_composer_bar_get_search (self->bar),
                           "toggled",
                           G_CALLBACK (search_toggled_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (sonde_composer_bar_get_stop (self->bar)), "win.stop");
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller),
                           "changed",
                           G_CALLBACK (adjustment_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  init_controllers (self);
  line_height_cb (self);
  update_buttons (self);
}

GtkWidget *
sonde_composer_new (void)
{
  return g_object_new (SONDE_TYPE_COMPOSER, NULL);
}

/** Shows the draft, the files and the mode of another conversation; those of the last one are kept with it.
 */
void
sonde_composer_set_conversation (SondeComposer *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_COMPOSER (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  if (conversation == self->conversation)
    return;

  sonde_composer_save_draft (self);
  end_edit (self);
  g_set_object (&self->conversation, conversation);
  g_signal_group_set_target (self->conversation_signals, conversation);
  if (self->attachments)
    show_files (self);
  else if (g_list_model_get_n_items (G_LIST_MODEL (sonde_attachment_list_get_files (G_OBJECT (conversation))))
           > 0)
    ensure_attachments (self);
  mode_changed_cb (self);
  set_text (self, sonde_conversation_get_draft (conversation));
}

/** @ready: whether the history is open, so that a message can be sent */
void
sonde_composer_set_ready (SondeComposer *self, gboolean ready)
{
  g_return_if_fail (SONDE_IS_COMPOSER (self));

  self->ready = !!ready;
  update_buttons (self);
}

/** @zoom: how large the text is that is written; 1 is the size of the design */
void
sonde_composer_set_zoom (SondeComposer *self, double zoom)
{
  g_return_if_fail (SONDE_IS_COMPOSER (self));

  sonde_composer_text_set_zoom (self->text, zoom);
}

void
sonde_composer_set_enter_sends (SondeComposer *self, gboolean enter_sends)
{
  g_return_if_fail (SONDE_IS_COMPOSER (self));

  sonde_composer_text_set_enter_sends (self->text, enter_sends);
}

void
sonde_composer_set_model (SondeComposer *self, const char *label, const char *description)
{
  g_return_if_fail (SONDE_IS_COMPOSER (self));

  sonde_model_button_set_model (sonde_composer_bar_get_model (self->bar), label, description);
  if (self->models)
    sonde_model_popover_set_heading (self->models, description);
}

void
sonde_composer_set_models (SondeComposer *self,
                           const char *const *ids,
                           const char *const *labels,
                           const char *chosen)
{
  g_return_if_fail (SONDE_IS_COMPOSER (self));

  if (self->models)
    sonde_model_popover_set_models (self->models, ids, labels, chosen);
}

void
sonde_composer_set_models_status (SondeComposer *self, const char *status)
{
  g_return_if_fail (SONDE_IS_COMPOSER (self));

  if (self->models)
    sonde_model_popover_set_status (self->models, status);
}

/** How many tokens the conversation has, and how many its model takes; 0 when nobody knows. */
void
sonde_composer_set_context (SondeComposer *self, gint64 used, gint64 most)
{
  g_return_if_fail (SONDE_IS_COMPOSER (self));

  sonde_context_meter_set (sonde_composer_bar_get_meter (self->bar), used, most);
}

/** Opens the list of models and asks for it to be filled. */
void
sonde_composer_show_models (SondeComposer *self)
{
  g_return_if_fail (SONDE_IS_COMPOSER (self));

  GtkWidget *button = GTK_WIDGET (sonde_composer_bar_get_model (self->bar));

  if (self->models == NULL)
    {
      self->models = SONDE_MODEL_POPOVER (sonde_model_popover_new ());
      gtk_widget_set_parent (GTK_WIDGET (self->models), button);
    }
  sonde_model_popover_set_heading (self->models, gtk_widget_get_tooltip_text (button));
  g_signal_emit (self, signals[MODELS_WANTED], 0);
  sonde_assist_return_focus (GTK_POPOVER (self->models));
  gtk_popover_popup (GTK_POPOVER (self->models));
}

/** Puts the text of @message into the box; Send then gives it as "edited". */
void
sonde_composer_edit (SondeComposer *self, SondeMessage *message)
{
  g_return_if_fail (SONDE_IS_COMPOSER (self));
  g_return_if_fail (SONDE_IS_MESSAGE (message));

  if (self->edited == NULL)
    {
      sonde_composer_save_draft (self);
      self->kept_draft = g_strdup (sonde_conversation_get_draft (self->conversation));
    }
  g_set_object (&self->edited, message);
  gtk_widget_set_visible (self->editing, TRUE);
  set_text (self, sonde_message_get_content (message));
  sonde_composer_focus (self);
}

/** Gives the draft back; %FALSE when nothing was being edited. */
gboolean
sonde_composer_cancel_edit (SondeComposer *self)
{
  g_return_val_if_fail (SONDE_IS_COMPOSER (self), FALSE);

  if (self->edited == NULL)
    return FALSE;

  g_clear_handle_id (&self->draft_source, g_source_remove);
  if (!self->shared)
    store_draft (self, self->conversation, self->kept_draft);
  end_edit (self);
  set_text (self, sonde_conversation_get_draft (self->conversation));
  return TRUE;
}

/** Reads @file and shows it above the text; what goes wrong comes as "problem". */
void
sonde_composer_attach (SondeComposer *self, GFile *file)
{
  g_return_if_fail (SONDE_IS_COMPOSER (self));
  g_return_if_fail (G_IS_FILE (file));

  Attaching *attaching = g_new0 (Attaching, 1);

  attaching->composer = g_object_ref (self);
  attaching->conversation = g_object_ref (self->conversation);
  sonde_attachment_load_async (file, self->cancellable, attachment_loaded_cb, attaching);
}

/** (transfer full): the addresses of the attached files; %NULL-terminated */
char **
sonde_composer_dup_files (SondeComposer *self)
{
  g_return_val_if_fail (SONDE_IS_COMPOSER (self), NULL);

  g_autoptr (GStrvBuilder) uris = g_strv_builder_new ();
  GListModel *files = G_LIST_MODEL (sonde_attachment_list_get_files (G_OBJECT (self->conversation)));

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (SondeAttachment) file = g_list_model_get_item (files, i);

      if (sonde_attachment_get_uri (file))
        g_strv_builder_add (uris, sonde_attachment_get_uri (file));
    }
  return g_strv_builder_end (uris);
}

void
sonde_composer_drop (SondeComposer *self, const GValue *files)
{
  g_return_if_fail (SONDE_IS_COMPOSER (self));
  g_return_if_fail (G_VALUE_HOLDS (files, GDK_TYPE_FILE_LIST));

  g_autoptr (GSList) list = gdk_file_list_get_files (g_value_get_boxed (files));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) uris = NULL;
  g_autoptr (GVariant) parameter = NULL;

  for (GSList *l = list; l; l = l->next)
    {
      g_autofree char *uri = g_file_get_uri (l->data);
      g_strv_builder_add (builder, uri);
    }
  uris = g_strv_builder_end (builder);
  parameter = g_variant_ref_sink (g_variant_new_strv ((const char *const *) uris, -1));
  if (gtk_widget_activate_action_variant (GTK_WIDGET (self), "win.drop-files", parameter))
    return;
  for (GSList *l = list; l; l = l->next)
    sonde_composer_attach (self, l->data);
}

void
sonde_composer_focus (SondeComposer *self)
{
  g_return_if_fail (SONDE_IS_COMPOSER (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

/** Writes what was typed into the conversation now. */
void
sonde_composer_save_draft (SondeComposer *self)
{
  g_return_if_fail (SONDE_IS_COMPOSER (self));

  g_clear_handle_id (&self->draft_source, g_source_remove);
  if (self->conversation == NULL || (self->edited && self->shared))
    return;

  g_autofree char *draft = dup_unsent (self);
  store_draft (self, self->conversation, draft);
}
