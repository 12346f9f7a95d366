/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-formulas.h"

#include <string.h>

#include "sonde-markdown.h"

/** What is under way. */
typedef struct
{
  SondeExportDocument *document;
  GPtrArray *wanted; /* keys */
  guint next;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_ptr_array_unref (work->wanted);
  g_free (work);
}

/* The TeX behind a letter for how it stands. */
static char *
dup_key (const char *tex, gboolean display)
{
  return g_strconcat (display ? "d" : "i", tex, NULL);
}

static void
want (SondeExportDocument *document, const char *tex, gboolean display)
{
  g_hash_table_add (document->wanted_formulas, dup_key (tex, display));
}

static void
collect_from_leaf (SondeExportDocument *document, const SondeBlock *leaf)
{
  guint n_spans = 0;
  const SondeSpan *spans = sonde_block_get_spans (leaf, &n_spans);

  if (sonde_block_get_kind (leaf) == SONDE_BLOCK_MATH)
    want (document, sonde_block_get_text (leaf, NULL), TRUE);
  for (guint i = 0; i < n_spans; i++)
    if (spans[i].kind == SONDE_SPAN_MATH || spans[i].kind == SONDE_SPAN_MATH_DISPLAY)
      want (document, spans[i].target, spans[i].kind == SONDE_SPAN_MATH_DISPLAY);
}

static void
collect_from_block (SondeExportDocument *document, const SondeBlock *block)
{
  if (sonde_block_is_leaf (block))
    collect_from_leaf (document, block);
  else
    for (guint i = 0; i < sonde_block_get_n_children (block); i++)
      collect_from_block (document, sonde_block_get_child (block, i));
}

/* Most texts have no formula, which is seen without parsing them. */
static void
collect_from_text (SondeExportDocument *document, const char *text)
{
  g_autoptr (GPtrArray) blocks = NULL;

  if (text == NULL || (strchr (text, '$') == NULL && strchr (text, '\\') == NULL))
    return;
  blocks = sonde_markdown_parse (text, -1);
  for (guint i = 0; i < blocks->len; i++)
    collect_from_block (document, g_ptr_array_index (blocks, i));
}

static void
collect_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  SondeExportDocument *document = task_data;

  collect_from_text (document, sonde_conversation_get_system_prompt (document->conversation));
  for (guint i = 0; i < document->messages->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      SondeMessage *message = g_ptr_array_index (document->messages, i);

      collect_from_text (document, sonde_message_get_reasoning (message));
      if (sonde_message_get_role (message) != SONDE_ROLE_TOOL)
        collect_from_text (document, sonde_message_get_content (message));
    }
  g_task_return_boolean (task, TRUE);
}

static void set_next (GTask *task);

static void
set_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Work *work = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  SondeFormula *formula = sonde_math_typeset_finish (SONDE_MATH (object), result, &error);

  if (formula != NULL)
    g_hash_table_insert (
      work->document->formulas, g_strdup (g_ptr_array_index (work->wanted, work->next)), formula);
  else
    g_debug ("a formula stays TeX: %s", error->message);
  work->next++;
  set_next (task);
}

static void
set_next (GTask *task)
{
  Work *work = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    g_object_unref (task);
  else if (work->next == work->wanted->len)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
  else
    {
      const char *key = g_ptr_array_index (work->wanted, work->next);

      sonde_math_typeset_async (
        sonde_math_get_default (), key + 1, *key == 'd', g_task_get_cancellable (task), set_cb, task);
    }
}

static void
collected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Work *work = g_task_get_task_data (task);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, work->document->wanted_formulas);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (work->wanted, key);
  set_next (task);
}

void
sonde_export_set_formulas_async (SondeExportDocument *document,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GTask) collecting = g_task_new (NULL, cancellable, collected_cb, task);
  Work *work = g_new0 (Work, 1);

  g_task_set_source_tag (task, sonde_export_set_formulas_async);
  work->document = document;
  work->wanted = g_ptr_array_new ();
  g_task_set_task_data (task, work, work_free);
  g_task_set_task_data (collecting, document, NULL);
  g_task_run_in_thread (collecting, collect_thread);
}

gboolean
sonde_export_set_formulas_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

SondeFormula *
sonde_export_document_get_formula (SondeExportDocument *self, const char *tex, gboolean display)
{
  g_autofree char *key = dup_key (tex, display);

  return g_hash_table_lookup (self->formulas, key);
}
