/* The words of TalecraftPurge, and the file of headers that it names. */
#include "core/purge_target.h"

#include <string.h>

#include <apr_file_info.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_uri.h>

#include "base/files/file.h"
#include "base/files/folder.h"
#include "core/site.h"

#define NAME "TalecraftPurge: "
#define MOST_BYTES 16384 /* of the file of headers */
#define TOKEN_CHARS                                        \
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" \
    "0123456789!#$%&'*+-.^_`|~"

static const char *read_url(apr_pool_t *p, const char *url,
                            tc_purge_target_t *target)
{
    apr_uri_t parts;

    for (const char *c = url; *c != '\0'; c++) {
        if (!apr_isgraph(*c)) {
            return NAME "the URL holds a character that no URL has";
        }
    }
    if (apr_uri_parse(p, url, &parts) != APR_SUCCESS || parts.scheme == NULL ||
        (strcmp(parts.scheme, "http") != 0 &&
         strcmp(parts.scheme, "https") != 0) ||
        parts.hostname == NULL || parts.hostname[0] == '\0') {
        return NAME "a URL that begins with http:// or https:// is needed";
    }
    if (parts.user != NULL || parts.fragment != NULL) {
        return NAME "no user, password or fragment may stand in the URL; "
                    "put an Authorization header into headers=FILE";
    }
    target->url = url;
    target->place = apr_psprintf(p, "%s://%s", parts.scheme, parts.hostinfo);
    return NULL;
}

/* Headers that the request has anyway, or that would break it. */
static int is_ours(const char *line, apr_size_t len)
{
    static const char *const names[] = { "Surrogate-Key",     "Content-Length",
                                         "Content-Type",      "Connection",
                                         "Transfer-Encoding", "Expect" };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strlen(names[i]) == len && strncasecmp(line, names[i], len) == 0) {
            return 1;
        }
    }
    return 0;
}

/* "Name: value"; white space around both is dropped. NULL: it is no header
 * that may be sent. */
static const char *header_of(apr_pool_t *p, const char *line)
{
    apr_size_t len = strspn(line, TOKEN_CHARS);
    const char *value = line + len + 1;
    const char *end;

    if (len == 0 || line[len] != ':' || is_ours(line, len)) {
        return NULL;
    }
    value += strspn(value, " \t");
    end = value + strlen(value);
    while (end > value && apr_isspace(end[-1])) {
        end--;
    }
    for (const char *c = value; c < end; c++) {
        if (apr_iscntrl(*c) && *c != '\t') {
            return NULL;
        }
    }
    return end == value ? NULL
                        : apr_psprintf(p, "%.*s: %.*s", (int)len, line,
                                       (int)(end - value), value);
}

static const char *read_lines(apr_pool_t *p, char *text,
                              tc_purge_target_t *target)
{
    int number = 0;

    for (char *line = text; line != NULL;) {
        char *end = strchr(line, '\n');
        const char *header;

        if (end != NULL) {
            *end++ = '\0';
        }
        number++;
        line += strspn(line, " \t\r");
        if (*line != '\0' && *line != '#') {
            header = header_of(p, line);
            if (header == NULL) {
                return apr_psprintf(p,
                                    NAME "line %d of %s is no header that "
                                         "may be sent",
                                    number, target->headers_file);
            }
            APR_ARRAY_PUSH(target->headers, const char *) = header;
        }
        line = end;
    }
    return NULL;
}

static const char *read_headers(apr_pool_t *p, tc_purge_target_t *target)
{
    char *text = NULL;
    apr_status_t rv;

    if (!tc_folder_is_held(target->headers_file)) {
        return apr_psprintf(p,
                            NAME "others than root can put another file in "
                                 "the place of %s; it must lie in folders of "
                                 "root's that nobody else may write to",
                            target->headers_file);
    }
    rv = tc_file_read_text(p, target->headers_file, MOST_BYTES, 1, &text);
    if (rv == EINVAL) {
        return apr_psprintf(p, NAME "%s is no file, too large, or no text",
                            target->headers_file);
    }
    if (rv != APR_SUCCESS) {
        return apr_psprintf(p, NAME "the file %s cannot be read: %pm",
                            target->headers_file, &rv);
    }
    return read_lines(p, text, target);
}

static const char *path_of(apr_pool_t *p, const char *root, const char *path)
{
    char *merged = NULL;

    return apr_filepath_merge(&merged, root, path, APR_FILEPATH_TRUENAME, p) ==
                   APR_SUCCESS
               ? merged
               : path;
}

static const char *read_option(apr_pool_t *p, const char *root,
                               const char *word, tc_purge_target_t *target)
{
    if (strcmp(word, "form=header") == 0) {
        target->form = TC_PURGE_HEADER;
    }
    else if (strcmp(word, "form=json") == 0) {
        target->form = TC_PURGE_JSON;
    }
    else if (strncmp(word, "headers=", 8) == 0 && word[8] != '\0') {
        target->headers_file = path_of(p, root, word + 8);
    }
    else if (strncmp(word, "ca=", 3) == 0 && word[3] != '\0') {
        target->ca_file = path_of(p, root, word + 3);
    }
    else {
        return NAME "what follows the URL must be form=header, form=json, "
                    "headers=FILE or ca=FILE";
    }
    return NULL;
}

const char *tc_purge_target_read(apr_pool_t *p, const char *root, int count,
                                 char *const *words,
                                 const tc_purge_target_t **target)
{
    tc_purge_target_t *made = apr_pcalloc(p, sizeof(*made));
    const char *wrong;

    *target = NULL;
    if (count == 1 && strcmp(words[0], "none") == 0) {
        return NULL;
    }
    if (count < 1) {
        return NAME "a URL or none is needed";
    }
    made->headers = apr_array_make(p, 2, sizeof(const char *));
    wrong = read_url(p, words[0], made);
    for (int i = 1; i < count && wrong == NULL; i++) {
        wrong = read_option(p, root, words[i], made);
    }
    if (wrong == NULL && made->headers_file != NULL) {
        wrong = read_headers(p, made);
    }
    if (wrong == NULL) {
        *target = made;
    }
    return wrong;
}
