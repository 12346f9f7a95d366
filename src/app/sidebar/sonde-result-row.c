/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-result-row.h"

#include <glib/gi18n-lib.h>

#include "sonde-children.h"
#include "sonde-day-group.h"

#define LINES 2

struct _SondeResultRow
{
  GtkWidget parent_instance;

  /* owned */
  SondeResult *result;

  /* borrowed children */
  GtkLabel *title;
  GtkLabel *date;
  GtkLabel *snippet;
  GtkLabel *matches;
};

G_DEFINE_FINAL_TYPE (SondeResultRow, sonde_result_row, GTK_TYPE_WIDGET)

/* The text is the model's: it is never markup. */
static PangoAttrList *
make_attributes (SondeResult *result)
{
  PangoAttrList *attributes = pango_attr_list_new ();
  guint n_marks;
  const SondeResultMark *marks = sonde_result_get_marks (result, &n_marks);

  for (guint i = 0; i < n_marks; i++)
    {
      PangoAttribute *weight = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

      weight->start_index = marks[i].begin;
      weight->end_index = marks[i].end;
      pango_attr_list_insert (attributes, weight);
    }
  return attributes;
}

static void
show_snippet (SondeResultRow *self, SondeResult *result)
{
  const char *snippet = sonde_result_get_snippet (result);
  g_autoptr (PangoAttrList) attributes = make_attributes (result);

  gtk_label_set_text (self->snippet, snippet ? snippet : "");
  gtk_label_set_attributes (self->snippet, attributes);
  gtk_widget_set_visible (GTK_WIDGET (self->snippet), snippet && *snippet != '\0');
}

static void
show_matches (SondeResultRow *self, SondeResult *result)
{
  guint n_matches = sonde_result_get_n_matches (result);
  /* Translators: how often the words of a search stand in one conversation */
  g_autofree char *text = g_strdup_printf (ngettext ("%u match", "%u matches", n_matches), n_matches);

  gtk_label_set_text (self->matches, text);
  gtk_widget_set_visible (GTK_WIDGET (self->matches), n_matches > 1);
}

static void
describe (SondeResultRow *self, SondeResult *result, const char *date)
{
  GtkWidget *list_item = gtk_widget_get_parent (GTK_WIDGET (self));
  const char *snippet = sonde_result_get_snippet (result);
  g_autofree char *description = g_strjoin (". ", date, snippet, NULL);

  if (list_item)
    gtk_accessible_update_property (GTK_ACCESSIBLE (list_item),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    gtk_label_get_text (self->title),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    description,
                                    -1);
}

static void
sonde_result_row_dispose (GObject *object)
{
  g_clear_object (&SONDE_RESULT_ROW (object)->result);
  sonde_children_unparent (GTK_WIDGET (object));

  G_OBJECT_CLASS (sonde_result_row_parent_class)->dispose (object);
}

static void
sonde_result_row_class_init (SondeResultRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_result_row_dispose;
  gtk_widget_class_set_css_name (widget_class, "resultrow");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static GtkLabel *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  return GTK_LABEL (label);
}

static void
sonde_result_row_init (SondeResultRow *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  self->title = make_label ("title");
  self->date = make_label ("date");
  self->snippet = make_label ("snippet");
  self->matches = make_label ("matches");
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  gtk_label_set_wrap (self->snippet, TRUE);
  gtk_label_set_wrap_mode (self->snippet, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (self->snippet, LINES);
  gtk_label_set_ellipsize (self->snippet, PANGO_ELLIPSIZE_END);

  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->date));
  gtk_widget_set_parent (line, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->snippet), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->matches), GTK_WIDGET (self));
}

GtkWidget *
sonde_result_row_new (void)
{
  return g_object_new (SONDE_TYPE_RESULT_ROW, NULL);
}

void
sonde_result_row_set_result (SondeResultRow *self, SondeResult *result)
{
  g_return_if_fail (SONDE_IS_RESULT_ROW (self));
  g_return_if_fail (SONDE_IS_RESULT (result));

  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = sonde_day_group_dup_date (sonde_result_get_time (result), now);
  const char *title = sonde_result_get_title (result);

  g_set_object (&self->result, result);
  gtk_label_set_text (self->title, *title != '\0' ? title : _ ("New Chat"));
  gtk_label_set_text (self->date, date);
  show_snippet (self, result);
  show_matches (self, result);
  describe (self, result, date);
}

SondeResult *
sonde_result_row_get_result (SondeResultRow *self)
{
  g_return_val_if_fail (SONDE_IS_RESULT_ROW (self), NULL);

  return self->result;
}
