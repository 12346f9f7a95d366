/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-app-settings.h"

#include <glib/gstdio.h>

#include "sonde-resources.h"

#define SCHEMA_ID "io.github.sondechat.Sonde"

/** Makes templates, styles and icons known; may be called again. */
void
sonde_app_register_resources (void)
{
  static gsize registered = 0;

  if (g_once_init_enter (&registered))
    {
      sonde_register_resource ();
      g_once_init_leave (&registered, 1);
    }
}

/* The schema that travels in the program. GSettings reads compiled schemas from files only. */
static GSettingsSchema *
load_own_schema (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) compiled
    = g_resources_lookup_data (SONDE_RESOURCE_PATH "/gschemas.compiled", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *directory = g_dir_make_tmp ("sonde-schema-XXXXXX", &error);
  g_autofree char *path = directory ? g_build_filename (directory, "gschemas.compiled", NULL) : NULL;
  g_autoptr (GSettingsSchemaSource) source = NULL;

  if (path != NULL
      && g_file_set_contents (
        path, g_bytes_get_data (compiled, NULL), (gssize) g_bytes_get_size (compiled), &error))
    source = g_settings_schema_source_new_from_directory (directory, NULL, TRUE, &error);
  if (path != NULL)
    {
      g_unlink (path);
      g_rmdir (directory);
    }
  if (source == NULL)
    g_error ("The settings cannot be read: %s", error->message);
  return g_settings_schema_source_lookup (source, SCHEMA_ID, FALSE);
}

/**
 * sonde_app_settings_new:
 *
 * The settings of the window. A program that was not installed has no schema on the system and uses its own.
 */
GSettings *
sonde_app_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, SCHEMA_ID, TRUE);
  if (schema == NULL)
    {
      sonde_app_register_resources ();
      schema = load_own_schema ();
    }
  return g_settings_new_full (schema, NULL, NULL);
}
