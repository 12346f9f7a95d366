/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-find.h"

/* Compares without regard to case, character by character, so that offsets stay those of the text. */
static gboolean
matches_at (const char *text, const char *query, gsize *length)
{
  const char *p = text;

  for (const char *q = query; *q != '\0'; q = g_utf8_next_char (q), p = g_utf8_next_char (p))
    if (*p == '\0' || g_unichar_tolower (g_utf8_get_char (p)) != g_unichar_tolower (g_utf8_get_char (q)))
      return FALSE;
  *length = p - text;
  return TRUE;
}

/**
 * sonde_find_match:
 * @text: valid UTF-8
 * @query: what is looked for, not empty
 * @nth: which match, from 0; less by the matches that were passed on return
 * @length: (out): its length in bytes
 *
 * Returns: where the match begins, or -1 when there are not that many
 */
gssize
sonde_find_match (const char *text, const char *query, guint *nth, gsize *length)
{
  g_return_val_if_fail (query != NULL && *query != '\0', -1);

  for (const char *p = text; *p != '\0';)
    if (!matches_at (p, query, length))
      p = g_utf8_next_char (p);
    else if (*nth == 0)
      return p - text;
    else
      {
        p += *length;
        (*nth)--;
      }
  return -1;
}

guint
sonde_find_count (const char *text, const char *query)
{
  guint left = G_MAXUINT;
  gsize length;

  sonde_find_match (text, query, &left, &length);
  return G_MAXUINT - left;
}

/** Selects the match number *@nth of a label; where there are not that many, takes them from *@nth. */
gboolean
sonde_find_select (GtkLabel *label, const char *query, guint *nth)
{
  const char *text = gtk_label_get_text (label);
  gsize length = 0;
  gssize start = sonde_find_match (text, query, nth, &length);

  if (start >= 0)
    gtk_label_select_region (label,
                             g_utf8_pointer_to_offset (text, text + start),
                             g_utf8_pointer_to_offset (text, text + start + length));
  return start >= 0;
}
