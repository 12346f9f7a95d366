/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-highlight"

#include "sonde-highlight.h"

#include <errno.h>
#include <gio/gio.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* An honest code of the greatest length takes a tenth of this. */
#define PATIENCE_US (2 * G_USEC_PER_SEC)
/* For the libraries of a new helper, on a busy machine with a cold disk. */
#define START_PATIENCE_US (15 * G_USEC_PER_SEC)
/* After this many ends of the helper nothing more is asked of it. */
/* In a row: a helper that ends or talks nonsense is broken, one that is slow may only have met bad code. */
#define MAX_FAILURES   12
#define BROKEN_FAILURE 4
#define SLOW_FAILURE   1

struct _SondeHighlighter
{
  GSubprocess *helper;
  int fd;
  guint failures;
};

/* SONDE_LIBEXECDIR once installed; beside the program in the build directory. */
static char *
dup_helper_path (void)
{
  const char *named = g_getenv ("SONDE_HIGHLIGHT_HELPER");

  if (named != NULL)
    return g_strdup (named);
  if (g_file_test (SONDE_HIGHLIGHT_BUILT, G_FILE_TEST_IS_EXECUTABLE))
    return g_strdup (SONDE_HIGHLIGHT_BUILT);
  return g_strdup (SONDE_HIGHLIGHT_INSTALLED);
}

static void
stop_helper (SondeHighlighter *self)
{
  if (self->helper == NULL)
    return;
  g_subprocess_force_exit (self->helper);
  g_clear_object (&self->helper);
  close (self->fd);
  self->fd = -1;
}

static gboolean
spawn_helper (SondeHighlighter *self)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *path = dup_helper_path ();
  g_autoptr (GError) error = NULL;
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return FALSE;
  g_subprocess_launcher_take_stdin_fd (launcher, ends[1]);
  self->helper = g_subprocess_launcher_spawn (launcher, &error, path, NULL);
  if (self->helper == NULL)
    {
      g_debug ("no highlighting: %s", error->message);
      close (ends[0]);
      return FALSE;
    }
  self->fd = ends[0];
  return TRUE;
}

static gboolean
wait_for (int fd, short events, gint64 deadline)
{
  gint64 left = deadline - g_get_monotonic_time ();
  struct pollfd place = { fd, events, 0 };

  return left > 0 && poll (&place, 1, left / 1000 + 1) == 1;
}

static gboolean
send_all (int fd, const void *data, gsize length, gint64 deadline)
{
  const char *at = data;

  while (length > 0)
    {
      gssize n;

      if (!wait_for (fd, POLLOUT, deadline))
        return FALSE;
      n = send (fd, at, length, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (n < 0 && errno != EAGAIN && errno != EINTR)
        return FALSE;
      at += MAX (n, 0);
      length -= MAX (n, 0);
    }
  return TRUE;
}

static gboolean
receive_all (int fd, void *data, gsize length, gint64 deadline)
{
  char *at = data;

  while (length > 0)
    {
      gssize n;

      if (!wait_for (fd, POLLIN, deadline))
        return FALSE;
      n = recv (fd, at, length, MSG_DONTWAIT);
      if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        return FALSE;
      at += MAX (n, 0);
      length -= MAX (n, 0);
    }
  return TRUE;
}

/* One that does not come up will not do so later. */
static void
start_helper (SondeHighlighter *self)
{
  guint32 greeting = 0;

  if (spawn_helper (self)
      && receive_all (self->fd, &greeting, sizeof greeting, g_get_monotonic_time () + START_PATIENCE_US)
      && greeting == SONDE_HIGHLIGHT_GREETING)
    return;
  stop_helper (self);
  self->failures = MAX_FAILURES;
}

/* The helper looks at text from strangers, so what it says is checked too. */
static gboolean
are_spans (GArray *spans, const SondeHighlightQuestion *question)
{
  guint32 before = question->from;
  guint32 most = question->scheme != NULL ? SONDE_LOOK_ALL : SONDE_N_HIGHLIGHTS - 1;

  for (guint i = 0; i < spans->len; i++)
    {
      const SondeHighlightSpan *span = &g_array_index (spans, SondeHighlightSpan, i);

      if (span->start < before || span->end <= span->start || span->end > question->length
          || span->style > most)
        return FALSE;
      before = span->end;
    }
  return TRUE;
}

static gboolean
send_question (SondeHighlighter *self, const SondeHighlightQuestion *question, gint64 deadline)
{
  const char *scheme = question->scheme != NULL ? question->scheme : "";
  SondeHighlightHead head = {
    .language_length = strlen (question->language),
    .scheme_length = strlen (scheme),
    .length = question->length,
    .from = question->from,
    .is_scheme = question->scheme != NULL,
    .is_dark = question->is_dark,
  };

  return send_all (self->fd, &head, sizeof head, deadline)
         && send_all (self->fd, question->language, head.language_length, deadline)
         && send_all (self->fd, scheme, head.scheme_length, deadline)
         && send_all (self->fd, question->code, head.length, deadline);
}

/* A number and as many spans. */
static gboolean
receive_answer (SondeHighlighter *self,
                const SondeHighlightQuestion *question,
                gint64 deadline,
                GArray **spans)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (SondeHighlightSpan));
  guint32 n = 0;

  if (!receive_all (self->fd, &n, sizeof n, deadline))
    return FALSE;
  if (n == SONDE_HIGHLIGHT_UNKNOWN)
    return TRUE;
  if (n > question->length)
    return FALSE;
  g_array_set_size (found, n);
  if (!receive_all (self->fd, found->data, n * sizeof (SondeHighlightSpan), deadline)
      || !are_spans (found, question))
    return FALSE;
  *spans = g_steal_pointer (&found);
  return TRUE;
}

SondeHighlighter *
sonde_highlighter_new (void)
{
  SondeHighlighter *self = g_new0 (SondeHighlighter, 1);

  self->fd = -1;
  return self;
}

void
sonde_highlighter_free (SondeHighlighter *self)
{
  stop_helper (self);
  g_free (self);
}

static gboolean
is_question (const SondeHighlightQuestion *question)
{
  return question->language != NULL && *question->language != '\0'
         && strlen (question->language) <= SONDE_HIGHLIGHT_MAX_NAME
         && (question->scheme == NULL || strlen (question->scheme) <= SONDE_HIGHLIGHT_MAX_NAME)
         && question->length > 0 && question->length <= SONDE_HIGHLIGHT_MAX_BYTES
         && question->from <= question->length;
}

GArray *
sonde_highlighter_ask (SondeHighlighter *self, const SondeHighlightQuestion *question)
{
  GArray *spans = NULL;
  gint64 deadline = 0;

  g_return_val_if_fail (self != NULL && question != NULL && question->code != NULL, NULL);

  if (!is_question (question))
    return NULL;
  if (self->helper == NULL && self->failures < MAX_FAILURES)
    start_helper (self);
  if (self->helper == NULL)
    return NULL;
  deadline = g_get_monotonic_time () + PATIENCE_US;
  if (!send_question (self, question, deadline) || !receive_answer (self, question, deadline, &spans))
    {
      stop_helper (self);
      self->failures += g_get_monotonic_time () < deadline ? BROKEN_FAILURE : SLOW_FAILURE;
      return NULL;
    }
  self->failures = 0;
  return spans;
}

GArray *
sonde_highlighter_run (SondeHighlighter *self, const char *language, const char *code, gsize length)
{
  SondeHighlightQuestion question = { .language = language, .code = code, .length = length };
  g_autoptr (GArray) spans = sonde_highlighter_ask (self, &question);

  return spans != NULL && spans->len > 0 ? g_steal_pointer (&spans) : NULL;
}
