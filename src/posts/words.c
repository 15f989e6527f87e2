#include "posts/words.h"

#include <string.h>

#include "base/text/text.h"
#include "base/text/words.h"
#include "posts/blocks_text.h"

#define WORDS_A_MINUTE 200

static void bind_text(apr_pool_t *p, tc_sql_t *sql, const char *name,
                      const char *text)
{
    if (text != NULL) {
        tc_sql_bind(sql, name, tc_words_of_search(p, text, strlen(text)));
    }
}

static void bind_content(apr_pool_t *p, tc_sql_t *sql,
                         const tc_json_t *content)
{
    tc_blocks_text_t text = tc_blocks_text(p, content);
    apr_size_t minutes = (tc_words_count(text.text, text.len) +
                          WORDS_A_MINUTE - 1) /
                         WORDS_A_MINUTE;

    tc_sql_bind_int(sql, "read_time", minutes > 0 ? (apr_int64_t)minutes : 1);
    while (text.len > TC_TEXT_WORDS_MAX ||
           !tc_text_is_utf8(text.text, text.len)) {
        text.len = text.len > TC_TEXT_WORDS_MAX ? TC_TEXT_WORDS_MAX
                                                : text.len - 1;
    }
    tc_sql_bind(sql, "words_content",
                tc_words_of_search(p, text.text, text.len));
}

void tc_posts_words_bind(apr_pool_t *p, tc_sql_t *sql, const char *title,
                         const char *excerpt, const tc_json_t *content)
{
    bind_text(p, sql, "words_title", title);
    bind_text(p, sql, "words_excerpt", excerpt);
    if (content != NULL) {
        bind_content(p, sql, content);
    }
}
