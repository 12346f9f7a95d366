/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-key-page.h"

#include <glib/gi18n-lib.h>

#include "sonde-account.h"
#include "sonde-app-settings.h"
#include "sonde-assist.h"
#include "sonde-children.h"
#include "sonde-error.h"

struct _SondeKeyPage
{
  GtkWidget parent_instance;

  /* template widgets */
  AdwComboRow *provider;
  GtkEditable *key;
  GtkLabel *where;
  GtkLabel *status;
  GtkWidget *save;
  GtkWidget *unchecked;
  GtkWidget *session;
  GtkWidget *get_key;

  /* owned */
  SondeEngine *engine;
  GCancellable *cancellable;
  char *clean_key; /* of the check that is under way, or over */

  /* state */
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (SondeKeyPage, sonde_key_page, GTK_TYPE_WIDGET)

static SondeProvider *
get_provider (SondeKeyPage *self)
{
  return adw_combo_row_get_selected_item (self->provider);
}

static void
forget_key (SondeKeyPage *self)
{
  if (self->clean_key)
    explicit_bzero (self->clean_key, strlen (self->clean_key));
  g_clear_pointer (&self->clean_key, g_free);
}

static void
set_busy (SondeKeyPage *self, gboolean busy)
{
  self->busy = busy;
  gtk_widget_set_sensitive (self->save, !busy && *gtk_editable_get_text (self->key) != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->provider), !busy);
  gtk_editable_set_editable (self->key, !busy); /* it keeps the focus */
}

/* What helps appears as a button beside what happened. */
static void
say (SondeKeyPage *self, const char *sentence, gboolean offer_unchecked, gboolean offer_session)
{
  gtk_label_set_text (self->status, sentence ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->status), sentence != NULL);
  gtk_widget_set_visible (self->unchecked, offer_unchecked);
  gtk_widget_set_visible (self->session, offer_session);
}

static void
say_error (SondeKeyPage *self, const GError *error, gboolean offer_unchecked, gboolean offer_session)
{
  SondeErrorExplanation explanation;
  g_autofree char *text = NULL;

  sonde_error_explain (error, &explanation);
  text = *explanation.help ? g_strdup_printf ("%s. %s", explanation.sentence, explanation.help)
                           : g_strdup (explanation.sentence);
  say (self, text, offer_unchecked, offer_session);
}

static void
finish (SondeKeyPage *self)
{
  g_autoptr (GError) error = NULL;

  forget_key (self);
  if (sonde_catalogue_set_default (
        sonde_engine_get_catalogue (self->engine), sonde_provider_get_id (get_provider (self)), &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-main", NULL);
  else
    say_error (self, error, FALSE, FALSE);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeKeyPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean stored = sonde_keyring_store_finish (SONDE_KEYRING (source), result, &error);

  if (self->engine == NULL)
    return;

  set_busy (self, FALSE);
  if (stored)
    finish (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say_error (self, error, FALSE, TRUE);
}

static void
store (SondeKeyPage *self)
{
  SondeProvider *provider = get_provider (self);
  g_autofree char *key_id = NULL;

  if (self->clean_key == NULL || self->busy)
    return;

  key_id = sonde_provider_dup_key_id (provider);
  set_busy (self, TRUE);
  say (self, _ ("Saving the key in the keyring…"), FALSE, FALSE);
  sonde_keyring_store_async (sonde_engine_get_keyring (self->engine),
                             key_id,
                             sonde_provider_get_name (provider),
                             self->clean_key,
                             self->cancellable,
                             stored_cb,
                             g_object_ref (self));
}

static void
keep_for_session (SondeKeyPage *self)
{
  g_autofree char *key_id = NULL;

  if (self->clean_key == NULL || self->busy)
    return;

  key_id = sonde_provider_dup_key_id (get_provider (self));
  sonde_keyring_keep_for_session (sonde_engine_get_keyring (self->engine), key_id, self->clean_key);
  finish (self);
}

/* A host that says no to the key is believed; one that cannot be reached says nothing about it. */
static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeKeyPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) models = sonde_account_list_models_finish (SONDE_HTTP (source), result, &error);

  if (self->engine == NULL)
    return;

  set_busy (self, FALSE);
  if (models)
    store (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say_error (self, error, !g_error_matches (error, SONDE_ERROR, SONDE_ERROR_BAD_KEY), FALSE);
}

static void
check (SondeKeyPage *self)
{
  g_autoptr (GError) error = NULL;

  if (self->busy || *gtk_editable_get_text (self->key) == '\0')
    return;

  forget_key (self);
  self->clean_key = sonde_keyring_clean_key (gtk_editable_get_text (self->key), &error);
  if (self->clean_key == NULL)
    {
      say (self, error->message, FALSE, FALSE);
      return;
    }
  set_busy (self, TRUE);
  say (self, _ ("Checking the key…"), FALSE, FALSE);
  sonde_account_list_models_async (sonde_engine_get_http (self->engine),
                                   get_provider (self),
                                   self->clean_key,
                                   self->cancellable,
                                   checked_cb,
                                   g_object_ref (self));
}

static void
key_changed_cb (SondeKeyPage *self)
{
  forget_key (self);
  say (self, NULL, FALSE, FALSE);
  set_busy (self, self->busy);
}

static void
provider_changed_cb (SondeKeyPage *self)
{
  SondeProvider *provider = get_provider (self);
  g_autofree char *where = NULL;

  if (provider == NULL)
    return;
  /* Translators: %s is the address of a server */
  where
    = g_strdup_printf (_ ("The key is kept in the system keyring, never in a file. It is sent to %s only."),
                       sonde_provider_get_base_url (provider));
  gtk_label_set_text (self->where, where);
  gtk_widget_set_visible (self->get_key, sonde_provider_get_key_url (provider) != NULL);
  forget_key (self);
  say (self, NULL, FALSE, FALSE);
}

static void
get_key_cb (SondeKeyPage *self)
{
  gtk_widget_activate_action (
    GTK_WIDGET (self), "win.choose-url", "s", sonde_provider_get_key_url (get_provider (self)));
}

static gboolean
takes_key (gpointer item, gpointer user_data)
{
  SondeProvider *provider = item;

  return sonde_provider_get_needs_key (provider) || !sonde_provider_get_is_local (provider);
}

static void
sonde_key_page_dispose (GObject *object)
{
  SondeKeyPage *self = SONDE_KEY_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  forget_key (self);
  sonde_children_unparent (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), SONDE_TYPE_KEY_PAGE);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (sonde_key_page_parent_class)->dispose (object);
}

static gboolean
sonde_key_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SONDE_KEY_PAGE (widget)->key));
}

static void
sonde_key_page_class_init (SondeKeyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_key_page_dispose;
  widget_class->grab_focus = sonde_key_page_grab_focus;

  g_type_ensure (SONDE_TYPE_PROVIDER);
  gtk_widget_class_set_css_name (widget_class, "keypage");
  gtk_widget_class_set_template_from_resource (widget_class, SONDE_RESOURCE_PATH "/sonde-key-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeKeyPage, provider);
  gtk_widget_class_bind_template_child (widget_class, SondeKeyPage, key);
  gtk_widget_class_bind_template_child (widget_class, SondeKeyPage, where);
  gtk_widget_class_bind_template_child (widget_class, SondeKeyPage, status);
  gtk_widget_class_bind_template_child (widget_class, SondeKeyPage, save);
  gtk_widget_class_bind_template_child (widget_class, SondeKeyPage, unchecked);
  gtk_widget_class_bind_template_child (widget_class, SondeKeyPage, session);
  gtk_widget_class_bind_template_child (widget_class, SondeKeyPage, get_key);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.leave-key-page", NULL);
  gtk_widget_class_bind_template_callback (widget_class, provider_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, check);
  gtk_widget_class_bind_template_callback (widget_class, store);
  gtk_widget_class_bind_template_callback (widget_class, keep_for_session);
  gtk_widget_class_bind_template_callback (widget_class, get_key_cb);
}

static void
sonde_key_page_init (SondeKeyPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  sonde_assist_name_icons (GTK_WIDGET (self));
}

GtkWidget *
sonde_key_page_new (SondeEngine *engine)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);

  SondeKeyPage *self = g_object_new (SONDE_TYPE_KEY_PAGE, NULL);
  GListModel *catalogue = g_object_ref (G_LIST_MODEL (sonde_engine_get_catalogue (engine)));
  g_autoptr (GtkFilterListModel) providers = NULL;

  self->engine = g_object_ref (engine);
  providers
    = gtk_filter_list_model_new (catalogue, GTK_FILTER (gtk_custom_filter_new (takes_key, NULL, NULL)));
  adw_combo_row_set_model (self->provider, G_LIST_MODEL (providers));
  return GTK_WIDGET (self);
}
