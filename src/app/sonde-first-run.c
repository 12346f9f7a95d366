/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-first-run.h"

#include <glib/gi18n-lib.h>

#include "sonde-app-settings.h"
#include "sonde-children.h"
#include "sonde-choice-card.h"
#include "sonde-local-server.h"

#define PROBE_SECONDS 3

struct _SondeFirstRun
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkLabel *promise;
  GtkBox *choices;
  GtkWidget *menu_button;

  /* borrowed, of the choices */
  GtkWidget *local;

  /* owned */
  SondeEngine *engine;
  GCancellable *cancellable;
  SondeProvider *server; /* the first that answered */
  GStrv models;

  /* state */
  guint probe_source;
};

G_DEFINE_FINAL_TYPE (SondeFirstRun, sonde_first_run, GTK_TYPE_WIDGET)

static void
use_local_cb (SondeFirstRun *self)
{
  g_autoptr (GError) error = NULL;

  if (sonde_local_server_use (self->engine, self->server, (const char *const *) self->models, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-main", NULL);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
server_found (SondeProvider *provider, const char *const *models, gpointer user_data)
{
  SondeFirstRun *self = user_data;
  g_autofree char *text = NULL;

  if (self->server)
    return;

  self->server = g_object_ref (provider);
  self->models = g_strdupv ((GStrv) models);
  /* Translators: %s is the name of a program, "Ollama" */
  text = g_strdup_printf (_ ("%s runs on this computer; messages stay on this computer"),
                          sonde_provider_get_name (provider));
  sonde_choice_card_set_text (SONDE_CHOICE_CARD (self->local), text);
  gtk_widget_set_sensitive (self->local, TRUE);
  g_clear_handle_id (&self->probe_source, g_source_remove);
}

/* Somebody may start one while this page is shown. */
static gboolean
probe_timeout_cb (gpointer user_data)
{
  SondeFirstRun *self = user_data;

  sonde_local_server_probe (self->engine, self->cancellable, server_found, self);
  return G_SOURCE_CONTINUE;
}

static GtkWidget *
add_choice (
  SondeFirstRun *self, const char *icon_name, const char *title, const char *text, const char *action)
{
  GtkWidget *card = sonde_choice_card_new (icon_name, title, text);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (card), action);
  gtk_box_append (self->choices, card);
  return card;
}

static void
sonde_first_run_dispose (GObject *object)
{
  SondeFirstRun *self = SONDE_FIRST_RUN (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->probe_source, g_source_remove);
  sonde_children_unparent (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), SONDE_TYPE_FIRST_RUN);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_object (&self->server);
  g_clear_pointer (&self->models, g_strfreev);

  G_OBJECT_CLASS (sonde_first_run_parent_class)->dispose (object);
}

/* The first way in, not the menu. */
static gboolean
sonde_first_run_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (gtk_widget_get_first_child (GTK_WIDGET (SONDE_FIRST_RUN (widget)->choices)));
}

static void
sonde_first_run_class_init (SondeFirstRunClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_first_run_dispose;
  widget_class->grab_focus = sonde_first_run_grab_focus;

  gtk_widget_class_set_css_name (widget_class, "firstrun");
  gtk_widget_class_set_template_from_resource (widget_class, SONDE_RESOURCE_PATH "/sonde-first-run.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeFirstRun, promise);
  gtk_widget_class_bind_template_child (widget_class, SondeFirstRun, choices);
  gtk_widget_class_bind_template_child (widget_class, SondeFirstRun, menu_button);
}

static void
sonde_first_run_init (SondeFirstRun *self)
{
  g_autofree char *promise = NULL;
  GtkWidget *key;

  gtk_widget_init_template (GTK_WIDGET (self));

  promise = g_strdup_printf ("%s\n%s",
                             _ ("Talk with DeepSeek, search the web and let it think things through."),
                             _ ("History stays on this computer; messages go to the provider you choose."));
  gtk_label_set_text (self->promise, promise);

  key = add_choice (self,
                    "sonde-key-symbolic",
                    _ ("Enter API Key"),
                    _ ("Use your DeepSeek account, or another provider’s"),
                    "win.enter-key");
  gtk_widget_add_css_class (key, "first");
  self->local = add_choice (self,
                            "sonde-server-symbolic",
                            _ ("Use Local Server"),
                            _ ("When Ollama or llama-server runs on this computer"),
                            NULL);
  gtk_widget_set_sensitive (self->local, FALSE);
  g_signal_connect_swapped (self->local, "clicked", G_CALLBACK (use_local_cb), self);
  add_choice (self,
              "media-playback-start-symbolic",
              _ ("Try the Demonstration"),
              _ ("No account, no network: canned answers"),
              "win.use-demo");

  self->cancellable = g_cancellable_new ();
}

/** Looks for local servers at once and then again; that way in opens when one answers. */
GtkWidget *
sonde_first_run_new (SondeEngine *engine)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);

  SondeFirstRun *self = g_object_new (SONDE_TYPE_FIRST_RUN, NULL);

  self->engine = g_object_ref (engine);
  probe_timeout_cb (self);
  self->probe_source = g_timeout_add_seconds (PROBE_SECONDS, probe_timeout_cb, self);
  return GTK_WIDGET (self);
}

/** Returns: (transfer none): where the main menu belongs */
GtkWidget *
sonde_first_run_get_menu_button (SondeFirstRun *self)
{
  g_return_val_if_fail (SONDE_IS_FIRST_RUN (self), NULL);

  return self->menu_button;
}
