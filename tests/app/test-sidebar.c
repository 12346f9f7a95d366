/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>

#include "sonde-conversation-menu.h"
#include "sonde-day-group.h"
#include "sonde-folder.h"
#include "sonde-sidebar-model.h"

static gint64
get_time (int year, int month, int day, int hour, int minute)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("+02");
  g_autoptr (GDateTime) time = g_date_time_new (zone, year, month, day, hour, minute, 0);

  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static void
assert_group (gint64 updated, gboolean pinned, const char *expected)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("+02");
  g_autoptr (GDateTime) now = g_date_time_new (zone, 2026, 3, 2, 0, 30, 0);
  g_autofree char *title = sonde_day_group_dup_title (updated, pinned, now);

  g_assert_cmpstr (title, ==, expected);
}

/* By the calendar of the time zone, not by hours. */
static void
test_day_groups (void)
{
  assert_group (get_time (2026, 3, 2, 0, 0), FALSE, "Today");
  assert_group (get_time (2026, 3, 1, 23, 59), FALSE, "Yesterday");
  assert_group (get_time (2026, 3, 1, 0, 0), FALSE, "Yesterday");
  assert_group (get_time (2026, 2, 28, 23, 59), FALSE, "Previous 7 Days");
  assert_group (get_time (2026, 2, 23, 0, 0), FALSE, "Previous 7 Days");
  assert_group (get_time (2026, 2, 22, 23, 59), FALSE, "February");
  assert_group (get_time (2026, 1, 1, 0, 0), FALSE, "January");
  assert_group (get_time (2025, 12, 31, 23, 59), FALSE, "December 2025");
}

static void
test_day_groups_of_odd_times (void)
{
  assert_group (get_time (2025, 1, 1, 0, 0), TRUE, "Pinned");
  assert_group (get_time (2030, 1, 1, 0, 0), FALSE, "Today"); /* the clock was changed */
  assert_group (G_MAXINT64, FALSE, "Today");
  assert_group (0, FALSE, "January 1970");
}

static SondeConversation *
add_conversation (GListStore *store, gint64 id, gint64 days_ago, gboolean pinned)
{
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();

  sonde_conversation_set_id (conversation, id);
  sonde_conversation_set_updated (conversation, g_get_real_time () - days_ago * G_TIME_SPAN_DAY);
  sonde_conversation_set_pinned (conversation, pinned);
  g_list_store_append (store, conversation);
  return conversation;
}

static void
assert_section (SondeSidebarModel *model, guint position, gint64 id, const char *section)
{
  g_autoptr (SondeSidebarItem) item = g_list_model_get_item (G_LIST_MODEL (model), position);

  g_assert_cmpint (sonde_conversation_get_id (sonde_sidebar_item_get_conversation (item)), ==, id);
  g_assert_cmpstr (sonde_sidebar_item_get_section (item), ==, section);
}

static void
test_sections (void)
{
  g_autoptr (GListStore) store = g_list_store_new (SONDE_TYPE_CONVERSATION);
  g_autoptr (SondeSidebarModel) model = NULL;

  add_conversation (store, 1, 400, TRUE);
  add_conversation (store, 2, 0, FALSE);
  add_conversation (store, 3, 0, FALSE);
  add_conversation (store, 4, 1, FALSE);
  model = sonde_sidebar_model_new (G_LIST_MODEL (store));

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 4);
  assert_section (model, 0, 1, "Pinned");
  assert_section (model, 1, 2, "Today");
  assert_section (model, 2, 3, NULL);
  assert_section (model, 3, 4, "Yesterday");

  /* The next one begins the section when the first goes. */
  g_list_store_remove (store, 1);
  assert_section (model, 1, 3, "Today");
  g_assert_cmpuint (sonde_sidebar_model_find (model, 4), ==, 2);
  g_assert_cmpuint (sonde_sidebar_model_find (model, 2), ==, G_MAXUINT);
}

/* An item is made for a row, stays the same while somebody has it, and goes with the last row. */
static void
test_items_are_made_when_wanted (void)
{
  g_autoptr (GListStore) store = g_list_store_new (SONDE_TYPE_CONVERSATION);
  g_autoptr (SondeSidebarModel) model = NULL;
  SondeSidebarItem *item;
  gpointer weak;

  for (gint64 id = 1; id <= 5; id++)
    add_conversation (store, id, 0, FALSE);
  model = sonde_sidebar_model_new (G_LIST_MODEL (store));
  item = weak = g_list_model_get_item (G_LIST_MODEL (model), 2);
  g_object_add_weak_pointer (G_OBJECT (item), &weak);

  g_list_store_remove (store, 0);
  g_autoptr (SondeSidebarItem) again = g_list_model_get_item (G_LIST_MODEL (model), 1);
  g_assert_true (again == item);
  g_clear_object (&again);
  g_object_unref (item);
  g_assert_null (weak);

  again = g_list_model_get_item (G_LIST_MODEL (model), 1);
  g_assert_cmpint (sonde_conversation_get_id (sonde_sidebar_item_get_conversation (again)), ==, 3);
}

/* What was answered moves to another day without leaving its place; what is below it begins the section then.
 */
static void
test_sections_follow_answers (void)
{
  g_autoptr (GListStore) store = g_list_store_new (SONDE_TYPE_CONVERSATION);
  g_autoptr (SondeSidebarModel) model = NULL;
  SondeConversation *first = add_conversation (store, 1, 1, FALSE);

  add_conversation (store, 2, 1, FALSE);
  model = sonde_sidebar_model_new (G_LIST_MODEL (store));
  g_autoptr (SondeSidebarItem) above = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_autoptr (SondeSidebarItem) below = g_list_model_get_item (G_LIST_MODEL (model), 1);

  g_assert_cmpstr (sonde_sidebar_item_get_section (above), ==, "Yesterday");
  g_assert_null (sonde_sidebar_item_get_section (below));
  sonde_conversation_set_updated (first, g_get_real_time ());
  g_assert_cmpstr (sonde_sidebar_item_get_section (above), ==, "Today");
  g_assert_cmpstr (sonde_sidebar_item_get_section (below), ==, "Yesterday");

  sonde_sidebar_model_set_by_day (model, FALSE);
  g_assert_null (sonde_sidebar_item_get_section (above));
  g_assert_null (sonde_sidebar_item_get_section (below));
}

/* Says what the rows that are left belong to after the model is gone. */
static void
test_items_outlive_their_model (void)
{
  g_autoptr (GListStore) store = g_list_store_new (SONDE_TYPE_CONVERSATION);
  g_autoptr (SondeSidebarItem) item = NULL;
  SondeSidebarModel *model;
  SondeConversation *conversation = add_conversation (store, 1, 1, FALSE);

  model = sonde_sidebar_model_new (G_LIST_MODEL (store));
  item = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_object_unref (model);
  sonde_conversation_set_updated (conversation, g_get_real_time ());
  g_assert_cmpstr (sonde_sidebar_item_get_section (item), ==, "Yesterday");
}

static void
assert_date (gint64 time, const char *expected)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("+02");
  g_autoptr (GDateTime) now = g_date_time_new (zone, 2026, 3, 2, 14, 30, 0);
  g_autofree char *date = sonde_day_group_dup_date (time, now);

  g_assert_cmpstr (date, ==, expected);
}

static void
test_dates (void)
{
  assert_date (get_time (2026, 3, 2, 9, 5), "09:05");
  assert_date (get_time (2026, 3, 1, 23, 59), "1 Mar");
  assert_date (get_time (2025, 12, 31, 23, 59), "31 Dec 2025");
  assert_date (G_MAXINT64, "");
}

static const char *
get_label (GMenuModel *menu, int position)
{
  static char *label;

  g_clear_pointer (&label, g_free);
  g_menu_model_get_item_attribute (menu, position, G_MENU_ATTRIBUTE_LABEL, "s", &label);
  return label;
}

static GMenuModel *
get_section (GMenuModel *menu, int position)
{
  return g_menu_model_get_item_link (menu, position, G_MENU_LINK_SECTION);
}

/* One has a title to change; several have not. What is in the trash comes back or goes for good. */
static void
test_menu (void)
{
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();
  g_autoptr (GListStore) folders = g_list_store_new (SONDE_TYPE_FOLDER);
  g_autoptr (SondeFolder) folder = sonde_folder_new (1, "a_b");
  g_autoptr (GVariant) one = g_variant_ref_sink (g_variant_new_parsed ("[int64 1]"));
  g_autoptr (GVariant) two = g_variant_ref_sink (g_variant_new_parsed ("[int64 1, 2]"));
  g_autoptr (GMenuModel) menu = NULL;
  g_autoptr (GMenuModel) section = NULL;
  g_autoptr (GMenuModel) submenu = NULL;
  g_autoptr (GMenuModel) places = NULL;

  g_list_store_append (folders, folder);
  menu = sonde_conversation_menu_new (conversation, one, SONDE_SHELF_CURRENT, G_LIST_MODEL (folders));
  section = get_section (menu, 0);
  g_assert_cmpstr (get_label (section, 0), ==, "_Rename…");
  g_clear_object (&section);
  section = get_section (menu, 1);
  submenu = g_menu_model_get_item_link (section, 1, G_MENU_LINK_SUBMENU);
  places = get_section (submenu, 0);
  g_assert_cmpstr (get_label (places, 0), ==, "a__b");

  g_clear_object (&menu);
  g_clear_object (&section);
  menu = sonde_conversation_menu_new (conversation, two, SONDE_SHELF_CURRENT, NULL);
  section = get_section (menu, 0);
  g_assert_cmpint (g_menu_model_get_n_items (section), ==, 0);

  g_clear_object (&menu);
  menu = sonde_conversation_menu_new (conversation, one, SONDE_SHELF_DELETED, NULL);
  g_assert_cmpstr (get_label (menu, 0), ==, "_Restore");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sidebar/day-groups", test_day_groups);
  g_test_add_func ("/sidebar/day-groups-of-odd-times", test_day_groups_of_odd_times);
  g_test_add_func ("/sidebar/sections", test_sections);
  g_test_add_func ("/sidebar/items-are-made-when-wanted", test_items_are_made_when_wanted);
  g_test_add_func ("/sidebar/sections-follow-answers", test_sections_follow_answers);
  g_test_add_func ("/sidebar/items-outlive-their-model", test_items_outlive_their_model);
  g_test_add_func ("/sidebar/dates", test_dates);
  g_test_add_func ("/sidebar/menu", test_menu);

  return g_test_run ();
}
