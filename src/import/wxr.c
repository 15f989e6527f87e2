#include "import/wxr.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_strings.h>
#include <libxml/xmlreader.h>

#define ENTRY_MAX ((apr_size_t)16 * 1024 * 1024)
#define ENTRY_DEPTH 2 /* rss, channel, entry */

struct tc_wxr {
    apr_pool_t *p;
    xmlTextReaderPtr reader;
    int fd;
    int seen; /* an <rss> */
    const char *problem;
};

/* An entry while it is read. */
typedef struct {
    apr_pool_t *p;
    tc_wxr_entry_t *entry;
    apr_size_t bytes;
    const char *name; /* of the field */
    tc_wxr_term_t term;
    apr_array_header_t *text; /* pieces of the field */
    const char *inner;        /* of wp:postmeta: wp:meta_key ... */
    const char *key;
    const char *value;
} reading_t;

static void on_error(void *baton, xmlErrorPtr error)
{
    tc_wxr_t *wxr = baton;

    if (error->level >= XML_ERR_ERROR && wxr->problem == NULL) {
        wxr->problem = apr_psprintf(wxr->p,
                                    "line %d is no XML that is read "
                                    "here (libxml2's error %d)",
                                    error->line, error->code);
    }
}

tc_wxr_t *tc_wxr_open(apr_pool_t *p, const char *path, const char **problem)
{
    tc_wxr_t *wxr = apr_pcalloc(p, sizeof(*wxr));
    struct stat info;

    wxr->p = p;
    /* by descriptor: a path could be an address to libxml2 */
    wxr->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (wxr->fd < 0 || fstat(wxr->fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        *problem = wxr->fd < 0 ? strerror(errno) : "it is no file";
        tc_wxr_close(wxr);
        return NULL;
    }
    wxr->reader = xmlReaderForFd(wxr->fd, NULL, NULL, XML_PARSE_NONET);
    if (wxr->reader == NULL) {
        *problem = "no memory";
        tc_wxr_close(wxr);
        return NULL;
    }
    xmlTextReaderSetStructuredErrorHandler(wxr->reader, on_error, wxr);
    return wxr;
}

void tc_wxr_close(tc_wxr_t *wxr)
{
    if (wxr->reader != NULL) {
        xmlFreeTextReader(wxr->reader);
        wxr->reader = NULL;
    }
    if (wxr->fd >= 0) {
        close(wxr->fd);
        wxr->fd = -1;
    }
}

const char *tc_wxr_problem(const tc_wxr_t *wxr)
{
    return wxr->problem;
}

/* One step: 1 a node, 0 the end, -1 broken. */
static int step(tc_wxr_t *wxr)
{
    int rc = xmlTextReaderRead(wxr->reader);
    int type = rc == 1 ? xmlTextReaderNodeType(wxr->reader) : 0;

    if (type == XML_READER_TYPE_DOCUMENT_TYPE ||
        type == XML_READER_TYPE_ENTITY_REFERENCE) {
        wxr->problem = "it has a document type or entities of its own, which "
                       "no export of WordPress has";
        return -1;
    }
    if (rc < 0 && wxr->problem == NULL) {
        wxr->problem = "it is no XML";
    }
    return wxr->problem != NULL ? -1 : rc;
}

static const char *name_of(const tc_wxr_t *wxr)
{
    return (const char *)xmlTextReaderConstName(wxr->reader);
}

/* ------------------------------------------------------------------ entries */

static const char *attribute(const tc_wxr_t *wxr, apr_pool_t *p,
                             const char *name)
{
    xmlChar *value = xmlTextReaderGetAttribute(wxr->reader, BAD_CAST name);
    const char *copy = apr_pstrdup(p, value != NULL ? (char *)value : "");

    xmlFree(value);
    return copy;
}

static void begin_field(const tc_wxr_t *wxr, reading_t *reading)
{
    reading->name = apr_pstrdup(reading->p, name_of(wxr));
    reading->text->nelts = 0;
    reading->inner = NULL;
    reading->key = NULL;
    reading->value = "";
    if (strcmp(reading->name, "category") == 0) {
        reading->term = (tc_wxr_term_t){
            .domain = attribute(wxr, reading->p, "domain"),
            .nicename = attribute(wxr, reading->p, "nicename")
        };
    }
    else if (strcmp(reading->name, "wp:comment") == 0) {
        reading->entry->comments++;
    }
}

static const char *take_text(reading_t *reading)
{
    const char *text = apr_array_pstrcat(reading->p, reading->text, 0);

    reading->text->nelts = 0;
    return text;
}

static void end_field(reading_t *reading)
{
    tc_wxr_entry_t *entry = reading->entry;

    if (strcmp(reading->name, "wp:postmeta") == 0) {
        if (reading->key != NULL) {
            apr_table_addn(entry->meta, reading->key, reading->value);
        }
    }
    else if (strcmp(reading->name, "category") == 0) {
        reading->term.name = take_text(reading);
        APR_ARRAY_PUSH(entry->terms, tc_wxr_term_t) = reading->term;
    }
    else if (apr_table_get(entry->fields, reading->name) == NULL) {
        apr_table_setn(entry->fields, reading->name, take_text(reading));
    }
    reading->name = NULL;
}

/* What stands within a field that has elements. */
static void end_inner(reading_t *reading)
{
    if (strcmp(reading->inner, "wp:meta_key") == 0) {
        reading->key = take_text(reading);
    }
    else if (strcmp(reading->inner, "wp:meta_value") == 0) {
        reading->value = take_text(reading);
    }
    reading->text->nelts = 0;
    reading->inner = NULL;
}

static void add_text(const tc_wxr_t *wxr, reading_t *reading)
{
    const char *text = (const char *)xmlTextReaderConstValue(wxr->reader);
    apr_size_t len = text != NULL ? strlen(text) : 0;

    reading->bytes += len;
    if (reading->bytes > ENTRY_MAX) {
        reading->entry->too_large = 1;
        return;
    }
    if (len > 0 && strcmp(reading->name, "wp:comment") != 0) {
        APR_ARRAY_PUSH(reading->text,
                       const char *) = apr_pstrmemdup(reading->p, text, len);
    }
}

static void on_element(const tc_wxr_t *wxr, reading_t *reading, int depth)
{
    int empty = xmlTextReaderIsEmptyElement(wxr->reader);

    /* each element costs as well, however little it holds */
    reading->bytes += 64;
    if (depth == ENTRY_DEPTH + 1) {
        begin_field(wxr, reading);
        if (empty) {
            end_field(reading);
        }
    }
    else if (depth == ENTRY_DEPTH + 2 && reading->name != NULL && !empty) {
        reading->text->nelts = 0;
        reading->inner = apr_pstrdup(reading->p, name_of(wxr));
    }
}

static void on_node(const tc_wxr_t *wxr, reading_t *reading)
{
    int depth = xmlTextReaderDepth(wxr->reader);

    switch (xmlTextReaderNodeType(wxr->reader)) {
    case XML_READER_TYPE_ELEMENT:
        on_element(wxr, reading, depth);
        break;
    case XML_READER_TYPE_END_ELEMENT:
        if (depth == ENTRY_DEPTH + 1 && reading->name != NULL) {
            end_field(reading);
        }
        else if (depth == ENTRY_DEPTH + 2 && reading->inner != NULL) {
            end_inner(reading);
        }
        break;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        if (reading->name != NULL) {
            add_text(wxr, reading);
        }
        break;
    default:
        break;
    }
}

/* From an entry's first tag to its last. */
static int read_entry(tc_wxr_t *wxr, apr_pool_t *p, tc_wxr_entry_t *entry)
{
    reading_t reading = { .p = p,
                          .entry = entry,
                          .text = apr_array_make(p, 4, sizeof(char *)) };
    int rc = 1;

    if (xmlTextReaderIsEmptyElement(wxr->reader)) {
        return 1;
    }
    while ((rc = step(wxr)) == 1) {
        if (xmlTextReaderDepth(wxr->reader) == ENTRY_DEPTH) {
            return 1;
        }
        if (reading.bytes > ENTRY_MAX) {
            entry->too_large = 1;
            continue;
        }
        on_node(wxr, &reading);
    }
    return rc;
}

/* <link> and <wp:base_blog_url> of the channel are texts, not entries. */
static int read_site(tc_wxr_t *wxr, tc_wxr_entry_t *entry)
{
    xmlChar *text = NULL;

    if (!xmlTextReaderIsEmptyElement(wxr->reader) && step(wxr) == 1) {
        text = xmlTextReaderValue(wxr->reader);
    }
    apr_table_set(entry->fields, "link", text != NULL ? (char *)text : "");
    xmlFree(text);
    return wxr->problem == NULL;
}

static tc_wxr_kind_t kind_of(const char *name)
{
    static const struct {
        const char *name;
        tc_wxr_kind_t kind;
    } kinds[] = {
        { "item", TC_WXR_ITEM },
        { "wp:author", TC_WXR_AUTHOR },
        { "wp:category", TC_WXR_CATEGORY },
        { "wp:tag", TC_WXR_TAG },
        { "wp:base_blog_url", TC_WXR_SITE },
    };

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(name, kinds[i].name) == 0) {
            return kinds[i].kind;
        }
    }
    return TC_WXR_END; /* it is none */
}

static void entry_make(apr_pool_t *p, tc_wxr_entry_t *entry)
{
    *entry = (tc_wxr_entry_t){ .fields = apr_table_make(p, 32),
                               .meta = apr_table_make(p, 16),
                               .terms = apr_array_make(
                                   p, 8, sizeof(tc_wxr_term_t)) };
}

tc_wxr_kind_t tc_wxr_next(tc_wxr_t *wxr, apr_pool_t *p, tc_wxr_entry_t *entry)
{
    int rc;

    entry_make(p, entry);
    while ((rc = step(wxr)) == 1) {
        int depth = xmlTextReaderDepth(wxr->reader);
        tc_wxr_kind_t kind = TC_WXR_END;

        if (xmlTextReaderNodeType(wxr->reader) == XML_READER_TYPE_ELEMENT) {
            wxr->seen |= depth == 0 && strcmp(name_of(wxr), "rss") == 0;
            kind = depth == ENTRY_DEPTH ? kind_of(name_of(wxr)) : TC_WXR_END;
        }
        if (kind == TC_WXR_SITE) {
            return read_site(wxr, entry) ? kind : TC_WXR_BROKEN;
        }
        if (kind != TC_WXR_END) {
            return read_entry(wxr, p, entry) == 1 ? kind : TC_WXR_BROKEN;
        }
    }
    if (rc == 0 && !wxr->seen) {
        wxr->problem = "it is no export of WordPress";
    }
    return rc == 0 && wxr->seen ? TC_WXR_END : TC_WXR_BROKEN;
}

const char *tc_wxr_field(const tc_wxr_entry_t *entry, const char *name)
{
    const char *text = apr_table_get(entry->fields, name);

    return text != NULL ? text : "";
}

const char *tc_wxr_meta(const tc_wxr_entry_t *entry, const char *key)
{
    const char *text = apr_table_get(entry->meta, key);

    return text != NULL ? text : "";
}
