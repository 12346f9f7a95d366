/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What goes through the pipes between a program and its sonde-math: frames of a length (four bytes, of this
 * machine's order) and a serialised GVariant of one type for each direction. The first reply comes unasked when
 * the process is ready. Neither side trusts the other. */

/* TeX, whether it is displayed. */
#define SONDE_MATH_REQUEST_TYPE G_VARIANT_TYPE ("(sb)")
/* An error or "", SVG, MathML or "", width, height and depth in ex. */
#define SONDE_MATH_REPLY_TYPE G_VARIANT_TYPE ("(sssddd)")

#define SONDE_MATH_MAX_REQUEST_BYTES (32 * 1024)
#define SONDE_MATH_MAX_MATHML_BYTES (256 * 1024)
#define SONDE_MATH_MAX_REPLY_BYTES (1024 * 1024)

typedef struct
{
  guint32 length;
} SondeMathHeader;

GBytes   *sonde_math_wire_frame (GVariant           *message);
GVariant *sonde_math_wire_parse (const GVariantType *type,
                                 gpointer            body,
                                 gsize               length);

G_END_DECLS
