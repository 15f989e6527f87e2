#include "http/coding.h"

#include <stdlib.h>
#include <string.h>

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

tc_coding_t tc_coding_choose(const request_rec *r, unsigned ready)
{
    static const char *const names[] = {
        [TC_CODING_GZIP] = "gzip", [TC_CODING_BR] = "br"
    };
    const char *at = apr_table_get(r->headers_in, "Accept-Encoding");
    tc_coding_t best = TC_CODING_IDENTITY;
    double best_weight = 0.0;

    while (at != NULL && *at != '\0') {
        apr_size_t len;
        double weight;

        at += strspn(at, " \t,");
        len = strcspn(at, " \t,;");
        weight = weight_read(at + len);
        for (int coding = TC_CODING_GZIP; coding <= TC_CODING_BR; coding++) {
            if ((ready & 1u << coding) != 0 && strlen(names[coding]) == len &&
                strncasecmp(at, names[coding], len) == 0 && weight > 0 &&
                weight >= best_weight) {
                best = (tc_coding_t)coding;
                best_weight = weight;
            }
        }
        at += strcspn(at, ",");
    }
    return best;
}
