/* SPDX-License-Identifier: GPL-3.0-or-later */

/* sonde-math: sets formulas for a Sonde that started it, and nothing else. It loads MathJax, shuts itself in,
 * says that it is ready, and then answers one frame after another until its input ends (sonde-math-wire.h).
 */

#include "sonde-math-cage.h"
#include "sonde-math-wire.h"
#include "sonde-math.h"

#include <errno.h>
#include <jsc/jsc.h>
#include <string.h>
#include <unistd.h>

/* MathJax' own files as they are, in the order in which they build on each other; then ours. */
static const char *const scripts[]
  = { "loader.js", "core.js", "liteDOM.js", "tex-full.js", "svg.js", "tex.js", "typeset.js" };

/* The loader looks for this before it does anything: load nothing, typeset nothing. */
static const char configuration[] = "var MathJax = { startup: { typeset: false }, loader: { load: [] } };";

#define MAX_COMPLAINT_CHARS 240

static gboolean
read_fully (void *place, gsize length)
{
  char *cursor = place;

  while (length > 0)
    {
      gssize got = read (STDIN_FILENO, cursor, length);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return FALSE;
      cursor += got;
      length -= (gsize) got;
    }
  return TRUE;
}

static gboolean
write_fully (GBytes *bytes)
{
  gsize length = 0;
  const char *cursor = g_bytes_get_data (bytes, &length);

  while (length > 0)
    {
      gssize put = write (STDOUT_FILENO, cursor, length);

      if (put < 0 && errno == EINTR)
        continue;
      if (put <= 0)
        return FALSE;
      cursor += put;
      length -= (gsize) put;
    }
  return TRUE;
}

static gboolean
reply (const char *complaint, const char *svg, const char *mathml, double width, double height, double depth)
{
  g_autofree char *valid = g_utf8_make_valid (complaint, -1);
  g_autofree char *bounded
    = g_utf8_substring (valid, 0, MIN (MAX_COMPLAINT_CHARS, g_utf8_strlen (valid, -1)));
  g_autoptr (GBytes) frame
    = sonde_math_wire_frame (g_variant_new ("(sssddd)", bounded, svg, mathml, width, height, depth));

  return write_fully (frame);
}

static gboolean
complain (const char *complaint)
{
  return reply (complaint, "", "", 0, 0, 0);
}

/* NULL when there is no such frame: the input ended, or is not what it should be. */
static GVariant *
read_request (void)
{
  SondeMathHeader header = { 0 };
  gpointer body = NULL;

  if (!read_fully (&header, sizeof header) || header.length == 0
      || header.length > SONDE_MATH_MAX_REQUEST_BYTES)
    return NULL;
  body = g_malloc (header.length);
  if (read_fully (body, header.length))
    return sonde_math_wire_parse (SONDE_MATH_REQUEST_TYPE, body, header.length);
  g_free (body);
  return NULL;
}

/* JavaScript */

static char *
dup_property (JSCValue *object, const char *name)
{
  g_autoptr (JSCValue) value = jsc_value_object_get_property (object, name);

  return jsc_value_is_string (value) ? jsc_value_to_string (value) : g_strdup ("");
}

static double
get_number (JSCValue *object, const char *name)
{
  g_autoptr (JSCValue) value = jsc_value_object_get_property (object, name);

  return jsc_value_to_double (value);
}

static gboolean
reply_with (JSCValue *picture)
{
  g_autofree char *complaint = dup_property (picture, "error");
  g_autofree char *svg = dup_property (picture, "svg");
  g_autofree char *mathml = dup_property (picture, "mathml");

  if (complaint[0] != '\0')
    return complain (complaint);
  if (strlen (svg) > SONDE_MATH_MAX_SVG_BYTES)
    return complain ("The picture is too large");
  return reply ("",
                svg,
                strlen (mathml) > SONDE_MATH_MAX_MATHML_BYTES ? "" : mathml,
                get_number (picture, "width"),
                get_number (picture, "height"),
                get_number (picture, "depth"));
}

static gboolean
answer (JSCContext *context, JSCValue *typeset, GVariant *request)
{
  const char *tex = NULL;
  gboolean display = FALSE;
  g_autoptr (JSCValue) picture = NULL;

  g_variant_get (request, "(&sb)", &tex, &display);
  if (g_utf8_strlen (tex, -1) > SONDE_MATH_MAX_TEX_CHARS)
    return complain ("It is too long");
  picture = jsc_value_function_call (typeset, G_TYPE_STRING, tex, G_TYPE_BOOLEAN, display, G_TYPE_NONE);
  if (jsc_context_get_exception (context) != NULL)
    {
      jsc_context_clear_exception (context);
      return complain ("MathJax failed");
    }
  return reply_with (picture);
}

/* In the build directory the scripts lie beside it, otherwise where they are installed. */
static char *
dup_folder (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (self == NULL ? "/" : self);
  g_autofree char *built = g_build_filename (folder, "..", "..", "data", "math", NULL);
  g_autofree char *last = g_build_filename (built, "typeset.js", NULL);

  if (strcmp (folder, SONDE_LIBEXECDIR) != 0 && g_file_test (last, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&built);
  return g_strdup (SONDE_MATH_DATADIR);
}

static gboolean
evaluate (JSCContext *context, const char *text, gsize length, GError **error)
{
  g_autoptr (JSCValue) value = jsc_context_evaluate (context, text, (gssize) length);
  JSCException *exception = jsc_context_get_exception (context);

  if (exception == NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, jsc_exception_get_message (exception));
  return FALSE;
}

static gboolean
load (JSCContext *context, GError **error)
{
  g_autofree char *folder = dup_folder ();

  if (!evaluate (context, configuration, strlen (configuration), error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autofree char *path = g_build_filename (folder, scripts[i], NULL);
      g_autofree char *text = NULL;
      gsize length = 0;

      if (!g_file_get_contents (path, &text, &length, error) || !evaluate (context, text, length, error))
        return FALSE;
    }
  return TRUE;
}

/* Read before the first context is made. No machine code from formulas; one thread to collect, since there
 * are few processors and little to collect; and memory that is taken when it is used, so that the limit of
 * the address space counts it. (JSC_forceRAMSize saves 7 MB and costs two fifths of the processor time more,
 * whatever its value.) */
static void
set_engine_options (void)
{
  g_setenv ("JSC_useJIT", "0", TRUE);
  g_setenv ("JSC_useConcurrentGC", "0", TRUE);
  g_setenv ("JSC_numberOfGCMarkers", "1", TRUE);
  g_setenv ("GIGACAGE_ENABLED", "no", TRUE);
}

int
main (void)
{
  g_autoptr (JSCContext) context = NULL;
  g_autoptr (JSCValue) typeset = NULL;
  g_autoptr (GError) error = NULL;
  GVariant *request = NULL;
  gboolean going = FALSE;

  sonde_math_cage_prepare ();
  set_engine_options ();
  context = jsc_context_new ();
  if (!load (context, &error) || !sonde_math_cage_close (&error))
    {
      complain (error->message);
      _exit (1);
    }

  typeset = jsc_context_get_value (context, "typeset");
  going = reply ("", "", "", 0, 0, 0);
  while (going && (request = read_request ()) != NULL)
    {
      going = answer (context, typeset, request);
      g_variant_unref (request);
    }
  /* Without the libraries' farewells, which may want what is forbidden now. */
  _exit (0);
}
