/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-paragraph-label.h"

#define NUMBER_SIZE 16
#define CODE_RADIUS 4
#define LONG_WORD   1000

struct _SondeParagraphLabel
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *marker;
  GtkWidget *label;

  /* Owned */
  GArray *marks;

  /* State */
  SondeParagraphKind kind;
  guint level;
  guint pressed;
};

G_DEFINE_FINAL_TYPE (SondeParagraphLabel, sonde_paragraph_label, GTK_TYPE_WIDGET)

/* Between Chinese characters a line may end anywhere. */
static gboolean
has_long_word (const char *text)
{
  gsize n = 0;

  for (; *text != '\0' && n < LONG_WORD; text++)
    n = g_ascii_isspace (*text) || (guchar) *text >= 0xe3 ? 0 : n + 1;
  return n == LONG_WORD;
}

static GdkRGBA
get_colour (GtkWidget *widget, const char *name, double alpha)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA colour = { 0 };

  if (name == NULL)
    gtk_style_context_get_color (context, &colour);
  else if (!gtk_style_context_lookup_color (context, name, &colour))
    g_warning ("The theme has no colour %s", name);
  colour.alpha *= alpha;
  return colour;
}

static void
fill_rounded (GtkSnapshot *snapshot, const graphene_rect_t *rect, double radius, const GdkRGBA *colour)
{
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, rect, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, colour, rect);
  gtk_snapshot_pop (snapshot);
}

/* Where the layout of the label begins, in this widget. */
static void
get_layout_origin (SondeParagraphLabel *self, double *x, double *y)
{
  int layout_x = 0, layout_y = 0;

  gtk_label_get_layout_offsets (GTK_LABEL (self->label), &layout_x, &layout_y);
  gtk_widget_translate_coordinates (self->label, GTK_WIDGET (self), layout_x, layout_y, x, y);
}

static graphene_rect_t
get_number_rect (SondeParagraphLabel *self, const SondeMark *mark)
{
  PangoLayout *layout = gtk_label_get_layout (GTK_LABEL (self->label));
  PangoRectangle first, last;
  double x, y;

  get_layout_origin (self, &x, &y);
  pango_layout_index_to_pos (layout, mark->start, &first);
  pango_layout_index_to_pos (layout, mark->end - 1, &last);

  double left = MIN (first.x, last.x + last.width) / (double) PANGO_SCALE;
  double right = MAX (first.x, last.x + last.width) / (double) PANGO_SCALE;
  double width = MAX (NUMBER_SIZE, right - left);
  double middle = y + (first.y + first.height / 2.0) / PANGO_SCALE;

  return GRAPHENE_RECT_INIT (
    x + (left + right - width) / 2, middle - NUMBER_SIZE / 2.0 - 0.5, width, NUMBER_SIZE);
}

static void
snapshot_number (SondeParagraphLabel *self, GtkSnapshot *snapshot, const SondeMark *mark)
{
  g_autofree char *text = g_strdup_printf ("%u", mark->number);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (self->label, text);
  g_autoptr (PangoAttrList) attrs = pango_attr_list_new ();
  graphene_rect_t rect = get_number_rect (self, mark);
  GdkRGBA ground = get_colour (GTK_WIDGET (self), "accent_bg_color", 0.16);
  GdkRGBA ink = get_colour (GTK_WIDGET (self), "accent_color", 1);
  int width, height;

  pango_attr_list_insert (attrs, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_attr_list_insert (attrs, pango_attr_size_new_absolute (10 * PANGO_SCALE));
  pango_layout_set_attributes (layout, attrs);
  pango_layout_get_pixel_size (layout, &width, &height);

  fill_rounded (snapshot, &rect, NUMBER_SIZE / 2.0, &ground);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (rect.origin.x + (rect.size.width - width) / 2,
                                                rect.origin.y + (rect.size.height - height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

/* The ground of a code span, one rectangle for each line that it runs over. */
static void
snapshot_code (SondeParagraphLabel *self, GtkSnapshot *snapshot, const SondeMark *mark)
{
  PangoLayout *layout = gtk_label_get_layout (GTK_LABEL (self->label));
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  GdkRGBA ground = get_colour (GTK_WIDGET (self), NULL, 0.07);
  double x, y;

  get_layout_origin (self, &x, &y);
  do
    {
      PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
      PangoRectangle logical;
      int *ranges, n_ranges;

      if ((int) mark->end <= line->start_index || (int) mark->start >= line->start_index + line->length)
        continue;
      pango_layout_iter_get_line_extents (iter, NULL, &logical);
      pango_layout_line_get_x_ranges (line, mark->start, mark->end, &ranges, &n_ranges);
      double middle = y + (logical.y + logical.height / 2.0) / PANGO_SCALE;
      double half = logical.height * 0.42 / PANGO_SCALE;

      for (int i = 0; i < n_ranges; i++)
        {
          double left = x + ranges[2 * i] / (double) PANGO_SCALE;
          double right = x + ranges[2 * i + 1] / (double) PANGO_SCALE;

          fill_rounded (snapshot,
                        &GRAPHENE_RECT_INIT (left - 2, middle - half, right - left + 4, 2 * half),
                        CODE_RADIUS,
                        &ground);
        }
      g_free (ranges);
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

/* The number under a point of this widget, 0 for none. */
static guint
find_number (SondeParagraphLabel *self, double x, double y)
{
  for (guint i = 0; self->marks != NULL && i < self->marks->len; i++)
    {
      const SondeMark *mark = &g_array_index (self->marks, SondeMark, i);

      if (mark->number == 0)
        continue;
      graphene_rect_t rect = get_number_rect (self, mark);

      if (graphene_rect_contains_point (&rect, &GRAPHENE_POINT_INIT (x, y)))
        return mark->number;
    }
  return 0;
}

/* The digits keep their place in the text but are drawn by us: each takes a part of the round number, which
 * stands in the middle of the text's own height, so that it makes no line higher. */
static void
reserve_numbers (SondeParagraphLabel *self, GArray *marks, PangoAttrList *attrs)
{
  PangoFontMetrics *metrics
    = pango_context_get_metrics (gtk_widget_get_pango_context (self->label), NULL, NULL);
  int top = (pango_font_metrics_get_descent (metrics) - pango_font_metrics_get_ascent (metrics)
             - NUMBER_SIZE * PANGO_SCALE)
            / 2;

  pango_font_metrics_unref (metrics);
  for (guint i = 0; i < marks->len; i++)
    {
      const SondeMark *mark = &g_array_index (marks, SondeMark, i);
      guint n_digits = mark->end - mark->start;
      int width = MAX (NUMBER_SIZE, 7 * n_digits + 6) * PANGO_SCALE / (int) MAX (n_digits, 1);
      PangoRectangle rect = { 0, top, width, NUMBER_SIZE * PANGO_SCALE };

      if (mark->number == 0)
        continue;
      PangoAttribute *attribute = pango_attr_shape_new (&rect, &rect);

      attribute->start_index = mark->start;
      attribute->end_index = mark->end;
      pango_attr_list_insert (attrs, attribute);
    }
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
pressed_cb (SondeParagraphLabel *self, int n_press, double x, double y, GtkGesture *gesture)
{
  self->pressed = find_number (self, x, y);
  gtk_gesture_set_state (gesture,
                         self->pressed != 0 ? GTK_EVENT_SEQUENCE_CLAIMED : GTK_EVENT_SEQUENCE_DENIED);
}

static void
released_cb (SondeParagraphLabel *self, int n_press, double x, double y)
{
  if (self->pressed != 0 && self->pressed == find_number (self, x, y))
    gtk_widget_activate_action (GTK_WIDGET (self), "message.open-source", "u", self->pressed);
  self->pressed = 0;
}

static void
moved_cb (SondeParagraphLabel *self, double x, double y)
{
  guint number = find_number (self, x, y);

  gtk_widget_set_cursor_from_name (self->label, number != 0 ? "pointer" : "text");
  gtk_widget_activate_action (GTK_WIDGET (self), "message.point-at-source", "u", number);
}

static void
left_cb (SondeParagraphLabel *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "message.point-at-source", "u", 0);
}

static void
sonde_paragraph_label_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeParagraphLabel *self = SONDE_PARAGRAPH_LABEL (widget);

  for (guint i = 0; self->marks != NULL && i < self->marks->len; i++)
    {
      const SondeMark *mark = &g_array_index (self->marks, SondeMark, i);

      if (mark->number != 0)
        snapshot_number (self, snapshot, mark);
      else
        snapshot_code (self, snapshot, mark);
    }
  GTK_WIDGET_CLASS (sonde_paragraph_label_parent_class)->snapshot (widget, snapshot);
}

/* The marker is as wide as it asks for, the label has the rest. A GtkBoxLayout would ask the label how wide
 * it is at its height, which GtkLabel tries out by setting its text a dozen times. */
static int
get_marker_width (SondeParagraphLabel *self)
{
  int width = 0;

  if (gtk_widget_should_layout (self->marker))
    gtk_widget_measure (self->marker, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  return width;
}

static GtkSizeRequestMode
sonde_paragraph_label_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sonde_paragraph_label_measure (GtkWidget *widget,
                               GtkOrientation orientation,
                               int for_size,
                               int *minimum,
                               int *natural,
                               int *minimum_baseline,
                               int *natural_baseline)
{
  SondeParagraphLabel *self = SONDE_PARAGRAPH_LABEL (widget);
  int marker_width = get_marker_width (self);
  int marker_height = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->label, orientation, -1, minimum, natural, NULL, NULL);
      *minimum += marker_width;
      *natural += marker_width;
      return;
    }
  if (marker_width > 0)
    gtk_widget_measure (self->marker, orientation, -1, NULL, &marker_height, NULL, NULL);
  gtk_widget_measure (self->label,
                      orientation,
                      for_size < 0 ? -1 : MAX (for_size - marker_width, 0),
                      minimum,
                      natural,
                      NULL,
                      NULL);
  *minimum = MAX (*minimum, marker_height);
  *natural = MAX (*natural, marker_height);
}

static void
sonde_paragraph_label_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondeParagraphLabel *self = SONDE_PARAGRAPH_LABEL (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int marker_width = get_marker_width (self);
  int label_width = width - marker_width;

  if (marker_width > 0)
    gtk_widget_size_allocate (
      self->marker, &(GtkAllocation){ rtl ? label_width : 0, 0, marker_width, height }, -1);
  gtk_widget_size_allocate (
    self->label, &(GtkAllocation){ rtl ? 0 : marker_width, 0, label_width, height }, -1);
}

static void
sonde_paragraph_label_dispose (GObject *object)
{
  SondeParagraphLabel *self = SONDE_PARAGRAPH_LABEL (object);

  g_clear_pointer (&self->marker, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->marks, g_array_unref);
  G_OBJECT_CLASS (sonde_paragraph_label_parent_class)->dispose (object);
}

static void
sonde_paragraph_label_class_init (SondeParagraphLabelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_paragraph_label_dispose;
  widget_class->get_request_mode = sonde_paragraph_label_get_request_mode;
  widget_class->measure = sonde_paragraph_label_measure;
  widget_class->size_allocate = sonde_paragraph_label_size_allocate;
  widget_class->snapshot = sonde_paragraph_label_snapshot;
  gtk_widget_class_set_css_name (widget_class, "paragraph");
}

static void
sonde_paragraph_label_init (SondeParagraphLabel *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->marker = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->marker, "marker");
  gtk_widget_set_valign (self->marker, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (self->marker), 0);
  gtk_widget_set_visible (self->marker, FALSE);
  gtk_widget_set_parent (self->marker, GTK_WIDGET (self));

  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (self->label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));

  /* Before the label's own gesture, which would begin a selection. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (motion, "motion", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

GtkWidget *
sonde_paragraph_label_new (void)
{
  return g_object_new (SONDE_TYPE_PARAGRAPH_LABEL, NULL);
}

/**
 * sonde_paragraph_label_show:
 * @self: a paragraph label
 * @paragraph: what kind of paragraph it is
 * @shown: its text
 *
 * Shows a text. Nothing is touched where it is shown already, so that a selection stays.
 */
void
sonde_paragraph_label_show (SondeParagraphLabel *self, const SondeParagraph *paragraph, SondeShownText *shown)
{
  g_return_if_fail (SONDE_IS_PARAGRAPH_LABEL (self));
  g_return_if_fail (paragraph != NULL && shown != NULL);

  static const char *const headings[] = { "heading-1", "heading-2", "heading-3" };
  guint level = paragraph->kind == SONDE_PARAGRAPH_HEADING ? CLAMP (paragraph->level, 1, 3) : 0;
  gboolean is_item = paragraph->kind == SONDE_PARAGRAPH_ITEM;
  GtkWidget *widget = GTK_WIDGET (self);

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    set_class (widget, headings[i], level == i + 1);
  set_class (widget, "item", is_item);
  set_class (
    widget, "verbatim", paragraph->kind == SONDE_PARAGRAPH_TABLE || paragraph->kind == SONDE_PARAGRAPH_MATH);
  set_class (widget, "cjk", sonde_paragraph_is_wide (shown->text));

  gtk_widget_set_visible (self->marker, is_item);
  if (is_item)
    gtk_label_set_text (GTK_LABEL (self->marker), shown->marker);
  set_class (self->marker, "numbered", is_item && g_ascii_isdigit (shown->marker[0]));
  gtk_widget_set_margin_start (self->marker, is_item ? 18 * paragraph->level : 0);

  /* To find where a word must be broken, Pango takes the square of its length. */
  gtk_label_set_wrap_mode (GTK_LABEL (self->label),
                           has_long_word (shown->text) ? PANGO_WRAP_CHAR : PANGO_WRAP_WORD_CHAR);
  reserve_numbers (self, shown->marks, shown->attrs);
  g_clear_pointer (&self->marks, g_array_unref);
  self->marks = g_array_ref (shown->marks);
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->label)), shown->text) != 0)
    gtk_label_set_text (GTK_LABEL (self->label), shown->text);
  gtk_label_set_attributes (GTK_LABEL (self->label), shown->attrs);
  gtk_widget_queue_draw (widget);
}

/** Returns: (transfer none): the label that holds the text */
GtkLabel *
sonde_paragraph_label_get_label (SondeParagraphLabel *self)
{
  g_return_val_if_fail (SONDE_IS_PARAGRAPH_LABEL (self), NULL);

  return GTK_LABEL (self->label);
}
