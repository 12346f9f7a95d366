/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-sim"

#include "sonde-sim-private.h"

/* The log of a demonstration that runs for days must not grow for ever. */
#define MAX_LOG      1000
#define MAX_PREFIXES 10000

struct _SondeSim
{
  GSocketListener *listener;
  GCancellable *cancellable;
  GThread *thread;
  GThreadPool *connections;
  char *url;

  GMutex lock; /* for everything below */
  GCond logged;
  char *scenario;
  char *title; /* of conversations, or NULL */
  guint pace;
  guint rate;
  char *key;
  GBytes *recording;
  gsize chunk;
  GPtrArray *log;
  guint n_requests;
  GHashTable *attempts;
  GHashTable *prefixes;
};

static void
log_request (SondeSim *self, SimExchange *exchange)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->log->len == MAX_LOG)
    g_ptr_array_remove_index (self->log, 0);
  g_ptr_array_add (self->log, sim_exchange_dup_request (exchange));
  self->n_requests++;
  g_cond_broadcast (&self->logged);
}

/* The thread of one connection, which may carry several requests. */
static void
serve_connection (gpointer data, gpointer user_data)
{
  SondeSim *self = user_data;
  g_autoptr (GSocketConnection) connection = data;
  SimExchange *exchange = sim_exchange_new (connection, self->cancellable);

  while (sim_exchange_read (exchange))
    {
      log_request (self, exchange);
      sim_endpoints_answer (self, exchange);
    }
  sim_exchange_free (exchange);
}

static gpointer
accept_thread (gpointer user_data)
{
  SondeSim *self = user_data;

  while (!g_cancellable_is_cancelled (self->cancellable))
    {
      GSocketConnection *connection
        = g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL);

      if (connection != NULL)
        g_thread_pool_push (self->connections, connection, NULL);
      else
        g_usleep (1000); /* out of file descriptors, say */
    }
  return NULL;
}

SondeSim *
sonde_sim_new (void)
{
  SondeSim *self = g_new0 (SondeSim, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->logged);
  self->scenario = g_strdup ("demo");
  self->log = g_ptr_array_new_with_free_func (g_free);
  self->attempts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->prefixes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
sonde_sim_free (SondeSim *self)
{
  sonde_sim_stop (self);
  g_free (self->scenario);
  g_free (self->title);
  g_free (self->key);
  g_clear_pointer (&self->recording, g_bytes_unref);
  g_ptr_array_unref (self->log);
  g_hash_table_unref (self->attempts);
  g_hash_table_unref (self->prefixes);
  g_cond_clear (&self->logged);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Listens on loopback only; @port 0 takes any free one. */
gboolean
sonde_sim_start (SondeSim *self, guint port, GError **error)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocketAddress) effective = NULL;

  g_return_val_if_fail (self->thread == NULL, FALSE);

  if (!g_socket_listener_add_address (
        listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &effective, error))
    return FALSE;
  self->url = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective)));
  self->listener = g_steal_pointer (&listener);
  self->cancellable = g_cancellable_new ();
  self->connections = g_thread_pool_new (serve_connection, self, -1, FALSE, NULL);
  self->thread = g_thread_new ("sonde-sim", accept_thread, self);
  return TRUE;
}

/* Ends every connection, also one in mid-answer, and waits for the threads. */
void
sonde_sim_stop (SondeSim *self)
{
  if (self->thread == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_thread_join (g_steal_pointer (&self->thread));
  g_thread_pool_free (g_steal_pointer (&self->connections), FALSE, TRUE);
  g_socket_listener_close (self->listener);
  g_clear_object (&self->listener);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->url, g_free);
}

const char *
sonde_sim_get_url (SondeSim *self)
{
  return self->url;
}

void
sonde_sim_set_scenario (SondeSim *self, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint argument;

  g_return_if_fail (sim_scenario_find (name, &argument) != NULL);
  g_free (self->scenario);
  self->scenario = g_strdup (name);
}

void
sonde_sim_set_pace (SondeSim *self, guint token_ms)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->pace = token_ms;
}

void
sonde_sim_set_rate (SondeSim *self, guint tokens_per_second)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->rate = tokens_per_second;
}

void
sonde_sim_set_title (SondeSim *self, const char *title)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_free (self->title);
  self->title = g_strdup (title);
}

void
sonde_sim_set_key (SondeSim *self, const char *key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_free (self->key);
  self->key = g_strdup (key);
}

gboolean
sonde_sim_set_recording (SondeSim *self, const char *path, gsize chunk, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  char *contents = NULL;
  gsize length = 0;

  if (path != NULL && !g_file_get_contents (path, &contents, &length, error))
    return FALSE;
  locker = g_mutex_locker_new (&self->lock);
  g_clear_pointer (&self->recording, g_bytes_unref);
  if (path != NULL)
    self->recording = g_bytes_new_take (contents, length);
  self->chunk = chunk;
  return TRUE;
}

char **
sonde_sim_dup_log (SondeSim *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->log->len; i++)
    g_strv_builder_add (builder, self->log->pdata[i]);
  return g_strv_builder_end (builder);
}

void
sonde_sim_clear_log (SondeSim *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_ptr_array_set_size (self->log, 0);
  self->n_requests = 0;
}

gboolean
sonde_sim_wait_requests (SondeSim *self, guint n, guint timeout_ms)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 end = g_get_monotonic_time () + (gint64) timeout_ms * 1000;

  while (self->n_requests < n)
    if (!g_cond_wait_until (&self->logged, &self->lock, end))
      return self->n_requests >= n;
  return TRUE;
}

guint
sonde_sim_get_pace (SondeSim *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->pace;
}

guint
sonde_sim_get_rate (SondeSim *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->rate;
}

char *
sonde_sim_dup_scenario (SondeSim *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (self->scenario);
}

char *
sonde_sim_dup_title (SondeSim *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (self->title);
}

char *
sonde_sim_dup_key (SondeSim *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (self->key);
}

GBytes *
sonde_sim_dup_recording (SondeSim *self, gsize *chunk)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *chunk = self->chunk;
  return self->recording != NULL ? g_bytes_ref (self->recording) : NULL;
}

guint
sonde_sim_count_attempt (SondeSim *self, const char *name, SimExchange *exchange, guint forget_at)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, sim_exchange_get_body (exchange));
  g_autofree char *key = g_strdup_printf ("%s %s %s", name, sim_exchange_get_path (exchange), sum);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->attempts, key)) + 1;

  if (n >= forget_at)
    g_hash_table_remove (self->attempts, key);
  else
    g_hash_table_insert (self->attempts, g_steal_pointer (&key), GUINT_TO_POINTER (n));
  return n;
}

gboolean
sonde_sim_knows_prefix (SondeSim *self, const char *prefix)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_hash_table_contains (self->prefixes, prefix);
}

void
sonde_sim_remember_prefix (SondeSim *self, const char *prefix)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (g_hash_table_size (self->prefixes) >= MAX_PREFIXES)
    g_hash_table_remove_all (self->prefixes);
  g_hash_table_add (self->prefixes, g_strdup (prefix));
}
