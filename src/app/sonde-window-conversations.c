/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* What can be done to a conversation as a whole. */

#include "sonde-window-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-conversation-settings.h"
#include "sonde-prompt-library.h"

/** (transfer full): those that @ids (type ax) names and that are still there */
GPtrArray *
sonde_window_dup_conversations (SondeWindow *self, GVariant *ids)
{
  GPtrArray *conversations = g_ptr_array_new_with_free_func (g_object_unref);
  gsize n_ids;
  const gint64 *elements = g_variant_get_fixed_array (ids, &n_ids, sizeof (gint64));

  for (gsize i = 0; i < n_ids; i++)
    {
      SondeConversation *conversation = sonde_engine_find (self->engine, elements[i]);

      if (conversation)
        g_ptr_array_add (conversations, g_object_ref (conversation));
    }
  return conversations;
}

static void
new_chat_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_window_new_chat (SONDE_WINDOW (widget));
}

static void
open_conversation_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_window_open_conversation (SONDE_WINDOW (widget), g_variant_get_int64 (parameter));
}

static void
rename_conversation_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondeConversation *conversation;
  const char *title;
  gint64 id;

  g_variant_get (parameter, "(x&s)", &id, &title);
  conversation = sonde_engine_find (self->engine, id);
  if (conversation == NULL)
    return;
  sonde_conversation_set_title_typed (conversation, TRUE);
  sonde_conversation_set_title (conversation, title);
  sonde_engine_save (self->engine, conversation);
}

static void
pin_conversations_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  g_autoptr (GVariant) ids = NULL;
  gboolean pinned;

  g_variant_get (parameter, "(@axb)", &ids, &pinned);
  g_autoptr (GPtrArray) conversations = sonde_window_dup_conversations (self, ids);

  for (guint i = 0; i < conversations->len; i++)
    {
      sonde_conversation_set_pinned (conversations->pdata[i], pinned);
      sonde_engine_save (self->engine, conversations->pdata[i]);
    }
}

/* What can be taken back */

typedef struct
{
  SondeWindow *window; /* borrowed, of the toast's */
  GPtrArray *conversations;
  void (*undo) (SondeEngine *engine, SondeConversation *conversation);
  gboolean reopen;
} Undo;

static void
undo_free (gpointer data, GClosure *closure)
{
  Undo *undo = data;

  g_ptr_array_unref (undo->conversations);
  g_free (undo);
}

static void
undo_cb (Undo *undo)
{
  SondeWindow *self = undo->window;

  if (self->engine == NULL)
    return;
  for (guint i = 0; i < undo->conversations->len; i++)
    undo->undo (self->engine, undo->conversations->pdata[i]);
  if (undo->reopen && undo->conversations->len > 0)
    sonde_window_open_conversation (self, sonde_conversation_get_id (undo->conversations->pdata[0]));
}

/* Takes @sentence. */
static void
offer_undo (SondeWindow *self, char *sentence, const Undo *how)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  AdwToast *toast = adw_toast_new (escaped);
  Undo *undo = g_memdup2 (how, sizeof *how);

  undo->window = self;
  g_ptr_array_ref (undo->conversations);
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), undo, undo_free, G_CONNECT_SWAPPED);
  sonde_window_add_toast (self, toast);
  g_free (sentence);
}

static const char *
get_first_title (GPtrArray *conversations)
{
  return sonde_conversation_get_title (conversations->pdata[0]);
}

static void
delete_conversations_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  g_autoptr (GPtrArray) conversations = sonde_window_dup_conversations (self, parameter);
  guint n = conversations->len;
  gboolean shown = g_ptr_array_find (conversations, self->conversation, NULL);

  if (n == 0)
    return;
  if (shown)
    sonde_window_new_chat (self);
  for (guint i = 0; i < n; i++)
    sonde_engine_delete (self->engine, conversations->pdata[i]);
  offer_undo (
    self,
    n == 1
      /* Translators: %s is the title of a conversation */
      ? g_strdup_printf (_ ("“%s” deleted"), get_first_title (conversations))
      : g_strdup_printf (ngettext ("%u conversation deleted", "%u conversations deleted", n), n),
    &(Undo){ .conversations = conversations, .undo = sonde_engine_undelete, .reopen = shown || n == 1 });
}

static void
set_archived (SondeEngine *engine, SondeConversation *conversation, gboolean archived)
{
  sonde_conversation_set_archived (conversation, archived);
  sonde_engine_save (engine, conversation);
}

static void
archive (SondeEngine *engine, SondeConversation *conversation)
{
  set_archived (engine, conversation, TRUE);
}

static void
unarchive (SondeEngine *engine, SondeConversation *conversation)
{
  set_archived (engine, conversation, FALSE);
}

static char *
dup_archived_sentence (GPtrArray *conversations, gboolean archived)
{
  guint n = conversations->len;

  if (n == 1)
    return g_strdup_printf (archived ? _ ("“%s” archived") : _ ("“%s” taken out of the archive"),
                            get_first_title (conversations));
  if (archived)
    return g_strdup_printf (ngettext ("%u conversation archived", "%u conversations archived", n), n);
  return g_strdup_printf (
    ngettext ("%u conversation taken out of the archive", "%u conversations taken out of the archive", n), n);
}

static void
archive_conversations_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  g_autoptr (GVariant) ids = NULL;
  gboolean archived;

  g_variant_get (parameter, "(@axb)", &ids, &archived);
  g_autoptr (GPtrArray) conversations = sonde_window_dup_conversations (self, ids);

  if (conversations->len == 0)
    return;
  for (guint i = 0; i < conversations->len; i++)
    set_archived (self->engine, conversations->pdata[i], archived);
  offer_undo (self,
              dup_archived_sentence (conversations, archived),
              &(Undo){ .conversations = conversations, .undo = archived ? unarchive : archive });
}

/* The trash */

static void
restore_conversations_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  g_autoptr (GPtrArray) conversations = sonde_window_dup_conversations (self, parameter);
  guint n = conversations->len;

  for (guint i = 0; i < n; i++)
    sonde_engine_undelete (self->engine, conversations->pdata[i]);
  if (n == 0)
    return;

  g_autofree char *sentence
    = n == 1 ? g_strdup_printf (_ ("“%s” restored"), get_first_title (conversations))
             : g_strdup_printf (ngettext ("%u conversation restored", "%u conversations restored", n), n);

  sonde_window_say (self, sentence);
}

static void
purge_response_cb (GPtrArray *conversations, const char *response, GtkWindow *dialog)
{
  SondeWindow *self = SONDE_WINDOW (gtk_window_get_transient_for (dialog));

  if (!g_str_equal (response, "delete") || self->engine == NULL)
    return;
  if (conversations->len == 0)
    sonde_engine_empty_trash (self->engine);
  for (guint i = 0; i < conversations->len; i++)
    {
      if (conversations->pdata[i] == self->conversation)
        sonde_window_new_chat (self);
      sonde_engine_purge (self->engine, conversations->pdata[i]);
    }
}

/* Asks first; without @conversations all that is in the trash is meant. */
static void
confirm_purge (SondeWindow *self, GPtrArray *conversations, const char *heading)
{
  GtkWidget *dialog
    = adw_message_dialog_new (GTK_WINDOW (self), heading, _ ("It cannot be brought back after that."));

  adw_message_dialog_add_responses (
    ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete", _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (
    ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_data (dialog,
                         "response",
                         G_CALLBACK (purge_response_cb),
                         g_ptr_array_ref (conversations),
                         (GClosureNotify) (void (*) (void)) g_ptr_array_unref,
                         G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
purge_conversations_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  g_autoptr (GPtrArray) conversations = sonde_window_dup_conversations (self, parameter);
  guint n = conversations->len;
  g_autofree char *heading
    = n == 1 ? g_strdup_printf (_ ("Delete “%s” for Good?"), get_first_title (conversations))
             : g_strdup_printf (
               ngettext ("Delete %u Conversation for Good?", "Delete %u Conversations for Good?", n), n);

  if (n > 0)
    confirm_purge (self, conversations, heading);
}

static void
empty_trash_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  confirm_purge (SONDE_WINDOW (widget), all, _ ("Empty the Trash?"));
}

/* Copies */

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeConversation) copy = sonde_engine_copy_finish (SONDE_ENGINE (source), result, &error);

  if (self->engine == NULL)
    return;
  if (copy)
    sonde_window_open_conversation (self, sonde_conversation_get_id (copy));
  else
    sonde_window_tell (self, error);
}

static void
duplicate_conversation_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondeConversation *conversation = sonde_engine_find (self->engine, g_variant_get_int64 (parameter));

  if (conversation)
    sonde_engine_copy_async (self->engine, conversation, NULL, copied_cb, g_object_ref (self));
}

/* The shown branch up to a message goes on in a conversation of its own. */
static void
branch_message_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondeMessage *message
    = sonde_conversation_find_message (self->conversation, g_variant_get_int64 (parameter));

  if (message)
    sonde_engine_copy_async (self->engine, self->conversation, message, copied_cb, g_object_ref (self));
}

/* The shown one */

static void
open_in_new_window_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "app.open-window", "x", g_variant_get_int64 (parameter));
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, TRUE);
  sonde_sidebar_rename (self->sidebar, self->conversation);
}

static void
conversation_settings_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  gtk_window_present (sonde_conversation_settings_new (GTK_WINDOW (self), self->engine, self->conversation));
}

/* Prompts */

typedef struct
{
  SondeWindow *window;
  SondeConversation *conversation;
} Choosing;

static void
choosing_free (gpointer data)
{
  Choosing *choosing = data;

  g_object_unref (choosing->window);
  g_object_unref (choosing->conversation);
  g_free (choosing);
}

static void
prompt_chosen_cb (const char *text, gpointer user_data)
{
  Choosing *choosing = user_data;

  if (choosing->window->engine == NULL)
    return;
  sonde_conversation_set_system_prompt (choosing->conversation, text);
  sonde_engine_save (choosing->window->engine, choosing->conversation);
  sonde_window_say (choosing->window, _ ("The system prompt of this conversation was changed"));
}

static void
prompt_library_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  Choosing *choosing = g_new0 (Choosing, 1);

  choosing->window = g_object_ref (self);
  choosing->conversation = g_object_ref (self->conversation);
  gtk_window_present (
    sonde_prompt_library_new (GTK_WINDOW (self), self->engine, prompt_chosen_cb, choosing, choosing_free));
}

void
sonde_window_install_conversation_actions (GtkWidgetClass *widget_class)
{
  static const SondeWindowAction actions[] = {
    { "win.new-chat", NULL, new_chat_action },
    { "win.open-conversation", "x", open_conversation_action },
    { "win.rename-conversation", "(xs)", rename_conversation_action },
    { "win.pin-conversations", "(axb)", pin_conversations_action },
    { "win.archive-conversations", "(axb)", archive_conversations_action },
    { "win.delete-conversations", "ax", delete_conversations_action },
    { "win.restore-conversations", "ax", restore_conversations_action },
    { "win.purge-conversations", "ax", purge_conversations_action },
    { "win.empty-trash", NULL, empty_trash_action },
    { "win.duplicate-conversation", "x", duplicate_conversation_action },
    { "win.branch-message", "x", branch_message_action },
    { "win.open-in-new-window", "x", open_in_new_window_action },
    { "win.rename", NULL, rename_action },
    { "win.conversation-settings", NULL, conversation_settings_action },
    { "win.prompt-library", NULL, prompt_library_action },
  };

  sonde_window_install (widget_class, actions, G_N_ELEMENTS (actions));
}
