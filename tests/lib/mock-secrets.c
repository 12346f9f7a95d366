/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mock-secrets MODE: owns org.freedesktop.secrets and misbehaves: "hang" answers nothing, "refuse"
 * denies everything; "prompt-dismissed" and "prompt-ignored" have one locked collection whose prompt
 * is dismissed by the person, or left alone. */

#include <gio/gio.h>

#define COLLECTION "/org/freedesktop/secrets/collection/login"
#define SESSION    "/org/freedesktop/secrets/session/s1"
#define PROMPT     "/org/freedesktop/secrets/prompt/p1"

static const char *mode;

static GVariant *
get_properties (const char *path)
{
  if (g_str_equal (path, COLLECTION))
    return g_variant_new_parsed ("({'Label': <'Login'>, 'Locked': <true>, 'Items': <@ao []>,"
                                 " 'Created': <uint64 1>, 'Modified': <uint64 1>},)");
  return g_variant_new_parsed ("({'Collections': <[objectpath '" COLLECTION "']>},)");
}

/* What the method @member gives, NULL if it gives an error. */
static GVariant *
call_method (GDBusMessage *message, const char *member)
{
  if (g_str_equal (member, "GetAll"))
    return get_properties (g_dbus_message_get_path (message));
  if (g_str_equal (member, "OpenSession"))
    {
      GVariant *body = g_dbus_message_get_body (message);
      const char *algorithm;

      g_variant_get (body, "(&sv)", &algorithm, NULL);
      return g_str_equal (algorithm, "plain") ? g_variant_new_parsed ("(<''>, objectpath '" SESSION "')")
                                              : NULL;
    }
  if (g_str_equal (member, "ReadAlias"))
    return g_variant_new ("(o)", COLLECTION);
  if (g_str_equal (member, "SearchItems"))
    return g_variant_new_parsed ("(@ao [], @ao [])");
  if (g_str_equal (member, "Unlock"))
    return g_variant_new_parsed ("(@ao [], objectpath '" PROMPT "')");
  if (g_str_equal (member, "Prompt"))
    return g_variant_new ("()");
  return NULL;
}

static void
reply (GDBusConnection *connection, GDBusMessage *message)
{
  const char *member = g_dbus_message_get_member (message);
  GVariant *body = g_str_has_prefix (mode, "prompt-") ? call_method (message, member) : NULL;
  g_autoptr (GDBusMessage) answer = NULL;

  if (body != NULL)
    {
      answer = g_dbus_message_new_method_reply (message);
      g_dbus_message_set_body (answer, body);
    }
  else
    answer = g_dbus_message_new_method_error_literal (message,
                                                      g_str_equal (member, "OpenSession")
                                                          && !g_str_equal (mode, "refuse")
                                                        ? "org.freedesktop.DBus.Error.NotSupported"
                                                        : "org.freedesktop.DBus.Error.AccessDenied",
                                                      "mock-secrets says no");
  g_dbus_connection_send_message (connection, answer, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
  if (g_str_equal (member, "Prompt") && g_str_equal (mode, "prompt-dismissed"))
    g_dbus_connection_emit_signal (connection,
                                   NULL,
                                   PROMPT,
                                   "org.freedesktop.Secret.Prompt",
                                   "Completed",
                                   g_variant_new_parsed ("(true, <@ao []>)"),
                                   NULL);
}

static GDBusMessage *
filter_cb (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer user_data)
{
  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;
  if (!g_str_equal (mode, "hang")
      && !(g_str_equal (mode, "prompt-ignored")
           && g_str_equal (g_dbus_message_get_member (message), "Dismiss")))
    reply (connection, message);
  g_object_unref (message);
  return NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 2)
    return 2;
  mode = argv[1];
  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (connection == NULL)
    g_error ("%s", error->message);
  g_dbus_connection_add_filter (connection, filter_cb, NULL, NULL);
  g_bus_own_name_on_connection (
    connection, "org.freedesktop.secrets", G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
  g_main_loop_run (loop);
  return 0;
}
