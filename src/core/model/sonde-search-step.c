/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-model"

#include "sonde-search-step.h"

#include "sonde-text.h"

struct _SondeSearchStep
{
  GObject parent_instance;

  SondeStepKind kind;
  char *text;
  char *url;
  SondeStepState state;
  guint count;
  char *detail;
};

G_DEFINE_FINAL_TYPE (SondeSearchStep, sonde_search_step, G_TYPE_OBJECT)

enum
{
  PROP_TEXT = 1,
  PROP_STATE,
  PROP_COUNT,
  PROP_DETAIL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sonde_search_step_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeSearchStep *self = SONDE_SEARCH_STEP (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_COUNT:
      g_value_set_uint (value, self->count);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_search_step_finalize (GObject *object)
{
  SondeSearchStep *self = SONDE_SEARCH_STEP (object);

  g_free (self->text);
  g_free (self->url);
  g_free (self->detail);
  G_OBJECT_CLASS (sonde_search_step_parent_class)->finalize (object);
}

static void
sonde_search_step_class_init (SondeSearchStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_search_step_get_property;
  object_class->finalize = sonde_search_step_finalize;

  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, G_MAXINT, SONDE_STEP_RUNNING, flags);
  props[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sonde_search_step_init (SondeSearchStep *self)
{
  self->state = SONDE_STEP_RUNNING;
}

/**
 * sonde_search_step_new:
 * @text: (nullable): see #SondeStepKind
 * @url: (nullable): the address of a page
 *
 * Returns: (transfer full): a step that runs
 */
SondeSearchStep *
sonde_search_step_new (SondeStepKind kind, const char *text, const char *url)
{
  SondeSearchStep *self = g_object_new (SONDE_TYPE_SEARCH_STEP, NULL);

  self->kind = kind;
  self->text = g_strdup (text != NULL ? text : "");
  self->url = g_strdup (url != NULL ? url : "");
  self->detail = g_strdup ("");
  return self;
}

SondeSearchStep *
sonde_search_step_copy (SondeSearchStep *self)
{
  g_return_val_if_fail (SONDE_IS_SEARCH_STEP (self), NULL);

  SondeSearchStep *copy = sonde_search_step_new (self->kind, self->text, self->url);

  sonde_search_step_finish (copy, self->state, self->count, self->detail);
  return copy;
}

SondeStepKind
sonde_search_step_get_kind (SondeSearchStep *self)
{
  g_return_val_if_fail (SONDE_IS_SEARCH_STEP (self), SONDE_STEP_NOTE);

  return self->kind;
}

const char *
sonde_search_step_get_text (SondeSearchStep *self)
{
  g_return_val_if_fail (SONDE_IS_SEARCH_STEP (self), NULL);

  return self->text;
}

void
sonde_search_step_set_text (SondeSearchStep *self, const char *text)
{
  g_return_if_fail (SONDE_IS_SEARCH_STEP (self));
  g_return_if_fail (text != NULL);

  if (sonde_text_replace (&self->text, text))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

/** "" for what is no page. */
const char *
sonde_search_step_get_url (SondeSearchStep *self)
{
  g_return_val_if_fail (SONDE_IS_SEARCH_STEP (self), NULL);

  return self->url;
}

SondeStepState
sonde_search_step_get_state (SondeSearchStep *self)
{
  g_return_val_if_fail (SONDE_IS_SEARCH_STEP (self), SONDE_STEP_FAILED);

  return self->state;
}

guint
sonde_search_step_get_count (SondeSearchStep *self)
{
  g_return_val_if_fail (SONDE_IS_SEARCH_STEP (self), 0);

  return self->count;
}

/** "" when there is nothing to say. */
const char *
sonde_search_step_get_detail (SondeSearchStep *self)
{
  g_return_val_if_fail (SONDE_IS_SEARCH_STEP (self), NULL);

  return self->detail;
}

void
sonde_search_step_finish (SondeSearchStep *self, SondeStepState state, guint count, const char *detail)
{
  g_return_if_fail (SONDE_IS_SEARCH_STEP (self));

  self->state = state;
  self->count = count;
  sonde_text_replace (&self->detail, detail != NULL ? detail : "");
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COUNT]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DETAIL]);
}
