/* Bodies compressed once, when a client first wants them so, or for one answer
 * alone. */
#include "cache/codings.h"

#include <string.h>

#include <apr_strings.h>
#include <brotli/encode.h>
#include <zlib.h>

#include "base/crypto/hash.h"
#include "cache/cache.h"
#include "cache/scratch.h"

#define WORTH_IT 256 /* bytes; below, one packet carries it anyway */
#define LEN_MAX (64U * 1024 * 1024)
#define QUICK_WORTH_IT 1024
#define GZIP_LEVEL 4
#define GZIP_QUICK 2          /* takes as long as 1, and half as long as 4 */
#define GZIP_WINDOW (15 + 16) /* + 16: a gzip header, not zlib's */
#define GZIP_MEMORY 8
/* The least that makes bodies smaller than gzip's level 4 or 6 does. */
#define BROTLI_QUALITY 5
#define BROTLI_QUICK 2

static voidpf gzip_alloc(voidpf opaque, uInt items, uInt size)
{
    return tc_scratch_alloc(opaque, (size_t)items * size);
}

static void gzip_free(voidpf opaque, voidpf taken)
{
    tc_scratch_free(opaque, taken);
}

/* NULL where it did not work or made nothing smaller. */
static const char *make_gzip(apr_pool_t *p, tc_scratch_t *scratch, int level,
                             const char *bytes, apr_size_t *len)
{
    z_stream stream = { .next_in = (Bytef *)bytes,
                        .avail_in = (uInt)*len,
                        .zalloc = gzip_alloc,
                        .zfree = gzip_free,
                        .opaque = scratch };
    char *out;
    int result;

    if (deflateInit2(&stream, level, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
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

static const char *make_brotli(apr_pool_t *p, tc_scratch_t *scratch,
                               uint32_t quality, const char *bytes,
                               apr_size_t *len)
{
    BrotliEncoderState *state = BrotliEncoderCreateInstance(
        tc_scratch_alloc, tc_scratch_free, scratch);
    const uint8_t *in = (const uint8_t *)bytes;
    size_t in_left = *len;
    uint8_t *out = apr_palloc(p, *len);
    uint8_t *at = out;
    size_t out_left = *len - 1;
    int done;

    if (state == NULL) {
        return NULL;
    }
    BrotliEncoderSetParameter(state, BROTLI_PARAM_QUALITY, quality);
    BrotliEncoderSetParameter(state, BROTLI_PARAM_MODE, BROTLI_MODE_TEXT);
    BrotliEncoderSetParameter(state, BROTLI_PARAM_SIZE_HINT, (uint32_t)*len);
    done = BrotliEncoderCompressStream(state, BROTLI_OPERATION_FINISH,
                                       &in_left, &in, &out_left, &at, NULL) &&
           BrotliEncoderIsFinished(state);
    *len = (apr_size_t)(at - out);
    BrotliEncoderDestroyInstance(state);
    return done ? (const char *)out : NULL;
}

unsigned tc_codings_worth(apr_size_t len)
{
    return len >= WORTH_IT && len <= LEN_MAX ? TC_CODINGS_MADE : 0;
}

/* The first part of an ETag of ours. */
static const char *version_of(apr_pool_t *p, const char *etag)
{
    const char *end = strrchr(etag, '-');

    return end != NULL && *etag == '"'
               ? apr_pstrmemdup(p, etag + 1, (apr_size_t)(end - etag - 1))
               : NULL;
}

void tc_codings_make(apr_pool_t *p, tc_entry_t *entry, tc_coding_t coding)
{
    const char *identity = entry->body[TC_CODING_IDENTITY].bytes;
    apr_size_t len = entry->body[TC_CODING_IDENTITY].len;
    const char *bytes;
    tc_scratch_t scratch;

    tc_scratch_begin(&scratch);
    bytes = coding == TC_CODING_BR
                ? make_brotli(p, &scratch, BROTLI_QUALITY, identity, &len)
                : make_gzip(p, &scratch, GZIP_LEVEL, identity, &len);
    tc_scratch_end(&scratch);
    entry->may &= ~(1u << coding);
    if (bytes != NULL) {
        entry->body[coding].bytes = bytes;
        entry->body[coding].len = len;
        entry->body[coding].etag = tc_hash_etag(
            p, version_of(p, entry->body[TC_CODING_IDENTITY].etag), bytes,
            len);
    }
}

const char *tc_codings_quickly(apr_pool_t *p, tc_coding_t coding,
                               const char *bytes, apr_size_t *len)
{
    apr_size_t packed_len = *len;
    const char *packed = NULL;
    tc_scratch_t scratch;

    if (*len < QUICK_WORTH_IT || *len > LEN_MAX) {
        return NULL;
    }
    tc_scratch_begin(&scratch);
    if (coding == TC_CODING_GZIP) {
        packed = make_gzip(p, &scratch, GZIP_QUICK, bytes, &packed_len);
    }
    else if (coding == TC_CODING_BR) {
        packed = make_brotli(p, &scratch, BROTLI_QUICK, bytes, &packed_len);
    }
    tc_scratch_end(&scratch);
    if (packed != NULL) {
        *len = packed_len;
    }
    return packed;
}
