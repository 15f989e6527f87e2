#include "db/scan.h"

#include <string.h>

#include <apr_lib.h>

static int is_name(char c)
{
    return apr_islower(c) || apr_isdigit(c) || c == '_';
}

int tc_scan_span_is(const tc_sql_span_t *span, const char *text)
{
    return strlen(text) == span->len && memcmp(span->at, text, span->len) == 0;
}

int tc_scan_span_same(const tc_sql_span_t *a, const tc_sql_span_t *b)
{
    return a->len == b->len && memcmp(a->at, b->at, a->len) == 0;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    return at;
}

const char *tc_scan_take_name(const char *at, const char *end,
                              tc_sql_span_t *name)
{
    name->at = at;
    while (at < end && is_name(*at)) {
        at++;
    }
    name->len = (apr_size_t)(at - name->at);
    return at;
}

/* Parts, slots and pieces may have points in their names ("title.desc"). */
static const char *take_mark_name(const char *at, const char *end,
                                  tc_sql_span_t *name)
{
    name->at = at;
    while (at < end && (is_name(*at) || *at == '.')) {
        at++;
    }
    name->len = (apr_size_t)(at - name->at);
    return at;
}

/* What stands after "--?", "--." or "--@". */
static void read_mark(tc_sql_line_t *line, const char *at, const char *end)
{
    char mark = *at++;

    at = skip_blanks(at, end);
    if (mark == '.') {
        line->kind = TC_SQL_END;
    }
    else if (mark == '@' || mark == '?') {
        line->kind = mark == '@' ? TC_SQL_SLOT : TC_SQL_BEGIN;
        at = take_mark_name(at, end, &line->name);
        if (mark == '?' && at < end && *at == ':') {
            at = take_mark_name(at + 1, end, &line->piece);
        }
        if (line->name.len == 0 ||
            (line->piece.at != NULL && line->piece.len == 0)) {
            line->kind = TC_SQL_BAD;
        }
    }
    else {
        line->kind = TC_SQL_BAD; /* "--< x" is replaced when it is built */
    }
    if (skip_blanks(at, end) != end) {
        line->kind = TC_SQL_BAD;
    }
}

int tc_scan_next_line(const char **at, tc_sql_line_t *line)
{
    const char *start = *at;
    const char *end = strchr(start, '\n');
    const char *mark;

    if (*start == '\0') {
        return 0;
    }
    memset(line, 0, sizeof(*line));
    *at = end != NULL ? end + 1 : start + strlen(start);
    end = end != NULL ? end : *at;
    line->text.at = start;
    line->text.len = (apr_size_t)(*at - start);

    mark = skip_blanks(start, end);
    if (end - mark >= 3 && mark[0] == '-' && mark[1] == '-' &&
        strchr("?.@<", mark[2]) != NULL) {
        read_mark(line, mark + 2, end);
    }
    return 1;
}

/* Behind a quoted text whose quote stands at `at`; NULL where it is open. */
static const char *skip_quoted(const char *at, int escapes)
{
    char quote = *at++;

    while (*at != '\0') {
        if (escapes && *at == '\\' && at[1] != '\0') {
            at += 2;
        }
        else if (*at != quote) {
            at++;
        }
        else if (at[1] == quote) {
            at += 2;
        }
        else {
            return at + 1;
        }
    }
    return NULL;
}

/* Behind $tag$...$tag$; `at` itself where this is no such quote, NULL where
 * it is open. */
static const char *skip_dollar(const char *at)
{
    const char *end = at + 1;
    apr_size_t len;

    if (apr_isalpha(*end) || *end == '_') {
        while (apr_isalnum(*end) || *end == '_') {
            end++;
        }
    }
    if (*end != '$') {
        return at;
    }
    len = (apr_size_t)(end - at) + 1;
    for (end++; (end = strchr(end, '$')) != NULL; end++) {
        if (strncmp(end, at, len) == 0) {
            return end + len;
        }
    }
    return NULL;
}

const char *tc_scan_skip_opaque(const char *at)
{
    if (*at == '\'' || *at == '"') {
        return skip_quoted(at, 0);
    }
    if ((*at == 'E' || *at == 'e') && at[1] == '\'') {
        return skip_quoted(at + 1, 1);
    }
    if (*at == '$') {
        return skip_dollar(at);
    }
    if (at[0] == '-' && at[1] == '-') {
        return at + strcspn(at, "\n");
    }
    if (at[0] == ':' && (at[1] == ':' || at[1] == '=')) {
        return at + 2;
    }
    while (apr_isalnum(*at) || *at == '_') {
        at++;
    }
    return at;
}

int tc_scan_is_parameter(const char *at)
{
    return *at == ':' && is_name(at[1]) && !apr_isdigit(at[1]);
}
