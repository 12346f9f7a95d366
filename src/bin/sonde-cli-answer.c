/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli-printer.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "sonde-citations.h"

/** A question on its way, and what of the answer is printed already. */
typedef struct
{
  CliPrinter printer;
  SondeEngine *engine;
  SondeConversation *conversation;
  GHashTable *seen;      /* messages that were there before or are being followed */
  SondeMessage *message; /* the answer that comes now */
  gsize n_reasoning;     /* bytes of it that are printed */
  gsize n_content;
  gboolean stopped;
} Answer;

/* Written to by the signal handler, read by the main loop. */
static int interrupt_fd = -1;

static void
interrupt (int signal_number)
{
  const guint64 one = 1;
  G_GNUC_UNUSED gssize written = write (interrupt_fd, &one, sizeof one);
}

/* Each handler goes after one signal, so that a second one ends the program wherever it may hang. */
static void
catch_signals (void)
{
  struct sigaction action = { .sa_handler = interrupt, .sa_flags = SA_RESETHAND | SA_RESTART };

  interrupt_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  sigaction (SIGHUP, &action, NULL);
}

static void
stop (Answer *self)
{
  self->stopped = TRUE;
  sonde_engine_stop (self->engine, self->conversation);
}

static gboolean
interrupted_cb (int fd, GIOCondition condition, gpointer user_data)
{
  guint64 count;

  if (read (fd, &count, sizeof count) == sizeof count)
    stop (user_data);
  return G_SOURCE_CONTINUE;
}

/* Some hosts end their thoughts with a tag that nothing announced. What was printed as the answer then turns
 * into thoughts: programs are told so, people have read it. */
static void
print_new_reasoning (Answer *self, const char *reasoning)
{
  gboolean moved = self->n_content > 0 && g_str_equal (reasoning, sonde_message_get_content (self->message));

  if (moved && !self->printer.json)
    cli_printer_end_thoughts (&self->printer);
  else
    cli_printer_reasoning (&self->printer, reasoning);
}

/* @content from @from to @to with the marks that cite as people see them: [1]. */
static char *
dup_numbered (const char *content, guint n_sources, gsize from, gsize to)
{
  g_autoptr (GArray) marks = sonde_citations_scan (content, n_sources);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < marks->len; i++)
    {
      const SondeCitation *mark = &g_array_index (marks, SondeCitation, i);

      if (mark->start < from || mark->end > to)
        continue;
      g_string_append_len (text, content + from, mark->start - from);
      g_string_append_printf (text, "[%u]", mark->number);
      from = mark->end;
    }
  g_string_append_len (text, content + from, to - from);
  return g_string_free (text, FALSE);
}

/* How much of @content is certain: not a half mark, nor what may yet become code. */
static gsize
get_certain_length (const char *content)
{
  gsize length = sonde_citations_stable_length (content);
  const char *line = g_strrstr_len (content, length, "\n");
  const char *code = strchr (line != NULL ? line : content, '`');

  return code != NULL ? MIN (length, (gsize) (code - content)) : length;
}

/* Programs get the model's own text. */
static void
print_content (Answer *self, gboolean over)
{
  const char *content = sonde_message_get_content (self->message);
  gsize length = sonde_message_get_content_length (self->message);
  guint n_sources = g_list_model_get_n_items (sonde_message_get_sources (self->message));
  gboolean raw = self->printer.json || n_sources == 0;

  if (!raw && !over)
    length = get_certain_length (content);
  if (length <= self->n_content)
    return;
  g_autofree char *text = raw ? NULL : dup_numbered (content, n_sources, self->n_content, length);
  cli_printer_content (&self->printer, raw ? content + self->n_content : text);
  self->n_content = length;
}

static void
print_growth (Answer *self, gboolean over)
{
  gsize n_reasoning = sonde_message_get_reasoning_length (self->message);

  if (n_reasoning > self->n_reasoning)
    print_new_reasoning (self, sonde_message_get_reasoning (self->message) + self->n_reasoning);
  self->n_reasoning = n_reasoning;
  if (sonde_message_get_content_length (self->message) < self->n_content)
    self->n_content = 0;
  print_content (self, over);
  /* Nobody reads any more, so nobody needs the rest. */
  if (cli_get_write_error () != 0 && !self->stopped)
    stop (self);
}

static void
grown_cb (SondeMessage *message, GParamSpec *pspec, gpointer user_data)
{
  print_growth (user_data, FALSE);
}

/* Programs get the sources at once; people find them under the answer. */
static void
sources_cb (SondeMessage *message, GParamSpec *pspec, gpointer user_data)
{
  Answer *self = user_data;

  if (self->printer.json)
    cli_printer_sources (&self->printer, message);
}

static void
phase_cb (SondeMessage *message, GParamSpec *pspec, gpointer user_data)
{
  if (sonde_message_get_phase (message) == SONDE_PHASE_RETRYING)
    cli_note (sonde_message_get_phase_detail (message));
}

/* What is searched for and read. */
static void
detail_cb (SondeMessage *message, GParamSpec *pspec, gpointer user_data)
{
  SondePhase phase = sonde_message_get_phase (message);
  const char *detail = sonde_message_get_phase_detail (message);

  if ((phase == SONDE_PHASE_SEARCHING || phase == SONDE_PHASE_READING) && detail != NULL && *detail != '\0')
    cli_note (detail);
}

static void
let_go (Answer *self)
{
  if (self->message == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->message, self);
  print_growth (self, TRUE);
  cli_printer_tool_calls (&self->printer, self->message);
  cli_printer_usage (&self->printer, self->message);
}

static void
follow (Answer *self, SondeMessage *message)
{
  let_go (self);
  g_set_object (&self->message, message);
  self->n_reasoning = 0;
  self->n_content = 0;
  g_signal_connect (message, "notify::reasoning", G_CALLBACK (grown_cb), self);
  g_signal_connect (message, "notify::content", G_CALLBACK (grown_cb), self);
  g_signal_connect (message, "notify::sources", G_CALLBACK (sources_cb), self);
  g_signal_connect (message, "notify::phase", G_CALLBACK (phase_cb), self);
  g_signal_connect (message, "notify::phase-detail", G_CALLBACK (detail_cb), self);
  /* An interrupt that came before there was anything to stop. */
  if (self->stopped)
    stop (self);
}

/* An answer, and after a round of tools another one. */
static void
branch_changed_cb (GListModel *branch, guint position, guint removed, guint added, gpointer user_data)
{
  Answer *self = user_data;

  for (guint i = position; i < position + added; i++)
    {
      SondeMessage *message = g_list_model_get_item (branch, i);

      if (g_hash_table_add (self->seen, message) && sonde_message_get_role (message) == SONDE_ROLE_ASSISTANT)
        follow (self, message);
    }
}

static CliStatus
get_status (Answer *self, const GError *error)
{
  SondeMessageState state
    = self->message != NULL ? sonde_message_get_state (self->message) : SONDE_STATE_FAILED;

  if (error == NULL)
    return CLI_COMPLETE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || state == SONDE_STATE_INTERRUPTED)
    return CLI_CUT;
  return cli_status_of (error);
}

static CliStatus
conclude (Answer *self, const GError *error)
{
  const char *reason = NULL;

  let_go (self);
  if (self->message != NULL)
    {
      cli_printer_sources (&self->printer, self->message);
      reason = sonde_message_get_finish_reason (self->message);
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    reason = "interrupted";
  else if (error != NULL)
    cli_printer_error (&self->printer, error);
  cli_printer_finish (&self->printer, reason, error == NULL);
  return get_status (self, error);
}

/** For what goes wrong before a question is sent: the same lines, and the status of @error. */
CliStatus
cli_answer_failed (Cli *cli, const GError *error)
{
  Answer self = { 0 };

  cli_printer_init (&self.printer, cli->json);
  return conclude (&self, error);
}

static void
init_answer (Answer *self, Cli *cli, SondeEngine *engine, SondeConversation *conversation)
{
  GListModel *branch = sonde_conversation_get_branch (conversation);

  *self = (Answer){ .engine = engine, .conversation = conversation };
  cli_printer_init (&self->printer, cli->json);
  self->seen = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (branch); i++)
    g_hash_table_add (self->seen, g_list_model_get_item (branch, i));
  g_signal_connect (branch, "items-changed", G_CALLBACK (branch_changed_cb), self);
}

static void
clear_answer (Answer *self)
{
  g_signal_handlers_disconnect_by_data (sonde_conversation_get_branch (self->conversation), self);
  g_clear_object (&self->message);
  g_hash_table_unref (self->seen);
}

/** Sends @question in @conversation and prints the answer while it comes. An interrupt ends it like Stop. */
CliStatus
cli_answer (Cli *cli, SondeEngine *engine, SondeConversation *conversation, const char *question)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Answer self;

  init_answer (&self, cli, engine, conversation);
  catch_signals ();
  guint watch = g_unix_fd_add (interrupt_fd, G_IO_IN, interrupted_cb, &self);
  sonde_engine_send_async (engine, conversation, question, cli_result_cb, &result);
  sonde_engine_turn_finish (engine, cli_wait (&result), &error);

  CliStatus status = conclude (&self, error);
  g_source_remove (watch);
  clear_answer (&self);
  return status;
}
