/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * SondeDb:
 *
 * One SQLite connection with its prepared statements, for the thread that opened it only.
 */
typedef struct
{
  sqlite3      *handle;
  GThread      *thread;
  GHashTable   *statements;  /* SQL → sqlite3_stmt */
  GCancellable *cancellable; /* borrowed: interrupts what runs */
  gboolean      corrupt;     /* SQLite has met damage */
} SondeDb;

/* The flags of sonde_db_open() for a file that is written or begun. */
#define SONDE_DB_WRITE (SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)

SondeDb      *sonde_db_open       (const char    *path,
                                   int            flags,
                                   GError       **error);
void          sonde_db_free       (SondeDb       *self);

/* Any number of statements without results. */
gboolean      sonde_db_exec       (SondeDb       *self,
                                   const char    *sql,
                                   GError       **error);

/* A prepared statement with its parameters bound. @types has one letter for each: i int, l gint64,
 * n gint64 where 0 is NULL, s text or NULL, which must live until the statement is done. */
sqlite3_stmt *sonde_db_query      (SondeDb       *self,
                                   GError       **error,
                                   const char    *sql,
                                   const char    *types,
                                   ...);
/* %TRUE: a row is there. %FALSE at the end (the statement is reset) and with @error. */
gboolean      sonde_db_step       (SondeDb       *self,
                                   sqlite3_stmt  *statement,
                                   GError       **error);
/* Runs a prepared statement that changes something, to its end; NULL is a failure that is in @error already. */
gboolean      sonde_db_run_statement (SondeDb      *self,
                                      sqlite3_stmt *statement,
                                      GError      **error);
/* Runs a query that changes something, to its end. */
gboolean      sonde_db_run        (SondeDb       *self,
                                   GError       **error,
                                   const char    *sql,
                                   const char    *types,
                                   ...);
/* The integer in the first column of the first row, 0 when there is none. */
gboolean      sonde_db_get_int    (SondeDb       *self,
                                   gint64        *value,
                                   GError       **error,
                                   const char    *sql,
                                   const char    *types,
                                   ...);
/* The text of a column, made valid UTF-8 without NUL; NULL for NULL. */
char         *sonde_db_dup_text   (sqlite3_stmt  *statement,
                                   int            column);

/* A transaction; @durable: on the disk when sonde_db_end() returns. With @success %FALSE it is rolled
 * back and sonde_db_end() is %FALSE. */
gboolean      sonde_db_begin      (SondeDb       *self,
                                   gboolean       durable,
                                   GError       **error);
gboolean      sonde_db_end        (SondeDb       *self,
                                   gboolean       success,
                                   GError       **error);

/* Sets @error to what SQLite says of @result; gives FALSE. */
gboolean      sonde_db_fail       (SondeDb       *self,
                                   int            result,
                                   GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeDb, sonde_db_free)

G_END_DECLS
