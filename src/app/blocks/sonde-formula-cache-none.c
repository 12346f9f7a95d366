/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Built with -Dmath=disabled: nothing is known of any formula, so its TeX is shown. */

#include "sonde-formula-cache.h"

struct _SondeFormulaCache
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (SondeFormulaCache, sonde_formula_cache, G_TYPE_OBJECT)

static void
sonde_formula_cache_class_init (SondeFormulaCacheClass *klass)
{
  g_signal_new ("ready", SONDE_TYPE_FORMULA_CACHE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sonde_formula_cache_init (SondeFormulaCache *self)
{
}

SondeFormulaCache *
sonde_formula_cache_new (void)
{
  return g_object_new (SONDE_TYPE_FORMULA_CACHE, NULL);
}

SondeFormulaCache *
sonde_formula_cache_get_default (void)
{
  static SondeFormulaCache *shared = NULL;

  if (shared == NULL)
    shared = sonde_formula_cache_new ();
  return shared;
}

const SondeFormulaPicture *
sonde_formula_cache_get (
  SondeFormulaCache *self, const char *tex, gboolean display, double em, const GdkRGBA *color, int scale)
{
  return NULL;
}

gboolean
sonde_formula_cache_get_stand_in (
  SondeFormulaCache *self, const char *tex, gboolean display, double em, SondeFormulaPicture *picture)
{
  return FALSE;
}

void
sonde_formula_tint_push (GtkSnapshot *snapshot, const GdkRGBA *color)
{
  gtk_snapshot_push_opacity (snapshot, 1);
}
