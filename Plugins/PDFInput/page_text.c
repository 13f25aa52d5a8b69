// What poppler-glib says of a page, made to read like pdftotext's output.
//
// Both work on the same text model, but poppler-glib was written for copying with the mouse:
//   - cells of what looks like a row of a table are put on one line with nothing between them,
//     where pdftotext ends a line: "Name" "Age" reads "NameAge";
//   - a word hyphenated at the end of a line stays in two parts, where pdftotext joins them;
//   - a line that has no width (accents set on their own) is left out;
//   - a selection has to begin at the corner where reading begins, or lines are lost.
// The boxes of the lines and of the characters tell the first and the third; the second is a
// matter of the text alone; for the last, both corners are tried.

#include "page_text.h"

#include <string.h>

// Selections wider than any page: pdftotext gives what lies beyond the page's edge too.
static PopplerRectangle left_to_right = {-1e6, -1e6, 1e6, 1e6};
static PopplerRectangle right_to_left = {1e6, -1e6, 1e6, 1e6};

// poppler rounds the boxes of lines to whole numbers after this factor was applied.
static const double line_scale = 1000;

// The boxes of the page's lines in reading order: a list of PopplerRectangle.
static GList *line_boxes(PopplerPage *page) {
  // Deprecated in favour of a region without order; the order is what is needed here.
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  return poppler_page_get_selection_region(page, line_scale, POPPLER_SELECTION_GLYPH,
                                           &left_to_right);
  G_GNUC_END_IGNORE_DEPRECATIONS
}

static gboolean holds(const PopplerRectangle *line, const PopplerRectangle *character) {
  double x = line_scale * (character->x1 + character->x2) / 2;
  double y = line_scale * (character->y1 + character->y2) / 2;
  return line->x1 <= x && x <= line->x2 && line->y1 <= y && y <= line->y2;
}

// The first of the lines that holds the character, or NULL.
static GList *line_of(GList *lines, const PopplerRectangle *character) {
  while (lines && !holds(lines->data, character)) lines = lines->next;
  return lines;
}

// Whether a word hyphenated at the end of a line goes on in the next one: not if that is above it,
// as the top of the next column is, or far below.
static gboolean goes_on(const GList *line) {
  if (!line || !line->next) return FALSE;
  const PopplerRectangle *this = line->data, *next = line->next->data;
  double height = this->y2 - this->y1;
  if (height > this->x2 - this->x1) return TRUE;  // turned on its side: no telling
  return next->y1 > this->y1 - height / 2 && next->y1 - this->y2 <= 2 * height;
}

// Ends the line: with a newline, or with nothing where a hyphen joins it to the next.
static void end_line(GString *text, gboolean joins) {
  if (joins && text->len > 0 && text->str[text->len - 1] == '-')
    g_string_truncate(text, text->len - 1);
  else
    g_string_append_c(text, '\n');
}

// Copies text that has a box for each character, ending its lines where the page's lines end.
static void copy_boxed(const char *from, const PopplerRectangle *boxes, GList *lines,
                       GString *text) {
  GList *line = lines;     // the line being copied
  gboolean ended = FALSE;  // a newline was read and is yet to be written
  for (; *from; from = g_utf8_next_char(from), boxes++) {
    if (*from == '\n') {
      ended = TRUE;
      continue;
    }
    GList *found = line;
    if (line && (ended || !holds(line->data, boxes))) found = line_of(line->next, boxes);
    if (ended || (found && found != line)) end_line(text, goes_on(line));
    // Lines that were passed over have no width, and the text does not have them.
    if (found) {
      for (; line != found && line->next != found; line = line->next)
        g_string_append_c(text, '\n');
      line = found;
    }
    ended = FALSE;
    g_string_append_len(text, from, g_utf8_next_char(from) - from);
  }
}

static void copy_plain(const char *from, GString *text) {
  for (; *from; from++) {
    if (*from == '\n')
      end_line(text, TRUE);
    else
      g_string_append_c(text, *from);
  }
}

// Whether there are marks of direction, U+202A to U+202E, with which poppler surrounds
// right-to-left text. They have no boxes.
static gboolean has_direction_marks(const char *text) {
  for (const char *at = text; (at = strstr(at, "\xe2\x80")); at += 2)
    if ((guchar)at[2] >= 0xaa && (guchar)at[2] <= 0xae) return TRUE;
  return FALSE;
}

// The text of a page whose lines may run from the right: poppler does not say which way they do,
// but it loses lines when the selection begins at the wrong corner.
static char *either_way(PopplerPage *page, char *forth) {
  // It ends in the corner where it would for the other direction: poppler takes only that for
  // the end of the page. Whole words, so that the last line is not cut at that corner.
  char *back = poppler_page_get_selected_text(page, POPPLER_SELECTION_WORD, &right_to_left);
  gboolean longer = back && strlen(back) > strlen(forth);
  g_free(longer ? forth : back);
  return longer ? back : forth;
}

// Text that runs from left to right, with boxes to tell where its lines end.
static void write_page(PopplerPage *page, const char *raw, GString *text) {
  PopplerRectangle *boxes = NULL;
  guint count = 0;
  poppler_page_get_text_layout_for_area(page, &left_to_right, &boxes, &count);
  if (g_utf8_strlen(raw, -1) == (glong)count) {
    GList *lines = line_boxes(page);
    copy_boxed(raw, boxes, lines, text);
    G_GNUC_BEGIN_IGNORE_DEPRECATIONS
    poppler_page_selection_region_free(lines);
    G_GNUC_END_IGNORE_DEPRECATIONS
  } else {
    copy_plain(raw, text);
  }
  g_free(boxes);
}

void page_text(PopplerPage *page, GString *text) {
  g_string_truncate(text, 0);
  char *raw = poppler_page_get_text_for_area(page, &left_to_right);
  if (!raw) return;
  if (*raw && !has_direction_marks(raw)) {
    write_page(page, raw, text);
  } else {
    raw = either_way(page, raw);
    copy_plain(raw, text);
  }
  if (*raw) g_string_append_c(text, '\n');
  g_free(raw);
}
