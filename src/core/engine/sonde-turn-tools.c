/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

/* The tools that a model calls in Search mode: searching and reading, side by side for the calls of one
 * round. */

#include "sonde-turn-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-engine-search.h"
#include "sonde-error.h"
#include "sonde-page-address.h"
#include "sonde-page-fetch.h"
#include "sonde-page-reader.h"
#include "sonde-search-prompt.h"
#include "sonde-search-tools.h"
#include "sonde-source.h"

/* The calls of one reply on their way. */
typedef struct
{
  SondeTurn *turn;
  GPtrArray *texts; /* of char *: what each call is answered with */
  guint n_pending;
  guint n_pages;
  guint n_pages_done;
} Round;

typedef struct
{
  Round *round;
  guint index;
  SondeSearchStep *step;
  char *subject; /* query or address */
} Call;

static Call *
call_new (Round *round, guint index, SondeSearchStep *step, const char *subject)
{
  Call *call = g_new0 (Call, 1);

  call->round = round;
  call->index = index;
  call->step = g_object_ref (step);
  call->subject = g_strdup (subject);
  return call;
}

static void
call_free (Call *call)
{
  g_object_unref (call->step);
  g_free (call->subject);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

/* What is done now, in the words that the person sees. */
static void
show_progress (Round *round)
{
  SondeMessage *answer = round->turn->answer;
  GListModel *steps = sonde_message_get_search_steps (answer);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (SondeSearchStep) step = g_list_model_get_item (steps, i);
      gboolean page = sonde_search_step_get_kind (step) == SONDE_STEP_PAGE;
      g_autofree char *detail = NULL;

      if (sonde_search_step_get_state (step) != SONDE_STEP_RUNNING)
        continue;
      if (page)
        /* Translators: the second %u is how many pages are read, %s the title or address of this one */
        detail = g_strdup_printf (_ ("Reading %u of %u: %s"),
                                  round->n_pages_done + 1,
                                  round->n_pages,
                                  sonde_search_step_get_text (step));
      else
        /* Translators: %s is what is searched for */
        detail = g_strdup_printf (_ ("Searching: %s"), sonde_search_step_get_text (step));
      sonde_message_set_phase (answer, page ? SONDE_PHASE_READING : SONDE_PHASE_SEARCHING, detail);
      return;
    }
}

static void
end_step (SondeTurn *turn, SondeSearchStep *step, SondeStepState state, guint count, const char *detail)
{
  sonde_search_step_finish (step, state, count, detail);
  sonde_message_search_step_changed (turn->answer);
}

/* Adds a step that has already ended: a remark. */
void
sonde_turn_note (SondeTurn *self, const char *sentence)
{
  g_autoptr (SondeSearchStep) step = sonde_search_step_new (SONDE_STEP_NOTE, sentence, NULL);

  sonde_search_step_finish (step, SONDE_STEP_FAILED, 0, NULL);
  g_ptr_array_add (self->steps, g_object_ref (step));
  sonde_message_add_search_step (self->answer, step);
}

static void
end_round (Round *round)
{
  SondeTurn *turn = round->turn;
  g_autoptr (GPtrArray) texts = g_steal_pointer (&round->texts);

  g_free (round);
  if (turn->abandoned || g_cancellable_is_cancelled (turn->cancellable))
    sonde_turn_fail (turn, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped"));
  else
    sonde_turn_answer_calls (turn, texts);
  g_object_unref (turn);
}

/* Takes @text. */
static void
answer_call (Round *round, guint index, char *text)
{
  /* What is over the limit is cut: the answer to a call may not be missing. */
  if (round->turn->n_result_bytes + strlen (text) > SONDE_SEARCH_MAX_RESULT_BYTES)
    {
      gsize room
        = SONDE_SEARCH_MAX_RESULT_BYTES - MIN (round->turn->n_result_bytes, SONDE_SEARCH_MAX_RESULT_BYTES);
      char *end = g_utf8_find_prev_char (text, text + MIN (room, strlen (text)));

      if (end != NULL)
        *end = '\0';
    }
  round->turn->n_result_bytes += strlen (text);
  g_free (round->texts->pdata[index]);
  round->texts->pdata[index] = text;
  if (--round->n_pending == 0)
    end_round (round);
  else
    show_progress (round);
}

static char *
dup_failure (const GError *error)
{
  SondeErrorExplanation explanation;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_strdup (_ ("stopped"));
  sonde_error_explain (error, &explanation);
  return g_strdup (explanation.sentence);
}

/* Sources */

static SondeSource *
find_source (SondeTurn *self, const char *url)
{
  for (guint i = 0; i < self->found->len; i++)
    if (g_strcmp0 (sonde_source_get_url (self->found->pdata[i]), url) == 0)
      return self->found->pdata[i];
  return NULL;
}

/* (element-type SondeSource): @sources under the numbers that they have in this turn. */
GPtrArray *
sonde_turn_number_sources (SondeTurn *self, GPtrArray *sources)
{
  GPtrArray *numbered = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < sources->len; i++)
    {
      SondeSource *source = sources->pdata[i];
      SondeSource *known = find_source (self, sonde_source_get_url (source));

      if (known == NULL)
        {
          known = sonde_source_renumber (source, self->found->len + 1);
          g_ptr_array_add (self->found, known);
        }
      g_ptr_array_add (numbered, g_object_ref (known));
    }
  return numbered;
}

/* Searching */

static void
report_cb (SondeSearchKind kind, const GError *error, gpointer user_data)
{
  Call *call = user_data;

  sonde_turn_report_service (call->round->turn, kind, error);
}

static void
searched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  SondeTurn *self = call->round->turn;
  g_autoptr (GError) error = NULL;
  SondeSearchKind kind = SONDE_SEARCH_DEEPSEEK;
  g_autoptr (GPtrArray) found = sonde_engine_web_search_finish (SONDE_ENGINE (object), result, &kind, &error);
  g_autoptr (GPtrArray) sources = NULL;
  char *text;

  if (found == NULL)
    {
      g_autofree char *sentence = dup_failure (error);

      end_step (self, call->step, SONDE_STEP_FAILED, 0, sentence);
      /* Not translated: it is for the model. */
      text
        = g_strdup ("The web search failed. Answer with what you know, and say that you could not search.");
    }
  else if (found->len == 0)
    {
      end_step (self, call->step, SONDE_STEP_DONE, 0, _ ("Nothing was found"));
      sonde_turn_say_once (self, _ ("The web search found nothing. The answer goes on without it"));
      text = g_strdup (
        "Nothing was found for this query. Try other words, or answer with what you know and say so.");
    }
  else
    {
      gboolean first = self->found->len == 0;

      sources = sonde_turn_number_sources (self, found);
      end_step (self, call->step, SONDE_STEP_DONE, sources->len, sonde_search_kind_get_name (kind));
      text = sonde_search_prompt_build_results (sources,
                                                call->subject,
                                                sonde_message_get_content (self->question),
                                                first,
                                                sonde_message_get_created (self->question));
    }
  answer_call (call->round, call->index, text);
}

static void
start_search (Round *round, guint index, const char *words)
{
  SondeTurn *self = round->turn;
  g_autofree char *query = sonde_web_search_dup_query (words);
  g_autoptr (SondeSearchStep) step = sonde_search_step_new (SONDE_STEP_SEARCH, query, NULL);
  Call *call = call_new (round, index, step, query);

  self->n_searches++;
  if (sonde_message_get_search_query (self->answer) == NULL)
    sonde_message_set_search_query (self->answer, query);
  g_ptr_array_add (self->steps, g_object_ref (step));
  sonde_message_add_search_step (self->answer, step);
  sonde_engine_web_search_async (
    self->engine, self->provider, self->key, query, report_cb, call, self->cancellable, searched_cb, call);
}

/* Reading */

static void
take_page (Call *call, SondePage *page)
{
  SondeTurn *self = call->round->turn;
  SondeSource *source = find_source (self, call->subject);

  if (source == NULL)
    {
      source = sonde_source_new (self->found->len + 1, page->title, call->subject, page->date, NULL);
      g_ptr_array_add (self->found, source);
    }
  sonde_search_step_set_text (call->step, sonde_source_get_title (source));
  end_step (self, call->step, SONDE_STEP_DONE, sonde_source_get_number (source), NULL);
  call->round->n_pages_done++;
  answer_call (
    call->round,
    call->index,
    sonde_search_prompt_build_page (source, page->text, sonde_message_get_content (self->question)));
}

static void
fail_page (Call *call, const GError *error)
{
  g_autofree char *sentence = dup_failure (error);

  end_step (call->round->turn, call->step, SONDE_STEP_FAILED, 0, sentence);
  call->round->n_pages_done++;
  answer_call (
    call->round, call->index, g_strdup ("The page could not be read. Use another one, or what you have."));
}

static void
page_fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SondePage) page = sonde_page_fetch_finish (SONDE_HTTP (object), result, &error);

  if (page != NULL)
    take_page (call, page);
  else
    fail_page (call, error);
}

/* Whether DeepSeek's server may be asked to read a page that this computer could not; takes @call then. What
 * this computer refused nobody else is asked for. */
static gboolean
fetch_instead (Call *call, const GError *error)
{
  SondeTurn *self = call->round->turn;
  g_autofree char *reader
    = sonde_config_dup_string (sonde_engine_get_config (self->engine), "Search", "reader");
  g_autofree char *url = sonde_provider_dup_fetch_url (self->provider);

  if (url == NULL || self->key == NULL || g_strcmp0 (reader, "own") == 0
      || g_cancellable_is_cancelled (self->cancellable)
      || g_error_matches (error, SONDE_ERROR, SONDE_ERROR_PAGE_REFUSED))
    return FALSE;
  sonde_page_fetch_async (sonde_engine_get_http (self->engine),
                          url,
                          self->key,
                          call->subject,
                          self->cancellable,
                          page_fetched_cb,
                          call);
  return TRUE;
}

static void
page_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SondePage) page = sonde_page_reader_read_finish (SONDE_PAGE_READER (object), result, &error);

  if (page != NULL)
    take_page (call, page);
  else if (fetch_instead (call, error))
    g_steal_pointer (&call);
  else
    fail_page (call, error);
}

/* An address that is written in one of the person's messages. */
static gboolean
is_from_person (SondeTurn *self, const char *url)
{
  g_autoptr (GPtrArray) path = sonde_conversation_dup_path (self->conversation, self->question);

  for (guint i = 0; i < path->len; i++)
    if (sonde_message_get_role (path->pdata[i]) == SONDE_ROLE_USER
        && strstr (sonde_message_get_content (path->pdata[i]), url) != NULL)
      return TRUE;
  return FALSE;
}

static void
start_reading (Round *round, guint index, const char *url)
{
  SondeTurn *self = round->turn;
  SondeSource *source = find_source (self, url);
  const char *title = source != NULL ? sonde_source_get_title (source) : url;
  g_autoptr (SondeSearchStep) step = sonde_search_step_new (SONDE_STEP_PAGE, title, url);
  g_autofree char *reader
    = sonde_config_dup_string (sonde_engine_get_config (self->engine), "Search", "reader");
  Call *call = call_new (round, index, step, url);

  self->n_pages++;
  round->n_pages++;
  g_ptr_array_add (self->steps, g_object_ref (step));
  sonde_message_add_search_step (self->answer, step);
  if (g_strcmp0 (reader, "deepseek") == 0)
    {
      g_autoptr (GError) refusal = NULL;
      g_autoptr (GUri) uri = sonde_page_address_parse (url, &refusal);

      if (uri != NULL && fetch_instead (call, NULL))
        return;
    }
  sonde_page_reader_read_async (
    sonde_engine_get_page_reader (self->engine), url, self->cancellable, page_read_cb, call);
}

/* The calls */

/* NULL, or why a call is not followed any more, in words for the person. */
static const char *
find_limit (SondeTurn *self, gboolean page)
{
  if (g_get_monotonic_time () - self->searching_since > SONDE_SEARCH_MAX_SECONDS * G_USEC_PER_SEC)
    return _ ("The time for searching is used up");
  if (self->n_result_bytes >= SONDE_SEARCH_MAX_RESULT_BYTES)
    return _ ("No more text of pages fits in");
  if (page && self->n_pages >= sonde_engine_get_search_pages (self->engine))
    return _ ("No more pages are read for this answer");
  if (!page && self->n_searches >= SONDE_SEARCH_MAX_SEARCHES)
    return _ ("No more searches are made for this answer");
  return NULL;
}

static void
refuse_call (Round *round, guint index, const char *words_for_model)
{
  answer_call (round, index, g_strdup (words_for_model));
}

static void
start_tool (Round *round, guint index, const char *arguments, gboolean page)
{
  SondeTurn *self = round->turn;
  g_autofree char *subject = sonde_search_tools_dup_argument (arguments, page ? "url" : "query");
  const char *limit = find_limit (self, page);

  if (subject != NULL)
    g_strstrip (subject);
  if (limit != NULL)
    {
      if (!self->limit_told)
        sonde_turn_note (self, limit);
      self->limit_told = TRUE;
      refuse_call (
        round, index, "The limit of searches for this answer is reached. Answer now with what you have.");
    }
  else if (subject == NULL || *subject == '\0')
    refuse_call (
      round, index, "The arguments are not the JSON that this tool wants. Call it again, or answer.");
  else if (!page)
    start_search (round, index, subject);
  else if (find_source (self, subject) == NULL && !is_from_person (self, subject))
    /* A page that tells a model to open an address with the conversation in it gets nothing. */
    refuse_call (
      round,
      index,
      "Only pages that a search has found, or whose address the user wrote, can be opened. Search first.");
  else
    start_reading (round, index, subject);
}

static void
start_call (Round *round, guint index, const SondeToolCall *call)
{
  gboolean searching = round->turn->way == SONDE_SEARCH_WAY_TOOLS;

  if (searching && g_strcmp0 (call->name, SONDE_TOOL_WEB_SEARCH) == 0)
    start_tool (round, index, call->arguments, FALSE);
  else if (searching && g_strcmp0 (call->name, SONDE_TOOL_OPEN_PAGE) == 0)
    start_tool (round, index, call->arguments, TRUE);
  else
    /* Not translated: it is for the model. */
    answer_call (round,
                 index,
                 g_strdup_printf ("There is no tool named “%s” here. Answer without tools.",
                                  call->name != NULL ? call->name : ""));
}

/** Follows the calls (element-type SondeToolCall) of the reply, then goes on with sonde_turn_answer_calls().
 */
void
sonde_turn_run_calls (SondeTurn *self, GPtrArray *calls)
{
  Round *round = g_new0 (Round, 1);

  round->turn = g_object_ref (self);
  round->texts = g_ptr_array_new_full (calls->len, g_free);
  g_ptr_array_set_size (round->texts, (gint) calls->len);
  /* One more, so that the round does not end before the last call has begun. */
  round->n_pending = calls->len + 1;
  if (self->searching_since == 0)
    self->searching_since = g_get_monotonic_time ();
  sonde_message_set_search_steps (self->answer, NULL);
  for (guint i = 0; i < calls->len; i++)
    start_call (round, i, g_ptr_array_index (calls, i));
  if (--round->n_pending == 0)
    end_round (round);
  else
    show_progress (round);
}
