/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-provider"

#include "sonde-provider.h"

#include "sonde-error.h"
#include "sonde-provider-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _SondeProvider
{
  GObject parent_instance;

  const SondeDialect *dialect; /* borrowed, lives for ever */

  char *id;
  char *name;
  char *base_url;
  char *key_id; /* NULL: made of the id and the address */
  char *models[SONDE_N_SLOTS];

  SondeEffort effort;
  gboolean is_builtin;
  gboolean is_default;
};

G_DEFINE_FINAL_TYPE (SondeProvider, sonde_provider, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_BASE_URL,
  PROP_MODEL_CHAT,
  PROP_MODEL_REASONING,
  PROP_MODEL_SEARCH,
  PROP_IS_DEFAULT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost");
}

/* A person may leave the scheme out; only this machine is spoken to in the clear then. */
static char *
add_scheme (const char *text)
{
  g_autofree char *https = NULL;
  g_autoptr (GUri) uri = NULL;

  if (strstr (text, "://") != NULL)
    return g_strdup (text);
  https = g_strconcat ("https://", text, NULL);
  uri = g_uri_parse (https, G_URI_FLAGS_NONE, NULL);
  if (uri != NULL && g_uri_get_host (uri) != NULL && is_loopback (g_uri_get_host (uri)))
    return g_strconcat ("http://", text, NULL);
  return g_steal_pointer (&https);
}

static void
strip_end (char *url)
{
  static const char suffix[] = "/chat/completions";
  gsize length = strlen (url);

  while (length > 0 && url[length - 1] == '/')
    url[--length] = '\0';
  if (!g_str_has_suffix (url, suffix))
    return;
  length -= strlen (suffix);
  while (length > 0 && url[length - 1] == '/')
    length--;
  url[length] = '\0';
}

static gboolean
is_usable (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);

  for (const char *p = url; *p != '\0'; p++)
    if ((guchar) *p <= ' ' || *p == 0x7f || *p == '\\')
      return FALSE;
  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0')
    return FALSE;
  /* A name or password in an address would be stored in the clear. */
  if (g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return FALSE;
  return g_str_equal (g_uri_get_scheme (uri), "https") || g_str_equal (g_uri_get_scheme (uri), "http");
}

static GUri *
parse_base (SondeProvider *self)
{
  return g_uri_parse (self->base_url, G_URI_FLAGS_ENCODED, NULL);
}

static void
sonde_provider_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SondeProvider *self = SONDE_PROVIDER (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_BASE_URL:
      g_value_set_string (value, self->base_url);
      break;
    case PROP_MODEL_CHAT:
    case PROP_MODEL_REASONING:
    case PROP_MODEL_SEARCH:
      g_value_set_string (value, sonde_provider_get_model (self, (SondeModelSlot) (id - PROP_MODEL_CHAT)));
      break;
    case PROP_IS_DEFAULT:
      g_value_set_boolean (value, self->is_default);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sonde_provider_finalize (GObject *object)
{
  SondeProvider *self = SONDE_PROVIDER (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->base_url);
  g_free (self->key_id);
  for (guint i = 0; i < SONDE_N_SLOTS; i++)
    g_free (self->models[i]);
  G_OBJECT_CLASS (sonde_provider_parent_class)->finalize (object);
}

static void
sonde_provider_class_init (SondeProviderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  static const struct
  {
    guint id;
    const char *name;
  } strings[] = {
    { PROP_ID, "id" },
    { PROP_NAME, "name" },
    { PROP_BASE_URL, "base-url" },
    { PROP_MODEL_CHAT, "model-chat" },
    { PROP_MODEL_REASONING, "model-reasoning" },
    { PROP_MODEL_SEARCH, "model-search" },
  };

  object_class->get_property = sonde_provider_get_property;
  object_class->finalize = sonde_provider_finalize;
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    props[strings[i].id]
      = g_param_spec_string (strings[i].name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_IS_DEFAULT]
    = g_param_spec_boolean ("is-default", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sonde_provider_init (SondeProvider *self)
{
}

SondeProvider *
sonde_provider_new_builtin (const SondeDialect *dialect)
{
  SondeProvider *self = g_object_new (SONDE_TYPE_PROVIDER, NULL);

  self->dialect = dialect;
  self->id = g_strdup (dialect->id);
  self->is_builtin = TRUE;
  sonde_provider_reset (self);
  return self;
}

/**
 * sonde_provider_new_compatible:
 * @name: (nullable): a name for people, or %NULL for @id
 *
 * A host that speaks the OpenAI dialect, or, when its host name is that of a built-in one, that dialect.
 * Fails with SONDE_ERROR_INVALID_ARGUMENT when @base_url is no http(s) address.
 */
SondeProvider *
sonde_provider_new_compatible (const char *id, const char *name, const char *base_url, GError **error)
{
  g_autoptr (SondeProvider) self = NULL;
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (id != NULL && base_url != NULL, NULL);

  self = g_object_new (SONDE_TYPE_PROVIDER, NULL);
  self->base_url = sonde_provider_normalize_url (base_url, error);
  if (self->base_url == NULL)
    return NULL;
  uri = parse_base (self);
  self->id = g_strdup (id);
  self->name = g_strdup (name != NULL && name[0] != '\0' ? name : id);
  self->dialect = sonde_dialect_for_host (g_uri_get_host (uri));
  for (guint i = 0; i < SONDE_N_SLOTS; i++)
    self->models[i] = g_strdup (self->dialect->models[i]);
  return g_steal_pointer (&self);
}

/* The same provider, with its dialect, the person's models and their key, at another address. */
SondeProvider *
sonde_provider_copy_at (SondeProvider *self, const char *base_url, GError **error)
{
  g_autoptr (SondeProvider) copy = NULL;

  g_return_val_if_fail (SONDE_IS_PROVIDER (self) && base_url != NULL, NULL);

  copy = g_object_new (SONDE_TYPE_PROVIDER, NULL);
  copy->base_url = sonde_provider_normalize_url (base_url, error);
  if (copy->base_url == NULL)
    return NULL;
  copy->dialect = self->dialect;
  copy->id = g_strdup (self->id);
  copy->key_id = sonde_provider_dup_key_id (self);
  copy->name = g_strdup (self->name);
  for (guint i = 0; i < SONDE_N_SLOTS; i++)
    copy->models[i] = g_strdup (self->models[i]);
  copy->effort = self->effort;
  copy->is_builtin = self->is_builtin;
  return g_steal_pointer (&copy);
}

SondeProvider *
sonde_provider_new_demo (const char *base_url, GError **error)
{
  SondeProvider *self
    = sonde_provider_new_compatible (SONDE_PROVIDER_DEMO, _ ("Demonstration"), base_url, error);

  if (self == NULL)
    return NULL;
  self->dialect = sonde_dialect_find ("deepseek");
  for (guint i = 0; i < SONDE_N_SLOTS; i++)
    sonde_provider_set_model (self, i, self->dialect->models[i]);
  return self;
}

const char *
sonde_provider_get_id (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), NULL);

  return self->id;
}

const char *
sonde_provider_get_name (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), NULL);

  return self->name;
}

const char *
sonde_provider_get_base_url (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), NULL);

  return self->base_url;
}

/* %NULL only for a compatible provider for which no model at all was named. */
const char *
sonde_provider_get_model (SondeProvider *self, SondeModelSlot slot)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self) && slot < SONDE_N_SLOTS, NULL);

  if (self->models[slot] != NULL)
    return self->models[slot];
  return self->models[SONDE_SLOT_CHAT] != NULL ? self->models[SONDE_SLOT_CHAT]
                                               : self->models[SONDE_SLOT_REASONING];
}

SondeEffort
sonde_provider_get_effort (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), SONDE_EFFORT_DEFAULT);

  return self->effort;
}

SondeThinkingStyle
sonde_provider_get_thinking (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), SONDE_THINKING_NONE);

  return self->dialect->thinking;
}

SondeReplayRule
sonde_provider_get_replay (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), SONDE_REPLAY_NEVER);

  return self->dialect->replay;
}

gboolean
sonde_provider_get_merges_roles (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), FALSE);

  return self->dialect->merges_roles;
}

/* Whether a request without a key makes no sense; other hosts may take one too. */
gboolean
sonde_provider_get_needs_key (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), FALSE);

  return self->dialect->needs_key && strcmp (self->id, SONDE_PROVIDER_DEMO) != 0;
}

gboolean
sonde_provider_get_is_builtin (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), FALSE);

  return self->is_builtin;
}

/* Whether its address is this machine. */
gboolean
sonde_provider_get_is_local (SondeProvider *self)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (SONDE_IS_PROVIDER (self), FALSE);

  uri = parse_base (self);
  return uri != NULL && is_loopback (g_uri_get_host (uri));
}

gboolean
sonde_provider_get_has_search (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), FALSE);

  return self->dialect->search_path != NULL;
}

/* The page where a person makes a key, or %NULL. */
const char *
sonde_provider_get_key_url (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), NULL);

  return self->dialect->key_url;
}

const char *
sonde_provider_get_top_up_url (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), NULL);

  return self->dialect->top_up_url;
}

/* For sonde_provider_dup_url(), or %NULL when the host tells no balance. */
const char *
sonde_provider_get_balance_path (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), NULL);

  return self->dialect->balance_path;
}

/* "https://host:443", in lower case, the port also where it is the usual one. */
static char *
dup_origin (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);

  return g_uri_join (
    G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, host, g_uri_get_port (uri), "", NULL, NULL);
}

/**
 * sonde_provider_dup_key_id:
 *
 * What its key is kept under: the id where the host is the provider's own, else the id with the origin. A key
 * belongs to the server that it was entered for, so one whose address is changed has no key until it is given
 * one, and has the old one again at the old address.
 */
char *
sonde_provider_dup_key_id (SondeProvider *self)
{
  g_autofree char *origin = NULL;
  g_autofree char *own = NULL;

  g_return_val_if_fail (SONDE_IS_PROVIDER (self), NULL);

  if (self->key_id != NULL)
    return g_strdup (self->key_id);
  origin = dup_origin (self->base_url);
  own = self->is_builtin ? dup_origin (self->dialect->base_url) : NULL;
  return g_strcmp0 (origin, own) == 0 ? g_strdup (self->id) : g_strconcat (self->id, "@", origin, NULL);
}

/* The address of @path, which begins with a slash, under the base address, whatever path that has. */
char *
sonde_provider_dup_url (SondeProvider *self, const char *path)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self) && path != NULL, NULL);

  return g_strconcat (self->base_url, path, NULL);
}

/* The web tools stand at the origin, whatever path the base address has (api-docs.deepseek.com, first call).
 */
static char *
dup_at_origin (SondeProvider *self, const char *path)
{
  g_autoptr (GUri) base = NULL;
  g_autoptr (GUri) uri = NULL;

  if (path == NULL)
    return NULL;
  base = parse_base (self);
  uri = g_uri_build (G_URI_FLAGS_ENCODED,
                     g_uri_get_scheme (base),
                     NULL,
                     g_uri_get_host (base),
                     g_uri_get_port (base),
                     path,
                     NULL,
                     NULL);
  return g_uri_to_string (uri);
}

/* %NULL for hosts without a search of their own. */
char *
sonde_provider_dup_search_url (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), NULL);

  return dup_at_origin (self, self->dialect->search_path);
}

/* Where its server reads a page for others; %NULL for hosts that do not. */
char *
sonde_provider_dup_fetch_url (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), NULL);

  return dup_at_origin (self, self->dialect->fetch_path);
}

/* Where the model goes on with an answer that it is given the beginning of (api-docs.deepseek.com, chat
 * prefix completion); %NULL for hosts that do not. */
char *
sonde_provider_dup_prefix_url (SondeProvider *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), NULL);

  return dup_at_origin (self, self->dialect->prefix_path);
}

gboolean
sonde_provider_has_tools (SondeProvider *self, const char *model)
{
  static const char *const without[] = { "*deepseek-v2*",
                                         "*deepseek-v3",
                                         "*deepseek-v3-0324",
                                         "*deepseek-v3:*",
                                         "*deepseek-v3-25*",
                                         "*deepseek-r1*",
                                         "*deepseek-reasoner",
                                         "*distill*",
                                         "*deepseek-vl*",
                                         "*janus*",
                                         NULL };
  g_autofree char *lower = NULL;

  g_return_val_if_fail (SONDE_IS_PROVIDER (self), FALSE);

  lower = g_ascii_strdown (model != NULL ? model : "", -1);
  return self->dialect->tools && !sonde_dialect_matches ((char **) without, lower);
}

gboolean
sonde_provider_has_server_tools (SondeProvider *self, const char *model)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), FALSE);

  return model != NULL && sonde_dialect_matches (self->dialect->server_tools, model);
}

char *
sonde_provider_rewrite_model (SondeProvider *self, const char *model, int *thinking)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), NULL);

  for (guint i = 0; self->dialect->retired != NULL && i < self->dialect->retired->len; i++)
    {
      SondeRetiredModel *retired = g_ptr_array_index (self->dialect->retired, i);

      if (g_strcmp0 (retired->name, model) != 0)
        continue;
      if (thinking != NULL)
        *thinking = retired->thinking ? 1 : 0;
      return g_strdup (retired->model);
    }
  if (thinking != NULL)
    *thinking = -1;
  return NULL;
}

static char *
dup_word_label (const char *word)
{
  if (g_ascii_strcasecmp (word, "deepseek") == 0)
    return g_strdup ("DeepSeek");
  /* v4, r1, 32b */
  if ((strchr ("vrVR", word[0]) != NULL && g_ascii_isdigit (word[1])) || g_ascii_isdigit (word[0]))
    return g_ascii_strup (word, -1);
  if (g_ascii_islower (word[0]))
    return g_strdup_printf ("%c%s", g_ascii_toupper (word[0]), word + 1);
  return g_strdup (word);
}

char *
sonde_model_dup_label (const char *model)
{
  g_autoptr (GString) label = g_string_new (NULL);
  const char *slash = model != NULL ? strrchr (model, '/') : NULL;
  const char *last = slash != NULL && slash[1] != '\0' ? slash + 1 : model;
  g_auto (GStrv) words = NULL;

  if (model == NULL)
    return g_strdup ("");
  words = g_strsplit_set (last, "-_:", -1);
  for (char **word = words; *word != NULL; word++)
    {
      g_autofree char *text = NULL;

      if (**word == '\0' || g_str_equal (*word, "latest"))
        continue;
      text = dup_word_label (*word);
      g_string_append_printf (label, "%s%s", label->len > 0 ? " " : "", text);
    }
  return g_strdup (label->len > 0 ? label->str : model);
}

char *
sonde_provider_dup_model_label (SondeProvider *self, const char *model)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), NULL);

  return sonde_model_dup_label (model);
}

void
sonde_provider_reset (SondeProvider *self)
{
  g_return_if_fail (SONDE_IS_PROVIDER (self));

  if (!self->is_builtin)
    return;
  sonde_provider_set_name (self, self->dialect->name);
  sonde_provider_set_base_url (self, self->dialect->base_url, NULL);
  for (guint i = 0; i < SONDE_N_SLOTS; i++)
    sonde_provider_set_model (self, i, NULL);
  self->effort = SONDE_EFFORT_DEFAULT;
}

void
sonde_provider_set_name (SondeProvider *self, const char *name)
{
  g_return_if_fail (SONDE_IS_PROVIDER (self) && name != NULL);

  if (g_strcmp0 (self->name, name) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
}

gboolean
sonde_provider_set_base_url (SondeProvider *self, const char *base_url, GError **error)
{
  g_autofree char *normal = NULL;

  g_return_val_if_fail (SONDE_IS_PROVIDER (self) && base_url != NULL, FALSE);

  normal = sonde_provider_normalize_url (base_url, error);
  if (normal == NULL)
    return FALSE;
  if (g_strcmp0 (self->base_url, normal) == 0)
    return TRUE;
  g_free (self->base_url);
  self->base_url = g_steal_pointer (&normal);
  if (!self->is_builtin)
    {
      g_autoptr (GUri) uri = parse_base (self);

      self->dialect = sonde_dialect_for_host (g_uri_get_host (uri));
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BASE_URL]);
  return TRUE;
}

/* %NULL or "" goes back to the dialect's own. */
void
sonde_provider_set_model (SondeProvider *self, SondeModelSlot slot, const char *model)
{
  const char *wanted = model != NULL && model[0] != '\0' ? model : self->dialect->models[slot];

  g_return_if_fail (SONDE_IS_PROVIDER (self) && slot < SONDE_N_SLOTS);

  if (g_strcmp0 (self->models[slot], wanted) == 0)
    return;
  g_free (self->models[slot]);
  self->models[slot] = g_strdup (wanted);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODEL_CHAT + slot]);
}

void
sonde_provider_set_effort (SondeProvider *self, SondeEffort effort)
{
  g_return_if_fail (SONDE_IS_PROVIDER (self));

  self->effort = effort;
}

void
sonde_provider_set_is_default (SondeProvider *self, gboolean is_default)
{
  g_return_if_fail (SONDE_IS_PROVIDER (self));

  if (self->is_default == is_default)
    return;
  self->is_default = is_default;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IS_DEFAULT]);
}

char *
sonde_provider_normalize_url (const char *text, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *url = trimmed[0] != '\0' ? add_scheme (trimmed) : g_strdup ("");

  strip_end (url);
  if (is_usable (url))
    return g_steal_pointer (&url);
  g_propagate_error (
    error, sonde_error_new (SONDE_ERROR_INVALID_ARGUMENT, _ ("“%s” is no http or https address"), text));
  return NULL;
}

gboolean
sonde_provider_is_fixed (SondeProvider *self, const char *model)
{
  return sonde_dialect_matches (self->dialect->fixed_models, model);
}

gboolean
sonde_provider_takes_effort (SondeProvider *self, const char *model)
{
  return sonde_dialect_matches (self->dialect->effort_models, model);
}

gint64
sonde_provider_get_context (SondeProvider *self, const char *model)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER (self), 0);

  return sonde_dialect_get_context (self->dialect, model);
}

const char *
sonde_provider_get_currency (SondeProvider *self)
{
  return self->dialect->currency;
}
