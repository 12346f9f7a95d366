/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>

#include "sonde-day-group.h"
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

typedef struct
{
  guint n;
  guint position;
  guint removed;
  guint added;
} Change;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Change *change)
{
  change->n++;
  change->position = position;
  change->removed = removed;
  change->added = added;
}

static void
test_changes_are_small_and_items_stay (void)
{
  g_autoptr (GListStore) store = g_list_store_new (SONDE_TYPE_CONVERSATION);
  g_autoptr (SondeSidebarModel) model = NULL;
  g_autoptr (SondeSidebarItem) before = NULL;
  g_autoptr (SondeSidebarItem) after = NULL;
  g_autoptr (SondeConversation) again = sonde_conversation_new ();
  Change change = { 0 };

  for (gint64 id = 1; id <= 5; id++)
    add_conversation (store, id, 0, FALSE);
  model = sonde_sidebar_model_new (G_LIST_MODEL (store));
  before = g_list_model_get_item (G_LIST_MODEL (model), 2);
  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), &change);

  g_list_store_remove (store, 4);
  g_assert_cmpuint (change.n, ==, 1);
  g_assert_cmpuint (change.position, ==, 4);
  g_assert_cmpuint (change.removed, ==, 1);
  g_assert_cmpuint (change.added, ==, 0);

  /* The same conversation read again is another object in the same line. */
  sonde_conversation_set_id (again, 3);
  g_list_store_splice (store, 2, 1, (gpointer *) &again, 1);
  after = g_list_model_get_item (G_LIST_MODEL (model), 2);
  g_assert_true (before == after);
  g_assert_true (sonde_sidebar_item_get_conversation (after) == again);
  g_assert_cmpuint (change.n, ==, 1);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sidebar/day-groups", test_day_groups);
  g_test_add_func ("/sidebar/day-groups-of-odd-times", test_day_groups_of_odd_times);
  g_test_add_func ("/sidebar/sections", test_sections);
  g_test_add_func ("/sidebar/changes-are-small", test_changes_are_small_and_items_stay);

  return g_test_run ();
}
