/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-code-save.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "sonde-code-languages.h"

/* One run of the dialog; it lives until the file is written. */
typedef struct
{
  GtkWindow *parent;
  SondeBlock *block;
  GFile *file;
} Save;

/* Suffixes of the languages that come most often, where the id is none. */
static const struct
{
  const char *id;
  const char *suffix;
} suffixes[] = {
  { "c-sharp", "cs" },     { "chdr", "h" },       { "docker", "dockerfile" }, { "dosbatch", "bat" },
  { "fsharp", "fs" },      { "haskell", "hs" },   { "julia", "jl" },          { "kotlin", "kt" },
  { "latex", "tex" },      { "makefile", "mk" },  { "markdown", "md" },       { "matlab", "m" },
  { "objc", "m" },         { "ocaml", "ml" },     { "perl", "pl" },           { "powershell", "ps1" },
  { "protobuf", "proto" }, { "python", "py" },    { "python3", "py" },        { "ruby", "rb" },
  { "rust", "rs" },        { "terraform", "tf" }, { "typescript", "ts" },     { "typescript-jsx", "tsx" },
  { "vbnet", "vb" },
};

/* A word from an answer becomes a part of a file name only where it can be nothing else. */
static gboolean
is_suffix (const char *word)
{
  gsize length = strspn (word, "abcdefghijklmnopqrstuvwxyz0123456789");

  return length > 0 && length <= 8 && word[length] == '\0';
}

/** Returns: a name to propose, such as "code.py" */
char *
sonde_code_save_dup_file_name (const SondeBlock *block)
{
  g_autofree char *id = sonde_code_languages_dup_id (sonde_block_get_language (block));
  const char *suffix = id != NULL && is_suffix (id) ? id : "txt";

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_strcmp0 (suffixes[i].id, id) == 0)
      suffix = suffixes[i].suffix;
  /* Translators: the beginning of the name of a file that code is saved to */
  return g_strdup_printf ("%s.%s", _ ("code"), suffix);
}

static void
free_save (Save *save)
{
  g_object_unref (save->parent);
  sonde_block_unref (save->block);
  g_clear_object (&save->file);
  g_free (save);
}

static void
show_error (Save *save, const GError *error)
{
  g_autofree char *name = g_file_get_basename (save->file);
  g_autofree char *body = g_strdup_printf (_ ("“%s” was not written: %s"), name, error->message);
  GtkWidget *dialog = adw_message_dialog_new (save->parent, _ ("The Code Was Not Saved"), body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Save *save = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    {
      g_autofree char *name = g_file_get_basename (save->file);
      g_autofree char *text = g_strdup_printf (_ ("Saved to “%s”"), name);

      gtk_widget_activate_action (GTK_WIDGET (save->parent), "win.toast", "s", text);
    }
  else
    show_error (save, error);
  free_save (save);
}

/* A text file ends with a newline; a block does not. */
static GBytes *
get_contents (const SondeBlock *block)
{
  gsize length = 0;
  const char *text = sonde_block_get_text (block, &length);
  char *contents = g_strconcat (text, length > 0 ? "\n" : "", NULL);

  return g_bytes_new_take (contents, strlen (contents));
}

static void
response_cb (GtkFileChooserNative *chooser, int response, gpointer user_data)
{
  Save *save = user_data;
  g_autoptr (GBytes) contents = get_contents (save->block);

  if (response == GTK_RESPONSE_ACCEPT)
    save->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (save->file != NULL)
    g_file_replace_contents_bytes_async (
      save->file, contents, NULL, FALSE, G_FILE_CREATE_NONE, NULL, written_cb, save);
  else
    free_save (save);
  g_object_unref (chooser);
}

/** Asks for a file and writes the code of @block there; says what came of it. */
void
sonde_code_save_run (GtkWindow *parent, SondeBlock *block)
{
  Save *save = NULL;
  g_autofree char *name = NULL;
  GtkFileChooserNative *chooser = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (block != NULL);

  save = g_new0 (Save, 1);
  save->parent = g_object_ref (parent);
  save->block = sonde_block_ref (block);
  name = sonde_code_save_dup_file_name (block);
  chooser = gtk_file_chooser_native_new (
    _ ("Save Code"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", G_CALLBACK (response_cb), save);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
