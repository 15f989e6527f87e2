#include "media/lines.h"

#include <string.h>

/* What another one may be asked to wait. */
#define SHORT apr_time_from_sec(3)
/* How long one job that took longer is remembered: somebody who sends short
 * ones in between gets all workers once in this time. */
#define REMEMBERED apr_time_from_sec(600)

int tc_lines_is_short(const char *media_type, apr_time_t begun, apr_time_t now)
{
    return strcmp(media_type, "VIDEO") != 0 && now - begun < SHORT;
}

static int is_of(const tc_line_t *known, apr_int64_t line)
{
    return known->is_known && known->line == line;
}

/* The line's place, or that of whom least has been heard. */
static tc_line_t *place_of(tc_lines_t *lines, apr_int64_t line)
{
    tc_line_t *oldest = &lines->known[0];

    for (int i = 0; i < TC_LINES_KNOWN; i++) {
        if (is_of(&lines->known[i], line)) {
            return &lines->known[i];
        }
        if (lines->known[i].noted < oldest->noted) {
            oldest = &lines->known[i];
        }
    }
    memset(oldest, 0, sizeof(*oldest));
    return oldest;
}

void tc_lines_note(tc_lines_t *lines, apr_int64_t line, int is_short,
                   apr_time_t now)
{
    tc_line_t *known = place_of(lines, line);

    known->is_known = 1;
    known->line = line;
    known->noted = now;
    if (!is_short) {
        known->slow_until = now + REMEMBERED;
    }
}

int tc_lines_trusts(const tc_lines_t *lines, apr_int64_t line, apr_time_t now)
{
    for (int i = 0; i < TC_LINES_KNOWN; i++) {
        if (is_of(&lines->known[i], line)) {
            return lines->known[i].slow_until <= now;
        }
    }
    return 0;
}
