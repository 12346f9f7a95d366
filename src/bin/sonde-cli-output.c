/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sonde-clock.h"
#include "sonde-error.h"
#include "sonde-json.h"
#include "sonde-message-summary.h"

/* The errno of the first write to standard output that failed; nothing is written after it. */
static int write_error;

static void
write_bytes (const char *text)
{
  if (write_error == 0 && (fputs (text, stdout) == EOF || fflush (stdout) == EOF))
    write_error = errno;
}

int
cli_get_write_error (void)
{
  return write_error;
}

gboolean
cli_is_terminal (void)
{
  return isatty (STDOUT_FILENO);
}

/* Text of a model or a server must not move the cursor, set the title or write to the clipboard. */
static char *
dup_harmless (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_iscntrl (c) && c != '\n' && c != '\t')
        c = 0xfffd;
      g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

/** Program text; what comes from elsewhere goes through cli_write_text(). */
void
cli_write (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  write_bytes (text);
}

/** Text of a person, a model or a server: exactly, but for control characters on a terminal. */
void
cli_write_text (const char *text)
{
  if (!cli_is_terminal ())
    {
      write_bytes (text);
      return;
    }
  g_autofree char *harmless = dup_harmless (text);
  write_bytes (harmless);
}

/** Reads what a server wrote and the history kept; %NULL for no text and for no JSON. */
JsonNode *
cli_parse_json (const char *text)
{
  g_auto (SondeJsonReader) reader = { 0 };
  JsonNode *node;

  sonde_json_reader_init (&reader);
  node = text != NULL ? sonde_json_reader_parse (&reader, text, strlen (text), NULL) : NULL;
  return node != NULL ? json_node_copy (node) : NULL;
}

/** JSON and a line end. */
void
cli_write_json (JsonNode *node, gboolean pretty)
{
  g_autofree char *text = json_to_string (node, pretty);

  cli_write ("%s\n", text);
}

/** The same for what @builder has built. */
void
cli_take_json (JsonBuilder *builder, gboolean pretty)
{
  g_autoptr (JsonNode) node = json_builder_get_root (builder);

  cli_write_json (node, pretty);
}

/** A sentence for the person, on one line of standard error. */
void
cli_note (const char *sentence)
{
  g_autofree char *harmless = g_strdelimit (dup_harmless (sentence), "\n", ' ');

  fprintf (stderr, "sonde-cli: %s\n", harmless);
}

CliStatus
cli_fail_usage (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *sentence = g_strdup_vprintf (format, args);
  va_end (args);
  cli_note (sentence);
  return CLI_USAGE;
}

CliStatus
cli_status_of (const GError *error)
{
  if (error->domain != SONDE_ERROR)
    return CLI_ERROR;
  switch ((SondeErrorCode) error->code)
    {
    case SONDE_ERROR_INVALID_ARGUMENT:
    case SONDE_ERROR_NO_KEY:
    case SONDE_ERROR_KEYRING_ABSENT:
    case SONDE_ERROR_KEYRING_LOCKED:
    case SONDE_ERROR_KEYRING_REFUSED:
    case SONDE_ERROR_KEYRING_TIMEOUT:
      return CLI_USAGE;
    default:
      return CLI_ERROR;
    }
}

static const char *
get_help (const GError *error, const SondeErrorExplanation *explanation)
{
  if (g_error_matches (error, SONDE_ERROR, SONDE_ERROR_NO_KEY))
    return _ ("Set it with “sonde-cli key set PROVIDER”, or give it in SONDE_API_KEY.");
  if (cli_status_of (error) == CLI_USAGE)
    return _ ("A key can also be given in SONDE_API_KEY.");
  return explanation->help;
}

/** The server's or the system's own words about @error, or %NULL. */
char *
cli_dup_details (const GError *error)
{
  SondeErrorExplanation explanation;

  sonde_error_explain (error, &explanation);
  if (sonde_error_get_server_words (error) != NULL)
    return g_strdup (sonde_error_get_server_words (error));
  return g_strcmp0 (error->message, explanation.nick) != 0 ? g_strdup (error->message) : NULL;
}

/** Sentence, help and details on standard error; gives the status that @error means. */
CliStatus
cli_fail (const GError *error)
{
  g_autofree char *details = cli_dup_details (error);
  SondeErrorExplanation explanation;

  sonde_error_explain (error, &explanation);
  /* These say all in their own sentence. */
  if (error->domain != SONDE_ERROR || error->code == SONDE_ERROR_INVALID_ARGUMENT
      || error->code == SONDE_ERROR_NOT_FOUND)
    {
      cli_note (error->message);
      return cli_status_of (error);
    }

  g_autofree char *sentence
    = g_strdup_printf ("%s. %s", explanation.sentence, get_help (error, &explanation));
  cli_note (g_strchomp (sentence));
  if (details != NULL)
    {
      g_autofree char *harmless = dup_harmless (details);

      fprintf (stderr, "  %s\n", harmless);
    }
  return cli_status_of (error);
}

/** A member with a string, or null. */
void
cli_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/** A member with an id as decimal string, or null for 0. */
void
cli_add_id (JsonBuilder *builder, const char *name, gint64 id)
{
  g_autofree char *text = id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, id) : NULL;

  cli_add_string (builder, name, text);
}

/** "first_token_ms" and "tokens_per_second", as far as they are known. */
void
cli_add_speed (JsonBuilder *builder, SondeMessage *message)
{
  gint64 wait_ms = sonde_message_get_first_token_ms (message);
  double speed = sonde_message_get_speed (message);

  if (wait_ms >= 0)
    {
      json_builder_set_member_name (builder, "first_token_ms");
      json_builder_add_int_value (builder, wait_ms);
    }
  if (speed > 0)
    {
      json_builder_set_member_name (builder, "tokens_per_second");
      json_builder_add_double_value (builder, (gint64) (speed * 10 + 0.5) / 10.0);
    }
}

/** A member with a time by RFC 3339 in UTC, or null for 0. */
void
cli_add_time (JsonBuilder *builder, const char *name, gint64 real_time_us)
{
  g_autofree char *text = real_time_us != 0 ? sonde_clock_format_rfc3339 (real_time_us) : NULL;

  cli_add_string (builder, name, text);
}

void
cli_add_bool (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}
