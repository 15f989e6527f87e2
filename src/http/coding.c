#include "http/coding.h"

#include <stdlib.h>
#include <string.h>

#include "cache/cache.h"

/* The weight of one item of Accept-Encoding, at points behind its name
 * (RFC 9110, 12.4.2). */
static double weight_read(const char *at)
{
    at += strspn(at, " \t");
    if (*at == ';') {
        at += 1 + strspn(at + 1, " \t");
        if ((*at == 'q' || *at == 'Q') && at[1] == '=') {
            return strtod(at + 2, NULL);
        }
    }
    return 1.0;
}

static tc_coding_t coding_named(const char *name, apr_size_t len)
{
    if (len == 4 && strncasecmp(name, "gzip", len) == 0) {
        return TC_CODING_GZIP;
    }
    if (len == 2 && strncasecmp(name, "br", len) == 0) {
        return TC_CODING_BR;
    }
    return TC_CODING_IDENTITY;
}

tc_coding_t tc_coding_choose(const request_rec *r, unsigned ready)
{
    const char *at = apr_table_get(r->headers_in, "Accept-Encoding");
    tc_coding_t best = TC_CODING_IDENTITY;
    double best_weight = 0.0;

    while (at != NULL && *at != '\0') {
        tc_coding_t coding;
        apr_size_t len;
        double weight;

        at += strspn(at, " \t,");
        len = strcspn(at, " \t,;");
        coding = coding_named(at, len);
        weight = weight_read(at + len);
        if ((ready & 1u << coding) != 0 &&
            (weight > best_weight || (weight == best_weight && weight > 0 &&
                                      coding == TC_CODING_BR))) {
            best = coding;
            best_weight = weight;
        }
        at += strcspn(at, ",");
    }
    return best;
}

tc_coding_t tc_coding_first(const request_rec *r)
{
    tc_coding_t coding = tc_coding_choose(r, 1u << TC_CODING_GZIP);

    return coding != TC_CODING_IDENTITY ? coding
                                        : tc_coding_choose(r, TC_CODINGS_MADE);
}

const char *tc_coding_name(tc_coding_t coding)
{
    return coding == TC_CODING_GZIP ? "gzip" : "br";
}
