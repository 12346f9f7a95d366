/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-base"

#include "sonde-paths.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "sonde-error.h"
#include "sonde-text.h"

/* Room for an extension and a number below the 255 bytes of common file systems. */
#define NAME_BYTES 180

/** Where the history and the settings lie: $XDG_DATA_HOME/sonde. */
char *
sonde_paths_dup_default_data_dir (void)
{
  return g_build_filename (g_get_user_data_dir (), "sonde", NULL);
}

/* Whether everybody else can be locked out of @path without harm: it is new, or it already holds a history or
 * its settings. Somebody may name any folder, also "/". */
static gboolean
is_ours (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  gboolean empty = TRUE;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_equal (name, "history.db") || g_str_equal (name, "sonde.conf"))
        return TRUE;
      empty = FALSE;
    }
  return empty;
}

/**
 * sonde_paths_make_private_dir:
 * @path: a directory that need not exist
 * @error: SONDE_ERROR_STORE_READ_ONLY when it cannot be made
 *
 * Makes @path and its parents, and takes it away from everybody else (0700) unless it is a folder of other
 * things; what is written into it is private anyway.
 */
gboolean
sonde_paths_make_private_dir (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, FALSE);

  if (g_mkdir_with_parents (path, 0700) == 0 && (!is_ours (path) || g_chmod (path, 0700) == 0))
    return TRUE;
  g_propagate_error (error,
                     sonde_error_new (SONDE_ERROR_STORE_READ_ONLY, "%s: %s", path, g_strerror (errno)));
  return FALSE;
}

static gboolean
is_unsafe (gunichar c)
{
  if (c < 0x20 || c == 0x7f || (c < 0x80 && strchr ("/\\:*?\"<>|", (int) c) != NULL))
    return TRUE;
  /* Line ends, formatting (also bidirectional overrides) and what is no character at all. */
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
      return TRUE;
    default:
      return FALSE;
    }
}

static char *
replace_unsafe (const char *title)
{
  g_autofree char *valid = sonde_text_dup_valid (title, -1);
  GString *name = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!is_unsafe (c))
        g_string_append_unichar (name, g_unichar_isspace (c) ? ' ' : c);
      else if (name->len > 0 && name->str[name->len - 1] != '-')
        g_string_append_c (name, '-');
    }
  return g_string_free (name, FALSE);
}

/* Names that Windows keeps for devices would make a folder that cannot be copied there. */
static gboolean
is_reserved (const char *name)
{
  static const char *const reserved[] = { "con", "prn", "aux", "nul", NULL };
  g_autofree char *stem = g_ascii_strdown (name, strcspn (name, "."));

  g_strchomp (stem);
  return g_strv_contains (reserved, stem)
         || (strlen (stem) == 4 && (g_str_has_prefix (stem, "com") || g_str_has_prefix (stem, "lpt"))
             && g_ascii_isdigit (stem[3]));
}

static void
strip_ends (char *name)
{
  char *begin = name;
  gsize length;

  while (*begin == ' ' || *begin == '.' || *begin == '-')
    begin++;
  memmove (name, begin, strlen (begin) + 1);
  for (length = strlen (name); length > 0 && strchr (" .-", name[length - 1]) != NULL; length--)
    name[length - 1] = '\0';
}

static void
cut_at_character (char *name)
{
  if (strlen (name) <= NAME_BYTES)
    return;
  *g_utf8_find_prev_char (name, name + NAME_BYTES + 1) = '\0';
}

/**
 * sonde_paths_dup_safe_file_name:
 * @title: (nullable): any text, also a hostile one
 * @extension: without the dot
 *
 * Returns: (transfer full): one path component that is safe on every file system: no separators, control
 *   or formatting characters, no leading dot, no device name, at most 200 bytes; "Conversation" when
 *   nothing is left
 */
char *
sonde_paths_dup_safe_file_name (const char *title, const char *extension)
{
  g_return_val_if_fail (extension != NULL, NULL);

  g_autofree char *name = replace_unsafe (title != NULL ? title : "");

  strip_ends (name);
  cut_at_character (name);
  strip_ends (name);
  if (*name == '\0')
    return g_strdup_printf ("Conversation.%s", extension);
  return g_strdup_printf ("%s%s.%s", is_reserved (name) ? "_" : "", name, extension);
}

gboolean
sonde_paths_fail (const char *path, int code, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", name, g_strerror (code));
  return FALSE;
}
