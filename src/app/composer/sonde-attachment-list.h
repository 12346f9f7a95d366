/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-attachment.h"

G_BEGIN_DECLS

/**
 * SondeAttachmentList:
 *
 * The attached files as chips, each with a button that removes it. The files stay with their owner (a
 * conversation) while the program runs. Signal "changed".
 */
#define SONDE_TYPE_ATTACHMENT_LIST (sonde_attachment_list_get_type ())
G_DECLARE_FINAL_TYPE (SondeAttachmentList, sonde_attachment_list, SONDE, ATTACHMENT_LIST, GtkWidget)

GtkWidget  *sonde_attachment_list_new       (void);
/* The files of @owner, of #SondeAttachment; borrowed. */
GListStore *sonde_attachment_list_get_files (GObject             *owner);
void        sonde_attachment_list_set_owner (SondeAttachmentList *self,
                                             GObject             *owner);
GListModel *sonde_attachment_list_get_model (SondeAttachmentList *self);
void        sonde_attachment_list_clear     (SondeAttachmentList *self);

G_END_DECLS
