#include "ops/series.h"

#include <string.h>

#include <apr_strings.h>
#include <http_protocol.h>

void tc_series_begin(request_rec *r, const char *name, const char *type,
                     const char *help)
{
    ap_rprintf(r, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void start_line(request_rec *r, const char *name, const char *labels)
{
    ap_rputs(name, r);
    if (*labels != '\0') {
        ap_rvputs(r, "{", labels, "}", NULL);
    }
}

void tc_series_whole(request_rec *r, const char *name, const char *labels,
                     apr_uint64_t value)
{
    start_line(r, name, labels);
    ap_rprintf(r, " %" APR_UINT64_T_FMT "\n", value);
}

void tc_series_seconds(request_rec *r, const char *name, const char *labels,
                       apr_uint64_t microseconds)
{
    start_line(r, name, labels);
    ap_rprintf(r, " %" APR_UINT64_T_FMT ".%06d\n", microseconds / 1000000,
               (int)(microseconds % 1000000));
}

const char *tc_series_label(apr_pool_t *p, const char *name, const char *value)
{
    char *escaped = apr_palloc(p, 2 * strlen(value) + 1);
    char *to = escaped;

    for (; *value != '\0'; value++) {
        if (*value == '"' || *value == '\\') {
            *to++ = '\\';
        }
        *to++ = *value == '\n' ? ' ' : *value;
    }
    *to = '\0';
    return apr_pstrcat(p, name, "=\"", escaped, "\"", NULL);
}
