/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>

#include "sonde-conversation-settings.h"
#include "sonde-details-window.h"
#include "sonde-error.h"
#include "sonde-export-dialog.h"
#include "sonde-key-dialog.h"
#include "sonde-model-row.h"
#include "sonde-preferences-window.h"
#include "sonde-provider-row.h"
#include "sonde-sim.h"
#include "sonde-test.h"

#define KEY                                                                                                  \
  "sk-test-"                                                                                                 \
  "preferences"

typedef struct
{
  char *data_dir;
  SondeEngine *engine;
  GSettings *settings;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->data_dir = sonde_test_make_dir ();
  fixture->engine = sonde_engine_new (fixture->data_dir);
  fixture->settings = g_settings_new ("io.github.sondechat.Sonde");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->settings);
  sonde_engine_close (fixture->engine);
  g_object_unref (fixture->engine);
  sonde_test_remove_dir (fixture->data_dir);
  g_free (fixture->data_dir);
}

/* The first shown widget of a type whose text begins with @text (any where it is NULL). */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *text)
{
  const char *own = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    {
      if (GTK_IS_LABEL (widget))
        own = gtk_label_get_text (GTK_LABEL (widget));
      else if (GTK_IS_BUTTON (widget))
        own = gtk_button_get_label (GTK_BUTTON (widget));
      else if (ADW_IS_PREFERENCES_ROW (widget))
        own = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
      if (text == NULL || (own != NULL && g_str_has_prefix (own, text)))
        return widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gtk_widget_get_visible (child) ? find (child, type, text) : NULL;

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
click (GtkWidget *widget, const char *label)
{
  GtkWidget *button = find (widget, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

/* Waits until a text is shown. */
static void
wait_for (GtkWidget *widget, GType type, const char *text)
{
  for (guint i = 0; i < 200 && find (widget, type, text) == NULL; i++)
    sonde_test_spin (25);
  g_assert_nonnull (find (widget, type, text));
}

static void
set_flag_cb (gpointer object, gboolean *flag)
{
  *flag = TRUE;
}

static void
destroy (GtkWindow *window)
{
  gtk_window_destroy (window);
  sonde_test_spin (50);
}

/* There is no keyring here: the key is only used after the person has agreed, and is written nowhere. */
static void
test_key_without_keyring (Fixture *fixture, gconstpointer data)
{
  SondeProvider *provider = sonde_catalogue_lookup (sonde_engine_get_catalogue (fixture->engine), "deepseek");
  SondeKeyDialog *dialog = sonde_key_dialog_run (NULL, fixture->engine, provider);
  GtkWidget *widget = GTK_WIDGET (dialog);
  GtkWidget *entry = find (widget, ADW_TYPE_PASSWORD_ENTRY_ROW, NULL);
  GtkWidget *save = find (widget, GTK_TYPE_BUTTON, "Save");
  gboolean saved = FALSE;
  GAsyncResult *result = NULL;
  SondeErrorExplanation explanation;

  g_signal_connect (dialog, "saved", G_CALLBACK (set_flag_cb), &saved);
  g_assert_false (gtk_widget_get_sensitive (save));
  gtk_editable_set_text (GTK_EDITABLE (entry), "two words");
  click (widget, "Save");
  sonde_test_spin (50);
  g_assert_false (saved);
  g_assert_null (find (widget, GTK_TYPE_BUTTON, "Use Until Sonde Closes"));

  gtk_editable_set_text (GTK_EDITABLE (entry), "  " KEY "\n");
  click (widget, "Save");
  wait_for (widget, GTK_TYPE_BUTTON, "Use Until Sonde Closes");
  sonde_error_explain_code (SONDE_ERROR_KEYRING_ABSENT, &explanation);
  g_assert_nonnull (find (widget, GTK_TYPE_LABEL, explanation.sentence));
  g_assert_false (saved);

  click (widget, "Use Until Sonde Closes");
  sonde_test_spin (50);
  g_assert_true (saved);
  sonde_engine_get_key_async (fixture->engine, provider, NULL, sonde_test_result_cb, &result);
  g_autoptr (GAsyncResult) got = sonde_test_await (&result);
  g_autofree char *key = sonde_engine_get_key_finish (fixture->engine, got, NULL);

  g_assert_cmpstr (key, ==, KEY);
}

static void
test_dialog_ends_while_it_stores (Fixture *fixture, gconstpointer data)
{
  SondeProvider *provider = sonde_catalogue_lookup (sonde_engine_get_catalogue (fixture->engine), "deepseek");
  SondeKeyDialog *dialog = sonde_key_dialog_run (NULL, fixture->engine, provider);

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_editable_set_text (GTK_EDITABLE (find (GTK_WIDGET (dialog), ADW_TYPE_PASSWORD_ENTRY_ROW, NULL)), KEY);
  click (GTK_WIDGET (dialog), "Save");
  gtk_window_destroy (GTK_WINDOW (dialog));
  for (guint i = 0; i < 200 && dialog != NULL; i++)
    sonde_test_spin (25);
  g_assert_null (dialog);
}

static void
test_window (Fixture *fixture, gconstpointer data)
{
  GtkWindow *window = sonde_preferences_window_new (fixture->engine, fixture->settings);
  SondeCatalogue *catalogue = sonde_engine_get_catalogue (fixture->engine);
  guint n_rows = 0;

  gtk_window_present (window);
  sonde_preferences_window_show_provider (SONDE_PREFERENCES_WINDOW (window), "siliconflow");
  sonde_preferences_window_show_provider (SONDE_PREFERENCES_WINDOW (window), "no-such-provider");
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (catalogue)); i++)
    {
      g_autoptr (SondeProvider) provider = g_list_model_get_item (G_LIST_MODEL (catalogue), i);

      n_rows
        += find (GTK_WIDGET (window), SONDE_TYPE_PROVIDER_ROW, sonde_provider_get_name (provider)) != NULL;
    }
  g_assert_cmpuint (n_rows, ==, g_list_model_get_n_items (G_LIST_MODEL (catalogue)));
  GtkWidget *row = find (GTK_WIDGET (window), SONDE_TYPE_PROVIDER_ROW, "SiliconFlow");

  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)));
  wait_for (row, GTK_TYPE_LABEL, "Key Missing");
  g_assert_null (find (row, GTK_TYPE_LABEL, "Default"));
  g_assert_nonnull (
    find (find (GTK_WIDGET (window), SONDE_TYPE_PROVIDER_ROW, "DeepSeek"), GTK_TYPE_LABEL, "Default"));

  /* Another default brings its own models to the modes. */
  click (row, "Make Default");
  g_assert_nonnull (find (row, GTK_TYPE_LABEL, "Default"));
  g_assert_true (sonde_catalogue_get_default (catalogue)
                 == sonde_catalogue_lookup (catalogue, "siliconflow"));
  destroy (window);
}

static void
test_providers_come_and_go (Fixture *fixture, gconstpointer data)
{
  GtkWindow *window = sonde_preferences_window_new (fixture->engine, fixture->settings);
  SondeCatalogue *catalogue = sonde_engine_get_catalogue (fixture->engine);

  gtk_window_present (window);
  sonde_preferences_window_show_provider (SONDE_PREFERENCES_WINDOW (window), "deepseek");
  g_assert_true (
    sonde_catalogue_add (catalogue, "mine", "Mine & <b>others", "http://localhost:1/v1", "m", "m", NULL));
  GtkWidget *row = find (GTK_WIDGET (window), SONDE_TYPE_PROVIDER_ROW, "Mine & <b>others");

  g_assert_nonnull (row);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  click (row, "Remove");
  g_assert_null (find (GTK_WIDGET (window), SONDE_TYPE_PROVIDER_ROW, "Mine"));
  g_assert_null (sonde_catalogue_lookup (catalogue, "mine"));
  destroy (window);
}

static void
models_cb (SondeProviderRow *row, char **models, guint *n_models)
{
  *n_models = g_strv_length (models);
}

/* The server is asked with the key of its provider, and what it says is shown; a wrong key is said too. */
static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeSim) sim = sonde_sim_new ();
  SondeCatalogue *catalogue = sonde_engine_get_catalogue (fixture->engine);
  SondeProvider *provider = sonde_catalogue_lookup (catalogue, "deepseek");
  SondeErrorExplanation explanation;
  guint n_models = 0;

  g_assert_true (sonde_sim_start (sim, 0, NULL));
  sonde_sim_set_key (sim, KEY);
  g_assert_true (sonde_catalogue_set_base_url (catalogue, "deepseek", sonde_sim_get_url (sim), NULL));
  g_autofree char *key_id = sonde_provider_dup_key_id (provider);
  sonde_keyring_keep_for_session (sonde_engine_get_keyring (fixture->engine), key_id, KEY);
  g_autoptr (GtkWidget) row = g_object_ref_sink (sonde_provider_row_new (fixture->engine, provider));

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  g_signal_connect (row, "models", G_CALLBACK (models_cb), &n_models);
  sonde_provider_row_check (SONDE_PROVIDER_ROW (row));
  wait_for (row, GTK_TYPE_LABEL, "Answered in ");
  wait_for (row, GTK_TYPE_LABEL, "Balance ");
  g_assert_cmpuint (n_models, >=, 2);
  g_assert_null (find (row, GTK_TYPE_LABEL, "Key Missing"));

  sonde_sim_set_key (sim, "another");
  sonde_provider_row_check (SONDE_PROVIDER_ROW (row));
  sonde_error_explain_code (SONDE_ERROR_BAD_KEY, &explanation);
  wait_for (row, GTK_TYPE_LABEL, explanation.sentence);
}

static void
test_model_row (Fixture *fixture, gconstpointer data)
{
  SondeCatalogue *catalogue = sonde_engine_get_catalogue (fixture->engine);
  SondeProvider *provider = sonde_catalogue_lookup (catalogue, "deepseek");
  g_autoptr (GtkWidget) row = g_object_ref_sink (sonde_model_row_new (catalogue, SONDE_SLOT_REASONING));
  g_autofree char *before = g_strdup (sonde_provider_get_model (provider, SONDE_SLOT_REASONING));
  const char *const models[] = { "deepseek-flash", "deepseek-v4-pro", NULL };

  sonde_model_row_set_provider (SONDE_MODEL_ROW (row), provider);
  sonde_model_row_set_models (SONDE_MODEL_ROW (row), models);
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (row))), ==, 3);
  g_assert_cmpstr (sonde_provider_get_model (provider, SONDE_SLOT_REASONING), ==, before);

  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  g_assert_cmpstr (sonde_provider_get_model (provider, SONDE_SLOT_REASONING), ==, "deepseek-v4-pro");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 1);

  /* Naming another asks for its name; what is chosen stays shown meanwhile. */
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 2);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 1);
  g_autoptr (GtkWindow) dialog = g_list_model_get_item (gtk_window_get_toplevels (), 0);

  g_assert_true (ADW_IS_MESSAGE_DIALOG (dialog));
  gtk_editable_set_text (GTK_EDITABLE (adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog))),
                         " own-model ");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "use");
  g_assert_cmpstr (sonde_provider_get_model (provider, SONDE_SLOT_REASONING), ==, "own-model");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 2);
  gtk_window_destroy (dialog);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);

  /* A model that the server does not name stays chosen and in the list. */
  const char *const others[] = { "other", NULL };

  sonde_model_row_set_models (SONDE_MODEL_ROW (row), others);
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (row))), ==, 3);
  g_assert_cmpstr (sonde_provider_get_model (provider, SONDE_SLOT_REASONING), ==, "deepseek-v4-pro");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 1);
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  GtkWindow *window = sonde_preferences_window_new (fixture->engine, fixture->settings);
  SondeConfig *config = sonde_engine_get_config (fixture->engine);
  GtkWidget *widget = GTK_WIDGET (window);
  g_autofree char *proxy = NULL, *service = NULL, *address = NULL;

  gtk_window_present (window);
  adw_combo_row_set_selected (ADW_COMBO_ROW (find (widget, ADW_TYPE_COMBO_ROW, "Appearance")), 2);
  g_assert_cmpint (g_settings_get_enum (fixture->settings, "appearance"), ==, 2);
  adw_combo_row_set_selected (ADW_COMBO_ROW (find (widget, ADW_TYPE_COMBO_ROW, "Language")), 2);
  g_autofree char *language = g_settings_get_string (fixture->settings, "language");

  g_assert_cmpstr (language, ==, "zh_CN");
  adw_combo_row_set_selected (ADW_COMBO_ROW (find (widget, ADW_TYPE_COMBO_ROW, "Proxy")), 1);
  proxy = sonde_config_dup_string (config, "Network", "proxy");
  g_assert_cmpstr (proxy, ==, "none");

  adw_combo_row_set_selected (ADW_COMBO_ROW (find (widget, ADW_TYPE_COMBO_ROW, "Age of Pages")), 2);
  service = sonde_config_dup_string (config, "Search", "freshness");
  g_assert_cmpstr (service, ==, "week");
  destroy (window);
  g_settings_reset (fixture->settings, "appearance");
  g_settings_reset (fixture->settings, "language");
}

/* A button by its tooltip, which is its name too. */
static GtkWidget *
find_button (GtkWidget *widget, const char *tooltip)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, tooltip);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
assert_order (SondeConfig *config, const char *expected)
{
  g_autofree char *order = sonde_config_dup_string (config, "Search", "order");

  g_assert_cmpstr (order, ==, expected);
}

/* Which service is asked first: by buttons and switches; sites of addresses that were pasted. */
static void
test_search_services (Fixture *fixture, gconstpointer data)
{
  SondeConfig *config = sonde_engine_get_config (fixture->engine);
  GtkWindow *window = sonde_preferences_window_new (fixture->engine, fixture->settings);
  GtkWidget *widget = GTK_WIDGET (window);
  GtkWidget *sites, *address;
  g_autofree char *blocked = NULL, *url = NULL;

  gtk_window_present (window);
  g_assert_false (gtk_widget_get_sensitive (find_button (widget, "Ask DeepSeek Earlier")));
  g_signal_emit_by_name (find_button (widget, "Ask SearXNG Earlier"), "clicked");
  assert_order (config, "searxng;deepseek");
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (find (widget, ADW_TYPE_EXPANDER_ROW, "Wikipedia")),
                                         TRUE);
  assert_order (config, "searxng;deepseek;wikipedia");
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (find (widget, ADW_TYPE_EXPANDER_ROW, "SearXNG")),
                                         FALSE);
  assert_order (config, "deepseek;wikipedia");

  sites = find (widget, ADW_TYPE_ENTRY_ROW, "Never These");
  gtk_editable_set_text (GTK_EDITABLE (sites), "https://Bad.example.org/x, worse.example.org");
  g_signal_emit_by_name (sites, "apply");
  blocked = sonde_config_dup_string (config, "Search", "blocked");
  g_assert_cmpstr (blocked, ==, "Bad.example.org; worse.example.org");

  address = find (widget, ADW_TYPE_ENTRY_ROW, "Server Address");
  gtk_editable_set_text (GTK_EDITABLE (address), "file:///etc/passwd");
  g_signal_emit_by_name (address, "apply");
  url = sonde_config_dup_string (config, "Search", "searxng-url");
  g_assert_null (url);
  destroy (window);
}

static void
test_conversation_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();

  sonde_conversation_set_title (conversation, "Ice & <b>water");
  GtkWindow *window = sonde_conversation_settings_new (NULL, fixture->engine, conversation);

  gtk_window_present (window);
  gtk_text_buffer_set_text (
    gtk_text_view_get_buffer (GTK_TEXT_VIEW (find (GTK_WIDGET (window), GTK_TYPE_TEXT_VIEW, NULL))),
    "  Be brief.\n",
    -1);
  g_assert_null (sonde_conversation_get_system_prompt (conversation));
  gtk_window_close (window);
  sonde_test_spin (50);
  g_assert_cmpstr (sonde_conversation_get_system_prompt (conversation), ==, "Be brief.");
  g_assert_cmpstr (sonde_conversation_get_title (conversation), ==, "Ice & <b>water");
  g_assert_false (sonde_conversation_get_title_typed (conversation));
}

static void
test_details (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeMessage) message = sonde_message_new (SONDE_ROLE_ASSISTANT);
  g_autoptr (GError) error
    = sonde_error_new_reply (SONDE_ERROR_NO_BALANCE, 402, -1, "<b>Insufficient</b> & more");
  g_autoptr (SondeUsage) usage = sonde_usage_new ();

  usage->prompt_tokens = 4711;
  sonde_message_set_error (message, error);
  sonde_message_set_usage (message, usage);
  sonde_message_set_model (message, "deepseek-flash");
  GtkWindow *window = sonde_details_window_new (NULL, message, NULL);

  gtk_window_present (window);
  g_assert_nonnull (find (GTK_WIDGET (window), GTK_TYPE_LABEL, "<b>Insufficient</b> & more"));
  g_assert_nonnull (find (GTK_WIDGET (window), GTK_TYPE_LABEL, "HTTP 402"));
  g_assert_nonnull (find (GTK_WIDGET (window), GTK_TYPE_LABEL, "deepseek-flash"));
  g_assert_nonnull (find (GTK_WIDGET (window), GTK_TYPE_LABEL, "4711"));
  destroy (window);
}

static GtkWidget *
find_toplevel (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (g_type_is_a (G_OBJECT_TYPE (window), type) && gtk_widget_get_visible (window))
        return window;
    }
  return NULL;
}

/* Answers the chooser that is open with a file. */
static void
choose_file (GFile *file)
{
  GtkWidget *chooser = NULL;

  for (guint i = 0; i < 200 && (chooser = find_toplevel (GTK_TYPE_FILE_CHOOSER_DIALOG)) == NULL; i++)
    sonde_test_spin (25);
  g_assert_nonnull (chooser);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *name = g_file_get_basename (file);

  /* The chooser reads its folder in the background, and until then gives another. GTK 4.18 does not like to
   * be told of one while it reads another. */
  for (guint i = 0; i < 400; i++)
    {
      g_autoptr (GFile) now = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      if (now != NULL && g_file_equal (now, file))
        break;
      if (i % 40 == 0)
        gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
      sonde_test_spin (25);
    }
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  g_assert_true (g_file_equal (chosen, file));
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
}

static void
toast_cb (GSimpleAction *action, GVariant *parameter, char **text)
{
  g_free (*text);
  *text = g_variant_dup_string (parameter, NULL);
}

static void
test_export (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();
  g_autoptr (SondeMessage) message = sonde_message_new (SONDE_ROLE_USER);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) toast = g_simple_action_new ("toast", G_VARIANT_TYPE_STRING);
  g_autofree char *path = g_build_filename (fixture->data_dir, "ice.md", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL, *contents = NULL;
  GtkWidget *window = adw_window_new ();

  g_signal_connect (toast, "activate", G_CALLBACK (toast_cb), &text);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (toast));
  gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (group));
  gtk_window_present (GTK_WINDOW (window));
  sonde_message_set_id (message, 1);
  sonde_message_set_content (message, "A litre of ice");
  sonde_conversation_set_title (conversation, "Ice / water");
  sonde_conversation_add_message (conversation, message);

  sonde_export_dialog_run (GTK_WINDOW (window), conversation, SONDE_EXPORT_MARKDOWN);
  choose_file (file);
  for (guint i = 0; i < 200 && text == NULL; i++)
    sonde_test_spin (25);
  g_assert_nonnull (text);
  g_assert_nonnull (strstr (text, "ice.md"));
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_nonnull (strstr (contents, "A litre of ice"));
  gtk_window_destroy (GTK_WINDOW (window));
}

#define ADD(name, function) g_test_add ("/preferences/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("no display: skipped\n");
      return 77;
    }
  adw_init ();

  ADD ("key-without-keyring", test_key_without_keyring);
  ADD ("dialog-ends-while-it-stores", test_dialog_ends_while_it_stores);
  ADD ("window", test_window);
  ADD ("providers-come-and-go", test_providers_come_and_go);
  ADD ("check", test_check);
  ADD ("model-row", test_model_row);
  ADD ("settings", test_settings);
  ADD ("search-services", test_search_services);
  ADD ("conversation-settings", test_conversation_settings);
  ADD ("details", test_details);
  ADD ("export", test_export);
  return g_test_run ();
}
