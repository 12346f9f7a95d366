/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-highlight"

#include "sonde-highlight-names.h"

/* What people and models write after a fence, where it is neither GtkSourceView's id nor an extension of a
 * file. */
static const struct
{
  const char *name;
  const char *id;
} names[] = {
  { "python", "python3" },
  { "py", "python3" },
  { "python2", "python" },
  { "ipython", "python3" },
  { "javascript", "js" },
  { "node", "js" },
  { "mjs", "js" },
  { "cjs", "js" },
  { "ts", "typescript" },
  { "tsx", "typescript-jsx" },
  { "bash", "sh" },
  { "shell", "sh" },
  { "zsh", "sh" },
  { "ksh", "sh" },
  { "console", "sh" },
  { "shell-session", "sh" },
  { "c++", "cpp" },
  { "cc", "cpp" },
  { "cxx", "cpp" },
  { "hpp", "cpp" },
  { "h", "chdr" },
  { "c#", "c-sharp" },
  { "csharp", "c-sharp" },
  { "cs", "c-sharp" },
  { "f#", "fsharp" },
  { "golang", "go" },
  { "rs", "rust" },
  { "rb", "ruby" },
  { "kt", "kotlin" },
  { "yml", "yaml" },
  { "jsonc", "json" },
  { "json5", "json" },
  { "jsonl", "json" },
  { "html5", "html" },
  { "htm", "html" },
  { "vue", "html" },
  { "svg", "xml" },
  { "md", "markdown" },
  { "tex", "latex" },
  { "dockerfile", "docker" },
  { "make", "makefile" },
  { "objective-c", "objc" },
  { "objectivec", "objc" },
  { "patch", "diff" },
  { "mysql", "sql" },
  { "postgresql", "sql" },
  { "postgres", "sql" },
  { "plsql", "sql" },
  { "sqlite", "sql" },
  { "ps1", "powershell" },
  { "bat", "dosbatch" },
  { "cmd", "dosbatch" },
  { "pl", "perl" },
  { "jl", "julia" },
  { "hs", "haskell" },
  { "ml", "ocaml" },
  { "r", "r" },
  { "vb", "vbnet" },
  { "protobuf", "proto" },
  { "hcl", "terraform" },
  { "conf", "ini" },
};

/** GtkSourceView's id of @language, in lower case, or %NULL when it has no other name. */
const char *
sonde_highlight_get_id (const char *language)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (language, names[i].name))
      return names[i].id;
  return NULL;
}
