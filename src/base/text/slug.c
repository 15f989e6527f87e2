/*
 * Slugs as Django's slugify() makes them, with transliteration for titles of
 * which it leaves nothing.
 */
#include "base/text/slug.h"

#include <stdint.h>
#include <string.h>

#include <apr_pools.h>
#include <apr_strings.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
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

/* NFKD, and of that the ASCII characters, as a string. */
static char *fold_to_ascii(apr_pool_t *p, const utf16_t *in)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&status);
    UChar *units;
    char *ascii;
    int32_t len;
    int32_t kept = 0;

    len = unorm2_normalize(nfkd, in->units, in->len, NULL, 0, &status);
    if (status != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(status)) {
        return apr_pstrdup(p, "");
    }
    status = U_ZERO_ERROR;
    units = apr_palloc(p, ((apr_size_t)len + 1) * sizeof(UChar));
    len = unorm2_normalize(nfkd, in->units, in->len, units, len + 1, &status);
    if (U_FAILURE(status)) {
        return apr_pstrdup(p, "");
    }
    ascii = apr_palloc(p, (apr_size_t)len + 1);
    for (int32_t i = 0; i < len; i++) {
        if (units[i] < 0x80) {
            ascii[kept++] = (char)units[i];
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
 * threads, and only titles without any ASCII letter come here. Titles grow
 * several times in Latin script, so the buffer grows until they fit.
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
    char *slug;

    if (is_ascii(text, strlen(text))) {
        slug = apr_pstrdup(scratch, text);
        squeeze(slug);
        return slug;
    }
    if (!to_utf16(scratch, text, &plain)) {
        return apr_pstrdup(scratch, "");
    }
    slug = fold_to_ascii(scratch, &plain);
    squeeze(slug);
    if (!*slug && transliterate(scratch, &plain, &latin)) {
        slug = fold_to_ascii(scratch, &latin);
        squeeze(slug);
    }
    return slug;
}

const char *tc_slug_make(apr_pool_t *p, const char *text, apr_size_t max_chars,
                         const char *fallback)
{
    const char *result;
    apr_pool_t *scratch;
    apr_size_t len;
    char *slug;

    if (apr_pool_create(&scratch, p) != APR_SUCCESS) {
        return apr_pstrdup(p, fallback);
    }
    slug = make_slug(scratch, text);
    len = strlen(slug);
    if (len > max_chars) {
        len = max_chars;
        while (len > 0 && (slug[len - 1] == '-' || slug[len - 1] == '_')) {
            len--;
        }
    }
    result = len ? apr_pstrmemdup(p, slug, len) : apr_pstrdup(p, fallback);
    apr_pool_destroy(scratch);
    return result;
}
