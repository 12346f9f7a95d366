/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include <glib/gi18n-lib.h>

#include "sonde-dialog.h"
#include "sonde-prompt-dialogs.h"
#include "sonde-rows.h"

#define WIDTH       480
#define HEIGHT      460
#define TEXT_HEIGHT 220

typedef struct
{
  SondeEngine *engine;
  SondePrompt *prompt;

  /* Borrowed, of the window */
  GtkWindow *window;
  GtkWidget *save;
  GtkEditable *name;
  GtkTextBuffer *text;
  GtkWidget *problem;
} Editor;

static void
free_editor (gpointer data, GClosure *closure)
{
  Editor *editor = data;

  g_object_unref (editor->engine);
  g_object_unref (editor->prompt);
  g_free (editor);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  GtkWidget *problem = g_object_get_data (G_OBJECT (window), "problem");
  g_autoptr (GError) error = NULL;

  if (sonde_engine_library_finish (SONDE_ENGINE (object), result, &error))
    {
      gtk_window_destroy (window);
      return;
    }

  g_autofree char *text = sonde_rows_dup_error (error);

  gtk_label_set_text (GTK_LABEL (problem), text);
  gtk_widget_set_visible (problem, TRUE);
}

static char *
dup_name (Editor *editor)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (editor->name)));
}

static void
save_clicked_cb (Editor *editor)
{
  g_autofree char *name = dup_name (editor);
  g_autofree char *text = sonde_dialog_dup_text (editor->text);

  sonde_prompt_set_name (editor->prompt, name);
  sonde_prompt_set_text (editor->prompt, text);
  sonde_engine_save_prompt_async (editor->engine, editor->prompt, saved_cb, g_object_ref (editor->window));
}

static void
changed_cb (Editor *editor)
{
  g_autofree char *name = dup_name (editor);
  g_autofree char *text = sonde_dialog_dup_text (editor->text);

  gtk_widget_set_sensitive (editor->save, *name != '\0' && *text != '\0');
}

static GtkWidget *
create_page (Editor *editor)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *name_group = adw_preferences_group_new ();
  GtkWidget *text_group = adw_preferences_group_new ();
  GtkWidget *name = adw_entry_row_new ();

  editor->name = GTK_EDITABLE (name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (name), _ ("Name"));
  gtk_editable_set_text (editor->name, sonde_prompt_get_name (editor->prompt));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (name_group), name);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (text_group), _ ("Prompt"));
  adw_preferences_group_set_description (
    ADW_PREFERENCES_GROUP (text_group),
    _ ("What stands in double braces, such as {{language}}, is asked for when the prompt is used."));
  adw_preferences_group_add (
    ADW_PREFERENCES_GROUP (text_group),
    sonde_dialog_new_text (_ ("Prompt"), sonde_prompt_get_text (editor->prompt), TEXT_HEIGHT, &editor->text));
  editor->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (editor->problem), TRUE);
  gtk_label_set_xalign (GTK_LABEL (editor->problem), 0);
  gtk_widget_add_css_class (editor->problem, "error");
  gtk_widget_set_margin_top (editor->problem, 12);
  gtk_widget_set_visible (editor->problem, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (text_group), editor->problem);

  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (name_group));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (text_group));
  return page;
}

GtkWindow *
sonde_prompt_editor_new (GtkWindow *parent, SondeEngine *engine, SondePrompt *prompt)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (SONDE_IS_PROMPT (prompt), NULL);

  Editor *editor = g_new0 (Editor, 1);
  gboolean is_new = sonde_prompt_get_id (prompt) == 0;

  editor->engine = g_object_ref (engine);
  editor->prompt = g_object_ref (prompt);
  editor->save = gtk_button_new_with_mnemonic (_ ("_Save"));
  gtk_widget_add_css_class (editor->save, "suggested-action");
  editor->window = sonde_dialog_new (
    parent, is_new ? _ ("New Prompt") : _ ("Edit Prompt"), WIDTH, HEIGHT, create_page (editor));
  sonde_dialog_add_end (editor->window, editor->save);
  g_object_set_data (G_OBJECT (editor->window), "problem", editor->problem);

  g_signal_connect_data (
    editor->save, "clicked", G_CALLBACK (save_clicked_cb), editor, free_editor, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (editor->name, "changed", G_CALLBACK (changed_cb), editor);
  g_signal_connect_swapped (editor->text, "changed", G_CALLBACK (changed_cb), editor);
  changed_cb (editor);
  return editor->window;
}
