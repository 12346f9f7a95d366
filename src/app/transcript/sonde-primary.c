/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-primary.h"

#include "sonde-copy.h"

struct _SondePrimary
{
  GdkContentProvider parent_instance;

  /* Borrowed */
  SondeTranscriptView *view; /* weak */

  /* State */
  SondePlace start;
  SondePlace end;
};

G_DEFINE_FINAL_TYPE (SondePrimary, sonde_primary, GDK_TYPE_CONTENT_PROVIDER)

static GdkContentFormats *
sonde_primary_ref_formats (GdkContentProvider *provider)
{
  return gdk_content_formats_new_for_gtype (G_TYPE_STRING);
}

static gboolean
sonde_primary_get_value (GdkContentProvider *provider, GValue *value, GError **error)
{
  SondePrimary *self = SONDE_PRIMARY (provider);

  if (!G_VALUE_HOLDS_STRING (value) || self->view == NULL)
    return GDK_CONTENT_PROVIDER_CLASS (sonde_primary_parent_class)->get_value (provider, value, error);
  g_value_take_string (value, sonde_copy_dup_text (self->view, &self->start, &self->end, SONDE_COPY_PLAIN));
  return TRUE;
}

static void
sonde_primary_dispose (GObject *object)
{
  g_clear_weak_pointer (&SONDE_PRIMARY (object)->view);
  G_OBJECT_CLASS (sonde_primary_parent_class)->dispose (object);
}

static void
sonde_primary_class_init (SondePrimaryClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_primary_dispose;
  provider_class->ref_formats = sonde_primary_ref_formats;
  provider_class->get_value = sonde_primary_get_value;
}

static void
sonde_primary_init (SondePrimary *self)
{
}

GdkContentProvider *
sonde_primary_new (SondeTranscriptView *view, const SondePlace *start, const SondePlace *end)
{
  SondePrimary *self = g_object_new (SONDE_TYPE_PRIMARY, NULL);

  g_set_weak_pointer (&self->view, view);
  self->start = *start;
  self->end = *end;
  return GDK_CONTENT_PROVIDER (self);
}
