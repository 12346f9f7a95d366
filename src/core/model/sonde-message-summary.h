/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-message.h"

G_BEGIN_DECLS

/** What @usage cost at @real_time_us, with the name of the currency (ISO 4217); %FALSE where it is not known. */
typedef gboolean (*SondePricer) (const char        *provider_id,
                                 const char        *model,
                                 const SondeUsage  *usage,
                                 gint64             real_time_us,
                                 double            *cost,
                                 const char       **currency);

/** A name of a model for people, owned by the caller. */
typedef char *(*SondeModelNamer) (const char *model);

/* Prices and names are known above the model: who knows them says so once, before there are messages to ask. */
void     sonde_message_set_pricer  (SondePricer    pricer);
void     sonde_message_set_namer   (SondeModelNamer namer);
gboolean sonde_message_get_cost    (SondeMessage  *self,
                                    double        *cost,
                                    const char   **currency);
/* Tokens of the answer a second from the first to the last; 0 where it is not known. */
double   sonde_message_get_speed   (SondeMessage  *self);
/* From the question to the first piece of the answer, in milliseconds; -1 where it is not known. */
gint64   sonde_message_get_first_token_ms (SondeMessage *self);
/* The speed as "45 tokens/s"; NULL where it is not known. */
char    *sonde_message_dup_speed   (SondeMessage  *self);
/* Whether it ended before its end: by the person, a fault, or the limit of the model. */
gboolean sonde_message_is_cut      (SondeMessage  *self);

const char *sonde_mode_get_label   (SondeMode      mode);
char    *sonde_format_count        (gint64         n);
char    *sonde_format_cost         (double         cost,
                                    const char    *currency);
/* One translated line about a finished answer: model, mode, time, tokens, cost, speed, as far as they are known;
 * "" where nothing is. */
char    *sonde_message_dup_summary (SondeMessage  *self);

G_END_DECLS
