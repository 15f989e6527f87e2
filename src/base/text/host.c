#include "base/text/host.h"

#include <arpa/inet.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#define MOST_OF_LABEL 63
#define MOST_OF_PORT 65535

/* Digits to the end; none at all is no port, as after "host:". */
static int port_parse(const char *text, int *port)
{
    *port = 0;
    if (*text == '\0') {
        return 1;
    }
    for (; apr_isdigit(*text); text++) {
        *port = *port * 10 + *text - '0';
        if (*port > MOST_OF_PORT) {
            return 0;
        }
    }
    return *text == '\0' && *port > 0;
}

/* An address in brackets; the form that inet_ntop writes is the one. */
static const char *address_parse(apr_pool_t *p, const char *text,
                                 apr_size_t len)
{
    struct in6_addr address;
    char shortest[INET6_ADDRSTRLEN];

    if (len >= sizeof(shortest) ||
        inet_pton(AF_INET6, apr_pstrmemdup(p, text, len), &address) != 1 ||
        inet_ntop(AF_INET6, &address, shortest, sizeof(shortest)) == NULL) {
        return NULL;
    }
    return apr_pstrcat(p, "[", shortest, "]", NULL);
}

static const char *name_parse(apr_pool_t *p, const char *text, apr_size_t len)
{
    char *name = apr_pstrmemdup(p, text, len);
    apr_size_t label = 0;

    if (len > 0 && name[len - 1] == '.') {
        name[--len] = '\0';
    }
    for (apr_size_t i = 0; i < len; i++) {
        const char c = name[i];

        if (c == '.' ? label == 0 : !apr_isalnum(c) && c != '-' && c != '_') {
            return NULL;
        }
        label = c == '.' ? 0 : label + 1;
        if (label > MOST_OF_LABEL) {
            return NULL;
        }
        name[i] = (char)apr_tolower(c);
    }
    return label > 0 ? name : NULL;
}

int tc_host_parse(apr_pool_t *p, const char *text, tc_host_t *host)
{
    const int bracket = *text == '[';
    const apr_size_t len = strcspn(text += bracket, bracket ? "]" : ":");
    const char *rest = text + len;

    if (len > TC_HOST_MOST || (bracket && *rest++ == '\0') ||
        (*rest != '\0' && *rest != ':') ||
        !port_parse(rest + (*rest == ':'), &host->port)) {
        return 0;
    }
    host->name = bracket ? address_parse(p, text, len)
                         : name_parse(p, text, len);
    return host->name != NULL;
}
