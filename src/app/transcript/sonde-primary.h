/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-transcript-view.h"

G_BEGIN_DECLS

/** SondePrimary: what is selected, for the primary clipboard: its text is made only when somebody pastes it. */
#define SONDE_TYPE_PRIMARY (sonde_primary_get_type ())
G_DECLARE_FINAL_TYPE (SondePrimary, sonde_primary, SONDE, PRIMARY, GdkContentProvider)

GdkContentProvider *sonde_primary_new (SondeTranscriptView *view,
                                       const SondePlace    *start,
                                       const SondePlace    *end);

G_END_DECLS
