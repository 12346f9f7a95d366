/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-local-server.h"

#include "sonde-account.h"

typedef struct
{
  SondeProvider *provider;
  GCancellable *cancellable;
  SondeLocalServerFunc func;
  gpointer user_data;
} Probe;

static void
probe_free (Probe *probe)
{
  g_object_unref (probe->provider);
  g_object_unref (probe->cancellable);
  g_free (probe);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Probe, probe_free)

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Probe) probe = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) models = sonde_account_list_models_finish (SONDE_HTTP (source), result, &error);

  if (models == NULL)
    g_debug ("%s does not answer: %s", sonde_provider_get_base_url (probe->provider), error->message);
  else if (*models && !g_cancellable_is_cancelled (probe->cancellable))
    probe->func (probe->provider, (const char *const *) models, probe->user_data);
}

static void
probe_one (SondeEngine *engine, const char *id, const char *variable, const Probe *template)
{
  SondeProvider *provider = sonde_catalogue_lookup (sonde_engine_get_catalogue (engine), id);
  const char *address = g_getenv (variable);
  g_autoptr (SondeProvider) at = NULL;
  Probe *probe;

  if (provider == NULL)
    return;
  at = sonde_provider_copy_at (provider, address ? address : sonde_provider_get_base_url (provider), NULL);
  if (at == NULL)
    return;

  probe = g_new0 (Probe, 1);
  *probe = *template;
  probe->provider = g_object_ref (at);
  probe->cancellable = g_object_ref (template->cancellable);
  sonde_account_list_models_async (
    sonde_engine_get_http (engine), at, NULL, probe->cancellable, probed_cb, probe);
}

/**
 * sonde_local_server_probe:
 * @cancellable: to be cancelled when @func must not be called any more
 *
 * Asks Ollama and llama-server on this machine for their models. Calls @func for each that answers and
 * serves any; a port where nobody listens says so at once. The addresses can be set for tests:
 * SONDE_PROBE_OLLAMA, SONDE_PROBE_LLAMA.
 */
void
sonde_local_server_probe (SondeEngine *engine,
                          GCancellable *cancellable,
                          SondeLocalServerFunc func,
                          gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (engine));
  g_return_if_fail (G_IS_CANCELLABLE (cancellable));

  const Probe template = { .cancellable = cancellable, .func = func, .user_data = user_data };

  probe_one (engine, "ollama", "SONDE_PROBE_OLLAMA", &template);
  probe_one (engine, "llama-server", "SONDE_PROBE_LLAMA", &template);
}

/* A model that thinks, by the names people give them. */
static const char *
find_reasoning_model (const char *const *models)
{
  for (guint i = 0; models[i]; i++)
    {
      g_autofree char *name = g_utf8_strdown (models[i], -1);

      if (strstr (name, "r1") || strstr (name, "reason") || strstr (name, "think"))
        return models[i];
    }
  return models[0];
}

/**
 * sonde_local_server_use:
 *
 * Makes a server that was found the default provider, with models that it has.
 */
gboolean
sonde_local_server_use (SondeEngine *engine,
                        SondeProvider *provider,
                        const char *const *models,
                        GError **error)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), FALSE);
  g_return_val_if_fail (models != NULL && models[0] != NULL, FALSE);

  SondeCatalogue *catalogue = sonde_engine_get_catalogue (engine);
  const char *id = sonde_provider_get_id (provider);
  const char *address = sonde_provider_get_base_url (provider);
  SondeProvider *known = sonde_catalogue_lookup (catalogue, id);
  const char *wanted[SONDE_N_SLOTS] = { models[0], find_reasoning_model (models), models[0] };

  if (g_strcmp0 (sonde_provider_get_base_url (known), address) != 0
      && !sonde_catalogue_set_base_url (catalogue, id, address, error))
    return FALSE;
  for (SondeModelSlot slot = 0; slot < SONDE_N_SLOTS; slot++)
    if (!g_strv_contains (models, sonde_provider_get_model (known, slot))
        && !sonde_catalogue_set_model (catalogue, id, slot, wanted[slot], error))
      return FALSE;
  return sonde_catalogue_set_default (catalogue, id, error);
}
