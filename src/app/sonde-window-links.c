/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* Addresses come from models and servers: only web pages and mails are opened, and one that hides behind
 * another asks first. */

#include "sonde-window-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-link.h"

#define MAX_SHOWN 300 /* characters of an address in a dialog */

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error) && self->engine)
    sonde_window_say (self, _ ("There is no program that opens it"));
}

/** Opens a web page in the browser, or a mail in the program for mail, and refuses everything else. */
void
sonde_window_open_url (SondeWindow *self, const char *url)
{
  g_autofree char *safe = sonde_link_dup_safe (url);

  if (safe == NULL)
    sonde_window_say (self, _ ("Only web pages and mail addresses are opened"));
  else
    gtk_show_uri_full (GTK_WINDOW (self), safe, GDK_CURRENT_TIME, NULL, shown_cb, g_object_ref (self));
}

static char *
dup_short (const char *text)
{
  g_autofree char *start = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_SHOWN));

  return g_utf8_strlen (text, -1) > MAX_SHOWN ? g_strconcat (start, "…", NULL) : g_steal_pointer (&start);
}

static char *
dup_question (const char *url, const char *text)
{
  g_autofree char *host = sonde_link_dup_host (url);
  g_autofree char *honest = sonde_link_dup_honest (url);
  g_autofree char *shown_url = dup_short (honest);
  g_autofree char *shown_text = dup_short (text);

  return g_strdup_printf (_ ("It reads “%s”, but leads to %s:\n\n%s"), shown_text, host, shown_url);
}

static void
response_cb (GtkWidget *dialog, const char *response, SondeWindow *self)
{
  if (g_str_equal (response, "open"))
    sonde_window_open_url (self, g_object_get_data (G_OBJECT (dialog), "url"));
}

static void
ask (SondeWindow *self, const char *url, const char *text)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Open This Link?"), NULL);
  g_autofree char *question = dup_question (url, text);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), question);
  adw_message_dialog_add_responses (
    ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "open", _ ("_Open"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "url", g_strdup (url), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
choose_url_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_window_open_url (SONDE_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
follow_link_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *url, *text;
  g_autofree char *safe = NULL;

  g_variant_get (parameter, "(&s&s)", &url, &text);
  safe = sonde_link_dup_safe (url);
  if (safe != NULL && sonde_link_misleads (url, text))
    ask (SONDE_WINDOW (widget), url, text);
  else
    sonde_window_open_url (SONDE_WINDOW (widget), url);
}

void
sonde_window_install_link_actions (GtkWidgetClass *widget_class)
{
  static const SondeWindowAction actions[] = {
    { "win.choose-url", "s", choose_url_action },
    { "win.follow-link", "(ss)", follow_link_action },
  };

  sonde_window_install (widget_class, actions, G_N_ELEMENTS (actions));
}
