/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-composer-text.h"

#include <glib/gi18n-lib.h>

/* Lines of 25 px at a text of 15.5 px. */
#define LINE_HEIGHT       (25 / 15.5)
#define PLACEHOLDER_ALPHA 0.6
#define TEXT_SIZE         1.057 /* em */

struct _SondeComposerText
{
  GtkTextView parent_instance;

  /* state */
  gboolean enter_sends;
  gboolean composing;
  int line_height;

  /* owned */
  GtkCssProvider *zoom_css;
};

G_DEFINE_FINAL_TYPE (SondeComposerText, sonde_composer_text, GTK_TYPE_TEXT_VIEW)

enum
{
  PROP_0,
  PROP_LINE_HEIGHT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  SEND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_enter (guint keyval)
{
  return keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter;
}

/* GtkTextView does not know the CSS property line-height, so the room between lines is set in pixels. */
static void
update_line_height (SondeComposerText *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (self);
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontDescription *font = pango_context_get_font_description (context);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, font, NULL);
  int wanted = (int) (LINE_HEIGHT * pango_font_description_get_size (font) / PANGO_SCALE + 0.5);
  int given
    = PANGO_PIXELS (pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics));
  int extra = MAX (wanted - given, 0);

  pango_font_metrics_unref (metrics);
  if (self->line_height == given + extra)
    return;

  self->line_height = given + extra;
  gtk_text_view_set_pixels_above_lines (view, extra / 2);
  gtk_text_view_set_pixels_below_lines (view, extra - extra / 2);
  gtk_text_view_set_pixels_inside_wrap (view, extra);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LINE_HEIGHT]);
}

/* The input method sees Enter first: it may end a composition with it. Only what it leaves is ours, and
 * both meanings of Enter are handled here, so that it does not see the same key twice. */
static gboolean
key_pressed_cb (SondeComposerText *self,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                GtkEventControllerKey *controller)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));

  if (!is_enter (keyval) || (modifiers & ~(GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (gtk_text_view_im_context_filter_keypress (GTK_TEXT_VIEW (self), event) || self->composing)
    return GDK_EVENT_STOP;

  /* Control sends in both settings: many know it from elsewhere. */
  if ((modifiers & GDK_CONTROL_MASK) != 0 || ((modifiers & GDK_SHIFT_MASK) == 0) == self->enter_sends)
    g_signal_emit (self, signals[SEND], 0);
  else
    {
      gtk_text_buffer_begin_user_action (buffer);
      gtk_text_buffer_delete_selection (buffer, TRUE, TRUE);
      gtk_text_buffer_insert_interactive_at_cursor (buffer, "\n", -1, TRUE);
      gtk_text_buffer_end_user_action (buffer);
      gtk_text_view_scroll_mark_onscreen (GTK_TEXT_VIEW (self), gtk_text_buffer_get_insert (buffer));
    }
  return GDK_EVENT_STOP;
}

static void
preedit_changed_cb (SondeComposerText *self, const char *preedit)
{
  gboolean composing = preedit != NULL && *preedit != '\0';

  if (composing == self->composing)
    return;

  self->composing = composing;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
sonde_composer_text_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (sonde_composer_text_parent_class)->css_changed (widget, change);

  update_line_height (SONDE_COMPOSER_TEXT (widget));
}

static void
snapshot_placeholder (SondeComposerText *self, GtkSnapshot *snapshot)
{
  GtkTextView *view = GTK_TEXT_VIEW (self);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), _ ("Message…"));
  GtkTextIter start;
  GdkRectangle place;
  GdkRGBA colour;
  int x, y;

  gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (view), &start);
  gtk_text_view_get_iter_location (view, &start, &place);
  gtk_text_view_buffer_to_window_coords (view, GTK_TEXT_WINDOW_WIDGET, place.x, place.y, &x, &y);
  pango_layout_set_width (layout, MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * x, 0) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = gtk_text_view_get_left_margin (view);

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  colour.alpha *= PLACEHOLDER_ALPHA;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}

static void
sonde_composer_text_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeComposerText *self = SONDE_COMPOSER_TEXT (widget);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));

  GTK_WIDGET_CLASS (sonde_composer_text_parent_class)->snapshot (widget, snapshot);

  if (gtk_text_buffer_get_char_count (buffer) == 0 && !self->composing)
    snapshot_placeholder (self, snapshot);
}

static void
sonde_composer_text_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_LINE_HEIGHT:
      g_value_set_int (value, SONDE_COMPOSER_TEXT (object)->line_height);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_composer_text_dispose (GObject *object)
{
  g_clear_object (&SONDE_COMPOSER_TEXT (object)->zoom_css);
  G_OBJECT_CLASS (sonde_composer_text_parent_class)->dispose (object);
}

static void
sonde_composer_text_class_init (SondeComposerTextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sonde_composer_text_dispose;
  object_class->get_property = sonde_composer_text_get_property;
  widget_class->css_changed = sonde_composer_text_css_changed;
  widget_class->snapshot = sonde_composer_text_snapshot;

  props[PROP_LINE_HEIGHT]
    = g_param_spec_int ("line-height", NULL, NULL, 0, G_MAXINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SEND] = g_signal_new (
    "send", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sonde_composer_text_init (SondeComposerText *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkTextView *view = GTK_TEXT_VIEW (self);

  self->enter_sends = TRUE;
  self->zoom_css = gtk_css_provider_new ();
  gtk_style_context_add_provider (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                  GTK_STYLE_PROVIDER (self->zoom_css),
                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  sonde_composer_text_set_zoom (self, 1);
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (view, FALSE);
  gtk_text_view_set_input_hints (view, GTK_INPUT_HINT_SPELLCHECK | GTK_INPUT_HINT_EMOJI);
  g_signal_connect (self, "preedit-changed", G_CALLBACK (preedit_changed_cb), NULL);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

void
sonde_composer_text_set_enter_sends (SondeComposerText *self, gboolean enter_sends)
{
  g_return_if_fail (SONDE_IS_COMPOSER_TEXT (self));

  self->enter_sends = !!enter_sends;
}

/** @zoom: how large the text is; 1 is the size of the design */
void
sonde_composer_text_set_zoom (SondeComposerText *self, double zoom)
{
  g_return_if_fail (SONDE_IS_COMPOSER_TEXT (self));

  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *css = g_strdup_printf ("textview { font-size: %sem; }",
                                          g_ascii_formatd (number, sizeof number, "%.3f", TEXT_SIZE * zoom));

  gtk_css_provider_load_from_data (self->zoom_css, css, -1);
}

char *
sonde_composer_text_dup_text (SondeComposerText *self)
{
  g_return_val_if_fail (SONDE_IS_COMPOSER_TEXT (self), NULL);

  GtkTextIter start, end;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/** Replaces the text; undo does not go back before this. */
void
sonde_composer_text_set_text (SondeComposerText *self, const char *text)
{
  g_return_if_fail (SONDE_IS_COMPOSER_TEXT (self));

  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));

  gtk_text_buffer_begin_irreversible_action (buffer);
  gtk_text_buffer_set_text (buffer, text ? text : "", -1);
  gtk_text_buffer_end_irreversible_action (buffer);
}

int
sonde_composer_text_get_line_height (SondeComposerText *self)
{
  g_return_val_if_fail (SONDE_IS_COMPOSER_TEXT (self), 0);

  return self->line_height;
}
