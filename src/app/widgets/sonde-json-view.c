/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-widgets"

#include "sonde-json-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-json-text.h"

/* What is put into the view between two frames. */
#define PIECE_BYTES (32 * 1024)

struct _SondeJsonView
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *search;
  GtkWidget *text;

  /* Owned */
  char *json;  /* as it is copied */
  char *shown; /* as it is shown */

  /* State */
  gsize inserted; /* of shown */
  gsize found;    /* where the last search began */
  guint idle;
};

G_DEFINE_FINAL_TYPE (SondeJsonView, sonde_json_view, GTK_TYPE_WIDGET)

/* Up to the end of a line, so that no line is laid out twice. */
static gboolean
insert_cb (gpointer user_data)
{
  SondeJsonView *self = user_data;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
  const char *begin = self->shown + self->inserted;
  const char *end = begin + MIN (strlen (begin), PIECE_BYTES);
  GtkTextIter iter;

  end = strchrnul (end, '\n');
  if (*end == '\n')
    end++;
  gtk_text_buffer_get_end_iter (buffer, &iter);
  gtk_text_buffer_insert (buffer, &iter, begin, (int) (end - begin));
  self->inserted = (gsize) (end - self->shown);
  if (*end != '\0')
    return G_SOURCE_CONTINUE;
  self->idle = 0;
  return G_SOURCE_REMOVE;
}

static void
get_iter_at (SondeJsonView *self, gsize offset, GtkTextIter *iter)
{
  int line = 0;
  const char *begin = self->shown;

  for (const char *newline = memchr (begin, '\n', offset); newline != NULL;
       newline = memchr (begin, '\n', (gsize) (self->shown + offset - begin)))
    {
      line++;
      begin = newline + 1;
    }
  gtk_text_buffer_get_iter_at_line_index (
    gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), iter, line, (int) (self->shown + offset - begin));
}

static void
select_match (SondeJsonView *self, gsize offset, gsize length)
{
  GtkTextIter start;
  GtkTextIter end;

  while (self->idle != 0 && self->inserted < offset + length)
    if (!insert_cb (self))
      break;
  get_iter_at (self, offset, &start);
  get_iter_at (self, offset + length, &end);
  gtk_text_buffer_select_range (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), &start, &end);
  gtk_text_view_scroll_to_iter (GTK_TEXT_VIEW (self->text), &start, 0.1, FALSE, 0, 0);
}

/* From @from on, and from the begin where there is none. */
static void
find (SondeJsonView *self, gsize from)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));
  const char *match = NULL;

  gtk_widget_remove_css_class (self->search, "error");
  if (*words == '\0')
    return;
  match = strcasestr (self->shown + from, words);
  if (match == NULL)
    match = strcasestr (self->shown, words);
  if (match == NULL)
    {
      gtk_widget_add_css_class (self->search, "error");
      return;
    }
  self->found = (gsize) (match - self->shown);
  select_match (self, self->found, strlen (words));
}

static void
search_changed_cb (SondeJsonView *self)
{
  find (self, self->found);
}

static void
search_next_cb (SondeJsonView *self)
{
  find (self, MIN (self->found + 1, strlen (self->shown)));
}

static void
copy_clicked_cb (SondeJsonView *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->json);
}

static GtkWidget *
create_bar (SondeJsonView *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *copy = gtk_button_new_with_mnemonic (_ ("_Copy"));

  self->search = gtk_search_entry_new ();
  gtk_widget_set_hexpand (self->search, TRUE);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Find"), -1);
  g_signal_connect_object (
    self->search, "search-changed", G_CALLBACK (search_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (search_next_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "next-match", G_CALLBACK (search_next_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (copy, "clicked", G_CALLBACK (copy_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (bar), self->search);
  gtk_box_append (GTK_BOX (bar), copy);
  return bar;
}

static GtkWidget *
create_text (SondeJsonView *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->text = gtk_text_view_new ();
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (self->text), TRUE);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->text), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->text), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->text), 12);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->text), 12);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->text), 12);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->text), 12);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->text);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_add_css_class (scrolled, "card");
  gtk_widget_set_overflow (scrolled, GTK_OVERFLOW_HIDDEN);
  return scrolled;
}

static void
add_note (GtkWidget *box, const char *note)
{
  GtkWidget *label = NULL;

  if (note == NULL)
    return;
  label = gtk_label_new (note);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
}

static void
sonde_json_view_dispose (GObject *object)
{
  SondeJsonView *self = SONDE_JSON_VIEW (object);
  GtkWidget *child = NULL;

  g_clear_handle_id (&self->idle, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (sonde_json_view_parent_class)->dispose (object);
}

static void
sonde_json_view_finalize (GObject *object)
{
  SondeJsonView *self = SONDE_JSON_VIEW (object);

  g_free (self->json);
  g_free (self->shown);
  G_OBJECT_CLASS (sonde_json_view_parent_class)->finalize (object);
}

static void
sonde_json_view_class_init (SondeJsonViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_json_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = sonde_json_view_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
sonde_json_view_init (SondeJsonView *self)
{
}

GtkWidget *
sonde_json_view_new (const char *name, const char *note, const char *head, const char *json)
{
  SondeJsonView *self = NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autofree char *indented = NULL;

  g_return_val_if_fail (name != NULL && json != NULL, NULL);

  self = g_object_new (SONDE_TYPE_JSON_VIEW, NULL);
  indented = sonde_json_text_indent (json);
  self->json = g_strdup (json);
  self->shown = g_strconcat (head != NULL ? head : "", indented, NULL);
  add_note (box, note);
  gtk_box_append (GTK_BOX (box), create_bar (self));
  gtk_box_append (GTK_BOX (box), create_text (self));
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  self->idle = g_idle_add (insert_cb, self);
  return GTK_WIDGET (self);
}
