/* Bodies compressed once, when they are made. */
#include "cache/codings.h"

#include <apr_strings.h>
#include <brotli/encode.h>
#include <zlib.h>

#include "base/crypto/hash.h"
#include "cache/cache.h"

#define WORTH_IT 256 /* bytes; below, one packet carries it anyway */
#define LEN_MAX (64U * 1024 * 1024)
#define GZIP_LEVEL 6
#define GZIP_WINDOW (15 + 16) /* + 16: a gzip header, not zlib's */
#define GZIP_MEMORY 8
#define BROTLI_QUALITY 5

/* NULL where it did not work or made nothing smaller. */
static const char *make_gzip(apr_pool_t *p, const char *bytes, apr_size_t *len)
{
    z_stream stream = { .next_in = (Bytef *)bytes, .avail_in = (uInt)*len };
    char *out;
    int result;

    if (deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        return NULL;
    }
    /* There is room for what is smaller; anything else ends the attempt. */
    out = apr_palloc(p, *len);
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)*len - 1;
    result = deflate(&stream, Z_FINISH);
    *len = stream.total_out;
    deflateEnd(&stream);
    return result == Z_STREAM_END ? out : NULL;
}

static const char *make_brotli(apr_pool_t *p, const char *bytes,
                               apr_size_t *len)
{
    uint8_t *out = apr_palloc(p, *len);
    size_t out_len = *len - 1;

    if (!BrotliEncoderCompress(BROTLI_QUALITY, BROTLI_DEFAULT_WINDOW,
                               BROTLI_MODE_TEXT, *len, (const uint8_t *)bytes,
                               &out_len, out)) {
        return NULL;
    }
    *len = out_len;
    return (const char *)out;
}

void tc_codings_make(apr_pool_t *p, tc_entry_t *entry, const char *version,
                     int all)
{
    const char *identity = entry->body[TC_CODING_IDENTITY].bytes;
    apr_size_t len = entry->body[TC_CODING_IDENTITY].len;

    if (all && len >= WORTH_IT && len <= LEN_MAX) {
        entry->body[TC_CODING_GZIP].len = len;
        entry->body[TC_CODING_GZIP].bytes = make_gzip(
            p, identity, &entry->body[TC_CODING_GZIP].len);
        entry->body[TC_CODING_BR].len = len;
        entry->body[TC_CODING_BR].bytes = make_brotli(
            p, identity, &entry->body[TC_CODING_BR].len);
    }
    for (int coding = 0; coding < TC_CODING_COUNT; coding++) {
        if (entry->body[coding].bytes == NULL) {
            entry->body[coding].len = 0;
            continue;
        }
        entry->body[coding].etag = tc_hash_etag(
            p, version, entry->body[coding].bytes, entry->body[coding].len);
    }
}
