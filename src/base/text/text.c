/*
 * Counting, cutting and checking of UTF-8. No ICU object is needed for any of
 * it, only its character properties and macros.
 */
#include "base/text/text.h"

#include <stdint.h>
#include <string.h>

#include <apr_strings.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/text/chars.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)

/* Skips ASCII, eight bytes at a time: most of what clients send. */
static apr_size_t skip_ascii(const char *text, apr_size_t from, apr_size_t len)
{
    while (len - from >= sizeof(uint64_t)) {
        uint64_t word;

        memcpy(&word, text + from, sizeof(word));
        if (word & HIGH_BITS) {
            break;
        }
        from += sizeof(word);
    }
    while (from < len && (unsigned char)text[from] < 0x80) {
        from++;
    }
    return from;
}

/* Length of the well-formed sequence that starts with a byte of 0x80 or more,
 * 0 where there is none (RFC 3629, section 4). */
static apr_size_t sequence(const unsigned char *s, apr_size_t len)
{
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    apr_size_t size;

    if (s[0] >= 0xC2 && s[0] <= 0xDF) {
        size = 2;
    }
    else if (s[0] >= 0xE0 && s[0] <= 0xEF) {
        size = 3;
        low = s[0] == 0xE0 ? 0xA0 : low;
        high = s[0] == 0xED ? 0x9F : high;
    }
    else if (s[0] >= 0xF0 && s[0] <= 0xF4) {
        size = 4;
        low = s[0] == 0xF0 ? 0x90 : low;
        high = s[0] == 0xF4 ? 0x8F : high;
    }
    else {
        return 0;
    }
    if (len < size || s[1] < low || s[1] > high) {
        return 0;
    }
    for (apr_size_t i = 2; i < size; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return size;
}

int tc_text_is_utf8(const char *text, apr_size_t len)
{
    apr_size_t at = skip_ascii(text, 0, len);

    while (at < len) {
        apr_size_t size = sequence((const unsigned char *)text + at, len - at);

        if (size == 0) {
            return 0;
        }
        at = skip_ascii(text, at + size, len);
    }
    return 1;
}

apr_size_t tc_text_chars(const char *text, apr_size_t len)
{
    apr_size_t chars = 0;

    for (apr_size_t i = 0; i < len; i++) {
        chars += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return chars;
}

void tc_text_trim(const char **text, apr_size_t *len)
{
    const uint8_t *bytes = (const uint8_t *)*text;
    size_t from = 0;
    size_t end = *len;
    UChar32 c;

    while (from < end) {
        size_t next = from;

        U8_NEXT(bytes, next, end, c);
        if (c < 0 || !tc_chars_is_space(c)) {
            break;
        }
        from = next;
    }
    while (end > from) {
        size_t before = end - 1;
        size_t next;

        while (before > from && U8_IS_TRAIL(bytes[before])) {
            before--;
        }
        next = before;
        U8_NEXT(bytes, next, end, c);
        if (c < 0 || !tc_chars_is_space(c)) {
            break;
        }
        end = before;
    }
    *text += from;
    *len = end - from;
}

const char *tc_text_cut(apr_pool_t *p, const char *text, apr_size_t chars)
{
    apr_size_t at = 0;

    while (text[at]) {
        if (((unsigned char)text[at] & 0xC0) != 0x80 && chars-- == 0) {
            break;
        }
        at++;
    }
    return apr_pstrmemdup(p, text, at);
}

const char *tc_text_quote(apr_pool_t *p, const char *text)
{
    apr_size_t chars = 0;
    apr_size_t at = 0;

    while (text[at]) {
        if (((unsigned char)text[at] & 0xC0) != 0x80 &&
            ++chars > TC_TEXT_QUOTE_MAX) {
            break;
        }
        if (++at == TC_TEXT_QUOTE_BYTES) {
            break;
        }
    }
    return text[at] ? apr_pstrcat(p, apr_pstrmemdup(p, text, at), "...", NULL)
                    : text;
}

static int is_unseen(UChar32 c)
{
    return (U_GET_GC_MASK(c) & (U_GC_CC_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK)) !=
               0 ||
           u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL);
}

const char *tc_text_visible(apr_pool_t *p, const char *text)
{
    int32_t len = (int32_t)strlen(text);
    char *out = apr_palloc(p, (apr_size_t)len + 1);
    char *to = out;

    for (int32_t at = 0; at < len;) {
        int32_t from = at;
        UChar32 c;

        U8_NEXT((const uint8_t *)text, at, len, c);
        if (!is_unseen(c)) {
            memcpy(to, text + from, (apr_size_t)(at - from));
            to += at - from;
        }
    }
    *to = '\0';
    return out;
}
