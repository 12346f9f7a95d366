/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-model"

#include "sonde-source.h"

struct _SondeSource
{
  GObject parent_instance;

  guint number;
  char *title;
  char *url;
  char *domain;
  char *date;
  char *text;
};

G_DEFINE_FINAL_TYPE (SondeSource, sonde_source, G_TYPE_OBJECT)

enum
{
  PROP_NUMBER = 1,
  PROP_TITLE,
  PROP_URL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* The host as a person reads it: without "www.", in Unicode where it is an internationalised name. */
static char *
dup_domain (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL)
    return g_strdup ("");
  if (g_str_has_prefix (host, "www."))
    host += strlen ("www.");
  return g_strdup (host);
}

static void
sonde_source_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeSource *self = SONDE_SOURCE (object);

  switch (prop_id)
    {
    case PROP_NUMBER:
      g_value_set_uint (value, self->number);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_URL:
      g_value_set_string (value, self->url);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_source_finalize (GObject *object)
{
  SondeSource *self = SONDE_SOURCE (object);

  g_free (self->title);
  g_free (self->url);
  g_free (self->domain);
  g_free (self->date);
  g_free (self->text);
  G_OBJECT_CLASS (sonde_source_parent_class)->finalize (object);
}

static void
sonde_source_class_init (SondeSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_source_get_property;
  object_class->finalize = sonde_source_finalize;

  props[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sonde_source_init (SondeSource *self)
{
}

/**
 * sonde_source_new:
 * @number: the N of `[citation:N]`, from 1
 * @title: the page's title; its address is used when there is none
 * @url: an http or https address
 * @date: (nullable): when the page was published, as the service says it
 * @text: (nullable): what the service quotes of the page, fed to the model
 *
 * Returns: (transfer full): a new source
 */
SondeSource *
sonde_source_new (guint number, const char *title, const char *url, const char *date, const char *text)
{
  g_return_val_if_fail (url != NULL, NULL);

  SondeSource *self = g_object_new (SONDE_TYPE_SOURCE, NULL);

  self->number = number;
  self->title = g_strdup (title != NULL && *title != '\0' ? title : url);
  self->url = g_strdup (url);
  self->domain = dup_domain (url);
  self->date = g_strdup (date != NULL ? date : "");
  self->text = g_strdup (text != NULL ? text : "");
  return self;
}

/** (transfer full): the same page under another number. */
SondeSource *
sonde_source_renumber (SondeSource *self, guint number)
{
  g_return_val_if_fail (SONDE_IS_SOURCE (self), NULL);

  return self->number == number ? g_object_ref (self)
                                : sonde_source_new (number, self->title, self->url, self->date, self->text);
}

guint
sonde_source_get_number (SondeSource *self)
{
  g_return_val_if_fail (SONDE_IS_SOURCE (self), 0);

  return self->number;
}

const char *
sonde_source_get_title (SondeSource *self)
{
  g_return_val_if_fail (SONDE_IS_SOURCE (self), NULL);

  return self->title;
}

const char *
sonde_source_get_url (SondeSource *self)
{
  g_return_val_if_fail (SONDE_IS_SOURCE (self), NULL);

  return self->url;
}

/** The host without "www."; "" when the address has none. */
const char *
sonde_source_get_domain (SondeSource *self)
{
  g_return_val_if_fail (SONDE_IS_SOURCE (self), NULL);

  return self->domain;
}

/** "" when unknown. */
const char *
sonde_source_get_date (SondeSource *self)
{
  g_return_val_if_fail (SONDE_IS_SOURCE (self), NULL);

  return self->date;
}

/** "" when unknown. */
const char *
sonde_source_get_text (SondeSource *self)
{
  g_return_val_if_fail (SONDE_IS_SOURCE (self), NULL);

  return self->text;
}
