/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-model"

#include "sonde-mode.h"

static const char *const mode_names[] = { "chat", "reasoning", "search", "search+reasoning" };
static const char *const slot_names[] = { "chat", "reasoning", "search" };
static const char *const effort_names[] = { "default", "low", "high", "max" };

static int
find_name (const char *const *names, guint n_names, const char *text)
{
  for (guint i = 0; i < n_names; i++)
    if (g_strcmp0 (names[i], text) == 0)
      return i;
  return -1;
}

/** "chat", "reasoning", "search" or "search+reasoning". */
const char *
sonde_mode_to_string (SondeMode mode)
{
  return mode_names[mode & SONDE_MODE_ALL];
}

/** Reads what sonde_mode_to_string() writes, and "reasoning+search"; %FALSE for anything else. */
gboolean
sonde_mode_from_string (const char *text, SondeMode *mode)
{
  int found = find_name (mode_names, G_N_ELEMENTS (mode_names), text);

  if (g_strcmp0 (text, "reasoning+search") == 0)
    found = SONDE_MODE_ALL;
  if (found < 0)
    return FALSE;
  *mode = (SondeMode) found;
  return TRUE;
}

/** Whose model answers in @mode. */
SondeModelSlot
sonde_mode_get_slot (SondeMode mode)
{
  if (mode & SONDE_MODE_REASONING)
    return SONDE_SLOT_REASONING;
  return mode & SONDE_MODE_SEARCH ? SONDE_SLOT_SEARCH : SONDE_SLOT_CHAT;
}

/** "chat", "reasoning" or "search". */
const char *
sonde_model_slot_to_string (SondeModelSlot slot)
{
  g_return_val_if_fail (slot < SONDE_N_SLOTS, "chat");

  return slot_names[slot];
}

/** "default", "low", "high" or "max"; also the wire value but for the first. */
const char *
sonde_effort_to_string (SondeEffort effort)
{
  g_return_val_if_fail ((guint) effort < G_N_ELEMENTS (effort_names), "default");

  return effort_names[effort];
}

/** Reads what sonde_effort_to_string() writes; %FALSE for anything else. */
gboolean
sonde_effort_from_string (const char *text, SondeEffort *effort)
{
  int found = find_name (effort_names, G_N_ELEMENTS (effort_names), text);

  if (found < 0)
    return FALSE;
  *effort = (SondeEffort) found;
  return TRUE;
}
