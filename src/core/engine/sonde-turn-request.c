/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-context-private.h"
#include "sonde-engine-private.h"
#include "sonde-search-prompt.h"
#include "sonde-source.h"
#include "sonde-turn-private.h"

/* On an answer. */
#define SENT "sonde-sent-request"

typedef struct
{
  SondeRequestForm form;
  char *checksum; /* of the body */
} Sent;

static GPtrArray *
copy_pages (GPtrArray *pages)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; pages != NULL && i < pages->len; i++)
    g_ptr_array_add (copy, g_object_ref (g_ptr_array_index (pages, i)));
  return copy;
}

static void
sent_free (gpointer data)
{
  Sent *sent = data;

  g_clear_pointer (&sent->form.pages, g_ptr_array_unref);
  g_clear_object (&sent->form.cut);
  g_free (sent->checksum);
  g_free (sent);
}

/* The place in @path of the question that is answered, or its length. */
static guint
find_question (GPtrArray *path)
{
  for (guint i = path->len; i > 0; i--)
    if (sonde_message_get_role (g_ptr_array_index (path, i - 1)) == SONDE_ROLE_USER)
      return i - 1;
  return path->len;
}

/* The question as it is sent: with the pages that were found for it. */
static void
insert_pages (GPtrArray *pages, GPtrArray *path)
{
  guint place = find_question (path);
  SondeMessage *question = NULL;
  g_autofree char *prompt = NULL;

  if (pages == NULL || pages->len == 0 || place == path->len)
    return;
  question = g_ptr_array_index (path, place);
  prompt = sonde_search_prompt_build (
    pages, sonde_message_get_content (question), sonde_message_get_created (question));
  path->pdata[place] = sonde_message_new (SONDE_ROLE_USER);
  sonde_message_set_content (path->pdata[place], prompt);
  g_object_unref (question);
}

/* What does not fit into the model's window. The same again when the request is only shown. */
static void
leave_out_oldest (SondeRequest *request, SondeMessage *answer)
{
  guint n = sonde_context_trim (request->messages,
                                request->system_prompt,
                                request->provider,
                                sonde_provider_get_context (request->provider, request->model),
                                request->parameters->max_tokens);

  if (sonde_message_get_state (answer) == SONDE_STATE_STREAMING)
    sonde_message_set_left_out (answer, n);
}

char *
sonde_request_build (SondeConversation *conversation,
                     SondeMessage *answer,
                     SondeProvider *provider,
                     const SondeRequestForm *form,
                     char **used_model)
{
  SondeMessage *parent = sonde_conversation_get_parent (conversation, answer);
  g_autoptr (GPtrArray) path = sonde_conversation_dup_path (conversation, parent);
  SondeRequest request = {
    .provider = provider,
    .model = sonde_message_get_model (answer),
    .mode = form->mode,
    .effort = sonde_conversation_get_effort (conversation),
    .system_prompt = sonde_conversation_get_system_prompt (conversation),
    .parameters = sonde_conversation_get_parameters (conversation),
    .messages = path,
    .prefix = form->cut != NULL,
    .stream = form->stream,
    .tools = form->tools,
    .tool_choice = form->tool_choice,
  };

  insert_pages (form->pages, path);
  if (form->cut != NULL)
    g_ptr_array_add (path, g_object_ref (form->cut));
  leave_out_oldest (&request, answer);
  return sonde_request_to_json (&request, used_model);
}

void
sonde_request_remember (SondeMessage *answer, const SondeRequestForm *form, const char *body)
{
  Sent *sent = g_new0 (Sent, 1);

  sent->form = *form;
  sent->form.pages = copy_pages (form->pages);
  sent->form.cut = form->cut != NULL ? g_object_ref (form->cut) : NULL;
  sent->checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, body, -1);
  g_object_set_data_full (G_OBJECT (answer), SENT, sent, sent_free);
}

static char *
build_again (SondeConversation *conversation,
             SondeMessage *answer,
             SondeProvider *provider,
             gboolean *is_exact)
{
  const Sent *sent = g_object_get_data (G_OBJECT (answer), SENT);
  char *body = sonde_request_build (conversation, answer, provider, &sent->form, NULL);
  g_autofree char *checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, body, -1);

  *is_exact = g_str_equal (checksum, sent->checksum);
  return body;
}

/* Of an answer from the history it is not known how it searched. */
static char *
build_anew (SondeEngine *self, SondeConversation *conversation, SondeMessage *answer, SondeProvider *provider)
{
  SondeRequestForm form = { .mode = sonde_message_get_mode (answer), .stream = self->streaming };

  return sonde_request_build (conversation, answer, provider, &form, NULL);
}

char *
sonde_engine_dup_request (
  SondeEngine *self, SondeConversation *conversation, SondeMessage *answer, char **url, gboolean *is_exact)
{
  SondeProvider *provider = NULL;
  const Sent *sent = NULL;
  const char *id = NULL;

  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);
  g_return_val_if_fail (SONDE_IS_CONVERSATION (conversation) && SONDE_IS_MESSAGE (answer), NULL);
  g_return_val_if_fail (url != NULL && is_exact != NULL, NULL);

  id = sonde_message_get_provider (answer);
  provider = id != NULL ? sonde_catalogue_lookup (self->catalogue, id) : NULL;
  if (provider == NULL || sonde_conversation_get_parent (conversation, answer) == NULL)
    return NULL;
  sent = g_object_get_data (G_OBJECT (answer), SENT);
  *url = sent != NULL && sent->form.cut != NULL ? sonde_provider_dup_prefix_url (provider)
                                                : sonde_provider_dup_url (provider, "/chat/completions");
  *is_exact = FALSE;
  if (sent != NULL)
    return build_again (conversation, answer, provider, is_exact);
  return build_anew (self, conversation, answer, provider);
}
