/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fetching pages from servers on loopback, and not fetching what must not be fetched. */

#include "sonde-error.h"
#include "sonde-page-address.h"
#include "sonde-page-reader.h"
#include "sonde-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

/* A name server that says what the test wants. */

#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GResolver)

struct _TestResolver
{
  GResolver parent_instance;
  const char *answers[4]; /* one after the other, the last again and again */
  guint n_asked;
};

G_DEFINE_FINAL_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static void
free_addresses (gpointer list)
{
  g_resolver_free_addresses (list);
}

static void
look_up_async (GResolver *resolver,
               const char *host,
               GResolverNameLookupFlags flags,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  TestResolver *self = TEST_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  guint i = MIN (self->n_asked, G_N_ELEMENTS (self->answers) - 1);

  while (i > 0 && self->answers[i] == NULL)
    i--;
  self->n_asked++;
  g_task_return_pointer (
    task, g_list_append (NULL, g_inet_address_new_from_string (self->answers[i])), free_addresses);
}

static void
look_up_plain_async (GResolver *resolver,
                     const char *host,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  look_up_async (resolver, host, 0, cancellable, callback, user_data);
}

static GList *
look_up_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name_async = look_up_plain_async;
  resolver_class->lookup_by_name_finish = look_up_finish;
  resolver_class->lookup_by_name_with_flags_async = look_up_async;
  resolver_class->lookup_by_name_with_flags_finish = look_up_finish;
}

static void
test_resolver_init (TestResolver *self)
{
}

typedef struct
{
  SoupServer *server;
  SoupServer *other;
  char *url;
  char *other_url;
  char *dir;
  SondePageReader *reader;
  guint n_asked;
} Fixture;

#define TEXT                                                                                                 \
  "<html><head><title>A page</title></head><body><p>Words that are worth reading, quite a few of them, so "  \
  "that the "                                                                                                \
  "page has a text of some length which nobody would take for a menu.</p></body></html>"

static void
redirect (SoupServerMessage *message, const char *url)
{
  soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, url);
}

static void
reply (SoupServerMessage *message, guint status, const char *type, const char *body, gsize length)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, length);
}

static void
reply_huge (SoupServerMessage *message)
{
  g_autofree char *body = g_strnfill (50 * 1024 * 1024, 'x');

  reply (message, 200, "text/html", body, 50 * 1024 * 1024);
}

/* Without a length, so that only what comes counts. */
static void
reply_huge_in_chunks (SoupServerMessage *message)
{
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                     SOUP_ENCODING_CHUNKED);
  reply_huge (message);
}

static void
asked_cb (
  SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Fixture *fixture = user_data;
  static const char gbk[]
    = "<html><body><p>\xc9\xee\xb6\xc8\xc7\xf3\xcb\xf7\xca\xc7\xd2\xbb\xbc\xd2\xb9\xab\xcb\xbe</p></body></"
      "html>";
  static const char odd[] = "<p>Sea \xff\xfe\x80 ice\xc3</p>";
  g_autofree char *target = NULL;

  fixture->n_asked++;
  if (g_str_equal (path, "/page"))
    reply (message, 200, "text/html; charset=utf-8", TEXT, strlen (TEXT));
  else if (g_str_equal (path, "/gbk"))
    reply (message, 200, "text/html; charset=gb2312", gbk, strlen (gbk));
  else if (g_str_equal (path, "/odd-charset"))
    reply (message, 200, "text/html; charset=\"no such; thing\"", odd, strlen (odd));
  else if (g_str_equal (path, "/plain"))
    reply (message, 200, "text/plain", "line one\nline two\n", 18);
  else if (g_str_equal (path, "/pdf"))
    reply (message, 200, "application/pdf", "%PDF-1.7", 8);
  else if (g_str_equal (path, "/empty"))
    reply (message, 200, "text/html", "<script>x</script>", 18);
  else if (g_str_equal (path, "/huge"))
    reply_huge (message);
  else if (g_str_equal (path, "/huge-chunks"))
    reply_huge_in_chunks (message);
  else if (g_str_equal (path, "/forbidden"))
    reply (message, 403, "text/html", "no", 2);
  else if (g_str_equal (path, "/here"))
    redirect (message, "/page");
  else if (g_str_equal (path, "/there"))
    redirect (message, target = g_strconcat (fixture->other_url, "page", NULL));
  else if (g_str_equal (path, "/round"))
    redirect (message,
              target
              = g_strconcat (server == fixture->server ? fixture->other_url : fixture->url, "round", NULL));
  else if (g_str_equal (path, "/loop"))
    redirect (message, "/loop");
  else if (g_str_equal (path, "/inside"))
    redirect (message, "http://10.1.2.3/admin");
  else if (g_str_equal (path, "/local"))
    redirect (message, "http://localhost/admin");
  else if (g_str_equal (path, "/file"))
    redirect (message, "file:///etc/passwd");
  else if (g_str_equal (path, "/slow"))
    soup_server_message_pause (message);
  else
    reply (message, 404, "text/html", "none", 4);
}

static char *
listen_at (SoupServer *server, Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;
  char *url;

  soup_server_add_handler (server, NULL, asked_cb, fixture, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return url;
}

/* Loopback stands for the public internet here, everything else for what it is. */
static gboolean
allow_loopback (GInetAddress *address, gpointer user_data)
{
  return g_inet_address_get_is_loopback (address) || sonde_page_address_is_public (address);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = soup_server_new (NULL, NULL);
  fixture->other = soup_server_new (NULL, NULL);
  fixture->url = listen_at (fixture->server, fixture);
  fixture->other_url = listen_at (fixture->other, fixture);
  fixture->dir = sonde_test_make_dir ();
  fixture->reader = sonde_page_reader_new ("none", fixture->dir);
  sonde_page_reader_set_policy (fixture->reader, allow_loopback, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->reader);
  soup_server_disconnect (fixture->server);
  soup_server_disconnect (fixture->other);
  g_clear_object (&fixture->server);
  g_clear_object (&fixture->other);
  sonde_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->url);
  g_free (fixture->other_url);
}

static SondePage *
read_url (Fixture *fixture, const char *url, GError **error)
{
  GAsyncResult *place = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  sonde_page_reader_read_async (fixture->reader, url, NULL, sonde_test_result_cb, &place);
  result = sonde_test_await (&place);
  return sonde_page_reader_read_finish (fixture->reader, result, error);
}

static SondePage *
read_path (Fixture *fixture, const char *path, GError **error)
{
  g_autofree char *url = g_strconcat (fixture->url, path, NULL);

  return read_url (fixture, url, error);
}

static void
test_page (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondePage) page = read_path (fixture, "page", &error);
  g_autoptr (SondePage) chinese = read_path (fixture, "gbk", &error);
  g_autoptr (SondePage) plain = read_path (fixture, "plain", &error);
  g_autoptr (SondePage) odd = read_path (fixture, "odd-charset", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (page->title, ==, "A page");
  g_assert_true (g_str_has_prefix (page->text, "Words that are worth reading"));
  g_assert_true (g_str_has_suffix (page->url, "/page"));
  g_assert_cmpstr (chinese->text, ==, "深度求索是一家公司");
  g_assert_cmpstr (plain->text, ==, "line one\nline two");
  g_assert_true (g_utf8_validate (odd->text, -1, NULL));
  g_assert_true (g_str_has_prefix (odd->text, "Sea "));
}

static void
test_redirects (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondePage) here = read_path (fixture, "here", &error);
  g_autoptr (SondePage) there = read_path (fixture, "there", &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (here->url, "/page"));
  g_assert_true (g_str_has_prefix (there->url, fixture->other_url));
  g_assert_null (read_path (fixture, "loop", &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_PAGE_FAILED);
  g_clear_error (&error);
  g_assert_null (read_path (fixture, "round", &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_PAGE_FAILED);
}

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *path;
    SondeErrorCode code;
  } cases[] = {
    { "pdf", SONDE_ERROR_PAGE_NO_TEXT },      { "empty", SONDE_ERROR_PAGE_NO_TEXT },
    { "huge", SONDE_ERROR_TOO_LARGE },        { "huge-chunks", SONDE_ERROR_TOO_LARGE },
    { "forbidden", SONDE_ERROR_PAGE_FAILED }, { "missing", SONDE_ERROR_PAGE_FAILED },
    { "inside", SONDE_ERROR_PAGE_REFUSED },   { "local", SONDE_ERROR_PAGE_REFUSED },
    { "file", SONDE_ERROR_PAGE_REFUSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].path);
      g_assert_null (read_path (fixture, cases[i].path, &error));
      if (g_str_equal (cases[i].path, "file")) /* no host: not followed at all */
        g_assert_nonnull (error);
      else
        g_assert_error (error, SONDE_ERROR, (int) cases[i].code);
    }
}

static void
test_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *url = g_strconcat (fixture->url, "slow", NULL);
  GAsyncResult *place = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begin;

  sonde_page_reader_set_timeout_ms (fixture->reader, 100);
  g_assert_null (read_path (fixture, "slow", &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_FIRST_BYTE_TIMEOUT);
  g_clear_error (&error);

  sonde_page_reader_set_timeout_ms (fixture->reader, 60000);
  sonde_page_reader_read_async (fixture->reader, url, cancellable, sonde_test_result_cb, &place);
  sonde_test_spin (50);
  begin = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  result = sonde_test_await (&place);
  g_assert_null (sonde_page_reader_read_finish (fixture->reader, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_test_message ("stopped in %.1f ms", (g_get_monotonic_time () - begin) / 1000.0);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 100 * 1000);
}

/* No request leaves for an address that is not public, written or looked up, at first or at last. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const urls[] = { "http://127.0.0.1/",
                                      "http://localhost/",
                                      "http://[::1]/",
                                      "http://10.0.0.1/",
                                      "http://192.168.1.1/x",
                                      "http://172.16.0.1/",
                                      "http://169.254.169.254/latest/meta-data/",
                                      "http://0.0.0.0/",
                                      "http://100.64.0.1/",
                                      "http://[fe80::1]/",
                                      "http://[fd00::1]/",
                                      "http://[::ffff:127.0.0.1]/",
                                      "http://[64:ff9b::7f00:1]/",
                                      "http://[2002:7f00:1::]/",
                                      "http://[::]/",
                                      "http://printer/",
                                      "http://nas.local/",
                                      "http://router.lan/",
                                      "http://x.localhost./",
                                      "file:///etc/passwd",
                                      "ftp://example.org/",
                                      "http://user@example.org/",
                                      "javascript:alert(1)",
                                      "not an address",
                                      "http://224.0.0.1/",
                                      "" };
  g_autoptr (SondePageReader) reader = sonde_page_reader_new ("none", NULL);

  g_set_object (&fixture->reader, reader);
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", urls[i]);
      g_assert_null (read_url (fixture, urls[i], &error));
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_PAGE_REFUSED);
    }
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GResolver) before = g_resolver_get_default ();
  g_autoptr (TestResolver) resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);
  g_autoptr (SondePageReader) reader = sonde_page_reader_new ("none", NULL);
  const char *port = strrchr (fixture->url, ':');
  g_autofree char *url = g_strconcat ("http://page.example.org", port, "page", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SondePage) page = NULL;

  g_resolver_set_default (G_RESOLVER (resolver));
  resolver->answers[0] = "127.0.0.1";
  page = read_url (fixture, url, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->n_asked, ==, 1);

  /* The same name and nobody who allows loopback. */
  g_set_object (&fixture->reader, reader);
  g_assert_null (read_url (fixture, url, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_PAGE_REFUSED);
  g_clear_error (&error);

  /* A name server that says something else once it was believed. */
  resolver->n_asked = 0;
  resolver->answers[0] = "93.184.216.34";
  resolver->answers[1] = "127.0.0.1";
  g_assert_null (read_url (fixture, url, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_PAGE_REFUSED);
  g_assert_cmpuint (resolver->n_asked, >=, 2);
  g_assert_cmpuint (fixture->n_asked, ==, 1);
  g_resolver_set_default (before);
}

static char *
get_only_file (const char *dir)
{
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  const char *name = entries != NULL ? g_dir_read_name (entries) : NULL;

  return name != NULL ? g_build_filename (dir, name, NULL) : NULL;
}

static void
test_cache (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondePage) first = read_path (fixture, "page#part", &error);
  g_autoptr (SondePage) second = read_path (fixture, "page", &error);
  g_autofree char *path = get_only_file (fixture->dir);
  g_autoptr (SondePage) third = NULL;
  g_autoptr (SondePage) fourth = NULL;
  struct stat info;
  const struct utimbuf old
    = { g_get_real_time () / G_USEC_PER_SEC - 25 * 3600, g_get_real_time () / G_USEC_PER_SEC - 25 * 3600 };

  g_assert_no_error (error);
  g_assert_cmpuint (fixture->n_asked, ==, 1);
  g_assert_cmpstr (second->text, ==, first->text);
  g_assert_cmpstr (second->title, ==, first->title);
  g_assert_cmpstr (second->url, ==, first->url);
  g_assert_nonnull (path);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  /* After a day it is fetched again, and so is what somebody damaged. */
  g_assert_cmpint (g_utime (path, (struct utimbuf *) &old), ==, 0);
  third = read_path (fixture, "page", &error);
  g_assert_cmpuint (fixture->n_asked, ==, 2);
  g_assert_true (g_file_set_contents (path, "sonde-page 1\n\xff", -1, NULL));
  fourth = read_path (fixture, "page", &error);
  g_assert_cmpuint (fixture->n_asked, ==, 3);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/page-reader/page", test_page);
  ADD ("/page-reader/redirects", test_redirects);
  ADD ("/page-reader/failures", test_failures);
  ADD ("/page-reader/time", test_time);
  ADD ("/page-reader/refused", test_refused);
  ADD ("/page-reader/names", test_names);
  ADD ("/page-reader/cache", test_cache);
#undef ADD
  return g_test_run ();
}
