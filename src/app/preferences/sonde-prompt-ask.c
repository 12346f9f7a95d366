/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include <glib/gi18n-lib.h>

#include "sonde-prompt-dialogs.h"

typedef struct
{
  SondePrompt *prompt;
  SondePromptFunc func;
  gpointer user_data;
  GDestroyNotify destroy;

  /* Borrowed, of the dialog */
  GPtrArray *entries;
  char **names;
} Asking;

static void
free_asking (gpointer data)
{
  Asking *asking = data;

  if (asking->destroy)
    asking->destroy (asking->user_data);
  g_object_unref (asking->prompt);
  g_ptr_array_unref (asking->entries);
  g_strfreev (asking->names);
  g_free (asking);
}

/* A variable that got no value stays as it is, for the person to see. */
static void
response_cb (Asking *asking, const char *response)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);

  if (!g_str_equal (response, "use"))
    return;
  for (guint i = 0; i < asking->entries->len; i++)
    {
      const char *value = gtk_editable_get_text (asking->entries->pdata[i]);

      if (*value != '\0')
        g_hash_table_insert (values, asking->names[i], (gpointer) value);
    }

  g_autofree char *text = sonde_prompt_fill (sonde_prompt_get_text (asking->prompt), values);

  asking->func (text, asking->user_data);
}

static GtkWidget *
create_entries (Asking *asking)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  for (char **name = asking->names; *name; name++)
    {
      GtkWidget *entry = adw_entry_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (entry), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), *name);
      adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
      gtk_list_box_append (GTK_LIST_BOX (list), entry);
      g_ptr_array_add (asking->entries, entry);
    }
  return list;
}

static void
show_dialog (GtkWindow *parent, Asking *asking)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, sonde_prompt_get_name (asking->prompt), NULL);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_set_heading_use_markup (message, FALSE);
  adw_message_dialog_add_responses (message, "cancel", _ ("_Cancel"), "use", _ ("_Use"), NULL);
  adw_message_dialog_set_response_appearance (message, "use", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (message, "use");
  adw_message_dialog_set_extra_child (message, create_entries (asking));
  g_signal_connect_data (dialog,
                         "response",
                         G_CALLBACK (response_cb),
                         asking,
                         (GClosureNotify) (void (*) (void)) free_asking,
                         G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
sonde_prompt_ask (
  GtkWindow *parent, SondePrompt *prompt, SondePromptFunc func, gpointer user_data, GDestroyNotify destroy)
{
  g_return_if_fail (SONDE_IS_PROMPT (prompt));

  Asking *asking = g_new0 (Asking, 1);

  asking->prompt = g_object_ref (prompt);
  asking->func = func;
  asking->user_data = user_data;
  asking->destroy = destroy;
  asking->entries = g_ptr_array_new ();
  asking->names = sonde_prompt_list_variables (sonde_prompt_get_text (prompt));
  if (*asking->names)
    {
      show_dialog (parent, asking);
      return;
    }
  func (sonde_prompt_get_text (prompt), user_data);
  free_asking (asking);
}
