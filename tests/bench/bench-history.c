/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a search takes in a history of a million messages, and how fast it is indexed; lists and opening a
 * result in the same history. One line each: name, figure, unit. */

#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>

#include "sonde-test.h"
#include "store-test.h"

#define N_MESSAGES      1000000
#define N_CONVERSATIONS 100000
#define N_WORDS         20000
#define N_HAN           3000
#define N_HAN_WORDS     20000
#define N_QUERIES       40
#define WORDS           24

typedef struct
{
  GRand *rand;
  char words[N_WORDS][12];
  char han_words[N_HAN_WORDS][16];
} Language;

static void
print (const char *name, double figure, const char *unit)
{
  g_print ("%s\t%.1f\t%s\n", name, figure, unit);
}

static double
ms_since (gint64 begin)
{
  return (g_get_monotonic_time () - begin) / 1000.0;
}

/* Words as they are in languages: the n-th is about as frequent as 1/n. */
static guint
choose (GRand *rand, guint n)
{
  return MIN (n - 1, (guint) (exp (g_rand_double (rand) * log (n)) - 1));
}

static void
make_word (Language *self, char *word)
{
  static const char vowels[] = "aeiou";
  static const char consonants[] = "bcdfghklmnprstvw";
  guint n = 2 + g_rand_int_range (self->rand, 0, 4);

  for (guint i = 0; i < n; i++)
    {
      *word++ = consonants[g_rand_int_range (self->rand, 0, sizeof consonants - 1)];
      *word++ = vowels[g_rand_int_range (self->rand, 0, sizeof vowels - 1)];
    }
  *word = '\0';
}

static void
make_han_word (Language *self, char *word, guint n)
{
  for (guint i = 0; i < n; i++)
    word += g_unichar_to_utf8 (0x4e00 + choose (self->rand, N_HAN), word);
  *word = '\0';
}

static Language *
language_new (void)
{
  Language *self = g_new0 (Language, 1);

  self->rand = g_rand_new_with_seed (20261125);
  for (guint i = 0; i < N_WORDS; i++)
    make_word (self, self->words[i]);
  for (guint i = 0; i < N_HAN_WORDS; i++)
    make_han_word (self, self->han_words[i], i % 5 == 0 ? 1 : i % 5 == 4 ? 4 : 2);
  return self;
}

static void
write_text (Language *self, GString *text)
{
  guint n = g_rand_int_range (self->rand, 4, 2 * WORDS);

  g_string_truncate (text, 0);
  for (guint i = 0; i < n; i++)
    if (g_rand_int_range (self->rand, 0, 10) < 6)
      g_string_append (text, self->han_words[choose (self->rand, N_HAN_WORDS)]);
    else
      g_string_append_printf (text, " %s ", self->words[choose (self->rand, N_WORDS)]);
}

static void
fill (Language *language, const char *path)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *insert = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, "PRAGMA synchronous = OFF; BEGIN", NULL, NULL, NULL);
  sqlite3_exec (db,
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
                "INSERT INTO conversation (id, title, created, updated) "
                "SELECT i, 'Conversation ' || i, i * 3000000, i * 3000000 FROM n",
                NULL,
                NULL,
                NULL);
  sqlite3_prepare_v2 (db,
                      "INSERT INTO message (conversation, role, state, content, model, created) "
                      "VALUES (?, ?, 1, ?, 'deepseek-v4-pro', ?)",
                      -1,
                      &insert,
                      NULL);
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      write_text (language, text);
      sqlite3_bind_int (insert, 1, 1 + i / (N_MESSAGES / N_CONVERSATIONS));
      sqlite3_bind_int (insert, 2, 1 + i % 2);
      sqlite3_bind_text (insert, 3, text->str, text->len, SQLITE_STATIC);
      sqlite3_bind_int64 (insert, 4, i * G_USEC_PER_SEC);
      sqlite3_step (insert);
      sqlite3_reset (insert);
    }
  sqlite3_finalize (insert);
  g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static guint
search (SondeStore *store, const char *query, guint limit)
{
  g_autoptr (GPtrArray) hits = store_test_search (store, query, limit);

  return hits->len;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

typedef char *(*MakeQuery) (Language *language);

static void
measure (SondeStore *store, Language *language, const char *name, MakeQuery make)
{
  double times[N_QUERIES];
  double sum = 0;
  g_autofree char *median = g_strdup_printf ("search in 1,000,000: %s, median", name);
  g_autofree char *worst = g_strdup_printf ("search in 1,000,000: %s, slowest of %d", name, N_QUERIES);

  for (guint i = 0; i < N_QUERIES; i++)
    {
      g_autofree char *query = make (language);
      gint64 begin = g_get_monotonic_time ();

      sum += search (store, query, 50);
      times[i] = ms_since (begin);
      if (g_getenv ("SONDE_BENCH_VERBOSE") != NULL)
        g_printerr ("%s\t%s\t%.1f\n", name, query, times[i]);
    }
  qsort (times, N_QUERIES, sizeof *times, compare);
  print (median, times[N_QUERIES / 2], "ms");
  print (worst, times[N_QUERIES - 1], "ms");
  g_assert_cmpfloat (sum, >, 0);
}

static char *
make_han (Language *language, guint length)
{
  for (;;)
    {
      const char *word = language->han_words[choose (language->rand, N_HAN_WORDS)];

      if (g_utf8_strlen (word, -1) == (glong) length)
        return g_strdup (word);
    }
}

static char *
make_one (Language *language)
{
  return make_han (language, 1);
}

static char *
make_two (Language *language)
{
  return make_han (language, 2);
}

static char *
make_four (Language *language)
{
  return make_han (language, 4);
}

/* Characters that stand together seldom or never, though each is frequent. */
static char *
make_rare_two (Language *language)
{
  char word[16];

  make_han_word (language, word, 2);
  return g_strdup (word);
}

static char *
make_rare_four (Language *language)
{
  char word[16];

  make_han_word (language, word, 4);
  return g_strdup (word);
}

static char *
make_english (Language *language)
{
  return g_strdup_printf ("%s ", language->words[choose (language->rand, N_WORDS)]);
}

static char *
make_prefix (Language *language)
{
  return g_strdup_printf ("%.3s", language->words[choose (language->rand, N_WORDS)]);
}

static char *
make_short_prefix (Language *language)
{
  return g_strdup_printf ("%.1s*", language->words[choose (language->rand, N_WORDS)]);
}

static char *
make_two_letters (Language *language)
{
  return g_strdup_printf ("%.2s*", language->words[choose (language->rand, N_WORDS)]);
}

static char *
make_phrase (Language *language)
{
  return g_strdup_printf ("\"%s %s\"",
                          language->words[choose (language->rand, 100)],
                          language->words[choose (language->rand, 100)]);
}

static char *
make_two_words (Language *language)
{
  return g_strdup_printf ("%s %s ",
                          language->words[choose (language->rand, N_WORDS)],
                          language->han_words[choose (language->rand, N_HAN_WORDS)]);
}

/* Until the index has everything. */
static void
await_index (SondeStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) hits = NULL;

  sonde_store_search_async (
    store, "nothing-of-that-kind ", SONDE_SEARCH_NEWEST, 1, TRUE, NULL, sonde_test_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  hits = sonde_store_search_finish (store, result, NULL, NULL);
}

static double
get_size (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "search.db", NULL);
  GStatBuf status = { 0 };

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  return status.st_size / 1048576.0;
}

static void
bench_index (SondeStore *store, const char *dir)
{
  gint64 begin = g_get_monotonic_time ();

  await_index (store);
  print ("index: each message, from nothing", ms_since (begin) * 1000 / N_MESSAGES, "µs");
  print ("index: size", get_size (dir), "MiB");
}

/* A conversation of ten messages in the midst of all is deleted for good: its words leave the index. */
static void
bench_forget (SondeStore *store)
{
  gint64 begin;

  g_assert_true (store_test_delete_conversation (store, N_CONVERSATIONS / 2, TRUE, NULL));
  begin = g_get_monotonic_time ();
  sonde_store_purge_deleted (store, G_MAXINT64);
  store_test_settle (store);
  await_index (store);
  print ("index: forgetting a conversation", ms_since (begin), "ms");
}

static void
bench_list (SondeStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) page = NULL;
  gint64 begin = g_get_monotonic_time ();

  sonde_store_list_async (store, NULL, NULL, 200, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  page = sonde_store_list_finish (store, result, NULL);
  print ("list of 100,000 conversations: first 200", ms_since (begin), "ms");
  g_assert_cmpuint (page->len, ==, 200);
}

static void
bench_open (SondeStore *store, Language *language)
{
  double times[N_QUERIES];

  for (guint i = 0; i < N_QUERIES; i++)
    {
      g_autofree char *query = make_english (language);
      g_autoptr (GPtrArray) hits = store_test_search (store, query, 50);
      SondeSearchHit *hit = hits->pdata[g_rand_int_range (language->rand, 0, hits->len)];
      gint64 begin = g_get_monotonic_time ();
      g_autoptr (SondeConversation) conversation = store_test_load (store, hit->conversation_id, NULL);

      g_assert_nonnull (sonde_conversation_find_message (conversation, hit->message_id));
      times[i] = ms_since (begin);
    }
  qsort (times, N_QUERIES, sizeof *times, compare);
  print ("open at a result, median", times[N_QUERIES / 2], "ms");
}

int
main (void)
{
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *path = store_test_dup_path (dir);
  Language *language = language_new ();
  SondeStore *store = store_test_open (dir);

  store_test_close (store);
  fill (language, path);
  store = store_test_open (dir);
  bench_index (store, dir);
  measure (store, language, "a Chinese character", make_one);
  measure (store, language, "a word of two characters", make_two);
  measure (store, language, "a word of four characters", make_four);
  measure (store, language, "two characters that seldom meet", make_rare_two);
  measure (store, language, "four characters that seldom meet", make_rare_four);
  measure (store, language, "an English word", make_english);
  measure (store, language, "three letters", make_prefix);
  measure (store, language, "two letters", make_two_letters);
  measure (store, language, "one letter", make_short_prefix);
  measure (store, language, "an English phrase", make_phrase);
  measure (store, language, "two words", make_two_words);
  bench_list (store);
  bench_open (store, language);
  bench_forget (store);
  store_test_close (store);
  sonde_test_remove_dir (dir);
  g_rand_free (language->rand);
  g_free (language);
  return 0;
}
