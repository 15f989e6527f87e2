/*
 * Spans of decoded characters. Django's regular expressions ignore case the
 * Unicode way, in which four more letters are equal to ASCII ones: all
 * classes here go through tc_span_fold().
 */
#include "base/text/span.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#include <unicode/uidna.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

UChar32 tc_span_fold(UChar32 c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A' + 'a';
    }
    switch (c) {
    case 0x130:
    case 0x131:
        return 'i';
    case 0x17F:
        return 's';
    case 0x212A:
        return 'k';
    default:
        return c;
    }
}

int tc_span_is_digit(UChar32 c)
{
    return c >= '0' && c <= '9';
}

int tc_span_is_alnum(UChar32 c)
{
    UChar32 folded = tc_span_fold(c);

    return tc_span_is_digit(c) || (folded >= 'a' && folded <= 'z');
}

static int is_address_char(UChar32 c)
{
    UChar32 folded = tc_span_fold(c);

    return tc_span_is_digit(c) || c == ':' || c == '.' ||
           (folded >= 'a' && folded <= 'f');
}

ptrdiff_t tc_span_length(tc_span_t s)
{
    return s.end - s.at;
}

int tc_span_all(tc_span_t s, tc_span_class_fn is)
{
    while (s.at < s.end) {
        if (!is(*s.at++)) {
            return 0;
        }
    }
    return 1;
}

const UChar32 *tc_span_find(tc_span_t s, const char *set)
{
    while (s.at < s.end &&
           !(*s.at > 0 && *s.at < 0x80 && strchr(set, *s.at) != NULL)) {
        s.at++;
    }
    return s.at;
}

int tc_span_labels(tc_span_t *s, tc_span_class_fn is)
{
    const UChar32 *dot = tc_span_find(*s, ".");

    if (dot == s->end) {
        return 0;
    }
    while (dot < s->end) {
        tc_span_t label = { s->at, dot };

        if (tc_span_length(label) < 1 ||
            tc_span_length(label) > TC_SPAN_MAX_LABEL ||
            !tc_span_all(label, is) || *label.at == '-' ||
            label.end[-1] == '-') {
            return 0;
        }
        s->at = dot + 1;
        dot = tc_span_find(*s, ".");
    }
    return 1;
}

int tc_span_is_word(tc_span_t s, const char *ascii)
{
    for (; s.at < s.end && *ascii; s.at++, ascii++) {
        if (tc_span_fold(*s.at) != *ascii) {
            return 0;
        }
    }
    return s.at == s.end && !*ascii;
}

int tc_span_decode(const char *text, apr_size_t len, UChar32 *out, int max)
{
    size_t at = 0;
    int count = 0;

    while (at < len) {
        UChar32 c;

        U8_NEXT((const uint8_t *)text, at, len, c);
        if (c < 0 || count == max) {
            return -1;
        }
        out[count++] = c;
    }
    return count;
}

int tc_span_is_ascii(tc_span_t s)
{
    while (s.at < s.end) {
        if (*s.at++ >= 0x80) {
            return 0;
        }
    }
    return 1;
}

int tc_span_is_address(tc_span_t s, int family)
{
    unsigned char parsed[sizeof(struct in6_addr)];
    char text[64];
    apr_size_t len = 0;

    if (tc_span_length(s) >= (ptrdiff_t)sizeof(text) ||
        !tc_span_all(s, is_address_char)) {
        return 0;
    }
    while (s.at < s.end) {
        text[len++] = (char)*s.at++;
    }
    text[len] = '\0';
    return inet_pton(family, text, parsed) == 1;
}

int tc_span_to_punycode(tc_span_t name, UChar32 *out, int max)
{
    const uint32_t fatal = UIDNA_ERROR_EMPTY_LABEL |
                           UIDNA_ERROR_LABEL_TOO_LONG |
                           UIDNA_ERROR_DISALLOWED | UIDNA_ERROR_PUNYCODE |
                           UIDNA_ERROR_INVALID_ACE_LABEL;
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UChar units[2 * TC_SPAN_MAX];
    UChar ascii[4 * TC_SPAN_MAX];
    int32_t len = 0;
    UIDNA *idna;

    u_strFromUTF32(units, 2 * TC_SPAN_MAX, &len, name.at,
                   (int32_t)tc_span_length(name), &status);
    idna = uidna_openUTS46(UIDNA_DEFAULT, &status);
    len = uidna_nameToASCII(idna, units, len, ascii, 4 * TC_SPAN_MAX, &info,
                            &status);
    if (idna != NULL) {
        uidna_close(idna);
    }
    if (U_FAILURE(status) || (info.errors & fatal) || len > max) {
        return -1;
    }
    for (int32_t i = 0; i < len; i++) {
        if (ascii[i] >= 0x80) {
            return -1;
        }
        out[i] = ascii[i];
    }
    return len;
}
