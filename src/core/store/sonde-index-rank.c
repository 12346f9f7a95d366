/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* How well a text fits a query: BM25, as FTS5 has it, but with what words weigh in the whole index and not in
 * one of its parts. A word that was hardly used for a year is not worth more for that in the texts of that
 * year. */

#include <math.h>

#include "sonde-index-private.h"
#include "sonde-tokens-private.h"

/* Robertson and others, Okapi at TREC-3, 1994. */
#define K1 1.2
#define B  0.75

/* What the figures begin with; then there is one for each phrase: in how many texts it is, or what it weighs.
 */
enum
{
  FIGURE_TEXTS,
  FIGURE_TOKENS,
  N_FIGURES,
};

static int
count_cb (const Fts5ExtensionApi *api, Fts5Context *fts, void *data)
{
  double *count = data;

  *count += 1;
  return SQLITE_OK;
}

/* SQL: sonde_figures(TABLE), an array of doubles for the part; the same in each row. */
static void
figures_cb (const Fts5ExtensionApi *api,
            Fts5Context *fts,
            sqlite3_context *context,
            int n_values,
            sqlite3_value **values)
{
  int n = N_FIGURES + api->xPhraseCount (fts);
  g_autofree double *figures = g_new0 (double, n);
  sqlite3_int64 texts = 0;
  sqlite3_int64 tokens = 0;
  int result = api->xRowCount (fts, &texts);

  if (result == SQLITE_OK)
    result = api->xColumnTotalSize (fts, -1, &tokens);
  figures[FIGURE_TEXTS] = texts;
  figures[FIGURE_TOKENS] = tokens;
  for (int i = N_FIGURES; i < n && result == SQLITE_OK; i++)
    result = api->xQueryPhrase (fts, i - N_FIGURES, &figures[i], count_cb);
  if (result == SQLITE_OK)
    sqlite3_result_blob (context, figures, n * sizeof *figures, SQLITE_TRANSIENT);
  else
    sqlite3_result_error_code (context, result);
}

/* How often each phrase is in the present text. */
static int
count_phrases (const Fts5ExtensionApi *api, Fts5Context *fts, double *counts)
{
  int n = 0;
  int result = api->xInstCount (fts, &n);

  for (int i = 0; i < n && result == SQLITE_OK; i++)
    {
      int phrase, column, offset;

      result = api->xInst (fts, i, &phrase, &column, &offset);
      if (result == SQLITE_OK)
        counts[phrase] += 1;
    }
  return result;
}

/* SQL: sonde_rank(TABLE, FIGURES), more for what fits better. */
static void
rank_cb (const Fts5ExtensionApi *api,
         Fts5Context *fts,
         sqlite3_context *context,
         int n_values,
         sqlite3_value **values)
{
  int n = api->xPhraseCount (fts);
  g_autofree double *counts = g_new0 (double, n);
  const double *figures = n_values == 1 ? sqlite3_value_blob (values[0]) : NULL;
  double score = 0;
  double length;
  int tokens = 0;
  int result = api->xColumnSize (fts, -1, &tokens);

  if (result == SQLITE_OK)
    result = count_phrases (api, fts, counts);
  if (result != SQLITE_OK || figures == NULL
      || sqlite3_value_bytes (values[0]) < (N_FIGURES + n) * (int) sizeof *figures)
    {
      sqlite3_result_error_code (context, result != SQLITE_OK ? result : SQLITE_ERROR);
      return;
    }
  length = tokens * figures[FIGURE_TEXTS] / MAX (figures[FIGURE_TOKENS], 1);
  for (int i = 0; i < n; i++)
    score += figures[N_FIGURES + i] * counts[i] * (K1 + 1) / (counts[i] + K1 * (1 - B + B * length));
  sqlite3_result_double (context, score);
}

/** Adds to the figures of the parts before what another one says of itself. */
void
sonde_index_add_figures (GArray *figures, sqlite3_stmt *row, int column)
{
  const double *added = sqlite3_column_blob (row, column);
  guint n = sqlite3_column_bytes (row, column) / sizeof *added;

  if (figures->len < n)
    g_array_set_size (figures, n);
  for (guint i = 0; i < n; i++)
    g_array_index (figures, double, i) += added[i];
}

/** Makes weights of the numbers of texts in which the phrases are: what is everywhere weighs nearly nothing.
 */
void
sonde_index_weigh (GArray *figures)
{
  for (guint i = N_FIGURES; i < figures->len; i++)
    {
      double *figure = &g_array_index (figures, double, i);
      double texts = g_array_index (figures, double, FIGURE_TEXTS);

      *figure = MAX (log ((texts - *figure + 0.5) / (*figure + 0.5)), 1e-6);
    }
}

int
sonde_index_rank_register (sqlite3 *db)
{
  fts5_api *api = sonde_tokens_get_api (db);
  int result;

  if (api == NULL)
    return SQLITE_ERROR;
  result = api->xCreateFunction (api, "sonde_figures", NULL, figures_cb, NULL);
  return result == SQLITE_OK ? api->xCreateFunction (api, "sonde_rank", NULL, rank_cb, NULL) : result;
}
