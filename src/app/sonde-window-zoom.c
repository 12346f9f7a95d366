/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* How large conversations are: the transcript and the text that is being written for it. */

#include "sonde-window-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "sonde-assist.h"

#define MIN_ZOOM  0.5
#define MAX_ZOOM  3.0
#define ZOOM_STEP 0.1

static double
get_zoom (SondeWindow *self)
{
  return g_settings_get_double (self->settings, "zoom");
}

/* Sums of tenths are not quite tenths. */
static void
set_zoom (SondeWindow *self, double zoom)
{
  g_settings_set_double (self->settings, "zoom", CLAMP (round (zoom * 10) / 10, MIN_ZOOM, MAX_ZOOM));
}

static void
zoom_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_zoom (SONDE_WINDOW (widget), get_zoom (SONDE_WINDOW (widget)) + ZOOM_STEP);
}

static void
zoom_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_zoom (SONDE_WINDOW (widget), get_zoom (SONDE_WINDOW (widget)) - ZOOM_STEP);
}

static void
zoom_reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_zoom (SONDE_WINDOW (widget), 1);
}

static void
zoom_changed_cb (SondeWindow *self)
{
  double zoom = get_zoom (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.zoom-in", zoom < MAX_ZOOM);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.zoom-out", zoom > MIN_ZOOM);
  sonde_composer_set_zoom (self->composer, zoom);
}

/** Transcript and composer follow the setting. */
void
sonde_window_follow_zoom (SondeWindow *self)
{
  g_settings_bind (self->settings, "zoom", self->transcript, "zoom", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (
    self->settings, "changed::zoom", G_CALLBACK (zoom_changed_cb), self, G_CONNECT_SWAPPED);
  g_object_bind_property (
    self->transcript, "column-limit", self->composer_clamp, "limit", G_BINDING_SYNC_CREATE);
  zoom_changed_cb (self);
}

/* The row of the main menu */

static void
show_zoom (GtkWidget *button, GSettings *settings)
{
  int percent = (int) round (g_settings_get_double (settings, "zoom") * 100);
  g_autofree char *label = g_strdup_printf (_ ("%d%%"), percent);
  g_autofree char *name = g_strdup_printf (_ ("Reset Zoom (%d%%)"), percent);

  gtk_button_set_label (GTK_BUTTON (button), label);
  sonde_assist_set_name (button, name);
}

static void
shown_zoom_changed_cb (GtkWidget *button, const char *key, GSettings *settings)
{
  show_zoom (button, settings);
}

static GtkWidget *
create_step_button (const char *icon_name, const char *name, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_tooltip_text (button, name);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static GtkWidget *
create_reset_button (SondeWindow *self)
{
  GtkWidget *button = gtk_button_new ();

  gtk_widget_set_tooltip_text (button, _ ("Reset Zoom"));
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "numeric");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.zoom-reset");
  g_signal_connect_object (
    self->settings, "changed::zoom", G_CALLBACK (shown_zoom_changed_cb), button, G_CONNECT_SWAPPED);
  show_zoom (button, self->settings);
  return button;
}

/** Buttons for less, the usual size and more; the menu stays open while they are pressed. */
GtkWidget *
sonde_window_create_zoom_row (SondeWindow *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_add_css_class (row, "zoom");
  gtk_box_append (GTK_BOX (row), create_step_button ("zoom-out-symbolic", _ ("Zoom Out"), "win.zoom-out"));
  gtk_box_append (GTK_BOX (row), create_reset_button (self));
  gtk_box_append (GTK_BOX (row), create_step_button ("zoom-in-symbolic", _ ("Zoom In"), "win.zoom-in"));
  return row;
}

void
sonde_window_install_zoom_actions (GtkWidgetClass *widget_class)
{
  static const SondeWindowAction actions[] = {
    { "win.zoom-in", NULL, zoom_in_action },
    { "win.zoom-out", NULL, zoom_out_action },
    { "win.zoom-reset", NULL, zoom_reset_action },
  };

  sonde_window_install (widget_class, actions, G_N_ELEMENTS (actions));
}
