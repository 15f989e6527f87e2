#include "posts/blocks_marks.h"

#include <apr_hash.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "base/text/text.h"
#include "posts/block_types.h"
#include "rest/parse.h"

typedef struct {
    apr_pool_t *p;
    const tc_block_member_t *member;
    apr_array_header_t *wrong; /* const char * */
    apr_hash_t *told;          /* the same, by text */
} marks_t;

static void fault(const marks_t *marks, const char *text)
{
    if (apr_hash_get(marks->told, text, APR_HASH_KEY_STRING) == NULL) {
        apr_hash_set(marks->told, text, APR_HASH_KEY_STRING, text);
        APR_ARRAY_PUSH(marks->wrong, const char *) = text;
    }
}

/* what: "must be ..." and the like */
static void fault_of(const marks_t *marks, const char *what)
{
    fault(marks, apr_pstrcat(marks->p, marks->member->name, " ", what, NULL));
}

/* ------------------------------------------------------------------ links */

/* Where `text` goes on behind a scheme, NULL where it has another one. */
static const char *behind(const char *text, const char *scheme)
{
    apr_size_t len = strlen(scheme);

    return strncasecmp(text, scheme, len) == 0 ? text + len : NULL;
}

/* C0, DEL and C1, the latter of two bytes. */
static int has_control(const char *text)
{
    for (; *text != '\0'; text++) {
        const unsigned char *at = (const unsigned char *)text;

        if (at[0] < 0x20 || at[0] == 0x7f || (at[0] == 0xc2 && at[1] < 0xa0)) {
            return 1;
        }
    }
    return 0;
}

/* Some host: no more than that browsers would go to one. */
static int is_at_host(const char *text)
{
    apr_size_t len = strcspn(text, "/?#");

    return len > 0 && strcspn(text, " \\") >= len;
}

/* A path of this site. Browsers take a backslash for a slash, and what follows
 * two of them for a host. */
static int is_path(const char *text)
{
    return text[0] == '/' && text[1] != '/' && text[1] != '\\';
}

/* One of the forms that are known to be harmless; whatever else a browser may
 * take for an address is none. */
static int is_href(const tc_json_t *value)
{
    apr_size_t len;
    const char *text = value != NULL ? tc_json_string(value, &len) : NULL;
    const char *rest;

    if (text == NULL || strlen(text) != len || has_control(text)) {
        return 0;
    }
    rest = behind(text, "https://");
    if (rest == NULL) {
        rest = behind(text, "http://");
    }
    if (rest != NULL) {
        return is_at_host(rest);
    }
    rest = behind(text, "mailto:");
    if (rest == NULL) {
        rest = behind(text, "tel:");
    }
    return rest != NULL ? *rest != '\0' : text[0] == '#' || is_path(text);
}

static void check_link(const marks_t *marks, const tc_json_t *mark)
{
    const tc_json_t *to = tc_json_size(mark) > 3 ? tc_json_at(mark, 3) : NULL;
    const tc_json_t *title = to != NULL ? tc_json_get(to, "title") : NULL;

    if (to == NULL || !is_href(tc_json_get(to, "href"))) {
        fault(marks, "href is not a valid link.");
    }
    if (title != NULL && tc_json_kind(title) != TC_JSON_NULL &&
        tc_json_kind(title) != TC_JSON_STRING) {
        fault(marks, "title must be a string.");
    }
}

/* ------------------------------------------------------------------ marks */

/* [start, end, name], and perhaps something more. */
static int is_mark(const tc_json_t *mark)
{
    apr_size_t size = tc_json_size(mark);
    const tc_json_t *start;
    const tc_json_t *end;

    if (tc_json_kind(mark) != TC_JSON_ARRAY || size < 3 || size > 4) {
        return 0;
    }
    start = tc_json_at(mark, 0);
    end = tc_json_at(mark, 1);
    return tc_json_kind(start) == TC_JSON_INT &&
           tc_json_kind(end) == TC_JSON_INT && tc_json_int(start) >= 0 &&
           tc_json_int(start) <= tc_json_int(end) &&
           tc_json_kind(tc_json_at(mark, 2)) == TC_JSON_STRING;
}

/* Lists in lists, depth of them, and marks in the last; null is none. */
static int are_marks(const tc_json_t *list, int depth)
{
    if (tc_json_kind(list) == TC_JSON_NULL) {
        return 1;
    }
    if (tc_json_kind(list) != TC_JSON_ARRAY) {
        return 0;
    }
    for (apr_size_t i = 0; i < tc_json_size(list); i++) {
        const tc_json_t *one = tc_json_at(list, i);

        if (depth > 0 ? !are_marks(one, depth - 1) : !is_mark(one)) {
            return 0;
        }
    }
    return 1;
}

static void check_mark(const marks_t *marks, const tc_json_t *mark)
{
    apr_size_t len;
    const char *name = tc_json_string(tc_json_at(mark, 2), &len);
    int whole = strlen(name) == len;

    if (whole && strcmp(name, TC_BLOCK_LINK) == 0) {
        check_link(marks, mark);
    }
    else if (!whole || !tc_parse_choice_known(tc_block_types_marks, name)) {
        fault(marks, apr_pstrcat(marks->p, "\"", tc_text_quote(marks->p, name),
                                 "\" is not a valid mark.", NULL));
    }
}

static void check_list(const marks_t *marks, const tc_json_t *list, int depth)
{
    apr_size_t most = (apr_size_t)marks->member->most;

    if (depth == 0 && tc_json_size(list) > most) {
        fault_of(marks,
                 apr_psprintf(marks->p, "may have no more than %d items.",
                              marks->member->most));
        return;
    }
    for (apr_size_t i = 0; i < tc_json_size(list); i++) {
        if (depth > 0) {
            check_list(marks, tc_json_at(list, i), depth - 1);
        }
        else {
            check_mark(marks, tc_json_at(list, i));
        }
    }
}

apr_array_header_t *tc_blocks_marks_check(apr_pool_t *p,
                                          const tc_block_member_t *member,
                                          const tc_json_t *value)
{
    marks_t marks = { .p = p,
                      .member = member,
                      .wrong = apr_array_make(p, 2, sizeof(char *)),
                      .told = apr_hash_make(p) };

    if (are_marks(value, member->depth)) {
        check_list(&marks, value, member->depth);
    }
    else {
        fault_of(&marks, "must be a list of [start, end, name].");
    }
    return marks.wrong;
}

/* ------------------------------------------------------------------ names */

int tc_blocks_marks_is_id(const tc_json_t *value)
{
    apr_size_t len;
    const char *text = tc_json_string(value, &len);

    if (text == NULL || len == 0 || len > (apr_size_t)tc_block_types_id.most) {
        return 0;
    }
    for (apr_size_t i = 0; i < len; i++) {
        if (!apr_isalnum(text[i]) && text[i] != '-' && text[i] != '_') {
            return 0;
        }
    }
    return 1;
}
