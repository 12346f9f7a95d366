/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-fold.h"

#define FOLD_MS 200

struct _SondeFold
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *button;
  GtkWidget *spinner;
  GtkWidget *title;
  GtkWidget *time;
  GtkWidget *triangle;
  GtkWidget *body; /* a GtkRevealer */

  /* State */
  gboolean touched;
  gboolean offering;
};

G_DEFINE_FINAL_TYPE (SondeFold, sonde_fold, GTK_TYPE_WIDGET)

static guint toggled_signal;

/* What is folded away must not be in the accessible tree either. */
static void
child_revealed_cb (SondeFold *self)
{
  if (!gtk_revealer_get_reveal_child (GTK_REVEALER (self->body)))
    gtk_widget_set_visible (self->body, gtk_revealer_get_child_revealed (GTK_REVEALER (self->body)));
}

static void
toggled_cb (SondeFold *self)
{
  gboolean open = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->button));

  if (!self->offering)
    {
      /* What the person looks at stays where it is: the view stops following the end. */
      self->touched = TRUE;
      gtk_widget_activate_action (GTK_WIDGET (self), "transcript.hold", NULL);
    }
  g_signal_emit (self, toggled_signal, 0, open, !self->offering);
  if (open && gtk_revealer_get_child (GTK_REVEALER (self->body)) != NULL)
    gtk_widget_set_visible (self->body, TRUE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->body), open);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->triangle), open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_STATE_EXPANDED, open, -1);
}

static void
sonde_fold_dispose (GObject *object)
{
  SondeFold *self = SONDE_FOLD (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->body, gtk_widget_unparent);
  G_OBJECT_CLASS (sonde_fold_parent_class)->dispose (object);
}

static void
sonde_fold_class_init (SondeFoldClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_fold_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "fold");
  toggled_signal = g_signal_new ("toggled",
                                 G_TYPE_FROM_CLASS (klass),
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 2,
                                 G_TYPE_BOOLEAN,
                                 G_TYPE_BOOLEAN);
}

static GtkWidget *
create_line (SondeFold *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->spinner = gtk_spinner_new ();
  self->title = gtk_label_new (NULL);
  self->time = gtk_label_new (NULL);
  self->triangle = gtk_image_new_from_icon_name ("pan-end-symbolic");
  gtk_image_set_pixel_size (GTK_IMAGE (self->triangle), 12);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->time, "numeric");
  gtk_widget_add_css_class (self->time, "time");
  gtk_widget_set_visible (self->spinner, FALSE);
  gtk_widget_set_visible (self->time, FALSE);
  gtk_box_append (GTK_BOX (line), self->spinner);
  gtk_box_append (GTK_BOX (line), self->title);
  gtk_box_append (GTK_BOX (line), self->time);
  gtk_box_append (GTK_BOX (line), self->triangle);
  return line;
}

static void
sonde_fold_init (SondeFold *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->button = gtk_toggle_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->button), create_line (self));
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE, -1);
  g_signal_connect_object (self->button, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));

  self->body = gtk_revealer_new ();
  gtk_revealer_set_transition_duration (GTK_REVEALER (self->body), FOLD_MS);
  gtk_widget_set_visible (self->body, FALSE);
  g_signal_connect_object (
    self->body, "notify::child-revealed", G_CALLBACK (child_revealed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->body, GTK_WIDGET (self));
}

/** @content: (nullable): what it opens; without, whoever hears "toggled" shows something */
GtkWidget *
sonde_fold_new (GtkWidget *content)
{
  g_return_val_if_fail (content == NULL || GTK_IS_WIDGET (content), NULL);

  SondeFold *self = g_object_new (SONDE_TYPE_FOLD, NULL);

  if (content != NULL)
    {
      gtk_widget_add_css_class (content, "folded");
      gtk_revealer_set_child (GTK_REVEALER (self->body), content);
    }
  return GTK_WIDGET (self);
}

/** The title is the accessible name too, without the running time, which changes every second. */
void
sonde_fold_set_title (SondeFold *self, const char *title)
{
  g_return_if_fail (SONDE_IS_FOLD (self));
  g_return_if_fail (title != NULL);

  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->title)), title) == 0)
    return;
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

/** @time: (nullable): shown after the title */
void
sonde_fold_set_time (SondeFold *self, const char *time)
{
  g_return_if_fail (SONDE_IS_FOLD (self));

  gtk_label_set_text (GTK_LABEL (self->time), time != NULL ? time : "");
  gtk_widget_set_visible (self->time, time != NULL);
}

void
sonde_fold_set_running (SondeFold *self, gboolean running)
{
  g_return_if_fail (SONDE_IS_FOLD (self));

  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), running);
  gtk_widget_set_visible (self->spinner, running);
}

/** Whether there is anything to open: a line without is only read. */
void
sonde_fold_set_openable (SondeFold *self, gboolean openable)
{
  g_return_if_fail (SONDE_IS_FOLD (self));

  gtk_widget_set_visible (self->triangle, openable);
  gtk_widget_set_can_target (self->button, openable);
  gtk_widget_set_focusable (self->button, openable);
}

gboolean
sonde_fold_get_open (SondeFold *self)
{
  g_return_val_if_fail (SONDE_IS_FOLD (self), FALSE);

  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->button));
}

/** Opens or closes, unless the person has done so by hand. */
void
sonde_fold_offer_open (SondeFold *self, gboolean open)
{
  g_return_if_fail (SONDE_IS_FOLD (self));

  if (self->touched)
    return;
  self->offering = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->button), open);
  self->offering = FALSE;
}

/** Sets it as it was, and whether the person has had a hand in that. */
void
sonde_fold_restore (SondeFold *self, gboolean open, gboolean touched)
{
  g_return_if_fail (SONDE_IS_FOLD (self));

  self->offering = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->button), open);
  self->offering = FALSE;
  self->touched = touched;
}
