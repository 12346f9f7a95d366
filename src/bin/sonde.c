/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde"

#include <glib/gi18n-lib.h>
#include <locale.h>

#include "sonde-app-settings.h"
#include "sonde-application.h"
#include "sonde-engine.h"
#include "sonde-http.h"
#include "sonde-sim.h"

/* Milliseconds between the tokens of the demonstration: a pace at which one can read. */
#define DEMO_PACE_MS 12

/* gettext asks LANGUAGE only in a locale other than "C". */
static void
set_language (const char *language)
{
  static const char *const fallbacks[] = { "C.UTF-8", "en_US.UTF-8" };
  g_autofree char *own = g_strconcat (language, ".UTF-8", NULL);
  const char *present;

  if (*language != '\0')
    g_setenv ("LANGUAGE", language, TRUE);
  setlocale (LC_ALL, "");
  present = setlocale (LC_MESSAGES, NULL);
  if (*language == '\0' || !g_strv_contains ((const char *const[]){ "C", "POSIX", NULL }, present))
    return;

  if (setlocale (LC_ALL, own))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (fallbacks); i++)
    if (setlocale (LC_ALL, fallbacks[i]))
      return;
}

static void
init_translation (GSettings *settings)
{
  g_autofree char *language = g_settings_get_string (settings, "language");
  const char *directory = g_getenv ("SONDE_LOCALEDIR");

  set_language (language);
  /* GTK would set the locale again from the environment. */
  gtk_disable_setlocale ();
  bindtextdomain (GETTEXT_PACKAGE, directory ? directory : SONDE_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

static const char *
start_demo (GError **error)
{
  static SondeSim *sim = NULL;

  if (sim == NULL)
    {
      g_autoptr (SondeSim) fresh = sonde_sim_new ();

      sonde_sim_set_scenario (fresh, "demo");
      sonde_sim_set_pace (fresh, DEMO_PACE_MS);
      if (!sonde_sim_start (fresh, 0, error))
        return NULL;
      sim = g_steal_pointer (&fresh);
    }
  return sonde_sim_get_url (sim);
}

int
main (int argc, char **argv)
{
  gint64 started_us = g_get_monotonic_time ();
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (SondeApplication) application = NULL;

  sonde_engine_take_key ();
  sonde_http_prepare ();
  settings = sonde_app_settings_new ();
  init_translation (settings);
  g_set_application_name (_ ("Sonde"));
  application = sonde_application_new (settings, start_demo, started_us);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
