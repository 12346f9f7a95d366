/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* What the person is told in passing. */

#include "sonde-window-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-error.h"

#define LONG_SENTENCE 60 /* characters */
#define LONG_SECONDS  20

void
sonde_window_add_toast (SondeWindow *self, AdwToast *toast)
{
  adw_toast_overlay_add_toast (sonde_window_is_main_shown (self) ? self->toasts : self->pages, toast);
}

/* What is too long for one line is too long to be read in some seconds: it wraps, and stays longer. */
static void
make_long (AdwToast *toast, const char *sentence)
{
  GtkWidget *label = gtk_label_new (sentence);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), LONG_SENTENCE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  adw_toast_set_custom_title (toast, label);
  adw_toast_set_timeout (toast, LONG_SECONDS);
}

/** Shows a sentence for some seconds. */
void
sonde_window_say (SondeWindow *self, const char *sentence)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  /* A toast reads its title as markup. */
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  AdwToast *toast = adw_toast_new (escaped);

  if (g_utf8_strlen (sentence, -1) > LONG_SENTENCE)
    make_long (toast, sentence);
  sonde_window_add_toast (self, toast);
}

void
sonde_window_tell (SondeWindow *self, const GError *error)
{
  SondeErrorExplanation explanation;

  sonde_error_explain (error, &explanation);
  sonde_window_say (self, explanation.sentence);
}

static void
show_problem (SondeWindow *self, const char *text, gboolean damage)
{
  sonde_banner_set_text (self->problem_banner, text);
  if (damage)
    sonde_banner_set_button (self->problem_banner, _ ("Backups…"), "win.backups");
  else
    sonde_banner_set_button (self->problem_banner, _ ("Dismiss"), "win.dismiss-problem");
  sonde_banner_set_revealed (self->problem_banner, TRUE);
}

void
sonde_window_show_salvage (SondeWindow *self, const char *sentence)
{
  show_problem (self, sentence, TRUE);
}

void
sonde_window_show_error (SondeWindow *self, const GError *error)
{
  SondeErrorExplanation explanation;
  g_autofree char *text = NULL;

  sonde_error_explain (error, &explanation);
  text = *explanation.help ? g_strdup_printf ("%s. %s", explanation.sentence, explanation.help)
                           : g_strdup (explanation.sentence);
  show_problem (self, text, g_error_matches (error, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT));
}
