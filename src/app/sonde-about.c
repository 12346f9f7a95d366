/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-about.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

void
sonde_about_show (GtkWindow *parent)
{
  g_autofree char *comments
    = g_strdup_printf ("%s\n\n%s",
                       _ ("Chat with DeepSeek: quick answers, web search, and reasoning."),
                       _ ("An unofficial client, not affiliated with DeepSeek."));

  adw_show_about_window (parent,
                         "application-name",
                         _ ("Sonde"),
                         "application-icon",
                         "io.github.sondechat.Sonde",
                         "version",
                         SONDE_VERSION,
                         "comments",
                         comments,
                         "developer-name",
                         _ ("The Sonde contributors"),
                         "license-type",
                         GTK_LICENSE_GPL_3_0,
                         /* Translators: your name and address, one translator a line */
                         "translator-credits",
                         _ ("translator-credits"),
                         NULL);
}
