/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-usage.h"

G_BEGIN_DECLS

/* What @usage cost at @real_time_us by the dated table of data/prices.json (two tariffs,
 * api-docs.deepseek.com, pricing). FALSE when the host or the model is not in the table: then nothing is said rather than guessed. */
gboolean sonde_prices_get_cost (const char        *provider_id,
                                const char        *model,
                                const SondeUsage  *usage,
                                gint64             real_time_us,
                                double            *cost,
                                const char       **currency);

G_END_DECLS
