/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-block-state.h"

struct _SondeBlockState
{
  GObject parent_instance;

  /* Owned */
  GObject *extra;

  /* State */
  double scroll;
  gboolean wrap;
};

G_DEFINE_FINAL_TYPE (SondeBlockState, sonde_block_state, G_TYPE_OBJECT)

enum
{
  SCROLLED,
  RESIZED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
sonde_block_state_dispose (GObject *object)
{
  g_clear_object (&SONDE_BLOCK_STATE (object)->extra);
  G_OBJECT_CLASS (sonde_block_state_parent_class)->dispose (object);
}

static void
sonde_block_state_class_init (SondeBlockStateClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_block_state_dispose;
  signals[SCROLLED] = g_signal_new ("scrolled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RESIZED] = g_signal_new ("resized", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sonde_block_state_init (SondeBlockState *self)
{
}

SondeBlockState *
sonde_block_state_new (void)
{
  return g_object_new (SONDE_TYPE_BLOCK_STATE, NULL);
}

/** How far it is scrolled sideways, in px. */
double
sonde_block_state_get_scroll (SondeBlockState *self)
{
  g_return_val_if_fail (SONDE_IS_BLOCK_STATE (self), 0);

  return self->scroll;
}

void
sonde_block_state_set_scroll (SondeBlockState *self, double scroll)
{
  g_return_if_fail (SONDE_IS_BLOCK_STATE (self));

  if (self->scroll == scroll)
    return;
  self->scroll = scroll;
  g_signal_emit (self, signals[SCROLLED], 0);
}

/** Whether long lines go on in the next one. */
gboolean
sonde_block_state_get_wrap (SondeBlockState *self)
{
  g_return_val_if_fail (SONDE_IS_BLOCK_STATE (self), FALSE);

  return self->wrap;
}

void
sonde_block_state_set_wrap (SondeBlockState *self, gboolean wrap)
{
  g_return_if_fail (SONDE_IS_BLOCK_STATE (self));

  if (self->wrap == wrap)
    return;
  self->wrap = wrap;
  self->scroll = 0;
  sonde_block_state_resized (self);
}

/** Returns: (transfer none) (nullable): what a kind of block keeps here */
GObject *
sonde_block_state_get_extra (SondeBlockState *self)
{
  g_return_val_if_fail (SONDE_IS_BLOCK_STATE (self), NULL);

  return self->extra;
}

/** @extra: (transfer full) */
void
sonde_block_state_take_extra (SondeBlockState *self, GObject *extra)
{
  g_return_if_fail (SONDE_IS_BLOCK_STATE (self));
  g_return_if_fail (G_IS_OBJECT (extra));

  g_clear_object (&self->extra);
  self->extra = extra;
}

/** Tells all widgets of the block that their heights may differ now. */
void
sonde_block_state_resized (SondeBlockState *self)
{
  g_return_if_fail (SONDE_IS_BLOCK_STATE (self));

  g_signal_emit (self, signals[RESIZED], 0);
}
