/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-source-strip.h"

#include <glib/gi18n-lib.h>

#include "sonde-source.h"

#define CHIP_SPACING       8
#define CHIP_MIN_WIDTH     200
#define SNIPPET_CHARACTERS 240

struct _SondeSourceStrip
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *box;
  GtkWidget *chips;
};

G_DEFINE_FINAL_TYPE (SondeSourceStrip, sonde_source_strip, GTK_TYPE_WIDGET)

static void
chip_clicked_cb (GtkWidget *chip, SondeSource *source)
{
  gtk_widget_activate_action (chip, "win.choose-url", "s", sonde_source_get_url (source));
}

/* Title, address, date and the beginning of what was found there. */
static char *
dup_tooltip (SondeSource *source)
{
  const char *text = sonde_source_get_text (source);
  const char *date = sonde_source_get_date (source);
  glong length = g_utf8_strlen (text, -1);
  g_autofree char *snippet = g_utf8_substring (text, 0, MIN (length, SNIPPET_CHARACTERS));
  GString *tooltip = g_string_new (sonde_source_get_title (source));

  g_string_append_printf (tooltip, "\n%s", sonde_source_get_url (source));
  if (*date != '\0')
    g_string_append_printf (tooltip, "\n%s", date);
  if (*snippet != '\0')
    g_string_append_printf (tooltip, "\n\n%s%s", snippet, length > SNIPPET_CHARACTERS ? "…" : "");
  return g_string_free (tooltip, FALSE);
}

static GtkWidget *
create_chip (SondeSource *source)
{
  g_autofree char *tooltip = dup_tooltip (source);
  g_autofree char *number = g_strdup_printf ("%u", sonde_source_get_number (source));
  /* Translators: the accessible name of a cited page: its number and its title */
  g_autofree char *name = g_strdup_printf (_ ("Source %s: %s"), number, sonde_source_get_title (source));
  GtkWidget *chip = gtk_button_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *number_label = gtk_label_new (number);
  GtkWidget *title = gtk_label_new (sonde_source_get_title (source));
  GtkWidget *domain = gtk_label_new (sonde_source_get_domain (source));

  gtk_widget_add_css_class (number_label, "number");
  gtk_widget_set_valign (number_label, GTK_ALIGN_CENTER);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (domain, "domain");
  gtk_label_set_ellipsize (GTK_LABEL (domain), PANGO_ELLIPSIZE_START);
  gtk_label_set_max_width_chars (GTK_LABEL (domain), 20);
  gtk_box_append (GTK_BOX (line), number_label);
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), domain);

  gtk_button_set_child (GTK_BUTTON (chip), line);
  gtk_widget_add_css_class (chip, "chip");
  gtk_widget_set_tooltip_text (chip, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  tooltip,
                                  -1);
  g_signal_connect_data (chip,
                         "clicked",
                         G_CALLBACK (chip_clicked_cb),
                         g_object_ref (source),
                         (GClosureNotify) (void (*) (void)) g_object_unref,
                         0);
  return chip;
}

/* As many columns as have room for a chip each, two at most, whatever the titles would like. */
static int
count_columns (int width)
{
  return width < 0 || width >= 2 * CHIP_MIN_WIDTH + CHIP_SPACING ? 2 : 1;
}

static int
get_chip_height (GtkWidget *chips, int chip_width)
{
  int height = 0, chip_height = 0;

  for (GtkWidget *chip = gtk_widget_get_first_child (chips); chip != NULL;
       chip = gtk_widget_get_next_sibling (chip))
    {
      gtk_widget_measure (chip, GTK_ORIENTATION_VERTICAL, chip_width, &chip_height, NULL, NULL, NULL);
      height = MAX (height, chip_height);
    }
  return height;
}

static GtkSizeRequestMode
get_chips_request_mode (GtkWidget *chips)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_chips (GtkWidget *chips,
               GtkOrientation orientation,
               int for_size,
               int *minimum,
               int *natural,
               int *minimum_baseline,
               int *natural_baseline)
{
  int n_columns = count_columns (for_size);
  int n_chips = 0;

  for (GtkWidget *chip = gtk_widget_get_first_child (chips); chip != NULL;
       chip = gtk_widget_get_next_sibling (chip))
    n_chips++;
  *minimum = CHIP_MIN_WIDTH;
  *natural = 2 * CHIP_MIN_WIDTH + CHIP_SPACING;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      int n_rows = (n_chips + n_columns - 1) / n_columns;

      *minimum = n_rows * get_chip_height (chips, -1) + MAX (n_rows - 1, 0) * CHIP_SPACING;
      *natural = *minimum;
    }
}

static void
allocate_chips (GtkWidget *chips, int width, int height, int baseline)
{
  int n_columns = count_columns (width);
  int chip_width = (width - (n_columns - 1) * CHIP_SPACING) / n_columns;
  int chip_height = get_chip_height (chips, -1);
  int i = 0;

  for (GtkWidget *chip = gtk_widget_get_first_child (chips); chip != NULL;
       chip = gtk_widget_get_next_sibling (chip))
    {
      GtkAllocation place = { (i % n_columns) * (chip_width + CHIP_SPACING),
                              (i / n_columns) * (chip_height + CHIP_SPACING),
                              chip_width,
                              chip_height };

      gtk_widget_size_allocate (chip, &place, -1);
      i++;
    }
}

static void
sonde_source_strip_dispose (GObject *object)
{
  g_clear_pointer (&SONDE_SOURCE_STRIP (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (sonde_source_strip_parent_class)->dispose (object);
}

static void
sonde_source_strip_class_init (SondeSourceStripClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_source_strip_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "sources");
}

static void
sonde_source_strip_init (SondeSourceStrip *self)
{
  GtkWidget *title = gtk_label_new (_ ("Sources"));

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "sources-title");

  self->chips = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_layout_manager (
    self->chips, gtk_custom_layout_new (get_chips_request_mode, measure_chips, allocate_chips));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), title);
  gtk_box_append (GTK_BOX (self->box), self->chips);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
sonde_source_strip_new (void)
{
  return g_object_new (SONDE_TYPE_SOURCE_STRIP, NULL);
}

/** @sources: a list of #SondeSource; an empty one hides the strip */
void
sonde_source_strip_set_sources (SondeSourceStrip *self, GListModel *sources)
{
  g_return_if_fail (SONDE_IS_SOURCE_STRIP (self));
  g_return_if_fail (G_IS_LIST_MODEL (sources));

  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->chips)) != NULL)
    gtk_box_remove (GTK_BOX (self->chips), child);
  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (SondeSource) source = g_list_model_get_item (sources, i);

      gtk_box_append (GTK_BOX (self->chips), create_chip (source));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), g_list_model_get_n_items (sources) > 0);
}

/** Lights the chip of the source @number; 0 for none. */
void
sonde_source_strip_light (SondeSourceStrip *self, guint number)
{
  g_return_if_fail (SONDE_IS_SOURCE_STRIP (self));

  guint i = 1;

  for (GtkWidget *chip = gtk_widget_get_first_child (self->chips); chip != NULL;
       chip = gtk_widget_get_next_sibling (chip), i++)
    if (i == number)
      gtk_widget_add_css_class (chip, "lit");
    else
      gtk_widget_remove_css_class (chip, "lit");
}
