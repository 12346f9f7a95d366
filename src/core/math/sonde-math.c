/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-math"

#include "sonde-math.h"

#include "sonde-error.h"
#include "sonde-math-process.h"

#include <glib/gi18n-lib.h>

/* What one formula may take: of the processor, so that a busy computer spoils none, and of the clock, for a
 * process that does nothing at all. */
#define MAX_CPU_US   (500 * 1000)
#define MAX_CLOCK_US (3 * G_USEC_PER_SEC)
#define CHECK_MS     500
#define RECHECK_MS   50

#define START_MS (15 * 1000)
#define IDLE_MS  (60 * 1000)
/* JavaScriptCore does not give memory back: a process that took this much is replaced. */
#define MAX_MEMORY (160 * 1024 * 1024)
/* Formulas that ended a process; asked again, they must not end another. */
#define MAX_BAD 256

typedef struct
{
  char *tex;
  gboolean display;
  gboolean tried; /* a process ended with it already */
} Request;

struct _SondeMath
{
  GObject parent_instance;

  GQueue waiting; /* of GTask */
  GTask *current; /* what the process is setting */
  SondeMathProcess *process;
  gboolean ready;  /* the process has said that it is */
  GError *broken;  /* why there can be none */
  GHashTable *bad; /* "0TEX" or "1TEX" → why it is not tried again */

  guint timer; /* for the start, the formula or the idle process: one at a time */
  guint idle_ms;
  gint64 began; /* the current formula: clock and processor time */
  gint64 began_cpu;
  gboolean timed_out;
};

G_DEFINE_FINAL_TYPE (SondeMath, sonde_math, G_TYPE_OBJECT)

static void pump (SondeMath *self);

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->tex);
  g_free (request);
}

static char *
dup_key (const Request *request)
{
  return g_strdup_printf ("%d%s", request->display, request->tex);
}

static void
set_timer (SondeMath *self, guint ms, GSourceFunc callback)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (callback != NULL)
    self->timer = g_timeout_add (ms, callback, self);
}

static void
drop_process (SondeMath *self)
{
  set_timer (self, 0, NULL);
  if (self->process != NULL)
    sonde_math_process_kill (self->process);
  g_clear_object (&self->process);
  self->ready = FALSE;
}

/* A process that could not begin is not tried again: what is missing now will be missing in a moment. */
static void
break_down (SondeMath *self, const char *reason)
{
  g_message ("formulas cannot be set: %s", reason);
  drop_process (self);
  g_clear_error (&self->broken);
  self->broken = sonde_error_new (
    SONDE_ERROR_FAILED, _ ("Formulas cannot be set: the program for it did not start (%s)"), reason);
}

static void
remember_bad (SondeMath *self, const Request *request, const GError *error)
{
  if (g_hash_table_size (self->bad) >= MAX_BAD)
    g_hash_table_remove_all (self->bad);
  g_hash_table_replace (self->bad, dup_key (request), g_error_copy (error));
}

static gboolean
idle_cb (gpointer data)
{
  SondeMath *self = data;

  self->timer = 0;
  drop_process (self);
  return G_SOURCE_REMOVE;
}

/* The formula at work */

static gboolean
overdue_cb (gpointer data)
{
  SondeMath *self = data;
  gint64 used = sonde_math_process_get_cpu_us (self->process) - self->began_cpu;

  self->timer = 0;
  if (used >= MAX_CPU_US || g_get_monotonic_time () - self->began >= MAX_CLOCK_US)
    {
      self->timed_out = TRUE;
      sonde_math_process_kill (self->process); /* set_cb follows with an error */
    }
  else
    set_timer (self, RECHECK_MS, overdue_cb);
  return G_SOURCE_REMOVE;
}

/* A process that ends by itself may have been ended by somebody else: the formula gets a second one. */
static gboolean
try_again (SondeMath *self, GTask *task)
{
  Request *request = g_task_get_task_data (task);

  if (self->timed_out || request->tried)
    return FALSE;
  request->tried = TRUE;
  g_queue_push_head (&self->waiting, g_object_ref (task));
  return TRUE;
}

static GError *
error_of_end (SondeMath *self)
{
  if (self->timed_out)
    return sonde_error_new (SONDE_ERROR_TOO_LARGE, _ ("This formula takes too long to be set"));
  return sonde_error_new (SONDE_ERROR_FAILED, _ ("This formula cannot be set: the program for it ended"));
}

static gboolean
is_of_tex (const GError *error)
{
  return g_error_matches (error, SONDE_ERROR, SONDE_ERROR_INVALID_ARGUMENT)
         || g_error_matches (error, SONDE_ERROR, SONDE_ERROR_TOO_LARGE);
}

static void
ended_with (SondeMath *self, GTask *task)
{
  g_autoptr (GError) error = error_of_end (self);

  drop_process (self);
  if (try_again (self, task))
    return;
  remember_bad (self, g_task_get_task_data (task), error);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
set_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeMath) self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->current);
  g_autoptr (GError) error = NULL;
  SondeFormula *formula = sonde_math_process_set_finish (SONDE_MATH_PROCESS (object), result, &error);

  set_timer (self, 0, NULL);
  if (formula == NULL && !is_of_tex (error))
    {
      g_debug ("the process: %s", error->message);
      ended_with (self, task);
    }
  else
    {
      if (sonde_math_process_get_memory (self->process) > MAX_MEMORY)
        drop_process (self);
      if (formula != NULL)
        g_task_return_pointer (task, formula, (GDestroyNotify) sonde_formula_unref);
      else
        g_task_return_error (task, g_steal_pointer (&error));
    }
  pump (self);
}

static void
set_next (SondeMath *self)
{
  const Request *request = NULL;

  self->current = g_queue_pop_head (&self->waiting);
  request = g_task_get_task_data (self->current);
  self->timed_out = FALSE;
  self->began = g_get_monotonic_time ();
  self->began_cpu = sonde_math_process_get_cpu_us (self->process);
  set_timer (self, CHECK_MS, overdue_cb);
  sonde_math_process_set_async (self->process, request->tex, request->display, set_cb, g_object_ref (self));
}

/* The process */

static gboolean
late_start_cb (gpointer data)
{
  SondeMath *self = data;

  self->timer = 0;
  sonde_math_process_kill (self->process); /* started_cb follows with an error */
  return G_SOURCE_REMOVE;
}

static void
started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeMath) self = user_data;
  g_autoptr (GError) error = NULL;

  set_timer (self, 0, NULL);
  if (sonde_math_process_start_finish (SONDE_MATH_PROCESS (object), result, &error))
    self->ready = TRUE;
  else
    break_down (self, error->message);
  pump (self);
}

static void
start (SondeMath *self)
{
  self->process = sonde_math_process_new ();
  set_timer (self, START_MS, late_start_cb);
  sonde_math_process_start_async (self->process, started_cb, g_object_ref (self));
}

/* The queue */

/* Ends what can be answered without the process: cancelled, known to be bad, or there can be none. */
static gboolean
answer_at_once (SondeMath *self, GTask *task)
{
  g_autofree char *key = NULL;
  const GError *error = self->broken;

  if (g_task_return_error_if_cancelled (task))
    return TRUE;
  key = dup_key (g_task_get_task_data (task));
  if (error == NULL)
    error = g_hash_table_lookup (self->bad, key);
  if (error == NULL)
    return FALSE;
  g_task_return_error (task, g_error_copy (error));
  return TRUE;
}

static void
pump (SondeMath *self)
{
  if (self->current != NULL)
    return;
  while (!g_queue_is_empty (&self->waiting) && answer_at_once (self, g_queue_peek_head (&self->waiting)))
    g_object_unref (g_queue_pop_head (&self->waiting));

  if (self->process == NULL && !g_queue_is_empty (&self->waiting))
    start (self);
  else if (self->ready && !g_queue_is_empty (&self->waiting))
    set_next (self);
  else if (self->ready)
    set_timer (self, self->idle_ms, idle_cb);
}

static gboolean
pump_cb (gpointer data)
{
  pump (SONDE_MATH (data));
  return G_SOURCE_REMOVE;
}

static void
sonde_math_dispose (GObject *object)
{
  drop_process (SONDE_MATH (object));
  G_OBJECT_CLASS (sonde_math_parent_class)->dispose (object);
}

static void
sonde_math_finalize (GObject *object)
{
  SondeMath *self = SONDE_MATH (object);

  g_clear_error (&self->broken);
  g_hash_table_unref (self->bad);
  G_OBJECT_CLASS (sonde_math_parent_class)->finalize (object);
}

static void
sonde_math_class_init (SondeMathClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sonde_math_dispose;
  object_class->finalize = sonde_math_finalize;
}

static void
sonde_math_init (SondeMath *self)
{
  g_queue_init (&self->waiting);
  self->bad = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_error_free);
  self->idle_ms = IDLE_MS;
  if (!SONDE_HAVE_MATH)
    self->broken = sonde_error_new (SONDE_ERROR_FAILED, _ ("This Sonde was built without formulas"));
}

SondeMath *
sonde_math_new (void)
{
  return g_object_new (SONDE_TYPE_MATH, NULL);
}

SondeMath *
sonde_math_get_default (void)
{
  static SondeMath *shared = NULL;

  if (shared == NULL)
    shared = sonde_math_new ();
  return shared;
}

/**
 * sonde_math_typeset_async:
 * @tex: the formula without its delimiters, UTF-8
 * @display: whether it stands on a line of its own
 *
 * Sets a formula; those that wait are set in the order of the calls. The error is in SONDE_ERROR and its
 * message a sentence for the person who reads, or G_IO_ERROR_CANCELLED. A call that is cancelled ends when
 * its turn comes.
 */
void
sonde_math_typeset_async (SondeMath *self,
                          const char *tex,
                          gboolean display,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Request *request = NULL;

  g_return_if_fail (SONDE_IS_MATH (self));
  g_return_if_fail (tex != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_math_typeset_async);
  if (!g_utf8_validate (tex, -1, NULL))
    g_task_return_error (task,
                         sonde_error_new (SONDE_ERROR_INVALID_ARGUMENT, _ ("This formula is not UTF-8")));
  else if (g_utf8_strlen (tex, -1) > SONDE_MATH_MAX_TEX_CHARS)
    g_task_return_error (task,
                         sonde_error_new (SONDE_ERROR_TOO_LARGE,
                                          _ ("This formula is longer than %d characters"),
                                          SONDE_MATH_MAX_TEX_CHARS));
  else
    {
      request = g_new0 (Request, 1);
      request->tex = g_strdup (tex);
      request->display = !!display;
      g_task_set_task_data (task, request, request_free);
      g_queue_push_tail (&self->waiting, g_steal_pointer (&task));
      g_idle_add_full (G_PRIORITY_DEFAULT, pump_cb, g_object_ref (self), g_object_unref);
    }
}

SondeFormula *
sonde_math_typeset_finish (SondeMath *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

GPid
sonde_math_get_pid (SondeMath *self)
{
  g_return_val_if_fail (SONDE_IS_MATH (self), 0);

  return self->process == NULL ? 0 : sonde_math_process_get_pid (self->process);
}

void
sonde_math_set_idle_ms (SondeMath *self, guint idle_ms)
{
  g_return_if_fail (SONDE_IS_MATH (self));

  self->idle_ms = idle_ms;
}
