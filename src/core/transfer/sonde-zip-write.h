/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A ZIP archive that is being written. After an error nothing more is of use but freeing it. */
typedef struct _SondeZipWriter SondeZipWriter;

/* Into @stream, which must live as long and stays open. @real_time_us is what its files are dated. */
SondeZipWriter *sonde_zip_writer_new   (GOutputStream   *stream,
                                        gint64           real_time_us,
                                        GCancellable    *cancellable);
gboolean        sonde_zip_writer_add   (SondeZipWriter  *self,
                                        const char      *name,
                                        const void      *data,
                                        gsize            length,
                                        GError         **error);
/* The next file of @size bytes, which sonde_zip_writer_write() then writes. */
gboolean        sonde_zip_writer_begin (SondeZipWriter  *self,
                                        const char      *name,
                                        gint64           size,
                                        GError         **error);
gboolean        sonde_zip_writer_write (SondeZipWriter  *self,
                                        const void      *data,
                                        gsize            length,
                                        GError         **error);
/* The directory at the end. */
gboolean        sonde_zip_writer_close (SondeZipWriter  *self,
                                        GError         **error);
void            sonde_zip_writer_free  (SondeZipWriter  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeZipWriter, sonde_zip_writer_free)

G_END_DECLS
