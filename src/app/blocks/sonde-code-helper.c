/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-code-helper.h"

/* Seconds after the last answer: the helper takes about 10 MB, and a tenth of a second to come up. */
#define IDLE 60

/* Used by the thread of the pool, and in the main thread when there is no question. */
static SondeHighlighter *highlighter = NULL;

/* For the main thread. */
static GThreadPool *pool = NULL;
static guint n_open = 0; /* questions */
static guint idle_id = 0;

typedef struct
{
  SondeCodeQuestion question;
  guint number;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  sonde_block_unref (job->question.block);
  g_free ((char *) job->question.language);
  g_free ((char *) job->question.scheme);
  g_free (job);
}

static Job *
create_job (const SondeCodeQuestion *question)
{
  static guint last_number = 0;
  Job *job = g_new0 (Job, 1);

  job->question = *question;
  job->question.block = sonde_block_ref (question->block);
  job->question.language = g_strdup (question->language);
  job->question.scheme = g_strdup (question->scheme);
  job->number = ++last_number;
  return job;
}

/* The newest first: it is what came into sight last. */
static int
compare_jobs (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Job *first = g_task_get_task_data ((GTask *) a);
  const Job *second = g_task_get_task_data ((GTask *) b);

  return first->number > second->number ? -1 : 1;
}

static GArray *
ask (const SondeCodeQuestion *question)
{
  SondeHighlightQuestion asked = {
    .language = question->language,
    .scheme = question->scheme,
    .is_dark = question->is_dark,
    .code = sonde_block_get_text (question->block, NULL),
    .length = question->end,
    .from = question->start,
  };

  if (highlighter == NULL)
    highlighter = sonde_highlighter_new ();
  return sonde_highlighter_ask (highlighter, &asked);
}

static void
ask_in_thread (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  Job *job = g_task_get_task_data (task);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, ask (&job->question), (GDestroyNotify) g_array_unref);
}

static gboolean
idle_cb (gpointer user_data)
{
  idle_id = 0;
  g_clear_pointer (&highlighter, sonde_highlighter_free);
  return G_SOURCE_REMOVE;
}

/* Whoever asked may have lost interest; the question is over all the same. */
static void
completed_cb (GTask *task)
{
  if (--n_open == 0)
    idle_id = g_timeout_add_seconds (IDLE, idle_cb, NULL);
}

/**
 * sonde_code_helper_ask_async:
 *
 * Has a helper process (sonde-highlight) look at code, by a thread that waits for it. The helper is started
 * with the first question and ended a minute after the last. Newer questions are answered first. Main thread
 * only.
 */
void
sonde_code_helper_ask_async (const SondeCodeQuestion *question,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (question != NULL && question->block != NULL);
  g_return_if_fail (question->language != NULL && question->scheme != NULL);

  if (pool == NULL)
    {
      pool = g_thread_pool_new (ask_in_thread, NULL, 1, FALSE, NULL);
      g_thread_pool_set_sort_function (pool, compare_jobs, NULL);
    }
  n_open++;
  g_clear_handle_id (&idle_id, g_source_remove);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_code_helper_ask_async);
  g_task_set_task_data (task, create_job (question), free_job);
  g_signal_connect (task, "notify::completed", G_CALLBACK (completed_cb), NULL);
  g_thread_pool_push (pool, task, NULL);
}

/**
 * sonde_code_helper_ask_finish:
 *
 * Returns: (transfer full) (nullable) (element-type SondeHighlightSpan): with a #SondeLook each; %NULL
 * without an error where the language is not known or the code took too long
 */
GArray *
sonde_code_helper_ask_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, sonde_code_helper_ask_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
