/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SondeMode:
 *
 * What the person wants, as flags: neither is plain chat ("V3"), both together are allowed. The
 * numbers are stored in the database: append only.
 */
typedef enum
{
  SONDE_MODE_CHAT      = 0,
  SONDE_MODE_REASONING = 1 << 0,
  SONDE_MODE_SEARCH    = 1 << 1,
} SondeMode;

#define SONDE_MODE_ALL (SONDE_MODE_REASONING | SONDE_MODE_SEARCH)

/**
 * SondeModelSlot:
 *
 * A provider and a conversation name one model for each of these. Reasoning wins over search when both
 * modes are on: sonde_mode_get_slot() decides.
 */
typedef enum
{
  SONDE_SLOT_CHAT,
  SONDE_SLOT_REASONING,
  SONDE_SLOT_SEARCH,
  SONDE_N_SLOTS
} SondeModelSlot;

/** How long a model may think. The numbers are stored: append only. */
typedef enum
{
  SONDE_EFFORT_DEFAULT = 0,
  SONDE_EFFORT_LOW     = 1,
  SONDE_EFFORT_HIGH    = 2,
  SONDE_EFFORT_MAX     = 3,
} SondeEffort;

const char    *sonde_mode_to_string     (SondeMode    mode);
gboolean       sonde_mode_from_string   (const char  *text,
                                         SondeMode   *mode);
SondeModelSlot sonde_mode_get_slot      (SondeMode    mode);
const char    *sonde_model_slot_to_string (SondeModelSlot slot);

const char    *sonde_effort_to_string   (SondeEffort  effort);
gboolean       sonde_effort_from_string (const char  *text,
                                         SondeEffort *effort);

G_END_DECLS
