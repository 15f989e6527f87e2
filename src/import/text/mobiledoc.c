#include "import/text/mobiledoc.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

/* Types of sections. */
enum { MARKUP = 1, IMAGE = 2, LIST = 3, CARD = 10 };

typedef struct {
    tc_cards_t *cards;
    const tc_json_t *markups;
    const tc_json_t *atoms;
    const tc_json_t *all;     /* cards */
    apr_array_header_t *open; /* of const char *: elements within a line */
} doc_t;

/* The text or number at a place of an array, "" or -1 where there is none. */
static const char *text_at(const tc_json_t *array, apr_size_t place)
{
    const tc_json_t *one = array != NULL && place < tc_json_size(array)
                               ? tc_json_at(array, place)
                               : NULL;
    const char *text = one != NULL ? tc_json_string(one, NULL) : NULL;

    return text != NULL ? text : "";
}

static apr_int64_t int_at(const tc_json_t *array, apr_size_t place)
{
    return place < tc_json_size(array) &&
                   tc_json_kind(tc_json_at(array, place)) == TC_JSON_INT
               ? tc_json_int(tc_json_at(array, place))
               : -1;
}

static const tc_json_t *list_at(const tc_json_t *array, apr_int64_t place)
{
    return array != NULL && place >= 0 &&
                   (apr_size_t)place < tc_json_size(array) &&
                   tc_json_kind(tc_json_at(array, (apr_size_t)place)) ==
                       TC_JSON_ARRAY
               ? tc_json_at(array, (apr_size_t)place)
               : NULL;
}

/* A name that may stand in a tag. */
static const char *element(const char *name)
{
    apr_size_t len = strlen(name);

    for (const char *at = name; *at != '\0'; at++) {
        if (!apr_isalnum(*at)) {
            return "span";
        }
    }
    return len > 0 && len <= 10 ? name : "span";
}

/* ------------------------------------------------------------------ markers */

static void open_markup(doc_t *doc, const tc_json_t *markup)
{
    const char *name = element(text_at(markup, 0));
    const tc_json_t *pairs = markup != NULL ? list_at(markup, 1) : NULL;

    APR_ARRAY_PUSH(doc->open, const char *) = name;
    tc_cards_html(doc->cards, "<");
    tc_cards_html(doc->cards, name);
    for (apr_size_t i = 0; pairs != NULL && i + 1 < tc_json_size(pairs);
         i += 2) {
        const char *attribute = text_at(pairs, i);

        if (strcmp(attribute, "href") == 0 ||
            strcmp(attribute, "title") == 0) {
            tc_cards_attribute(doc->cards, attribute, text_at(pairs, i + 1));
        }
    }
    tc_cards_html(doc->cards, ">");
}

static void close_markups(doc_t *doc, apr_int64_t count)
{
    while (count-- > 0 && doc->open->nelts > 0) {
        const char **name = apr_array_pop(doc->open);

        tc_cards_html(doc->cards,
                      apr_pstrcat(doc->cards->p, "</", *name, ">", NULL));
    }
}

static void add_atom(doc_t *doc, const tc_json_t *atom)
{
    if (strcmp(text_at(atom, 0), "soft-return") == 0) {
        tc_cards_html(doc->cards, "<br>");
        return;
    }
    tc_content_tell(doc->cards->content,
                    "something in a line became its text: %s",
                    text_at(atom, 0));
    tc_cards_text(doc->cards, text_at(atom, 1));
}

/* [type, markups that open, how many close, text or number of an atom] */
static void add_marker(doc_t *doc, const tc_json_t *marker)
{
    const tc_json_t *opening = list_at(marker, 1);

    for (apr_size_t i = 0; opening != NULL && i < tc_json_size(opening); i++) {
        open_markup(doc, list_at(doc->markups, int_at(opening, i)));
    }
    if (int_at(marker, 0) == 1) {
        add_atom(doc, list_at(doc->atoms, int_at(marker, 3)));
    }
    else {
        tc_cards_text(doc->cards, text_at(marker, 3));
    }
    close_markups(doc, int_at(marker, 2));
}

static void add_line(doc_t *doc, const char *name, const tc_json_t *markers)
{
    tc_cards_html(doc->cards,
                  apr_pstrcat(doc->cards->p, "<", name, ">", NULL));
    for (apr_size_t i = 0; markers != NULL && i < tc_json_size(markers); i++) {
        const tc_json_t *marker = list_at(markers, (apr_int64_t)i);

        if (marker != NULL) {
            add_marker(doc, marker);
        }
    }
    close_markups(doc, doc->open->nelts);
    tc_cards_html(doc->cards,
                  apr_pstrcat(doc->cards->p, "</", name, ">", NULL));
}

/* ----------------------------------------------------------------- sections */

static void add_list(doc_t *doc, const char *name, const tc_json_t *items)
{
    tc_cards_html(doc->cards,
                  apr_pstrcat(doc->cards->p, "<", name, ">", NULL));
    for (apr_size_t i = 0; items != NULL && i < tc_json_size(items); i++) {
        add_line(doc, "li", list_at(items, (apr_int64_t)i));
    }
    tc_cards_html(doc->cards,
                  apr_pstrcat(doc->cards->p, "</", name, ">", NULL));
}

static void add_image(doc_t *doc, const char *src)
{
    tc_cards_html(doc->cards, "<img");
    tc_cards_attribute(doc->cards, "src", src);
    tc_cards_html(doc->cards, ">");
}

static void add_card(doc_t *doc, const tc_json_t *card)
{
    if (card != NULL && tc_json_size(card) > 1) {
        tc_cards_add(doc->cards, text_at(card, 0), tc_json_at(card, 1));
    }
    else {
        tc_content_tell(doc->cards->content, "a card is nowhere in the text");
    }
}

/* An aside is how the editor of those days wrote another quote. */
static const char *line_element(const char *name)
{
    name = element(name);
    return strcmp(name, "aside") == 0 || strcmp(name, "pull-quote") == 0
               ? "blockquote"
               : name;
}

static void add_section(doc_t *doc, const tc_json_t *section)
{
    switch (int_at(section, 0)) {
    case MARKUP:
        add_line(doc, line_element(text_at(section, 1)), list_at(section, 2));
        break;
    case IMAGE:
        add_image(doc, text_at(section, 1));
        break;
    case LIST:
        add_list(doc, element(text_at(section, 1)), list_at(section, 2));
        break;
    case CARD:
        add_card(doc, list_at(doc->all, int_at(section, 1)));
        break;
    default:
        tc_content_tell(doc->cards->content,
                        "a section of an unknown kind was left out: %s",
                        tc_writer_of_json(doc->cards->p, section, NULL));
    }
    tc_cards_end(doc->cards);
}

int tc_mobiledoc_add(tc_cards_t *cards, const tc_json_t *document)
{
    const tc_json_t *sections = tc_json_get(document, "sections");
    doc_t doc = { .cards = cards,
                  .markups = tc_json_get(document, "markups"),
                  .atoms = tc_json_get(document, "atoms"),
                  .all = tc_json_get(document, "cards"),
                  .open = apr_array_make(cards->p, 8, sizeof(char *)) };

    if (sections == NULL || tc_json_kind(sections) != TC_JSON_ARRAY) {
        return 0;
    }
    for (apr_size_t i = 0; i < tc_json_size(sections); i++) {
        const tc_json_t *section = list_at(sections, (apr_int64_t)i);

        if (section != NULL) {
            add_section(&doc, section);
        }
    }
    return 1;
}
