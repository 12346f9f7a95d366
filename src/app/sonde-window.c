/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-window-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-app-settings.h"
#include "sonde-clamp.h"
#include "sonde-error.h"
#include "sonde-first-run.h"

/* How often to look whether another program wrote into the history, while the window is used. */
#define ELSEWHERE_SECONDS 2

G_DEFINE_FINAL_TYPE (SondeWindow, sonde_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  PROP_0,
  PROP_ENGINE,
  PROP_SETTINGS,
  PROP_DRAFTS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* What is shown */

gboolean
sonde_window_is_main_shown (SondeWindow *self)
{
  return adw_toast_overlay_get_child (self->pages) == GTK_WIDGET (self->flap);
}

void
sonde_window_update_title (SondeWindow *self)
{
  const char *title = sonde_conversation_get_title (self->conversation);
  g_autofree char *window_title = NULL;

  if (title == NULL || *title == '\0')
    title = _ ("New Chat");
  adw_window_title_set_title (self->title, title);
  /* Translators: the title of the window in the list of windows; %s is the title of a conversation */
  window_title = g_strdup_printf (_ ("%s – Sonde"), title);
  gtk_window_set_title (GTK_WINDOW (self), sonde_window_is_main_shown (self) ? window_title : _ ("Sonde"));
}

void
sonde_window_update_key_banner (SondeWindow *self)
{
  SondeProvider *provider = sonde_engine_get_provider (self->engine, self->conversation);
  gboolean demo = g_str_equal (sonde_provider_get_id (provider), SONDE_PROVIDER_DEMO);
  gboolean missing = self->key_missing
                     && provider == sonde_catalogue_get_default (sonde_engine_get_catalogue (self->engine));
  g_autofree char *text = NULL;

  if (demo)
    text = g_strdup (_ ("Demonstration: answers are canned"));
  else if (missing)
    /* Translators: %s is the name of a provider */
    text = g_strdup_printf (_ ("%s needs an API key"), sonde_provider_get_name (provider));
  if (text)
    {
      sonde_banner_set_text (self->key_banner, text);
      sonde_banner_set_button (self->key_banner, _ ("Enter API Key"), "win.enter-key");
    }
  sonde_banner_set_revealed (self->key_banner, text != NULL);
}

static void
key_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  char *key = sonde_engine_get_key_finish (SONDE_ENGINE (source), result, &error);

  if (key)
    explicit_bzero (key, strlen (key));
  g_free (key);
  if (self->engine == NULL)
    return;
  self->key_missing = error != NULL && error->domain == SONDE_ERROR;
  sonde_window_update_key_banner (self);
}

/* Better told before a long message is typed than after. */
void
sonde_window_check_key (SondeWindow *self)
{
  SondeProvider *provider = sonde_catalogue_get_default (sonde_engine_get_catalogue (self->engine));

  if (sonde_provider_get_needs_key (provider))
    sonde_engine_get_key_async (self->engine, provider, NULL, key_checked_cb, g_object_ref (self));
}

/* Providers came or went, or another one became the default. */
static void
providers_changed_cb (SondeWindow *self)
{
  sonde_window_update_key_banner (self);
  sonde_window_update_model (self);
}

static void
settings_changed_cb (SondeWindow *self, GParamSpec *pspec)
{
  sonde_engine_save (self->engine, self->conversation);
  if (g_str_equal (pspec->name, "title"))
    sonde_window_update_title (self);
  if (g_str_equal (pspec->name, "provider"))
    sonde_window_update_key_banner (self);
  if (g_str_equal (pspec->name, "draft"))
    sonde_window_draft_changed (self);
  else
    sonde_window_update_model (self);
  sonde_window_update_context (self);
}

/* The sidebar */

/* A folded sidebar lies over the conversation and comes and goes; only the other one is remembered. */
static void
flap_revealed_cb (SondeWindow *self)
{
  gboolean revealed = adw_flap_get_reveal_flap (self->flap);
  gboolean folded = adw_flap_get_folded (self->flap);

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (self->header), !revealed || folded);
}

static void
flap_folded_cb (SondeWindow *self)
{
  if (!adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, g_settings_get_boolean (self->settings, "sidebar-shown"));
  gtk_widget_set_visible (self->find_button, !adw_flap_get_folded (self->flap));
  flap_revealed_cb (self);
}

static gboolean
elsewhere_timeout_cb (gpointer user_data)
{
  SondeWindow *self = user_data;

  sonde_store_check_elsewhere (sonde_engine_get_store (self->engine));
  return G_SOURCE_CONTINUE;
}

void
sonde_window_update_active (SondeWindow *self)
{
  g_clear_handle_id (&self->elsewhere_source, g_source_remove);
  if (!gtk_window_is_active (GTK_WINDOW (self)) || !self->history_open)
    return;

  sonde_sidebar_regroup (self->sidebar);
  self->elsewhere_source = g_timeout_add_seconds (ELSEWHERE_SECONDS, elsewhere_timeout_cb, self);
}

/* The window */

static void
remember_state (SondeWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  g_settings_set_int (self->settings, "window-width", MAX (width, 360));
  g_settings_set_int (self->settings, "window-height", MAX (height, 294));
  sonde_window_remember_conversation (self);
}

static gboolean
sonde_window_close_request (GtkWindow *window)
{
  SondeWindow *self = SONDE_WINDOW (window);

  sonde_window_leave_conversation (self);
  if (self->draft_slot != 0)
    sonde_window_release_draft (self);
  remember_state (self);
  return GTK_WINDOW_CLASS (sonde_window_parent_class)->close_request (window);
}

static void
enter_sends_cb (SondeWindow *self)
{
  sonde_composer_set_enter_sends (self->composer, g_settings_get_boolean (self->settings, "enter-sends"));
}

static void
sonde_window_constructed (GObject *object)
{
  SondeWindow *self = SONDE_WINDOW (object);

  G_OBJECT_CLASS (sonde_window_parent_class)->constructed (object);

  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  adw_flap_set_reveal_flap (self->flap, g_settings_get_boolean (self->settings, "sidebar-shown"));
  g_signal_connect_object (
    self->settings, "changed::enter-sends", G_CALLBACK (enter_sends_cb), self, G_CONNECT_SWAPPED);
  enter_sends_cb (self);
  g_settings_bind (self->settings, "reading-width", self->transcript, "width-limit", G_SETTINGS_BIND_GET);
  sonde_window_follow_zoom (self);
  g_settings_bind (
    self->settings, "thinking-open", self->transcript, "thinking-open", G_SETTINGS_BIND_DEFAULT);
  sonde_window_fill_sidebar (self);
  g_signal_connect_object (
    self->engine, "problem", G_CALLBACK (sonde_window_show_error), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    self->engine, "salvaged", G_CALLBACK (sonde_window_show_salvage), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->engine, "notice", G_CALLBACK (sonde_window_say), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sonde_engine_get_prompts (self->engine),
                           "items-changed",
                           G_CALLBACK (sonde_window_apply_default_prompt),
                           self,
                           G_CONNECT_SWAPPED);
  sonde_window_restore_draft (self);
  sonde_window_new_chat (self);
  g_signal_connect_object (sonde_engine_get_catalogue (self->engine),
                           "items-changed",
                           G_CALLBACK (providers_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (sonde_engine_get_config (self->engine),
                           "changed",
                           G_CALLBACK (providers_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
sonde_window_dispose (GObject *object)
{
  SondeWindow *self = SONDE_WINDOW (object);

  g_cancellable_cancel (self->loading);
  g_cancellable_cancel (self->listing);
  sonde_window_end_search (self);
  if (self->conversation)
    sonde_engine_hide (self->engine, self->conversation);
  g_clear_handle_id (&self->elsewhere_source, g_source_remove);
  g_clear_handle_id (&self->draft_source, g_source_remove);
  g_clear_handle_id (&self->context_source, g_source_remove);
  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->result_signals);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), SONDE_TYPE_WINDOW);
  g_clear_object (&self->flap);
  g_clear_object (&self->loading);
  g_clear_object (&self->listing);
  g_clear_object (&self->list);
  g_clear_pointer (&self->words, g_free);
  g_clear_object (&self->conversation);
  g_clear_object (&self->new_chat);
  g_clear_object (&self->engine);
  g_clear_object (&self->settings);
  g_clear_object (&self->drafts);
  g_clear_pointer (&self->draft, g_free);
  g_clear_pointer (&self->models, g_hash_table_unref);
  g_clear_pointer (&self->provider_id, g_free);
  g_clear_pointer (&self->pending_text, g_free);

  G_OBJECT_CLASS (sonde_window_parent_class)->dispose (object);
}

static void
sonde_window_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SondeWindow *self = SONDE_WINDOW (object);

  switch (prop_id)
    {
    case PROP_ENGINE:
      self->engine = g_value_dup_object (value);
      break;
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    case PROP_DRAFTS:
      self->drafts = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, SONDE_RESOURCE_PATH "/sonde-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, header);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, title);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, find_button);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, key_banner);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, problem_banner);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, transcript);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, composer);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, composer_clamp);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, content);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, left_out);
  gtk_widget_class_bind_template_callback (widget_class, sonde_window_send);
  gtk_widget_class_bind_template_callback (widget_class, sonde_window_list_models);
  gtk_widget_class_bind_template_callback (widget_class, sonde_window_files_changed);
  gtk_widget_class_bind_template_callback (widget_class, sonde_window_say);
}

void
sonde_window_class_init (SondeWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = sonde_window_constructed;
  object_class->dispose = sonde_window_dispose;
  object_class->set_property = sonde_window_set_property;
  GTK_WINDOW_CLASS (klass)->close_request = sonde_window_close_request;

  props[PROP_ENGINE] = g_param_spec_object ("engine", NULL, NULL, SONDE_TYPE_ENGINE, flags);
  props[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, flags);
  props[PROP_DRAFTS] = g_param_spec_object ("drafts", NULL, NULL, SONDE_TYPE_DRAFTS, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (SONDE_TYPE_BANNER);
  g_type_ensure (SONDE_TYPE_CLAMP);
  g_type_ensure (SONDE_TYPE_COMPOSER);
  g_type_ensure (SONDE_TYPE_SIDEBAR);
  g_type_ensure (SONDE_TYPE_TRANSCRIPT);
  bind_template (GTK_WIDGET_CLASS (klass));
  sonde_window_install_actions (GTK_WIDGET_CLASS (klass));
}

void
sonde_window_init (SondeWindow *self)
{
  static const char *const saved[]
    = { "notify::title", "notify::mode",          "notify::model",      "notify::provider", "notify::effort",
        "notify::draft", "notify::system-prompt", "notify::parameters", "notify::pinned" };

  gtk_widget_init_template (GTK_WIDGET (self));
  sonde_window_accept_drops (self);

  self->models = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  g_object_ref_sink (self->flap);
  self->conversation_signals = g_signal_group_new (SONDE_TYPE_CONVERSATION);
  for (guint i = 0; i < G_N_ELEMENTS (saved); i++)
    g_signal_group_connect_swapped (
      self->conversation_signals, saved[i], G_CALLBACK (settings_changed_cb), self);
  g_signal_group_connect_swapped (
    self->conversation_signals, "notify::id", G_CALLBACK (sonde_window_note_stored), self);
  g_signal_group_connect_swapped (
    self->conversation_signals, "notify::busy", G_CALLBACK (sonde_window_update_actions), self);
  g_signal_group_connect_swapped (
    self->conversation_signals, "notify::busy", G_CALLBACK (sonde_window_update_context), self);
  g_signal_group_connect_swapped (
    self->conversation_signals, "notify::complete", G_CALLBACK (sonde_window_show_version), self);

  g_signal_connect_swapped (self->flap, "notify::folded", G_CALLBACK (flap_folded_cb), self);
  g_signal_connect_swapped (self->flap, "notify::reveal-flap", G_CALLBACK (flap_revealed_cb), self);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (sonde_window_update_active), NULL);
}

/**
 * sonde_window_new:
 * @engine: need not be open yet
 */
GtkWidget *
sonde_window_new (GtkApplication *application, SondeEngine *engine, GSettings *settings, SondeDrafts *drafts)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (SONDE_IS_DRAFTS (drafts), NULL);

  return g_object_new (SONDE_TYPE_WINDOW,
                       "application",
                       application,
                       "engine",
                       engine,
                       "settings",
                       settings,
                       "drafts",
                       drafts,
                       NULL);
}

/** Shows a page in the place of the one that is shown, and gives it the focus. */
void
sonde_window_show_page (SondeWindow *self, GtkWidget *page)
{
  g_clear_pointer (&self->menu, gtk_widget_unparent); /* hangs on a button of the page that goes */
  adw_toast_overlay_set_child (self->pages, page);
  sonde_window_update_title (self);
  gtk_widget_grab_focus (page);
}

/** Shows the three ways in, in the place of the conversations. */
void
sonde_window_show_first_run (SondeWindow *self)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  sonde_window_show_page (self, sonde_first_run_new (self->engine));
}

void
sonde_window_show_main (SondeWindow *self)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  if (sonde_window_is_main_shown (self))
    return;

  sonde_window_show_page (self, GTK_WIDGET (self->flap));
  self->key_missing = FALSE;
  if (self->history_open)
    sonde_window_check_key (self);
  providers_changed_cb (self);
  sonde_composer_focus (self->composer);
  sonde_window_do_pending (self);
}
