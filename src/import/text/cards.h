/*
 * Ghost's cards, and its documents on their way: put together as HTML, block
 * by block, which becomes blocks by text/html.h. Each block is read by itself,
 * so that broken HTML in one of them spoils no other.
 */
#ifndef TC_IMPORT_TEXT_CARDS_H
#define TC_IMPORT_TEXT_CARDS_H

#include <apr_pools.h>
#include <apr_tables.h>

#include "base/json/json.h"
#include "import/text/content.h"

typedef struct {
    apr_pool_t *p;
    tc_content_t *content;
    apr_array_header_t *pieces; /* of const char *: HTML since the last end */
    int failed;                 /* something was too large to be read */
} tc_cards_t;

tc_cards_t *tc_cards_make(apr_pool_t *p, tc_content_t *content);

/* Append HTML, kept by reference; a text, which is escaped; and what is both
 * an attribute's name and its value (none where that is blank). */
void tc_cards_html(tc_cards_t *cards, const char *html);
void tc_cards_text(tc_cards_t *cards, const char *text);
void tc_cards_attribute(tc_cards_t *cards, const char *name,
                        const char *value);
/* The block ends. */
void tc_cards_end(tc_cards_t *cards);

/* A card of that name, a block of its own; payload: an object. One that nothing
 * here is like stays as its source, with a remark. */
void tc_cards_add(tc_cards_t *cards, const char *name,
                  const tc_json_t *payload);

#endif
