/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* Conversations that go out, to files and to the printer. */

#include "sonde-window-private.h"

#include "sonde-export-dialog.h"
#include "sonde-export-window.h"
#include "sonde-print.h"

static void
show_export (SondeWindow *self, SondeConversation *conversation, gint64 message, GArray *ids)
{
  gtk_window_present (
    sonde_export_window_new (GTK_WINDOW (self), self->engine, self->settings, conversation, message, ids));
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  /* A new chat has nothing to export, but all the others have. */
  show_export (
    self, sonde_conversation_get_id (self->conversation) != 0 ? self->conversation : NULL, 0, NULL);
}

static void
export_message_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  show_export (self, self->conversation, g_variant_get_int64 (parameter), NULL);
}

/* Those that are selected in the list. */
static void
export_conversations_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gsize n = 0;
  const gint64 *values = g_variant_get_fixed_array (parameter, &n, sizeof (gint64));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_vals (ids, values, n);
  show_export (SONDE_WINDOW (widget), NULL, 0, ids);
}

static void
export_markdown_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_export_dialog_run (GTK_WINDOW (widget), SONDE_WINDOW (widget)->conversation, SONDE_EXPORT_MARKDOWN);
}

static void
export_json_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_export_dialog_run (GTK_WINDOW (widget), SONDE_WINDOW (widget)->conversation, SONDE_EXPORT_JSON);
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  sonde_print (GTK_WINDOW (self), self->settings, self->conversation);
}

void
sonde_window_install_export_actions (GtkWidgetClass *widget_class)
{
  static const SondeWindowAction actions[] = {
    { "win.export", NULL, export_action },
    { "win.export-message", "x", export_message_action },
    { "win.export-conversations", "ax", export_conversations_action },
    { "win.export-markdown", NULL, export_markdown_action },
    { "win.export-json", NULL, export_json_action },
    { "win.print", NULL, print_action },
  };

  sonde_window_install (widget_class, actions, G_N_ELEMENTS (actions));
}
