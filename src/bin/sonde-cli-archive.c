/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include "sonde-engine-archive.h"

CliStatus
cli_archive (Cli *cli, int argc, char *argv[])
{
  g_autoptr (SondeEngine) engine = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean written;

  if (!cli_parse (cli, argc, argv, NULL, 1, 1))
    return CLI_USAGE;
  engine = cli_open_engine (cli, TRUE, &error);
  if (engine == NULL)
    return cli_fail (error);
  sonde_engine_archive_async (engine, cli->arguments[0], FALSE, NULL, cli_result_cb, &result);
  written = sonde_engine_archive_finish (engine, cli_wait (&result), &error);
  sonde_engine_close (engine);
  return written ? CLI_COMPLETE : cli_fail (error);
}
