/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-parameter-group.h"

#include <glib/gi18n-lib.h>

/* What the rows set, in their order. */
static const struct
{
  const char *title;
  const char *text;
  gsize offset;
  double least, most, step, usual;
  int digits;
  gboolean whole;    /* a gint64, not a double */
  gboolean thinking; /* also while the model thinks */
} parameters[] = {
  { .title = N_ ("Temperature"),
    .text = N_ ("Low keeps to the likeliest words, high is freer"),
    .offset = G_STRUCT_OFFSET (SondeParameters, temperature),
    .most = 2,
    .step = 0.1,
    .usual = 1,
    .digits = 1 },
  { .title = N_ ("Top P"),
    .text = N_ ("Which part of the likely words is chosen from"),
    .offset = G_STRUCT_OFFSET (SondeParameters, top_p),
    .most = 1,
    .step = 0.05,
    .usual = 1,
    .digits = 2 },
  { .title = N_ ("Longest Answer"),
    .text = N_ ("In tokens; a longer one is cut"),
    .offset = G_STRUCT_OFFSET (SondeParameters, max_tokens),
    .least = 1,
    .most = 1000000,
    .step = 256,
    .usual = 4096,
    .whole = TRUE,
    .thinking = TRUE },
  { .title = N_ ("Presence Penalty"),
    .text = N_ ("High brings in new subjects"),
    .offset = G_STRUCT_OFFSET (SondeParameters, presence_penalty),
    .least = -2,
    .most = 2,
    .step = 0.1,
    .digits = 1 },
  { .title = N_ ("Frequency Penalty"),
    .text = N_ ("High avoids saying the same again"),
    .offset = G_STRUCT_OFFSET (SondeParameters, frequency_penalty),
    .least = -2,
    .most = 2,
    .step = 0.1,
    .digits = 1 },
};

typedef struct
{
  SondeConversation *conversation;
  guint index;
  GtkWidget *value;
  GtkWidget *on;
} Row;

static void
row_free (gpointer data, GClosure *closure)
{
  Row *row = data;

  g_object_unref (row->conversation);
  g_free (row);
}

static double
get_value (const SondeParameters *from, guint index)
{
  gconstpointer place = G_STRUCT_MEMBER_P (from, parameters[index].offset);

  if (!parameters[index].whole)
    return *(const double *) place;
  return *(const gint64 *) place > 0 ? (double) *(const gint64 *) place : NAN;
}

static void
set_value (SondeParameters *to, guint index, double value)
{
  gpointer place = G_STRUCT_MEMBER_P (to, parameters[index].offset);

  if (parameters[index].whole)
    *(gint64 *) place = isnan (value) ? 0 : (gint64) value;
  else
    *(double *) place = value;
}

static void
changed_cb (Row *row)
{
  SondeParameters changed = *sonde_conversation_get_parameters (row->conversation);
  gboolean on = gtk_switch_get_active (GTK_SWITCH (row->on));

  gtk_widget_set_sensitive (row->value, on);
  set_value (
    &changed, row->index, on ? gtk_spin_button_get_value (GTK_SPIN_BUTTON (row->value)) : (double) NAN);
  sonde_conversation_set_parameters (row->conversation, &changed);
}

static void
connect_row (Row *row)
{
  g_signal_connect_data (
    row->on, "notify::active", G_CALLBACK (changed_cb), row, row_free, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (row->value, "value-changed", G_CALLBACK (changed_cb), row);
}

static GtkWidget *
make_spin_button (guint index)
{
  GtkWidget *value = gtk_spin_button_new_with_range (
    parameters[index].least, parameters[index].most, parameters[index].step);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (value), parameters[index].digits);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (value), TRUE);
  gtk_widget_set_valign (value, GTK_ALIGN_CENTER);
  return value;
}

static void
name_row (Row *row)
{
  const char *title = _ (parameters[row->index].title);
  /* Translators: the switch of a parameter; %s is the name of it, such as "Temperature" */
  g_autofree char *name = g_strdup_printf (_ ("Set %s"), title);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row->value), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->on), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static GtkWidget *
create_row (SondeConversation *conversation, guint index)
{
  GtkWidget *widget = adw_action_row_new ();
  double value = get_value (sonde_conversation_get_parameters (conversation), index);
  gboolean thinking = (sonde_conversation_get_mode (conversation) & SONDE_MODE_REASONING) != 0;
  Row *row = g_new0 (Row, 1);

  row->conversation = g_object_ref (conversation);
  row->index = index;
  row->value = make_spin_button (index);
  row->on = gtk_switch_new ();
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (row->value), isnan (value) ? parameters[index].usual : value);
  gtk_switch_set_active (GTK_SWITCH (row->on), !isnan (value));
  gtk_widget_set_sensitive (row->value, !isnan (value));
  gtk_widget_set_valign (row->on, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), _ (parameters[index].title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), _ (parameters[index].text));
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), row->value);
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), row->on);
  gtk_widget_set_sensitive (row->on, !thinking || parameters[index].thinking);
  gtk_widget_set_sensitive (widget, !thinking || parameters[index].thinking);
  name_row (row);
  connect_row (row);
  return widget;
}

GtkWidget *
sonde_parameter_group_new (SondeConversation *conversation)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (conversation), NULL);

  GtkWidget *group = adw_preferences_group_new ();
  gboolean thinking = (sonde_conversation_get_mode (conversation) & SONDE_MODE_REASONING) != 0;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Answers"));
  adw_preferences_group_set_description (
    ADW_PREFERENCES_GROUP (group),
    thinking ? _ ("DeepThink is on in this conversation: a model that thinks takes the longest answer only.")
             : _ ("What is not set here is left to the provider."));
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), create_row (conversation, i));
  return group;
}
