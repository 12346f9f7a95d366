/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SondeSource:
 *
 * One web page that an answer may cite, immutable. @number is the N of `[citation:N]`, from 1. The
 * properties "number", "title" and "url" are for list views.
 */
#define SONDE_TYPE_SOURCE (sonde_source_get_type ())
G_DECLARE_FINAL_TYPE (SondeSource, sonde_source, SONDE, SOURCE, GObject)

SondeSource *sonde_source_new         (guint        number,
                                       const char  *title,
                                       const char  *url,
                                       const char  *date,
                                       const char  *text);
SondeSource *sonde_source_renumber    (SondeSource *self,
                                       guint        number);
guint        sonde_source_get_number  (SondeSource *self);
const char  *sonde_source_get_title   (SondeSource *self);
const char  *sonde_source_get_url     (SondeSource *self);
const char  *sonde_source_get_domain  (SondeSource *self);
const char  *sonde_source_get_date    (SondeSource *self);
const char  *sonde_source_get_text    (SondeSource *self);

G_END_DECLS
