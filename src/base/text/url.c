/*
 * Django's URLValidator for http and https, written as a matcher by hand: its
 * regular expression, and the checks that Python's urlsplit adds.
 */
#include "base/text/url.h"

#include <string.h>
#include <sys/socket.h>

#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include "base/text/chars.h"
#include "base/text/span.h"

#define MAX_HOST 253

/* URLValidator's letters: [a-z\u00a1-\uffff]. */
static int is_url_letter(UChar32 c)
{
    UChar32 folded = tc_span_fold(c);

    return (folded >= 'a' && folded <= 'z') || (c >= 0xA1 && c <= 0xFFFF);
}

static int is_url_alnum(UChar32 c)
{
    return tc_span_is_digit(c) || is_url_letter(c);
}

static int is_url_alnum_dash(UChar32 c)
{
    return c == '-' || is_url_alnum(c);
}

static int is_url_letter_dash(UChar32 c)
{
    return c == '-' || is_url_letter(c);
}

/* The last label: letters and hyphens, or punycode. */
static int is_top_label(tc_span_t s)
{
    tc_span_t prefix = { s.at, s.at + 4 };
    tc_span_t rest = { s.at + 4, s.end };

    if (tc_span_length(s) < 2 || tc_span_length(s) > TC_SPAN_MAX_LABEL ||
        *s.at == '-' || s.end[-1] == '-') {
        return 0;
    }
    return tc_span_all(s, is_url_letter_dash) ||
           (tc_span_length(s) > 4 && tc_span_is_word(prefix, "xn--") &&
            tc_span_all(rest, tc_span_is_alnum));
}

static int is_host_name(tc_span_t s)
{
    if (tc_span_is_word(s, "localhost")) {
        return 1;
    }
    if (tc_span_length(s) > 0 && s.end[-1] == '.') {
        s.end--;
    }
    return tc_span_labels(&s, is_url_alnum_dash) && is_top_label(s);
}

/* Host, port and path, to the end of the URL. */
static int is_host_and_rest(tc_span_t s)
{
    tc_span_t host = s;

    if (s.at < s.end && *s.at == '[') {
        host.at++;
        host.end = tc_span_find(s, "]");
        if (host.end == s.end || !tc_span_is_address(host, AF_INET6)) {
            return 0;
        }
        s.at = host.end + 1;
    }
    else {
        host.end = tc_span_find(s, ":/?#");
        if (!tc_span_is_address(host, AF_INET) && !is_host_name(host)) {
            return 0;
        }
        s.at = host.end;
    }
    if (s.at < s.end && *s.at == ':') {
        tc_span_t port = { s.at + 1, s.end };

        port.end = tc_span_find(port, "/?#");
        if (tc_span_length(port) < 1 || tc_span_length(port) > 5 ||
            !tc_span_all(port, tc_span_is_digit)) {
            return 0;
        }
        s.at = port.end;
    }
    return s.at == s.end || tc_span_find(s, "/?#") == s.at;
}

/* Everything behind "://", user and password included; white space has been
 * refused before. */
static int is_url_rest(tc_span_t s)
{
    const UChar32 *at = tc_span_find(s, "@");
    const UChar32 *colon = tc_span_find(s, ":@/");

    if (at < s.end) {
        tc_span_t password = { colon + 1, s.end };
        int is_user = colon > s.at &&
                      (colon == at ||
                       (*colon == ':' && tc_span_find(password, ":@/") == at));
        tc_span_t behind = { at + 1, s.end };

        if (is_user && is_host_and_rest(behind)) {
            return 1;
        }
    }
    return is_host_and_rest(s);
}

/*
 * Python's urlsplit refuses a network location in which one bracket stands
 * alone, or in which a character's compatibility form would move a border
 * ("℀" is "a/c").
 */
static int is_net_location(tc_span_t s)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&status);

    if ((tc_span_find(s, "[") == s.end) != (tc_span_find(s, "]") == s.end)) {
        return 0;
    }
    for (; s.at < s.end; s.at++) {
        UChar plain[2];
        UChar mapped[32];
        int32_t len = 0;
        int32_t mapped_len;

        if (*s.at < 0x80) {
            continue;
        }
        U16_APPEND_UNSAFE(plain, len, *s.at);
        mapped_len = unorm2_normalize(nfkc, plain, len, mapped, 32, &status);
        for (int32_t i = 0; U_SUCCESS(status) && i < mapped_len; i++) {
            if (mapped[i] < 0x80 && mapped[i] &&
                strchr("/?#@:", mapped[i]) != NULL) {
                return 0;
            }
        }
    }
    return U_SUCCESS(status);
}

/* 1-253 characters of host in user:pass@host:port. */
static int has_host(tc_span_t s)
{
    tc_span_t host = s;

    for (; s.at < s.end; s.at++) {
        if (*s.at == '@') {
            host.at = s.at + 1;
        }
    }
    host.end = tc_span_find(host, ":");
    if (host.at < s.end && *host.at == '[') {
        host.end = s.end;
    }
    return tc_span_length(host) >= 1 && tc_span_length(host) <= MAX_HOST;
}

/* A URL whose host is no host name until it is written in punycode. */
static int is_url_by_punycode(tc_span_t location, tc_span_t rest)
{
    UChar32 url[TC_SPAN_MAX * 2];
    tc_span_t whole = { url, url };
    int count;

    /* an address in brackets has no other form */
    if (tc_span_is_ascii(location) ||
        tc_span_find(location, "[") < location.end) {
        return 0;
    }
    count = tc_span_to_punycode(location, url, TC_SPAN_MAX);
    if (count < 0) {
        return 0;
    }
    rest.at = location.end;
    memcpy(url + count, rest.at, (size_t)tc_span_length(rest) * sizeof(*url));
    whole.end = url + count + tc_span_length(rest);
    return is_url_rest(whole);
}

int tc_url_is_valid(const char *text, int https_only)
{
    UChar32 chars[TC_SPAN_MAX];
    int count = tc_span_decode(text, strlen(text), chars, TC_SPAN_MAX);
    tc_span_t scheme = { chars, chars + (count > 0 ? count : 0) };
    tc_span_t rest = scheme;
    tc_span_t location;

    scheme.end = tc_span_find(scheme, ":");
    if (!tc_span_is_word(scheme, "https") &&
        (https_only || !tc_span_is_word(scheme, "http"))) {
        return 0;
    }
    rest.at = scheme.end;
    if (tc_span_length(rest) < 3 || rest.at[1] != '/' || rest.at[2] != '/' ||
        !tc_span_is_ascii(scheme)) {
        return 0;
    }
    rest.at += 3;
    for (const UChar32 *c = rest.at; c < rest.end; c++) {
        if (tc_chars_is_space(*c)) {
            return 0;
        }
    }
    location = rest;
    location.end = tc_span_find(rest, "/?#");
    if (!is_net_location(location) || !has_host(location)) {
        return 0;
    }
    return is_url_rest(rest) || is_url_by_punycode(location, rest);
}
