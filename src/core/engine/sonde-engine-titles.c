/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-engine-titles.h"

#include <string.h>

#include "sonde-chat.h"
#include "sonde-engine-private.h"
#include "sonde-text.h"
#include "sonde-title-private.h"

/* A title is written in a second or two; nobody waits for it. */
#define LIMITS                                                                                               \
  {                                                                                                          \
    20 * 1000, 15 * 1000, 64 * 1024                                                                          \
  }
#define MAX_TOKENS 60
/* On a conversation for which it was asked since the program began. */
#define ASKED "sonde-title-asked"

/* One title on its way. */
typedef struct
{
  SondeEngine *engine;
  SondeConversation *conversation;
  SondeMessage *question;
  SondeMessage *answer;
  SondeProvider *provider;
  GCancellable *cancellable;
  char *automatic; /* the title that is to be replaced */
} Titling;

static void
titling_free (Titling *self)
{
  /* A later one of the same conversation is not ours to forget. */
  if (g_hash_table_lookup (self->engine->titles, self->conversation) == self->cancellable)
    g_hash_table_remove (self->engine->titles, self->conversation);
  g_object_unref (self->conversation);
  g_object_unref (self->question);
  g_object_unref (self->answer);
  g_object_unref (self->provider);
  g_object_unref (self->cancellable);
  g_free (self->automatic);
  g_object_unref (self->engine);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Titling, titling_free)

static gboolean
is_wanted (Titling *self)
{
  return self->engine->opened && !g_cancellable_is_cancelled (self->cancellable)
         && !sonde_conversation_get_title_typed (self->conversation)
         && sonde_conversation_get_deleted (self->conversation) == 0
         && g_str_equal (sonde_conversation_get_title (self->conversation), self->automatic);
}

static void
chat_done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Titling) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL;

  if (!sonde_chat_run_finish (SONDE_CHAT (object), result, &error))
    g_debug ("no title was made: %s", error->message);
  else
    title = sonde_title_dup (sonde_reply_get_content (sonde_chat_get_reply (SONDE_CHAT (object))));
  if (title == NULL || !is_wanted (self))
    return;
  sonde_conversation_set_title (self->conversation, title);
  sonde_engine_save (self->engine, self->conversation);
}

/* A message of its own and nothing before it, so that the conversation's own requests are what they were. */
static char *
build_body (Titling *self)
{
  SondeParameters parameters = SONDE_PARAMETERS_NONE;
  g_autofree char *prompt = sonde_title_build_prompt (sonde_message_get_content (self->question),
                                                      sonde_message_get_content (self->answer));
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  const char *chat_model = sonde_provider_get_model (self->provider, SONDE_SLOT_CHAT);
  SondeRequest request = {
    .provider = self->provider,
    .model = chat_model != NULL && *chat_model != '\0' ? chat_model : sonde_message_get_model (self->answer),
    .mode = SONDE_MODE_CHAT,
    .parameters = &parameters,
    .messages = messages,
    .stream = FALSE,
  };

  parameters.max_tokens = MAX_TOKENS;
  g_ptr_array_add (messages, sonde_message_new (SONDE_ROLE_USER));
  sonde_message_set_content (messages->pdata[0], prompt);
  return sonde_request_to_json (&request, NULL);
}

static void
key_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  static const SondeHttpLimits limits = LIMITS;
  g_autoptr (Titling) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = sonde_engine_get_key_finish (SONDE_ENGINE (object), result, &error);
  g_autofree char *body = NULL;
  g_autoptr (SondeChat) chat = NULL;
  GCancellable *cancellable = self->cancellable;

  if (error == NULL && is_wanted (self))
    {
      body = build_body (self);
      chat = sonde_chat_new (self->engine->http, self->provider, key, body, FALSE);
      sonde_chat_set_limits (chat, &limits);
      sonde_chat_run_async (chat, cancellable, chat_done_cb, g_steal_pointer (&self));
    }
  if (key != NULL)
    explicit_bzero (key, strlen (key));
}

/* The question of @answer, if that is the first of @conversation and still gives it its title. */
static SondeMessage *
find_first_question (SondeConversation *conversation, SondeMessage *answer)
{
  g_autoptr (GPtrArray) path = sonde_conversation_dup_path (conversation, answer);
  g_autofree char *automatic = NULL;
  SondeMessage *question = path->len > 0 ? path->pdata[0] : NULL;

  if (question == NULL || sonde_message_get_role (question) != SONDE_ROLE_USER)
    return NULL;
  for (guint i = 1; i < path->len; i++)
    if (sonde_message_get_role (path->pdata[i]) == SONDE_ROLE_USER)
      return NULL;
  automatic = sonde_text_dup_title (sonde_message_get_content (question));
  return g_str_equal (automatic, sonde_conversation_get_title (conversation)) ? question : NULL;
}

static gboolean
may_ask (SondeEngine *self, SondeConversation *conversation, SondeMessage *answer)
{
  return self->makes_titles && answer != NULL && sonde_message_get_role (answer) == SONDE_ROLE_ASSISTANT
         && sonde_message_get_state (answer) == SONDE_STATE_COMPLETE
         && sonde_message_get_content_length (answer) > 0
         && g_strcmp0 (sonde_message_get_provider (answer), SONDE_PROVIDER_DEMO) != 0
         && sonde_conversation_get_complete (conversation)
         && !sonde_conversation_get_title_typed (conversation)
         && g_object_get_data (G_OBJECT (conversation), ASKED) == NULL
         && sonde_engine_get_titles_enabled (self);
}

void
sonde_engine_make_title (SondeEngine *self, SondeConversation *conversation)
{
  SondeMessage *answer = sonde_conversation_get_last (conversation);
  SondeMessage *question = NULL;
  SondeProvider *provider = NULL;
  Titling *titling = NULL;

  if (!may_ask (self, conversation, answer) || (question = find_first_question (conversation, answer)) == NULL
      || (provider = sonde_catalogue_lookup (self->catalogue, sonde_message_get_provider (answer))) == NULL)
    return;
  g_object_set_data (G_OBJECT (conversation), ASKED, GINT_TO_POINTER (TRUE));
  titling = g_new0 (Titling, 1);
  titling->engine = g_object_ref (self);
  titling->conversation = g_object_ref (conversation);
  titling->question = g_object_ref (question);
  titling->answer = g_object_ref (answer);
  /* A copy: whoever changes the address meanwhile must not redirect the key. */
  titling->provider = sonde_provider_copy_at (provider, sonde_provider_get_base_url (provider), NULL);
  titling->cancellable = g_cancellable_new ();
  titling->automatic = g_strdup (sonde_conversation_get_title (conversation));
  g_hash_table_replace (self->titles, g_object_ref (conversation), g_object_ref (titling->cancellable));
  sonde_engine_get_key_async (self, titling->provider, titling->cancellable, key_cb, titling);
}

void
sonde_engine_stop_title (SondeEngine *self, SondeConversation *conversation)
{
  GCancellable *cancellable = g_hash_table_lookup (self->titles, conversation);

  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}

void
sonde_engine_stop_titles (SondeEngine *self)
{
  g_autoptr (GList) all = g_hash_table_get_values (self->titles);

  for (GList *l = all; l != NULL; l = l->next)
    g_cancellable_cancel (l->data);
}

void
sonde_engine_set_makes_titles (SondeEngine *self, gboolean makes_titles)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));

  self->makes_titles = makes_titles;
}

gboolean
sonde_engine_get_titles_enabled (SondeEngine *self)
{
  g_autofree char *setting = NULL;

  g_return_val_if_fail (SONDE_IS_ENGINE (self), FALSE);

  setting = sonde_config_dup_string (self->config, "General", "titles");
  return g_strcmp0 (setting, "off") != 0;
}

gboolean
sonde_engine_set_titles_enabled (SondeEngine *self, gboolean enabled, GError **error)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), FALSE);

  return sonde_config_set_string (self->config, "General", "titles", enabled ? "on" : "off", error);
}
