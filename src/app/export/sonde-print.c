/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-export"

#include "sonde-print.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "sonde-export.h"
#include "sonde-prices.h"
#include "sonde-print-pages.h"

/* As much of a frame as laying out may take. */
#define STEP_US 8000

/** One print operation, from the dialog to the last page. */
typedef struct
{
  GtkWindow *parent;
  SondeConversation *conversation;
  SondeExportOptions options;
  SondePrintPages *pages; /* borrowed, the last of all */
  GPtrArray *all;         /* a preview lays out once more, while formulas of the first may still be set */
  gboolean loaded;        /* formulas are set */
  GCancellable *cancellable;
} Print;

static void
print_free (gpointer data)
{
  Print *print = data;

  g_cancellable_cancel (print->cancellable);
  g_object_unref (print->cancellable);
  g_ptr_array_unref (print->all);
  g_object_unref (print->conversation);
  g_clear_object (&print->parent);
  g_free (print);
}

static void
show_error (GtkWindow *parent, const GError *error)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("The Conversation Was Not Printed"), NULL);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkPrintOperation) operation = user_data;
  Print *print = g_object_get_data (G_OBJECT (operation), "print");
  g_autoptr (GError) error = NULL;

  if (!sonde_print_pages_load_finish (result, &error))
    g_debug ("%s", error->message);
  print->loaded = TRUE;
}

static void
begin_cb (GtkPrintOperation *operation, GtkPrintContext *context, gpointer user_data)
{
  Print *print = user_data;

  print->loaded = FALSE;
  print->pages = sonde_print_pages_new (print->conversation,
                                        &print->options,
                                        gtk_print_context_get_width (context),
                                        gtk_print_context_get_height (context));
  g_ptr_array_add (print->all, print->pages);
  sonde_print_pages_load_async (print->pages, print->cancellable, loaded_cb, g_object_ref (operation));
}

/* Called again and again while it says that there is more to do. */
static gboolean
paginate_cb (GtkPrintOperation *operation, GtkPrintContext *context, gpointer user_data)
{
  Print *print = user_data;
  gint64 deadline = g_get_monotonic_time () + STEP_US;
  gboolean complete = FALSE;

  if (!print->loaded)
    {
      g_usleep (1000);
      return FALSE;
    }
  while (!complete && g_get_monotonic_time () < deadline)
    complete = sonde_print_pages_step (print->pages);
  if (complete)
    gtk_print_operation_set_n_pages (operation, sonde_print_pages_get_n (print->pages));
  return complete;
}

static void
draw_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer user_data)
{
  Print *print = user_data;

  sonde_print_pages_draw (print->pages, page, gtk_print_context_get_cairo_context (context));
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer user_data)
{
  Print *print = user_data;
  g_autoptr (GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;
  gtk_print_operation_get_error (operation, &error);
  if (error != NULL)
    show_error (print->parent, error);
}

static SondeExportOptions
get_options (GSettings *settings)
{
  SondeExportOptions options;

  sonde_export_options_init (&options, SONDE_EXPORT_PDF);
  options.whole_tree = g_settings_get_boolean (settings, "export-versions");
  options.reasoning = g_settings_get_boolean (settings, "export-thoughts");
  options.sources = g_settings_get_boolean (settings, "export-sources");
  options.system_prompt = g_settings_get_boolean (settings, "export-system-prompt");
  options.details = g_settings_get_boolean (settings, "export-details");
  options.cost = sonde_prices_get_cost;
  return options;
}

/* The page has margins of its own, so the whole paper is drawn on. */
static void
describe (GtkPrintOperation *operation, SondeConversation *conversation)
{
  g_autofree char *name = sonde_export_dup_file_name (conversation, SONDE_EXPORT_PDF);

  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_set_job_name (operation, name);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
}

/* GTK shows a preview in the program of a setting, which is Evince by default and not everywhere: then in
 * whatever shows PDF files. */
static void
ensure_preview (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  g_autofree char *command = NULL;
  g_auto (GStrv) words = NULL;
  g_autofree char *program = NULL;

  g_object_get (settings, "gtk-print-preview-command", &command, NULL);
  if (command != NULL && g_shell_parse_argv (command, NULL, &words, NULL))
    program = g_find_program_in_path (words[0]);
  if (program == NULL)
    g_object_set (settings, "gtk-print-preview-command", "xdg-open %f", NULL);
}

/** The operation alone, for who wants to run it in another way. */
GtkPrintOperation *
sonde_print_operation_new (GtkWindow *parent, GSettings *settings, SondeConversation *conversation)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  Print *print = g_new0 (Print, 1);

  ensure_preview ();
  describe (operation, conversation);
  print->parent = parent != NULL ? g_object_ref (parent) : NULL;
  print->conversation = g_object_ref (conversation);
  print->options = get_options (settings);
  print->all = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_print_pages_free);
  print->cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (operation), "print", print, print_free);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_cb), print);
  g_signal_connect (operation, "paginate", G_CALLBACK (paginate_cb), print);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_cb), print);
  g_signal_connect (operation, "done", G_CALLBACK (done_cb), print);
  return operation;
}

void
sonde_print (GtkWindow *parent, GSettings *settings, SondeConversation *conversation)
{
  g_autoptr (GtkPrintOperation) operation = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  operation = sonde_print_operation_new (parent, settings, conversation);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    show_error (parent, error);
}
