/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-source-strip.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "sonde-fold.h"
#include "sonde-source.h"

#define CHIP_SPACING       8
#define CHIP_MIN_WIDTH     200
#define SNIPPET_CHARACTERS 240
#define SNIPPET_LINES      3
/* With the space after it, as in the style sheet. */
#define NUMBER_WIDTH 28

/* A class of the box of chips: dates and snippets are shown. */
#define OPEN "open"

struct _SondeSourceStrip
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *box;
  GtkWidget *fold; /* says what this is, and shows more of it */
  GtkWidget *chips;
};

G_DEFINE_FINAL_TYPE (SondeSourceStrip, sonde_source_strip, GTK_TYPE_WIDGET)

static void
chip_clicked_cb (GtkWidget *chip, SondeSource *source)
{
  gtk_widget_activate_action (chip, "win.choose-url", "s", sonde_source_get_url (source));
}

/* As people write it, where the service says it in figures; else as it says it. */
static char *
dup_date (SondeSource *source)
{
  const char *text = sonde_source_get_date (source);
  g_autoptr (GDateTime) date = NULL;
  int year, month, day;

  if (sscanf (text, "%4d-%2d-%2d", &year, &month, &day) == 3)
    date = g_date_time_new_utc (year, month, day, 0, 0, 0);
  return date != NULL ? g_date_time_format (date, C_ ("date of a message", "%-d %b %Y")) : g_strdup (text);
}

/* The beginning of what was found there. */
static char *
dup_snippet (SondeSource *source)
{
  const char *text = sonde_source_get_text (source);
  glong length = g_utf8_strlen (text, -1);
  g_autofree char *snippet = g_utf8_substring (text, 0, MIN (length, SNIPPET_CHARACTERS));

  return g_strconcat (snippet, length > SNIPPET_CHARACTERS ? "…" : "", NULL);
}

/* Title, address, date and snippet. */
static char *
dup_tooltip (SondeSource *source)
{
  g_autofree char *date = dup_date (source);
  g_autofree char *snippet = dup_snippet (source);
  GString *tooltip = g_string_new (sonde_source_get_title (source));

  g_string_append_printf (tooltip, "\n%s", sonde_source_get_url (source));
  if (*date != '\0')
    g_string_append_printf (tooltip, "\n%s", date);
  if (*snippet != '\0')
    g_string_append_printf (tooltip, "\n\n%s", snippet);
  return g_string_free (tooltip, FALSE);
}

static GtkWidget *
create_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, css_class);
  return label;
}

/* Number, title and site. */
static GtkWidget *
create_line (SondeSource *source)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  g_autofree char *figures = g_strdup_printf ("%u", sonde_source_get_number (source));
  GtkWidget *number = create_label (figures, "number");
  GtkWidget *title = gtk_label_new (sonde_source_get_title (source));
  GtkWidget *domain = create_label (sonde_source_get_domain (source), "domain");

  gtk_widget_set_valign (number, GTK_ALIGN_CENTER);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (domain), PANGO_ELLIPSIZE_START);
  gtk_label_set_max_width_chars (GTK_LABEL (domain), 20);
  gtk_box_append (GTK_BOX (line), number);
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), domain);
  return line;
}

/* Date and snippet, as far as they are known. */
static GtkWidget *
create_snippet (SondeSource *source)
{
  g_autofree char *date = dup_date (source);
  g_autofree char *text = dup_snippet (source);
  g_autofree char *both = g_strconcat (date, *date != '\0' && *text != '\0' ? " · " : "", text, NULL);
  GtkWidget *snippet = create_label (both, "snippet");

  gtk_label_set_wrap (GTK_LABEL (snippet), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (snippet), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (snippet), SNIPPET_LINES);
  gtk_label_set_ellipsize (GTK_LABEL (snippet), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (snippet), 0);
  gtk_widget_set_margin_start (snippet, NUMBER_WIDTH);
  gtk_widget_set_visible (snippet, *both != '\0');
  return snippet;
}

static GtkWidget *
create_content (SondeSource *source, gboolean open)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_valign (content, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (content), create_line (source));
  if (open)
    gtk_box_append (GTK_BOX (content), create_snippet (source));
  return content;
}

static void
name_chip (GtkWidget *chip, SondeSource *source)
{
  g_autofree char *tooltip = dup_tooltip (source);
  g_autofree char *number = g_strdup_printf ("%u", sonde_source_get_number (source));
  /* Translators: the accessible name of a cited page: its number and its title */
  g_autofree char *name = g_strdup_printf (_ ("Source %s: %s"), number, sonde_source_get_title (source));

  gtk_widget_set_tooltip_text (chip, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  tooltip,
                                  -1);
}

static GtkWidget *
create_chip (SondeSource *source)
{
  GtkWidget *chip = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (chip), create_content (source, FALSE));
  gtk_widget_add_css_class (chip, "chip");
  name_chip (chip, source);
  g_object_set_data (G_OBJECT (chip), "source", source);
  g_signal_connect_data (chip,
                         "clicked",
                         G_CALLBACK (chip_clicked_cb),
                         g_object_ref (source),
                         (GClosureNotify) (void (*) (void)) g_object_unref,
                         0);
  return chip;
}

static void
toggled_cb (SondeSourceStrip *self, gboolean open)
{
  if (open)
    gtk_widget_add_css_class (self->chips, OPEN);
  else
    gtk_widget_remove_css_class (self->chips, OPEN);
  for (GtkWidget *chip = gtk_widget_get_first_child (self->chips); chip != NULL;
       chip = gtk_widget_get_next_sibling (chip))
    gtk_button_set_child (GTK_BUTTON (chip),
                          create_content (g_object_get_data (G_OBJECT (chip), "source"), open));
}

/* As many columns as have room for a chip each, two at most, whatever the titles would like; snippets are
 * read in lines as long as those of the answer. */
static int
count_columns (GtkWidget *chips, int width)
{
  if (gtk_widget_has_css_class (chips, OPEN))
    return 1;
  return width < 0 || width >= 2 * CHIP_MIN_WIDTH + CHIP_SPACING ? 2 : 1;
}

static int
get_chip_width (int n_columns, int width)
{
  return MAX ((width - (n_columns - 1) * CHIP_SPACING) / n_columns, CHIP_MIN_WIDTH);
}

/* Of the chips of one row, which begins with @chip; that becomes the first of the next. */
static int
take_row_height (GtkWidget **chip, int n_columns, int chip_width)
{
  int height = 0;

  for (int i = 0; i < n_columns && *chip != NULL; i++, *chip = gtk_widget_get_next_sibling (*chip))
    {
      int chip_height = 0;

      gtk_widget_measure (*chip, GTK_ORIENTATION_VERTICAL, chip_width, &chip_height, NULL, NULL, NULL);
      height = MAX (height, chip_height);
    }
  return height;
}

static GtkSizeRequestMode
get_chips_request_mode (GtkWidget *chips)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
get_chips_height (GtkWidget *chips, int width)
{
  int n_columns = count_columns (chips, width);
  int height = 0;

  for (GtkWidget *chip = gtk_widget_get_first_child (chips); chip != NULL;)
    height += take_row_height (&chip, n_columns, get_chip_width (n_columns, width))
              + (chip != NULL ? CHIP_SPACING : 0);
  return height;
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
  *minimum = CHIP_MIN_WIDTH;
  *natural = 2 * CHIP_MIN_WIDTH + CHIP_SPACING;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = get_chips_height (chips, for_size < 0 ? *natural : for_size);
}

static void
allocate_chips (GtkWidget *chips, int width, int height, int baseline)
{
  int n_columns = count_columns (chips, width);
  int chip_width = get_chip_width (n_columns, width);
  GtkAllocation place = { 0, 0, chip_width, 0 };

  for (GtkWidget *chip = gtk_widget_get_first_child (chips); chip != NULL;)
    {
      GtkWidget *next = chip;

      place.x = 0;
      place.height = take_row_height (&next, n_columns, chip_width);
      for (; chip != next; chip = gtk_widget_get_next_sibling (chip))
        {
          gtk_widget_size_allocate (chip, &place, -1);
          place.x += chip_width + CHIP_SPACING;
        }
      place.y += place.height + CHIP_SPACING;
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
  self->fold = sonde_fold_new (NULL);
  sonde_fold_set_title (SONDE_FOLD (self->fold), _ ("Sources"));
  g_signal_connect_object (self->fold, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);

  self->chips = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_layout_manager (
    self->chips, gtk_custom_layout_new (get_chips_request_mode, measure_chips, allocate_chips));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), self->fold);
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

  gboolean more = FALSE;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->chips)) != NULL)
    gtk_box_remove (GTK_BOX (self->chips), child);
  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (SondeSource) source = g_list_model_get_item (sources, i);

      gtk_box_append (GTK_BOX (self->chips), create_chip (source));
      more |= *sonde_source_get_text (source) != '\0' || *sonde_source_get_date (source) != '\0';
    }
  sonde_fold_set_openable (SONDE_FOLD (self->fold), more);
  toggled_cb (self, sonde_fold_get_open (SONDE_FOLD (self->fold)));
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
