/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-provider"

#include "sonde-catalogue.h"

#include "sonde-error.h"
#include "sonde-provider-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define GROUP_PREFIX "Provider "

struct _SondeCatalogue
{
  GObject parent_instance;

  SondeConfig *config;
  GPtrArray *providers;
  GHashTable *transient; /* ids that are not of the configuration */
};

static void sonde_catalogue_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeCatalogue,
                               sonde_catalogue,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sonde_catalogue_list_model_init))

static const char *const model_keys[SONDE_N_SLOTS] = { "model-chat", "model-reasoning", "model-search" };

static char *
dup_group (const char *id)
{
  return g_strconcat (GROUP_PREFIX, id, NULL);
}

static gboolean
is_valid_id (const char *id)
{
  gboolean valid = strlen (id) <= 64 && g_ascii_isalnum (id[0]);

  for (const char *p = id; *p != '\0'; p++)
    valid &= g_ascii_isalnum (*p) || strchr ("-_.", *p) != NULL;
  return valid;
}

static gboolean
find_position (SondeCatalogue *self, const char *id, guint *position)
{
  for (guint i = 0; i < self->providers->len; i++)
    if (g_strcmp0 (sonde_provider_get_id (g_ptr_array_index (self->providers, i)), id) == 0)
      {
        *position = i;
        return TRUE;
      }
  return FALSE;
}

static SondeProvider *
lookup (SondeCatalogue *self, const char *id, GError **error)
{
  SondeProvider *provider = sonde_catalogue_lookup (self, id);

  if (provider == NULL)
    g_propagate_error (error, sonde_error_new (SONDE_ERROR_NOT_FOUND, _ ("There is no provider “%s”"), id));
  return provider;
}

static void
append (SondeCatalogue *self, SondeProvider *provider)
{
  g_ptr_array_add (self->providers, g_object_ref (provider));
  g_list_model_items_changed (G_LIST_MODEL (self), self->providers->len - 1, 0, 1);
}

static void
remove_at (SondeCatalogue *self, guint position)
{
  g_ptr_array_remove_index (self->providers, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* Puts the person's changes on top of the defaults of @provider. */
static void
apply_group (SondeCatalogue *self, SondeProvider *provider)
{
  g_autofree char *group = dup_group (sonde_provider_get_id (provider));
  g_autofree char *name = sonde_config_dup_string (self->config, group, "name");
  g_autofree char *base_url = sonde_config_dup_string (self->config, group, "base-url");
  g_autofree char *effort_name = sonde_config_dup_string (self->config, group, "effort");
  SondeEffort effort = SONDE_EFFORT_DEFAULT;
  const SondeDialect *dialect = sonde_dialect_find (sonde_provider_get_id (provider));

  if (name == NULL && dialect != NULL)
    name = g_strdup (dialect->name);
  if (name != NULL && name[0] != '\0')
    sonde_provider_set_name (provider, name);
  if ((base_url == NULL || !sonde_provider_set_base_url (provider, base_url, NULL)) && dialect != NULL)
    sonde_provider_set_base_url (provider, dialect->base_url, NULL);
  for (guint i = 0; i < SONDE_N_SLOTS; i++)
    {
      g_autofree char *model = sonde_config_dup_string (self->config, group, model_keys[i]);

      sonde_provider_set_model (provider, i, model);
    }
  if (effort_name != NULL)
    sonde_effort_from_string (effort_name, &effort);
  sonde_provider_set_effort (provider, effort);
}

/* Adds the person's own provider of @group unless it is there; one without a usable id or address is left
 * out. Anybody may have written the file. */
static void
add_own (SondeCatalogue *self, const char *group)
{
  const char *id = group + strlen (GROUP_PREFIX);
  g_autofree char *base_url = sonde_config_dup_string (self->config, group, "base-url");
  g_autoptr (SondeProvider) provider = NULL;

  if (!is_valid_id (id))
    {
      g_message ("“%s” is no provider id", id);
      return;
    }
  if (sonde_catalogue_lookup (self, id) != NULL || base_url == NULL)
    return;
  provider = sonde_provider_new_compatible (id, NULL, base_url, NULL);
  if (provider == NULL)
    {
      g_message ("The provider “%s” has no usable address", id);
      return;
    }
  apply_group (self, provider);
  append (self, provider);
}

static void
mark_default (SondeCatalogue *self)
{
  SondeProvider *chosen = sonde_catalogue_get_default (self);

  for (guint i = 0; i < self->providers->len; i++)
    {
      SondeProvider *provider = g_ptr_array_index (self->providers, i);

      sonde_provider_set_is_default (provider, provider == chosen);
    }
}

/* Makes the list what the configuration says; providers that stay keep their objects. */
static void
reload (SondeCatalogue *self)
{
  g_auto (GStrv) groups = sonde_config_list_groups (self->config, GROUP_PREFIX);

  for (guint i = self->providers->len; i > 0; i--)
    {
      SondeProvider *provider = g_ptr_array_index (self->providers, i - 1);
      g_autofree char *group = dup_group (sonde_provider_get_id (provider));

      if (g_hash_table_contains (self->transient, sonde_provider_get_id (provider)))
        continue;
      if (sonde_provider_get_is_builtin (provider) || g_strv_contains ((const char *const *) groups, group))
        apply_group (self, provider);
      else
        remove_at (self, i - 1);
    }
  for (char **group = groups; *group != NULL; group++)
    add_own (self, *group);
  mark_default (self);
}

static gboolean
check_id (SondeCatalogue *self, const char *id, GError **error)
{
  if (!is_valid_id (id))
    g_propagate_error (error,
                       sonde_error_new (SONDE_ERROR_INVALID_ARGUMENT,
                                        _ ("“%s” is no provider id: letters, digits, “-”, “_” and “.” only"),
                                        id));
  else if (sonde_catalogue_lookup (self, id) != NULL)
    g_propagate_error (
      error, sonde_error_new (SONDE_ERROR_INVALID_ARGUMENT, _ ("There is a provider “%s” already"), id));
  else
    return TRUE;
  return FALSE;
}

static gboolean
set_key (SondeCatalogue *self, const char *id, const char *key, const char *value, GError **error)
{
  g_autofree char *group = dup_group (id);

  if (g_hash_table_contains (self->transient, id))
    return TRUE;
  return sonde_config_set_string (self->config, group, key, value, error);
}

static void
config_changed_cb (SondeConfig *config, SondeCatalogue *self)
{
  reload (self);
}

static GType
sonde_catalogue_get_item_type (GListModel *model)
{
  return SONDE_TYPE_PROVIDER;
}

static guint
sonde_catalogue_get_n_items (GListModel *model)
{
  return SONDE_CATALOGUE (model)->providers->len;
}

static gpointer
sonde_catalogue_get_item (GListModel *model, guint position)
{
  SondeCatalogue *self = SONDE_CATALOGUE (model);

  return position < self->providers->len ? g_object_ref (g_ptr_array_index (self->providers, position))
                                         : NULL;
}

static void
sonde_catalogue_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sonde_catalogue_get_item_type;
  iface->get_n_items = sonde_catalogue_get_n_items;
  iface->get_item = sonde_catalogue_get_item;
}

static void
sonde_catalogue_finalize (GObject *object)
{
  SondeCatalogue *self = SONDE_CATALOGUE (object);

  g_clear_object (&self->config);
  g_ptr_array_unref (self->providers);
  g_hash_table_unref (self->transient);
  G_OBJECT_CLASS (sonde_catalogue_parent_class)->finalize (object);
}

static void
sonde_catalogue_class_init (SondeCatalogueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_catalogue_finalize;
}

static void
sonde_catalogue_init (SondeCatalogue *self)
{
  self->providers = g_ptr_array_new_with_free_func (g_object_unref);
  self->transient = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

SondeCatalogue *
sonde_catalogue_new (SondeConfig *config)
{
  SondeCatalogue *self;
  GPtrArray *dialects = sonde_dialect_get_all ();

  g_return_val_if_fail (SONDE_IS_CONFIG (config), NULL);

  self = g_object_new (SONDE_TYPE_CATALOGUE, NULL);
  self->config = g_object_ref (config);
  for (guint i = 0; i < dialects->len; i++)
    g_ptr_array_add (self->providers, sonde_provider_new_builtin (g_ptr_array_index (dialects, i)));
  g_signal_connect_object (config, "changed", G_CALLBACK (config_changed_cb), self, 0);
  reload (self);
  return self;
}

SondeProvider *
sonde_catalogue_lookup (SondeCatalogue *self, const char *id)
{
  guint position;

  g_return_val_if_fail (SONDE_IS_CATALOGUE (self), NULL);

  return find_position (self, id, &position) ? g_ptr_array_index (self->providers, position) : NULL;
}

/* The one the person chose, else the first; never %NULL. */
SondeProvider *
sonde_catalogue_get_default (SondeCatalogue *self)
{
  g_autofree char *id = NULL;
  SondeProvider *provider;

  g_return_val_if_fail (SONDE_IS_CATALOGUE (self), NULL);

  id = sonde_config_dup_string (self->config, "General", "default-provider");
  provider = id != NULL ? sonde_catalogue_lookup (self, id) : NULL;
  return provider != NULL ? provider : g_ptr_array_index (self->providers, 0);
}

gboolean
sonde_catalogue_set_default (SondeCatalogue *self, const char *id, GError **error)
{
  g_return_val_if_fail (SONDE_IS_CATALOGUE (self) && id != NULL, FALSE);

  if (lookup (self, id, error) == NULL
      || !sonde_config_set_string (self->config, "General", "default-provider", id, error))
    return FALSE;
  mark_default (self);
  return TRUE;
}

/**
 * sonde_catalogue_add:
 * @name: (nullable): a name for people, or %NULL for @id
 * @model_chat: (nullable): the model of plain chat and of search
 * @model_reasoning: (nullable): the model that thinks
 *
 * Adds a provider of the person's own. SONDE_ERROR_INVALID_ARGUMENT for a bad or used id or a bad address.
 */
gboolean
sonde_catalogue_add (SondeCatalogue *self,
                     const char *id,
                     const char *name,
                     const char *base_url,
                     const char *model_chat,
                     const char *model_reasoning,
                     GError **error)
{
  g_autofree char *url = NULL;

  g_return_val_if_fail (SONDE_IS_CATALOGUE (self) && id != NULL && base_url != NULL, FALSE);

  if (!check_id (self, id, error))
    return FALSE;
  url = sonde_provider_normalize_url (base_url, error);
  /* The address comes last: with it the provider is there, complete. */
  if (url == NULL || (name != NULL && !set_key (self, id, "name", name, error))
      || (model_chat != NULL && !set_key (self, id, "model-chat", model_chat, error))
      || (model_reasoning != NULL && !set_key (self, id, "model-reasoning", model_reasoning, error))
      || !set_key (self, id, "base-url", url, error))
    return FALSE;
  reload (self);
  return TRUE;
}

/* Adds @provider until the program ends; one of the same id is replaced. */
void
sonde_catalogue_add_transient (SondeCatalogue *self, SondeProvider *provider)
{
  guint position;

  g_return_if_fail (SONDE_IS_CATALOGUE (self) && SONDE_IS_PROVIDER (provider));

  g_hash_table_add (self->transient, g_strdup (sonde_provider_get_id (provider)));
  if (!find_position (self, sonde_provider_get_id (provider), &position))
    {
      append (self, provider);
    }
  else
    {
      g_object_unref (self->providers->pdata[position]);
      self->providers->pdata[position] = g_object_ref (provider);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
    }
  mark_default (self);
}

/* %NULL or "" goes back to a built-in provider's own address. */
gboolean
sonde_catalogue_set_base_url (SondeCatalogue *self, const char *id, const char *base_url, GError **error)
{
  g_autofree char *url = NULL;
  SondeProvider *provider;

  g_return_val_if_fail (SONDE_IS_CATALOGUE (self) && id != NULL, FALSE);

  provider = lookup (self, id, error);
  if (provider == NULL)
    return FALSE;
  if (base_url == NULL || base_url[0] == '\0')
    base_url = sonde_provider_get_is_builtin (provider) ? sonde_dialect_find (id)->base_url : "";
  url = sonde_provider_normalize_url (base_url, error);
  if (url == NULL || !set_key (self, id, "base-url", url, error))
    return FALSE;
  return sonde_provider_set_base_url (provider, url, error);
}

/* %NULL or "" goes back to the provider's own model. */
gboolean
sonde_catalogue_set_model (
  SondeCatalogue *self, const char *id, SondeModelSlot slot, const char *model, GError **error)
{
  SondeProvider *provider;

  g_return_val_if_fail (SONDE_IS_CATALOGUE (self) && id != NULL && slot < SONDE_N_SLOTS, FALSE);

  provider = lookup (self, id, error);
  if (provider == NULL || !set_key (self, id, model_keys[slot], model, error))
    return FALSE;
  sonde_provider_set_model (provider, slot, model);
  return TRUE;
}

gboolean
sonde_catalogue_set_effort (SondeCatalogue *self, const char *id, SondeEffort effort, GError **error)
{
  SondeProvider *provider;

  g_return_val_if_fail (SONDE_IS_CATALOGUE (self) && id != NULL, FALSE);

  provider = lookup (self, id, error);
  if (provider == NULL || !set_key (self, id, "effort", sonde_effort_to_string (effort), error))
    return FALSE;
  sonde_provider_set_effort (provider, effort);
  return TRUE;
}

gboolean
sonde_catalogue_remove (SondeCatalogue *self, const char *id, GError **error)
{
  g_autofree char *group = NULL;

  g_return_val_if_fail (SONDE_IS_CATALOGUE (self) && id != NULL, FALSE);

  if (lookup (self, id, error) == NULL)
    return FALSE;
  group = dup_group (id);
  if (!sonde_config_remove_group (self->config, group, error))
    return FALSE;
  g_hash_table_remove (self->transient, id);
  reload (self);
  return TRUE;
}
