/* Answers out of the cache, or on their way into it. */
#include "http/respond_entry.h"

#include <apr_strings.h>
#include <httpd.h>
#include <http_protocol.h>

#include "base/crypto/hash.h"
#include "cache/cache.h"
#include "cache/codings.h"
#include "cache/due.h"
#include "cache/tags.h"
#include "db/db.h"
#include "http/coding.h"
#include "http/context.h"
#include "http/respond.h"
#include "http/send.h"

/* Most keys of an answer: widespread caches take 16 KB of a header. */
#define KEYS_MAX 1000

static unsigned codings_ready(const tc_entry_t *entry)
{
    unsigned ready = 0;

    for (int coding = TC_CODING_GZIP; coding <= TC_CODING_BR; coding++) {
        ready |= entry->body[coding].bytes != NULL ? 1u << coding : 0;
    }
    return ready;
}

/* gzip, where the client takes it and says that it has these bytes. */
static int has_gzip(const request_rec *r, const tc_entry_t *entry)
{
    return entry->body[TC_CODING_GZIP].bytes != NULL &&
           tc_coding_choose(r, 1u << TC_CODING_GZIP) == TC_CODING_GZIP &&
           tc_send_is_not_modified(r, entry->body[TC_CODING_GZIP].etag);
}

/*
 * The coding to send, which the entry has then. A first read is sent in what
 * was made with it (tc_coding_first). While another thread makes the
 * one that the client would like, it gets what there is; who asks whether its
 * bytes are still the same waits.
 */
static tc_coding_t choose_coding(tc_ctx_t *ctx, const tc_entry_t **entry,
                                 tc_source_t source)
{
    const request_rec *r = ctx->r;
    unsigned may = source == TC_SOURCE_MISS ? 0 : (*entry)->may;
    tc_coding_t coding = tc_coding_choose(r, codings_ready(*entry) | may);

    if ((*entry)->body[coding].bytes != NULL) {
        return coding == TC_CODING_BR && has_gzip(r, *entry) ? TC_CODING_GZIP
                                                             : coding;
    }
    if (has_gzip(r, *entry)) {
        return TC_CODING_GZIP;
    }
    *entry = tc_cache_coded(ctx->p, *entry, coding,
                            apr_table_get(r->headers_in, "If-None-Match") !=
                                NULL);
    return tc_coding_choose(r, codings_ready(*entry));
}

/* A header whose value ends with a number. */
static void header_number(request_rec *r, const char *name, const char *before,
                          int number)
{
    apr_table_setn(
        r->headers_out, name,
        apr_pstrcat(r->pool, before, apr_itoa(r->pool, number), NULL));
}

/* RFC 9211, and the short form of it that people look for. */
static void cache_headers(request_rec *r, const tc_entry_t *entry,
                          tc_source_t source, int ttl)
{
    static const char *const words[] = { [TC_SOURCE_HIT] = "HIT",
                                         [TC_SOURCE_STALE] = "HIT",
                                         [TC_SOURCE_MISS] = "MISS",
                                         [TC_SOURCE_BYPASS] = "BYPASS" };

    apr_table_setn(r->headers_out, "X-Cache", words[source]);
    if (source == TC_SOURCE_HIT) {
        header_number(r, "Cache-Status", "talecraft; hit; ttl=", ttl);
        return;
    }
    apr_table_setn(r->headers_out, "Cache-Status",
                   source == TC_SOURCE_STALE
                       ? "talecraft; hit; detail=stale-if-error"
                   : source == TC_SOURCE_BYPASS ? "talecraft; fwd=bypass"
                   : entry->kept                ? "talecraft; fwd=miss; stored"
                                                : "talecraft; fwd=miss");
}

/* What a cache in front of httpd may drop this answer by. 0: there are more
 * keys than a header carries. */
static int key_headers(tc_ctx_t *ctx, const tc_entry_t *entry)
{
    apr_size_t count = entry->slots_count;
    apr_uint64_t site = tc_db_site_id(ctx->site);
    char *spaced, *listed;

    if (count > KEYS_MAX) {
        return 0;
    }
    spaced = apr_palloc(ctx->p, count * (TC_KEY_NAME_LEN + 1) + 1);
    for (apr_size_t i = 0; i < count; i++) {
        char *name = spaced + i * (TC_KEY_NAME_LEN + 1);

        tc_tags_key_name(name, site, entry->slots[i]);
        name[TC_KEY_NAME_LEN] = i + 1 < count ? ' ' : '\0';
    }
    listed = apr_pstrdup(ctx->p, spaced);
    for (apr_size_t i = 1; i < count; i++) {
        listed[i * (TC_KEY_NAME_LEN + 1) - 1] = ',';
    }
    apr_table_setn(ctx->r->headers_out, "Surrogate-Key", spaced);
    apr_table_setn(ctx->r->headers_out, "Cache-Tag", listed);
    return 1;
}

/* How long caches in front may keep it, and what they may drop it by. */
static void shared_headers(tc_ctx_t *ctx, const tc_entry_t *entry, int seconds)
{
    const char *control;

    if (ctx->site->surrogate_keys && !ctx->odd_host &&
        !key_headers(ctx, entry)) {
        seconds = 0; /* nobody could drop it in time */
    }
    control = apr_pstrcat(ctx->p, "public, max-age=0, s-maxage=",
                          apr_itoa(ctx->p, seconds), NULL);
    apr_table_setn(ctx->r->headers_out, "Cache-Control",
                   tc_respond_cache_control(ctx, control));
}

static void entry_headers(tc_ctx_t *ctx, const tc_entry_t *entry,
                          tc_source_t source)
{
    request_rec *r = ctx->r;
    apr_time_t due = tc_due_time(tc_due_seen(tc_db_site_id(ctx->site)));
    int age = (int)apr_time_sec(r->request_time - entry->made);
    int seconds = entry->max_age;
    int ttl = (int)apr_time_sec(entry->expires - r->request_time);

    /* a schedule may have been made since the entry was */
    if (due != 0 && due < r->request_time + apr_time_from_sec(seconds)) {
        seconds = due > r->request_time
                      ? (int)apr_time_sec(due - r->request_time)
                      : 0;
        ttl = ttl < seconds ? ttl : seconds;
    }
    shared_headers(ctx, entry, seconds);
    if (source == TC_SOURCE_HIT || source == TC_SOURCE_STALE) {
        /* RFC 9111, 4 and 5.1: of what comes out of a cache, and only then */
        header_number(r, "Age", "", age > 0 ? age : 0);
    }
    cache_headers(r, entry, source, ttl);
    if (entry->no_index) {
        apr_table_setn(r->headers_out, "X-Robots-Tag", "noindex");
    }
}

/* As sent: an entry that nobody keeps has no codings, so one is made for this
 * answer. *etag, *len: of those bytes. */
static const char *bytes_of(tc_ctx_t *ctx, const tc_entry_t *entry,
                            tc_coding_t *coding, apr_size_t *len,
                            const char **etag)
{
    const char *bytes = entry->body[*coding].bytes;
    const char *packed = NULL;

    *len = entry->body[*coding].len;
    *etag = entry->body[*coding].etag;
    if (!entry->kept && *coding == TC_CODING_IDENTITY) {
        *coding = tc_coding_first(ctx->r);
        packed = tc_codings_quickly(ctx->p, *coding, bytes, len);
    }
    if (packed == NULL) {
        *coding = entry->body[*coding].bytes != NULL ? *coding
                                                     : TC_CODING_IDENTITY;
        return bytes;
    }
    *etag = tc_hash_etag(ctx->p, ctx->reply.version, packed, *len);
    return packed;
}

int tc_respond_entry(tc_ctx_t *ctx, const tc_entry_t *entry,
                     tc_source_t source)
{
    request_rec *r = ctx->r;
    tc_coding_t coding = choose_coding(ctx, &entry, source);
    const char *etag;
    apr_size_t len;
    const char *bytes = bytes_of(ctx, entry, &coding, &len, &etag);

    r->status = HTTP_OK;
    ap_set_content_type(r, entry->content_type);
    entry_headers(ctx, entry, source);
    apr_table_setn(r->headers_out, "ETag", etag);
    if (tc_send_is_not_modified(r, etag)) {
        return tc_send_not_modified(r);
    }
    if (coding != TC_CODING_IDENTITY) {
        apr_table_setn(r->headers_out, "Content-Encoding",
                       tc_coding_name(coding));
    }
    return tc_send_bytes(r, bytes, len);
}
