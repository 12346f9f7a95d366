/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-md-budget.h"

#include <string.h>

/* What a text costs to parse, in nanoseconds on a slow computer (bench-markdown-calls measures it): a line
 * may be an item with a paragraph, a sign may be a span. Short lists cost a hundred times as much as prose of
 * the same length, so a bound in bytes would be too low for the one or too high for the other. */
#define BUDGET       6000000
#define COST_OF_BYTE 25
#define COST_OF_SIGN 175
#define COST_OF_MARK 800
#define COST_OF_LINE 1300
#define MAX_BYTES    (256 * 1024)

/* What may begin a span, and what may begin a cell or an item in an item. */
static const char signs[] = "[](_`~<&!\\#@:";
static const char marks[] = "|-+*.)>$";

static guint
cost_of (char c)
{
  if (c == '\n' || c == '\r')
    return COST_OF_LINE;
  if (c != '\0' && strchr (marks, c) != NULL)
    return COST_OF_MARK;
  return c != '\0' && strchr (signs, c) != NULL ? COST_OF_SIGN : COST_OF_BYTE;
}

/* How many bytes of @text can be parsed within a frame, with enough time left to show them. */
gsize
sonde_md_budget (const char *text, gsize length)
{
  static guint costs[256];
  static gsize is_ready = 0;
  gsize spent = 0;
  gsize i = 0;

  if (g_once_init_enter (&is_ready))
    {
      for (guint c = 0; c < G_N_ELEMENTS (costs); c++)
        costs[c] = cost_of ((char) c);
      g_once_init_leave (&is_ready, 1);
    }
  for (; i < length && i < MAX_BYTES && spent < BUDGET; i++)
    spent += costs[(guchar) text[i]];
  return i;
}

/* Where to cut before @limit: behind a line, a word or at least a character. */
gsize
sonde_md_find_cut (const char *text, gsize limit)
{
  for (const char *sign = "\n "; *sign != '\0'; sign++)
    {
      const char *last = memrchr (text + limit / 2, *sign, limit - limit / 2);

      if (last != NULL)
        return (gsize) (last + 1 - text);
    }
  while (limit > 1 && ((guchar) text[limit] & 0xc0) == 0x80)
    limit--;
  return limit;
}
