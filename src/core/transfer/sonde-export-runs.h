/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"

G_BEGIN_DECLS

/**
 * SondeExportRun:
 * @start: first byte in the leaf's text
 * @end: the byte after the last
 * @kinds: the bit (1 << SONDE_SPAN_STRONG) and so on of each span around it
 * @link: (nullable): the link or image that it belongs to
 * @special: (nullable): the formula or footnote that it is, whole
 * @citation: the source that it cites, whole, or 0
 */
typedef struct
{
  guint            start;
  guint            end;
  guint            kinds;
  const SondeSpan *link;
  const SondeSpan *special;
  guint            citation;
} SondeExportRun;

#define SONDE_EXPORT_IS(run, kind) (((run)->kinds & (1u << (kind))) != 0)

/* (element-type SondeExportRun) The text of @leaf cut where anything begins or ends; they lend from it. @n_sources: as
 * many sources may be cited. */
GArray *sonde_export_runs_new (const SondeBlock *leaf, guint n_sources);

G_END_DECLS
