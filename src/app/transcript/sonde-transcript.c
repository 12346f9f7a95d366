/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-transcript.h"

#include <glib/gi18n-lib.h>

#include "sonde-clamp.h"
#include "sonde-copy.h"
#include "sonde-find.h"
#include "sonde-footnotes.h"
#include "sonde-link-label.h"
#include "sonde-position.h"
#include "sonde-primary.h"
#include "sonde-selection.h"
#include "sonde-source.h"
#include "sonde-transcript-menu.h"
#include "sonde-transcript-view.h"

#define MIN_ZOOM 0.5
#define MAX_ZOOM 3.0

struct _SondeTranscript
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *overlay;
  GtkWidget *scroller;
  GtkWidget *view;
  GtkWidget *welcome;
  GtkWidget *to_end;
  GtkWidget *link; /* where a link goes, while the pointer is on it */
  GtkWidget *menu; /* made when it is asked for */

  /* Owned */
  SondeConversation *conversation;
  GListModel *branch;
  SondeSelection *selection;
  SondeFind *find;
  GtkCssProvider *zoom_css;

  /* State */
  double zoom;
  int width_limit;
  gboolean thinking_open;
  SondeSpot came_from;  /* to a footnote */
  char *position;       /* where to go to when the messages are there */
  gulong focus_id;      /* of the root's focus */
  gboolean focus_shown; /* what has the focus is a link, and it is said where that goes */
};

G_DEFINE_FINAL_TYPE (SondeTranscript, sonde_transcript, GTK_TYPE_WIDGET)

enum
{
  PROP_N_MATCHES = 1,
  PROP_MATCH,
  PROP_ZOOM,
  PROP_WIDTH_LIMIT,
  PROP_COLUMN_LIMIT,
  PROP_THINKING_OPEN,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static SondeTranscriptView *
get_view (SondeTranscript *self)
{
  return SONDE_TRANSCRIPT_VIEW (self->view);
}

static guint
count_messages (SondeTranscript *self)
{
  return self->branch != NULL ? g_list_model_get_n_items (self->branch) : 0;
}

static void
update_frame (SondeTranscript *self)
{
  gboolean empty = count_messages (self) == 0
                   && (self->conversation == NULL || !sonde_conversation_get_busy (self->conversation));

  gtk_widget_set_visible (self->welcome, empty);
  gtk_widget_set_visible (self->scroller, !empty);
}

/* The messages */

/* The person has just asked for this answer, so the view goes to it. */
static gboolean
ends_with_new_turn (SondeTranscript *self, guint position, guint n_added)
{
  guint n_messages = count_messages (self);

  if (n_added == 0 || n_added > 2 || position + n_added != n_messages)
    return FALSE;
  g_autoptr (SondeMessage) last = g_list_model_get_item (self->branch, n_messages - 1);

  return sonde_message_get_state (last) == SONDE_STATE_STREAMING
         || sonde_message_get_role (last) == SONDE_ROLE_USER;
}

/* Goes where the reader was, as soon as that message is there. */
static void
restore_position (SondeTranscript *self)
{
  if (self->position != NULL && sonde_position_restore (get_view (self), self->position))
    g_clear_pointer (&self->position, g_free);
}

static void
branch_changed_cb (SondeTranscript *self, guint position, guint n_removed, guint n_added)
{
  sonde_selection_shift (self->selection, position, n_removed, n_added);
  update_frame (self);
  restore_position (self);
  if (ends_with_new_turn (self, position, n_added))
    {
      g_clear_pointer (&self->position, g_free);
      sonde_transcript_view_follow (get_view (self));
    }
  sonde_find_refresh (self->find);
}

static void
following_changed_cb (SondeTranscript *self)
{
  gtk_widget_set_visible (self->to_end, !sonde_transcript_view_get_following (get_view (self)));
}

/* Pushing on at the end follows it, even where the end has come up to the reader. */
static void
edge_cb (SondeTranscript *self, GtkPositionType edge)
{
  if (edge == GTK_POS_BOTTOM)
    sonde_transcript_view_follow (get_view (self));
}

/* Links */

/* (transfer full)(nullable) */
static SondeSource *
dup_source (SondeMessage *message, guint number)
{
  GListModel *sources = sonde_message_get_sources (message);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (SondeSource) source = g_list_model_get_item (sources, i);

      if (sonde_source_get_number (source) == number)
        return g_steal_pointer (&source);
    }
  return NULL;
}

static void
open_url (SondeTranscript *self, const char *url)
{
  if (url != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.choose-url", "s", url);
}

/* The window asks where the text of a link looks like another address. */
static void
follow_link (SondeTranscript *self, const SondeHot *hot)
{
  g_autofree char *text = g_strndup (hot->text, hot->text_length);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.follow-link", "(ss)", hot->target, text);
}

static void
go_to_spot (SondeTranscript *self, guint item, const SondeSpot *spot, gboolean by_keyboard)
{
  SondePlace place = { item, SONDE_TEXT_BODY, *spot };

  if (by_keyboard)
    sonde_transcript_view_go_to_note (get_view (self), &place);
  else
    sonde_transcript_view_scroll_to (get_view (self), &place);
}

static void
go_to_footnote (SondeTranscript *self, guint item, const SondeHot *hot, gboolean by_keyboard)
{
  g_autoptr (GPtrArray) blocks = sonde_transcript_view_dup_blocks (get_view (self), item, SONDE_TEXT_BODY);
  SondeSpot spot;

  if (!sonde_footnotes_find (blocks, hot->target, &spot))
    return;
  self->came_from = hot->start;
  go_to_spot (self, item, &spot, by_keyboard);
}

/* To where one came from, or else to where the footnote is named first. */
static void
go_back_from_footnote (SondeTranscript *self, guint item, const SondeHot *hot, gboolean by_keyboard)
{
  g_autoptr (GPtrArray) blocks = sonde_transcript_view_dup_blocks (get_view (self), item, SONDE_TEXT_BODY);
  SondeSpot spot;

  if (sonde_footnotes_find_reference (blocks, hot->target, &self->came_from, &spot))
    go_to_spot (self, item, &spot, by_keyboard);
}

static void
open_source (SondeTranscript *self, guint item, guint number)
{
  g_autoptr (SondeSource) source
    = dup_source (sonde_transcript_view_get_message (get_view (self), item), number);

  if (source != NULL)
    open_url (self, sonde_source_get_url (source));
}

static void
follow_hot (SondeTranscript *self, const SondeHot *hot, guint item, gboolean by_keyboard)
{
  if (item >= count_messages (self))
    return;
  switch (hot->kind)
    {
    case SONDE_HOT_LINK:
    case SONDE_HOT_IMAGE:
      follow_link (self, hot);
      break;
    case SONDE_HOT_FOOTNOTE:
      go_to_footnote (self, item, hot, by_keyboard);
      break;
    case SONDE_HOT_BACK:
      go_back_from_footnote (self, item, hot, by_keyboard);
      break;
    case SONDE_HOT_SOURCE:
      open_source (self, item, hot->number);
      break;
    case SONDE_HOT_MATH:
    case SONDE_HOT_NONE:
      break;
    }
}

static void
pressed_cb (SondeTranscript *self, const SondeHot *hot, guint item)
{
  follow_hot (self, hot, item, FALSE);
}

static void
activated_cb (SondeTranscript *self, const SondeHot *hot, guint item)
{
  follow_hot (self, hot, item, TRUE);
}

/* Its site, which nobody can make up, then its title, which the page made up. */
static char *
dup_source_words (SondeSource *source)
{
  return g_strdup_printf (
    "%s · \u2068%s\u2069", sonde_source_get_domain (source), sonde_source_get_title (source));
}

static void
show_source (SondeTranscript *self, guint item, guint number)
{
  SondeMessage *message
    = item < count_messages (self) ? sonde_transcript_view_get_message (get_view (self), item) : NULL;
  g_autoptr (SondeSource) source = message != NULL ? dup_source (message, number) : NULL;
  g_autofree char *words = source != NULL ? dup_source_words (source) : NULL;

  if (words != NULL)
    sonde_link_label_show_text (SONDE_LINK_LABEL (self->link), words);
  else
    sonde_link_label_show (SONDE_LINK_LABEL (self->link), NULL);
  sonde_transcript_view_light_source (get_view (self), item, number);
}

/* Where it leads, for the pointer and for the keyboard. */
static void
show_target (SondeTranscript *self, const SondeHot *hot, guint item)
{
  gboolean is_link = hot->kind == SONDE_HOT_LINK || hot->kind == SONDE_HOT_IMAGE;

  if (hot->kind == SONDE_HOT_SOURCE)
    {
      show_source (self, item, hot->number);
      return;
    }
  sonde_link_label_show (SONDE_LINK_LABEL (self->link), is_link ? hot->target : NULL);
  sonde_transcript_view_light_source (get_view (self), item, 0);
}

static void
show_hover (SondeTranscript *self, const SondeHot *hot, guint item)
{
  gboolean is_text = hot->kind == SONDE_HOT_NONE || hot->kind == SONDE_HOT_MATH;

  gtk_widget_set_cursor_from_name (self->view, is_text ? "text" : "pointer");
  gtk_widget_set_tooltip_text (self->view, hot->kind == SONDE_HOT_MATH ? hot->title : NULL);
  show_target (self, hot, item);
}

/* A screen reader asks for the description after it has heard of the focus. */
static void
describe_source (SondeTranscript *self, GtkWidget *button, guint item, guint number)
{
  SondeMessage *message = sonde_transcript_view_get_message (get_view (self), item);
  g_autoptr (SondeSource) source = dup_source (message, number);
  g_autofree char *words = source != NULL ? dup_source_words (source) : NULL;

  if (words != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

/* The buttons of links have the focus by the keyboard only. */
static void
focus_moved_cb (SondeTranscript *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *block = focus != NULL ? gtk_widget_get_parent (focus) : NULL;
  const SondeHot *hot
    = SONDE_IS_BLOCK_VIEW (block) ? sonde_block_view_get_button_hot (SONDE_BLOCK_VIEW (block), focus) : NULL;
  guint item = hot != NULL ? sonde_transcript_view_find_item (get_view (self), focus) : G_MAXUINT;

  if (item < count_messages (self))
    {
      if (hot->kind == SONDE_HOT_SOURCE)
        describe_source (self, focus, item, hot->number);
      show_target (self, hot, item);
    }
  else if (self->focus_shown)
    show_target (self, &(SondeHot){ 0 }, G_MAXUINT);
  self->focus_shown = item < count_messages (self);
}

static void
moved_cb (SondeTranscript *self, double x, double y)
{
  SondeHot hot = { 0 };
  guint item = G_MAXUINT;

  if (!sonde_transcript_view_get_hot (get_view (self), x, y, &item, &hot))
    hot = (SondeHot){ 0 };
  show_hover (self, &hot, item);
}

static void
left_cb (SondeTranscript *self)
{
  show_hover (self, &(SondeHot){ 0 }, G_MAXUINT);
}

/* Copying */

static void
selection_changed_cb (SondeTranscript *self)
{
  SondePlace start, end;

  gtk_widget_action_set_enabled (
    GTK_WIDGET (self), "transcript.copy", sonde_selection_get_bounds (self->selection, &start, &end));
}

/* What is selected can be pasted with the middle button; the text is made only when somebody does. */
static void
offer_primary (SondeTranscript *self)
{
  SondePlace start, end;

  if (!sonde_selection_get_bounds (self->selection, &start, &end))
    return;
  g_autoptr (GdkContentProvider) provider = sonde_primary_new (get_view (self), &start, &end);

  gdk_clipboard_set_content (gtk_widget_get_primary_clipboard (GTK_WIDGET (self)), provider);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  SondeTranscript *self = SONDE_TRANSCRIPT (widget);
  SondePlace start, end;

  if (!sonde_selection_get_bounds (self->selection, &start, &end))
    return;
  g_autoptr (GdkContentProvider) provider = sonde_copy_provide (get_view (self), &start, &end);

  gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), provider);
}

static void
copy_as (GtkWidget *widget, const char *action, GVariant *parameter)
{
  SondeTranscript *self = SONDE_TRANSCRIPT (widget);
  const char *name = g_variant_get_string (parameter, NULL);
  SondePlace start, end;

  if (!sonde_selection_get_bounds (self->selection, &start, &end))
    return;
  SondeCopyForm form = g_str_equal (name, "markdown") ? SONDE_COPY_MARKDOWN
                       : g_str_equal (name, "html")   ? SONDE_COPY_HTML
                                                      : SONDE_COPY_PLAIN;
  g_autofree char *text = sonde_copy_dup_text (get_view (self), &start, &end, form);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
copy_text (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), g_variant_get_string (parameter, NULL));
}

static void
select_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  sonde_selection_select_all (SONDE_TRANSCRIPT (widget)->selection);
  offer_primary (SONDE_TRANSCRIPT (widget));
}

static void
clear_selection (GtkWidget *widget, const char *action, GVariant *parameter)
{
  sonde_selection_clear (SONDE_TRANSCRIPT (widget)->selection);
}

static void
hold (GtkWidget *widget, const char *action, GVariant *parameter)
{
  sonde_transcript_view_hold (get_view (SONDE_TRANSCRIPT (widget)));
}

static void
prefer_open (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_object_set (widget, "thinking-open", g_variant_get_boolean (parameter), NULL);
}

static void
show_menu (SondeTranscript *self, double x, double y)
{
  SondeHot hot = { 0 };
  guint item = G_MAXUINT;
  SondePlace start, end;
  gboolean selected = sonde_selection_get_bounds (self->selection, &start, &end);

  if (!sonde_transcript_view_get_hot (get_view (self), x, y, &item, &hot))
    hot = (SondeHot){ 0 };
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = sonde_transcript_menu_new (&hot, selected);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
menu_pressed_cb (SondeTranscript *self, int n_press, double x, double y)
{
  show_menu (self, x, y);
}

static void
show_menu_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  show_menu (SONDE_TRANSCRIPT (widget), gtk_widget_get_width (widget) / 2.0, 40);
}

/* The keyboard */

static gboolean
move_selection_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  SondeTranscript *self = SONDE_TRANSCRIPT (widget);
  int step, count;

  g_variant_get (arguments, "(ii)", &step, &count);
  sonde_selection_move (self->selection, (GtkMovementStep) step, count);
  offer_primary (self);
  return GDK_EVENT_STOP;
}

static gboolean
scroll_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  SondeTranscript *self = SONDE_TRANSCRIPT (widget);
  int step, count;
  double page = gtk_widget_get_height (self->view) * 0.9;

  g_variant_get (arguments, "(ii)", &step, &count);
  if (step == GTK_MOVEMENT_BUFFER_ENDS && count > 0)
    sonde_transcript_view_follow (get_view (self));
  else if (step == GTK_MOVEMENT_BUFFER_ENDS)
    sonde_transcript_view_set_anchor (get_view (self), 0, G_MININT / 2);
  else
    sonde_transcript_view_scroll_by (get_view (self), count * (step == GTK_MOVEMENT_PAGES ? page : 60));
  return GDK_EVENT_STOP;
}

static void
add_movement (GtkWidgetClass *klass, guint key, GdkModifierType modifiers, GtkMovementStep step, int count)
{
  gtk_widget_class_add_binding (
    klass, key, modifiers | GDK_SHIFT_MASK, move_selection_cb, "(ii)", (int) step, count);
}

static void
add_scroll (GtkWidgetClass *klass, guint key, GdkModifierType modifiers, GtkMovementStep step, int count)
{
  gtk_widget_class_add_binding (klass, key, modifiers, scroll_cb, "(ii)", (int) step, count);
}

static void
add_bindings (GtkWidgetClass *klass)
{
  add_movement (klass, GDK_KEY_Left, 0, GTK_MOVEMENT_VISUAL_POSITIONS, -1);
  add_movement (klass, GDK_KEY_Right, 0, GTK_MOVEMENT_VISUAL_POSITIONS, 1);
  add_movement (klass, GDK_KEY_Left, GDK_CONTROL_MASK, GTK_MOVEMENT_WORDS, -1);
  add_movement (klass, GDK_KEY_Right, GDK_CONTROL_MASK, GTK_MOVEMENT_WORDS, 1);
  add_movement (klass, GDK_KEY_Up, 0, GTK_MOVEMENT_DISPLAY_LINES, -1);
  add_movement (klass, GDK_KEY_Down, 0, GTK_MOVEMENT_DISPLAY_LINES, 1);
  add_movement (klass, GDK_KEY_Page_Up, 0, GTK_MOVEMENT_PAGES, -1);
  add_movement (klass, GDK_KEY_Page_Down, 0, GTK_MOVEMENT_PAGES, 1);
  add_movement (klass, GDK_KEY_Home, 0, GTK_MOVEMENT_DISPLAY_LINE_ENDS, -1);
  add_movement (klass, GDK_KEY_End, 0, GTK_MOVEMENT_DISPLAY_LINE_ENDS, 1);
  add_movement (klass, GDK_KEY_Home, GDK_CONTROL_MASK, GTK_MOVEMENT_BUFFER_ENDS, -1);
  add_movement (klass, GDK_KEY_End, GDK_CONTROL_MASK, GTK_MOVEMENT_BUFFER_ENDS, 1);
  add_scroll (klass, GDK_KEY_Up, 0, GTK_MOVEMENT_DISPLAY_LINES, -1);
  add_scroll (klass, GDK_KEY_Down, 0, GTK_MOVEMENT_DISPLAY_LINES, 1);
  add_scroll (klass, GDK_KEY_Page_Up, 0, GTK_MOVEMENT_PAGES, -1);
  add_scroll (klass, GDK_KEY_Page_Down, 0, GTK_MOVEMENT_PAGES, 1);
  add_scroll (klass, GDK_KEY_Home, 0, GTK_MOVEMENT_BUFFER_ENDS, -1);
  add_scroll (klass, GDK_KEY_End, 0, GTK_MOVEMENT_BUFFER_ENDS, 1);
  add_scroll (klass, GDK_KEY_Home, GDK_CONTROL_MASK, GTK_MOVEMENT_BUFFER_ENDS, -1);
  add_scroll (klass, GDK_KEY_End, GDK_CONTROL_MASK, GTK_MOVEMENT_BUFFER_ENDS, 1);
  /* Menus name the last one. */
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Insert, GDK_CONTROL_MASK, "transcript.copy", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_c, GDK_CONTROL_MASK, "transcript.copy", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_a, GDK_CONTROL_MASK, "transcript.select-all", NULL);
  gtk_widget_class_add_binding_action (
    klass, GDK_KEY_a, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "transcript.clear-selection", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F10, GDK_SHIFT_MASK, "transcript.menu", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Menu, 0, "transcript.menu", NULL);
}

/* Looks */

/* Everything in the transcript is in em, so that one size is enough. */
static void
set_zoom (SondeTranscript *self, double zoom)
{
  g_autofree char *css = NULL;
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  zoom = CLAMP (zoom, MIN_ZOOM, MAX_ZOOM);
  if (self->zoom == zoom)
    return;
  self->zoom = zoom;
  css = g_strdup_printf ("transcript { font-size: %s%%; }",
                         g_ascii_formatd (number, sizeof number, "%.1f", zoom * 100));
  gtk_css_provider_load_from_data (self->zoom_css, css, -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ZOOM]);
}

static void
column_changed_cb (SondeTranscript *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COLUMN_LIMIT]);
}

static void
found_cb (SondeTranscript *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_MATCHES]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MATCH]);
}

static void
sonde_transcript_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeTranscript *self = SONDE_TRANSCRIPT (object);

  switch (prop_id)
    {
    case PROP_N_MATCHES:
      g_value_set_uint (value, sonde_find_get_n_matches (self->find));
      break;
    case PROP_MATCH:
      g_value_set_int (value, sonde_find_get_current (self->find));
      break;
    case PROP_ZOOM:
      g_value_set_double (value, self->zoom);
      break;
    case PROP_WIDTH_LIMIT:
      g_value_set_int (value, self->width_limit);
      break;
    case PROP_COLUMN_LIMIT:
      g_object_get_property (G_OBJECT (self->view), "column-limit", value);
      break;
    case PROP_THINKING_OPEN:
      g_value_set_boolean (value, self->thinking_open);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_transcript_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SondeTranscript *self = SONDE_TRANSCRIPT (object);

  switch (prop_id)
    {
    case PROP_ZOOM:
      set_zoom (self, g_value_get_double (value));
      break;
    case PROP_WIDTH_LIMIT:
      self->width_limit = g_value_get_int (value);
      sonde_transcript_view_set_width_limit (get_view (self), self->width_limit);
      break;
    case PROP_THINKING_OPEN:
      self->thinking_open = g_value_get_boolean (value);
      sonde_transcript_view_set_prefers_open (get_view (self), self->thinking_open);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_transcript_dispose (GObject *object)
{
  SondeTranscript *self = SONDE_TRANSCRIPT (object);

  if (self->branch != NULL)
    g_signal_handlers_disconnect_by_data (self->branch, self);
  g_clear_object (&self->branch);
  g_clear_object (&self->conversation);
  g_clear_object (&self->find);
  g_clear_object (&self->selection);
  g_clear_object (&self->zoom_css);
  g_clear_pointer (&self->position, g_free);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  G_OBJECT_CLASS (sonde_transcript_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "transcript.hold", NULL, hold);
  gtk_widget_class_install_action (widget_class, "transcript.prefer-open", "b", prefer_open);
  gtk_widget_class_install_action (widget_class, "transcript.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "transcript.copy-as", "s", copy_as);
  gtk_widget_class_install_action (widget_class, "transcript.copy-text", "s", copy_text);
  gtk_widget_class_install_action (widget_class, "transcript.select-all", NULL, select_all);
  gtk_widget_class_install_action (widget_class, "transcript.clear-selection", NULL, clear_selection);
  gtk_widget_class_install_action (widget_class, "transcript.menu", NULL, show_menu_action);
}

static void
sonde_transcript_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sonde_transcript_parent_class)->root (widget);
  SONDE_TRANSCRIPT (widget)->focus_id = g_signal_connect_object (gtk_widget_get_root (widget),
                                                                 "notify::focus-widget",
                                                                 G_CALLBACK (focus_moved_cb),
                                                                 widget,
                                                                 G_CONNECT_SWAPPED);
}

static void
sonde_transcript_unroot (GtkWidget *widget)
{
  g_clear_signal_handler (&SONDE_TRANSCRIPT (widget)->focus_id, gtk_widget_get_root (widget));
  GTK_WIDGET_CLASS (sonde_transcript_parent_class)->unroot (widget);
}

static void
sonde_transcript_class_init (SondeTranscriptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = sonde_transcript_dispose;
  object_class->get_property = sonde_transcript_get_property;
  object_class->set_property = sonde_transcript_set_property;
  widget_class->root = sonde_transcript_root;
  widget_class->unroot = sonde_transcript_unroot;

  props[PROP_N_MATCHES]
    = g_param_spec_uint ("n-matches", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_MATCH]
    = g_param_spec_int ("match", NULL, NULL, -1, G_MAXINT, -1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, MIN_ZOOM, MAX_ZOOM, 1, flags);
  props[PROP_WIDTH_LIMIT] = g_param_spec_int (
    "width-limit", NULL, NULL, 0, G_MAXINT, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_COLUMN_LIMIT] = g_param_spec_int (
    "column-limit", NULL, NULL, 1, G_MAXINT, SONDE_CLAMP_WIDTH, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_THINKING_OPEN]
    = g_param_spec_boolean ("thinking-open", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LOG);
  gtk_widget_class_set_css_name (widget_class, "transcript");
  install_actions (widget_class);
  add_bindings (widget_class);
}

static GtkWidget *
create_welcome (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (_ ("What would you like to know?"));
  GtkWidget *hint = gtk_label_new (_ ("DeepThink reasons before it answers. Search reads the web first."));

  gtk_widget_add_css_class (title, "welcome-title");
  gtk_widget_add_css_class (hint, "welcome-hint");
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_justify (GTK_LABEL (title), GTK_JUSTIFY_CENTER);
  gtk_label_set_justify (GTK_LABEL (hint), GTK_JUSTIFY_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (box, "welcome");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), hint);
  return box;
}

static GtkWidget *
create_to_end (SondeTranscript *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("go-bottom-symbolic");

  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "to-end");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (button, GTK_ALIGN_END);
  gtk_widget_set_visible (button, FALSE);
  gtk_widget_set_tooltip_text (button, _ ("Go to the End"));
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Go to the End"), -1);
  g_signal_connect_object (
    button, "clicked", G_CALLBACK (sonde_transcript_scroll_to_end), self, G_CONNECT_SWAPPED);
  return button;
}

static void
add_pointer (SondeTranscript *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *menu = gtk_gesture_click_new ();

  g_signal_connect_object (motion, "motion", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->view, motion);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (menu, "pressed", G_CALLBACK (menu_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->view, GTK_EVENT_CONTROLLER (menu));
}

static void
build_view (SondeTranscript *self)
{
  self->view = sonde_transcript_view_new ();
  g_signal_connect_object (
    self->view, "notify::following", G_CALLBACK (following_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    self->view, "notify::column-limit", G_CALLBACK (column_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "hot", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  add_pointer (self);

  self->selection = sonde_selection_new (get_view (self));
  g_signal_connect_object (
    self->selection, "changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "settled", G_CALLBACK (offer_primary), self, G_CONNECT_SWAPPED);

  self->find = sonde_find_new (get_view (self));
  g_signal_connect_object (self->find, "changed", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (
    GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  g_signal_connect_object (self->scroller, "edge-reached", G_CALLBACK (edge_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scroller, "edge-overshot", G_CALLBACK (edge_cb), self, G_CONNECT_SWAPPED);
}

static void
sonde_transcript_init (SondeTranscript *self)
{
  self->zoom = 1;
  self->zoom_css = gtk_css_provider_new ();
  gtk_style_context_add_provider (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                  GTK_STYLE_PROVIDER (self->zoom_css),
                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  build_view (self);
  self->welcome = create_welcome ();
  self->to_end = create_to_end (self);
  self->link = sonde_link_label_new ();
  self->overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->scroller);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->welcome);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->to_end);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->link);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Transcript"), -1);
  selection_changed_cb (self);
  update_frame (self);
}

GtkWidget *
sonde_transcript_new (void)
{
  return g_object_new (SONDE_TYPE_TRANSCRIPT, NULL);
}

/** Notes in the conversation where the reader is, so that it opens there again. */
void
sonde_transcript_remember_position (SondeTranscript *self)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT (self));

  /* One that has not been gone to yet stays as it is. */
  if (self->conversation == NULL || self->position != NULL || count_messages (self) == 0)
    return;
  g_autofree char *position = sonde_position_dup (get_view (self));

  sonde_conversation_set_view (self->conversation, position);
}

/** @conversation: (nullable): the conversation to show, where it was read last or from its end */
void
sonde_transcript_set_conversation (SondeTranscript *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT (self));
  g_return_if_fail (conversation == NULL || SONDE_IS_CONVERSATION (conversation));

  if (self->conversation == conversation)
    return;
  sonde_transcript_remember_position (self);
  if (self->branch != NULL)
    g_signal_handlers_disconnect_by_data (self->branch, self);
  g_clear_object (&self->branch);
  g_clear_pointer (&self->position, g_free);
  g_set_object (&self->conversation, conversation);
  sonde_selection_clear (self->selection);
  if (conversation != NULL)
    {
      self->branch = g_object_ref (sonde_conversation_get_branch (conversation));
      self->position = g_strdup (sonde_conversation_get_view (conversation));
    }
  sonde_transcript_view_set_model (get_view (self), self->branch);
  sonde_find_set_query (self->find, NULL, FALSE);
  if (self->branch != NULL)
    g_signal_connect_object (
      self->branch, "items-changed", G_CALLBACK (branch_changed_cb), self, G_CONNECT_SWAPPED);
  update_frame (self);
  restore_position (self);
}

/**
 * sonde_transcript_find:
 * @query: (nullable): what to look for, without regard to case; %NULL or "" ends the search
 *
 * Looks through the whole shown branch; "n-matches" says how often it stands there as soon as that is known.
 */
void
sonde_transcript_find (SondeTranscript *self, const char *query)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT (self));

  sonde_find_set_query (self->find, query, FALSE);
}

/** The same, but where @words do not stand together each of them is looked for. */
void
sonde_transcript_find_words (SondeTranscript *self, const char *words)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT (self));

  sonde_find_set_query (self->find, words, TRUE);
}

/** Goes to the next match (1) or the one before (-1), also when matches are still looked for. */
void
sonde_transcript_find_step (SondeTranscript *self, int direction)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT (self));

  sonde_find_step (self->find, direction);
}

guint
sonde_transcript_get_n_matches (SondeTranscript *self)
{
  g_return_val_if_fail (SONDE_IS_TRANSCRIPT (self), 0);

  return sonde_find_get_n_matches (self->find);
}

/** Which match was gone to, from 0; -1 for none. */
int
sonde_transcript_get_match (SondeTranscript *self)
{
  g_return_val_if_fail (SONDE_IS_TRANSCRIPT (self), -1);

  return sonde_find_get_current (self->find);
}

void
sonde_transcript_scroll_to_message (SondeTranscript *self, gint64 id)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT (self));

  g_free (self->position);
  self->position = sonde_position_of_message (id);
  restore_position (self);
}

/** Goes to the end and follows it. */
void
sonde_transcript_scroll_to_end (SondeTranscript *self)
{
  g_return_if_fail (SONDE_IS_TRANSCRIPT (self));

  g_clear_pointer (&self->position, g_free);
  sonde_transcript_view_follow (get_view (self));
}
