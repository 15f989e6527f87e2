/*
 * Django's validators for slugs, user names and e-mail, written as matchers by
 * hand.
 */
#include "base/text/pattern.h"

#include <string.h>
#include <sys/socket.h>

#include <unicode/utf8.h>

#include "base/text/chars.h"
#include "base/text/span.h"

#define MAX_EMAIL 320 /* characters */

int tc_pattern_is_slug(const char *text)
{
    if (!*text) {
        return 0;
    }
    for (; *text; text++) {
        char c = *text;

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') || c == '-' || c == '_')) {
            return 0;
        }
    }
    return 1;
}

int tc_pattern_is_username(const char *text)
{
    size_t len = strlen(text);
    size_t at = 0;

    while (at < len) {
        UChar32 c;

        U8_NEXT((const uint8_t *)text, at, len, c);
        if (c < 0 || !(tc_chars_is_word(c) ||
                       (c < 0x80 && strchr(".@+-", c) != NULL))) {
            return 0;
        }
    }
    return len > 0;
}

static int is_ascii_alnum_dash(UChar32 c)
{
    return c == '-' || tc_span_is_alnum(c);
}

static int is_atom(UChar32 c)
{
    return tc_span_is_alnum(c) ||
           (c > 0 && c < 0x80 && strchr("-!#$%&'*+/=?^_`{}|~", c) != NULL);
}

/* atom *("." atom) */
static int is_dot_atom(tc_span_t s)
{
    const UChar32 *start = s.at;

    if (s.at == s.end || *start == '.' || s.end[-1] == '.') {
        return 0;
    }
    for (; s.at < s.end; s.at++) {
        if (*s.at == '.' ? s.at[-1] == '.' : !is_atom(*s.at)) {
            return 0;
        }
    }
    return 1;
}

/* Inside a quoted local part: no NUL, TAB, LF, CR, space, DEL may stand, nor
 * a quote or backslash on its own. */
static int is_quotable(UChar32 c)
{
    if (c >= 0x80) {
        return tc_span_fold(c) < 0x80;
    }
    return c > 0 && c != '\t' && c != '\n' && c != '\r' && c != ' ' &&
           c != '"' && c != '\\';
}

/* Behind a backslash. */
static int is_escapable(UChar32 c)
{
    return c > 0 && c != '\n' && c != '\r' && tc_span_fold(c) < 0x80;
}

static int is_quoted_local(tc_span_t s)
{
    if (tc_span_length(s) < 2 || *s.at != '"' || s.end[-1] != '"') {
        return 0;
    }
    s.at++;
    s.end--;
    while (s.at < s.end) {
        if (*s.at == '\\') {
            s.at++;
            if (s.at == s.end || !is_escapable(*s.at)) {
                return 0;
            }
        }
        else if (!is_quotable(*s.at)) {
            return 0;
        }
        s.at++;
    }
    return 1;
}

static int is_mail_domain(tc_span_t s)
{
    if (tc_span_length(s) > 2 && *s.at == '[' && s.end[-1] == ']') {
        tc_span_t address = { s.at + 1, s.end - 1 };

        return tc_span_is_address(address, AF_INET) ||
               tc_span_is_address(address, AF_INET6);
    }
    return tc_span_labels(&s, is_ascii_alnum_dash) && tc_span_length(s) >= 2 &&
           tc_span_length(s) <= TC_SPAN_MAX_LABEL && s.end[-1] != '-' &&
           tc_span_all(s, is_ascii_alnum_dash);
}

int tc_pattern_is_email(const char *text)
{
    UChar32 chars[MAX_EMAIL];
    UChar32 punycode[TC_SPAN_MAX];
    int count = tc_span_decode(text, strlen(text), chars, MAX_EMAIL);
    tc_span_t local = { chars, chars + (count > 0 ? count : 0) };
    tc_span_t domain = { local.end, local.end };

    while (domain.at > local.at && domain.at[-1] != '@') {
        domain.at--;
    }
    if (domain.at == local.at) {
        return 0;
    }
    local.end = domain.at - 1;
    if (!is_dot_atom(local) && !is_quoted_local(local)) {
        return 0;
    }
    if (strcmp(strrchr(text, '@') + 1, "localhost") == 0 ||
        is_mail_domain(domain)) {
        return 1;
    }
    if (tc_span_is_ascii(domain)) {
        return 0;
    }
    count = tc_span_to_punycode(domain, punycode, TC_SPAN_MAX);
    domain.at = punycode;
    domain.end = punycode + (count > 0 ? count : 0);
    return is_mail_domain(domain);
}
