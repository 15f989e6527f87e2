/*
 * Header lines of multipart messages, cut up in place. Strict, with what
 * browsers and curl really send in mind: quotes in names come as %22, which
 * stays as it is, or as \".
 */
#include "base/multipart/part_header.h"

#include <apr_lib.h>
#include <string.h>
#include <strings.h>

#include "base/multipart/multipart.h"
#include "base/text/quote.h"

static int is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* RFC 7230's tchar */
static int is_token(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') ||
           (c && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

/* RFC 2046's bchars */
static int is_boundary_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || (c && strchr("'()+_,-./:=? ", c) != NULL);
}

static char *skip_blank(char *c)
{
    while (is_blank(*c)) {
        c++;
    }
    return c;
}

/* A quoted string, unescaped in place; from behind the opening quote. A
 * backslash before anything but a quote or another backslash is part of the
 * name (a Windows path). NULL where the string does not end. */
static char *take_quoted(char *from)
{
    char *out = from;

    while (*from != '"') {
        if (!*from) {
            return NULL;
        }
        if (*from == '\\' && (from[1] == '"' || from[1] == '\\')) {
            from++;
        }
        *out++ = *from++;
    }
    *out = '\0';
    return from + 1;
}

/*
 * The "name=value" at *at and the ';' behind it: 1 and both set, 0 at the end
 * of the text, -1 where something else stands there. Cuts the text up.
 */
static int take_parameter(char **at, char **name, char **value)
{
    char *c = skip_blank(*at);
    char *name_end;
    char *value_end;

    if (!*c) {
        return 0;
    }
    *name = c;
    while (is_token(*c)) {
        c++;
    }
    name_end = c;
    if (name_end == *name || *c != '=') {
        return -1;
    }
    *value = ++c;
    if (*c == '"') {
        *value = c + 1;
        c = value_end = take_quoted(*value);
        if (c == NULL) {
            return -1;
        }
    }
    else {
        while (*c && *c != ';' && *c != '"' && !is_blank(*c)) {
            c++;
        }
        value_end = c;
    }
    c = skip_blank(c);
    if (value_end == *value || (*c && *c != ';')) {
        return -1;
    }
    *at = *c ? c + 1 : c;
    *name_end = '\0';
    *value_end = '\0';
    return 1;
}

/* The part of a header value before its parameters, ended by a NUL; *rest
 * gets what stands behind the first ';'. */
static char *take_type(char *value, char **rest)
{
    char *end = value + strcspn(value, ";");

    *rest = *end ? end + 1 : end;
    *end = '\0';
    while (end > value && is_blank(end[-1])) {
        *--end = '\0';
    }
    return value;
}

static int is_sound_boundary(const char *text)
{
    apr_size_t len = strlen(text);

    if (len < 1 || len > TC_MULTIPART_MAX_BOUNDARY || text[len - 1] == ' ') {
        return 0;
    }
    for (; *text; text++) {
        if (!is_boundary_char(*text)) {
            return 0;
        }
    }
    return 1;
}

int tc_part_header_boundary(const char *content_type, char *boundary)
{
    char copy[1024]; /* a longer header names nothing that is usable */
    apr_size_t len = strlen(content_type);
    char *rest;
    char *name;
    char *value;
    int got;

    if (len >= sizeof(copy)) {
        return 0;
    }
    memcpy(copy, content_type, len + 1);
    if (strcasecmp(take_type(skip_blank(copy), &rest),
                   "multipart/form-data") != 0) {
        return 0;
    }
    *boundary = '\0';
    while ((got = take_parameter(&rest, &name, &value)) > 0) {
        if (strcasecmp(name, "boundary") != 0) {
            continue;
        }
        if (*boundary || !is_sound_boundary(value)) {
            return 0;
        }
        memcpy(boundary, value, strlen(value) + 1);
    }
    return got == 0 && *boundary;
}

/* A byte, of ISO-8859-1 as the same character of UTF-8. Returns where it ends.
 */
static char *put_byte(char *to, int byte, int latin)
{
    if (latin && byte >= 0x80) {
        *to++ = (char)(0xC0 | byte >> 6);
        byte = 0x80 | (byte & 0x3F);
    }
    *to++ = (char)byte;
    return to;
}

/* %xx in place; what encodes nothing, or a NUL, stays as it is. */
static void decode_percent(char *text, int latin)
{
    const char *end = text + strlen(text);
    char *out = text;

    for (; *text; text++) {
        int byte = tc_quote_byte(text, (apr_size_t)(end - text));

        if (byte > 0) {
            out = put_byte(out, byte, latin);
            text += 2;
        }
        else {
            *out++ = *text;
        }
    }
    *out = '\0';
}

/* The text in RFC 8187's charset'language'text, decoded where it is UTF-8 or
 * ISO-8859-1, which older clients send. */
static char *take_extended(char *value)
{
    char *quote = strchr(value, '\'');

    quote = quote != NULL ? strchr(quote + 1, '\'') : NULL;
    if (quote == NULL) {
        return value;
    }
    if (strncasecmp(value, "UTF-8'", 6) == 0) {
        decode_percent(quote + 1, 0);
    }
    else if (strncasecmp(value, "ISO-8859-1'", 11) == 0) {
        decode_percent(quote + 1, 1);
    }
    return quote + 1;
}

/* Content-Disposition: "form-data" and what it names. RFC 7578 forbids clients
 * filename*, but some send names that are not ASCII by it alone. */
static int read_disposition(char *value, tc_multipart_part_t *part)
{
    const char *extended = NULL;
    char *rest;
    char *name;
    int got;

    if (part->name != NULL ||
        strcasecmp(take_type(value, &rest), "form-data") != 0) {
        return 0;
    }
    while ((got = take_parameter(&rest, &name, &value)) > 0) {
        const char **target = NULL;

        if (strcasecmp(name, "name") == 0) {
            target = &part->name;
        }
        else if (strcasecmp(name, "filename") == 0) {
            target = &part->filename;
        }
        else if (strcasecmp(name, "filename*") == 0) {
            target = &extended;
            value = take_extended(value);
        }
        if (target != NULL && *target != NULL) {
            return 0;
        }
        if (target != NULL) {
            *target = value;
        }
    }
    if (extended != NULL) {
        part->filename = extended;
    }
    if (part->name == NULL) {
        part->name = "";
    }
    return got == 0;
}

/* One header line without its CRLF. */
static tc_multipart_result_t read_line(char *line, tc_multipart_part_t *part)
{
    char *value = line;
    char *end;

    while (is_token(*value)) {
        value++;
    }
    if (value == line || *value != ':') {
        return TC_MULTIPART_MALFORMED;
    }
    *value = '\0';
    value = skip_blank(value + 1);
    end = value + strlen(value);
    while (end > value && is_blank(end[-1])) {
        *--end = '\0';
    }
    if (strcasecmp(line, "Content-Disposition") == 0) {
        return read_disposition(value, part) ? TC_MULTIPART_OK
                                             : TC_MULTIPART_MALFORMED;
    }
    if (strcasecmp(line, "Content-Type") == 0) {
        if (part->content_type != NULL) {
            return TC_MULTIPART_MALFORMED;
        }
        part->content_type = value;
        if (strncasecmp(value, "multipart/", 10) == 0) {
            return TC_MULTIPART_NESTED;
        }
    }
    return TC_MULTIPART_OK;
}

/* No control characters but TAB and whole CRLFs; folded lines (a CRLF before a
 * blank) become one line. */
static int unfold(char *block, apr_size_t len)
{
    for (apr_size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)block[i];

        if (c == '\r') {
            if (i + 1 == len || block[++i] != '\n') {
                return 0;
            }
            if (i + 1 < len && is_blank(block[i + 1])) {
                block[i - 1] = ' ';
                block[i] = ' ';
            }
        }
        else if ((c < 0x20 && c != '\t') || c == 0x7F) {
            return 0;
        }
    }
    return 1;
}

tc_multipart_result_t tc_part_header_read(char *block, apr_size_t len,
                                          tc_multipart_part_t *part)
{
    memset(part, 0, sizeof(*part));
    if (!unfold(block, len)) {
        return TC_MULTIPART_MALFORMED;
    }
    block[len] = '\0';
    while (*block) {
        char *end = strstr(block, "\r\n");
        tc_multipart_result_t result;

        if (end == NULL) {
            return TC_MULTIPART_MALFORMED;
        }
        *end = '\0';
        result = read_line(block, part);
        if (result != TC_MULTIPART_OK) {
            return result;
        }
        block = end + 2;
    }
    if (part->name == NULL) {
        part->name = "";
    }
    return TC_MULTIPART_OK;
}
