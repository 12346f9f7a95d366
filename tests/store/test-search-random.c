/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Random texts in several scripts with random queries: what the index finds is what reading everything
 * through by another road finds. The messages lie in three parts of the index, and some change or are deleted
 * for good meanwhile. */

#include <sqlite3.h>
#include <string.h>

#include "sonde-test.h"
#include "sonde-tokens-private.h"
#include "store-test.h"

#define PART     65536
#define N_ROUNDS 12
#define N_ADDED  60
#define N_ASKED  60
#define DAY      (24 * 3600 * G_GINT64_CONSTANT (1000000))
/* 2025-03-01 */
#define FIRST_DAY 20148
#define N_DAYS    20

typedef struct
{
  gint64 id;
  guint folder;
  guint model;
  guint mode;
  guint day;
  char *content;
  char *reasoning;
} Text;

typedef struct
{
  char *word;
  gboolean prefix;
  gboolean negated;
} Term;

typedef struct
{
  GArray *terms;
  guint folder; /* one past the last for any, as below */
  guint model;
  guint mode;
  guint after;
  guint before;
} Question;

typedef struct
{
  char *dir;
  char *path;
  SondeStore *store;
  GPtrArray *texts;
} Fixture;

static const char *const folders[] = { NULL, "Work", "My Stuff" };
static const char *const folder_words[] = { "in:none", "in:work", "in:\"my stuff\"" };
static const char *const models[] = { NULL, "deepseek-v4-pro", "deepseek-flash", "DeepSeek-R1" };
static const char *const model_words[] = { "model:nothing", "model:v4-pro", "model:deepseek-fl", "model:r1" };
static const char *const mode_words[] = { "mode:chat", "mode:reasoning", "mode:search", "mode:r1+search" };

static const char *const pieces[] = {
  "模",   "型",   "模型",  "深", "谈", "深谈", "的", "解",     "word",    "Word", "words",
  "CAFÉ", "cafe", "ｗord", " ",  " ",  " ",    " ",  "\n",     ",",       "，",   "。",
  "-",    "é",    "x1",    "1",  "ガ", "한국", "😀",  "straße", "STRASSE", "שלום", "मराठी",
};

static const char *const beginnings[] = { "w", "wor", "word", "C", "caf", "stra", "x", "模", "深", "ש", "म" };

static void
text_free (gpointer data)
{
  Text *text = data;

  g_free (text->content);
  g_free (text->reasoning);
  g_free (text);
}

static void
term_clear (gpointer data)
{
  g_free (((Term *) data)->word);
}

static guint
choose (guint n)
{
  return g_test_rand_int_range (0, n);
}

static char *
make_words (guint most)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = g_test_rand_int_range (1, most);

  for (guint i = 0; i < n; i++)
    g_string_append (text, pieces[choose (G_N_ELEMENTS (pieces))]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The other road: the words of a text are joined by bars, and a word or phrase is looked for between bars. */

static int
join_token_cb (gpointer data, const char *token, int length, int start, int end)
{
  g_string_append_len (data, token, length);
  g_string_append_c (data, '|');
  return 0;
}

static gboolean
has_phrase (const char *text, const char *phrase, gboolean prefix)
{
  g_autoptr (GString) hay = g_string_new ("|");
  g_autoptr (GString) needle = g_string_new ("|");

  sonde_tokens_each (text, strlen (text), join_token_cb, hay);
  sonde_tokens_each (phrase, strlen (phrase), join_token_cb, needle);
  if (prefix)
    g_string_truncate (needle, needle->len - 1);
  return strstr (hay->str, needle->str) != NULL;
}

static gboolean
answers (const Text *text, const Question *question)
{
  for (guint i = 0; i < question->terms->len; i++)
    {
      const Term *term = &g_array_index (question->terms, Term, i);
      gboolean has = has_phrase (text->content, term->word, term->prefix)
                     || has_phrase (text->reasoning, term->word, term->prefix);

      if (has == term->negated)
        return FALSE;
    }
  if (question->mode < G_N_ELEMENTS (mode_words)
      && (question->mode == 0 ? text->mode != 0 : (text->mode & question->mode) != question->mode))
    return FALSE;
  /* Nothing is in the folder "none", and no model has the name "nothing". */
  return (question->folder >= G_N_ELEMENTS (folders)
          || (question->folder > 0 && question->folder == text->folder))
         && (question->model >= G_N_ELEMENTS (models)
             || (question->model > 0 && question->model == text->model))
         && (question->after >= N_DAYS || text->day >= question->after)
         && (question->before >= N_DAYS || text->day < question->before);
}

/* Questions */

static void
add_term (GArray *terms)
{
  Term term = { NULL, FALSE, terms->len > 0 && g_test_rand_bit () };

  if (choose (4) == 0)
    {
      term.word = g_strdup (beginnings[choose (G_N_ELEMENTS (beginnings))]);
      term.prefix = TRUE;
    }
  else
    do
      {
        g_free (term.word);
        term.word = make_words (4);
      }
    while (has_phrase ("", term.word, FALSE)); /* without letters */
  g_array_append_val (terms, term);
}

static Question
make_question (void)
{
  Question question
    = { g_array_new (FALSE, FALSE, sizeof (Term)), G_MAXUINT, G_MAXUINT, G_MAXUINT, G_MAXUINT, G_MAXUINT };
  guint n_terms = choose (4);

  g_array_set_clear_func (question.terms, term_clear);
  for (guint i = 0; i < n_terms; i++)
    add_term (question.terms);
  if (choose (4) == 0)
    question.folder = choose (G_N_ELEMENTS (folders));
  if (choose (4) == 0)
    question.model = choose (G_N_ELEMENTS (models));
  if (choose (4) == 0)
    question.mode = choose (G_N_ELEMENTS (mode_words));
  if (choose (4) == 0)
    question.after = choose (N_DAYS);
  if (choose (4) == 0 || n_terms == 0) /* so that something is asked */
    question.before = choose (N_DAYS);
  return question;
}

static char *
dup_query (const Question *question)
{
  g_autoptr (GString) query = g_string_new (NULL);

  if (question->folder < G_N_ELEMENTS (folders))
    g_string_append_printf (query, "%s ", folder_words[question->folder]);
  if (question->after < N_DAYS)
    g_string_append_printf (query, "after:2025-03-%02u ", question->after + 1);
  for (guint i = 0; i < question->terms->len; i++)
    {
      const Term *term = &g_array_index (question->terms, Term, i);
      const char *quote = term->prefix ? "" : "\"";

      g_string_append_printf (
        query, "%s%s%s%s ", term->negated ? "-" : "", quote, term->word, term->prefix ? "*" : quote);
    }
  if (question->model < G_N_ELEMENTS (models))
    g_string_append_printf (query, "%s ", model_words[question->model]);
  if (question->mode < G_N_ELEMENTS (mode_words))
    g_string_append_printf (query, "%s ", mode_words[question->mode]);
  if (question->before < N_DAYS)
    g_string_append_printf (query, "before:2025-03-%02u ", question->before + 1);
  return g_string_free (g_steal_pointer (&query), FALSE);
}

/* The history */

static void
add_text (Fixture *f, GString *sql)
{
  Text *text = g_new0 (Text, 1);
  Text *last = f->texts->len > 0 ? f->texts->pdata[f->texts->len - 1] : NULL;
  char *insert;

  text->id = last != NULL ? last->id + 1 : PART - N_ADDED * N_ROUNDS / 3;
  /* The third part begins after a gap. */
  if (f->texts->len == N_ADDED * N_ROUNDS * 2 / 3)
    text->id = 5 * PART + 7;
  text->folder = choose (G_N_ELEMENTS (folders));
  text->model = choose (G_N_ELEMENTS (models));
  text->mode = choose (4);
  text->day = choose (N_DAYS);
  text->content = make_words (12);
  text->reasoning = g_test_rand_bit () ? make_words (6) : g_strdup ("");
  insert
    = sqlite3_mprintf ("INSERT INTO message (id, conversation, role, state, content, reasoning, model, mode, "
                       "created) VALUES (%lld, %u, 2, 1, %Q, %Q, %Q, %u, %lld);",
                       text->id,
                       text->folder + 1,
                       text->content,
                       text->reasoning,
                       models[text->model],
                       text->mode,
                       (FIRST_DAY + text->day) * DAY);
  g_string_append (sql, insert);
  sqlite3_free (insert);
  g_ptr_array_add (f->texts, text);
}

static void
add_texts (Fixture *f)
{
  g_autoptr (GString) sql = g_string_new ("BEGIN;");

  for (guint i = 0; i < N_ADDED; i++)
    add_text (f, sql);
  g_string_append (sql, "COMMIT");
  store_test_exec (f->path, sql->str);
}

static void
change_text (Fixture *f)
{
  Text *text = f->texts->pdata[choose (f->texts->len)];
  char *update;

  g_free (text->content);
  text->content = make_words (12);
  update = sqlite3_mprintf ("UPDATE message SET content = %Q WHERE id = %lld;"
                            "INSERT INTO change (message) VALUES (%lld)",
                            text->content,
                            text->id,
                            text->id);
  store_test_exec (f->path, update);
  sqlite3_free (update);
}

static void
delete_text (Fixture *f)
{
  guint place = choose (f->texts->len - 1);
  Text *text = f->texts->pdata[place];

  g_assert_true (store_test_delete_message (f->store, text->id, NULL));
  g_ptr_array_remove_index (f->texts, place);
}

/* Asking */

static GPtrArray *
search (Fixture *f, const char *query, SondeSearchOrder order)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *hits;

  sonde_store_search_async (f->store, query, order, 0, TRUE, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  hits = sonde_store_search_finish (f->store, result, NULL, &error);
  g_assert_no_error (error);
  return hits;
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const SondeSearchHit *left = *(SondeSearchHit *const *) a;
  const SondeSearchHit *right = *(SondeSearchHit *const *) b;

  return (left->message_id < right->message_id) - (left->message_id > right->message_id);
}

static void
ask (Fixture *f, const Question *question, SondeSearchOrder order)
{
  g_autofree char *query = dup_query (question);
  g_autoptr (GPtrArray) hits = search (f, query, order);
  guint place = 0;

  g_test_message ("%s", query);
  if (order == SONDE_SEARCH_BEST)
    g_ptr_array_sort (hits, compare_hits);
  for (guint i = f->texts->len; i > 0; i--)
    {
      const Text *text = f->texts->pdata[i - 1];

      if (!answers (text, question))
        continue;
      g_assert_cmpuint (place, <, hits->len);
      g_assert_cmpint (((SondeSearchHit *) hits->pdata[place++])->message_id, ==, text->id);
    }
  g_assert_cmpuint (hits->len, ==, place);
}

static void
ask_random (Fixture *f)
{
  Question question = make_question ();

  ask (f, &question, g_test_rand_bit () ? SONDE_SEARCH_NEWEST : SONDE_SEARCH_BEST);
  g_array_unref (question.terms);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = sonde_test_make_dir ();
  f->path = store_test_dup_path (f->dir);
  f->store = store_test_open (f->dir);
  f->texts = g_ptr_array_new_with_free_func (text_free);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      char *insert = sqlite3_mprintf (
        "INSERT INTO conversation (id, title, folder) VALUES (%u, '–', %Q)", i + 1, folders[i]);

      store_test_exec (f->path, insert);
      sqlite3_free (insert);
    }
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  store_test_close (f->store);
  sonde_test_remove_dir (f->dir);
  g_ptr_array_unref (f->texts);
  g_free (f->dir);
  g_free (f->path);
}

static void
test_random (Fixture *f, gconstpointer data)
{
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      add_texts (f);
      for (guint i = 0; i < N_ASKED; i++)
        {
          if (choose (10) == 0)
            change_text (f);
          if (choose (20) == 0)
            delete_text (f);
          ask_random (f);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/search/random", Fixture, NULL, set_up, test_random, tear_down);
  return g_test_run ();
}
