/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-prompt-library.h"

#include <glib/gi18n-lib.h>

#include "sonde-assist.h"
#include "sonde-dialog.h"
#include "sonde-prompt-defaults.h"
#include "sonde-rows.h"

#define WIDTH  480
#define HEIGHT 560

typedef struct
{
  SondeEngine *engine;
  SondePromptFunc func;
  gpointer user_data;
  GDestroyNotify destroy;

  /* Borrowed, of the window */
  GtkWindow *window;
  GtkWidget *list;
} Library;

static void
free_library (gpointer data)
{
  Library *library = data;

  if (library->destroy)
    library->destroy (library->user_data);
  g_object_unref (library->engine);
  g_free (library);
}

static SondePrompt *
get_prompt (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "prompt");
}

static GtkWidget *
get_row (Library *library, int position)
{
  return GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (library->list), position));
}

/* The mark of the default */

static void
mark_default (Library *library)
{
  SondePrompt *chosen = sonde_prompt_find_default (library->engine);
  GtkWidget *row;

  for (int i = 0; (row = get_row (library, i)) != NULL; i++)
    gtk_widget_set_visible (g_object_get_data (G_OBJECT (row), "pill"), get_prompt (row) == chosen);
}

/* What can be done with one */

static void
edit (Library *library, SondePrompt *prompt)
{
  gtk_window_present (sonde_prompt_editor_new (library->window, library->engine, prompt));
}

/* Waits until the dialog for the variables is done with, which has this window as its parent. */
static void
used_cb (const char *text, gpointer user_data)
{
  GtkWindow *window = user_data;
  Library *library = g_object_get_data (G_OBJECT (window), "library");

  library->func (text, library->user_data);
  gtk_window_close (window);
}

static void
row_activated_cb (Library *library, GtkWidget *row)
{
  if (library->func == NULL)
    edit (library, get_prompt (row));
  else
    sonde_prompt_ask (
      library->window, get_prompt (row), used_cb, g_object_ref (library->window), g_object_unref);
}

static void
changed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!sonde_engine_library_finish (SONDE_ENGINE (object), result, &error))
    g_message ("The library was not changed: %s", error->message);
}

static GtkWidget *
find_meant (Library *library, GVariant *parameter)
{
  GtkWidget *row;

  for (int i = 0; (row = get_row (library, i)) != NULL; i++)
    if (sonde_prompt_get_id (get_prompt (row)) == g_variant_get_int64 (parameter))
      return row;
  return NULL;
}

static void
edit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWidget *row = find_meant (user_data, parameter);

  if (row)
    edit (user_data, get_prompt (row));
}

static void
default_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Library *library = user_data;
  GtkWidget *row = find_meant (library, parameter);
  SondePrompt *prompt = row ? get_prompt (row) : NULL;

  sonde_prompt_set_default (library->engine,
                            prompt == sonde_prompt_find_default (library->engine) ? NULL : prompt);
  mark_default (library);
}

/* @by: -1 or 1 */
static void
move (Library *library, GtkWidget *row, int by)
{
  int position = row ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) + by : -1;

  if (position < 0 || get_row (library, position) == NULL)
    return;
  sonde_engine_move_prompt (library->engine, get_prompt (row), (guint) position);
  mark_default (library);
  gtk_widget_grab_focus (get_row (library, position));
}

static void
up_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move (user_data, find_meant (user_data, parameter), -1);
}

static void
down_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move (user_data, find_meant (user_data, parameter), 1);
}

static void
remove_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Library *library = user_data;
  GtkWidget *row = find_meant (library, parameter);

  if (row)
    sonde_engine_remove_prompt_async (library->engine, get_prompt (row), changed_cb, NULL);
}

/* The menu of a row */

static void
append (GMenu *menu, const char *label, const char *action, SondePrompt *prompt)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", sonde_prompt_get_id (prompt));
  g_menu_append_item (menu, item);
}

static GMenuModel *
make_menu (Library *library, SondePrompt *prompt)
{
  GMenu *menu = g_menu_new ();
  gboolean is_default = prompt == sonde_prompt_find_default (library->engine);

  append (menu, _ ("_Edit…"), "library.edit", prompt);
  if (is_default)
    append (menu, _ ("_No Default for New Chats"), "library.default", prompt);
  else if (sonde_prompt_can_be_default (prompt))
    append (menu, _ ("_Default for New Chats"), "library.default", prompt);
  append (menu, _ ("Move _Up"), "library.up", prompt);
  append (menu, _ ("Move _Down"), "library.down", prompt);
  append (menu, _ ("_Remove"), "library.remove", prompt);
  return G_MENU_MODEL (menu);
}

static void
more_clicked_cb (Library *library, GtkWidget *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW);
  g_autoptr (GMenuModel) menu = make_menu (library, get_prompt (row));
  GtkWidget *popover = g_object_get_data (G_OBJECT (button), "menu");

  if (popover)
    gtk_widget_unparent (popover);
  popover = sonde_assist_create_menu (menu);
  g_object_set_data (G_OBJECT (button), "menu", popover);
  gtk_widget_set_parent (popover, button);
  sonde_assist_return_focus (GTK_POPOVER (popover));
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
button_gone_cb (GtkWidget *button)
{
  GtkWidget *popover = g_object_steal_data (G_OBJECT (button), "menu");

  if (popover)
    gtk_widget_unparent (popover);
}

static gboolean
key_cb (Library *library, guint keyval, guint keycode, GdkModifierType state)
{
  GtkWidget *focus = gtk_window_get_focus (library->window);
  GtkWidget *row = focus ? gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW) : NULL;

  if (row == NULL || (state & GDK_ALT_MASK) == 0 || (keyval != GDK_KEY_Up && keyval != GDK_KEY_Down))
    return FALSE;
  move (library, row, keyval == GDK_KEY_Up ? -1 : 1);
  return TRUE;
}

/* Rows */

static GtkWidget *
create_more_button (Library *library, SondePrompt *prompt)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("sonde-more-symbolic");
  /* Translators: %s is the name of a prompt */
  g_autofree char *name = g_strdup_printf (_ ("More about %s"), sonde_prompt_get_name (prompt));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (more_clicked_cb), library);
  g_signal_connect (button, "unrealize", G_CALLBACK (button_gone_cb), NULL);
  return button;
}

static GtkWidget *
create_pill (void)
{
  GtkWidget *pill = gtk_label_new (_ ("Default"));

  gtk_widget_add_css_class (pill, "pill-label");
  gtk_widget_add_css_class (pill, "accent-pill");
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  return pill;
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  SondePrompt *prompt = item;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *pill = create_pill ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  g_object_bind_property (prompt, "name", row, "title", G_BINDING_SYNC_CREATE);
  g_object_bind_property (prompt, "text", row, "subtitle", G_BINDING_SYNC_CREATE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), pill);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_more_button (user_data, prompt));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "prompt", g_object_ref (prompt), g_object_unref);
  g_object_set_data (G_OBJECT (row), "pill", pill);
  gtk_widget_set_visible (pill, prompt == sonde_prompt_find_default (((Library *) user_data)->engine));
  return row;
}

static GtkWidget *
create_page (Library *library)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *empty = gtk_label_new (_ ("No Prompts"));

  library->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (library->list), GTK_SELECTION_NONE);
  gtk_list_box_set_placeholder (GTK_LIST_BOX (library->list), empty);
  gtk_widget_set_margin_top (empty, 24);
  gtk_widget_set_margin_bottom (empty, 24);
  gtk_widget_add_css_class (empty, "secondary");
  gtk_widget_add_css_class (library->list, "boxed-list");
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (library->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Prompts"), -1);
  gtk_list_box_bind_model (
    GTK_LIST_BOX (library->list), sonde_engine_get_prompts (library->engine), create_row, library, NULL);
  g_signal_connect_swapped (library->list, "row-activated", G_CALLBACK (row_activated_cb), library);

  adw_preferences_group_set_description (
    ADW_PREFERENCES_GROUP (group),
    library->func ? _ ("What you choose becomes the system prompt of this conversation.")
                  : _ ("System prompts that you keep for conversations."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), library->list);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  return page;
}

static void
new_clicked_cb (Library *library)
{
  g_autoptr (SondePrompt) prompt = sonde_prompt_new ("", "");

  edit (library, prompt);
}

static void
add_actions (Library *library)
{
  static const GActionEntry actions[] = {
    { .name = "edit", .parameter_type = "x", .activate = edit_action },
    { .name = "default", .parameter_type = "x", .activate = default_action },
    { .name = "up", .parameter_type = "x", .activate = up_action },
    { .name = "down", .parameter_type = "x", .activate = down_action },
    { .name = "remove", .parameter_type = "x", .activate = remove_action },
  };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), library);
  gtk_widget_insert_action_group (GTK_WIDGET (library->window), "library", G_ACTION_GROUP (group));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), library);
  gtk_widget_add_controller (GTK_WIDGET (library->window), keys);
}

GtkWindow *
sonde_prompt_library_new (
  GtkWindow *parent, SondeEngine *engine, SondePromptFunc func, gpointer user_data, GDestroyNotify destroy)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);

  Library *library = g_new0 (Library, 1);
  GtkWidget *add = gtk_button_new_with_label (_ ("New Prompt…"));

  sonde_prompt_add_built_in (engine);
  library->engine = g_object_ref (engine);
  library->func = func;
  library->user_data = user_data;
  library->destroy = destroy;
  library->window = sonde_dialog_new (parent, _ ("Prompt Library"), WIDTH, HEIGHT, create_page (library));
  g_object_set_data_full (G_OBJECT (library->window), "library", library, free_library);
  sonde_dialog_add_start (library->window, add);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (new_clicked_cb), library);
  add_actions (library);
  return library->window;
}
