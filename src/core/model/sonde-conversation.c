/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-model"

#include "sonde-conversation.h"

#include "sonde-conversation-private.h"
#include "sonde-text.h"

struct _SondeConversation
{
  GObject parent_instance;

  gint64 id;
  char *title;
  gboolean title_typed;
  gint64 created;
  gint64 updated;
  gboolean pinned;
  char *folder;
  char *provider;
  SondeMode mode;
  char *models[SONDE_N_SLOTS];
  SondeEffort effort;
  char *system_prompt;
  char *draft;
  SondeParameters parameters;
  char *view;
  guint n_messages;
  gint64 deleted;
  gboolean archived;
  gboolean unread;
  gboolean busy;

  /* The tree */
  gboolean loaded;
  SondeMessageTree *tree; /* of a conversation that is looked into: thousands are only listed */
};

G_DEFINE_FINAL_TYPE (SondeConversation, sonde_conversation, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_TITLE,
  PROP_UPDATED,
  PROP_PINNED,
  PROP_FOLDER,
  PROP_PROVIDER,
  PROP_MODE,
  PROP_MODEL,
  PROP_EFFORT,
  PROP_SYSTEM_PROMPT,
  PROP_DRAFT,
  PROP_PARAMETERS,
  PROP_VIEW,
  PROP_DELETED,
  PROP_ARCHIVED,
  PROP_UNREAD,
  PROP_BUSY,
  PROP_LOADED,
  PROP_COMPLETE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
notify (SondeConversation *self, guint prop_id)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

static void
sonde_conversation_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeConversation *self = SONDE_CONVERSATION (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_UPDATED:
      g_value_set_int64 (value, self->updated);
      break;
    case PROP_PINNED:
      g_value_set_boolean (value, self->pinned);
      break;
    case PROP_FOLDER:
      g_value_set_string (value, self->folder);
      break;
    case PROP_PROVIDER:
      g_value_set_string (value, self->provider);
      break;
    case PROP_MODE:
      g_value_set_int (value, self->mode);
      break;
    case PROP_MODEL:
      g_value_set_string (value, self->models[sonde_mode_get_slot (self->mode)]);
      break;
    case PROP_EFFORT:
      g_value_set_int (value, self->effort);
      break;
    case PROP_SYSTEM_PROMPT:
      g_value_set_string (value, self->system_prompt);
      break;
    case PROP_DRAFT:
      g_value_set_string (value, self->draft);
      break;
    case PROP_PARAMETERS:
      g_value_set_pointer (value, &self->parameters);
      break;
    case PROP_VIEW:
      g_value_set_string (value, self->view);
      break;
    case PROP_DELETED:
      g_value_set_int64 (value, self->deleted);
      break;
    case PROP_ARCHIVED:
      g_value_set_boolean (value, self->archived);
      break;
    case PROP_UNREAD:
      g_value_set_boolean (value, self->unread);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, sonde_conversation_get_complete (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_conversation_finalize (GObject *object)
{
  SondeConversation *self = SONDE_CONVERSATION (object);

  g_free (self->title);
  g_free (self->folder);
  g_free (self->provider);
  for (guint slot = 0; slot < SONDE_N_SLOTS; slot++)
    g_free (self->models[slot]);
  g_free (self->system_prompt);
  g_free (self->draft);
  g_free (self->view);
  g_clear_pointer (&self->tree, sonde_message_tree_free);
  G_OBJECT_CLASS (sonde_conversation_parent_class)->finalize (object);
}

static void
sonde_conversation_class_init (SondeConversationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_conversation_get_property;
  object_class->finalize = sonde_conversation_finalize;

  props[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  props[PROP_UPDATED] = g_param_spec_int64 ("updated", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_PINNED] = g_param_spec_boolean ("pinned", NULL, NULL, FALSE, flags);
  props[PROP_FOLDER] = g_param_spec_string ("folder", NULL, NULL, NULL, flags);
  props[PROP_PROVIDER] = g_param_spec_string ("provider", NULL, NULL, NULL, flags);
  props[PROP_MODE] = g_param_spec_int ("mode", NULL, NULL, 0, SONDE_MODE_ALL, 0, flags);
  props[PROP_MODEL] = g_param_spec_string ("model", NULL, NULL, NULL, flags);
  props[PROP_EFFORT] = g_param_spec_int ("effort", NULL, NULL, 0, G_MAXINT, 0, flags);
  props[PROP_SYSTEM_PROMPT] = g_param_spec_string ("system-prompt", NULL, NULL, NULL, flags);
  props[PROP_DRAFT] = g_param_spec_string ("draft", NULL, NULL, NULL, flags);
  props[PROP_PARAMETERS] = g_param_spec_pointer ("parameters", NULL, NULL, flags);
  props[PROP_VIEW] = g_param_spec_string ("view", NULL, NULL, NULL, flags);
  props[PROP_DELETED] = g_param_spec_int64 ("deleted", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_ARCHIVED] = g_param_spec_boolean ("archived", NULL, NULL, FALSE, flags);
  props[PROP_UNREAD] = g_param_spec_boolean ("unread", NULL, NULL, FALSE, flags);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  props[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);
  props[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sonde_conversation_init (SondeConversation *self)
{
  self->title = g_strdup ("");
  self->parameters = (SondeParameters) SONDE_PARAMETERS_NONE;
}

/** An empty conversation that is not stored yet; it counts as loaded only after messages were set or added.
 */
SondeConversation *
sonde_conversation_new (void)
{
  return g_object_new (SONDE_TYPE_CONVERSATION, NULL);
}

/** 0 until the conversation is stored. */
gint64
sonde_conversation_get_id (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), 0);

  return self->id;
}

void
sonde_conversation_set_id (SondeConversation *self, gint64 id)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (self->id == id)
    return;
  self->id = id;
  notify (self, PROP_ID);
}

/** One line, "" for a new conversation. */
const char *
sonde_conversation_get_title (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), NULL);

  return self->title;
}

void
sonde_conversation_set_title (SondeConversation *self, const char *title)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (sonde_text_replace (&self->title, title))
    notify (self, PROP_TITLE);
}

/** Whether the person wrote the title, which nothing else may change then. */
gboolean
sonde_conversation_get_title_typed (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), FALSE);

  return self->title_typed;
}

void
sonde_conversation_set_title_typed (SondeConversation *self, gboolean title_typed)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  self->title_typed = title_typed;
}

/** In microseconds since 1970 (UTC). */
gint64
sonde_conversation_get_created (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), 0);

  return self->created;
}

void
sonde_conversation_set_created (SondeConversation *self, gint64 created)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  self->created = created;
}

/** When something was last said, in microseconds since 1970 (UTC). */
gint64
sonde_conversation_get_updated (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), 0);

  return self->updated;
}

void
sonde_conversation_set_updated (SondeConversation *self, gint64 updated)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (self->updated == updated)
    return;
  self->updated = updated;
  notify (self, PROP_UPDATED);
}

/** Whether it stands above the others. */
gboolean
sonde_conversation_get_pinned (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), FALSE);

  return self->pinned;
}

void
sonde_conversation_set_pinned (SondeConversation *self, gboolean pinned)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (self->pinned == pinned)
    return;
  self->pinned = pinned;
  notify (self, PROP_PINNED);
}

/** (nullable): the folder it lies in. */
const char *
sonde_conversation_get_folder (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), NULL);

  return self->folder;
}

void
sonde_conversation_set_folder (SondeConversation *self, const char *folder)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (sonde_text_replace (&self->folder, folder))
    notify (self, PROP_FOLDER);
}

/** (nullable): the id of the provider that answers here, %NULL for the default one. */
const char *
sonde_conversation_get_provider (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), NULL);

  return self->provider;
}

void
sonde_conversation_set_provider (SondeConversation *self, const char *provider)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (sonde_text_replace (&self->provider, provider))
    notify (self, PROP_PROVIDER);
}

/** The mode of the next message. */
SondeMode
sonde_conversation_get_mode (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), SONDE_MODE_CHAT);

  return self->mode;
}

/** Notifies "model" too, since each mode has its own. */
void
sonde_conversation_set_mode (SondeConversation *self, SondeMode mode)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (self->mode == mode)
    return;
  self->mode = mode;
  notify (self, PROP_MODE);
  notify (self, PROP_MODEL);
}

/** (nullable): the model that the person chose here for @slot, %NULL for the provider's. */
const char *
sonde_conversation_get_model (SondeConversation *self, SondeModelSlot slot)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (slot < SONDE_N_SLOTS, NULL);

  return self->models[slot];
}

void
sonde_conversation_set_model (SondeConversation *self, SondeModelSlot slot, const char *model)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));
  g_return_if_fail (slot < SONDE_N_SLOTS);

  if (sonde_text_replace (&self->models[slot], model))
    notify (self, PROP_MODEL);
}

/** How long the model may think here; the default is the provider's. */
SondeEffort
sonde_conversation_get_effort (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), SONDE_EFFORT_DEFAULT);

  return self->effort;
}

void
sonde_conversation_set_effort (SondeConversation *self, SondeEffort effort)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (self->effort == effort)
    return;
  self->effort = effort;
  notify (self, PROP_EFFORT);
}

/** (nullable): what the model is told before everything else. */
const char *
sonde_conversation_get_system_prompt (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), NULL);

  return self->system_prompt;
}

void
sonde_conversation_set_system_prompt (SondeConversation *self, const char *system_prompt)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (sonde_text_replace (&self->system_prompt, system_prompt))
    notify (self, PROP_SYSTEM_PROMPT);
}

/** (nullable): the text that was not sent yet. */
const char *
sonde_conversation_get_draft (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), NULL);

  return self->draft;
}

void
sonde_conversation_set_draft (SondeConversation *self, const char *draft)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (sonde_text_replace (&self->draft, draft))
    notify (self, PROP_DRAFT);
}

/** How the model chooses its words here; borrowed, never %NULL. */
const SondeParameters *
sonde_conversation_get_parameters (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), NULL);

  return &self->parameters;
}

/** @parameters: (nullable): %NULL leaves everything to the provider. */
void
sonde_conversation_set_parameters (SondeConversation *self, const SondeParameters *parameters)
{
  static const SondeParameters none = SONDE_PARAMETERS_NONE;

  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (parameters == NULL)
    parameters = &none;
  if (sonde_parameters_equal (&self->parameters, parameters))
    return;
  self->parameters = *parameters;
  notify (self, PROP_PARAMETERS);
}

/** (nullable): where the transcript was left, in the words of the transcript; known once it is loaded. */
const char *
sonde_conversation_get_view (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), NULL);

  return self->view;
}

void
sonde_conversation_set_view (SondeConversation *self, const char *view)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (sonde_text_replace (&self->view, view))
    notify (self, PROP_VIEW);
}

/** When it was put into the trash, in microseconds since 1970 (UTC); 0 when it is not there. */
gint64
sonde_conversation_get_deleted (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), 0);

  return self->deleted;
}

void
sonde_conversation_set_deleted (SondeConversation *self, gint64 deleted)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (self->deleted == deleted)
    return;
  self->deleted = deleted;
  notify (self, PROP_DELETED);
}

/** Whether it is kept out of the list. */
gboolean
sonde_conversation_get_archived (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), FALSE);

  return self->archived;
}

void
sonde_conversation_set_archived (SondeConversation *self, gboolean archived)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (self->archived == archived)
    return;
  self->archived = archived;
  notify (self, PROP_ARCHIVED);
}

/** Whether an answer ended here while nobody looked. */
gboolean
sonde_conversation_get_unread (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), FALSE);

  return self->unread;
}

void
sonde_conversation_set_unread (SondeConversation *self, gboolean unread)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (self->unread == unread)
    return;
  self->unread = unread;
  notify (self, PROP_UNREAD);
}

/** How many messages the store counted; kept up to date once loaded. */
guint
sonde_conversation_get_n_messages (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), 0);

  return self->n_messages;
}

void
sonde_conversation_set_n_messages (SondeConversation *self, guint n_messages)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  self->n_messages = n_messages;
}

/** Whether an answer is under way. */
gboolean
sonde_conversation_get_busy (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), FALSE);

  return self->busy;
}

void
sonde_conversation_set_busy (SondeConversation *self, gboolean busy)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (self->busy == busy)
    return;
  self->busy = busy;
  notify (self, PROP_BUSY);
}

/** Whether the messages are here; a conversation from a list has none yet. */
gboolean
sonde_conversation_get_loaded (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), FALSE);

  return self->loaded;
}

SondeMessageTree *
sonde_conversation_get_tree (SondeConversation *self)
{
  if (self->tree == NULL)
    self->tree = sonde_message_tree_new ();
  return self->tree;
}

/** The tree has changed: @loaded tells that it was filled for the first time. */
void
sonde_conversation_tree_changed (SondeConversation *self, gboolean loaded)
{
  guint n = sonde_message_tree_get_messages (sonde_conversation_get_tree (self))->len;

  /* While older ones are missing the store knows better. */
  self->n_messages
    = sonde_message_tree_get_partial (sonde_conversation_get_tree (self)) ? MAX (n, self->n_messages) : n;
  self->loaded = TRUE;
  if (loaded)
    {
      notify (self, PROP_LOADED);
      notify (self, PROP_COMPLETE);
    }
}
