/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeConfig:
 *
 * The settings that the window and the command line share: providers, their models, search service,
 * proxy. A key file (`sonde.conf`, mode 0600) in the data directory, written atomically after each
 * change; the signal "changed" is emitted after a change by this or by another process. Keys (API
 * keys) never come here. Main thread only.
 *
 * Groups: [General] default-provider, copies-folder, titles ("off"); [Network] proxy (an address, "system" or "none");
 * [Search] order (search services with ";" between them), NAME-url, count, method, reader, language, freshness, safe,
 * allowed, blocked, told; service ("deepseek" or "searxng") where there is no order yet;
 * [Provider ID] name, base-url, model-chat, model-reasoning, model-search, effort.
 */
#define SONDE_TYPE_CONFIG (sonde_config_get_type ())
G_DECLARE_FINAL_TYPE (SondeConfig, sonde_config, SONDE, CONFIG, GObject)

SondeConfig *sonde_config_new          (const char   *path);
char        *sonde_config_dup_string   (SondeConfig  *self,
                                        const char   *group,
                                        const char   *key);
int          sonde_config_get_int      (SondeConfig  *self,
                                        const char   *group,
                                        const char   *key,
                                        int           fallback);
gboolean     sonde_config_set_string   (SondeConfig  *self,
                                        const char   *group,
                                        const char   *key,
                                        const char   *value,
                                        GError      **error);
gboolean     sonde_config_remove_group (SondeConfig  *self,
                                        const char   *group,
                                        GError      **error);
char       **sonde_config_list_groups  (SondeConfig  *self,
                                        const char   *prefix);

G_END_DECLS
