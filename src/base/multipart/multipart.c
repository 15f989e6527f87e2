/*
 * The parser is an automaton over bytes. What it has to remember of a
 * delimiter that may have begun is only how much of it has matched: those
 * bytes are known, so nothing of the input is ever kept but the header lines
 * of the current part.
 *
 * The delimiter is CRLF "--" boundary. CR occurs in it at the front alone,
 * hence a match that fails can only begin again at that very byte.
 */
#include "base/multipart/multipart.h"

#include <string.h>

#include <apr_errno.h>

#include "base/multipart/part_header.h"

#define MAX_DELIMITER (4 + TC_MULTIPART_MAX_BOUNDARY)

typedef enum {
    PREAMBLE,  /* before the first delimiter */
    DELIMITER, /* behind a delimiter: "--", or blanks and CRLF */
    HEADERS,   /* in a part's header lines */
    BODY,      /* in a part's data */
    DONE       /* behind the final delimiter: the rest is ignored */
} state_t;

struct tc_multipart {
    const tc_multipart_events_t *events;
    void *baton;
    state_t state;
    tc_multipart_result_t result; /* the first failure stays */
    apr_status_t status;          /* of the callback that failed */
    int parts;
    int in_part;         /* begin was called, end was not */
    int strayed;         /* bytes of a preamble were skipped */
    apr_size_t matched;  /* bytes of the delimiter seen */
    apr_size_t borrowed; /* of these, first ones that are no data if the
                             match fails: the CRLF of the line before */
    apr_size_t delimiter_len;
    char last; /* byte before, within DELIMITER */
    char delimiter[MAX_DELIMITER + 1];
    apr_size_t header_len;
    char headers[TC_MULTIPART_MAX_HEADERS + 4]; /* + the blank line */
    tc_multipart_part_t part;
};

tc_multipart_t *tc_multipart_make(apr_pool_t *p, const char *content_type,
                                  const tc_multipart_events_t *events,
                                  void *baton, tc_multipart_result_t *result)
{
    char boundary[TC_MULTIPART_MAX_BOUNDARY + 1];
    tc_multipart_t *parser;

    if (content_type == NULL ||
        !tc_part_header_boundary(content_type, boundary)) {
        *result = TC_MULTIPART_NO_BOUNDARY;
        return NULL;
    }
    parser = apr_pcalloc(p, sizeof(*parser));
    parser->events = events;
    parser->baton = baton;
    parser->state = PREAMBLE;
    memcpy(parser->delimiter, "\r\n--", 4);
    memcpy(parser->delimiter + 4, boundary, strlen(boundary) + 1);
    parser->delimiter_len = 4 + strlen(boundary);
    /* the first delimiter may stand at the very start: as if behind a CRLF */
    parser->matched = 2;
    parser->borrowed = 2;
    *result = TC_MULTIPART_OK;
    return parser;
}

static void fail(tc_multipart_t *parser, tc_multipart_result_t result)
{
    parser->result = result;
}

static void check(tc_multipart_t *parser, apr_status_t status)
{
    if (status != APR_SUCCESS) {
        parser->status = status;
        fail(parser, TC_MULTIPART_STOPPED);
    }
}

static void give(tc_multipart_t *parser, const char *bytes, apr_size_t len)
{
    if (parser->state == PREAMBLE) {
        parser->strayed |= len > 0;
    }
    else if (len > 0 && parser->result == TC_MULTIPART_OK) {
        check(parser, parser->events->data(parser->baton, bytes, len));
    }
}

/*
 * Data (or preamble) up to the next delimiter. Returns the number of bytes
 * used. `from` is the first byte of this piece that was neither given nor is
 * part of a match; `before` counts the matched bytes of earlier pieces, which
 * are given from the delimiter itself.
 */
static apr_size_t read_data(tc_multipart_t *parser, const char *bytes,
                            apr_size_t len)
{
    apr_size_t before = parser->matched;
    apr_size_t from = 0;
    apr_size_t at = 0;

    while (at < len && parser->matched < parser->delimiter_len) {
        if (bytes[at] == parser->delimiter[parser->matched]) {
            parser->matched++;
            at++;
            continue;
        }
        if (parser->matched > 0) {
            give(parser, parser->delimiter + parser->borrowed,
                 before > parser->borrowed ? before - parser->borrowed : 0);
            before = 0;
            parser->borrowed = 0;
            parser->matched = 0;
            continue; /* this byte may begin a delimiter itself */
        }
        const char *next = memchr(bytes + at, '\r', len - at);
        at = next != NULL ? (apr_size_t)(next - bytes) : len;
    }
    /* what matched in this piece is still open, the rest is data */
    if (parser->matched - before < at - from) {
        give(parser, bytes + from, at - from - (parser->matched - before));
    }
    if (parser->matched == parser->delimiter_len) {
        parser->state = DELIMITER;
        parser->last = '\0';
    }
    return at;
}

/* The delimiter's line is complete: the part before it ends here. */
static void end_part(tc_multipart_t *parser, state_t next)
{
    if (parser->in_part) {
        parser->in_part = 0;
        check(parser, parser->events->end(parser->baton));
    }
    parser->state = next;
    parser->header_len = 0;
    if (next == HEADERS && parser->result == TC_MULTIPART_OK &&
        ++parser->parts > TC_MULTIPART_MAX_PARTS) {
        fail(parser, TC_MULTIPART_TOO_MANY);
    }
}

/* One byte behind a delimiter: "--", or blanks and then CRLF. */
static void read_delimiter_end(tc_multipart_t *parser, char c)
{
    char last = parser->last;

    parser->last = c;
    if (c == '-' && last == '-') {
        end_part(parser, DONE);
    }
    else if (c == '\n' && last == '\r') {
        end_part(parser, HEADERS);
    }
    else if (!(c == '-' && last == '\0') &&
             !(c == '\r' && last != '-' && last != '\r') &&
             !((c == ' ' || c == '\t') && last != '-' && last != '\r')) {
        fail(parser, TC_MULTIPART_MALFORMED);
    }
}

/* The blank line was read; its CRLF may be the one of a delimiter already,
 * where a part has no body at all. */
static void begin_part(tc_multipart_t *parser)
{
    tc_multipart_result_t result = tc_part_header_read(
        parser->headers, parser->header_len - 2, &parser->part);

    if (result != TC_MULTIPART_OK) {
        fail(parser, result);
        return;
    }
    parser->state = BODY;
    parser->matched = 2;
    parser->borrowed = 2;
    parser->in_part = 1;
    check(parser, parser->events->begin(parser->baton, &parser->part));
}

static void read_header(tc_multipart_t *parser, char c)
{
    char *text = parser->headers;
    apr_size_t len = parser->header_len;

    if (c == '\0' || (c == '\n' && (len == 0 || text[len - 1] != '\r')) ||
        (c != '\n' && len > 0 && text[len - 1] == '\r')) {
        fail(parser, TC_MULTIPART_MALFORMED);
        return;
    }
    text[len++] = c;
    parser->header_len = len;
    if (c == '\n' &&
        (len == 2 || (len >= 4 && memcmp(text + len - 4, "\r\n", 2) == 0))) {
        begin_part(parser);
    }
    else if (len > TC_MULTIPART_MAX_HEADERS + 1) {
        fail(parser, TC_MULTIPART_BIG_HEADERS);
    }
}

tc_multipart_result_t tc_multipart_feed(tc_multipart_t *parser,
                                        const char *bytes, apr_size_t len)
{
    apr_size_t at = 0;

    while (at < len && parser->result == TC_MULTIPART_OK &&
           parser->state != DONE) {
        switch (parser->state) {
        case DELIMITER:
            read_delimiter_end(parser, bytes[at++]);
            break;
        case HEADERS:
            read_header(parser, bytes[at++]);
            break;
        default:
            at += read_data(parser, bytes + at, len - at);
        }
    }
    return parser->result;
}

tc_multipart_result_t tc_multipart_end(tc_multipart_t *parser)
{
    if (parser->result == TC_MULTIPART_OK && parser->state != DONE) {
        fail(parser, parser->state == PREAMBLE && parser->strayed
                         ? TC_MULTIPART_MALFORMED
                         : TC_MULTIPART_CUT_OFF);
    }
    return parser->result;
}

apr_status_t tc_multipart_status(const tc_multipart_t *parser)
{
    return parser->status;
}

const char *tc_multipart_text(tc_multipart_result_t result)
{
    switch (result) {
    case TC_MULTIPART_OK:
        return "The form is complete.";
    case TC_MULTIPART_NO_BOUNDARY:
        return "Multipart form parse error - Invalid boundary in multipart.";
    case TC_MULTIPART_TOO_MANY:
        return "Multipart form parse error - Too many parts.";
    case TC_MULTIPART_BIG_HEADERS:
        return "Multipart form parse error - Headers of a part too large.";
    case TC_MULTIPART_NESTED:
        return "Multipart form parse error - Nested multipart is not allowed.";
    case TC_MULTIPART_CUT_OFF:
        return "Multipart form parse error - Unexpected end of data.";
    case TC_MULTIPART_STOPPED:
        return "The form was not read to its end.";
    default:
        return "Multipart form parse error - Malformed data.";
    }
}
