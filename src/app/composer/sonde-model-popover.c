/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-model-popover.h"

#include <glib/gi18n-lib.h>

struct _SondeModelPopover
{
  GtkPopover parent_instance;

  /* borrowed, of the content */
  GtkLabel *heading;
  GtkListBox *list;
  GtkLabel *status;
  GtkEditable *other;

  /* state */
  int chosen; /* the row of the model in use, else the first */
};

G_DEFINE_FINAL_TYPE (SondeModelPopover, sonde_model_popover, GTK_TYPE_POPOVER)

static void
choose (SondeModelPopover *self, const char *model)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.choose-model", "s", model);
}

static void
row_activated_cb (SondeModelPopover *self, GtkListBoxRow *row)
{
  choose (self, g_object_get_data (G_OBJECT (row), "model"));
}

static void
other_activate_cb (SondeModelPopover *self)
{
  g_autofree char *model = g_strstrip (g_strdup (gtk_editable_get_text (self->other)));

  if (*model != '\0')
    choose (self, model);
}

static GtkWidget *
make_row (const char *id, const char *label, gboolean chosen)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *names = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (label);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_MIDDLE);
  gtk_box_append (GTK_BOX (names), title);
  if (g_strcmp0 (id, label) != 0)
    {
      GtkWidget *subtitle = gtk_label_new (id);

      gtk_label_set_xalign (GTK_LABEL (subtitle), 0);
      gtk_label_set_ellipsize (GTK_LABEL (subtitle), PANGO_ELLIPSIZE_MIDDLE);
      gtk_widget_add_css_class (subtitle, "caption");
      gtk_widget_add_css_class (subtitle, "secondary");
      gtk_box_append (GTK_BOX (names), subtitle);
    }
  gtk_widget_set_hexpand (names, TRUE);
  gtk_box_append (GTK_BOX (box), names);
  if (chosen)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("object-select-symbolic"));

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (row), "model", g_strdup (id), g_free);
  return row;
}

/* The keyboard begins at the model that is chosen. */
static void
focus_chosen (SondeModelPopover *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, self->chosen);

  if (row != NULL && *gtk_editable_get_text (self->other) == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
sonde_model_popover_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sonde_model_popover_parent_class)->map (widget);
  focus_chosen (SONDE_MODEL_POPOVER (widget));
}

static void
sonde_model_popover_class_init (SondeModelPopoverClass *klass)
{
  GTK_WIDGET_CLASS (klass)->map = sonde_model_popover_map;
}

static GtkWidget *
make_list (SondeModelPopover *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "models");
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Models"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 360);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  return scroller;
}

static void
sonde_model_popover_init (SondeModelPopover *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *other = gtk_entry_new ();

  self->heading = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->heading, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->heading), "section-title");
  self->status = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->status, 0);
  gtk_label_set_wrap (self->status, TRUE);
  gtk_label_set_max_width_chars (self->status, 30);
  gtk_widget_add_css_class (GTK_WIDGET (self->status), "secondary");
  gtk_widget_add_css_class (GTK_WIDGET (self->status), "status");

  self->other = GTK_EDITABLE (other);
  gtk_entry_set_placeholder_text (GTK_ENTRY (other), _ ("Another Model…"));
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (other), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Another Model"), -1);
  g_signal_connect_swapped (other, "activate", G_CALLBACK (other_activate_cb), self);

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->heading));
  gtk_box_append (GTK_BOX (box), make_list (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->status));
  gtk_box_append (GTK_BOX (box), other);
  gtk_widget_set_size_request (box, 250, -1);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_TOP);
  gtk_widget_add_css_class (GTK_WIDGET (self), "model-popover");
}

GtkWidget *
sonde_model_popover_new (void)
{
  return g_object_new (SONDE_TYPE_MODEL_POPOVER, NULL);
}

/** @heading: which mode the model is for */
void
sonde_model_popover_set_heading (SondeModelPopover *self, const char *heading)
{
  g_return_if_fail (SONDE_IS_MODEL_POPOVER (self));

  gtk_label_set_text (self->heading, heading);
}

/**
 * sonde_model_popover_set_models:
 * @ids: %NULL-terminated
 * @labels: names for people, as many
 */
void
sonde_model_popover_set_models (SondeModelPopover *self,
                                const char *const *ids,
                                const char *const *labels,
                                const char *chosen)
{
  g_return_if_fail (SONDE_IS_MODEL_POPOVER (self));

  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))))
    gtk_list_box_remove (self->list, row);
  self->chosen = 0;
  for (int i = 0; ids[i]; i++)
    {
      gboolean is_chosen = g_strcmp0 (ids[i], chosen) == 0;

      gtk_list_box_append (self->list, make_row (ids[i], labels[i], is_chosen));
      if (is_chosen)
        self->chosen = i;
    }
  gtk_editable_set_text (self->other, "");
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    focus_chosen (self);
}

/** @status: (nullable): a sentence below the list */
void
sonde_model_popover_set_status (SondeModelPopover *self, const char *status)
{
  g_return_if_fail (SONDE_IS_MODEL_POPOVER (self));

  gtk_label_set_text (self->status, status ? status : "");
  gtk_widget_set_visible (GTK_WIDGET (self->status), status != NULL);
}
