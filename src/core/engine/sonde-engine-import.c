/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-engine-import-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-engine-copies-private.h"
#include "sonde-engine-private.h"
#include "sonde-tree.h"

/* What was read and waits for the database may take this much memory; one conversation always may. */
#define PENDING_BYTES (8 * 1024 * 1024)

#define PROGRESS_US (G_USEC_PER_SEC / 20)

struct _SondeImportRun
{
  SondeEngine *engine;
  char *path;
  SondeImportFlags flags;
  SondeImportProgress progress;
  gpointer progress_data;
  GCancellable *cancellable;

  /* Worker only */
  GHashTable *seen; /* names of what the file had already */
  gint64 told;      /* monotonic time of the last progress */
  gboolean replaced;
  char *settings; /* of an archive */

  /* Main thread */
  gboolean was_empty; /* the history, before what an archive brings */

  /* Both, under the mutex */
  GMutex mutex;
  GCond cond;
  gsize pending;
  guint n_pending;
  SondeImportSummary *summary;
  GError *error; /* of the database */
};

/** One conversation on its way. */
typedef struct
{
  GTask *task;
  SondeTree *tree; /* or */
  SondeLibrary *library;
  gsize size;
  guint n_messages;
  gboolean trash; /* it goes there, and is nothing that a person counts */
  gboolean replace;
} Passing;

static void
run_free (gpointer data)
{
  SondeImportRun *run = data;

  g_atomic_int_add (&run->engine->n_imports, -1);
  g_object_unref (run->engine);
  g_free (run->path);
  g_free (run->settings);
  g_clear_object (&run->cancellable);
  g_hash_table_unref (run->seen);
  g_mutex_clear (&run->mutex);
  g_cond_clear (&run->cond);
  g_clear_pointer (&run->summary, sonde_import_summary_free);
  g_clear_error (&run->error);
  g_free (run);
}

/* Runs @function on the main thread. Not g_main_context_invoke(), which may run it here. */
static void
invoke (GTask *task, GSourceFunc function, gpointer data, GDestroyNotify free_data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, function, data, free_data);
  g_source_set_static_name (source, "sonde-import");
  g_source_attach (source, g_task_get_context (task));
}

/* Main thread */

static void
count (SondeImportSummary *summary, SondeTreeOutcome outcome, guint n_messages)
{
  if (outcome == SONDE_TREE_DUPLICATE)
    {
      summary->n_duplicates++;
      return;
    }
  summary->n_conversations++;
  summary->n_messages += n_messages;
  summary->n_updated += outcome == SONDE_TREE_UPDATED;
}

/* @error (nullable) (transfer full) */
static void
end_passing (Passing *passing, GError *error)
{
  SondeImportRun *run = g_task_get_task_data (passing->task);

  g_mutex_lock (&run->mutex);
  if (run->error == NULL)
    run->error = g_steal_pointer (&error);
  run->pending -= passing->size;
  run->n_pending--;
  g_cond_signal (&run->cond);
  g_mutex_unlock (&run->mutex);
  g_clear_error (&error);
  g_object_unref (passing->task);
  g_free (passing);
}

static void
added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Passing *passing = user_data;
  SondeImportRun *run = g_task_get_task_data (passing->task);
  SondeTreeOutcome outcome;
  GError *error = NULL;

  if (sonde_store_add_tree_finish (SONDE_STORE (object), result, &outcome, NULL, &error) && !passing->trash)
    {
      g_mutex_lock (&run->mutex);
      count (run->summary, outcome, passing->n_messages);
      g_mutex_unlock (&run->mutex);
    }
  end_passing (passing, error);
}

static void
library_added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Passing *passing = user_data;
  SondeImportRun *run = g_task_get_task_data (passing->task);
  GError *error = NULL;

  sonde_store_add_library_finish (SONDE_STORE (object), result, &run->was_empty, &error);
  end_passing (passing, error);
}

static gboolean
add_library_cb (gpointer user_data)
{
  Passing *passing = user_data;
  SondeImportRun *run = g_task_get_task_data (passing->task);

  sonde_store_add_library_async (sonde_engine_get_store (run->engine),
                                 g_steal_pointer (&passing->library),
                                 NULL,
                                 library_added_cb,
                                 passing);
  return G_SOURCE_REMOVE;
}

static gboolean
add_cb (gpointer user_data)
{
  Passing *passing = user_data;
  SondeImportRun *run = g_task_get_task_data (passing->task);
  SondeStore *store = sonde_engine_get_store (run->engine);

  /* In the order of the calls: an import that adds nothing takes nothing away. */
  if (passing->replace)
    sonde_store_trash_all_async (store, NULL, NULL, NULL);
  sonde_store_add_tree_async (store,
                              g_steal_pointer (&passing->tree),
                              (run->flags & SONDE_IMPORT_DRY_RUN) != 0,
                              NULL,
                              added_cb,
                              passing);
  return G_SOURCE_REMOVE;
}

typedef struct
{
  GTask *task;
  double fraction;
} Telling;

static void
telling_free (gpointer data)
{
  Telling *telling = data;

  g_object_unref (telling->task);
  g_free (telling);
}

static gboolean
tell_cb (gpointer user_data)
{
  Telling *telling = user_data;
  SondeImportRun *run = g_task_get_task_data (telling->task);

  if (!g_task_get_completed (telling->task) && !g_cancellable_is_cancelled (run->cancellable))
    run->progress (telling->fraction, run->progress_data);
  return G_SOURCE_REMOVE;
}

/* Worker */

/* Waits until there is room, or nothing is pending. %FALSE when the database has failed. */
static gboolean
wait_for_room (SondeImportRun *run, gsize size, gboolean all, GError **error)
{
  gboolean success;

  g_mutex_lock (&run->mutex);
  while (run->n_pending > 0 && run->error == NULL && (all || run->pending + size > PENDING_BYTES))
    g_cond_wait (&run->cond, &run->mutex);
  /* What was handed over refers to this run. */
  while (run->error != NULL && run->n_pending > 0)
    g_cond_wait (&run->cond, &run->mutex);
  success = run->error == NULL;
  if (!success && error != NULL)
    *error = g_error_copy (run->error);
  if (success && !all)
    {
      run->pending += size;
      run->n_pending++;
    }
  g_mutex_unlock (&run->mutex);
  return success;
}

static void
count_duplicate (SondeImportRun *run)
{
  g_mutex_lock (&run->mutex);
  run->summary->n_duplicates++;
  g_mutex_unlock (&run->mutex);
}

/* Waits until there is room for it. */
static Passing *
passing_new (GTask *task, gsize size, GError **error)
{
  SondeImportRun *run = g_task_get_task_data (task);
  Passing *passing;

  if (g_cancellable_set_error_if_cancelled (run->cancellable, error)
      || !wait_for_room (run, size, FALSE, error))
    return NULL;
  passing = g_new0 (Passing, 1);
  passing->task = g_object_ref (task);
  passing->size = size;
  return passing;
}

/* Of a trash even two of one name are kept: they are states that a person had thrown away. */
static gboolean
is_new (SondeImportRun *run, const SondeTree *tree)
{
  return sonde_tree_get_deleted (tree) || g_hash_table_add (run->seen, g_strdup (sonde_tree_get_name (tree)));
}

/** For the readers, on their thread: hands @tree (transfer full) over to the database. */
gboolean
sonde_import_run_add (GTask *task, SondeTree *tree, GError **error)
{
  SondeImportRun *run = g_task_get_task_data (task);
  gboolean dry_run = (run->flags & SONDE_IMPORT_DRY_RUN) != 0;
  Passing *passing;

  if (!is_new (run, tree))
    {
      count_duplicate (run);
      sonde_tree_free (tree);
      return TRUE;
    }
  passing = passing_new (task, sonde_tree_get_size (tree), error);
  if (passing == NULL)
    {
      sonde_tree_free (tree);
      return FALSE;
    }
  passing->tree = tree;
  passing->n_messages = sonde_tree_get_n_messages (tree);
  passing->trash = sonde_tree_get_deleted (tree);
  passing->replace = (run->flags & SONDE_IMPORT_REPLACE) != 0 && !dry_run && !run->replaced;
  run->replaced = TRUE;
  invoke (task, add_cb, passing, NULL);
  return TRUE;
}

/** The same for @library (transfer full), which comes before all trees. */
gboolean
sonde_import_run_add_library (GTask *task, SondeLibrary *library, GError **error)
{
  SondeImportRun *run = g_task_get_task_data (task);
  Passing *passing = NULL;

  if ((run->flags & SONDE_IMPORT_DRY_RUN) == 0)
    passing = passing_new (task, 0, error);
  if (passing != NULL)
    {
      passing->library = library;
      invoke (task, add_library_cb, passing, NULL);
      return TRUE;
    }
  sonde_library_free (library);
  return (run->flags & SONDE_IMPORT_DRY_RUN) != 0;
}

void
sonde_import_run_skip (GTask *task, const char *title, const char *reason)
{
  SondeImportRun *run = g_task_get_task_data (task);

  g_mutex_lock (&run->mutex);
  sonde_import_summary_add_error (run->summary, title, reason);
  g_mutex_unlock (&run->mutex);
}

void
sonde_import_run_tell (GTask *task, double fraction)
{
  SondeImportRun *run = g_task_get_task_data (task);
  gint64 now = g_get_monotonic_time ();
  Telling *telling;

  if (run->progress == NULL || now - run->told < PROGRESS_US)
    return;
  run->told = now;
  telling = g_new0 (Telling, 1);
  telling->task = g_object_ref (task);
  telling->fraction = fraction;
  invoke (task, tell_cb, telling, telling_free);
}

static gboolean
found_cb (SondeConversation *conversation, const char *source, gpointer user_data, GError **error)
{
  return sonde_import_run_add (user_data, sonde_tree_new (conversation, source), error);
}

static void
skipped_cb (const char *title, const char *reason, gpointer user_data)
{
  sonde_import_run_skip (user_data, title, reason);
}

static void
progress_cb (double fraction, gpointer user_data)
{
  sonde_import_run_tell (user_data, fraction);
}

static void
import_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  static const SondeImportSink sink = { found_cb, skipped_cb, progress_cb };
  SondeImportRun *run = task_data;
  GError *error = NULL;
  SondeImportKind kind = sonde_import_look (run->path);
  gboolean whole = kind == SONDE_IMPORT_ARCHIVE || kind == SONDE_IMPORT_HISTORY;
  gboolean success
    = whole ? sonde_import_read_archive (
        task, run->path, sonde_engine_get_data_dir (run->engine), &run->settings, cancellable, &error)
            : sonde_import_read (run->path, &sink, task, cancellable, &error);

  success = wait_for_room (run, 0, TRUE, error == NULL ? &error : NULL) && success;
  if (success)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
sonde_engine_import_async (SondeEngine *self,
                           const char *path,
                           SondeImportFlags flags,
                           SondeImportProgress progress,
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SondeImportRun *run;

  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (path != NULL);

  run = g_new0 (SondeImportRun, 1);
  run->engine = g_object_ref (self);
  g_atomic_int_inc (&self->n_imports);
  run->path = g_strdup (path);
  run->flags = flags;
  run->progress = progress;
  run->progress_data = progress_data;
  run->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  run->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run->summary = sonde_import_summary_new ();
  g_mutex_init (&run->mutex);
  g_cond_init (&run->cond);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_engine_import_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, run_free);
  g_task_run_in_thread (task, import_thread);
}

/* Whoever replaces what is here, or has nothing here yet, wants what is there. */
static gboolean
takes_settings (SondeImportRun *run)
{
  return run->settings != NULL && run->replaced && (run->flags & SONDE_IMPORT_DRY_RUN) == 0
         && ((run->flags & SONDE_IMPORT_REPLACE) != 0 || run->was_empty);
}

gboolean
sonde_engine_import_finish (SondeEngine *self,
                            GAsyncResult *result,
                            SondeImportSummary **summary,
                            GError **error)
{
  SondeImportRun *run;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  run = g_task_get_task_data (G_TASK (result));
  if (run->replaced && (run->flags & SONDE_IMPORT_DRY_RUN) == 0)
    {
      sonde_engine_refresh (self);
      sonde_engine_load_library (self);
    }
  if (run->summary->n_conversations > 0 && (run->flags & SONDE_IMPORT_DRY_RUN) == 0)
    sonde_engine_write_copies_async (self, NULL, NULL);
  if (takes_settings (run))
    sonde_import_take_settings (self, run->settings);
  if (summary != NULL)
    *summary = g_steal_pointer (&run->summary);
  return g_task_propagate_boolean (G_TASK (result), error);
}
