/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-window-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-app-settings.h"
#include "sonde-clamp.h"
#include "sonde-error.h"
#include "sonde-first-run.h"
#include "sonde-prompt-defaults.h"

/* How often to look whether another program wrote into the history, while the window is used. */
#define ELSEWHERE_SECONDS 2
#define LONG_SENTENCE     60 /* characters */
#define DRAFT_GONE_MS     1000
#define LONG_SECONDS      20

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

static gboolean
is_main_shown (SondeWindow *self)
{
  return adw_toast_overlay_get_child (self->pages) == GTK_WIDGET (self->flap);
}

static void
update_title (SondeWindow *self)
{
  const char *title = sonde_conversation_get_title (self->conversation);
  g_autofree char *window_title = NULL;

  if (title == NULL || *title == '\0')
    title = _ ("New Chat");
  adw_window_title_set_title (self->title, title);
  /* Translators: the title of the window in the list of windows; %s is the title of a conversation */
  window_title = g_strdup_printf (_ ("%s – Sonde"), title);
  gtk_window_set_title (GTK_WINDOW (self), is_main_shown (self) ? window_title : _ ("Sonde"));
}

static void
update_key_banner (SondeWindow *self)
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
  update_key_banner (self);
}

/* Better told before a long message is typed than after. */
static void
check_key (SondeWindow *self)
{
  SondeProvider *provider = sonde_catalogue_get_default (sonde_engine_get_catalogue (self->engine));

  if (sonde_provider_get_needs_key (provider))
    sonde_engine_get_key_async (self->engine, provider, NULL, key_checked_cb, g_object_ref (self));
}

/* Providers came or went, or another one became the default. */
static void
providers_changed_cb (SondeWindow *self)
{
  update_key_banner (self);
  sonde_window_update_model (self);
}

static void
save_new_draft (SondeWindow *self)
{
  g_clear_handle_id (&self->draft_source, g_source_remove);
  if (self->new_chat && self->draft_slot != 0)
    sonde_drafts_set_text (self->drafts, self->draft_slot, sonde_conversation_get_draft (self->new_chat));
}

static gboolean
draft_timeout_cb (gpointer user_data)
{
  SondeWindow *self = user_data;

  self->draft_source = 0;
  save_new_draft (self);
  return G_SOURCE_REMOVE;
}

static void
files_changed_cb (SondeWindow *self)
{
  g_auto (GStrv) uris = sonde_composer_dup_files (self->composer);

  sonde_drafts_set_files (self->drafts,
                          sonde_conversation_get_id (self->conversation),
                          self->draft_slot,
                          (const char *const *) uris);
}

/* Those of the last run, once: from then on the conversation has them. */
static void
restore_files (SondeWindow *self)
{
  GObject *conversation = G_OBJECT (self->conversation);
  gboolean restored = g_object_get_data (conversation, "files-restored") != NULL;
  g_auto (GStrv) uris = restored ? NULL
                                 : sonde_drafts_dup_files (self->drafts,
                                                           sonde_conversation_get_id (self->conversation),
                                                           self->draft_slot);

  g_object_set_data (conversation, "files-restored", GINT_TO_POINTER (TRUE));
  for (char **uri = uris; uri && *uri; uri++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (*uri);

      sonde_composer_attach (self->composer, file);
    }
}

/* What was typed is written at once. That it is gone is written a moment later: until the message is in the
 * history, nothing else remembers it. */
static void
draft_changed_cb (SondeWindow *self)
{
  const char *draft = sonde_conversation_get_draft (self->conversation);

  if (self->conversation != self->new_chat)
    return;
  if (draft && *draft != '\0')
    save_new_draft (self);
  else if (self->draft_source == 0)
    self->draft_source = g_timeout_add (DRAFT_GONE_MS, draft_timeout_cb, self);
}

static void
settings_changed_cb (SondeWindow *self, GParamSpec *pspec)
{
  sonde_engine_save (self->engine, self->conversation);
  if (g_str_equal (pspec->name, "title"))
    update_title (self);
  if (g_str_equal (pspec->name, "provider"))
    update_key_banner (self);
  if (g_str_equal (pspec->name, "draft"))
    draft_changed_cb (self);
  else
    sonde_window_update_model (self);
  sonde_window_update_context (self);
}

static void
id_changed_cb (SondeWindow *self)
{
  sonde_sidebar_select (self->sidebar, sonde_conversation_get_id (self->conversation));
}

/* Where the person was: also when the program does not live to close its window. */
void
sonde_window_remember_conversation (SondeWindow *self)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, sonde_conversation_get_id (self->conversation));

  if (self->history_open)
    sonde_config_set_string (
      sonde_engine_get_config (self->engine), "General", "last-conversation", id, NULL);
}

static void
stored_cb (SondeWindow *self)
{
  id_changed_cb (self);
  sonde_window_remember_conversation (self);
}

/* A conversation with the demonstration goes on with it, whatever the default is by now. */
static void
ensure_demo (SondeWindow *self, SondeConversation *conversation)
{
  if (g_strcmp0 (sonde_conversation_get_provider (conversation), SONDE_PROVIDER_DEMO) == 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "app.start-demo", NULL);
}

void
sonde_window_set_conversation (SondeWindow *self, SondeConversation *conversation)
{
  g_autoptr (SondeConversation) left = self->conversation ? g_object_ref (self->conversation) : NULL;

  ensure_demo (self, conversation);
  sonde_engine_show (self->engine, conversation);
  if (self->conversation)
    sonde_engine_hide (self->engine, self->conversation);
  g_set_object (&self->conversation, conversation);
  /* Before the signals are connected: what the person typed last is written into the old conversation. */
  sonde_composer_set_conversation (self->composer, conversation);
  restore_files (self);
  g_signal_group_set_target (self->conversation_signals, conversation);
  sonde_transcript_set_conversation (self->transcript, conversation);
  if (left)
    sonde_engine_save_view (self->engine, left);
  if (self->find_bar)
    sonde_find_bar_close (self->find_bar);
  id_changed_cb (self);
  update_title (self);
  update_key_banner (self);
  sonde_window_update_model (self);
  sonde_window_update_context (self);
  sonde_window_update_actions (self);
}

/* The library is read after the first new chat was made. */
static void
apply_default_prompt (SondeWindow *self)
{
  SondePrompt *prompt = sonde_prompt_find_default (self->engine);

  if (self->new_chat && sonde_conversation_get_id (self->new_chat) == 0 && prompt
      && sonde_conversation_get_system_prompt (self->new_chat) == NULL)
    sonde_conversation_set_system_prompt (self->new_chat, sonde_prompt_get_text (prompt));
}

/* There is one new chat until its first message is sent: what was typed into it waits there. */
static SondeConversation *
ensure_new_chat (SondeWindow *self)
{
  if (self->new_chat
      && (sonde_conversation_get_id (self->new_chat) != 0 || sonde_conversation_get_busy (self->new_chat)))
    g_clear_object (&self->new_chat);
  if (self->new_chat == NULL)
    {
      self->new_chat = sonde_engine_create (self->engine);
      apply_default_prompt (self);
      if (self->provider_id)
        sonde_conversation_set_provider (self->new_chat, self->provider_id);
    }
  return self->new_chat;
}

void
sonde_window_new_chat (SondeWindow *self)
{
  SondeConversation *conversation = ensure_new_chat (self);

  if (self->loading)
    g_cancellable_cancel (self->loading);
  if (conversation != self->conversation)
    sonde_window_set_conversation (self, conversation);
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  sonde_composer_focus (self->composer);
}

/* Where a search found something. */
static void
show_place (SondeWindow *self)
{
  g_autofree char *words = g_steal_pointer (&self->words);

  if (self->message_id != 0)
    sonde_transcript_scroll_to_message (self->transcript, self->message_id);
  self->message_id = 0;
  if (words)
    sonde_window_mark (self, words);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeConversation) conversation
    = sonde_engine_load_finish (SONDE_ENGINE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->engine == NULL)
    return;
  if (conversation == NULL)
    {
      sonde_window_tell (self, error);
      id_changed_cb (self);
      return;
    }
  if (conversation != self->conversation)
    sonde_window_set_conversation (self, conversation);
  show_place (self);
}

/* What could not be done */

void
sonde_window_add_toast (SondeWindow *self, AdwToast *toast)
{
  adw_toast_overlay_add_toast (is_main_shown (self) ? self->toasts : self->pages, toast);
}

/* What is too long for one line is too long to be read in some seconds: it wraps, and stays longer. */
static void
make_long (AdwToast *toast, const char *sentence)
{
  GtkWidget *label = gtk_label_new (sentence);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), LONG_SENTENCE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  adw_toast_set_custom_title (toast, label);
  adw_toast_set_timeout (toast, LONG_SECONDS);
}

/** Shows a sentence for some seconds. */
void
sonde_window_say (SondeWindow *self, const char *sentence)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  /* A toast reads its title as markup. */
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  AdwToast *toast = adw_toast_new (escaped);

  if (g_utf8_strlen (sentence, -1) > LONG_SENTENCE)
    make_long (toast, sentence);
  sonde_window_add_toast (self, toast);
}

void
sonde_window_tell (SondeWindow *self, const GError *error)
{
  SondeErrorExplanation explanation;

  sonde_error_explain (error, &explanation);
  sonde_window_say (self, explanation.sentence);
}

static void
show_problem (SondeWindow *self, const char *text, gboolean damage)
{
  sonde_banner_set_text (self->problem_banner, text);
  if (damage)
    sonde_banner_set_button (self->problem_banner, _ ("Backups…"), "win.backups");
  else
    sonde_banner_set_button (self->problem_banner, _ ("Dismiss"), "win.dismiss-problem");
  sonde_banner_set_revealed (self->problem_banner, TRUE);
}

static void
salvaged_cb (SondeWindow *self, const char *sentence)
{
  show_problem (self, sentence, TRUE);
}

static void
problem_cb (SondeWindow *self, const GError *error)
{
  SondeErrorExplanation explanation;
  g_autofree char *text = NULL;

  sonde_error_explain (error, &explanation);
  text = *explanation.help ? g_strdup_printf ("%s. %s", explanation.sentence, explanation.help)
                           : g_strdup (explanation.sentence);
  show_problem (self, text, g_error_matches (error, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT));
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

static void
active_cb (SondeWindow *self)
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

static void
restore_draft (SondeWindow *self)
{
  self->draft_slot = sonde_drafts_claim (self->drafts);
  self->draft = sonde_drafts_dup_text (self->drafts, self->draft_slot);
  sonde_conversation_set_draft (ensure_new_chat (self), self->draft);
}

static void
release_draft (SondeWindow *self)
{
  ensure_new_chat (self);
  save_new_draft (self);
  sonde_drafts_release (self->drafts, self->draft_slot);
  self->draft_slot = 0;
}

/* Writes what only the window knows of the shown conversation. */
static void
leave_conversation (SondeWindow *self)
{
  sonde_composer_save_draft (self->composer);
  sonde_transcript_remember_position (self->transcript);
  sonde_engine_save_view (self->engine, self->conversation);
}

static gboolean
sonde_window_close_request (GtkWindow *window)
{
  SondeWindow *self = SONDE_WINDOW (window);

  leave_conversation (self);
  if (self->draft_slot != 0)
    release_draft (self);
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
  g_signal_connect_object (self->engine, "problem", G_CALLBACK (problem_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->engine, "salvaged", G_CALLBACK (salvaged_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->engine, "notice", G_CALLBACK (sonde_window_say), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sonde_engine_get_prompts (self->engine),
                           "items-changed",
                           G_CALLBACK (apply_default_prompt),
                           self,
                           G_CONNECT_SWAPPED);
  restore_draft (self);
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
  gtk_widget_class_bind_template_callback (widget_class, files_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, sonde_window_say);
}

static void
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

static void
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
  g_signal_group_connect_swapped (self->conversation_signals, "notify::id", G_CALLBACK (stored_cb), self);
  g_signal_group_connect_swapped (
    self->conversation_signals, "notify::busy", G_CALLBACK (sonde_window_update_actions), self);
  g_signal_group_connect_swapped (
    self->conversation_signals, "notify::busy", G_CALLBACK (sonde_window_update_context), self);

  g_signal_connect_swapped (self->flap, "notify::folded", G_CALLBACK (flap_folded_cb), self);
  g_signal_connect_swapped (self->flap, "notify::reveal-flap", G_CALLBACK (flap_revealed_cb), self);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_cb), NULL);
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

/* What the command line asked for, as soon as there is a history and somebody to ask. */
static void
do_pending (SondeWindow *self)
{
  if (!self->history_open || !is_main_shown (self))
    return;

  if (self->pending_id > 0)
    sonde_window_open_conversation (self, self->pending_id);
  self->pending_id = 0;
  if (self->pending_text)
    {
      g_autofree char *text = g_steal_pointer (&self->pending_text);
      sonde_window_ask (self, text);
    }
}

/** Shows a page in the place of the one that is shown, and gives it the focus. */
void
sonde_window_show_page (SondeWindow *self, GtkWidget *page)
{
  g_clear_pointer (&self->menu, gtk_widget_unparent); /* hangs on a button of the page that goes */
  adw_toast_overlay_set_child (self->pages, page);
  update_title (self);
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

  if (is_main_shown (self))
    return;

  sonde_window_show_page (self, GTK_WIDGET (self->flap));
  self->key_missing = FALSE;
  if (self->history_open)
    check_key (self);
  providers_changed_cb (self);
  sonde_composer_focus (self->composer);
  do_pending (self);
}

/* Whether the person was quicker than the history: then the new chat stays. */
static gboolean
has_typed (SondeWindow *self)
{
  const char *draft;

  sonde_composer_save_draft (self->composer);
  draft = sonde_conversation_get_draft (self->conversation);
  return g_strcmp0 (draft ? draft : "", self->draft ? self->draft : "") != 0;
}

static void
open_last (SondeWindow *self)
{
  g_autofree char *last
    = sonde_config_dup_string (sonde_engine_get_config (self->engine), "General", "last-conversation");
  gint64 id = last ? g_ascii_strtoll (last, NULL, 10) : 0;

  if (id > 0)
    sonde_window_open_conversation (self, id);
}

/**
 * sonde_window_history_opened:
 * @reopen: whether to show the conversation that was shown last
 *
 * The engine is open: what waited for it happens now.
 */
void
sonde_window_history_opened (SondeWindow *self, gboolean reopen)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  self->history_open = TRUE;
  sonde_composer_set_ready (self->composer, TRUE);
  active_cb (self);
  sonde_window_search (self); /* what was typed meanwhile */
  check_key (self);
  if (reopen && self->pending_id == 0 && self->pending_text == NULL && !has_typed (self))
    open_last (self);
  do_pending (self);
}

/**
 * sonde_window_history_closing:
 *
 * Another history takes the place of this one: writes what is to be written, and shows a new chat until
 * sonde_window_history_opened().
 */
void
sonde_window_history_closing (SondeWindow *self)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  leave_conversation (self);
  if (self->searching)
    g_cancellable_cancel (self->searching);
  sonde_window_new_chat (self);
  self->history_open = FALSE;
  sonde_composer_set_ready (self->composer, FALSE);
  active_cb (self);
}

static void
load (SondeWindow *self, gint64 conversation_id)
{
  if (self->loading)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  sonde_engine_load_async (self->engine, conversation_id, self->loading, loaded_cb, g_object_ref (self));
}

void
sonde_window_open_at (SondeWindow *self, gint64 conversation_id, gint64 message_id, const char *words)
{
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  self->message_id = message_id;
  g_free (self->words);
  self->words = g_strdup (words);
  load (self, conversation_id);
}

/** Opens a stored conversation, at once or as soon as the history is open. */
void
sonde_window_open_conversation (SondeWindow *self, gint64 conversation_id)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  if (!self->history_open)
    self->pending_id = conversation_id;
  else if (conversation_id != sonde_conversation_get_id (self->conversation))
    sonde_window_open_at (self, conversation_id, 0, NULL);
  else if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

/** Asks @text in a new chat, at once or as soon as the history is open. */
void
sonde_window_ask (SondeWindow *self, const char *text)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  if (!self->history_open || !is_main_shown (self))
    {
      g_free (self->pending_text);
      self->pending_text = g_strdup (text);
      return;
    }
  sonde_window_new_chat (self);
  sonde_window_send (self, text, NULL);
}

/** @provider_id: (nullable): the provider of new conversations in this window, %NULL for the default one */
void
sonde_window_set_provider (SondeWindow *self, const char *provider_id)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  g_free (self->provider_id);
  self->provider_id = g_strdup (provider_id);
  sonde_conversation_set_provider (ensure_new_chat (self), provider_id);
}
