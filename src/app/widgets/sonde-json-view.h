/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** SondeJsonView: JSON to read, select, search and copy, of any size. */
#define SONDE_TYPE_JSON_VIEW (sonde_json_view_get_type ())
G_DECLARE_FINAL_TYPE (SondeJsonView, sonde_json_view, SONDE, JSON_VIEW, GtkWidget)

/* @name: for assistive technology; @note: (nullable): a sentence above; @head: (nullable): lines before the JSON. */
GtkWidget *sonde_json_view_new (const char *name,
                                const char *note,
                                const char *head,
                                const char *json);

G_END_DECLS
