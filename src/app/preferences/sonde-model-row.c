/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-model-row.h"

#include <glib/gi18n-lib.h>

#include "sonde-rows.h"

struct _SondeModelRow
{
  AdwComboRow parent_instance;

  /* Owned */
  SondeCatalogue *catalogue;
  SondeProvider *provider;
  GPtrArray *models; /* what the server has, then the chosen one if it is not among them */

  /* State */
  SondeModelSlot slot;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (SondeModelRow, sonde_model_row, ADW_TYPE_COMBO_ROW)

/* Rebuilds the list: the models, and after them a way to name another. */
static void
fill (SondeModelRow *self)
{
  const char *model = sonde_provider_get_model (self->provider, self->slot);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint selected = 0;

  if (model != NULL && !g_ptr_array_find_with_equal_func (self->models, model, g_str_equal, NULL))
    g_ptr_array_add (self->models, g_strdup (model));
  for (guint i = 0; i < self->models->len; i++)
    {
      const char *id = g_ptr_array_index (self->models, i);

      gtk_string_list_take (labels, sonde_provider_dup_model_label (self->provider, id));
      if (g_strcmp0 (id, model) == 0)
        selected = i;
    }
  gtk_string_list_append (labels, _ ("Other…"));

  self->filling = TRUE;
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (labels));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), selected);
  self->filling = FALSE;
}

static void
choose (SondeModelRow *self, const char *model)
{
  g_autoptr (GError) error = NULL;

  if (!sonde_catalogue_set_model (
        self->catalogue, sonde_provider_get_id (self->provider), self->slot, model, &error))
    sonde_rows_show_error (GTK_WIDGET (self), error);
}

/* The row shows what is chosen, also while another is being named. */
static void
show_chosen (SondeModelRow *self)
{
  const char *model = sonde_provider_get_model (self->provider, self->slot);
  guint position = 0;

  if (model != NULL && g_ptr_array_find_with_equal_func (self->models, model, g_str_equal, &position))
    adw_combo_row_set_selected (ADW_COMBO_ROW (self), position);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, SondeModelRow *self)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  g_autofree char *model = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));

  g_strstrip (model);
  if (g_str_equal (response, "use") && *model != '\0')
    {
      choose (self, model);
      fill (self);
    }
}

static void
ask_for_name (SondeModelRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog
    = adw_message_dialog_new (GTK_WINDOW (root), _ ("Name of the Model"), _ ("As the server knows it."));
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), sonde_provider_get_model (self->provider, self->slot));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name of the Model"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (
    ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"), "use", _ ("Use"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "use", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "use");
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
selected_cb (SondeModelRow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (self->filling || self->provider == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (selected < self->models->len)
    {
      const char *model = g_ptr_array_index (self->models, selected);

      if (g_strcmp0 (model, sonde_provider_get_model (self->provider, self->slot)) != 0)
        choose (self, model);
    }
  else
    {
      show_chosen (self);
      ask_for_name (self);
    }
}

static void
sonde_model_row_dispose (GObject *object)
{
  SondeModelRow *self = SONDE_MODEL_ROW (object);

  g_clear_object (&self->catalogue);
  g_clear_object (&self->provider);
  G_OBJECT_CLASS (sonde_model_row_parent_class)->dispose (object);
}

static void
sonde_model_row_finalize (GObject *object)
{
  g_ptr_array_unref (SONDE_MODEL_ROW (object)->models);
  G_OBJECT_CLASS (sonde_model_row_parent_class)->finalize (object);
}

static void
sonde_model_row_class_init (SondeModelRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_model_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = sonde_model_row_finalize;
}

static void
sonde_model_row_init (SondeModelRow *self)
{
  self->models = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (self, "notify::selected", G_CALLBACK (selected_cb), NULL);
}

GtkWidget *
sonde_model_row_new (SondeCatalogue *catalogue, SondeModelSlot slot)
{
  static const char *const titles[SONDE_N_SLOTS] = {
    [SONDE_SLOT_CHAT] = N_ ("Chat"),
    [SONDE_SLOT_REASONING] = N_ ("DeepThink"),
    [SONDE_SLOT_SEARCH] = N_ ("Search"),
  };
  static const char *const subtitles[SONDE_N_SLOTS] = {
    [SONDE_SLOT_CHAT] = N_ ("Quick answers (V3)"),
    [SONDE_SLOT_REASONING] = N_ ("Reasons before it answers (R1)"),
    [SONDE_SLOT_SEARCH] = N_ ("Reads the web before it answers"),
  };
  SondeModelRow *self = g_object_new (SONDE_TYPE_MODEL_ROW, NULL);

  self->catalogue = g_object_ref (catalogue);
  self->slot = slot;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ (titles[slot]));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _ (subtitles[slot]));
  return GTK_WIDGET (self);
}

/** Shows the models of another provider; what its server has is not known yet. */
void
sonde_model_row_set_provider (SondeModelRow *self, SondeProvider *provider)
{
  g_return_if_fail (SONDE_IS_MODEL_ROW (self));
  g_return_if_fail (SONDE_IS_PROVIDER (provider));

  g_set_object (&self->provider, provider);
  g_ptr_array_set_size (self->models, 0);
  fill (self);
}

/** @models: (array zero-terminated=1): what the server has, in its order */
void
sonde_model_row_set_models (SondeModelRow *self, const char *const *models)
{
  g_return_if_fail (SONDE_IS_MODEL_ROW (self));
  g_return_if_fail (self->provider != NULL);

  g_ptr_array_set_size (self->models, 0);
  for (; *models != NULL; models++)
    g_ptr_array_add (self->models, g_strdup (*models));
  fill (self);
}
