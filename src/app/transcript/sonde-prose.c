/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-prose.h"

#include <string.h>

#include "sonde-code-card.h"
#include "sonde-find.h"
#include "sonde-paragraph-label.h"
#include "sonde-paragraph.h"

struct _SondeProse
{
  GtkWidget parent_instance;

  /* Owned */
  GString *text;

  /* State: the paragraphs before that byte and that child are settled */
  gsize settled;
  guint n_settled;
  guint n_children;
  guint n_sources;
};

G_DEFINE_FINAL_TYPE (SondeProse, sonde_prose, GTK_TYPE_WIDGET)

static GtkWidget *
get_child (SondeProse *self, guint nth)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  for (guint i = 0; child != NULL && i < nth; i++)
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static void
remove_children_from (SondeProse *self, GtkWidget *child)
{
  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      gtk_widget_unparent (child);
      self->n_children--;
      child = next;
    }
}

/* The child in the place of @child that can show @paragraph: itself, or a new one. */
static GtkWidget *
ensure_child (SondeProse *self, GtkWidget *child, const SondeParagraph *paragraph)
{
  gboolean is_code = paragraph->kind == SONDE_PARAGRAPH_CODE;
  GtkWidget *previous
    = child != NULL ? gtk_widget_get_prev_sibling (child) : gtk_widget_get_last_child (GTK_WIDGET (self));

  if (child != NULL && SONDE_IS_CODE_CARD (child) == is_code)
    return child;
  remove_children_from (self, child);
  child = is_code ? sonde_code_card_new () : sonde_paragraph_label_new ();
  gtk_widget_insert_after (child, GTK_WIDGET (self), previous);
  self->n_children++;
  return child;
}

/* Items of one list stand closer; the style sheet knows how close. */
static void
mark_neighbour (GtkWidget *child, const SondeParagraph *paragraph)
{
  GtkWidget *previous = gtk_widget_get_prev_sibling (child);

  if (previous == NULL)
    gtk_widget_add_css_class (child, "first");
  if (previous != NULL && paragraph->kind == SONDE_PARAGRAPH_ITEM
      && gtk_widget_has_css_class (previous, "item"))
    gtk_widget_add_css_class (child, "next-item");
  else
    gtk_widget_remove_css_class (child, "next-item");
}

static void
show_paragraph (SondeProse *self, GtkWidget *child, const SondeParagraph *paragraph, gboolean growing)
{
  g_autoptr (SondeShownText) shown
    = sonde_paragraph_render (self->text->str, paragraph, self->n_sources, growing);

  if (SONDE_IS_CODE_CARD (child))
    sonde_code_card_show (SONDE_CODE_CARD (child), shown);
  else
    sonde_paragraph_label_show (SONDE_PARAGRAPH_LABEL (child), paragraph, shown);
  mark_neighbour (child, paragraph);
}

static GtkLabel *
get_child_label (GtkWidget *child)
{
  return SONDE_IS_CODE_CARD (child) ? sonde_code_card_get_label (SONDE_CODE_CARD (child))
                                    : sonde_paragraph_label_get_label (SONDE_PARAGRAPH_LABEL (child));
}

static void
sonde_prose_dispose (GObject *object)
{
  SondeProse *self = SONDE_PROSE (object);

  remove_children_from (self, gtk_widget_get_first_child (GTK_WIDGET (self)));
  G_OBJECT_CLASS (sonde_prose_parent_class)->dispose (object);
}

static void
sonde_prose_finalize (GObject *object)
{
  g_string_free (SONDE_PROSE (object)->text, TRUE);
  G_OBJECT_CLASS (sonde_prose_parent_class)->finalize (object);
}

static void
sonde_prose_class_init (SondeProseClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_prose_dispose;
  G_OBJECT_CLASS (klass)->finalize = sonde_prose_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "prose");
}

static void
sonde_prose_init (SondeProse *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->text = g_string_new (NULL);
}

GtkWidget *
sonde_prose_new (void)
{
  return g_object_new (SONDE_TYPE_PROSE, NULL);
}

/**
 * sonde_prose_set_text:
 * @self: a prose
 * @text: the whole text
 * @length: how many bytes of it to show
 * @n_sources: how many sources may be cited
 * @growing: whether more may come
 *
 * Shows a text. Where it begins with what is settled already, only the rest is looked at.
 */
void
sonde_prose_set_text (SondeProse *self, const char *text, gsize length, guint n_sources, gboolean growing)
{
  g_return_if_fail (SONDE_IS_PROSE (self));
  g_return_if_fail (text != NULL);

  if (n_sources != self->n_sources || length < self->settled
      || memcmp (text, self->text->str, self->settled) != 0)
    {
      remove_children_from (self, gtk_widget_get_first_child (GTK_WIDGET (self)));
      self->settled = self->n_settled = 0;
    }
  self->n_sources = n_sources;
  g_string_truncate (self->text, self->settled);
  g_string_append_len (self->text, text + self->settled, length - self->settled);

  g_autoptr (GArray) paragraphs = sonde_paragraph_scan (self->text->str, self->settled);
  GtkWidget *child = get_child (self, self->n_settled);
  guint n_settled = 0;

  for (guint i = 0; i < paragraphs->len; i++)
    {
      const SondeParagraph *paragraph = &g_array_index (paragraphs, SondeParagraph, i);

      child = ensure_child (self, child, paragraph);
      show_paragraph (self, child, paragraph, growing && i + 1 == paragraphs->len);
      child = gtk_widget_get_next_sibling (child);
      if (self->text->str[paragraph->line_end] == '\n')
        {
          n_settled = i;
          self->settled = paragraph->start;
        }
    }
  remove_children_from (self, child);
  self->n_settled += n_settled;
}

/**
 * sonde_prose_select:
 * @self: a prose
 * @query: what is looked for, without regard to case
 * @nth: which match, from 0, in the order and number of sonde_prose_count()
 *
 * Returns: (transfer none) (nullable): the child in which the match is selected now
 */
GtkWidget *
sonde_prose_select (SondeProse *self, const char *query, guint nth)
{
  g_return_val_if_fail (SONDE_IS_PROSE (self), NULL);
  g_return_val_if_fail (query != NULL && *query != '\0', NULL);

  for (GtkWidget *child = get_child (self, 0); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (sonde_find_select (get_child_label (child), query, &nth))
      return child;
  return NULL;
}

void
sonde_prose_unselect (SondeProse *self)
{
  g_return_if_fail (SONDE_IS_PROSE (self));

  for (GtkWidget *child = get_child (self, 0); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_label_select_region (get_child_label (child), 0, 0);
}

/** How often @query stands in what is shown of @text; no widget is needed for that. */
guint
sonde_prose_count (const char *text, guint n_sources, const char *query)
{
  g_return_val_if_fail (text != NULL && query != NULL && *query != '\0', 0);

  g_autoptr (GArray) paragraphs = sonde_paragraph_scan (text, 0);
  guint n_matches = 0;

  for (guint i = 0; i < paragraphs->len; i++)
    {
      const SondeParagraph *paragraph = &g_array_index (paragraphs, SondeParagraph, i);
      g_autoptr (SondeShownText) shown = sonde_paragraph_render (text, paragraph, n_sources, FALSE);

      n_matches += sonde_find_count (shown->text, query);
    }
  return n_matches;
}
