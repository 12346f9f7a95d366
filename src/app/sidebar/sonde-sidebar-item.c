/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-sidebar-item.h"

struct _SondeSidebarItem
{
  GObject parent_instance;

  /* owned */
  SondeConversation *conversation;
  char *section;
};

G_DEFINE_FINAL_TYPE (SondeSidebarItem, sonde_sidebar_item, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_SECTION,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sonde_sidebar_item_finalize (GObject *object)
{
  SondeSidebarItem *self = SONDE_SIDEBAR_ITEM (object);

  g_clear_object (&self->conversation);
  g_clear_pointer (&self->section, g_free);

  G_OBJECT_CLASS (sonde_sidebar_item_parent_class)->finalize (object);
}

static void
sonde_sidebar_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeSidebarItem *self = SONDE_SIDEBAR_ITEM (object);

  switch (prop_id)
    {
    case PROP_SECTION:
      g_value_set_string (value, self->section);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_sidebar_item_class_init (SondeSidebarItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = sonde_sidebar_item_finalize;
  object_class->get_property = sonde_sidebar_item_get_property;

  props[PROP_SECTION] = g_param_spec_string ("section", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sonde_sidebar_item_init (SondeSidebarItem *self)
{
}

SondeSidebarItem *
sonde_sidebar_item_new (SondeConversation *conversation)
{
  SondeSidebarItem *self = g_object_new (SONDE_TYPE_SIDEBAR_ITEM, NULL);

  self->conversation = g_object_ref (conversation);
  return self;
}

SondeConversation *
sonde_sidebar_item_get_conversation (SondeSidebarItem *self)
{
  g_return_val_if_fail (SONDE_IS_SIDEBAR_ITEM (self), NULL);

  return self->conversation;
}

/** The title above this line, %NULL when it is not the first of its section. */
const char *
sonde_sidebar_item_get_section (SondeSidebarItem *self)
{
  g_return_val_if_fail (SONDE_IS_SIDEBAR_ITEM (self), NULL);

  return self->section;
}

void
sonde_sidebar_item_set_section (SondeSidebarItem *self, const char *section)
{
  g_return_if_fail (SONDE_IS_SIDEBAR_ITEM (self));

  if (g_strcmp0 (self->section, section) == 0)
    return;

  g_free (self->section);
  self->section = g_strdup (section);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SECTION]);
}
