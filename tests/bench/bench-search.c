/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What Search mode adds before the first token, with a service that answers at once, and how fast pages
 * become text. */

#include "sonde-engine.h"
#include "sonde-page-charset.h"
#include "sonde-sim.h"
#include "sonde-web-text.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS    15
#define MUST_MS   60.0
#define PAGE_SIZE (1024 * 1024)

static gboolean done;
static gint64 first_token;

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  done = TRUE;
}

static void
content_cb (SondeMessage *message, GParamSpec *pspec, gpointer user_data)
{
  if (first_token == 0 && sonde_message_get_content_length (message) > 0)
    first_token = g_get_monotonic_time ();
}

static void
branch_cb (GListModel *branch, guint position, guint removed, guint added, gpointer user_data)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (SondeMessage) message = g_list_model_get_item (branch, i);

      if (sonde_message_get_role (message) == SONDE_ROLE_ASSISTANT)
        g_signal_connect (message, "notify::content", G_CALLBACK (content_cb), NULL);
    }
}

static void
wait_until_done (void)
{
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  done = FALSE;
}

static double
first_token_ms (SondeEngine *engine, SondeMode mode, const char *model)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (engine);
  gint64 begin;

  sonde_conversation_set_mode (conversation, mode);
  if (model != NULL)
    sonde_conversation_set_model (conversation, SONDE_SLOT_SEARCH, model);
  g_signal_connect (
    sonde_conversation_get_branch (conversation), "items-changed", G_CALLBACK (branch_cb), NULL);
  first_token = 0;
  begin = g_get_monotonic_time ();
  sonde_engine_send_async (engine, conversation, "Which is heavier: ice or water?", opened_cb, NULL);
  wait_until_done ();
  return (double) (first_token - begin) / 1000.0;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left < right ? -1 : left > right;
}

static double
get_median (double *values)
{
  qsort (values, ROUNDS, sizeof *values, compare);
  return values[ROUNDS / 2];
}

/* In turns, so that what else the machine does adds to both. */
static void
measure_search (SondeEngine *engine, const char *name, const char *model)
{
  double plain[ROUNDS], searched[ROUNDS], added;

  first_token_ms (engine, SONDE_MODE_CHAT, NULL);
  first_token_ms (engine, SONDE_MODE_SEARCH, model);
  for (guint i = 0; i < ROUNDS; i++)
    {
      plain[i] = first_token_ms (engine, SONDE_MODE_CHAT, NULL);
      searched[i] = first_token_ms (engine, SONDE_MODE_SEARCH, model);
    }
  added = get_median (searched) - get_median (plain);
  printf ("search: added before the first token, %s\t%.1f\tms\t%.2f\n", name, added, added / MUST_MS);
}

static char *
make_page (const char *paragraph)
{
  GString *html = g_string_new ("<!DOCTYPE html><html><head><title>A page</title></head><body><nav><ul>");

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (html, "<li><a href=\"/%u\">entry %u of the menu</a></li>", i, i);
  g_string_append (html, "</ul></nav><div class=\"content\"><h1>A page</h1>");
  while (html->len < PAGE_SIZE)
    g_string_append_printf (
      html, "<p class=\"text\">%s <a href=\"#\">a link</a> and <b>more</b>.</p>\n", paragraph);
  g_string_append (html, "</div><footer>Copyright</footer></body></html>");
  return g_string_free (html, FALSE);
}

/* Processor time: what else the machine does does not count. */
static double
get_processor_us (void)
{
  return (double) clock () * 1e6 / CLOCKS_PER_SEC;
}

static void
measure_text (const char *name, const char *paragraph, const char *charset)
{
  g_autofree char *html = make_page (paragraph);
  gsize length;
  g_autofree char *bytes = g_convert (html, -1, charset, "UTF-8", NULL, &length, NULL);
  g_autoptr (GBytes) body = g_bytes_new (bytes, length);
  double values[ROUNDS];

  for (guint i = 0; i < ROUNDS; i++)
    {
      double begin = get_processor_us ();
      g_autofree char *text = sonde_page_charset_decode (body, NULL, NULL);
      g_autoptr (SondeWebText) page = sonde_web_text_extract (text, G_MAXSIZE);

      values[i] = (double) length / (get_processor_us () - begin);
      if (*page->text == '\0')
        exit (EXIT_FAILURE);
    }
  printf ("text of pages, %s\t%.1f\tMB/s\n", name, get_median (values));
}

int
main (void)
{
  g_autofree char *dir = g_dir_make_tmp ("sonde-bench-XXXXXX", NULL);
  g_autoptr (SondeSim) sim = sonde_sim_new ();
  g_autoptr (SondeEngine) engine = NULL;

  g_setenv ("SONDE_API_KEY", "sk-bench", TRUE);
  if (!sonde_sim_start (sim, 0, NULL))
    return EXIT_FAILURE;
  engine = sonde_engine_new_unsaved (dir);
  sonde_catalogue_set_base_url (
    sonde_engine_get_catalogue (engine), "deepseek", sonde_sim_get_url (sim), NULL);
  sonde_engine_open_async (engine, NULL, opened_cb, NULL);
  wait_until_done ();
  measure_search (engine, "by tools", NULL);
  measure_search (engine, "once", "deepseek-ai/DeepSeek-V3");
  sonde_engine_close (engine);
  measure_text (
    "English, UTF-8",
    "The lead went down past the shelf, and the wire sang a little in the wind; nothing was hurried.",
    "UTF-8");
  measure_text (
    "Chinese, UTF-8", "铅锤越过大陆架，钢索在风中轻轻作响；一切都不慌不忙，匆忙的测深等于没有测。", "UTF-8");
  measure_text ("Chinese, GB18030 that is not declared",
                "铅锤越过大陆架，钢索在风中轻轻作响；一切都不慌不忙，匆忙的测深等于没有测。",
                "GB18030");
  g_autofree char *conf = g_build_filename (dir, "sonde.conf", NULL);
  g_unlink (conf);
  g_rmdir (dir);
  return EXIT_SUCCESS;
}
