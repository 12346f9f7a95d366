/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-export-options.h"

G_BEGIN_DECLS

/** What is exported. */
typedef enum
{
  SONDE_EXPORT_SCOPE_MESSAGE,
  SONDE_EXPORT_SCOPE_CONVERSATION,
  SONDE_EXPORT_SCOPE_SELECTION,
  SONDE_EXPORT_SCOPE_ALL,
} SondeExportScope;

/**
 * SondeExportChoices:
 *
 * The rows in which a person says what of an export is wanted, as it is remembered in the settings.
 */
#define SONDE_TYPE_EXPORT_CHOICES (sonde_export_choices_get_type ())
G_DECLARE_FINAL_TYPE (SondeExportChoices, sonde_export_choices, SONDE, EXPORT_CHOICES, AdwBin)

/* @scope is offered beside all conversations; @n_selected: how many a selection has. */
GtkWidget         *sonde_export_choices_new         (GSettings          *settings,
                                                     SondeExportScope    scope,
                                                     guint               n_selected);
SondeExportScope   sonde_export_choices_get_scope   (SondeExportChoices *self);
SondeExportFormat  sonde_export_choices_get_format  (SondeExportChoices *self);
/* But for the message, which only the caller knows. */
SondeExportOptions sonde_export_choices_get_options (SondeExportChoices *self);
void               sonde_export_choices_remember    (SondeExportChoices *self);

G_END_DECLS
