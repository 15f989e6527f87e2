#include "rest/search.h"

#include <string.h>

#define BETWEEN ", \t\r\n"

int tc_search_word_counts(apr_hash_t *seen, const char *word, apr_size_t len)
{
    if (apr_hash_count(seen) >= TC_SEARCH_WORDS_MAX ||
        apr_hash_get(seen, word, (apr_ssize_t)len) != NULL) {
        return 0;
    }
    apr_hash_set(seen, word, (apr_ssize_t)len, word);
    return 1;
}

/* Returns where the pattern ends. */
static char *pattern_add(char *to, const char *word, apr_size_t len)
{
    *to++ = '%';
    for (; len > 0; len--, word++) {
        if (strchr("\\%_", *word) != NULL) {
            *to++ = '\\';
        }
        *to++ = *word;
    }
    *to++ = '%';
    return to;
}

const char *tc_search_patterns(apr_pool_t *p, const char *text)
{
    apr_hash_t *seen = apr_hash_make(p);
    char *out = apr_palloc(p, strlen(text) * 4 + 4);
    char *to = out;

    text += strspn(text, BETWEEN);
    while (*text != '\0' && apr_hash_count(seen) < TC_SEARCH_WORDS_MAX) {
        apr_size_t len = strcspn(text, BETWEEN);

        if (tc_search_word_counts(seen, text, len)) {
            if (to != out) {
                *to++ = '\n';
            }
            to = pattern_add(to, text, len);
        }
        text += len;
        text += strspn(text, BETWEEN);
    }
    *to = '\0';
    return out;
}
