/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* Which model answers, and the list to choose another one from. */

#include "sonde-window-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-account.h"
#include "sonde-error.h"

typedef struct
{
  SondeWindow *window;
  SondeProvider *provider;
  GCancellable *cancellable;
} Listing;

static void
listing_free (Listing *listing)
{
  g_object_unref (listing->window);
  g_object_unref (listing->provider);
  g_object_unref (listing->cancellable);
  g_free (listing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Listing, listing_free)

static const char *
get_slot_words (SondeModelSlot slot)
{
  switch (slot)
    {
    case SONDE_SLOT_REASONING:
      return _ ("Reasoning · R1");
    case SONDE_SLOT_SEARCH:
      return _ ("Search");
    case SONDE_SLOT_CHAT:
    case SONDE_N_SLOTS:
    default:
      return _ ("Chat · V3");
    }
}

static char *
dup_subtitle (const char *model, SondeMode mode)
{
  GString *subtitle = g_string_new (model);

  if (mode & SONDE_MODE_REASONING)
    g_string_append_printf (subtitle, " · %s", _ ("DeepThink"));
  if (mode & SONDE_MODE_SEARCH)
    g_string_append_printf (subtitle, " · %s", _ ("Search"));
  return g_string_free (subtitle, FALSE);
}

/* Says the model of the present mode in the header bar and on the button. */
void
sonde_window_update_model (SondeWindow *self)
{
  SondeProvider *provider = sonde_engine_get_provider (self->engine, self->conversation);
  const char *model = sonde_engine_get_model (self->engine, self->conversation);
  SondeMode mode = sonde_conversation_get_mode (self->conversation);
  g_autofree char *label = sonde_provider_dup_model_label (provider, model);
  g_autofree char *subtitle = dup_subtitle (label, mode);
  /* Translators: the mode, the name of the model and that of the provider */
  g_autofree char *description = g_strdup_printf (
    _ ("%s: %s, %s"), get_slot_words (sonde_mode_get_slot (mode)), label, sonde_provider_get_name (provider));

  adw_window_title_set_subtitle (self->title, subtitle);
  sonde_composer_set_model (self->composer, label, description);
}

static void
add_model (GPtrArray *ids, const char *model)
{
  if (model && *model && !g_ptr_array_find_with_equal_func (ids, model, g_str_equal, NULL))
    g_ptr_array_add (ids, g_strdup (model));
}

/* The chosen one and the provider's own always stand in the list, whatever the host says. */
static void
show_models (SondeWindow *self, SondeProvider *provider, const char *const *offered)
{
  const char *chosen = sonde_engine_get_model (self->engine, self->conversation);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);

  add_model (ids, chosen);
  for (SondeModelSlot slot = 0; slot < SONDE_N_SLOTS; slot++)
    add_model (ids, sonde_provider_get_model (provider, slot));
  for (; offered && *offered; offered++)
    add_model (ids, *offered);
  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (labels, sonde_provider_dup_model_label (provider, g_ptr_array_index (ids, i)));
  g_ptr_array_add (ids, NULL);
  g_ptr_array_add (labels, NULL);

  sonde_composer_set_models (
    self->composer, (const char *const *) ids->pdata, (const char *const *) labels->pdata, chosen);
}

static void
show_failure (SondeWindow *self, const GError *error)
{
  SondeErrorExplanation explanation;

  sonde_error_explain (error, &explanation);
  sonde_composer_set_models_status (self->composer, explanation.sentence);
}

static void
models_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Listing) listing = user_data;
  SondeWindow *self = listing->window;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) models = sonde_account_list_models_finish (SONDE_HTTP (source), result, &error);

  if (g_cancellable_is_cancelled (listing->cancellable))
    return;
  if (models == NULL)
    {
      show_failure (self, error);
      return;
    }
  show_models (self, listing->provider, (const char *const *) models);
  sonde_composer_set_models_status (self->composer, NULL);
  g_hash_table_replace (
    self->models, g_strdup (sonde_provider_get_base_url (listing->provider)), g_steal_pointer (&models));
}

static void
key_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Listing) listing = user_data;
  g_autoptr (GError) error = NULL;
  char *key = sonde_engine_get_key_finish (SONDE_ENGINE (source), result, &error);

  if (!g_cancellable_is_cancelled (listing->cancellable))
    {
      SondeHttp *http = sonde_engine_get_http (SONDE_ENGINE (source));
      SondeProvider *provider = listing->provider;
      GCancellable *cancellable = listing->cancellable;

      if (error)
        show_failure (listing->window, error);
      else
        sonde_account_list_models_async (
          http, provider, key, cancellable, models_cb, g_steal_pointer (&listing));
    }
  if (key)
    explicit_bzero (key, strlen (key));
  g_free (key);
}

/** Fills the list of models: with what is known at once, with what the host says when it answers. */
void
sonde_window_list_models (SondeWindow *self)
{
  SondeProvider *provider = sonde_engine_get_provider (self->engine, self->conversation);
  const char *const *known = g_hash_table_lookup (self->models, sonde_provider_get_base_url (provider));
  Listing *listing;

  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  show_models (self, provider, known);
  sonde_composer_set_models_status (self->composer, known ? NULL : _ ("Asking for the list of models…"));
  if (known)
    return;

  self->listing = g_cancellable_new ();
  listing = g_new0 (Listing, 1);
  listing->window = g_object_ref (self);
  listing->provider = g_object_ref (provider);
  listing->cancellable = g_object_ref (self->listing);
  sonde_engine_get_key_async (self->engine, provider, self->listing, key_cb, listing);
}
