/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What streaming is held against: a window that shows a text as it comes with what GTK has. It is given the
 * same tokens at the same rate, takes them over once a frame and stays at the end. It reads no Markdown, so
 * it does less than sonde.
 *
 * baseline-window view|labels FILE TOKENS-PER-SECOND BYTES-PER-TOKEN; says "done" when all is shown.
 *   view     one GtkTextView, whose last paragraph is inserted again when it has grown
 *   labels   a GtkBox with a GtkLabel for each paragraph */

#define G_LOG_DOMAIN "sonde-bench"

#include <adwaita.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  gboolean has_labels;
  char *text;
  gsize length;
  gsize shown;
  gsize tail; /* where the last paragraph begins */
  double bytes_per_second;
  gint64 begin;
  GtkWidget *content;
  GtkWidget *label; /* of the last paragraph */
  GtkAdjustment *adjustment;
} Baseline;

static void
show_in_view (Baseline *self, gsize end)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->content));
  GtkTextIter from, to;

  gtk_text_buffer_get_end_iter (buffer, &to);
  from = to;
  gtk_text_iter_backward_chars (
    &from, (int) g_utf8_strlen (self->text + self->tail, (gssize) (self->shown - self->tail)));
  gtk_text_buffer_delete (buffer, &from, &to);
  gtk_text_buffer_insert (buffer, &from, self->text + self->tail, (int) (end - self->tail));
}

static void
show_in_label (Baseline *self, gsize end)
{
  g_autofree char *paragraph = g_strndup (self->text + self->tail, end - self->tail);

  if (self->label == NULL)
    {
      self->label = gtk_label_new (NULL);
      gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
      gtk_label_set_selectable (GTK_LABEL (self->label), TRUE);
      gtk_label_set_xalign (GTK_LABEL (self->label), 0);
      gtk_box_append (GTK_BOX (self->content), self->label);
    }
  gtk_label_set_text (GTK_LABEL (self->label), paragraph);
}

static void
show_until (Baseline *self, gsize end)
{
  if (self->has_labels)
    show_in_label (self, end);
  else
    show_in_view (self, end);
  self->shown = end;
}

/* Paragraphs end at an empty line. */
static void
show_text (Baseline *self, gsize end)
{
  const char *gap;

  while ((gap = memmem (self->text + self->tail, end - self->tail, "\n\n", 2)) != NULL)
    {
      gsize next = (gsize) (gap - self->text) + 2;

      show_until (self, next);
      self->tail = next;
      self->label = NULL;
    }
  if (end > self->tail)
    show_until (self, end);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Baseline *self = user_data;
  gint64 now = g_get_monotonic_time ();
  gsize due;

  if (self->begin == 0)
    self->begin = now;
  due = MIN ((gsize) ((double) (now - self->begin) / G_USEC_PER_SEC * self->bytes_per_second), self->length);
  while (due < self->length && (self->text[due] & 0xc0) == 0x80)
    due++;
  if (due > self->shown)
    show_text (self, due);
  if (due < self->length)
    return G_SOURCE_CONTINUE;
  g_print ("done\n");
  return G_SOURCE_REMOVE;
}

static void
changed_cb (GtkAdjustment *adjustment)
{
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
}

static GtkWidget *
create_content (Baseline *self)
{
  if (self->has_labels)
    return gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *view = gtk_text_view_new ();

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  return view;
}

static void
activate_cb (GApplication *application, gpointer user_data)
{
  Baseline *self = user_data;
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (application));
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->content = create_content (self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->content);
  self->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  g_signal_connect (self->adjustment, "changed", G_CALLBACK (changed_cb), NULL);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 700);
  gtk_widget_add_tick_callback (self->content, tick_cb, self, NULL);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application = adw_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_autoptr (GError) error = NULL;
  Baseline self = { 0 };

  if (argc != 5 || !g_file_get_contents (argv[2], &self.text, &self.length, &error))
    {
      g_printerr ("%s\n", error != NULL ? error->message : "baseline-window view|labels FILE RATE BYTES");
      return 2;
    }
  self.has_labels = g_str_equal (argv[1], "labels");
  self.bytes_per_second = strtod (argv[3], NULL) * strtod (argv[4], NULL);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &self);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
