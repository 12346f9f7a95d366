/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-transcript-menu.h"

#include <glib/gi18n-lib.h>

#include "sonde-assist.h"

static void
add_item (GMenu *menu, const char *label, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, target != NULL ? "s" : NULL, target);
  g_menu_append_item (menu, item);
}

static void
add_link (GMenu *menu, const SondeHot *hot)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (_ ("Open Link"), NULL);
  g_autofree char *text = g_strndup (hot->text, hot->text_length);

  g_menu_item_set_action_and_target (item, "win.follow-link", "(ss)", hot->target, text);
  g_menu_append_item (menu, item);
}

static void
add_section (GMenu *menu, GMenu *section)
{
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static GMenu *
create_hot_section (const SondeHot *hot)
{
  GMenu *section = g_menu_new ();

  if (hot->kind == SONDE_HOT_LINK || hot->kind == SONDE_HOT_IMAGE)
    {
      add_link (section, hot);
      add_item (section, _ ("Copy Link"), "transcript.copy-text", hot->target);
    }
  else if (hot->kind == SONDE_HOT_MATH)
    add_item (section, _ ("Copy as LaTeX"), "transcript.copy-text", hot->target);
  return section;
}

static GMenu *
create_selection_section (gboolean has_selection)
{
  GMenu *section = g_menu_new ();

  if (has_selection)
    {
      add_item (section, _ ("Copy"), "transcript.copy", NULL);
      add_item (section, _ ("Copy as Markdown"), "transcript.copy-as", "markdown");
      add_item (section, _ ("Copy as Plain Text"), "transcript.copy-as", "plain");
    }
  add_item (section, _ ("Select All"), "transcript.select-all", NULL);
  return section;
}

/**
 * sonde_transcript_menu_new:
 * @hot: what the pointer is on; its texts are copied
 * @has_selection: whether something is selected
 *
 * Returns: a popover without parent
 */
GtkWidget *
sonde_transcript_menu_new (const SondeHot *hot, gboolean has_selection)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) hot_section = create_hot_section (hot);
  g_autoptr (GMenu) selection = create_selection_section (has_selection);

  add_section (menu, hot_section);
  add_section (menu, selection);

  GtkWidget *popover = sonde_assist_create_menu (G_MENU_MODEL (menu));

  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Text"), -1);
  return popover;
}
