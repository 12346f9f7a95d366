/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/** The exit statuses, for people and scripts alike. */
typedef enum
{
  CLI_COMPLETE = 0,
  CLI_ERROR    = 1,
  CLI_USAGE    = 2, /* wrong use, or a key is missing */
  CLI_CUT      = 3, /* an answer that was cut; what came is printed and kept */
} CliStatus;

typedef struct _CliCommand CliCommand;

/**
 * Cli:
 * @arguments: what was given besides the options, valid UTF-8
 *
 * One call of the program.
 */
typedef struct
{
  const CliCommand *command;
  char             *data_dir;
  gboolean          json;
  char            **arguments;
} Cli;

/**
 * CliCommand:
 * @arguments: as the usage shows them
 * @summary: one sentence, to be translated
 * @has_json: whether it takes --json
 * @run: what does it; parses @argv with cli_parse()
 * @details: (nullable): what its --help says below the options, to be translated
 */
struct _CliCommand
{
  const char *name;
  const char *arguments;
  const char *summary;
  gboolean    has_json;
  CliStatus (*run) (Cli  *cli,
                    int   argc,
                    char *argv[]);
  const char *details;
};

CliStatus cli_ask       (Cli *cli, int argc, char *argv[]);
CliStatus cli_providers (Cli *cli, int argc, char *argv[]);
CliStatus cli_provider  (Cli *cli, int argc, char *argv[]);
CliStatus cli_key       (Cli *cli, int argc, char *argv[]);
CliStatus cli_models    (Cli *cli, int argc, char *argv[]);
CliStatus cli_balance   (Cli *cli, int argc, char *argv[]);
CliStatus cli_list      (Cli *cli, int argc, char *argv[]);
CliStatus cli_show      (Cli *cli, int argc, char *argv[]);
CliStatus cli_search    (Cli *cli, int argc, char *argv[]);
CliStatus cli_delete    (Cli *cli, int argc, char *argv[]);
CliStatus cli_export    (Cli *cli, int argc, char *argv[]);
CliStatus cli_web       (Cli *cli, int argc, char *argv[]);
CliStatus cli_import    (Cli *cli, int argc, char *argv[]);
CliStatus cli_archive   (Cli *cli, int argc, char *argv[]);
CliStatus cli_folder    (Cli *cli, int argc, char *argv[]);
CliStatus cli_backup    (Cli *cli, int argc, char *argv[]);
CliStatus cli_restore   (Cli *cli, int argc, char *argv[]);
CliStatus cli_check     (Cli *cli, int argc, char *argv[]);

/* sonde-cli-common.c: arguments, the engine, waiting */
gboolean     cli_parse           (Cli                *cli,
                                  int                 argc,
                                  char               *argv[],
                                  const GOptionEntry *entries,
                                  guint               n_min,
                                  guint               n_max);
gboolean     cli_parse_id        (const char         *text,
                                  gint64             *id);
SondeEngine *cli_new_engine      (Cli                *cli,
                                  gboolean            saved);
SondeEngine *cli_open_engine     (Cli                *cli,
                                  gboolean            saved,
                                  GError            **error);
SondeConversation *cli_load      (SondeEngine        *engine,
                                  gint64              id,
                                  GError            **error);
SondeProvider *cli_get_provider  (SondeEngine        *engine,
                                  const char         *id,
                                  const char         *base_url,
                                  GError            **error);
char        *cli_get_key         (SondeEngine        *engine,
                                  SondeProvider      *provider,
                                  GError            **error);
void         cli_erase           (char               *secret);
void         cli_result_cb       (GObject            *object,
                                  GAsyncResult       *result,
                                  gpointer            user_data);
GAsyncResult *cli_wait           (GAsyncResult      **result);

/* sonde-cli-web.c: says once to whom the queries of a search go */
void         cli_tell_search     (SondeEngine        *engine,
                                  SondeProvider      *provider,
                                  const char         *key);

/* sonde-cli-output.c: standard output and standard error */
void         cli_write           (const char         *format,
                                  ...) G_GNUC_PRINTF (1, 2);
void         cli_write_text      (const char         *text);
JsonNode    *cli_parse_json      (const char         *text);
void         cli_write_json      (JsonNode           *node,
                                  gboolean            pretty);
void         cli_take_json       (JsonBuilder        *builder,
                                  gboolean            pretty);
int          cli_get_write_error (void);
gboolean     cli_is_terminal     (void);
void         cli_note            (const char         *sentence);
CliStatus    cli_fail_usage      (const char         *format,
                                  ...) G_GNUC_PRINTF (1, 2);
CliStatus    cli_fail            (const GError       *error);
CliStatus    cli_status_of       (const GError       *error);
char        *cli_dup_details     (const GError       *error);
void         cli_add_string      (JsonBuilder        *builder,
                                  const char         *name,
                                  const char         *value);
void         cli_add_id          (JsonBuilder        *builder,
                                  const char         *name,
                                  gint64              id);
void         cli_add_speed       (JsonBuilder        *builder,
                                  SondeMessage       *message);
void         cli_add_time        (JsonBuilder        *builder,
                                  const char         *name,
                                  gint64              real_time_us);
void         cli_add_bool        (JsonBuilder        *builder,
                                  const char         *name,
                                  gboolean            value);

/* sonde-cli-question.c: what is asked */
char        *cli_build_question  (const char         *prompt,
                                  char              **files,
                                  GError            **error);
SondeConversation *cli_borrow_conversation (Cli      *cli,
                                  SondeEngine        *unsaved,
                                  gint64              id,
                                  GError            **error);

/* sonde-cli-answer.c: asks, and prints the answer while it comes */
CliStatus    cli_answer          (Cli                *cli,
                                  SondeEngine        *engine,
                                  SondeConversation  *conversation,
                                  const char         *question);
CliStatus    cli_answer_failed   (Cli                *cli,
                                  const GError       *error);

G_END_DECLS
