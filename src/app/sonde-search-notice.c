/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-search-notice.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "sonde-engine-search.h"

typedef struct
{
  GtkWindow *parent;
  SondeEngine *engine;
  SondeConversation *conversation;
  GPtrArray *places; /* of SondeSearchPlace, NULL when nothing is set up */
  SondeSearchNoticeFunc func;
  gpointer data;
} Notice;

static void
notice_free (Notice *self)
{
  g_object_unref (self->parent);
  g_object_unref (self->engine);
  g_object_unref (self->conversation);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_free (self);
}

/* Takes @self. */
static void
finish (Notice *self, gboolean go)
{
  self->func (go, self->data);
  notice_free (self);
}

static void
turn_search_off (SondeConversation *conversation)
{
  sonde_conversation_set_mode (conversation, sonde_conversation_get_mode (conversation) & ~SONDE_MODE_SEARCH);
}

static void
remember (Notice *self)
{
  g_autoptr (GError) error = NULL;

  if (!sonde_engine_set_search_told (self->engine, self->places, &error))
    g_debug ("not remembered: %s", error->message);
}

/* Where Wikipedia is not used by itself, it then stays the last of the services. */
static void
use_wikipedia (Notice *self)
{
  g_autoptr (GArray) order = sonde_engine_dup_search_order (self->engine);
  SondeSearchPlace place = { SONDE_SEARCH_WIKIPEDIA, NULL };

  g_array_append_val (order, place.kind);
  sonde_engine_set_search_order (self->engine, order, NULL);
  self->places = g_ptr_array_new ();
  g_ptr_array_add (self->places, &place);
  remember (self);
  g_clear_pointer (&self->places, g_ptr_array_unref);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Notice *self)
{
  gboolean go = !g_str_equal (response, "cancel");

  if (g_str_equal (response, "search"))
    remember (self);
  else if (g_str_equal (response, "wikipedia"))
    use_wikipedia (self);
  else if (g_str_equal (response, "without"))
    turn_search_off (self->conversation);
  finish (self, go);
}

static void
show_dialog (Notice *self, const char *heading, const char *body, const char *response, const char *label)
{
  GtkWidget *widget = adw_message_dialog_new (self->parent, heading, NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);

  adw_message_dialog_set_body (dialog, body);
  adw_message_dialog_add_responses (
    dialog, "cancel", _ ("_Cancel"), "without", _ ("Answer _Without Search"), response, label, NULL);
  adw_message_dialog_set_response_appearance (dialog, response, ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, response);
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), self);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Notice *self = user_data;

  self->places = sonde_engine_list_searches_finish (self->engine, result, NULL);
  if (self->places != NULL && sonde_engine_is_search_told (self->engine, self->places))
    finish (self, TRUE);
  else if (self->places != NULL)
    {
      g_autofree char *body = sonde_engine_dup_search_notice (self->engine, self->places);

      show_dialog (self, _ ("Search the Web?"), body, "search", _ ("Search the _Web"));
    }
  else
    show_dialog (
      self,
      _ ("No Search Service Is Set Up"),
      _ ("Wikipedia can be searched without a key, where it is reached. Queries that the model makes of your "
         "messages would go there, and pages be fetched by this computer. Other services are in the "
         "preferences, under Search."),
      "wikipedia",
      _ ("Use _Wikipedia"));
}

void
sonde_search_notice_run (GtkWindow *parent,
                         SondeEngine *engine,
                         SondeConversation *conversation,
                         SondeSearchNoticeFunc func,
                         gpointer data)
{
  SondeProvider *provider = sonde_engine_get_provider (engine, conversation);
  SondeMode mode = sonde_conversation_get_mode (conversation);
  const char *model = sonde_engine_get_model_for (engine, conversation, mode);
  Notice *self;

  if ((mode & SONDE_MODE_SEARCH) == 0
      || g_strcmp0 (sonde_provider_get_id (provider), SONDE_PROVIDER_DEMO) == 0
      || sonde_engine_searches_on_server (engine, provider, model))
    {
      func (TRUE, data);
      return;
    }
  self = g_new0 (Notice, 1);
  self->parent = g_object_ref (parent);
  self->engine = g_object_ref (engine);
  self->conversation = g_object_ref (conversation);
  self->func = func;
  self->data = data;
  sonde_engine_list_searches_async (engine, provider, NULL, NULL, listed_cb, self);
}
