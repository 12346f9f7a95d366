/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-math-cage.h"

#include <errno.h>
#include <gio/gio.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* What formulas may add to the address space of a process that is ready. */
#define MAX_GROWTH (384ul * 1024 * 1024)

/* What JavaScriptCore, its collector's threads and this program's loop need once they run. Everything else
 * fails with EPERM, which a library that tries something new survives better than a signal. */
static const char *const allowed[] = {
  /* the two pipes */
  "read",
  "write",
  "readv",
  "writev",
  "close",
  "fstat",
  "newfstatat",
  "lseek",
  /* memory */
  "mmap",
  "munmap",
  "mprotect",
  "madvise",
  "mremap",
  "brk",
  "mincore",
  /* threads: those that are there, and new ones of this process (see add_rules) */
  "futex",
  "set_robust_list",
  "get_robust_list",
  "rseq",
  "gettid",
  "getpid",
  "sched_yield",
  "sched_getaffinity",
  "sched_setscheduler",
  "sched_getscheduler",
  "sched_getparam",
  "sched_get_priority_min",
  "sched_get_priority_max",
  "membarrier",
  "exit",
  "exit_group",
  /* signals, with which the collector stops threads */
  "rt_sigaction",
  "rt_sigprocmask",
  "rt_sigreturn",
  "rt_sigsuspend",
  "rt_sigtimedwait",
  "sigaltstack",
  "restart_syscall",
  /* time */
  "clock_gettime",
  "clock_getres",
  "clock_nanosleep",
  "nanosleep",
  "gettimeofday",
  "getrusage",
  "times",
  /* waiting */
  "poll",
  "ppoll",
  "select",
  "pselect6",
  "eventfd2",
  "pipe2",
  /* others without reach */
  "getrandom",
  "sysinfo",
  "uname",
  "getuid",
  "geteuid",
  "getgid",
  "getegid",
};

static gboolean
allow (scmp_filter_ctx filter, const char *name)
{
  int number = seccomp_syscall_resolve_name (name);

  /* Some architectures lack some of them. */
  return number == __NR_SCMP_ERROR || seccomp_rule_add (filter, SCMP_ACT_ALLOW, number, 0) == 0;
}

static gboolean
add_rules (scmp_filter_ctx filter)
{
  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    if (!allow (filter, allowed[i]))
      return FALSE;

  /* A signal only to a thread of this process; a new thread but no new process: clone3 hides its flags in
   * memory, so it is said not to exist, and the C library asks with clone. PR_SET_NAME is what a new thread
   * begins with. */
  return seccomp_rule_add (
           filter, SCMP_ACT_ALLOW, SCMP_SYS (tgkill), 1, SCMP_A0 (SCMP_CMP_EQ, (guint) getpid ()))
           == 0
         && seccomp_rule_add (filter,
                              SCMP_ACT_ALLOW,
                              SCMP_SYS (clone),
                              1,
                              SCMP_A0 (SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD))
              == 0
         && seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (clone3), 0) == 0
         && seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (prctl), 1, SCMP_A0 (SCMP_CMP_EQ, PR_SET_NAME))
              == 0;
}

static gboolean
load_filter (void)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));
  gboolean loaded = filter != NULL && seccomp_attr_set (filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0
                    && add_rules (filter) && seccomp_load (filter) == 0;

  if (filter != NULL)
    seccomp_release (filter);
  return loaded;
}

static void
limit (int what, rlim_t value)
{
  struct rlimit both = { value, value };

  setrlimit (what, &both);
}

/* The address space that is in use, most of it only reserved by JavaScriptCore. */
static gsize
address_space (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  return g_ascii_strtoull (text, NULL, 10) * (gsize) sysconf (_SC_PAGESIZE);
}

void
sonde_math_cage_prepare (void)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  limit (RLIMIT_CORE, 0);
}

gboolean
sonde_math_cage_close (GError **error)
{
  gsize used = address_space ();

  /* The address sanitizer reserves what it likes, when it likes. */
#ifndef __SANITIZE_ADDRESS__
  if (used > 0)
    limit (RLIMIT_AS, used + MAX_GROWTH);
#endif
  limit (RLIMIT_FSIZE, 0);
  limit (RLIMIT_NOFILE, 16);
  if (used > 0 && load_filter ())
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "this system cannot confine it");
  return FALSE;
}
