/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-model"

#include "sonde-prompt.h"

#include <string.h>

#include "sonde-text.h"

/* The most that a name between braces may be long, in bytes. */
#define NAME_BYTES 64

struct _SondePrompt
{
  GObject parent_instance;

  gint64 id;
  char *name;
  char *text;
};

G_DEFINE_FINAL_TYPE (SondePrompt, sonde_prompt, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sonde_prompt_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondePrompt *self = SONDE_PROMPT (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_prompt_finalize (GObject *object)
{
  SondePrompt *self = SONDE_PROMPT (object);

  g_free (self->name);
  g_free (self->text);
  G_OBJECT_CLASS (sonde_prompt_parent_class)->finalize (object);
}

static void
sonde_prompt_class_init (SondePromptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_prompt_get_property;
  object_class->finalize = sonde_prompt_finalize;

  props[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sonde_prompt_init (SondePrompt *self)
{
}

/** (transfer full): a prompt that is not stored yet. */
SondePrompt *
sonde_prompt_new (const char *name, const char *text)
{
  SondePrompt *self = g_object_new (SONDE_TYPE_PROMPT, NULL);

  self->name = g_strdup (name != NULL ? name : "");
  self->text = g_strdup (text != NULL ? text : "");
  return self;
}

/** 0 until it is stored. */
gint64
sonde_prompt_get_id (SondePrompt *self)
{
  g_return_val_if_fail (SONDE_IS_PROMPT (self), 0);

  return self->id;
}

void
sonde_prompt_set_id (SondePrompt *self, gint64 id)
{
  g_return_if_fail (SONDE_IS_PROMPT (self));

  if (self->id == id)
    return;
  self->id = id;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ID]);
}

/** What the person calls it. */
const char *
sonde_prompt_get_name (SondePrompt *self)
{
  g_return_val_if_fail (SONDE_IS_PROMPT (self), NULL);

  return self->name;
}

void
sonde_prompt_set_name (SondePrompt *self, const char *name)
{
  g_return_if_fail (SONDE_IS_PROMPT (self));

  if (sonde_text_replace (&self->name, name != NULL ? name : ""))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
}

/** What the model is told, with its variables still in braces. */
const char *
sonde_prompt_get_text (SondePrompt *self)
{
  g_return_val_if_fail (SONDE_IS_PROMPT (self), NULL);

  return self->text;
}

void
sonde_prompt_set_text (SondePrompt *self, const char *text)
{
  g_return_if_fail (SONDE_IS_PROMPT (self));

  if (sonde_text_replace (&self->text, text != NULL ? text : ""))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

/* The next {{name}} at or after @text: its place, the place behind it and its name; NULL when there is none.
 * A name stands on one line and holds no braces. */
static const char *
find_variable (const char *text, const char **end, char **name)
{
  for (const char *open = strstr (text, "{{"); open != NULL; open = strstr (open + 1, "{{"))
    {
      const char *inside = open + 2;
      gsize length = strcspn (inside, "{}\n");

      if (length > 0 && length <= NAME_BYTES && g_str_has_prefix (inside + length, "}}"))
        {
          *end = inside + length + 2;
          *name = g_strstrip (g_strndup (inside, length));
          if (**name != '\0')
            return open;
          g_clear_pointer (name, g_free);
        }
    }
  return NULL;
}

/** (transfer full): the names in braces in @text, each once, in their order; %NULL-terminated. */
char **
sonde_prompt_list_variables (const char *text)
{
  GPtrArray *names = g_ptr_array_new ();
  char *name = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  while (find_variable (text, &text, &name) != NULL)
    if (g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
      g_free (name);
    else
      g_ptr_array_add (names, name);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

/**
 * sonde_prompt_fill:
 * @text: with variables in braces
 * @values: (element-type utf8 utf8): the values by name; what has none stays as it is
 *
 * Values are text: braces in them mean nothing.
 *
 * Returns: (transfer full): the text that is told to the model
 */
char *
sonde_prompt_fill (const char *text, GHashTable *values)
{
  GString *filled = g_string_new (NULL);
  const char *end = NULL;
  const char *open;
  char *name = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  while ((open = find_variable (text, &end, &name)) != NULL)
    {
      const char *value = values != NULL ? g_hash_table_lookup (values, name) : NULL;

      g_string_append_len (filled, text, open - text);
      g_string_append_len (filled, value != NULL ? value : open, value != NULL ? -1 : end - open);
      g_free (name);
      text = end;
    }
  g_string_append (filled, text);
  return g_string_free (filled, FALSE);
}
