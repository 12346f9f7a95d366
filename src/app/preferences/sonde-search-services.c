/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-search-services.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-assist.h"
#include "sonde-engine-search.h"
#include "sonde-rows.h"

typedef struct
{
  SondeEngine *engine;
  GtkWidget *group; /* borrowed: it owns this */
  GPtrArray *rows;  /* of Row, as they stand in the group */
  gboolean filling;
} Services;

typedef struct
{
  Services *services;
  SondeSearchKind kind;
  GtkWidget *widget;
  GtkWidget *up;
  GtkWidget *down;
  GtkWidget *state;  /* says whether there is a key; NULL where none is needed */
  GtkWidget *key;    /* NULL where none is written here */
  GtkWidget *forget; /* the same */
  GCancellable *cancellable;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_cancellable_cancel (row->cancellable);
  g_object_unref (row->cancellable);
  g_object_unref (row->widget);
  g_free (row);
}

static void
services_free (gpointer data)
{
  Services *self = data;

  g_ptr_array_unref (self->rows);
  g_object_unref (self->engine);
  g_free (self);
}

static const char *
get_subtitle (Services *self, SondeSearchKind kind)
{
  switch (kind)
    {
    case SONDE_SEARCH_DEEPSEEK:
      return _ ("With the API key of your DeepSeek account");
    case SONDE_SEARCH_SEARXNG:
      return _ ("A search engine that you or others run");
    case SONDE_SEARCH_WIKIPEDIA:
      return sonde_engine_falls_to_wikipedia (self->engine)
               ? _ ("Needs no key. It is asked as well while no other is set up")
               : _ ("Needs no key, but is not reached from everywhere");
    case SONDE_SEARCH_BOCHA:
    case SONDE_SEARCH_BRAVE:
    case SONDE_SEARCH_TAVILY:
    case SONDE_N_SEARCH_SERVICES:
    default:
      return _ ("With an API key of its own");
    }
}

static gboolean
is_on (Row *row)
{
  return adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (row->widget));
}

/* The first cannot go up, the last not down. What is asked unless others were chosen goes by the order too.
 */
static void
update_rows (Services *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      gtk_widget_set_sensitive (row->up, i > 0);
      gtk_widget_set_sensitive (row->down, i + 1 < self->rows->len);
      adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row->widget), get_subtitle (self, row->kind));
    }
}

static void
save_order (Services *self)
{
  g_autoptr (GArray) kinds = g_array_new (FALSE, FALSE, sizeof (SondeSearchKind));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (is_on (row))
        g_array_append_val (kinds, row->kind);
    }
  if (!sonde_engine_set_search_order (self->engine, kinds, &error))
    sonde_rows_show_error (self->group, error);
}

static guint
find_position (Services *self, Row *row)
{
  guint position = 0;

  g_ptr_array_find (self->rows, row, &position);
  return position;
}

static void
move (Services *self, Row *row, guint position)
{
  guint before = find_position (self, row);

  if (position >= self->rows->len || position == before)
    return;
  g_ptr_array_insert (self->rows, (int) position, g_ptr_array_steal_index (self->rows, before));
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *other = g_ptr_array_index (self->rows, i);

      adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->group), other->widget);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), other->widget);
    }
  save_order (self);
  update_rows (self);
}

/* The button that was pressed keeps the focus, unless it cannot be pressed any more. */
static void
up_clicked_cb (GtkButton *button, Row *row)
{
  move (row->services, row, find_position (row->services, row) - 1);
  gtk_widget_grab_focus (gtk_widget_get_sensitive (row->up) ? row->up : row->down);
}

static void
down_clicked_cb (GtkButton *button, Row *row)
{
  move (row->services, row, find_position (row->services, row) + 1);
  gtk_widget_grab_focus (gtk_widget_get_sensitive (row->down) ? row->down : row->up);
}

static GdkContentProvider *
prepare_drag_cb (GtkDragSource *source, double x, double y, Row *row)
{
  gtk_drag_source_set_icon (source, gtk_widget_paintable_new (row->widget), (int) x, (int) y);
  return gdk_content_provider_new_typed (G_TYPE_INT, (int) row->kind);
}

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, Row *row)
{
  Services *self = row->services;

  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *dragged = g_ptr_array_index (self->rows, i);

      if ((int) dragged->kind == g_value_get_int (value))
        {
          move (self, dragged, find_position (self, row));
          return TRUE;
        }
    }
  return FALSE;
}

static void
switched_cb (GtkWidget *widget, GParamSpec *pspec, Row *row)
{
  if (row->services->filling)
    return;
  save_order (row->services);
  update_rows (row->services);
}

/* Address and key */

static void
address_applied_cb (GtkEditable *entry, Row *row)
{
  const char *address = gtk_editable_get_text (entry);
  const char *scheme = g_uri_peek_scheme (address);
  gboolean good = (g_strcmp0 (scheme, "http") == 0 || g_strcmp0 (scheme, "https") == 0)
                  && g_uri_is_valid (address, G_URI_FLAGS_NONE, NULL);
  g_autofree char *name = g_strconcat (sonde_search_kind_to_string (row->kind), "-url", NULL);
  g_autoptr (GError) error = NULL;

  if (*address != '\0' && !good)
    sonde_rows_show_text (row->widget, _ ("This is no web address, such as https://searx.example.org"));
  else if (!sonde_config_set_string (
             sonde_engine_get_config (row->services->engine), "Search", name, good ? address : NULL, &error))
    sonde_rows_show_error (row->widget, error);
}

static char *
dup_key_id (Row *row)
{
  g_autofree char *url = sonde_engine_dup_search_url (row->services->engine, row->kind);

  return sonde_search_kind_dup_key_id (row->kind, url);
}

static const char *
get_key_state (Row *row, gboolean stored)
{
  if (stored)
    return _ ("A key is in the keyring");
  return row->key != NULL ? _ ("There is no key yet")
                          : _ ("There is no key yet. It is set under Models, at the provider");
}

static void
show_key (Row *row, gboolean stored)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row->state), get_key_state (row, stored));
  if (row->forget != NULL)
    gtk_widget_set_sensitive (row->forget, stored);
}

static void
take_key (Row *row, char *key, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_key (row, key != NULL);
  if (key != NULL)
    explicit_bzero (key, strlen (key));
  g_free (key);
}

static void
key_found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  char *key = sonde_keyring_lookup_finish (SONDE_KEYRING (object), result, &error);

  take_key (user_data, key, error);
}

static void
provider_key_found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  char *key = sonde_engine_get_key_finish (SONDE_ENGINE (object), result, &error);

  take_key (user_data, key, error);
}

static void
look_key_up (Row *row)
{
  g_autofree char *key_id = dup_key_id (row);

  sonde_keyring_lookup_async (
    sonde_engine_get_keyring (row->services->engine), key_id, row->cancellable, key_found_cb, row);
}

static void
key_stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean stored = sonde_keyring_store_finish (SONDE_KEYRING (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  Row *row = user_data;
  if (!stored)
    {
      sonde_rows_show_error (row->widget, error);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (row->key), "");
  show_key (row, TRUE);
}

static void
key_applied_cb (GtkEditable *entry, Row *row)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key_id = dup_key_id (row);
  char *key = sonde_keyring_clean_key (gtk_editable_get_text (entry), &error);

  if (key == NULL)
    {
      sonde_rows_show_error (row->widget, error);
      return;
    }
  sonde_keyring_store_async (sonde_engine_get_keyring (row->services->engine),
                             key_id,
                             sonde_search_kind_get_name (row->kind),
                             key,
                             row->cancellable,
                             key_stored_cb,
                             row);
  explicit_bzero (key, strlen (key));
  g_free (key);
}

static void
key_cleared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean cleared = sonde_keyring_clear_finish (SONDE_KEYRING (object), result, &error);

  if (cleared)
    show_key (user_data, FALSE);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sonde_rows_show_error (((Row *) user_data)->widget, error);
}

static void
forget_clicked_cb (GtkButton *button, Row *row)
{
  g_autofree char *key_id = dup_key_id (row);

  sonde_keyring_clear_async (
    sonde_engine_get_keyring (row->services->engine), key_id, row->cancellable, key_cleared_cb, row);
}

static void
add_address (Row *row)
{
  g_autofree char *address = sonde_engine_dup_search_url (row->services->engine, row->kind);
  GtkWidget *entry = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _ ("Server Address"));
  gtk_editable_set_text (GTK_EDITABLE (entry), address != NULL ? address : "");
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (entry), TRUE);
  g_signal_connect (entry, "apply", G_CALLBACK (address_applied_cb), row);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row->widget), entry);
}

static GtkWidget *
add_text (Row *row, const char *title)
{
  GtkWidget *text = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (text), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (text), 0);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row->widget), text);
  return text;
}

static void
add_key (Row *row)
{
  GtkWidget *link
    = gtk_link_button_new_with_label (sonde_search_kind_get_key_url (row->kind), _ ("Get a Key"));

  row->key = adw_password_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->key), _ ("API Key"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row->key), TRUE);
  g_signal_connect (row->key, "apply", G_CALLBACK (key_applied_cb), row);
  sonde_assist_name_icons (row->key);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row->widget), row->key);

  row->forget = gtk_button_new_with_label (_ ("Remove Key"));
  gtk_widget_set_valign (row->forget, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (link, GTK_ALIGN_CENTER);
  g_signal_connect (row->forget, "clicked", G_CALLBACK (forget_clicked_cb), row);
  row->state = add_text (row, _ ("Key"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row->state), link);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row->state), row->forget);
  show_key (row, FALSE);
  look_key_up (row);
}

/* DeepSeek's service has the key of its provider. */
static void
add_key_of_provider (Row *row)
{
  SondeEngine *engine = row->services->engine;
  SondeProvider *provider = sonde_catalogue_lookup (sonde_engine_get_catalogue (engine), "deepseek");

  row->state = add_text (row, _ ("Key"));
  show_key (row, FALSE);
  if (provider != NULL)
    sonde_engine_get_stored_key_async (engine, provider, row->cancellable, provider_key_found_cb, row);
}

static void
add_place (Row *row)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (add_text (row, _ ("Address"))),
                               _ ("wikipedia.org, in the language of the query or the one chosen below"));
}

/* The row */

static GtkWidget *
create_button (Row *row, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (button, "clicked", callback, row);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row->widget), button);
  return button;
}

static void
make_draggable (Row *row)
{
  GtkWidget *handle = gtk_image_new_from_icon_name ("list-drag-handle-symbolic");
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INT, GDK_ACTION_COPY);

  gtk_widget_add_css_class (handle, "dim-label");
  gtk_widget_set_cursor_from_name (handle, "grab");
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row->widget), handle);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_drag_cb), row);
  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), row);
  gtk_widget_add_controller (handle, GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (row->widget, GTK_EVENT_CONTROLLER (target));
}

static void
add_service (Services *self, SondeSearchKind kind, gboolean on)
{
  Row *row = g_new0 (Row, 1);
  /* Translators: %s is the name of a search service */
  g_autofree char *ask = g_strdup_printf (_ ("Ask %s"), sonde_search_kind_get_name (kind));
  g_autofree char *later = g_strdup_printf (_ ("Ask %s Later"), sonde_search_kind_get_name (kind));
  g_autofree char *earlier = g_strdup_printf (_ ("Ask %s Earlier"), sonde_search_kind_get_name (kind));

  row->services = self;
  row->kind = kind;
  row->cancellable = g_cancellable_new ();
  row->widget = g_object_ref_sink (adw_expander_row_new ());
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row->widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->widget), sonde_search_kind_get_name (kind));
  adw_expander_row_set_show_enable_switch (ADW_EXPANDER_ROW (row->widget), TRUE);
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row->widget), on);
  sonde_assist_name_switches (row->widget, ask);
  make_draggable (row);
  row->down = create_button (row, "go-down-symbolic", later, G_CALLBACK (down_clicked_cb));
  row->up = create_button (row, "go-up-symbolic", earlier, G_CALLBACK (up_clicked_cb));
  if (kind == SONDE_SEARCH_SEARXNG)
    add_address (row);
  else if (kind == SONDE_SEARCH_DEEPSEEK)
    add_key_of_provider (row);
  else if (kind == SONDE_SEARCH_WIKIPEDIA)
    add_place (row);
  else
    add_key (row);
  g_signal_connect (row->widget, "notify::enable-expansion", G_CALLBACK (switched_cb), row);
  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row->widget);
}

static void
fill (Services *self)
{
  g_autoptr (GArray) order = sonde_engine_dup_search_order (self->engine);
  gboolean seen[SONDE_N_SEARCH_SERVICES] = { FALSE };

  self->filling = TRUE;
  for (guint i = 0; i < order->len; i++)
    {
      SondeSearchKind kind = g_array_index (order, SondeSearchKind, i);

      seen[kind] = TRUE;
      add_service (self, kind, TRUE);
    }
  for (guint kind = 0; kind < SONDE_N_SEARCH_SERVICES; kind++)
    if (!seen[kind])
      add_service (self, kind, FALSE);
  self->filling = FALSE;
  update_rows (self);
}

GtkWidget *
sonde_search_services_new (SondeEngine *engine)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);

  Services *self = g_new0 (Services, 1);

  self->engine = g_object_ref (engine);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->group = adw_preferences_group_new ();
  g_object_set_data_full (G_OBJECT (self->group), "services", self, services_free);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _ ("Search Services"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->group),
                                         _ ("The first one that is set up is asked; when it fails or finds "
                                            "nothing, the next. Queries of Search mode "
                                            "go there."));
  fill (self);
  return self->group;
}
