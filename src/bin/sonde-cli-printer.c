/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli-printer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-error.h"
#include "sonde-prices.h"
#include "sonde-search-tools.h"
#include "sonde-source.h"

#define DIM   "\033[2m"
#define PLAIN "\033[0m"

static JsonBuilder *
begin_line (const char *type)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_add_string (builder, "type", type);
  return builder;
}

static void
end_line (JsonBuilder *builder)
{
  json_builder_end_object (builder);
  cli_take_json (builder, FALSE);
}

static void
print_text_line (const char *type, const char *text)
{
  g_autoptr (JsonBuilder) builder = begin_line (type);

  cli_add_string (builder, "text", text);
  end_line (builder);
}

static void
print_text (CliPrinter *self, const char *text)
{
  cli_write_text (text);
  if (*text != '\0')
    self->line_open = text[strlen (text) - 1] != '\n';
}

static void
end_open_line (CliPrinter *self)
{
  if (self->line_open)
    cli_write ("\n");
  self->line_open = FALSE;
}

void
cli_printer_init (CliPrinter *self, gboolean json)
{
  gboolean plain = g_getenv ("NO_COLOR") != NULL || g_strcmp0 (g_getenv ("TERM"), "dumb") == 0;

  *self = (CliPrinter){ .json = json, .dim = cli_is_terminal () && !plain };
}

void
cli_printer_reasoning (CliPrinter *self, const char *text)
{
  if (self->json)
    {
      print_text_line ("reasoning", text);
      return;
    }
  self->thoughts_end = TRUE;
  if (self->dim)
    cli_write (DIM);
  print_text (self, text);
  if (self->dim)
    cli_write (PLAIN);
}

/** What was printed last were thoughts. */
void
cli_printer_end_thoughts (CliPrinter *self)
{
  self->thoughts_end = TRUE;
}

void
cli_printer_content (CliPrinter *self, const char *text)
{
  if (self->json)
    {
      print_text_line ("content", text);
      return;
    }
  if (self->thoughts_end)
    {
      end_open_line (self);
      cli_write ("\n");
      self->thoughts_end = FALSE;
    }
  print_text (self, text);
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static void
print_tool_call (CliPrinter *self, JsonObject *call)
{
  JsonNode *node = json_object_get_member (call, "function");
  JsonObject *function = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *name = get_string (function, "name");
  const char *arguments = get_string (function, "arguments");

  if (self->json)
    {
      g_autoptr (JsonBuilder) builder = begin_line ("tool_call");

      cli_add_string (builder, "id", get_string (call, "id"));
      cli_add_string (builder, "name", name);
      cli_add_string (builder, "arguments", arguments);
      end_line (builder);
      return;
    }
  /* What Search mode does is told while it happens. */
  if (g_strcmp0 (name, SONDE_TOOL_WEB_SEARCH) == 0 || g_strcmp0 (name, SONDE_TOOL_OPEN_PAGE) == 0)
    return;
  g_autofree char *line
    = g_strdup_printf ("→ %s %s", name != NULL ? name : "", arguments != NULL ? arguments : "");
  end_open_line (self);
  print_text (self, line);
  end_open_line (self);
}

/** The calls of tools in the raw JSON of @message. */
void
cli_printer_tool_calls (CliPrinter *self, SondeMessage *message)
{
  const char *raw = sonde_message_get_raw (message);
  g_autoptr (JsonNode) root = cli_parse_json (raw);
  JsonNode *node = NULL;
  JsonArray *calls;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    node = json_object_get_member (json_node_get_object (root), "tool_calls");
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return;
  calls = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (calls); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (calls, i)))
      print_tool_call (self, json_array_get_object_element (calls, i));
}

static void
print_source (CliPrinter *self, SondeSource *source)
{
  if (self->json)
    {
      g_autoptr (JsonBuilder) builder = begin_line ("source");

      json_builder_set_member_name (builder, "n");
      json_builder_add_int_value (builder, sonde_source_get_number (source));
      cli_add_string (builder, "title", sonde_source_get_title (source));
      cli_add_string (builder, "url", sonde_source_get_url (source));
      end_line (builder);
      return;
    }
  g_autofree char *text = g_strdup_printf ("[%u] %s\n    %s\n",
                                           sonde_source_get_number (source),
                                           sonde_source_get_title (source),
                                           sonde_source_get_url (source));
  print_text (self, text);
}

/** Prints the sources of @message that were not printed yet: a model may search several times. */
void
cli_printer_sources (CliPrinter *self, SondeMessage *message)
{
  GListModel *sources = sonde_message_get_sources (message);
  guint n = sources != NULL ? g_list_model_get_n_items (sources) : 0;

  if (n <= self->n_sources)
    return;
  if (!self->json)
    {
      end_open_line (self);
      cli_write ("\n%s\n", _ ("Sources:"));
    }
  for (guint i = self->n_sources; i < n; i++)
    {
      g_autoptr (SondeSource) source = g_list_model_get_item (sources, i);

      print_source (self, source);
    }
  self->n_sources = n;
}

static void
copy_member (JsonObject *object, const char *name, JsonNode *value, gpointer user_data)
{
  JsonBuilder *builder = user_data;

  if (g_str_equal (name, "type"))
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_value (builder, json_node_copy (value));
}

/* By the price list; a host that is not in it may have named its price itself. */
static void
set_cost (JsonObject *usage, SondeMessage *message)
{
  const char *currency = NULL;
  double cost;

  if (!sonde_prices_get_cost (sonde_message_get_provider (message),
                              sonde_message_get_model (message),
                              sonde_message_get_usage (message),
                              sonde_message_get_created (message),
                              &cost,
                              &currency))
    return;
  json_object_set_double_member (usage, "cost", cost);
  json_object_set_string_member (usage, "currency", currency);
}

/** The server's own usage object with the cost, for programs only. */
void
cli_printer_usage (CliPrinter *self, SondeMessage *message)
{
  const SondeUsage *usage = sonde_message_get_usage (message);
  g_autoptr (JsonNode) root = NULL;

  if (!self->json || usage == NULL || usage->json == NULL)
    return;
  root = cli_parse_json (usage->json);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;

  g_autoptr (JsonBuilder) builder = begin_line ("usage");
  set_cost (json_node_get_object (root), message);
  json_object_foreach_member (json_node_get_object (root), copy_member, builder);
  cli_add_speed (builder, message);
  end_line (builder);
}

void
cli_printer_error (CliPrinter *self, const GError *error)
{
  guint status = sonde_error_get_http_status (error);
  g_autofree char *details = cli_dup_details (error);
  SondeErrorExplanation explanation;

  end_open_line (self);
  if (!self->json)
    {
      cli_fail (error);
      return;
    }
  g_autoptr (JsonBuilder) builder = begin_line ("error");
  sonde_error_explain (error, &explanation);
  cli_add_string (builder, "code", explanation.nick);
  cli_add_string (builder, "message", explanation.sentence);
  cli_add_string (builder, "details", details);
  json_builder_set_member_name (builder, "http_status");
  if (status > 0)
    json_builder_add_int_value (builder, status);
  else
    json_builder_add_null_value (builder);
  end_line (builder);
}

/** The last line, whatever happened. @reason is the server's, %NULL if it gave none. */
void
cli_printer_finish (CliPrinter *self, const char *reason, gboolean complete)
{
  end_open_line (self);
  if (!self->json)
    return;
  g_autoptr (JsonBuilder) builder = begin_line ("finish");
  cli_add_string (builder, "reason", reason);
  cli_add_bool (builder, "complete", complete);
  end_line (builder);
}
