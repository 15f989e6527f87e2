/*
 * Slugs as Django's slugify() makes them, with transliteration for titles of
 * which it would lose letters.
 */
#include "base/text/slug.h"

#include <stdint.h>
#include <string.h>

#include <apr_pools.h>
#include <apr_strings.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utrans.h>

#define TRANSLITERATION u"Any-Latin; Latin-ASCII"
#define MAX_BYTES (INT32_MAX / 64) /* ICU counts in int32_t */

typedef struct {
    UChar *units;
    int32_t len;
} utf16_t;

static int is_ascii(const char *text, apr_size_t len)
{
    for (apr_size_t i = 0; i < len; i++) {
        if ((unsigned char)text[i] >= 0x80) {
            return 0;
        }
    }
    return 1;
}

/* UTF-8 has never fewer bytes than UTF-16 has units. */
static int to_utf16(apr_pool_t *p, const char *text, utf16_t *out)
{
    UErrorCode status = U_ZERO_ERROR;
    apr_size_t len = strlen(text);

    if (len > MAX_BYTES) {
        return 0;
    }
    out->units = apr_palloc(p, (len + 1) * sizeof(UChar));
    u_strFromUTF8(out->units, (int32_t)len + 1, &out->len, text, (int32_t)len,
                  &status);
    return U_SUCCESS(status);
}

static int decompose(apr_pool_t *p, const utf16_t *in, utf16_t *out)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&status);

    out->len = unorm2_normalize(nfkd, in->units, in->len, NULL, 0, &status);
    if (status != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(status)) {
        return 0;
    }
    status = U_ZERO_ERROR;
    out->units = apr_palloc(p, ((apr_size_t)out->len + 1) * sizeof(UChar));
    out->len = unorm2_normalize(nfkd, in->units, in->len, out->units,
                                out->len + 1, &status);
    return U_SUCCESS(status);
}

/* Whether a letter would be lost among what is not ASCII: accents are none. */
static int loses_letters(const utf16_t *decomposed)
{
    for (int32_t i = 0; i < decomposed->len;) {
        UChar32 c;

        U16_NEXT(decomposed->units, i, decomposed->len, c);
        if (c >= 0x80 && u_isalpha(c)) {
            return 1;
        }
    }
    return 0;
}

/* The ASCII characters, as a string. */
static char *ascii_of(apr_pool_t *p, const utf16_t *decomposed)
{
    char *ascii = apr_palloc(p, (apr_size_t)decomposed->len + 1);
    int32_t kept = 0;

    for (int32_t i = 0; i < decomposed->len; i++) {
        if (decomposed->units[i] < 0x80) {
            ascii[kept++] = (char)decomposed->units[i];
        }
    }
    ascii[kept] = '\0';
    return ascii;
}

/* Python's \s among the ASCII characters. */
static int is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
}

/* What slugify() does to ASCII text, in place. */
static void squeeze(char *text)
{
    char *out = text;
    char *from = text;
    int dash = 0;

    for (const char *in = text; *in; in++) {
        char c = *in;

        if (c >= 'A' && c <= 'Z') {
            c = (char)(c - 'A' + 'a');
        }
        if (c == '-' || is_space(c)) {
            if (!dash) {
                *out++ = '-';
            }
            dash = 1;
        }
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                 c == '_') {
            *out++ = c;
            dash = 0;
        }
    }
    while (from < out && (*from == '-' || *from == '_')) {
        from++;
    }
    while (out > from && (out[-1] == '-' || out[-1] == '_')) {
        out--;
    }
    memmove(text, from, (size_t)(out - from));
    text[out - from] = '\0';
}

/*
 * The transliterator is opened for each call: it is not safe to share between
 * threads. Titles grow several times in Latin script, so the buffer grows until
 * they fit.
 */
static int transliterate(apr_pool_t *p, const utf16_t *in, utf16_t *out)
{
    UErrorCode status = U_ZERO_ERROR;
    UTransliterator *trans = utrans_openU(TRANSLITERATION, -1, UTRANS_FORWARD,
                                          NULL, 0, NULL, &status);
    int32_t room = in->len * 4 + 64;

    if (U_FAILURE(status)) {
        return 0;
    }
    for (int tries = 0; tries < 3; tries++) {
        int32_t limit = in->len;

        status = U_ZERO_ERROR;
        out->units = apr_palloc(p, (apr_size_t)room * sizeof(UChar));
        out->len = in->len;
        memcpy(out->units, in->units, (size_t)in->len * sizeof(UChar));
        utrans_transUChars(trans, out->units, &out->len, room, 0, &limit,
                           &status);
        if (status != U_BUFFER_OVERFLOW_ERROR) {
            break;
        }
        room *= 4;
    }
    utrans_close(trans);
    return U_SUCCESS(status);
}

static char *make_slug(apr_pool_t *scratch, const char *text)
{
    utf16_t plain;
    utf16_t latin;
    utf16_t parts;
    char *slug;

    if (is_ascii(text, strlen(text))) {
        slug = apr_pstrdup(scratch, text);
        squeeze(slug);
        return slug;
    }
    if (!to_utf16(scratch, text, &plain) ||
        !decompose(scratch, &plain, &parts)) {
        return apr_pstrdup(scratch, "");
    }
    if (loses_letters(&parts) && transliterate(scratch, &plain, &latin) &&
        !decompose(scratch, &latin, &parts)) {
        return apr_pstrdup(scratch, "");
    }
    slug = ascii_of(scratch, &parts);
    squeeze(slug);
    return slug;
}

int tc_slug_is_ambiguous(const char *slug)
{
    return slug[strspn(slug, "0123456789")] == '\0' ||
           strcmp(slug, "null") == 0;
}

/* No hyphen stays at the end of what is cut. */
static char *cut(char *slug, apr_size_t max_chars)
{
    apr_size_t len = strlen(slug);

    if (len > max_chars) {
        len = max_chars;
        while (len > 0 && (slug[len - 1] == '-' || slug[len - 1] == '_')) {
            len--;
        }
    }
    slug[len] = '\0';
    return slug;
}

const char *tc_slug_make(apr_pool_t *p, const char *text, apr_size_t max_chars,
                         const char *word)
{
    const char *result;
    apr_pool_t *scratch;
    char *slug;

    if (apr_pool_create(&scratch, p) != APR_SUCCESS) {
        return apr_pstrdup(p, word);
    }
    slug = cut(make_slug(scratch, text), max_chars);
    if (*slug == '\0') {
        result = apr_pstrdup(p, word);
    }
    else if (tc_slug_is_ambiguous(slug)) {
        result = cut(apr_pstrcat(p, word, "-", slug, NULL), max_chars);
    }
    else {
        result = apr_pstrdup(p, slug);
    }
    apr_pool_destroy(scratch);
    return result;
}
