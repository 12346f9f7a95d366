/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-cli.h"

G_BEGIN_DECLS

/**
 * CliPrinter:
 * @json: one object a line instead of text
 *
 * Puts the parts of an answer on standard output, as text for people or as lines of JSON.
 */
typedef struct
{
  gboolean json;
  gboolean dim;          /* the terminal can show thoughts in a weaker colour */
  gboolean line_open;    /* the last character printed was no line end */
  gboolean thoughts_end; /* thoughts were printed last, so an answer begins after an empty line */
  guint    n_sources; /* printed so far */
} CliPrinter;

void cli_printer_init       (CliPrinter   *self,
                             gboolean      json);
void cli_printer_reasoning  (CliPrinter   *self,
                             const char   *text);
void cli_printer_end_thoughts (CliPrinter *self);
void cli_printer_content    (CliPrinter   *self,
                             const char   *text);
void cli_printer_tool_calls (CliPrinter   *self,
                             SondeMessage *message);
void cli_printer_sources    (CliPrinter   *self,
                             SondeMessage *message);
void cli_printer_usage      (CliPrinter   *self,
                             SondeMessage *message);
void cli_printer_error      (CliPrinter   *self,
                             const GError *error);
void cli_printer_finish     (CliPrinter   *self,
                             const char   *reason,
                             gboolean      complete);

G_END_DECLS
