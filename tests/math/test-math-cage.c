/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a process that shut itself in like sonde-math can do no more, and what it still can. */

#include "sonde-math-cage.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static int n_failures;

static void
check (gboolean holds, const char *what)
{
  printf ("%s - %s\n", holds ? "ok" : "not ok", what);
  n_failures += !holds;
}

static void
check_refused (long result, const char *what)
{
  check (result == -1 && (errno == EPERM || errno == ENOSYS), what);
}

static gpointer
answer_thread (gpointer data)
{
  return GINT_TO_POINTER (open ("/etc/passwd", O_RDONLY) == -1 && errno == EPERM);
}

static gpointer
waiting_thread (gpointer data)
{
  g_async_queue_pop (data);
  return answer_thread (NULL);
}

static void
check_memory (void)
{
#ifndef __SANITIZE_ADDRESS__
  gsize gibibyte = 1ul << 30;

  check (mmap (NULL, gibibyte, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED,
         "memory without bound");
#endif
}

static void
check_all (GAsyncQueue *queue, GThread *before)
{
  char *arguments[] = { (char *) "/bin/true", NULL };

  check_refused (open ("/etc/passwd", O_RDONLY), "reading a file");
  check_refused (open ("/tmp/sonde-cage", O_WRONLY | O_CREAT, 0600), "writing a file");
  check_refused (unlink ("/tmp/sonde-cage"), "removing a file");
  check_refused (socket (AF_INET, SOCK_STREAM, 0), "a socket to the network");
  check_refused (socket (AF_UNIX, SOCK_STREAM, 0), "a socket to this machine");
  check_refused (syscall (SYS_clone, SIGCHLD, NULL, NULL, NULL, 0), "a new process");
  check_refused (execv (arguments[0], arguments), "another program");
  check_refused (kill (getppid (), 0), "a signal to the parent");
  check_refused (ptrace (PTRACE_TRACEME, 0, NULL, NULL), "tracing");
  check_refused (chdir ("/"), "another folder");
  check_memory ();

  g_async_queue_push (queue, queue);
  check (GPOINTER_TO_INT (g_thread_join (before)), "a thread from before is shut in too");
  check (GPOINTER_TO_INT (g_thread_join (g_thread_new ("later", answer_thread, NULL))),
         "new threads run, shut in");
}

int
main (void)
{
  GAsyncQueue *queue = g_async_queue_new ();
  GThread *before = g_thread_new ("before", waiting_thread, queue);
  g_autoptr (GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN); /* when the output is a file */
  sonde_math_cage_prepare ();
  if (sonde_math_cage_close (&error))
    check_all (queue, before);
  else
    check (FALSE, error->message);
  fflush (stdout);
  _exit (n_failures == 0 ? 0 : 1);
}
