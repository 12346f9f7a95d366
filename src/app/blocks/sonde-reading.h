/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"

G_BEGIN_DECLS

/**
 * SondeReading:
 *
 * What is read aloud of a block, and where in the document each part of that stands: formulas are their TeX, between cells
 * there are tabs. Offsets in the text are in characters, those in leaves in bytes, as everywhere.
 */
typedef struct _SondeReading SondeReading;

SondeReading *sonde_reading_new             (void);
void          sonde_reading_free            (SondeReading       *self);
void          sonde_reading_add_copy        (SondeReading       *self,
                                             SondeBlock         *leaf,
                                             guint               number,
                                             guint               start,
                                             guint               end,
                                             const char         *text,
                                             gssize              length);
void          sonde_reading_add             (SondeReading       *self,
                                             SondeBlock         *leaf,
                                             guint               number,
                                             guint               start,
                                             guint               end,
                                             const char         *text,
                                             gssize              length);
const char   *sonde_reading_get_text        (const SondeReading *self);
gboolean      sonde_reading_has             (const SondeReading *self,
                                             guint               leaf,
                                             guint               offset);
guint         sonde_reading_to_text         (const SondeReading *self,
                                             guint               leaf,
                                             guint               offset);
gboolean      sonde_reading_to_leaf         (const SondeReading *self,
                                             guint               at,
                                             guint              *leaf,
                                             guint              *offset);
void          sonde_reading_list_attributes (const SondeReading *self,
                                             guint               at,
                                             GPtrArray          *names,
                                             GPtrArray          *values,
                                             guint              *start,
                                             guint              *end);
gboolean      sonde_reading_find_change     (const SondeReading *self,
                                             const SondeReading *old,
                                             guint              *start,
                                             guint              *old_end,
                                             guint              *end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeReading, sonde_reading_free)

G_END_DECLS
