/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-model"

#include "sonde-message.h"

#include <string.h>

#include "sonde-source.h"
#include "sonde-text.h"

/* A text that may grow; without growing it takes no more room than it needs. */
typedef struct
{
  char *str; /* NULL for "" */
  gsize length;
  gsize size;
  guint generation; /* counts how often it was replaced */
} Text;

struct _SondeMessage
{
  GObject parent_instance;

  gint64 id;
  gint64 parent_id;
  gint64 chosen_child;
  SondeRole role;
  Text content;
  Text reasoning;
  SondeMessageState state;
  SondePhase phase;
  char *phase_detail;
  SondeMode mode;
  char *provider; /* shared by all messages that have the same */
  char *model;
  gint64 created;
  gint64 finished;
  gint64 first_token;
  gint64 thinking_ms;
  char *finish_reason;
  SondeUsage *usage;
  char *raw;
  char *tool_call_id;
  GError *error;
  char *search_query;
  guint left_out;
  GListStore *sources;
  GListStore *search_steps;
  guint version;
  guint n_versions;
};

G_DEFINE_FINAL_TYPE (SondeMessage, sonde_message, G_TYPE_OBJECT)

enum
{
  PROP_CONTENT = 1,
  PROP_REASONING,
  PROP_STATE,
  PROP_PHASE,
  PROP_PHASE_DETAIL,
  PROP_MODEL,
  PROP_USAGE,
  PROP_SOURCES,
  PROP_SEARCH_STEPS,
  PROP_LEFT_OUT,
  PROP_VERSION,
  PROP_N_VERSIONS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static const char *
get_text (const Text *text)
{
  return text->str != NULL ? text->str : "";
}

/* Gives whether it is another one now. */
static gboolean
set_text (Text *text, const char *value)
{
  if (strcmp (get_text (text), value != NULL ? value : "") == 0)
    return FALSE;
  g_free (text->str);
  text->generation++;
  text->length = value != NULL ? strlen (value) : 0;
  text->size = text->length > 0 ? text->length + 1 : 0;
  text->str = text->length > 0 ? g_memdup2 (value, text->size) : NULL;
  return TRUE;
}

static void
append_text (Text *text, const char *value)
{
  gsize length = strlen (value);

  if (text->length + length >= text->size)
    {
      text->size = MAX (2 * text->size, text->length + length + 64);
      text->str = g_realloc (text->str, text->size);
    }
  memcpy (text->str + text->length, value, length + 1);
  text->length += length;
}

/* As sonde_text_replace(), for a string that many have. */
static gboolean
replace_shared (char **place, const char *value)
{
  if (g_strcmp0 (*place, value) == 0)
    return FALSE;
  g_clear_pointer (place, g_ref_string_release);
  *place = value != NULL ? g_ref_string_new_intern (value) : NULL;
  return TRUE;
}

static void
sonde_message_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeMessage *self = SONDE_MESSAGE (object);

  switch (prop_id)
    {
    case PROP_CONTENT:
      g_value_set_string (value, get_text (&self->content));
      break;
    case PROP_REASONING:
      g_value_set_string (value, get_text (&self->reasoning));
      break;
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_PHASE:
      g_value_set_int (value, self->phase);
      break;
    case PROP_PHASE_DETAIL:
      g_value_set_string (value, self->phase_detail);
      break;
    case PROP_MODEL:
      g_value_set_string (value, self->model);
      break;
    case PROP_USAGE:
      g_value_set_boxed (value, self->usage);
      break;
    case PROP_SOURCES:
      g_value_set_object (value, sonde_message_get_sources (self));
      break;
    case PROP_SEARCH_STEPS:
      g_value_set_object (value, sonde_message_get_search_steps (self));
      break;
    case PROP_LEFT_OUT:
      g_value_set_uint (value, self->left_out);
      break;
    case PROP_VERSION:
      g_value_set_uint (value, self->version);
      break;
    case PROP_N_VERSIONS:
      g_value_set_uint (value, self->n_versions);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_message_finalize (GObject *object)
{
  SondeMessage *self = SONDE_MESSAGE (object);

  g_free (self->content.str);
  g_free (self->reasoning.str);
  g_free (self->phase_detail);
  g_clear_pointer (&self->provider, g_ref_string_release);
  g_clear_pointer (&self->model, g_ref_string_release);
  g_clear_pointer (&self->finish_reason, g_ref_string_release);
  sonde_usage_free (self->usage);
  g_free (self->raw);
  g_free (self->tool_call_id);
  g_clear_error (&self->error);
  g_free (self->search_query);
  g_clear_object (&self->search_steps);
  g_clear_object (&self->sources);
  G_OBJECT_CLASS (sonde_message_parent_class)->finalize (object);
}

static void
sonde_message_class_init (SondeMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_message_get_property;
  object_class->finalize = sonde_message_finalize;

  props[PROP_CONTENT] = g_param_spec_string ("content", NULL, NULL, "", flags);
  props[PROP_REASONING] = g_param_spec_string ("reasoning", NULL, NULL, "", flags);
  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, G_MAXINT, SONDE_STATE_COMPLETE, flags);
  props[PROP_PHASE] = g_param_spec_int ("phase", NULL, NULL, 0, G_MAXINT, SONDE_PHASE_IDLE, flags);
  props[PROP_PHASE_DETAIL] = g_param_spec_string ("phase-detail", NULL, NULL, NULL, flags);
  props[PROP_MODEL] = g_param_spec_string ("model", NULL, NULL, NULL, flags);
  props[PROP_USAGE] = g_param_spec_boxed ("usage", NULL, NULL, SONDE_TYPE_USAGE, flags);
  props[PROP_SOURCES] = g_param_spec_object ("sources", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_SEARCH_STEPS] = g_param_spec_object ("search-steps", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_LEFT_OUT] = g_param_spec_uint ("left-out", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_VERSION] = g_param_spec_uint ("version", NULL, NULL, 1, G_MAXUINT, 1, flags);
  props[PROP_N_VERSIONS] = g_param_spec_uint ("n-versions", NULL, NULL, 1, G_MAXUINT, 1, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sonde_message_init (SondeMessage *self)
{
  self->state = SONDE_STATE_COMPLETE;
  self->version = 1;
  self->n_versions = 1;
}

static void
notify (SondeMessage *self, guint prop_id)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

/**
 * sonde_message_new:
 * @role: who speaks
 *
 * Returns: (transfer full): an empty, complete message that is not in a conversation yet
 */
SondeMessage *
sonde_message_new (SondeRole role)
{
  SondeMessage *self = g_object_new (SONDE_TYPE_MESSAGE, NULL);

  self->role = role;
  self->created = g_get_real_time ();
  return self;
}

/** 0 until the message is stored; later messages have larger ids. */
gint64
sonde_message_get_id (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), 0);

  return self->id;
}

void
sonde_message_set_id (SondeMessage *self, gint64 id)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  self->id = id;
}

/** 0 for a message that begins a conversation. */
gint64
sonde_message_get_parent_id (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), 0);

  return self->parent_id;
}

void
sonde_message_set_parent_id (SondeMessage *self, gint64 parent_id)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  self->parent_id = parent_id;
}

/** The child that is shown under this message, 0 for none. */
gint64
sonde_message_get_chosen_child (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), 0);

  return self->chosen_child;
}

void
sonde_message_set_chosen_child (SondeMessage *self, gint64 chosen_child)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  self->chosen_child = chosen_child;
}

/** Who speaks. */
SondeRole
sonde_message_get_role (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), SONDE_ROLE_USER);

  return self->role;
}

/** The text as it came, valid UTF-8; borrowed until the next change. */
const char *
sonde_message_get_content (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), NULL);

  return get_text (&self->content);
}

/** In bytes. */
gsize
sonde_message_get_content_length (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), 0);

  return self->content.length;
}

/** While it is the same, the content has only grown. Never 0. */
guint
sonde_message_get_content_generation (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), 1);

  return self->content.generation + 1;
}

void
sonde_message_set_content (SondeMessage *self, const char *content)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  if (set_text (&self->content, content))
    notify (self, PROP_CONTENT);
}

void
sonde_message_append_content (SondeMessage *self, const char *text)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  if (text == NULL || *text == '\0')
    return;
  append_text (&self->content, text);
  notify (self, PROP_CONTENT);
}

/** What the model thought before and while it answered; "" if it did not. Borrowed until the next change. */
const char *
sonde_message_get_reasoning (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), NULL);

  return get_text (&self->reasoning);
}

/** In bytes. */
gsize
sonde_message_get_reasoning_length (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), 0);

  return self->reasoning.length;
}

guint
sonde_message_get_reasoning_generation (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), 1);

  return self->reasoning.generation + 1;
}

void
sonde_message_set_reasoning (SondeMessage *self, const char *reasoning)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  if (set_text (&self->reasoning, reasoning))
    notify (self, PROP_REASONING);
}

void
sonde_message_append_reasoning (SondeMessage *self, const char *text)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  if (text == NULL || *text == '\0')
    return;
  append_text (&self->reasoning, text);
  notify (self, PROP_REASONING);
}

/** Whether the answer is whole. */
SondeMessageState
sonde_message_get_state (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), SONDE_STATE_COMPLETE);

  return self->state;
}

void
sonde_message_set_state (SondeMessage *self, SondeMessageState state)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  if (self->state == state)
    return;
  self->state = state;
  notify (self, PROP_STATE);
}

/** What a streaming answer is doing now; %SONDE_PHASE_IDLE for one that is over. */
SondePhase
sonde_message_get_phase (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), SONDE_PHASE_IDLE);

  return self->phase;
}

/** A translated line that belongs to the phase, such as why and when it is tried again. */
const char *
sonde_message_get_phase_detail (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), NULL);

  return self->phase_detail;
}

void
sonde_message_set_phase (SondeMessage *self, SondePhase phase, const char *detail)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  gboolean other_detail = sonde_text_replace (&self->phase_detail, detail);
  gboolean other_phase = self->phase != phase;

  /* Whoever hears of one finds both. */
  self->phase = phase;
  if (other_detail)
    notify (self, PROP_PHASE_DETAIL);
  if (other_phase)
    notify (self, PROP_PHASE);
}

/** The mode that was on when this was asked or answered. */
SondeMode
sonde_message_get_mode (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), SONDE_MODE_CHAT);

  return self->mode;
}

void
sonde_message_set_mode (SondeMessage *self, SondeMode mode)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  self->mode = mode;
}

/** The id of the provider that answered. */
const char *
sonde_message_get_provider (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), NULL);

  return self->provider;
}

void
sonde_message_set_provider (SondeMessage *self, const char *provider)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  replace_shared (&self->provider, provider);
}

/** The model that answered, as the request named it. */
const char *
sonde_message_get_model (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), NULL);

  return self->model;
}

void
sonde_message_set_model (SondeMessage *self, const char *model)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  if (replace_shared (&self->model, model))
    notify (self, PROP_MODEL);
}

/** Whether this is an answer of the demonstration. */
gboolean
sonde_message_is_canned (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), FALSE);

  return self->role == SONDE_ROLE_ASSISTANT && g_strcmp0 (self->provider, SONDE_PROVIDER_DEMO) == 0;
}

/** When it was begun, in microseconds since 1970 (UTC). */
gint64
sonde_message_get_created (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), 0);

  return self->created;
}

void
sonde_message_set_created (SondeMessage *self, gint64 created)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  self->created = created;
}

/** When the answer was over, 0 while it streams or when unknown. */
gint64
sonde_message_get_finished (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), 0);

  return self->finished;
}

void
sonde_message_set_finished (SondeMessage *self, gint64 finished)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  self->finished = finished;
}

/** How long the model thought, in milliseconds; 0 if it did not. */
gint64
sonde_message_get_first_token (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), 0);

  return self->first_token;
}

void
sonde_message_set_first_token (SondeMessage *self, gint64 real_time_us)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  self->first_token = real_time_us;
}

gint64
sonde_message_get_thinking_ms (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), 0);

  return self->thinking_ms;
}

void
sonde_message_set_thinking_ms (SondeMessage *self, gint64 thinking_ms)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  self->thinking_ms = thinking_ms;
}

/** How many of the oldest turns were not sent for this answer, because the model's window was full. */
guint
sonde_message_get_left_out (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), 0);

  return self->left_out;
}

void
sonde_message_set_left_out (SondeMessage *self, guint left_out)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  if (self->left_out == left_out)
    return;
  self->left_out = left_out;
  notify (self, PROP_LEFT_OUT);
}

/** The server's finish_reason, %NULL if it gave none. */
const char *
sonde_message_get_finish_reason (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), NULL);

  return self->finish_reason;
}

void
sonde_message_set_finish_reason (SondeMessage *self, const char *finish_reason)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  replace_shared (&self->finish_reason, finish_reason);
}

/** (nullable): the tokens of this answer, borrowed. */
const SondeUsage *
sonde_message_get_usage (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), NULL);

  return self->usage;
}

void
sonde_message_set_usage (SondeMessage *self, const SondeUsage *usage)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  if (self->usage == usage)
    return;
  sonde_usage_free (self->usage);
  self->usage = sonde_usage_copy (usage);
  notify (self, PROP_USAGE);
}

/** (nullable): the assistant message as the server sent it, as JSON; some hosts want it back unchanged. */
const char *
sonde_message_get_raw (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), NULL);

  return self->raw;
}

void
sonde_message_set_raw (SondeMessage *self, const char *raw)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  sonde_text_replace (&self->raw, raw);
}

/** @raw: (transfer full) (nullable): it may be large */
void
sonde_message_take_raw (SondeMessage *self, char *raw)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  g_free (self->raw);
  self->raw = raw;
}

/** (nullable): which call a tool message answers. */
const char *
sonde_message_get_tool_call_id (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), NULL);

  return self->tool_call_id;
}

void
sonde_message_set_tool_call_id (SondeMessage *self, const char *tool_call_id)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  sonde_text_replace (&self->tool_call_id, tool_call_id);
}

/** (nullable): why the answer is not complete, borrowed. */
const GError *
sonde_message_get_error (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), NULL);

  return self->error;
}

/** Copies @error, which may be %NULL. Set it before the state, whose notification views wait for. */
void
sonde_message_set_error (SondeMessage *self, const GError *error)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  GError *copy = error != NULL ? g_error_copy (error) : NULL;
  g_clear_error (&self->error);
  self->error = copy;
}

/** (nullable): what was searched for before this answer. */
const char *
sonde_message_get_search_query (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), NULL);

  return self->search_query;
}

void
sonde_message_set_search_query (SondeMessage *self, const char *search_query)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  sonde_text_replace (&self->search_query, search_query);
}

/** The pages that the answer may cite, a list of #SondeSource in the order of their numbers. */
GListModel *
sonde_message_get_sources (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), NULL);

  /* Most messages have none, and there are many. */
  if (self->sources == NULL)
    self->sources = g_list_store_new (SONDE_TYPE_SOURCE);
  return G_LIST_MODEL (self->sources);
}

/** @sources: (element-type SondeSource) (nullable): replaces the pages. */
void
sonde_message_set_sources (SondeMessage *self, GPtrArray *sources)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  if (self->sources == NULL && (sources == NULL || sources->len == 0))
    return;
  sonde_message_get_sources (self);
  g_list_store_splice (self->sources,
                       0,
                       g_list_model_get_n_items (G_LIST_MODEL (self->sources)),
                       sources != NULL ? sources->pdata : NULL,
                       sources != NULL ? sources->len : 0);
  notify (self, PROP_SOURCES);
}

/** A list of #SondeSearchStep: what was done for this answer in Search mode, in order. */
GListModel *
sonde_message_get_search_steps (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), NULL);

  if (self->search_steps == NULL)
    self->search_steps = g_list_store_new (SONDE_TYPE_SEARCH_STEP);
  return G_LIST_MODEL (self->search_steps);
}

/** @steps: (element-type SondeSearchStep) (nullable): replaces them. */
void
sonde_message_set_search_steps (SondeMessage *self, GPtrArray *steps)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  if (self->search_steps == NULL && (steps == NULL || steps->len == 0))
    return;
  sonde_message_get_search_steps (self);
  g_list_store_splice (self->search_steps,
                       0,
                       g_list_model_get_n_items (G_LIST_MODEL (self->search_steps)),
                       steps != NULL ? steps->pdata : NULL,
                       steps != NULL ? steps->len : 0);
  notify (self, PROP_SEARCH_STEPS);
}

void
sonde_message_add_search_step (SondeMessage *self, SondeSearchStep *step)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  sonde_message_get_search_steps (self);
  g_list_store_append (self->search_steps, step);
  notify (self, PROP_SEARCH_STEPS);
}

void
sonde_message_search_step_changed (SondeMessage *self)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  notify (self, PROP_SEARCH_STEPS);
}

/** Which of its alternatives this message is, from 1. */
guint
sonde_message_get_version (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), 1);

  return self->version;
}

/** How many alternatives this turn has. */
guint
sonde_message_get_n_versions (SondeMessage *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (self), 1);

  return self->n_versions;
}

/** For the conversation, which counts. */
void
sonde_message_set_versions (SondeMessage *self, guint version, guint n_versions)
{
  g_return_if_fail (SONDE_IS_MESSAGE (self));

  if (self->version != version)
    {
      self->version = version;
      notify (self, PROP_VERSION);
    }
  if (self->n_versions != n_versions)
    {
      self->n_versions = n_versions;
      notify (self, PROP_N_VERSIONS);
    }
}
