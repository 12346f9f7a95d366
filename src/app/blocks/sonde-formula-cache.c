/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-formula-cache.h"

#include "sonde-formula-drawing.h"
#include "sonde-lru.h"

#include <string.h>

#define MAX_PICTURE_BYTES (32 * 1024 * 1024)
#define MAX_FORMULA_BYTES (8 * 1024 * 1024)

/* More is not on a screen; the oldest go, and are asked for again if they are still shown. */
#define MAX_WAITING  128
#define MAX_DRAWINGS 2
/* Names of pictures that are kept to stand in for others. */
#define MAX_LATEST 2048

/* Between two signals: laying out what is shown costs more than a formula. */
#define READY_INTERVAL_US 32000

/* What is known of a formula at whatever size: it is set, or why it cannot be. */
typedef struct
{
  SondeFormula *formula;
  SondeFormulaPicture *failed;
} Known;

/* A picture that was asked for. The name of the formula is the end of the name of its picture. */
typedef struct
{
  SondeFormulaCache *cache;
  char *key;
  const char *formula_key;
  double em;
  GdkRGBA color;
  int scale;
} Want;

struct _SondeFormulaCache
{
  GObject parent_instance;

  SondeMath *math;
  SondeLru *pictures; /* of SondeFormulaPicture */
  SondeLru *formulas; /* of Known */

  GHashTable *latest; /* name of a formula → of its picture that was made last */

  GQueue waiting;    /* of Want, the newest first */
  GHashTable *asked; /* the keys of all that waits or is being made */
  gboolean setting;  /* a formula is at sonde-math */
  guint n_drawings;

  guint ready_source;
  gint64 last_ready;
};

G_DEFINE_FINAL_TYPE (SondeFormulaCache, sonde_formula_cache, G_TYPE_OBJECT)

static guint ready_signal;

static void pump (SondeFormulaCache *self);

static void
known_free (gpointer data)
{
  Known *known = data;

  g_clear_pointer (&known->formula, sonde_formula_unref);
  g_clear_pointer (&known->failed, sonde_formula_picture_free);
  g_free (known);
}

static void
want_free (Want *want)
{
  g_hash_table_remove (want->cache->asked, want->key);
  g_free (want->key);
  g_free (want);
}

/* A flag for display, then TeX. */
static const char *
formula_key_of (const char *picture_key)
{
  return strchr (picture_key, ';') + 1;
}

static char *
dup_key (const char *tex, gboolean display, double em, const GdkRGBA *color, int scale)
{
  char size[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup_printf ("%s,%d,%02x%02x%02x%02x;%c%s",
                          g_ascii_formatd (size, sizeof size, "%.2f", em),
                          scale,
                          (guint) (color->red * 255 + 0.5) & 0xff,
                          (guint) (color->green * 255 + 0.5) & 0xff,
                          (guint) (color->blue * 255 + 0.5) & 0xff,
                          (guint) (color->alpha * 255 + 0.5) & 0xff,
                          display ? 'D' : 'I',
                          tex);
}

/* The signal */

static gboolean
ready_cb (gpointer data)
{
  SondeFormulaCache *self = data;

  self->ready_source = 0;
  self->last_ready = g_get_monotonic_time ();
  g_signal_emit (self, ready_signal, 0);
  return G_SOURCE_REMOVE;
}

static void
schedule_ready (SondeFormulaCache *self)
{
  gint64 rest = self->last_ready + READY_INTERVAL_US - g_get_monotonic_time ();

  if (self->ready_source == 0)
    self->ready_source = g_timeout_add ((guint) (MAX (rest, 0) / 1000), ready_cb, self);
}

/* Drawing */

/* Of those that do not fit any more the pictures are mostly gone too. */
static void
note_latest (SondeFormulaCache *self, const Want *want)
{
  if (g_hash_table_size (self->latest) >= MAX_LATEST)
    g_hash_table_remove_all (self->latest);
  g_hash_table_replace (self->latest, g_strdup (want->formula_key), g_strdup (want->key));
}

static void
drawn_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Want *want = user_data;
  g_autoptr (SondeFormulaCache) self = want->cache;
  SondeFormulaPicture *picture = sonde_formula_draw_finish (result);

  self->n_drawings--;
  if (picture->texture != NULL)
    note_latest (self, want);
  sonde_lru_put (self->pictures, want->key, picture, sonde_formula_picture_get_bytes (picture));
  want_free (want);
  schedule_ready (self);
  pump (self);
}

static void
draw (SondeFormulaCache *self, Want *want, SondeFormula *formula)
{
  self->n_drawings++;
  g_object_ref (self); /* until drawn_cb */
  sonde_formula_draw_async (formula, want->em, &want->color, want->scale, drawn_cb, want);
}

/* Setting */

static gsize
known_bytes (const Known *known)
{
  const char *mathml = known->formula == NULL ? NULL : sonde_formula_get_mathml (known->formula);

  if (known->formula == NULL)
    return sizeof *known + strlen (known->failed->error);
  return sizeof *known + g_bytes_get_size (sonde_formula_get_svg (known->formula))
         + (mathml == NULL ? 0 : strlen (mathml));
}

static void
typeset_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Want *want = user_data;
  g_autoptr (SondeFormulaCache) self = want->cache;
  g_autoptr (GError) error = NULL;
  Known *known = g_new0 (Known, 1);

  self->setting = FALSE;
  known->formula = sonde_math_typeset_finish (SONDE_MATH (object), result, &error);
  if (known->formula == NULL)
    known->failed = sonde_formula_picture_new_failed (error->message);
  sonde_lru_put (self->formulas, want->formula_key, known, known_bytes (known));

  if (known->formula != NULL)
    draw (self, want, known->formula);
  else
    {
      want_free (want);
      schedule_ready (self);
    }
  pump (self);
}

static void
typeset (SondeFormulaCache *self, Want *want)
{
  self->setting = TRUE;
  g_object_ref (self); /* until typeset_cb */
  sonde_math_typeset_async (
    self->math, want->formula_key + 1, want->formula_key[0] == 'D', NULL, typeset_cb, want);
}

/* The queue */

/* FALSE when the first that waits has to go on waiting. */
static gboolean
take_up (SondeFormulaCache *self, Want *want)
{
  Known *known = sonde_lru_get (self->formulas, want->formula_key);

  if (known == NULL ? self->setting : self->n_drawings >= MAX_DRAWINGS)
    return FALSE;
  g_queue_pop_head (&self->waiting);
  if (known == NULL)
    typeset (self, want);
  else if (known->formula != NULL)
    draw (self, want, known->formula);
  else
    want_free (want);
  return TRUE;
}

static void
pump (SondeFormulaCache *self)
{
  while (!g_queue_is_empty (&self->waiting) && take_up (self, g_queue_peek_head (&self->waiting)))
    ;
}

static void
ask (SondeFormulaCache *self, char *key, double em, const GdkRGBA *color, int scale)
{
  Want *want = g_new0 (Want, 1);

  want->cache = self;
  want->key = key;
  want->formula_key = formula_key_of (key);
  want->em = em;
  want->color = *color;
  want->scale = scale;
  g_hash_table_add (self->asked, key);
  g_queue_push_head (&self->waiting, want);
  if (self->waiting.length > MAX_WAITING)
    want_free (g_queue_pop_tail (&self->waiting));
  pump (self);
}

static void
sonde_formula_cache_finalize (GObject *object)
{
  SondeFormulaCache *self = SONDE_FORMULA_CACHE (object);

  g_clear_handle_id (&self->ready_source, g_source_remove);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) want_free);
  g_hash_table_unref (self->latest);
  g_hash_table_unref (self->asked);
  sonde_lru_free (self->pictures);
  sonde_lru_free (self->formulas);
  g_object_unref (self->math);
  G_OBJECT_CLASS (sonde_formula_cache_parent_class)->finalize (object);
}

static void
sonde_formula_cache_class_init (SondeFormulaCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_formula_cache_finalize;
  ready_signal = g_signal_new (
    "ready", SONDE_TYPE_FORMULA_CACHE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sonde_formula_cache_init (SondeFormulaCache *self)
{
  self->math = g_object_ref (sonde_math_get_default ());
  self->pictures = sonde_lru_new (MAX_PICTURE_BYTES, (GDestroyNotify) sonde_formula_picture_free);
  self->formulas = sonde_lru_new (MAX_FORMULA_BYTES, known_free);
  self->asked = g_hash_table_new (g_str_hash, g_str_equal);
  self->latest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&self->waiting);
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

/**
 * sonde_formula_cache_get:
 * @tex: the formula without its delimiters
 * @display: whether it stands on a line of its own
 * @em: the size of the text around it, logical pixels
 * @color: the colour of that text
 * @scale: the scale factor of the widget
 *
 * Returns: (transfer none) (nullable): the picture, borrowed until the main loop runs again; %NULL when
 * nothing is known yet: it is then being made, and "ready" follows
 */
const SondeFormulaPicture *
sonde_formula_cache_get (
  SondeFormulaCache *self, const char *tex, gboolean display, double em, const GdkRGBA *color, int scale)
{
  g_autofree char *key = NULL;
  const SondeFormulaPicture *picture = NULL;
  const Known *known = NULL;

  g_return_val_if_fail (SONDE_IS_FORMULA_CACHE (self), NULL);
  g_return_val_if_fail (tex != NULL && color != NULL && em > 0 && scale > 0, NULL);

  key = dup_key (tex, display, em, color, scale);
  picture = sonde_lru_get (self->pictures, key);
  if (picture != NULL)
    return picture;
  known = sonde_lru_get (self->formulas, formula_key_of (key));
  if (known != NULL && known->failed != NULL)
    return known->failed;
  if (!g_hash_table_contains (self->asked, key))
    ask (self, g_steal_pointer (&key), em, color, scale);
  return NULL;
}

/* The name of a picture begins with its size. */
gboolean
sonde_formula_cache_get_stand_in (
  SondeFormulaCache *self, const char *tex, gboolean display, double em, SondeFormulaPicture *picture)
{
  g_return_val_if_fail (SONDE_IS_FORMULA_CACHE (self), FALSE);
  g_return_val_if_fail (tex != NULL && picture != NULL, FALSE);

  g_autofree char *formula = g_strconcat (display ? "D" : "I", tex, NULL);
  const char *key = g_hash_table_lookup (self->latest, formula);
  const SondeFormulaPicture *other = key != NULL ? sonde_lru_get (self->pictures, key) : NULL;

  if (other == NULL || other->texture == NULL)
    return FALSE;
  double factor = em / MAX (g_ascii_strtod (key, NULL), 1);

  *picture = (SondeFormulaPicture){ .texture = other->texture,
                                    .width = other->width * factor,
                                    .ascent = other->ascent * factor,
                                    .descent = other->descent * factor };
  return TRUE;
}

void
sonde_formula_tint_push (GtkSnapshot *snapshot, const GdkRGBA *color)
{
  graphene_matrix_t only_alpha;
  graphene_vec4_t offset;

  graphene_matrix_init_from_float (&only_alpha, (float[]){ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 });
  graphene_vec4_init (&offset, color->red, color->green, color->blue, 0);
  gtk_snapshot_push_color_matrix (snapshot, &only_alpha, &offset);
}
