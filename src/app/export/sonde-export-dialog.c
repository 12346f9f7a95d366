/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-export"

#include "sonde-export-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* One run of the dialog; it lives until the file is written. */
typedef struct
{
  GtkWindow *parent;
  SondeConversation *conversation;
  SondeExportFormat format;
  GFile *file;
} Export;

static void
free_export (Export *export)
{
  g_object_unref (export->parent);
  g_object_unref (export->conversation);
  g_clear_object (&export->file);
  g_free (export);
}

static void
show_error (Export *export, const GError *error)
{
  g_autofree char *name = g_file_get_basename (export->file);
  g_autofree char *body = g_strdup_printf (_ ("“%s” was not written: %s"), name, error->message);
  GtkWidget *dialog = adw_message_dialog_new (export->parent, _ ("The Conversation Was Not Exported"), body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (GError) error = NULL;

  if (sonde_export_write_finish (export->conversation, result, &error))
    {
      g_autofree char *name = g_file_get_basename (export->file);
      g_autofree char *text = g_strdup_printf (_ ("Exported to “%s”"), name);

      gtk_widget_activate_action (GTK_WIDGET (export->parent), "win.toast", "s", text);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (export, error);
  free_export (export);
}

static void
response_cb (GtkFileChooserNative *chooser, int response, gpointer user_data)
{
  Export *export = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    export->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (export->file != NULL)
    sonde_export_write_async (
      export->conversation, export->format, NULL, export->file, TRUE, NULL, NULL, NULL, written_cb, export);
  else
    free_export (export);
  g_object_unref (chooser);
}

static void
add_filter (GtkFileChooserNative *chooser, SondeExportFormat format)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, sonde_export_format_get_title (format));
  gtk_file_filter_add_suffix (filter, sonde_export_format_extension (format));
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
}

void
sonde_export_dialog_run (GtkWindow *parent, SondeConversation *conversation, SondeExportFormat format)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  Export *export = g_new0 (Export, 1);
  g_autofree char *name = sonde_export_dup_file_name (conversation, format);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
    _ ("Export Conversation"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), _ ("_Cancel"));

  export->parent = g_object_ref (parent);
  export->conversation = g_object_ref (conversation);
  export->format = format;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  add_filter (chooser, format);
  g_signal_connect (chooser, "response", G_CALLBACK (response_cb), export);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
