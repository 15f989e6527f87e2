#include "base/crypto/hash.h"

#include <apr_strings.h>
#include <xxhash.h>

apr_uint64_t tc_hash(const void *bytes, apr_size_t len)
{
    return XXH3_64bits(bytes, len);
}

const char *tc_hash_hex(apr_pool_t *p, const void *bytes, apr_size_t len)
{
    return apr_psprintf(p, "%016" APR_UINT64_T_HEX_FMT, tc_hash(bytes, len));
}

const char *tc_hash_etag(apr_pool_t *p, const char *version, const char *body,
                         apr_size_t len)
{
    return apr_pstrcat(p, "\"", version != NULL ? version : "0", "-",
                       tc_hash_hex(p, body, len), "\"", NULL);
}
