/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the benchmarks put into the window's process with LD_PRELOAD, so that the program itself has nothing
 * for them. It answers on the session bus, at /probe of the application's name:
 *
 * - Watch (b) begins or ends to measure gaps: how long a timer of 5 ms was not served.
 *
 * - Figures () -> (ddduuu) tells, since Watch, the longest gap in ms as it was, the longest without the time
 * for which the main thread stood in the queue of the processor behind other programs, and the most processor
 * time of the main thread in one; then how many gaps were above 34 ms without that queue, how many above 17
 * ms, and the frames painted.
 *
 * - Scroll (ui) -> (dd) scrolls so many frames by so many px in the transcript and tells by how much a row
 *   moved on the screen, and the adjustment.
 *
 * - Resize (ii) gives the window another size.
 *
 * - Mark () forgets when a conversation was shown, and Shown () -> (x) tells the monotonic time in µs of the
 * first painted frame since then whose last message is another one, 0 for not yet.
 *
 * - Paints () -> (ax) tells the monotonic time in µs of the first painted frame after each key press since
 * the last call. */

#define G_LOG_DOMAIN "sonde-bench"

#include <errno.h>
#include <fcntl.h>
#include <gtk/gtk.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS     5
#define LONG_US     34000
#define MIDDLING_US 17000

typedef struct
{
  gint64 wall;
  gint64 queued; /* µs in the queue of the processor */
  gint64 busy;   /* processor time of the main thread, µs */
} Instant;

typedef struct
{
  GtkWidget *view;
  GtkWidget *row;
  GDBusMethodInvocation *call;
  guint n_left;
  int step;
  double value;
  double y;
  double moved;
} Scrolling;

static struct
{
  guint tick_id;
  int schedstat;
  Instant last;
  Instant longest;
  gint64 longest_net;
  gint64 longest_busy;
  guint n_long;
  guint n_middling;
  guint n_frames;
  guint n_keys; /* since the last frame */
  gint64 shown;
  GArray *paints;
  GtkWidget *window;
  GtkWidget *view;
} probe = { .schedstat = -1 };

static const char interface_xml[]
  = "<node><interface name='io.github.sondechat.Probe'>"
    "<method name='Watch'><arg type='b'/></method>"
    "<method name='Figures'><arg type='d' direction='out'/><arg type='d' direction='out'/><arg type='d' "
    "direction='out'/>"
    "<arg type='u' direction='out'/><arg type='u' direction='out'/><arg type='u' direction='out'/></method>"
    "<method name='Scroll'><arg type='u'/><arg type='i'/><arg type='d' direction='out'/><arg type='d' "
    "direction='out'/></method>"
    "<method name='Resize'><arg type='i'/><arg type='i'/></method>"
    "<method name='Mark'/>"
    "<method name='Shown'><arg type='x' direction='out'/></method>"
    "<method name='Paints'><arg type='ax' direction='out'/></method>"
    "</interface></node>";

/* Gaps */

static gint64
read_queued_us (void)
{
  char line[96] = "";
  char *end = NULL;

  if (probe.schedstat < 0)
    probe.schedstat = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  if (pread (probe.schedstat, line, sizeof line - 1, 0) <= 0)
    return 0;
  g_ascii_strtoull (line, &end, 10);
  return (gint64) (g_ascii_strtoull (end, NULL, 10) / 1000);
}

static Instant
take_instant (void)
{
  struct timespec busy = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &busy);
  return (Instant){ g_get_monotonic_time (),
                    read_queued_us (),
                    (gint64) busy.tv_sec * G_USEC_PER_SEC + busy.tv_nsec / 1000 };
}

static gboolean
tick_cb (gpointer user_data)
{
  Instant now = take_instant ();
  gint64 wall = now.wall - probe.last.wall;
  gint64 net = wall - (now.queued - probe.last.queued);

  probe.longest.wall = MAX (probe.longest.wall, wall);
  probe.longest_net = MAX (probe.longest_net, net);
  probe.longest_busy = MAX (probe.longest_busy, now.busy - probe.last.busy);
  probe.n_long += net > LONG_US;
  probe.n_middling += net > MIDDLING_US;
  probe.last = now;
  return G_SOURCE_CONTINUE;
}

static void
watch (gboolean on)
{
  g_clear_handle_id (&probe.tick_id, g_source_remove);
  if (!on)
    return;
  probe.longest.wall = probe.longest_net = probe.longest_busy = 0;
  probe.n_long = probe.n_middling = probe.n_frames = 0;
  probe.last = take_instant ();
  probe.tick_id = g_timeout_add_full (G_PRIORITY_DEFAULT, TICK_MS, tick_cb, NULL, NULL);
}

/* Frames and keys */

static GtkWidget *
find_view (GtkWidget *widget)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "SondeTranscriptView"))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_view (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
note_last_row (gint64 now)
{
  GtkWidget *last = probe.view != NULL ? gtk_widget_get_last_child (probe.view) : NULL;

  if (last == NULL || g_object_get_data (G_OBJECT (last), "probe-seen") != NULL)
    return;
  g_object_set_data (G_OBJECT (last), "probe-seen", GINT_TO_POINTER (1));
  if (probe.shown == 0)
    probe.shown = now;
}

static void
after_paint_cb (GdkFrameClock *clock, gpointer user_data)
{
  gint64 now = g_get_monotonic_time ();

  probe.n_frames++;
  note_last_row (now);
  for (; probe.n_keys > 0; probe.n_keys--)
    g_array_append_val (probe.paints, now);
}

static gboolean
key_pressed_cb (void)
{
  probe.n_keys++;
  return FALSE;
}

/* Scrolling */

static double
get_y (GtkWidget *row, GtkWidget *view)
{
  graphene_point_t point = GRAPHENE_POINT_INIT (0, 0);

  return gtk_widget_compute_point (row, view, &GRAPHENE_POINT_INIT (0, 0), &point) ? point.y : G_MAXINT;
}

/* The row that is in the middle of the viewport, which is still there a step later. */
static void
choose_row (Scrolling *self)
{
  int middle = gtk_widget_get_height (self->view) / 2;

  self->row = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (self->view); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (self->row == NULL || get_y (child, self->view) <= middle)
      self->row = child;
  if (self->row != NULL)
    self->y = get_y (self->row, self->view);
}

static GtkAdjustment *
get_adjustment (Scrolling *self)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));
}

/* A frame after the step: where is the row now? */
static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Scrolling *self = user_data;
  GtkAdjustment *adjustment = get_adjustment (self);

  if (self->row != NULL)
    self->moved += get_y (self->row, self->view) - self->y;
  if (self->n_left == 0)
    {
      g_dbus_method_invocation_return_value (
        self->call,
        g_variant_new ("(dd)", -self->moved, gtk_adjustment_get_value (adjustment) - self->value));
      return G_SOURCE_REMOVE;
    }
  self->n_left--;
  choose_row (self);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + self->step);
  return G_SOURCE_CONTINUE;
}

static void
scroll (GVariant *parameters, GDBusMethodInvocation *call)
{
  Scrolling *self = g_new0 (Scrolling, 1);

  g_variant_get (parameters, "(ui)", &self->n_left, &self->step);
  self->view = probe.view;
  self->call = call;
  self->value = gtk_adjustment_get_value (get_adjustment (self));
  gtk_widget_add_tick_callback (self->view, scroll_cb, self, g_free);
}

/* The bus */

static GVariant *
list_paints (void)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ax"));

  for (guint i = 0; i < probe.paints->len; i++)
    g_variant_builder_add (&builder, "x", g_array_index (probe.paints, gint64, i));
  g_array_set_size (probe.paints, 0);
  return g_variant_new ("(ax)", &builder);
}

static GVariant *
list_figures (void)
{
  return g_variant_new ("(ddduuu)",
                        (double) probe.longest.wall / 1000,
                        (double) probe.longest_net / 1000,
                        (double) probe.longest_busy / 1000,
                        probe.n_long,
                        probe.n_middling,
                        probe.n_frames);
}

static void
called_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *call,
           gpointer user_data)
{
  gboolean on = FALSE;
  int width = 0, height = 0;
  GVariant *result = NULL;

  if (g_str_equal (method, "Scroll"))
    {
      scroll (parameters, call);
      return;
    }
  if (g_str_equal (method, "Watch"))
    {
      g_variant_get (parameters, "(b)", &on);
      watch (on);
    }
  else if (g_str_equal (method, "Resize"))
    {
      g_variant_get (parameters, "(ii)", &width, &height);
      gtk_window_set_default_size (GTK_WINDOW (probe.window), width, height);
    }
  else if (g_str_equal (method, "Mark"))
    probe.shown = 0;
  else if (g_str_equal (method, "Shown"))
    result = g_variant_new ("(x)", probe.shown);
  else
    result = g_str_equal (method, "Paints") ? list_paints () : list_figures ();
  g_dbus_method_invocation_return_value (call, result);
}

static void
watch_window (GtkWidget *window)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  probe.window = window;
  probe.view = find_view (window);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), NULL);
  gtk_widget_add_controller (window, keys);
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_paint_cb), NULL);
}

/* When the window is there and the application on the bus. */
static gboolean
begin_cb (gpointer user_data)
{
  static const GDBusInterfaceVTable vtable = { .method_call = called_cb };
  GApplication *application = g_application_get_default ();
  GDBusConnection *bus = application != NULL ? g_application_get_dbus_connection (application) : NULL;
  GtkWindow *window = bus != NULL ? gtk_application_get_active_window (GTK_APPLICATION (application)) : NULL;
  g_autoptr (GDBusNodeInfo) info = NULL;

  if (window == NULL || !gtk_widget_get_realized (GTK_WIDGET (window)))
    return G_SOURCE_CONTINUE;
  info = g_dbus_node_info_new_for_xml (interface_xml, NULL);
  probe.paints = g_array_new (FALSE, FALSE, sizeof (gint64));
  watch_window (GTK_WIDGET (window));
  g_dbus_connection_register_object (bus, "/probe", info->interfaces[0], &vtable, NULL, NULL, NULL);
  return G_SOURCE_REMOVE;
}

/* Only in the program itself, not in what it starts. */
__attribute__ ((constructor)) static void
begin (void)
{
  g_unsetenv ("LD_PRELOAD");
  if (g_str_equal (program_invocation_short_name, "sonde"))
    g_timeout_add (50, begin_cb, NULL);
}
