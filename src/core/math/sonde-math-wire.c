/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-math-wire.h"

/* Takes a floating @message; returns a whole frame, its length in front. */
GBytes *
sonde_math_wire_frame (GVariant *message)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (message);
  gsize size = g_variant_get_size (sunk);
  SondeMathHeader header = { (guint32) size };
  GByteArray *bytes = g_byte_array_sized_new (sizeof header + size);

  g_byte_array_append (bytes, (const guint8 *) &header, sizeof header);
  g_byte_array_append (bytes, g_variant_get_data (sunk), size);
  return g_byte_array_free_to_bytes (bytes);
}

/* Takes the malloc'ed @body of a frame. Bytes that are no such message give default values, never a bad
 * access. */
GVariant *
sonde_math_wire_parse (const GVariantType *type, gpointer body, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (body, length);
  g_autoptr (GVariant) raw = g_variant_ref_sink (g_variant_new_from_bytes (type, bytes, FALSE));

  return g_variant_get_normal_form (raw);
}
