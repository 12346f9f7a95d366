/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* Who answers: modes, models, keys and the ways in. */

#include "sonde-window-private.h"

#include "sonde-key-dialog.h"
#include "sonde-key-page.h"

static void
mode_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondeMode flag;

  if (!sonde_mode_from_string (g_variant_get_string (parameter, NULL), &flag))
    return;
  if (flag == SONDE_MODE_CHAT)
    sonde_conversation_set_mode (self->conversation, SONDE_MODE_CHAT);
  else
    sonde_conversation_set_mode (self->conversation, sonde_conversation_get_mode (self->conversation) ^ flag);
}

static void
choose_model_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondeModelSlot slot = sonde_mode_get_slot (sonde_conversation_get_mode (self->conversation));

  sonde_conversation_set_model (self->conversation, slot, g_variant_get_string (parameter, NULL));
}

static void
change_model_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_composer_show_models (SONDE_WINDOW (widget)->composer);
}

static void
set_key_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  sonde_key_dialog_run (
    GTK_WINDOW (self), self->engine, sonde_engine_get_provider (self->engine, self->conversation));
}

static void
enter_key_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  sonde_window_show_page (self, sonde_key_page_new (self->engine));
}

static gboolean
was_never_set_up (SondeWindow *self)
{
  g_autofree char *id
    = sonde_config_dup_string (sonde_engine_get_config (self->engine), "General", "default-provider");

  return id == NULL || *id == '\0';
}

static void
leave_key_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  if (was_never_set_up (self) && self->provider_id == NULL)
    sonde_window_show_first_run (self);
  else
    sonde_window_show_main (self);
}

/* A default provider was chosen just now: a chat that is still empty goes to it. */
static void
show_main_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  sonde_window_set_provider (self, NULL);
  if (sonde_conversation_get_id (self->conversation) != 0)
    sonde_window_new_chat (self);
  sonde_window_show_main (self);
}

static void
use_demo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "app.use-demo", NULL);
}

void
sonde_window_install_setup_actions (GtkWidgetClass *widget_class)
{
  static const SondeWindowAction actions[] = {
    { "win.mode", "s", mode_action },
    { "win.choose-model", "s", choose_model_action },
    { "win.change-model", NULL, change_model_action },
    { "win.set-key", NULL, set_key_action },
    { "win.enter-key", NULL, enter_key_action },
    { "win.leave-key-page", NULL, leave_key_page_action },
    { "win.show-main", NULL, show_main_action },
    { "win.use-demo", NULL, use_demo_action },
  };

  sonde_window_install (widget_class, actions, G_N_ELEMENTS (actions));
}
