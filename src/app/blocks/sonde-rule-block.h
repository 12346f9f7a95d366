/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-view.h"

G_BEGIN_DECLS

/** SondeRuleBlock: a line across the column. */
#define SONDE_TYPE_RULE_BLOCK (sonde_rule_block_get_type ())
G_DECLARE_FINAL_TYPE (SondeRuleBlock, sonde_rule_block, SONDE, RULE_BLOCK, SondeBlockView)

GtkWidget *sonde_rule_block_new (void);

G_END_DECLS
