/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-engine-import.h"

#include <glib/gi18n-lib.h>

#define MAX_ERRORS 100

SondeImportSummary *
sonde_import_summary_new (void)
{
  SondeImportSummary *self = g_new0 (SondeImportSummary, 1);

  self->errors = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
sonde_import_summary_free (SondeImportSummary *self)
{
  g_ptr_array_unref (self->errors);
  g_free (self);
}

/** @title: (nullable) */
void
sonde_import_summary_add_error (SondeImportSummary *self, const char *title, const char *reason)
{
  self->n_unreadable++;
  if (self->errors->len >= MAX_ERRORS)
    return;
  /* Translators: the title of a conversation, and why it was not imported. */
  g_ptr_array_add (self->errors,
                   title != NULL && *title != '\0' ? g_strdup_printf (_ ("“%.100s”: %s"), title, reason)
                                                   : g_strdup (reason));
}

static void
add_count (GPtrArray *parts, char *text, guint count)
{
  if (count > 0)
    g_ptr_array_add (parts, text);
  else
    g_free (text);
}

char *
sonde_import_summary_to_string (const SondeImportSummary *self, gboolean dry_run)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  guint n = self->n_conversations;

  g_ptr_array_add (
    parts,
    dry_run ? g_strdup_printf (ngettext ("%u conversation to import", "%u conversations to import", n), n)
            : g_strdup_printf (ngettext ("%u conversation imported", "%u conversations imported", n), n));
  add_count (parts,
             g_strdup_printf (ngettext ("%u message", "%u messages", self->n_messages), self->n_messages),
             self->n_messages);
  add_count (
    parts,
    g_strdup_printf (ngettext ("%u of them newer than here", "%u of them newer than here", self->n_updated),
                     self->n_updated),
    self->n_updated);
  add_count (parts,
             g_strdup_printf (ngettext ("%u is here already", "%u are here already", self->n_duplicates),
                              self->n_duplicates),
             self->n_duplicates);
  add_count (parts,
             g_strdup_printf (ngettext ("%u cannot be read", "%u cannot be read", self->n_unreadable),
                              self->n_unreadable),
             self->n_unreadable);
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}
