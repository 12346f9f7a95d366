/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-attachments.h"

#include <string.h>

#include "sonde-export-file.h"
#include "sonde-paths.h"

#define NAME  "[file name]: "
#define BEGIN "\n[file content begin]\n"
#define END   "[file content end]\n"

struct _SondeExportFolder
{
  GFile *folder;
  GPtrArray *files; /* SondeExportAttachment under names that are safe */
  GHashTable *names;
};

static void
attachment_free (gpointer data)
{
  SondeExportAttachment *attachment = data;

  g_free (attachment->name);
  g_free (attachment->text);
  g_free (attachment);
}

static SondeExportAttachment *
attachment_new (const char *name, gsize name_length, const char *text, gsize text_length)
{
  SondeExportAttachment *attachment = g_new0 (SondeExportAttachment, 1);

  attachment->name = g_strndup (name, name_length);
  attachment->text = g_strndup (text, text_length);
  return attachment;
}

/* The mark that ends a file stands at the beginning of a line. */
static const char *
find_end (const char *text)
{
  const char *end = strstr (text, END);

  while (end != NULL && end > text && end[-1] != '\n')
    end = strstr (end + 1, END);
  return end;
}

GPtrArray *
sonde_export_attachments_find (const char *content, const char **rest)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (attachment_free);

  while (g_str_has_prefix (content, NAME))
    {
      const char *name = content + strlen (NAME);
      const char *line_end = strchr (name, '\n');
      const char *text
        = line_end != NULL && g_str_has_prefix (line_end, BEGIN) ? line_end + strlen (BEGIN) : NULL;
      const char *end = text != NULL ? find_end (text) : NULL;

      if (end == NULL)
        break;
      g_ptr_array_add (found, attachment_new (name, line_end - name, text, end - text));
      content = end + strlen (END);
    }
  *rest = content;
  return found;
}

static const char *
get_extension (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL && dot > name && dot[1] != '\0' && strlen (dot) < 12 ? dot + 1 : "";
}

/* A fence that is longer than every run of backticks in @text. */
static char *
dup_fence (const char *text)
{
  gsize longest = 2;
  gsize run = 0;

  for (; *text != '\0'; text++)
    {
      run = *text == '`' ? run + 1 : 0;
      longest = MAX (longest, run);
    }
  return g_strnfill (longest + 1, '`');
}

static gboolean
is_word (const char *text)
{
  while (g_ascii_isalnum (*text))
    text++;
  return *text == '\0';
}

static void
append_inline (GString *out, const SondeExportAttachment *attachment)
{
  const char *extension = get_extension (attachment->name);
  g_autofree char *fence = dup_fence (attachment->text);
  g_autofree char *name_fence = dup_fence (attachment->name);

  g_string_append_printf (out, "%s %s %s\n\n", name_fence + 2, attachment->name, name_fence + 2);
  g_string_append_printf (out, "%s%s\n%s", fence, is_word (extension) ? extension : "", attachment->text);
  g_string_append_printf (out, "%s%s\n\n", g_str_has_suffix (attachment->text, "\n") ? "" : "\n", fence);
}

char *
sonde_export_attachments_inline (const char *content)
{
  const char *rest = NULL;
  g_autoptr (GPtrArray) found = sonde_export_attachments_find (content, &rest);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    append_inline (out, g_ptr_array_index (found, i));
  g_string_append (out, rest);
  return g_string_free (out, FALSE);
}

/* The folder */

static GFile *
dup_folder (GFile *file, guint attempt)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GFile) parent = g_file_get_parent (file);
  char *dot = strrchr (name, '.');
  g_autofree char *folder = NULL;

  if (dot != NULL && dot > name)
    *dot = '\0';
  folder
    = attempt == 1 ? g_strdup_printf ("%s_files", name) : g_strdup_printf ("%s_files (%u)", name, attempt);
  return g_file_get_child (parent, folder);
}

SondeExportFolder *
sonde_export_folder_new (GFile *file, gboolean overwrite)
{
  SondeExportFolder *self;
  guint attempt = 1;

  if (g_file_peek_path (file) == NULL
      || g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_SPECIAL)
    return NULL;
  self = g_new0 (SondeExportFolder, 1);
  self->files = g_ptr_array_new_with_free_func (attachment_free);
  self->names = g_hash_table_new (g_str_hash, g_str_equal);
  self->folder = dup_folder (file, attempt);
  while (!overwrite && g_file_query_exists (self->folder, NULL))
    {
      g_object_unref (self->folder);
      self->folder = dup_folder (file, ++attempt);
    }
  return self;
}

void
sonde_export_folder_free (SondeExportFolder *self)
{
  g_object_unref (self->folder);
  g_ptr_array_unref (self->files);
  g_hash_table_unref (self->names);
  g_free (self);
}

/* Names are what strangers chose: safe, and no two the same. */
static char *
dup_name (SondeExportFolder *self, const char *wanted)
{
  const char *extension = get_extension (wanted);
  g_autofree char *stem
    = g_strndup (wanted, strlen (wanted) - (*extension != '\0' ? strlen (extension) + 1 : 0));
  g_autofree char *safe_extension
    = is_word (extension) && *extension != '\0' ? g_strdup (extension) : g_strdup ("txt");
  char *name = sonde_paths_dup_safe_file_name (stem, safe_extension);

  for (guint i = 2; g_hash_table_contains (self->names, name); i++)
    {
      g_autofree char *numbered = g_strdup_printf ("%s (%u)", stem, i);

      g_free (name);
      name = sonde_paths_dup_safe_file_name (numbered, safe_extension);
      if (strlen (numbered) > 150) /* the number may be cut off */
        stem[g_utf8_find_prev_char (stem, stem + 100) - stem] = '\0';
    }
  return name;
}

char *
sonde_export_folder_add (SondeExportFolder *self, SondeExportAttachment *attachment)
{
  SondeExportAttachment *kept = g_new0 (SondeExportAttachment, 1);
  g_autofree char *folder = g_file_get_basename (self->folder);
  g_autofree char *path = NULL;

  kept->name = dup_name (self, attachment->name);
  kept->text = g_strdup (attachment->text);
  g_ptr_array_add (self->files, kept);
  g_hash_table_add (self->names, kept->name);
  path = g_strconcat (folder, "/", kept->name, NULL);
  return g_uri_escape_string (path, "/", FALSE);
}

static gboolean
write_file (SondeExportFolder *self,
            SondeExportAttachment *attachment,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GFile) place = g_file_get_child (self->folder, attachment->name);
  g_autoptr (SondeExportFile) file = sonde_export_file_new (place, TRUE, cancellable, error);

  return file != NULL
         && g_output_stream_write_all (sonde_export_file_get_stream (file),
                                       attachment->text,
                                       strlen (attachment->text),
                                       NULL,
                                       cancellable,
                                       error)
         && sonde_export_file_commit (file, cancellable, error);
}

gboolean
sonde_export_folder_write (SondeExportFolder *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (self->files->len > 0 && !g_file_make_directory (self->folder, cancellable, &problem)
      && !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_EXISTS))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  for (guint i = 0; i < self->files->len; i++)
    if (!write_file (self, g_ptr_array_index (self->files, i), cancellable, error))
      return FALSE;
  return TRUE;
}
