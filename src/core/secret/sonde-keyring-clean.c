/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-secret"

#include "sonde-keyring.h"

#include "sonde-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What gets around a key when it is copied: white space of any script, quotes, invisible marks. */
static gboolean
is_wrapping (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_iszerowidth (c) || c == 0xFEFF || c == '"' || c == '\''
         || c == '`' || (c >= 0x2018 && c <= 0x201F) || c == 0xAB || c == 0xBB;
}

static char *
strip (const char *text)
{
  const char *end = text + strlen (text);

  while (text < end && is_wrapping (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  while (end > text && is_wrapping (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  return g_strndup (text, (gsize) (end - text));
}

static gboolean
is_plain (const char *key)
{
  for (const char *at = key; *at != '\0'; at++)
    if (!g_ascii_isgraph (*at))
      return FALSE;
  return TRUE;
}

/**
 * sonde_keyring_clean_key:
 * @typed: what a person typed or pasted, or a script gave
 * @error: SONDE_ERROR_INVALID_ARGUMENT with a translated sentence
 *
 * Takes off the white space and the quotes around a key. What is left must be able to stand in a header:
 * printable ASCII without blanks.
 *
 * Returns: (transfer full): the key, or %NULL with @error set
 */
char *
sonde_keyring_clean_key (const char *typed, GError **error)
{
  char *key = NULL;
  const char *complaint = NULL;

  g_return_val_if_fail (typed != NULL, NULL);

  if (g_utf8_validate (typed, -1, NULL))
    key = strip (typed);
  if (key == NULL)
    complaint = _ ("The key holds characters that no key has. Copy it once more.");
  else if (key[0] == '\0')
    complaint = _ ("The key is empty.");
  else if (strpbrk (key, "\r\n") != NULL)
    complaint = _ ("The key must be a single line.");
  else if (!is_plain (key))
    complaint = _ ("The key holds characters that no key has. Copy it once more.");
  if (complaint == NULL)
    return key;
  if (key != NULL)
    explicit_bzero (key, strlen (key));
  g_free (key);
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_INVALID_ARGUMENT, "%s", complaint));
  return NULL;
}
