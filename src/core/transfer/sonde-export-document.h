/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation.h"
#include "sonde-export-attachments.h"
#include "sonde-export-options.h"
#include "sonde-highlight.h"

G_BEGIN_DECLS

/**
 * SondeExportDocument:
 * @conversation: its title and settings; no messages
 * @messages: (element-type SondeMessage): what is written, in the order in which it is written: JSON in the order
 *   of the ids, others so that an answer follows what it answers
 * @chosen_root: the id of the first message of the shown branch
 * @numbers: the place of each message by its id, from 1
 * @options: what was asked for
 * @highlighter: for code
 * @folder: (nullable): for attachments; without one they stay in the text
 * @formulas: what sonde_export_set_formulas_async() has set
 *
 * A copy of everything that an export needs, made on the main thread and used by one other. Thoughts and the system
 * prompt are not in it when the options leave them out; sources are, since their marks in the text are cut then.
 */
typedef struct
{
  SondeConversation  *conversation;
  GPtrArray          *messages;
  gint64              chosen_root;
  GHashTable         *numbers;
  SondeExportOptions  options;
  SondeExportFormat   format;
  SondeHighlighter   *highlighter;
  SondeExportFolder  *folder;
  GHashTable         *wanted_formulas;
  GHashTable         *formulas;
} SondeExportDocument;

SondeExportDocument *sonde_export_document_new  (SondeConversation         *conversation,
                                                 SondeExportFormat          format,
                                                 const SondeExportOptions  *options);
void                 sonde_export_document_free (SondeExportDocument       *self);

/* The place of the message with @id, from 1; 0 when it is not among them. */
guint                sonde_export_document_get_number (SondeExportDocument *self,
                                                 gint64                     id);
/* What the answer cost, such as "0.0012 USD", or NULL. */
const char          *sonde_export_document_get_cost   (SondeMessage        *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeExportDocument, sonde_export_document_free)

G_END_DECLS
