/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-sidebar.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "sonde-children.h"
#include "sonde-conversation-view.h"
#include "sonde-folder.h"
#include "sonde-places.h"
#include "sonde-rename-popover.h"
#include "sonde-results.h"

struct _SondeSidebar
{
  GtkWidget parent_instance;

  /* template widgets */
  AdwWindowTitle *title;
  GtkToggleButton *places_button;
  GtkSearchEntry *search;
  GtkRevealer *places_revealer;
  GtkWidget *back;
  GtkWidget *trash_note;
  GtkWidget *nothing_here;
  SondeConversationView *view;

  /* owned */
  GListModel *conversations;
  GListModel *folders;
  GSignalGroup *folder_signals; /* of the folder that is looked into */
  char *folder;                 /* its name; NULL for none */

  /* borrowed, made when they are first wanted */
  SondePlaces *places;
  SondeResults *results;

  /* state */
  SondeShelf shelf;
  gboolean was_unfolded; /* before something was dragged */
};

G_DEFINE_FINAL_TYPE (SondeSidebar, sonde_sidebar, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_QUERY,
  PROP_PLACE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  MORE_WANTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_searching (SondeSidebar *self)
{
  return *sonde_sidebar_get_query (self) != '\0';
}

/* Either the list or what was found is there; what is hidden is not in the way of assistive technology. */
static void
update_pages (SondeSidebar *self)
{
  gboolean searching = is_searching (self);
  gboolean elsewhere = self->shelf != SONDE_SHELF_CURRENT || self->folder;
  gboolean empty = self->conversations && g_list_model_get_n_items (self->conversations) == 0;

  gtk_widget_set_visible (GTK_WIDGET (self->view), !searching);
  gtk_widget_set_visible (self->back, !searching && elsewhere);
  gtk_widget_set_visible (self->trash_note, !searching && !empty && self->shelf == SONDE_SHELF_DELETED);
  gtk_widget_set_visible (self->nothing_here, !searching && elsewhere && empty);
  if (self->results)
    gtk_widget_set_visible (GTK_WIDGET (self->results), searching);
}

/* Places */

static const char *
get_place_name (SondeSidebar *self)
{
  switch (self->shelf)
    {
    case SONDE_SHELF_ARCHIVED:
      return _ ("Archive");
    case SONDE_SHELF_DELETED:
      return _ ("Trash");
    case SONDE_SHELF_CURRENT:
    default:
      return self->folder ? self->folder : _ ("Sonde");
    }
}

static void
place_chosen_cb (SondeSidebar *self, int shelf, const char *folder)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  sonde_sidebar_set_place (self, shelf, folder);
  gtk_toggle_button_set_active (self->places_button, FALSE);
}

/* Whoever renames the folder that is looked into does not close it. */
static void
folder_renamed_cb (SondeSidebar *self, GParamSpec *pspec, SondeFolder *folder)
{
  sonde_sidebar_set_place (self, self->shelf, sonde_folder_get_name (folder));
}

static void
watch_folder (SondeSidebar *self)
{
  g_autoptr (SondeFolder) watched = NULL;

  for (guint i = 0; self->folder && self->folders && i < g_list_model_get_n_items (self->folders); i++)
    {
      g_autoptr (SondeFolder) folder = g_list_model_get_item (self->folders, i);

      if (g_strcmp0 (sonde_folder_get_name (folder), self->folder) == 0)
        g_set_object (&watched, folder);
    }
  g_signal_group_set_target (self->folder_signals, watched);
}

static void
back_clicked_cb (SondeSidebar *self)
{
  sonde_sidebar_set_place (self, SONDE_SHELF_CURRENT, NULL);
}

static void
move_to (SondeSidebar *self, GVariant *ids, const char *folder)
{
  if (self->shelf != SONDE_SHELF_CURRENT)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.archive-conversations", "(@axb)", ids, FALSE);
  gtk_widget_activate_action (
    GTK_WIDGET (self), "win.move-conversations", "(@axs)", ids, folder ? folder : "");
}

static void
dropped_cb (SondeSidebar *self, SondeConversation *conversation, int shelf, const char *folder)
{
  g_autoptr (GVariant) ids = sonde_conversation_view_dup_ids (self->view, conversation);

  if (self->shelf == SONDE_SHELF_DELETED && shelf != SONDE_SHELF_DELETED)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.restore-conversations", "@ax", ids);
  if (shelf == SONDE_SHELF_DELETED && self->shelf != SONDE_SHELF_DELETED)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.delete-conversations", "@ax", ids);
  else if (shelf == SONDE_SHELF_ARCHIVED && self->shelf != SONDE_SHELF_ARCHIVED)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.archive-conversations", "(@axb)", ids, TRUE);
  else if (shelf == SONDE_SHELF_CURRENT)
    move_to (self, ids, folder);
}

static void
ensure_places (SondeSidebar *self)
{
  if (self->places || self->folders == NULL)
    return;

  self->places = SONDE_PLACES (sonde_places_new (self->folders));
  sonde_places_set_present (self->places, self->shelf, self->folder);
  g_signal_connect_object (self->places, "chosen", G_CALLBACK (place_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->places, "dropped", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
  gtk_revealer_set_child (self->places_revealer, GTK_WIDGET (self->places));
}

static void
places_toggled_cb (SondeSidebar *self)
{
  gboolean unfolded = gtk_toggle_button_get_active (self->places_button);

  if (unfolded)
    ensure_places (self);
  gtk_widget_set_visible (GTK_WIDGET (self->places_revealer), TRUE);
  gtk_revealer_set_reveal_child (self->places_revealer, unfolded);
}

/* What is folded away is not to be read. */
static void
places_revealed_cb (SondeSidebar *self)
{
  if (!gtk_revealer_get_child_revealed (self->places_revealer)
      && !gtk_toggle_button_get_active (self->places_button))
    gtk_widget_set_visible (GTK_WIDGET (self->places_revealer), FALSE);
}

static void
dragging_cb (SondeSidebar *self, gboolean dragging)
{
  if (dragging)
    self->was_unfolded = gtk_toggle_button_get_active (self->places_button);
  gtk_toggle_button_set_active (self->places_button, dragging || self->was_unfolded);
}

static void
more_wanted_cb (SondeSidebar *self)
{
  g_signal_emit (self, signals[MORE_WANTED], 0);
}

/* Search */

static void
hint_cb (SondeSidebar *self, const char *operator)
{
  GtkEditable *editable = GTK_EDITABLE (self->search);
  const char *query = sonde_sidebar_get_query (self);
  gboolean quotes = *operator== '"';
  gboolean apart = *query != '\0' && !g_str_has_suffix (query, " ") && !g_str_equal (operator, "*");
  g_autofree char *text = g_strconcat (query, apart ? " " : "", quotes ? "\"\"" : operator, NULL);

  gtk_editable_set_text (editable, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_editable_set_position (editable, (int) g_utf8_strlen (text, -1) - (quotes ? 1 : 0));
}

static void
order_changed_cb (SondeSidebar *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_QUERY]);
}

/* Up from the first row goes back to the entry. */
static gboolean
list_key_cb (
  GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, SondeSidebar *self)
{
  GtkWidget *list = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  gboolean at_top = list == GTK_WIDGET (self->view) ? sonde_conversation_view_is_at_top (self->view)
                                                    : sonde_results_is_at_top (self->results);

  if (keyval != GDK_KEY_Up || (state & gtk_accelerator_get_default_mod_mask ()) != 0 || !at_top)
    return FALSE;
  sonde_sidebar_focus_search (self);
  return TRUE;
}

static void
watch_list_keys (SondeSidebar *self, GtkWidget *list)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (list_key_cb), self, 0);
  gtk_widget_add_controller (list, keys);
}

static void
ensure_results (SondeSidebar *self)
{
  if (self->results)
    return;

  self->results = SONDE_RESULTS (sonde_results_new ());
  watch_list_keys (self, GTK_WIDGET (self->results));
  g_signal_connect_object (
    self->results, "order-changed", G_CALLBACK (order_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->results, "hint", G_CALLBACK (hint_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_insert_before (GTK_WIDGET (self->results), GTK_WIDGET (self), NULL);
}

static void
search_changed_cb (SondeSidebar *self)
{
  if (is_searching (self))
    {
      gtk_toggle_button_set_active (self->places_button, FALSE);
      ensure_results (self);
      sonde_results_show_searching (self->results);
    }
  update_pages (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_QUERY]);
}

static void
stop_search_cb (SondeSidebar *self)
{
  if (is_searching (self))
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.focus-message", NULL);
}

static void
search_activate_cb (SondeSidebar *self)
{
  if (self->results && gtk_widget_get_visible (GTK_WIDGET (self->results)))
    sonde_results_open_first (self->results);
}

/* Down from the entry goes into the list below it. */
static gboolean
search_key_cb (
  GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, SondeSidebar *self)
{
  if (keyval != GDK_KEY_Down || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return FALSE;
  if (self->results && gtk_widget_get_visible (GTK_WIDGET (self->results)))
    return sonde_results_focus (self->results);
  return gtk_widget_child_focus (GTK_WIDGET (self->view), GTK_DIR_TAB_FORWARD);
}

static void
sonde_sidebar_dispose (GObject *object)
{
  SondeSidebar *self = SONDE_SIDEBAR (object);

  sonde_children_unparent (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), SONDE_TYPE_SIDEBAR);
  g_clear_object (&self->folder_signals);
  g_clear_object (&self->conversations);
  g_clear_object (&self->folders);
  g_clear_pointer (&self->folder, g_free);

  G_OBJECT_CLASS (sonde_sidebar_parent_class)->dispose (object);
}

static void
sonde_sidebar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeSidebar *self = SONDE_SIDEBAR (object);

  switch (prop_id)
    {
    case PROP_QUERY:
      g_value_set_string (value, sonde_sidebar_get_query (self));
      break;
    case PROP_PLACE:
      g_value_set_string (value, get_place_name (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sondechat/Sonde/sidebar/sonde-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeSidebar, title);
  gtk_widget_class_bind_template_child (widget_class, SondeSidebar, places_button);
  gtk_widget_class_bind_template_child (widget_class, SondeSidebar, search);
  gtk_widget_class_bind_template_child (widget_class, SondeSidebar, places_revealer);
  gtk_widget_class_bind_template_child (widget_class, SondeSidebar, back);
  gtk_widget_class_bind_template_child (widget_class, SondeSidebar, trash_note);
  gtk_widget_class_bind_template_child (widget_class, SondeSidebar, nothing_here);
  gtk_widget_class_bind_template_child (widget_class, SondeSidebar, view);
  gtk_widget_class_bind_template_callback (widget_class, places_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, places_revealed_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_wanted_cb);
  gtk_widget_class_bind_template_callback (widget_class, dragging_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
sonde_sidebar_class_init (SondeSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = sonde_sidebar_dispose;
  object_class->get_property = sonde_sidebar_get_property;

  props[PROP_QUERY] = g_param_spec_string ("query", NULL, NULL, "", flags);
  props[PROP_PLACE] = g_param_spec_string ("place", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[MORE_WANTED] = g_signal_new (
    "more-wanted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (SONDE_TYPE_CONVERSATION_VIEW);
  gtk_widget_class_set_css_name (widget_class, "sidebar");
  bind_template (widget_class);
}

static void
sonde_sidebar_init (SondeSidebar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->folder_signals = g_signal_group_new (SONDE_TYPE_FOLDER);
  g_signal_group_connect_swapped (self->folder_signals, "notify::name", G_CALLBACK (folder_renamed_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (search_key_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->search), keys);
  watch_list_keys (self, GTK_WIDGET (self->view));
}

/**
 * sonde_sidebar_set_conversations:
 * @conversations: of #SondeConversation, in the order of the sections
 */
void
sonde_sidebar_set_conversations (SondeSidebar *self, GListModel *conversations)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));
  g_return_if_fail (self->conversations == NULL);

  self->conversations = g_object_ref (conversations);
  sonde_conversation_view_set_conversations (self->view, conversations);
  g_signal_connect_object (
    conversations, "items-changed", G_CALLBACK (update_pages), self, G_CONNECT_SWAPPED);
}

/** @folders: of #SondeFolder, in the person's order */
void
sonde_sidebar_set_folders (SondeSidebar *self, GListModel *folders)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));
  g_return_if_fail (self->folders == NULL);

  self->folders = g_object_ref (folders);
  sonde_conversation_view_set_folders (self->view, folders);
}

/**
 * sonde_sidebar_set_results:
 * @results: of #SondeResult, what was found for the present query
 * @complete: whether these are all
 */
void
sonde_sidebar_set_results (SondeSidebar *self, GListModel *results, gboolean complete)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));

  ensure_results (self);
  sonde_results_set_results (self->results, results, complete);
  update_pages (self);
}

void
sonde_sidebar_show_result_menu (SondeSidebar *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));

  if (self->results && is_searching (self))
    sonde_results_show_menu (self->results, conversation, self->folders);
}

void
sonde_sidebar_rename_result (SondeSidebar *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));

  if (self->results && is_searching (self))
    sonde_results_rename (self->results, conversation);
}

SondeShelf
sonde_sidebar_get_shelf (SondeSidebar *self)
{
  g_return_val_if_fail (SONDE_IS_SIDEBAR (self), SONDE_SHELF_CURRENT);

  return self->shelf;
}

/** (nullable): the folder that is looked into */
const char *
sonde_sidebar_get_folder (SondeSidebar *self)
{
  g_return_val_if_fail (SONDE_IS_SIDEBAR (self), NULL);

  return self->folder;
}

/** Looks into another place: @folder (nullable) of @shelf. */
void
sonde_sidebar_set_place (SondeSidebar *self, SondeShelf shelf, const char *folder)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));

  if (self->shelf == shelf && g_strcmp0 (self->folder, folder) == 0)
    return;

  char *copy = g_strdup (folder);

  self->shelf = shelf;
  g_free (self->folder);
  self->folder = copy;
  watch_folder (self);
  adw_window_title_set_title (self->title, get_place_name (self));
  sonde_conversation_view_set_shelf (self->view, shelf);
  sonde_conversation_view_scroll_to_top (self->view);
  if (self->places)
    sonde_places_set_present (self->places, shelf, copy);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PLACE]);
  update_pages (self);
}

const char *
sonde_sidebar_get_query (SondeSidebar *self)
{
  g_return_val_if_fail (SONDE_IS_SIDEBAR (self), "");

  return gtk_editable_get_text (GTK_EDITABLE (self->search));
}

/** Whether results are wanted in the order in which they fit, instead of the newest first. */
gboolean
sonde_sidebar_get_best_first (SondeSidebar *self)
{
  g_return_val_if_fail (SONDE_IS_SIDEBAR (self), FALSE);

  return self->results && sonde_results_get_best_first (self->results);
}

/**
 * sonde_sidebar_select:
 * @conversation_id: what the window shows, 0 for a new chat
 *
 * Marks it; does not activate any action.
 */
void
sonde_sidebar_select (SondeSidebar *self, gint64 conversation_id)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));

  sonde_conversation_view_select (self->view, conversation_id);
}

void
sonde_sidebar_focus_search (SondeSidebar *self)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/** Lets the person type a new title for a conversation: at its row or, where that cannot be seen, at the top.
 */
void
sonde_sidebar_rename (SondeSidebar *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));

  GtkWidget *title = GTK_WIDGET (self->title);
  const GdkRectangle below = { gtk_widget_get_width (title) / 2, gtk_widget_get_height (title) - 1, 1, 1 };

  if (!sonde_conversation_view_rename (self->view, sonde_conversation_get_id (conversation)))
    sonde_rename_popover_show (title, conversation, &below);
}

void
sonde_sidebar_regroup (SondeSidebar *self)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));

  sonde_conversation_view_regroup (self->view);
}
