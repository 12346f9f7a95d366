/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeReadable:
 *
 * A widget with a text that assistive technology reads by character, word and line. GTK has had an interface for that
 * since 4.14; on older systems nobody asks, and the accessible name must do.
 */
#define SONDE_TYPE_READABLE (sonde_readable_get_type ())
G_DECLARE_INTERFACE (SondeReadable, sonde_readable, SONDE, READABLE, GtkWidget)

/**
 * SondeReadableInterface:
 * @get_text: all of it, borrowed
 * @get_selection: gives what is selected of it; %FALSE for nothing
 * @get_caret: where the caret is; 0 where it is somewhere else
 * @get_rect: gives where the caret stands before a character; %FALSE where that is unknown
 * @find_offset: the place nearest to a point
 * @list_attributes: appends names and values of what is special about a character, and gives how far that is so
 *
 * Places are in characters of the text, points in the coordinates of the widget.
 */
struct _SondeReadableInterface
{
  GTypeInterface parent_iface;

  const char *(*get_text)        (SondeReadable   *self);
  gboolean    (*get_selection)   (SondeReadable   *self,
                                  guint           *start,
                                  guint           *end);
  guint       (*get_caret)       (SondeReadable   *self);
  gboolean    (*get_rect)        (SondeReadable   *self,
                                  guint            offset,
                                  graphene_rect_t *rect);
  guint       (*find_offset)     (SondeReadable   *self,
                                  double           x,
                                  double           y);
  void        (*list_attributes) (SondeReadable   *self,
                                  guint            offset,
                                  GPtrArray       *names,
                                  GPtrArray       *values,
                                  guint           *start,
                                  guint           *end);
};

void     sonde_readable_expose            (GType          type);
gboolean sonde_readable_is_possible       (void);
void     sonde_readable_will_remove       (SondeReadable *self,
                                           guint          start,
                                           guint          end);
void     sonde_readable_inserted          (SondeReadable *self,
                                           guint          start,
                                           guint          end);
void     sonde_readable_selection_changed (SondeReadable *self);
void     sonde_readable_caret_moved       (SondeReadable *self);

G_END_DECLS
