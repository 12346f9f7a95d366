/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-conversation-menu.h"

#include <glib/gi18n-lib.h>

#include "sonde-assist.h"
#include "sonde-folder.h"

static void
append (GMenu *menu, const char *label, const char *action, GVariant *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

static GVariant *
with_flag (GVariant *ids, gboolean flag)
{
  return g_variant_new ("(@axb)", ids, flag);
}

static GVariant *
with_name (GVariant *ids, const char *name)
{
  return g_variant_new ("(@axs)", ids, name);
}

/* The name of a folder is the person's: what looks like a mnemonic in it is none. */
static char *
dup_label (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "_", -1);

  return g_strjoinv ("__", parts);
}

static GMenuModel *
make_folder_menu (SondeConversation *conversation, GVariant *ids, GListModel *folders)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) places = g_menu_new ();
  g_autoptr (GMenu) more = g_menu_new ();
  const char *present = sonde_conversation_get_folder (conversation);
  gboolean several = g_variant_n_children (ids) > 1;

  for (guint i = 0; folders && i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr (SondeFolder) folder = g_list_model_get_item (folders, i);
      const char *name = sonde_folder_get_name (folder);
      g_autofree char *label = dup_label (name);

      if (several || g_strcmp0 (name, present) != 0)
        append (places, label, "win.move-conversations", with_name (ids, name));
    }
  if (several || present)
    append (more, _ ("_Out of Its Folder"), "win.move-conversations", with_name (ids, ""));
  append (more, _ ("_New Folder…"), "win.new-folder", ids);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (places));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
  return G_MENU_MODEL (menu);
}

static void
append_for_one (GMenu *menu, SondeConversation *conversation)
{
  GVariant *id = g_variant_ref_sink (g_variant_new_int64 (sonde_conversation_get_id (conversation)));

  append (menu, _ ("_Rename…"), "conversations.rename", id);
  append (menu, _ ("D_uplicate"), "win.duplicate-conversation", id);
  append (menu, _ ("Open in New _Window"), "win.open-in-new-window", id);
  g_variant_unref (id);
}

static GMenuModel *
make_trash_menu (GVariant *ids)
{
  GMenu *menu = g_menu_new ();

  append (menu, _ ("_Restore"), "win.restore-conversations", ids);
  append (menu, _ ("_Delete for Good…"), "win.purge-conversations", ids);
  return G_MENU_MODEL (menu);
}

/**
 * sonde_conversation_menu_new:
 * @conversation: the one that was clicked
 * @ids: (type ax): all that are meant, it among them
 * @folders: (nullable): of #SondeFolder
 *
 * Returns: (transfer full): what can be done with them, as actions of the window and "conversations.rename"
 */
GMenuModel *
sonde_conversation_menu_new (SondeConversation *conversation,
                             GVariant *ids,
                             SondeShelf shelf,
                             GListModel *folders)
{
  if (shelf == SONDE_SHELF_DELETED)
    return make_trash_menu (ids);

  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) single = g_menu_new ();
  g_autoptr (GMenu) order = g_menu_new ();
  g_autoptr (GMenu) removal = g_menu_new ();
  g_autoptr (GMenuModel) folder_menu = make_folder_menu (conversation, ids, folders);
  gboolean pinned = sonde_conversation_get_pinned (conversation);
  gboolean archived = shelf == SONDE_SHELF_ARCHIVED;

  if (g_variant_n_children (ids) == 1)
    append_for_one (single, conversation);
  if (!archived)
    append (order, pinned ? _ ("Un_pin") : _ ("_Pin"), "win.pin-conversations", with_flag (ids, !pinned));
  g_menu_append_submenu (order, _ ("_Move to Folder"), folder_menu);
  append (order,
          archived ? _ ("Out of the _Archive") : _ ("_Archive"),
          "win.archive-conversations",
          with_flag (ids, !archived));
  append (order, _ ("_Export…"), "win.export-conversations", ids);
  append (removal, _ ("_Delete"), "win.delete-conversations", ids);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (single));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (order));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (removal));
  return G_MENU_MODEL (menu);
}

/**
 * sonde_conversation_menu_popup:
 * @shown: (nullable): what this function gave before
 * @at: where it was asked for, in coordinates of @parent
 */
GtkWidget *
sonde_conversation_menu_popup (GtkWidget *parent, GMenuModel *menu, GtkWidget *shown, const GdkRectangle *at)
{
  GtkWidget *popover = sonde_assist_create_menu (menu);

  g_clear_pointer (&shown, gtk_widget_unparent);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_widget_set_parent (popover, parent);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), at);
  sonde_assist_return_focus (GTK_POPOVER (popover));
  gtk_popover_popup (GTK_POPOVER (popover));
  return popover;
}
