#include "base/text/words_more.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

/* Names with symbols are short ("objective-c++" is two words). */
#define MAX_NAMED 16
#define MAX_SYMBOLS 3
/* Longer ones are no words, and would have very many parts. */
#define MAX_SYLLABLES 16

static int joins(const char *text, apr_size_t len, apr_size_t at)
{
    return at < len && ((unsigned char)text[at] >= 0x80 ||
                        apr_isalnum(text[at]) || text[at] == '_');
}

/* How many symbols stand behind a word, of one kind and with nothing that goes
 * on behind them. */
static apr_size_t symbols_behind(const char *text, apr_size_t len,
                                 apr_size_t at)
{
    apr_size_t end = at;

    if (at >= len || (text[at] != '+' && text[at] != '#')) {
        return 0;
    }
    while (end < len && text[end] == text[at]) {
        end++;
    }
    return end - at > MAX_SYMBOLS || joins(text, len, end) ? 0 : end - at;
}

/* A point before a word that ends nothing. */
static int has_point(const char *text, apr_size_t len, apr_size_t from)
{
    return from > 0 && text[from - 1] == '.' &&
           (from == 1 ||
            (!joins(text, len, from - 2) && text[from - 2] != '.'));
}

apr_size_t tc_words_more_name(const char *text, apr_size_t len,
                              apr_size_t from, apr_size_t to,
                              char name[TC_WORDS_MORE_NAME])
{
    apr_size_t behind = symbols_behind(text, len, to);
    int point = has_point(text, len, from);

    if (to - from > MAX_NAMED || (behind == 0 && !point)) {
        return 0;
    }
    apr_snprintf(name, TC_WORDS_MORE_NAME, "%s%.*s", point ? "dot" : "",
                 (int)(to - from), text + from);
    for (apr_size_t i = 0; i < behind; i++) {
        apr_cpystrn(name + strlen(name), text[to] == '+' ? "plus" : "sharp",
                    TC_WORDS_MORE_NAME - strlen(name));
    }
    return strlen(name);
}

apr_size_t tc_words_more_picture(const char *text, apr_size_t to,
                                 apr_size_t *at, char name[TC_WORDS_MORE_NAME])
{
    while (*at < to) {
        int32_t next = 0;
        UChar32 c;

        U8_NEXT((const uint8_t *)text + *at, next, (int32_t)(to - *at), c);
        *at += (apr_size_t)next;
        if (c > 0x7F && (u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) ||
                         u_hasBinaryProperty(c, UCHAR_REGIONAL_INDICATOR))) {
            apr_snprintf(name, TC_WORDS_MORE_NAME, "emoji%x", (unsigned)c);
            return strlen(name);
        }
    }
    return 0;
}

/* Syllables are three bytes long, U+AC00 to U+D7A3. */
int tc_words_more_is_korean(const char *word, apr_size_t len)
{
    return len >= 3 && memcmp(word, "\xEA\xB0\x80", 3) >= 0 &&
           memcmp(word, "\xED\x9E\xA3", 3) <= 0;
}

/* Where the parts of a word begin, the word itself among them: at each of its
 * syllables that has another one behind it. */
static int is_part(const char *word, apr_size_t len, apr_size_t at)
{
    return at == 0 || (len <= (apr_size_t)MAX_SYLLABLES * 3 &&
                       tc_words_more_is_korean(word + at, len - at) &&
                       tc_words_more_is_korean(word + at + 3, len - at - 3));
}

static apr_size_t inner_length(const char *word, apr_size_t len)
{
    apr_size_t sum = 0;

    for (apr_size_t at = 0; at < len; at++) {
        sum += is_part(word, len, at) ? len - at + 1 : 0;
    }
    return sum;
}

const char *tc_words_more_inner(apr_pool_t *p, const char *words,
                                apr_size_t most)
{
    apr_size_t size = 1;
    char *out;
    char *to;

    for (const char *word = words; *word != '\0';) {
        apr_size_t len = strcspn(word, " ");

        size += inner_length(word, len);
        word += len + (word[len] == ' ');
    }
    out = to = apr_palloc(p, size);
    for (const char *word = words; *word != '\0';) {
        apr_size_t len = strcspn(word, " ");

        for (apr_size_t at = 0; at < len; at++) {
            if (is_part(word, len, at) &&
                (apr_size_t)(to - out) + len - at < most) {
                memcpy(to, word + at, len - at);
                to += len - at;
                *to++ = ' ';
            }
        }
        word += len + (word[len] == ' ');
    }
    to[to > out ? -1 : 0] = '\0';
    return out;
}
