/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-code-languages.h"

#include <string.h>

#include "sonde-highlight-names.h"

#define MAX_INFO 64 /* bytes of a language's name */

static GSettings *settings = NULL;

/* What people call languages. GtkSourceView knows it too, but lives in another process (sonde-code-helper.c).
 */
static const struct
{
  const char *id;
  const char *title;
} titles[] = {
  { "actionscript", "ActionScript" },
  { "ada", "Ada" },
  { "asciidoc", "AsciiDoc" },
  { "awk", "AWK" },
  { "bibtex", "BibTeX" },
  { "c", "C" },
  { "c-sharp", "C#" },
  { "chdr", "C" },
  { "cmake", "CMake" },
  { "cobol", "COBOL" },
  { "commonlisp", "Common Lisp" },
  { "cpp", "C++" },
  { "cpphdr", "C++" },
  { "css", "CSS" },
  { "csv", "CSV" },
  { "cuda", "CUDA" },
  { "d", "D" },
  { "dart", "Dart" },
  { "desktop", "Desktop Entry" },
  { "diff", "Diff" },
  { "docker", "Dockerfile" },
  { "dosbatch", "Batch" },
  { "dot", "Graphviz" },
  { "dtd", "DTD" },
  { "erlang", "Erlang" },
  { "fish", "Fish" },
  { "forth", "Forth" },
  { "fortran", "Fortran" },
  { "fsharp", "F#" },
  { "gdscript", "GDScript" },
  { "genie", "Genie" },
  { "gettext-translation", "gettext" },
  { "glsl", "GLSL" },
  { "go", "Go" },
  { "gradle", "Gradle" },
  { "groovy", "Groovy" },
  { "haskell", "Haskell" },
  { "haxe", "Haxe" },
  { "html", "HTML" },
  { "idl", "IDL" },
  { "ini", "INI" },
  { "java", "Java" },
  { "js", "JavaScript" },
  { "json", "JSON" },
  { "jsx", "JSX" },
  { "julia", "Julia" },
  { "kotlin", "Kotlin" },
  { "latex", "LaTeX" },
  { "lean", "Lean" },
  { "less", "Less" },
  { "llvm", "LLVM IR" },
  { "lua", "Lua" },
  { "m4", "M4" },
  { "makefile", "Makefile" },
  { "markdown", "Markdown" },
  { "matlab", "MATLAB" },
  { "maxima", "Maxima" },
  { "mediawiki", "MediaWiki" },
  { "meson", "Meson" },
  { "modelica", "Modelica" },
  { "nsis", "NSIS" },
  { "objc", "Objective-C" },
  { "ocaml", "OCaml" },
  { "octave", "Octave" },
  { "opencl", "OpenCL" },
  { "pascal", "Pascal" },
  { "perl", "Perl" },
  { "php", "PHP" },
  { "pkgconfig", "pkg-config" },
  { "powershell", "PowerShell" },
  { "prolog", "Prolog" },
  { "proto", "Protobuf" },
  { "puppet", "Puppet" },
  { "python", "Python" },
  { "python3", "Python" },
  { "r", "R" },
  { "rst", "reStructuredText" },
  { "ruby", "Ruby" },
  { "rust", "Rust" },
  { "scala", "Scala" },
  { "scheme", "Scheme" },
  { "scilab", "Scilab" },
  { "scss", "SCSS" },
  { "sh", "Shell" },
  { "sml", "Standard ML" },
  { "solidity", "Solidity" },
  { "sparql", "SPARQL" },
  { "spice", "SPICE" },
  { "sql", "SQL" },
  { "swift", "Swift" },
  { "systemverilog", "SystemVerilog" },
  { "tcl", "Tcl" },
  { "terraform", "Terraform" },
  { "texinfo", "Texinfo" },
  { "thrift", "Thrift" },
  { "toml", "TOML" },
  { "twig", "Twig" },
  { "typescript", "TypeScript" },
  { "typescript-jsx", "TSX" },
  { "vala", "Vala" },
  { "vbnet", "VB.NET" },
  { "verilog", "Verilog" },
  { "vhdl", "VHDL" },
  { "xml", "XML" },
  { "xslt", "XSLT" },
  { "yacc", "Yacc" },
  { "yaml", "YAML" },
  { "yara", "YARA" },
};

/* Names of what is no language, so that nothing is loaded for it. */
static const char *const plain[]
  = { "", "console-output", "log", "none", "output", "plain", "plaintext", "raw", "text", "txt", NULL };

/** Takes where the key "code-scheme" says which style scheme is used; before the first code is shown. */
void
sonde_code_languages_use_settings (GSettings *chosen)
{
  g_set_object (&settings, chosen);
}

/** Returns: (transfer none) (nullable): where the style scheme is chosen; main thread only */
GSettings *
sonde_code_languages_get_settings (void)
{
  return settings;
}

/**
 * sonde_code_languages_dup_id:
 * @info: (nullable): what stands after a fence
 *
 * Returns: (nullable): the id that its first word stands for, in lower case, though perhaps of no language;
 * %NULL for plain text
 */
char *
sonde_code_languages_dup_id (const char *info)
{
  gsize length = info != NULL ? strcspn (info, " \t,{:(") : 0;
  g_autofree char *word = length <= MAX_INFO ? g_strndup (info, length) : NULL;
  g_autofree char *lower = word != NULL ? g_ascii_strdown (word, -1) : NULL;
  const char *id = lower != NULL ? sonde_highlight_get_id (lower) : NULL;

  if (lower == NULL || g_strv_contains (plain, lower))
    return NULL;
  return g_strdup (id != NULL ? id : lower);
}

/** Returns: (nullable): how to call the language, %NULL where none is named */
char *
sonde_code_languages_dup_title (const char *info)
{
  g_autofree char *id = sonde_code_languages_dup_id (info);

  if (id == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].id, id))
      return g_strdup (titles[i].title);
  return g_strndup (info, strcspn (info, " \t,{:("));
}
