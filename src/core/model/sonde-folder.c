/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-model"

#include "sonde-folder.h"

#include "sonde-text.h"

struct _SondeFolder
{
  GObject parent_instance;

  gint64 id;
  char *name;
};

G_DEFINE_FINAL_TYPE (SondeFolder, sonde_folder, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_NAME,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sonde_folder_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeFolder *self = SONDE_FOLDER (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_folder_finalize (GObject *object)
{
  g_free (SONDE_FOLDER (object)->name);
  G_OBJECT_CLASS (sonde_folder_parent_class)->finalize (object);
}

static void
sonde_folder_class_init (SondeFolderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_folder_get_property;
  object_class->finalize = sonde_folder_finalize;

  props[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sonde_folder_init (SondeFolder *self)
{
}

/** (transfer full) */
SondeFolder *
sonde_folder_new (gint64 id, const char *name)
{
  SondeFolder *self = g_object_new (SONDE_TYPE_FOLDER, NULL);

  self->id = id;
  self->name = g_strdup (name);
  return self;
}

gint64
sonde_folder_get_id (SondeFolder *self)
{
  g_return_val_if_fail (SONDE_IS_FOLDER (self), 0);

  return self->id;
}

/** No two folders have the same name. */
const char *
sonde_folder_get_name (SondeFolder *self)
{
  g_return_val_if_fail (SONDE_IS_FOLDER (self), NULL);

  return self->name;
}

/** For the engine, which renames the folder of the conversations too. */
void
sonde_folder_set_name (SondeFolder *self, const char *name)
{
  g_return_if_fail (SONDE_IS_FOLDER (self));

  if (sonde_text_replace (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
}
