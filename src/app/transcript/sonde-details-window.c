/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-details-window.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "sonde-error.h"
#include "sonde-json-view.h"
#include "sonde-message-summary.h"
#include "sonde-reasoning-fold.h"

#define WIDTH  520
#define HEIGHT 600

/* A row with a value that can be selected; nothing where there is no value. */
static void
add_row (GtkWidget *group, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (value);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_widget_set_margin_top (label, 8);
  gtk_widget_set_margin_bottom (label, 8);
  gtk_widget_add_css_class (label, "secondary");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_time (GtkWidget *group, const char *name, gint64 real_time_us)
{
  if (real_time_us <= 0)
    return;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (real_time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *text = local != NULL ? g_date_time_format (local, "%c") : NULL;

  add_row (group, name, text);
}

static void
add_tokens (GtkWidget *group, const char *name, gint64 n_tokens)
{
  if (n_tokens < 0)
    return;
  g_autofree char *text = sonde_format_count (n_tokens);

  add_row (group, name, text);
}

static GtkWidget *
create_group (const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  return group;
}

static void
add_wait (GtkWidget *group, SondeMessage *message)
{
  gint64 wait_ms = sonde_message_get_first_token_ms (message);
  /* Translators: a time in seconds, such as "0.8 s" */
  g_autofree char *text = wait_ms >= 0 ? g_strdup_printf (_ ("%.1f s"), (double) wait_ms / 1000) : NULL;

  add_row (group, _ ("First Token After"), text);
}

static GtkWidget *
create_answer_group (SondeMessage *message)
{
  GtkWidget *group = create_group (_ ("Message"));
  gint64 thinking_ms = sonde_message_get_thinking_ms (message);
  g_autofree char *thinking = thinking_ms > 0 ? sonde_format_seconds ((thinking_ms + 500) / 1000) : NULL;

  if (sonde_message_get_role (message) == SONDE_ROLE_ASSISTANT)
    {
      add_row (group, _ ("Model"), sonde_message_get_model (message));
      add_row (group, _ ("Provider"), sonde_message_get_provider (message));
      add_row (group, _ ("Mode"), sonde_mode_get_label (sonde_message_get_mode (message)));
      add_row (group, _ ("Searched for"), sonde_message_get_search_query (message));
      add_row (group, _ ("Thought for"), thinking);
      add_row (group, _ ("Finish Reason"), sonde_message_get_finish_reason (message));
    }
  add_time (group, _ ("Begun"), sonde_message_get_created (message));
  add_wait (group, message);
  add_time (group, _ ("Finished"), sonde_message_get_finished (message));
  return group;
}

static gint64
get_uncached (const SondeUsage *usage)
{
  if (usage->cache_miss_tokens >= 0)
    return usage->cache_miss_tokens;
  return usage->prompt_tokens >= 0 && usage->cache_hit_tokens >= 0
           ? usage->prompt_tokens - usage->cache_hit_tokens
           : -1;
}

static void
add_cost (GtkWidget *group, SondeMessage *message)
{
  const char *currency = NULL;
  double cost = 0;
  g_autofree char *text = NULL;

  if (!sonde_message_get_cost (message, &cost, &currency))
    return;
  text = sonde_format_cost (cost, currency);
  add_row (group, _ ("Cost"), text);
}

static void
add_speed (GtkWidget *group, SondeMessage *message)
{
  double speed = sonde_message_get_speed (message);
  g_autofree char *text = speed > 0 ? g_strdup_printf (_ ("%.1f tokens/s"), speed) : NULL;

  add_row (group, _ ("Speed"), text);
}

static GtkWidget *
create_usage_group (SondeMessage *message)
{
  const SondeUsage *usage = sonde_message_get_usage (message);
  GtkWidget *group = create_group (_ ("Tokens"));

  add_tokens (group, _ ("Question and History"), usage->prompt_tokens);
  add_tokens (group, _ ("Of These From the Cache"), usage->cache_hit_tokens);
  add_tokens (group, _ ("Of These Not Cached"), get_uncached (usage));
  add_tokens (group, _ ("Answer"), usage->completion_tokens);
  add_tokens (group, _ ("Of These Reasoning"), usage->reasoning_tokens);
  add_tokens (group, _ ("Together"), usage->total_tokens);
  add_cost (group, message);
  add_speed (group, message);
  return group;
}

/* What a server says is shown as it is, whatever it says. */
static GtkWidget *
create_error_group (const GError *error)
{
  GtkWidget *group = create_group (_ ("Error"));
  guint status = sonde_error_get_http_status (error);
  g_autofree char *number = status != 0 ? g_strdup_printf ("HTTP %u", status) : NULL;
  SondeErrorExplanation explanation;

  sonde_error_explain (error, &explanation);
  add_row (group, _ ("What Happened"), explanation.sentence);
  add_row (group, _ ("Status"), number);
  add_row (group, _ ("The Server’s Words"), sonde_error_get_server_words (error));
  if (g_strcmp0 (error->message, sonde_error_get_server_words (error)) != 0)
    add_row (group, _ ("Technical"), error->message);
  return group;
}

static void
add_group (GtkWidget *page, GtkWidget *group)
{
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static GtkWidget *
create_overview (SondeMessage *message)
{
  GtkWidget *page = adw_preferences_page_new ();

  if (sonde_message_get_error (message) != NULL)
    add_group (page, create_error_group (sonde_message_get_error (message)));
  add_group (page, create_answer_group (message));
  if (sonde_message_get_usage (message) != NULL)
    add_group (page, create_usage_group (message));
  return page;
}

/* Whoever copies a request to ask for help must not give a key away: it is not even known here. */
static GtkWidget *
create_request (const SondeDetailsRequest *request)
{
  g_autofree char *head = g_strdup_printf (
    "POST %s\nAuthorization: Bearer ••••\nContent-Type: application/json\n\n", request->url);

  return sonde_json_view_new (
    _ ("Request"),
    request->is_exact
      ? _ ("As it was sent, without the key.")
      : _ ("Made again from the conversation as it is now. What was sent may have differed "
           "in the system prompt, the effort, the provider’s settings and what a search found."),
    head,
    request->body);
}

static GtkWidget *
create_stack (SondeMessage *message, const SondeDetailsRequest *request)
{
  GtkWidget *stack = gtk_stack_new ();
  const char *raw = sonde_message_get_raw (message);

  gtk_stack_add_titled (GTK_STACK (stack), create_overview (message), "overview", _ ("Overview"));
  if (request != NULL && request->body != NULL)
    gtk_stack_add_titled (GTK_STACK (stack), create_request (request), "request", _ ("Request"));
  if (raw != NULL && *raw != '\0')
    gtk_stack_add_titled (
      GTK_STACK (stack), sonde_json_view_new (_ ("Reply"), NULL, NULL, raw), "reply", _ ("Reply"));
  gtk_widget_set_vexpand (stack, TRUE);
  return stack;
}

static GtkWidget *
create_header (GtkWidget *stack)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *switcher = gtk_stack_switcher_new ();

  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), GTK_STACK (stack));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), switcher);
  return header;
}

GtkWindow *
sonde_details_window_new (GtkWindow *parent, SondeMessage *message, const SondeDetailsRequest *request)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (message), NULL);

  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *stack = create_stack (message, request);
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  gtk_box_append (GTK_BOX (box), create_header (stack));
  gtk_box_append (GTK_BOX (box), stack);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Details"));
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_callback_action_new (escape_cb, NULL, NULL)));
  gtk_widget_add_controller (window, shortcuts);
  return GTK_WINDOW (window);
}
