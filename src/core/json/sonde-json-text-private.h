/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands between two quotes, decoded while it comes in pieces. */
typedef struct
{
  GString *text;
  gboolean keep;     /* what is skipped is not decoded */
  gboolean cut;      /* no more of it is kept */
  gboolean too_long;
  guint    n_digits; /* of a \u escape */
  guint    unit;
  guint    high;     /* the first half of a pair, 0 for none */
} SondeJsonText;

void     sonde_json_text_begin  (SondeJsonText *self,
                                 gboolean       keep);
void     sonde_json_text_add    (SondeJsonText *self,
                                 const char    *bytes,
                                 gsize          length);
/* The character after a backslash; %FALSE when there is no such escape. */
gboolean sonde_json_text_escape (SondeJsonText *self,
                                 char           c,
                                 gboolean      *unicode);
/* A digit of a \u escape; %FALSE when it is none. */
gboolean sonde_json_text_digit  (SondeJsonText *self,
                                 char           c,
                                 gboolean      *complete);
/* Makes the text valid UTF-8 without NUL. */
void     sonde_json_text_end    (SondeJsonText *self);

G_END_DECLS
