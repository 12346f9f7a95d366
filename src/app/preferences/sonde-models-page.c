/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-models-page.h"

#include <glib/gi18n-lib.h>

#include "sonde-add-provider.h"
#include "sonde-model-row.h"
#include "sonde-provider-row.h"
#include "sonde-rows.h"

struct _SondeModelsPage
{
  AdwPreferencesPage parent_instance;

  /* Children */
  GtkWidget *providers;
  GtkWidget *models[SONDE_N_SLOTS];
  GtkWidget *effort;

  /* Owned */
  SondeEngine *engine;
  SondeProvider *provider; /* the default one, whose models are shown */
  GPtrArray *rows;         /* of the providers, in their order */

  /* State */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (SondeModelsPage, sonde_models_page, ADW_TYPE_PREFERENCES_PAGE)

static const char *const effort_names[]
  = { N_ ("As the Model Has It"), N_ ("Low"), N_ ("High"), N_ ("Highest"), NULL };

static SondeProviderRow *
find_row (SondeModelsPage *self, const char *provider_id)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      SondeProviderRow *row = g_ptr_array_index (self->rows, i);

      if (g_strcmp0 (sonde_provider_get_id (sonde_provider_row_get_provider (row)), provider_id) == 0)
        return row;
    }
  return NULL;
}

/* Shows the modes of the default provider; what its server has is asked for when it is another one. */
static void
show_default (SondeModelsPage *self)
{
  SondeProvider *provider = sonde_catalogue_get_default (sonde_engine_get_catalogue (self->engine));
  SondeProviderRow *row;

  if (!g_set_object (&self->provider, provider))
    return;
  self->filling = TRUE;
  for (guint slot = 0; slot < SONDE_N_SLOTS; slot++)
    sonde_model_row_set_provider (SONDE_MODEL_ROW (self->models[slot]), provider);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->effort), sonde_provider_get_effort (provider));
  self->filling = FALSE;

  row = find_row (self, sonde_provider_get_id (provider));
  if (row != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    sonde_provider_row_check (row);
}

static void
models_found_cb (SondeModelsPage *self, char **models, SondeProviderRow *row)
{
  if (sonde_provider_row_get_provider (row) != self->provider)
    return;
  for (guint slot = 0; slot < SONDE_N_SLOTS; slot++)
    sonde_model_row_set_models (SONDE_MODEL_ROW (self->models[slot]), (const char *const *) models);
}

static void
effort_selected_cb (SondeModelsPage *self)
{
  g_autoptr (GError) error = NULL;

  if (!self->filling
      && !sonde_catalogue_set_effort (sonde_engine_get_catalogue (self->engine),
                                      sonde_provider_get_id (self->provider),
                                      adw_combo_row_get_selected (ADW_COMBO_ROW (self->effort)),
                                      &error))
    sonde_rows_show_error (GTK_WIDGET (self), error);
}

/* The rows hold their providers, so only those that came or went are touched; a row is always added at the
 * end, where the catalogue appends too. */
static void
providers_changed_cb (SondeModelsPage *self, guint position, guint n_removed, guint n_added)
{
  GListModel *catalogue = G_LIST_MODEL (sonde_engine_get_catalogue (self->engine));

  for (guint i = 0; i < n_removed; i++)
    {
      adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->providers),
                                    g_ptr_array_index (self->rows, position));
      g_ptr_array_remove_index (self->rows, position);
    }
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (SondeProvider) provider = g_list_model_get_item (catalogue, position + i);
      GtkWidget *row = sonde_provider_row_new (self->engine, provider);

      g_signal_connect_object (row, "models", G_CALLBACK (models_found_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (
        provider, "notify::is-default", G_CALLBACK (show_default), self, G_CONNECT_SWAPPED);
      g_ptr_array_insert (self->rows, position + i, row);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->providers), row);
      sonde_provider_row_look_for_key (SONDE_PROVIDER_ROW (row));
    }
}

static void
add_clicked_cb (SondeModelsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  sonde_add_provider_run (GTK_WINDOW (root), sonde_engine_get_catalogue (self->engine));
}

static void
mapped_cb (SondeModelsPage *self)
{
  SondeProviderRow *row = find_row (self, sonde_provider_get_id (self->provider));

  if (row != NULL)
    sonde_provider_row_check (row);
}

static GtkWidget *
create_providers_group (SondeModelsPage *self)
{
  GtkWidget *add = gtk_button_new ();
  GtkWidget *content = adw_button_content_new ();

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "list-add-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _ ("Add…"));
  gtk_button_set_child (GTK_BUTTON (add), content);
  gtk_widget_add_css_class (add, "flat");
  gtk_widget_set_valign (add, GTK_ALIGN_CENTER);
  g_signal_connect_object (add, "clicked", G_CALLBACK (add_clicked_cb), self, G_CONNECT_SWAPPED);

  self->providers = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->providers), _ ("Providers"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->providers),
                                         _ ("Keys are kept in the system keyring, never in a file."));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self->providers), add);
  return self->providers;
}

static GtkWidget *
create_modes_group (SondeModelsPage *self)
{
  SondeCatalogue *catalogue = sonde_engine_get_catalogue (self->engine);
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Modes"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("Which model of the default provider answers, and how."));
  for (guint slot = 0; slot < SONDE_N_SLOTS; slot++)
    {
      self->models[slot] = sonde_model_row_new (catalogue, slot);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->models[slot]);
    }
  self->effort = sonde_rows_add_combo (
    group, _ ("Reasoning Effort"), _ ("How long DeepThink may think"), effort_names, 0);
  g_signal_connect_object (
    self->effort, "notify::selected", G_CALLBACK (effort_selected_cb), self, G_CONNECT_SWAPPED);
  return group;
}

static void
sonde_models_page_dispose (GObject *object)
{
  SondeModelsPage *self = SONDE_MODELS_PAGE (object);

  g_clear_object (&self->provider);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (sonde_models_page_parent_class)->dispose (object);
}

static void
sonde_models_page_class_init (SondeModelsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_models_page_dispose;
}

static void
sonde_models_page_init (SondeModelsPage *self)
{
  self->rows = g_ptr_array_new ();
  adw_preferences_page_set_name (ADW_PREFERENCES_PAGE (self), "models");
  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (self), _ ("Models"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (self), "sonde-server-symbolic");
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
}

GtkWidget *
sonde_models_page_new (SondeEngine *engine)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);

  SondeModelsPage *self = g_object_new (SONDE_TYPE_MODELS_PAGE, NULL);
  GListModel *catalogue = G_LIST_MODEL (sonde_engine_get_catalogue (engine));

  self->engine = g_object_ref (engine);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self),
                            ADW_PREFERENCES_GROUP (create_providers_group (self)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), ADW_PREFERENCES_GROUP (create_modes_group (self)));
  g_signal_connect_object (
    catalogue, "items-changed", G_CALLBACK (providers_changed_cb), self, G_CONNECT_SWAPPED);
  providers_changed_cb (self, 0, 0, g_list_model_get_n_items (catalogue));
  show_default (self);
  return GTK_WIDGET (self);
}

/** Unfolds the row of a provider. */
void
sonde_models_page_show_provider (SondeModelsPage *self, const char *provider_id)
{
  g_return_if_fail (SONDE_IS_MODELS_PAGE (self));

  SondeProviderRow *row = find_row (self, provider_id);

  if (row != NULL)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
}
