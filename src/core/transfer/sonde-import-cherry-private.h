/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-import-formats-private.h"

G_BEGIN_DECLS

/**
 * SondeImportCherry:
 *
 * A backup of Cherry Studio, which keeps topics, the texts of their messages and their names in three places. The
 * texts wait in a temporary file that has no name.
 */
typedef struct _SondeImportCherry SondeImportCherry;

/* Takes one conversation; %FALSE ends it. */
typedef gboolean (*SondeImportCherryFound) (const SondeJsonValue *topic,
                                            SondeConversation    *conversation,
                                            char                 *source,
                                            gpointer              user_data);

SondeImportCherry *sonde_import_cherry_new       (void);
void               sonde_import_cherry_free      (SondeImportCherry    *self);
/* @topic must live until the end. */
void               sonde_import_cherry_add_topic (SondeImportCherry    *self,
                                                  const SondeJsonValue *topic);
gboolean           sonde_import_cherry_add_block (SondeImportCherry    *self,
                                                  const SondeJsonValue *block,
                                                  GError              **error);
/* The settings, of which only the names of topics are read. */
void               sonde_import_cherry_add_settings (SondeImportCherry *self,
                                                  const char           *json);
gboolean           sonde_import_cherry_finish    (SondeImportCherry    *self,
                                                  SondeImportCherryFound found,
                                                  gpointer              user_data);

G_END_DECLS
