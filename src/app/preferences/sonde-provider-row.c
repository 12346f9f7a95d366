/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-provider-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-account.h"
#include "sonde-error.h"
#include "sonde-key-dialog.h"
#include "sonde-rows.h"

struct _SondeProviderRow
{
  AdwExpanderRow parent_instance;

  /* Children */
  GtkWidget *default_pill;
  GtkWidget *missing_pill;
  GtkWidget *key;
  GtkWidget *key_remove;
  GtkWidget *address;
  GtkWidget *connection;
  GtkWidget *check;
  GtkWidget *make_default;

  /* Owned */
  SondeEngine *engine;
  SondeProvider *provider;
  GCancellable *cancellable;
  char *balance;

  /* State */
  gboolean checking; /* the key is being looked up for a check */
  gint64 check_began;
};

G_DEFINE_FINAL_TYPE (SondeProviderRow, sonde_provider_row, ADW_TYPE_EXPANDER_ROW)

enum
{
  MODELS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
free_key (char *key)
{
  if (key != NULL)
    explicit_bzero (key, strlen (key));
  g_free (key);
}

/* The host and, where it is not the usual one, the port. */
static char *
dup_host (SondeProvider *provider)
{
  g_autoptr (GUri) uri = g_uri_parse (sonde_provider_get_base_url (provider), G_URI_FLAGS_NONE, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup (sonde_provider_get_base_url (provider));
  if (g_uri_get_port (uri) <= 0)
    return g_strdup (g_uri_get_host (uri));
  return g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri));
}

static void
show_subtitle (SondeProviderRow *self)
{
  g_autofree char *host = dup_host (self->provider);
  g_autofree char *without_key = g_strdup_printf (_ ("%s, no key needed"), host);
  const char *text = sonde_provider_get_needs_key (self->provider) ? host : without_key;

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), self->balance != NULL ? self->balance : text);
}

static void
provider_changed_cb (SondeProviderRow *self)
{
  gboolean is_default = FALSE;

  g_object_get (self->provider, "is-default", &is_default, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), sonde_provider_get_name (self->provider));
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sonde_provider_get_name (self->provider), -1);
  gtk_widget_set_visible (self->default_pill, is_default);
  gtk_widget_set_visible (self->make_default, !is_default);
  gtk_editable_set_text (GTK_EDITABLE (self->address), sonde_provider_get_base_url (self->provider));
  show_subtitle (self);
}

static void
show_key_state (SondeProviderRow *self, gboolean present, const char *text)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->key), text);
  gtk_widget_set_visible (self->key_remove, present);
}

static char *
dup_balance (GPtrArray *balances)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < balances->len; i++)
    {
      const SondeBalance *balance = g_ptr_array_index (balances, i);

      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", balance->currency, balance->total);
    }
  g_autofree char *amounts = g_string_free (text, FALSE);

  /* Translators: %s is one or more amounts of money, such as “CNY 23.60” */
  return g_strdup_printf (_ ("Balance %s"), amounts);
}

static void
balance_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeProviderRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) balances = sonde_account_balance_finish (SONDE_HTTP (object), result, NULL, &error);

  /* A host that does not tell its balance is no error, and what is wrong is said by the check. */
  if (balances == NULL || balances->len == 0 || self->provider == NULL)
    return;
  g_free (self->balance);
  self->balance = dup_balance (balances);
  show_subtitle (self);
}

static void
show_check_end (SondeProviderRow *self, const char *text)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->connection), text);
  gtk_widget_set_sensitive (self->check, TRUE);
}

static void
show_check_error (SondeProviderRow *self, const GError *error)
{
  SondeErrorExplanation explanation;
  g_autofree char *text = NULL;
  const char *words = sonde_error_get_server_words (error);

  sonde_error_explain (error, &explanation);
  text = words != NULL && *words != '\0' ? g_strdup_printf ("%s (%s)", explanation.sentence, words)
                                         : g_strdup (explanation.sentence);
  show_check_end (self, text);
}

static void
models_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeProviderRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) models = sonde_account_list_models_finish (SONDE_HTTP (object), result, &error);
  double seconds = (g_get_monotonic_time () - self->check_began) / (double) G_USEC_PER_SEC;

  if (self->provider == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (models == NULL)
    {
      show_check_error (self, error);
      return;
    }
  guint n_models = g_strv_length (models);
  g_autofree char *text = g_strdup_printf (
    ngettext ("Answered in %.1f s, %u model", "Answered in %.1f s, %u models", n_models), seconds, n_models);

  show_check_end (self, text);
  g_signal_emit (self, signals[MODELS], 0, models);
}

static void
run_check (SondeProviderRow *self, const char *key)
{
  SondeHttp *http = sonde_engine_get_http (self->engine);

  self->check_began = g_get_monotonic_time ();
  sonde_account_list_models_async (
    http, self->provider, key, self->cancellable, models_cb, g_object_ref (self));
  if (sonde_provider_get_balance_path (self->provider) != NULL)
    sonde_account_balance_async (
      http, self->provider, key, self->cancellable, balance_cb, g_object_ref (self));
}

static void
show_key_error (SondeProviderRow *self, const GError *error)
{
  gboolean missing = g_error_matches (error, SONDE_ERROR, SONDE_ERROR_NO_KEY);
  gboolean no_keyring = g_error_matches (error, SONDE_ERROR, SONDE_ERROR_KEYRING_ABSENT);
  g_autofree char *text = missing ? g_strdup (_ ("None")) : sonde_rows_dup_error (error);

  gtk_widget_set_visible (self->missing_pill, missing || no_keyring);
  show_key_state (self, FALSE, text);
  if (self->checking)
    show_check_error (self, error);
}

static void
key_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeProviderRow) self = user_data;
  g_autoptr (GError) error = NULL;
  char *key = sonde_engine_get_key_finish (SONDE_ENGINE (object), result, &error);

  if (self->provider == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      free_key (key);
      return;
    }
  if (error != NULL)
    show_key_error (self, error);
  else
    {
      gtk_widget_set_visible (self->missing_pill, FALSE);
      show_key_state (self, key != NULL, key != NULL ? _ ("●●●●●●●●●●●●") : _ ("None"));
      if (self->checking)
        run_check (self, key);
    }
  self->checking = FALSE;
  free_key (key);
}

static void
key_saved_cb (SondeProviderRow *self)
{
  sonde_provider_row_check (self);
}

static void
key_set_cb (SondeProviderRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  SondeKeyDialog *dialog = sonde_key_dialog_run (GTK_WINDOW (root), self->engine, self->provider);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (key_saved_cb), self, G_CONNECT_SWAPPED);
}

static void
key_cleared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeProviderRow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->provider == NULL)
    return;
  if (!sonde_keyring_clear_finish (SONDE_KEYRING (object), result, &error))
    sonde_rows_show_error (GTK_WIDGET (self), error);
  sonde_provider_row_look_for_key (self);
}

static void
key_remove_cb (SondeProviderRow *self)
{
  g_autofree char *key_id = sonde_provider_dup_key_id (self->provider);

  sonde_keyring_clear_async (
    sonde_engine_get_keyring (self->engine), key_id, self->cancellable, key_cleared_cb, g_object_ref (self));
}

static void
address_applied_cb (SondeProviderRow *self)
{
  g_autoptr (GError) error = NULL;

  g_autofree char *key_id_before = sonde_provider_dup_key_id (self->provider);
  g_autofree char *key_id = NULL;

  if (!sonde_catalogue_set_base_url (sonde_engine_get_catalogue (self->engine),
                                     sonde_provider_get_id (self->provider),
                                     gtk_editable_get_text (GTK_EDITABLE (self->address)),
                                     &error))
    {
      sonde_rows_show_error (GTK_WIDGET (self), error);
      return;
    }
  key_id = sonde_provider_dup_key_id (self->provider);
  g_clear_pointer (&self->balance, g_free);
  show_subtitle (self);
  sonde_provider_row_look_for_key (self);
  sonde_rows_show_text (GTK_WIDGET (self),
                        g_str_equal (key_id, key_id_before)
                          ? _ ("The address was changed")
                          : _ ("The address was changed. A key stays with the server it was entered for"));
}

static void
make_default_cb (SondeProviderRow *self)
{
  g_autoptr (GError) error = NULL;

  if (!sonde_catalogue_set_default (
        sonde_engine_get_catalogue (self->engine), sonde_provider_get_id (self->provider), &error))
    sonde_rows_show_error (GTK_WIDGET (self), error);
}

static void
remove_cb (SondeProviderRow *self)
{
  g_autoptr (GError) error = NULL;

  if (!sonde_catalogue_remove (
        sonde_engine_get_catalogue (self->engine), sonde_provider_get_id (self->provider), &error))
    sonde_rows_show_error (GTK_WIDGET (self), error);
}

static void
sonde_provider_row_dispose (GObject *object)
{
  SondeProviderRow *self = SONDE_PROVIDER_ROW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->provider != NULL)
    g_signal_handlers_disconnect_by_data (self->provider, self);
  g_clear_object (&self->provider);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (sonde_provider_row_parent_class)->dispose (object);
}

static void
sonde_provider_row_finalize (GObject *object)
{
  SondeProviderRow *self = SONDE_PROVIDER_ROW (object);

  g_object_unref (self->cancellable);
  g_free (self->balance);
  G_OBJECT_CLASS (sonde_provider_row_parent_class)->finalize (object);
}

static void
sonde_provider_row_class_init (SondeProviderRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_provider_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = sonde_provider_row_finalize;
  signals[MODELS] = g_signal_new (
    "models", SONDE_TYPE_PROVIDER_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRV);
}

static GtkWidget *
add_pill (SondeProviderRow *self, const char *text, const char *class)
{
  GtkWidget *pill = gtk_label_new (text);

  gtk_widget_add_css_class (pill, "pill-label");
  gtk_widget_add_css_class (pill, class);
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (pill, FALSE);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), pill);
  return pill;
}

static GtkWidget *
add_row (SondeProviderRow *self, GtkWidget *row, const char *title)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  /* What is folded away is not there for assistive technology either. */
  g_object_bind_property (self, "expanded", row, "visible", G_BINDING_SYNC_CREATE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  return row;
}

static GtkWidget *
add_button (SondeProviderRow *self, GtkWidget *row, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *button = icon != NULL ? gtk_button_new_from_icon_name (icon) : gtk_button_new_with_label (name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (icon != NULL)
    {
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_tooltip_text (button, name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  return button;
}

static void
build (SondeProviderRow *self)
{
  gboolean own = !sonde_provider_get_is_builtin (self->provider);
  GtkWidget *last;

  self->default_pill = add_pill (self, _ ("Default"), "accent-pill");
  self->missing_pill = add_pill (self, _ ("Key Missing"), "warning-pill");

  self->key = add_row (self, adw_action_row_new (), _ ("API Key"));
  add_button (self, self->key, "document-edit-symbolic", _ ("Set Key"), G_CALLBACK (key_set_cb));
  self->key_remove
    = add_button (self, self->key, "user-trash-symbolic", _ ("Remove Key"), G_CALLBACK (key_remove_cb));
  show_key_state (self, FALSE, _ ("None"));

  self->address = add_row (self, adw_entry_row_new (), _ ("Server Address"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->address), TRUE);
  g_signal_connect_object (self->address, "apply", G_CALLBACK (address_applied_cb), self, G_CONNECT_SWAPPED);

  self->connection = add_row (self, adw_action_row_new (), _ ("Connection"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->connection), 4);
  self->check = add_button (self, self->connection, NULL, _ ("Check"), G_CALLBACK (sonde_provider_row_check));

  last = add_row (self, adw_action_row_new (), own ? _ ("This Provider") : _ ("Changes to This Provider"));
  self->make_default = add_button (self, last, NULL, _ ("Make Default"), G_CALLBACK (make_default_cb));
  add_button (self, last, NULL, own ? _ ("Remove") : _ ("Reset"), G_CALLBACK (remove_cb));
}

static void
sonde_provider_row_init (SondeProviderRow *self)
{
  self->cancellable = g_cancellable_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

GtkWidget *
sonde_provider_row_new (SondeEngine *engine, SondeProvider *provider)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (SONDE_IS_PROVIDER (provider), NULL);

  SondeProviderRow *self = g_object_new (SONDE_TYPE_PROVIDER_ROW, NULL);

  self->engine = g_object_ref (engine);
  self->provider = g_object_ref (provider);
  build (self);
  g_signal_connect_object (provider, "notify", G_CALLBACK (provider_changed_cb), self, G_CONNECT_SWAPPED);
  provider_changed_cb (self);
  return GTK_WIDGET (self);
}

SondeProvider *
sonde_provider_row_get_provider (SondeProviderRow *self)
{
  g_return_val_if_fail (SONDE_IS_PROVIDER_ROW (self), NULL);

  return self->provider;
}

/** Asks the server for its models with the stored key, and for the balance where it tells one. */
void
sonde_provider_row_check (SondeProviderRow *self)
{
  g_return_if_fail (SONDE_IS_PROVIDER_ROW (self));

  self->checking = TRUE;
  gtk_widget_set_sensitive (self->check, FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->connection), _ ("Asking the server…"));
  sonde_provider_row_look_for_key (self);
}

/** Shows whether there is a key; nothing is sent. */
void
sonde_provider_row_look_for_key (SondeProviderRow *self)
{
  g_return_if_fail (SONDE_IS_PROVIDER_ROW (self));

  sonde_engine_get_key_async (self->engine, self->provider, self->cancellable, key_cb, g_object_ref (self));
}
