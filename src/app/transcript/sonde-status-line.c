/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-status-line.h"

#include <glib/gi18n-lib.h>

#include "sonde-reasoning-fold.h"

#define PATIENCE_SECS 3 /* after which a wait shows its time */

struct _SondeStatusLine
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *box;
  GtkWidget *spinner;
  GtkWidget *label;

  /* Owned */
  SondeMessage *message;

  /* State */
  guint timer_id;
  SondePhase phase;
  gint64 phase_began;
};

G_DEFINE_FINAL_TYPE (SondeStatusLine, sonde_status_line, GTK_TYPE_WIDGET)

static char *
dup_status (SondeStatusLine *self)
{
  const char *detail = sonde_message_get_phase_detail (self->message);
  gint64 seconds = (g_get_monotonic_time () - self->phase_began) / G_USEC_PER_SEC;
  g_autofree char *time = sonde_format_seconds (seconds);

  if (self->phase == SONDE_PHASE_RETRYING)
    return g_strdup (detail != NULL && *detail != '\0' ? detail : _ ("Trying again…"));
  if (seconds < PATIENCE_SECS)
    return g_strdup (_ ("Waiting for the answer…"));
  /* Translators: %s is how long, such as “12 s” */
  return g_strdup_printf (_ ("Waiting for the answer… %s"), time);
}

static void
show_status (SondeStatusLine *self)
{
  g_autofree char *text = dup_status (self);

  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (self->label), text);
}

static gboolean
second_passed_cb (gpointer user_data)
{
  show_status (SONDE_STATUS_LINE (user_data));
  return G_SOURCE_CONTINUE;
}

/* The timer runs only while a time is shown. */
static void
sonde_status_line_map (GtkWidget *widget)
{
  SondeStatusLine *self = SONDE_STATUS_LINE (widget);

  GTK_WIDGET_CLASS (sonde_status_line_parent_class)->map (widget);
  self->timer_id = g_timeout_add_seconds (1, second_passed_cb, self);
}

static void
sonde_status_line_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&SONDE_STATUS_LINE (widget)->timer_id, g_source_remove);
  GTK_WIDGET_CLASS (sonde_status_line_parent_class)->unmap (widget);
}

static void
sonde_status_line_dispose (GObject *object)
{
  SondeStatusLine *self = SONDE_STATUS_LINE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->message);
  G_OBJECT_CLASS (sonde_status_line_parent_class)->dispose (object);
}

static void
sonde_status_line_class_init (SondeStatusLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_status_line_dispose;
  widget_class->map = sonde_status_line_map;
  widget_class->unmap = sonde_status_line_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sonde_status_line_init (SondeStatusLine *self)
{
  self->spinner = gtk_spinner_new ();
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_add_css_class (self->box, "status");
  gtk_box_append (GTK_BOX (self->box), self->spinner);
  gtk_box_append (GTK_BOX (self->box), self->label);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
sonde_status_line_new (SondeMessage *message)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE (message), NULL);

  SondeStatusLine *self = g_object_new (SONDE_TYPE_STATUS_LINE, NULL);

  self->message = g_object_ref (message);
  sonde_status_line_update (self);
  return GTK_WIDGET (self);
}

/** The message waits for something else now. */
void
sonde_status_line_update (SondeStatusLine *self)
{
  g_return_if_fail (SONDE_IS_STATUS_LINE (self));

  SondePhase phase = sonde_message_get_phase (self->message);

  if (phase != self->phase || self->phase_began == 0)
    {
      self->phase = phase;
      self->phase_began = g_get_monotonic_time ();
    }
  show_status (self);
}
