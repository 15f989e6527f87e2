/*
 * Words: counted for the reading time and made into search words. A break
 * iterator is opened for each call, since one must not be shared by threads;
 * its rules and dictionaries are shared inside ICU.
 */
#include "base/text/words.h"

#include <stdint.h>
#include <string.h>

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "base/text/words_more.h"

/* Words are normalised in pieces of about this many bytes, so that a long
 * text costs no more working memory than a short one. */
#define PIECE 4096
/* Longer words help nobody; PostgreSQL refuses lexemes above 2 kB. */
#define MAX_WORD_CHARS 128
/* A word that letters, points and commas make without end is cut here: a word
 * is folded in one piece, and may grow tenfold by that. */
#define MAX_WORD_BYTES 65536
/* No language puts more marks on one letter, and normalising sorts them in a
 * time that grows by their number's square (UAX 15, "Stream-Safe Text
 * Format"). */
#define MAX_MARKS 30

typedef struct {
    UText *text;
    UBreakIterator *breaks;
} scanner_t;

typedef struct {
    UChar *units;
    int32_t len;
} utf16_t;

typedef struct {
    const char *text;
    apr_size_t len;
    int32_t from; /* where what the scanner has found begins */
    int32_t to;
} input_t;

typedef struct {
    apr_pool_t *pool;
    char *text;
    apr_size_t len;
    apr_size_t size;
} output_t;

static int scanner_open(scanner_t *s, const char *text, apr_size_t len)
{
    UErrorCode status = U_ZERO_ERROR;

    if (len > INT32_MAX) {
        return 0;
    }
    s->text = utext_openUTF8(NULL, text, (int64_t)len, &status);
    s->breaks = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
    ubrk_setUText(s->breaks, s->text, &status);
    if (U_SUCCESS(status)) {
        return 1;
    }
    if (s->breaks != NULL) {
        ubrk_close(s->breaks);
    }
    utext_close(s->text);
    return 0;
}

static void scanner_close(scanner_t *s)
{
    ubrk_close(s->breaks);
    utext_close(s->text);
}

/* What comes next, a word or not, as a range of bytes; 0 at the end. */
static int scanner_next(scanner_t *s, int32_t *from, int32_t *to)
{
    *from = ubrk_current(s->breaks);
    *to = ubrk_next(s->breaks);
    return *to != UBRK_DONE;
}

static int scanner_at_word(const scanner_t *s)
{
    return ubrk_getRuleStatus(s->breaks) >= UBRK_WORD_NONE_LIMIT;
}

apr_size_t tc_words_count(const char *text, apr_size_t len)
{
    scanner_t scanner;
    apr_size_t count = 0;
    int32_t from;
    int32_t to;

    if (!scanner_open(&scanner, text, len)) {
        return 0;
    }
    while (scanner_next(&scanner, &from, &to)) {
        count += scanner_at_word(&scanner) ? 1 : 0;
    }
    scanner_close(&scanner);
    return count;
}

/* Letters that Unicode does not decompose, though people type them without
 * their strokes. All of them after case folding. */
static const char *plain_letter(UChar32 c)
{
    switch (c) {
    case 0xE6:
        return "ae";
    case 0xF0:
    case 0x111:
        return "d";
    case 0xF8:
        return "o";
    case 0xFE:
        return "th";
    case 0x127:
        return "h";
    case 0x131:
        return "i";
    case 0x142:
        return "l";
    case 0x153:
        return "oe";
    case 0x167:
        return "t";
    default:
        return NULL;
    }
}

/* Accents, points and tones go; vowel signs (class 0), nukta, the voicing of
 * kana and virama (7 to 9) make other letters and stay. */
static int is_accent(UChar32 c)
{
    uint8_t ccc = u_getCombiningClass(c);

    return ccc != 0 && (ccc < 7 || ccc > 9);
}

static int is_kept(UChar32 c)
{
    return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

static int normalize(apr_pool_t *p, const UNormalizer2 *how, const utf16_t *in,
                     utf16_t *out)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t room = in->len * 2 + 16;

    for (int tries = 0; tries < 2; tries++) {
        status = U_ZERO_ERROR;
        out->units = apr_palloc(p, (apr_size_t)room * sizeof(UChar));
        out->len = unorm2_normalize(how, in->units, in->len, out->units, room,
                                    &status);
        if (status != U_BUFFER_OVERFLOW_ERROR) {
            break;
        }
        room = out->len + 1;
    }
    return U_SUCCESS(status);
}

/*
 * Decomposed, folded text to plain words: accents dropped, everything that is
 * no letter, number or mark turned into one space. There is room for two units
 * for each: the letters of plain_letter() become two at most.
 */
static void strip(apr_pool_t *p, utf16_t *text)
{
    UChar *out = apr_palloc(p,
                            ((apr_size_t)text->len * 2 + 1) * sizeof(UChar));
    int32_t len = 0;
    int32_t at = 0;
    int chars = 0;

    while (at < text->len) {
        const char *plain;
        UChar32 c;

        U16_NEXT(text->units, at, text->len, c);
        if (is_accent(c)) {
            continue;
        }
        if (!is_kept(c)) {
            if (chars > 0) {
                out[len++] = ' ';
            }
            chars = 0;
            continue;
        }
        if (++chars > MAX_WORD_CHARS) {
            continue;
        }
        plain = plain_letter(c);
        if (plain == NULL) {
            U16_APPEND_UNSAFE(out, len, c);
        }
        while (plain != NULL && *plain) {
            out[len++] = (UChar)*plain++;
        }
    }
    text->units = out;
    text->len = len;
}

static void output_add(output_t *out, const char *bytes, apr_size_t len)
{
    if (out->size - out->len <= len) {
        apr_size_t size = (out->size + len) * 2;
        char *text = apr_palloc(out->pool, size);

        memcpy(text, out->text, out->len);
        out->text = text;
        out->size = size;
    }
    memcpy(out->text + out->len, bytes, len);
    out->len += len;
}

/* Joined words (UTF-8, each followed by a space) to search words. */
static void add_piece(apr_pool_t *scratch, const output_t *piece,
                      output_t *out)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *folding = unorm2_getNFKCCasefoldInstance(&status);
    const UNormalizer2 *apart = unorm2_getNFDInstance(&status);
    const UNormalizer2 *together = unorm2_getNFCInstance(&status);
    utf16_t text;
    utf16_t other;
    char *bytes;
    int32_t len;

    text.units = apr_palloc(scratch, (piece->len + 1) * sizeof(UChar));
    u_strFromUTF8(text.units, (int32_t)piece->len + 1, &text.len, piece->text,
                  (int32_t)piece->len, &status);
    if (U_FAILURE(status) || !normalize(scratch, folding, &text, &other) ||
        !normalize(scratch, apart, &other, &text)) {
        return;
    }
    strip(scratch, &text);
    if (!normalize(scratch, together, &text, &other)) {
        return;
    }
    bytes = apr_palloc(scratch, (apr_size_t)other.len * 3 + 1);
    u_strToUTF8(bytes, other.len * 3 + 1, &len, other.units, other.len,
                &status);
    if (U_SUCCESS(status)) {
        output_add(out, bytes, (apr_size_t)len);
    }
}

/* 1 where there were more words than are made; a space is behind each. */
static int cut_words(output_t *out)
{
    const apr_size_t most = TC_TEXT_WORDS_MAX + 1;

    if (out->len <= most) {
        return 0;
    }
    out->len = most;
    while (out->len > 0 && out->text[out->len - 1] != ' ') {
        out->len--;
    }
    return 1;
}

/* A word, without the marks that are too many. `folding` tells what is a mark:
 * all that it might order or merge with what stands before, or drop. */
static void add_word(const UNormalizer2 *folding, const char *text,
                     int32_t len, output_t *piece)
{
    int32_t kept = 0; /* from here on nothing has been added yet */
    int32_t at = 0;
    int marks = 0;

    if (len > MAX_WORD_BYTES) {
        len = MAX_WORD_BYTES;
        U8_SET_CP_START((const uint8_t *)text, 0, len);
    }
    while (at < len) {
        int32_t from = at;
        UChar32 c;

        U8_NEXT((const uint8_t *)text, at, len, c);
        if (c < 0x80 || unorm2_hasBoundaryBefore(folding, c)) {
            marks = 0;
        }
        else if (++marks > MAX_MARKS) {
            output_add(piece, text + kept, (apr_size_t)(from - kept));
            kept = at;
        }
    }
    output_add(piece, text + kept, (apr_size_t)(len - kept));
    output_add(piece, " ", 1);
}

static void add_name(const char *name, apr_size_t len, output_t *piece)
{
    if (len > 0) {
        output_add(piece, name, len);
        output_add(piece, " ", 1);
    }
}

static void add_pictures(const char *text, apr_size_t from, apr_size_t to,
                         output_t *piece)
{
    char name[TC_WORDS_MORE_NAME];
    apr_size_t len;

    while ((len = tc_words_more_picture(text, to, &from, name)) > 0) {
        add_name(name, len, piece);
    }
}

static void add_next(const UNormalizer2 *folding, const scanner_t *scanner,
                     const input_t *in, output_t *piece)
{
    char name[TC_WORDS_MORE_NAME];

    if (!scanner_at_word(scanner)) {
        add_pictures(in->text, (apr_size_t)in->from, (apr_size_t)in->to,
                     piece);
        return;
    }
    add_word(folding, in->text + in->from, in->to - in->from, piece);
    add_name(name,
             tc_words_more_name(in->text, in->len, (apr_size_t)in->from,
                                (apr_size_t)in->to, name),
             piece);
}

static void collect(apr_pool_t *scratch, scanner_t *scanner, input_t *in,
                    output_t *out)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *folding = unorm2_getNFKCCasefoldInstance(&status);
    int more = U_SUCCESS(status);

    while (more) {
        output_t piece = { .pool = scratch };

        piece.size = PIECE + 256;
        piece.text = apr_palloc(scratch, piece.size);
        while (piece.len < PIECE &&
               (more = scanner_next(scanner, &in->from, &in->to))) {
            add_next(folding, scanner, in, &piece);
        }
        add_piece(scratch, &piece, out);
        if (cut_words(out)) {
            more = 0;
        }
        apr_pool_clear(scratch);
    }
}

const char *tc_words_of_query(apr_pool_t *p, const char *text, apr_size_t len)
{
    input_t in = { .text = text, .len = len };
    output_t out = { .pool = p };
    apr_pool_t *scratch;
    scanner_t scanner;

    out.size = len + 16;
    out.text = apr_palloc(p, out.size);
    if (!scanner_open(&scanner, text, len)) {
        return "";
    }
    if (apr_pool_create(&scratch, p) == APR_SUCCESS) {
        collect(scratch, &scanner, &in, &out);
        apr_pool_destroy(scratch);
    }
    scanner_close(&scanner);
    while (out.len > 0 && out.text[out.len - 1] == ' ') {
        out.len--;
    }
    out.text[out.len] = '\0';
    return out.text;
}

const char *tc_words_of_search(apr_pool_t *p, const char *text, apr_size_t len)
{
    return tc_words_more_inner(p, tc_words_of_query(p, text, len),
                               TC_TEXT_WORDS_MAX);
}
