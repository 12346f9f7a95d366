/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-find-bar.h"

#include <glib/gi18n-lib.h>

struct _SondeFindBar
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget *bar;
  char *given; /* the text that the program put in, until another is typed */

  /* borrowed, of the bar */
  GtkWidget *entry;
  GtkLabel *count;
  GtkWidget *previous;
  GtkWidget *next;
};

G_DEFINE_FINAL_TYPE (SondeFindBar, sonde_find_bar, GTK_TYPE_WIDGET)

enum
{
  FIND,
  STEP,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
find (SondeFindBar *self)
{
  g_signal_emit (self, signals[FIND], 0, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
search_changed_cb (SondeFindBar *self)
{
  /* What the program put in is looked for already, and where one is stays. */
  if (g_strcmp0 (self->given, gtk_editable_get_text (GTK_EDITABLE (self->entry))) == 0)
    return;
  g_clear_pointer (&self->given, g_free);
  find (self);
  g_signal_emit (self, signals[STEP], 0, 1);
}

static void
next_cb (SondeFindBar *self)
{
  g_signal_emit (self, signals[STEP], 0, 1);
}

static void
previous_cb (SondeFindBar *self)
{
  g_signal_emit (self, signals[STEP], 0, -1);
}

static gboolean
key_pressed_cb (SondeFindBar *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter)
    return GDK_EVENT_PROPAGATE;

  g_signal_emit (self, signals[STEP], 0, (state & GDK_SHIFT_MASK) != 0 ? -1 : 1);
  return GDK_EVENT_STOP;
}

static void
sonde_find_bar_dispose (GObject *object)
{
  SondeFindBar *self = SONDE_FIND_BAR (object);

  g_clear_pointer (&self->bar, gtk_widget_unparent);
  g_clear_pointer (&self->given, g_free);

  G_OBJECT_CLASS (sonde_find_bar_parent_class)->dispose (object);
}

static void
sonde_find_bar_class_init (SondeFindBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_find_bar_dispose;

  signals[FIND]
    = g_signal_new ("find", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[STEP]
    = g_signal_new ("step", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "findbar");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
append_button (
  SondeFindBar *self, GtkWidget *box, const char *icon_name, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
sonde_find_bar_init (SondeFindBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->entry = gtk_search_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Find in Conversation"), -1);
  g_object_set (self->entry, "placeholder-text", _ ("Find in Conversation"), NULL);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (search_changed_cb), self);
  g_signal_connect_swapped (self->entry, "stop-search", G_CALLBACK (sonde_find_bar_close), self);
  g_signal_connect_swapped (self->entry, "next-match", G_CALLBACK (next_cb), self);
  g_signal_connect_swapped (self->entry, "previous-match", G_CALLBACK (previous_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (self->entry, keys);
  gtk_box_append (GTK_BOX (self->bar), self->entry);

  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "secondary");
  gtk_box_append (GTK_BOX (self->bar), GTK_WIDGET (self->count));
  self->previous
    = append_button (self, self->bar, "go-up-symbolic", _ ("Previous Match"), G_CALLBACK (previous_cb));
  self->next = append_button (self, self->bar, "go-down-symbolic", _ ("Next Match"), G_CALLBACK (next_cb));
  append_button (self, self->bar, "window-close-symbolic", _ ("Close"), G_CALLBACK (sonde_find_bar_close));
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));
  sonde_find_bar_set_count (self, 0, -1);
}

GtkWidget *
sonde_find_bar_new (void)
{
  return g_object_new (SONDE_TYPE_FIND_BAR, NULL);
}

/**
 * Shows it with the focus and counts again what it holds, which the next letter replaces. No match is
 * selected: that would take the selection from the entry.
 */
void
sonde_find_bar_open (SondeFindBar *self)
{
  g_return_if_fail (SONDE_IS_FIND_BAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_grab_focus (self->entry);
  find (self);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

/** Shows it with @text, whose places are counted at once, and leaves the focus where it is. */
void
sonde_find_bar_show_text (SondeFindBar *self, const char *text)
{
  g_return_if_fail (SONDE_IS_FIND_BAR (self));

  g_free (self->given);
  self->given = g_strdup (text);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  find (self);
}

void
sonde_find_bar_close (SondeFindBar *self)
{
  g_return_if_fail (SONDE_IS_FIND_BAR (self));

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit (self, signals[FIND], 0, "");
  g_signal_emit (self, signals[CLOSED], 0);
}

static char *
dup_count (guint count, int match)
{
  if (match < 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u match", "%u matches", count), count);
  /* Translators: the match that is shown and how many there are, such as “2 of 14” */
  return g_strdup_printf (_ ("%d of %u"), match + 1, count);
}

/**
 * sonde_find_bar_set_count:
 * @count: how many places were found for the text that is in the entry
 * @match: which of them is shown, from 0; -1 for none
 */
void
sonde_find_bar_set_count (SondeFindBar *self, guint count, int match)
{
  g_return_if_fail (SONDE_IS_FIND_BAR (self));

  gboolean empty = *gtk_editable_get_text (GTK_EDITABLE (self->entry)) == '\0';
  g_autofree char *text = dup_count (count, match);

  gtk_label_set_text (self->count, empty ? "" : text);
  gtk_widget_set_sensitive (self->previous, count > 0);
  gtk_widget_set_sensitive (self->next, count > 0);
}
