/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-code-languages.h"

#include <string.h>

#include "sonde-contrast.h"
#include "sonde-highlight-names.h"

#define MAX_INFO 64 /* bytes of a language's name */

/* All of it is for the main thread, as GtkSourceView is. */
static GtkSourceLanguageManager *manager = NULL;
static GSettings *settings = NULL;

/* What people call the languages that come most often. It is known before GtkSourceView has been asked, which
 * takes longer than a frame. */
static const struct
{
  const char *id;
  const char *title;
} titles[] = {
  { "c", "C" },
  { "c-sharp", "C#" },
  { "chdr", "C" },
  { "cmake", "CMake" },
  { "cpp", "C++" },
  { "css", "CSS" },
  { "csv", "CSV" },
  { "dart", "Dart" },
  { "diff", "Diff" },
  { "docker", "Dockerfile" },
  { "dosbatch", "Batch" },
  { "fsharp", "F#" },
  { "go", "Go" },
  { "haskell", "Haskell" },
  { "html", "HTML" },
  { "ini", "INI" },
  { "java", "Java" },
  { "js", "JavaScript" },
  { "json", "JSON" },
  { "jsx", "JSX" },
  { "julia", "Julia" },
  { "kotlin", "Kotlin" },
  { "latex", "LaTeX" },
  { "lua", "Lua" },
  { "makefile", "Makefile" },
  { "markdown", "Markdown" },
  { "matlab", "MATLAB" },
  { "objc", "Objective-C" },
  { "ocaml", "OCaml" },
  { "perl", "Perl" },
  { "php", "PHP" },
  { "powershell", "PowerShell" },
  { "python", "Python" },
  { "python3", "Python" },
  { "r", "R" },
  { "ruby", "Ruby" },
  { "rust", "Rust" },
  { "scala", "Scala" },
  { "scss", "SCSS" },
  { "sh", "Shell" },
  { "sql", "SQL" },
  { "swift", "Swift" },
  { "toml", "TOML" },
  { "typescript", "TypeScript" },
  { "typescript-jsx", "TSX" },
  { "xml", "XML" },
  { "yaml", "YAML" },
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

/** Returns: (transfer none) (nullable): where the style scheme is chosen */
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
  GtkSourceLanguage *language = NULL;

  if (id == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].id, id))
      return g_strdup (titles[i].title);
  language = manager != NULL ? sonde_code_languages_find (info) : NULL;
  return language != NULL ? g_strdup (gtk_source_language_get_name (language))
                          : g_strndup (info, strcspn (info, " \t,{:("));
}

/** Reads what languages there are, which takes longer than a frame. Returns: whether that was still to be
 * done */
gboolean
sonde_code_languages_load (void)
{
  if (manager != NULL)
    return FALSE;
  manager = gtk_source_language_manager_get_default ();
  gtk_source_language_manager_get_language_ids (manager);
  return TRUE;
}

/** Returns: (transfer none) (nullable): the language that @info names; they must be loaded */
GtkSourceLanguage *
sonde_code_languages_find (const char *info)
{
  g_autofree char *id = sonde_code_languages_dup_id (info);
  g_autofree char *file = g_strdup_printf ("x.%s", id != NULL ? id : "");
  GtkSourceLanguage *language = NULL;

  g_return_val_if_fail (manager != NULL, NULL);

  if (id == NULL)
    return NULL;
  language = gtk_source_language_manager_get_language (manager, id);
  if (language == NULL)
    language = gtk_source_language_manager_guess_language (manager, file, NULL);
  return language != NULL && !gtk_source_language_get_hidden (language) ? language : NULL;
}

static GtkSourceBuffer *
create_buffer (GtkSourceLanguage *language)
{
  GtkSourceBuffer *buffer = gtk_source_buffer_new (NULL);

  gtk_source_buffer_set_highlight_matching_brackets (buffer, FALSE);
  gtk_source_buffer_set_implicit_trailing_newline (buffer, FALSE);
  gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (buffer), FALSE);
  gtk_source_buffer_set_language (buffer, language);
  return buffer;
}

/**
 * sonde_code_languages_create_buffer:
 *
 * Returns: (transfer full): an empty buffer without undo; the first of a language takes longer than a frame
 */
GtkSourceBuffer *
sonde_code_languages_create_buffer (GtkSourceLanguage *language)
{
  /* What GtkSourceView makes of the description of a language lives only as long as a buffer that has it. */
  static GHashTable *kept = NULL;

  if (kept == NULL)
    kept = g_hash_table_new (NULL, NULL);
  if (!g_hash_table_contains (kept, language))
    g_hash_table_insert (kept, language, create_buffer (language));
  return create_buffer (language);
}

/* The one of a pair of schemes that was made for such a ground. */
static GtkSourceStyleScheme *
get_variant (GtkSourceStyleSchemeManager *schemes, GtkSourceStyleScheme *scheme, gboolean is_dark)
{
  const char *id = gtk_source_style_scheme_get_metadata (scheme, is_dark ? "dark-variant" : "light-variant");
  GtkSourceStyleScheme *variant
    = id != NULL ? gtk_source_style_scheme_manager_get_scheme (schemes, id) : NULL;

  return variant != NULL ? variant : scheme;
}

/**
 * sonde_code_languages_get_scheme:
 * @id: of a style scheme; an empty or unknown one stands for Adwaita
 * @background: the ground of the code: a scheme that has a light and a dark variant is taken to match
 *
 * Returns: (transfer none) (nullable)
 */
GtkSourceStyleScheme *
sonde_code_languages_get_scheme (const char *id, const GdkRGBA *background)
{
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();
  gboolean is_dark = sonde_contrast_luminance (background) < 0.18;
  GtkSourceStyleScheme *scheme
    = *id != '\0' ? gtk_source_style_scheme_manager_get_scheme (schemes, id) : NULL;

  if (scheme == NULL)
    scheme = gtk_source_style_scheme_manager_get_scheme (schemes, "Adwaita");
  return scheme != NULL ? get_variant (schemes, scheme, is_dark) : NULL;
}
