/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-provider"

#include "sonde-provider-data.h"

#include "sonde-provider-resources.h"

/** (transfer full): the root of a file of this library's resources, which is always there. */
JsonNode *
sonde_provider_load_data (const char *name)
{
  g_autofree char *path = g_strconcat ("/io/github/sondechat/Sonde/provider/", name, NULL);
  g_autoptr (GBytes) bytes
    = g_resource_lookup_data (sonde_provider_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize length;
  const char *text;

  g_assert (bytes != NULL);
  text = g_bytes_get_data (bytes, &length);
  if (!json_parser_load_from_data (parser, text, length, NULL))
    g_assert_not_reached ();
  return json_parser_steal_root (parser);
}
