/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-search-step.h"

/* What the steps of a search are called in Sonde's JSON, written and read; see
 * data/sonde-conversation.schema.json. */
static const char *const sonde_step_kind_names[]
  = { [SONDE_STEP_SEARCH] = "search", [SONDE_STEP_PAGE] = "page", [SONDE_STEP_NOTE] = "note" };
static const char *const sonde_step_state_names[]
  = { [SONDE_STEP_RUNNING] = "running", [SONDE_STEP_DONE] = "done", [SONDE_STEP_FAILED] = "failed" };
