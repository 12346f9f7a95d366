/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-data-page.h"

#include <glib/gi18n-lib.h>

#include "sonde-copies-group.h"
#include "sonde-rows.h"

struct _SondeDataPage
{
  AdwPreferencesPage parent_instance;

  /* Owned */
  GFile *folder;
};

G_DEFINE_FINAL_TYPE (SondeDataPage, sonde_data_page, ADW_TYPE_PREFERENCES_PAGE)

static void
open_clicked_cb (SondeDataPage *self)
{
  g_autofree char *uri = g_file_get_uri (self->folder);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, uri, GDK_CURRENT_TIME);
}

static GtkWidget *
create_place_group (SondeDataPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *path = g_file_get_parse_name (self->folder);
  GtkWidget *row = sonde_rows_add_text (group, _ ("Folder"), path);
  GtkWidget *open = gtk_button_new_with_label (_ ("Open"));

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("History"));
  adw_preferences_group_set_description (
    ADW_PREFERENCES_GROUP (group),
    _ ("History stays on this computer; messages go to the provider you choose."));
  gtk_widget_set_valign (open, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), open);
  g_signal_connect_object (open, "clicked", G_CALLBACK (open_clicked_cb), self, G_CONNECT_SWAPPED);
  return group;
}

static GtkWidget *
create_flow_group (void)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("What Goes Where"));
  sonde_rows_add_text (
    group,
    _ ("Messages"),
    _ ("To the provider of the conversation, with what came before in it. A local server keeps "
       "them on this computer."));
  sonde_rows_add_text (
    group, _ ("Questions in Search Mode"), _ ("To the search service, and then to the provider."));
  sonde_rows_add_text (group,
                       _ ("API Keys"),
                       _ ("In the system keyring, never in a file; each is sent to its own provider only."));
  sonde_rows_add_text (group, _ ("Anything Else"), _ ("Nowhere. Sonde counts and reports nothing."));
  return group;
}

static void
sonde_data_page_dispose (GObject *object)
{
  g_clear_object (&SONDE_DATA_PAGE (object)->folder);
  G_OBJECT_CLASS (sonde_data_page_parent_class)->dispose (object);
}

static void
sonde_data_page_class_init (SondeDataPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_data_page_dispose;
}

static void
sonde_data_page_init (SondeDataPage *self)
{
  adw_preferences_page_set_name (ADW_PREFERENCES_PAGE (self), "data");
  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (self), _ ("Data"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (self), "drive-harddisk-symbolic");
}

GtkWidget *
sonde_data_page_new (SondeEngine *engine)
{
  SondeDataPage *self = g_object_new (SONDE_TYPE_DATA_PAGE, NULL);

  self->folder = g_file_new_for_path (sonde_engine_get_data_dir (engine));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), ADW_PREFERENCES_GROUP (create_place_group (self)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self),
                            ADW_PREFERENCES_GROUP (sonde_copies_group_new (engine)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self),
                            ADW_PREFERENCES_GROUP (sonde_archive_group_new (engine)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), ADW_PREFERENCES_GROUP (create_flow_group ()));
  return GTK_WIDGET (self);
}
