/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-client.h"

#include <string.h>

#define TIMEOUT_S 60

/* Everything until the connection ends. */
static GByteArray *
read_all (GInputStream *stream, gboolean *reset)
{
  GByteArray *all = g_byte_array_new ();
  g_autofree guint8 *piece = g_malloc (65536);
  g_autoptr (GError) error = NULL;
  gssize n;

  while ((n = g_input_stream_read (stream, piece, 65536, NULL, &error)) > 0)
    g_byte_array_append (all, piece, n);
  *reset = n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  if (n < 0 && !*reset)
    g_assert_no_error (error);
  return all;
}

/* Stops where the framing stops making sense. */
static void
read_chunks (Reply *reply, const char *p, gsize length)
{
  const char *end = p + length;

  for (const char *eol; (eol = g_strstr_len (p, end - p, "\r\n")) != NULL;)
    {
      char *rest;
      gsize size = g_ascii_strtoull (p, &rest, 16);

      if (rest != eol || rest == p)
        return;
      reply->ended = size == 0;
      p = eol + 2;
      if (size == 0)
        return;
      g_string_append_len (reply->body, p, MIN (size, (gsize) (end - p)));
      if ((gsize) (end - p) < size + 2)
        return;
      reply->n_chunks++;
      p += size + 2;
    }
}

static Reply *
parse_reply (GByteArray *all, gboolean reset)
{
  Reply *reply = g_new0 (Reply, 1);
  const char *text = (const char *) all->data;
  const char *end = g_strstr_len (text, all->len, "\r\n\r\n");
  const char *length;

  g_assert_nonnull (end);
  reply->reset = reset;
  reply->body = g_string_new (NULL);
  reply->head = g_strndup (text, end - text);
  reply->status = g_ascii_strtoull (reply->head + strlen ("HTTP/1.1 "), NULL, 10);
  end += 4;
  length = strstr (reply->head, "Content-Length: ");
  if (length == NULL)
    read_chunks (reply, end, all->len - (end - text));
  else
    {
      g_string_append_len (reply->body, end, all->len - (end - text));
      reply->ended = reply->body->len == g_ascii_strtoull (length + strlen ("Content-Length: "), NULL, 10);
    }
  return reply;
}

Reply *
sim_request (SondeSim *sim, const char *method, const char *path, const char *headers, const char *body)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *request = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s"
                                              "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                                              method,
                                              path,
                                              sonde_sim_get_url (sim) + strlen ("http://"),
                                              headers,
                                              strlen (body),
                                              body);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GByteArray) all = NULL;
  gboolean reset;

  g_socket_client_set_timeout (client, TIMEOUT_S);
  connection = g_socket_client_connect_to_uri (client, sonde_sim_get_url (sim), 80, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (
    g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  all = read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), &reset);
  return parse_reply (all, reset);
}

static char *
dup_request (const char *question, gboolean thinking, gboolean stream, const char *more)
{
  g_autoptr (JsonNode) text = json_node_init_string (json_node_alloc (), question);
  g_autofree char *quoted = json_to_string (text, FALSE);

  return g_strdup_printf ("{\"model\":\"deepseek-flash\",\"messages\":[{\"role\":\"user\",\"content\":%s}],"
                          "\"thinking\":{\"type\":\"%s\"},\"stream\":%s%s}",
                          quoted,
                          thinking ? "enabled" : "disabled",
                          stream ? "true" : "false",
                          more);
}

Reply *
sim_ask (SondeSim *sim, const char *question, gboolean thinking, gboolean stream, const char *more)
{
  g_autofree char *request = dup_request (question, thinking, stream, more);

  return sim_request (sim, "POST", "/chat/completions", "Content-Type: application/json\r\n", request);
}

void
reply_free (Reply *reply)
{
  g_free (reply->head);
  g_string_free (reply->body, TRUE);
  g_free (reply);
}

static void
add_text (JsonObject *object, const char *name, GString *text)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node))
    g_string_append (text, json_node_get_string (node));
}

static void
add_message (Answer *answer, JsonObject *message)
{
  JsonNode *calls = json_object_get_member (message, "tool_calls");

  add_text (message, "content", answer->content);
  add_text (message, "reasoning_content", answer->reasoning);
  for (guint i = 0; calls != NULL && i < json_array_get_length (json_node_get_array (calls)); i++)
    {
      JsonObject *call = json_array_get_object_element (json_node_get_array (calls), i);

      add_text (json_object_get_object_member (call, "function"), "arguments", answer->arguments);
    }
}

static void
add_json (Answer *answer, const char *text)
{
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonNode *choices = root != NULL ? json_object_get_member (json_node_get_object (root), "choices") : NULL;
  JsonNode *usage = root != NULL ? json_object_get_member (json_node_get_object (root), "usage") : NULL;
  JsonObject *choice;

  if (usage != NULL && JSON_NODE_HOLDS_OBJECT (usage))
    {
      g_free (answer->usage);
      answer->usage = json_to_string (usage, FALSE);
    }
  if (choices == NULL || json_array_get_length (json_node_get_array (choices)) == 0)
    return;
  choice = json_array_get_object_element (json_node_get_array (choices), 0);
  add_message (
    answer,
    json_object_get_object_member (choice, json_object_has_member (choice, "delta") ? "delta" : "message"));
  if (json_object_has_member (choice, "finish_reason")
      && !json_object_get_null_member (choice, "finish_reason"))
    {
      g_free (answer->finish_reason);
      answer->finish_reason = g_strdup (json_object_get_string_member (choice, "finish_reason"));
    }
}

static void
add_line (Answer *answer, const char *line)
{
  if (line[0] == ':')
    answer->n_comments++;
  else if (g_str_equal (line, "data: [DONE]"))
    answer->done = TRUE;
  else if (g_str_has_prefix (line, "data: "))
    {
      line += strlen ("data: ");
      answer->n_events++;
      if (answer->first == NULL)
        answer->first = g_strdup (line);
      g_free (answer->last);
      answer->last = g_strdup (line);
      add_json (answer, line);
    }
}

Answer *
reply_dup_answer (const Reply *reply)
{
  Answer *answer = g_new0 (Answer, 1);
  g_auto (GStrv) lines = NULL;

  answer->content = g_string_new (NULL);
  answer->reasoning = g_string_new (NULL);
  answer->arguments = g_string_new (NULL);
  if (strstr (reply->head, "application/json") != NULL)
    {
      add_json (answer, reply->body->str);
      return answer;
    }
  lines = g_strsplit (reply->body->str, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    add_line (answer, g_strchomp (lines[i]));
  return answer;
}

void
answer_free (Answer *answer)
{
  g_string_free (answer->content, TRUE);
  g_string_free (answer->reasoning, TRUE);
  g_string_free (answer->arguments, TRUE);
  g_free (answer->finish_reason);
  g_free (answer->usage);
  g_free (answer->first);
  g_free (answer->last);
  g_free (answer);
}
