/*
 * The socache provider and its mutex.
 *
 * A provider may want one lock around everything, in all processes. Nobody
 * waits long for it: a request that does not get it within a few milliseconds
 * goes on without the shared entries, which costs one read of the database.
 *
 * The instance of shmcb, which is plain memory, and its mutex outlive a
 * reload, so that what was cached before can be served while the database is
 * away (kept_socache_t). Nothing is copied, and the parent, which may be root,
 * never reads what children have written there.
 */
#include "cache/entries.h"

#include <stdlib.h>
#include <string.h>

#include <ap_provider.h>
#include <ap_socache.h>
#include <apr_global_mutex.h>
#include <apr_strings.h>
#include <ap_mpm.h>
#include <httpd.h>
#include <http_config.h>
#include <http_core.h>
#include <unixd.h>
#include <util_mutex.h>

#include "base/crypto/crypto.h"
#include "cache/item.h"
#include "cache/segment.h"
#include "core/log.h"
#include "core/site.h"
#include "core/socache.h"

#define MUTEX_NAME "talecraft-cache"
#define RETAINED "talecraft-socache"
#define NAMESPACE "talecraft" /* providers allow 14 characters */
/* A little less than the largest value of shmcb with 64 MB or more. */
#define VALUE_MAX 1000000U
/* What an entry takes: shmcb looks for one among all that share one of its
 * parts, and makes more parts the less this is. */
#define ENTRY_BYTES 1800
#define FRONT_BYTES (256U * 1024 * 1024) /* of all children together */
#define FRONT_LEAST (4U * 1024 * 1024)   /* of one */
#define FRONT_MOST (64U * 1024 * 1024)
#define SPARE 4     /* buffers for values that are kept for the next reader */
#define PATIENCE 40 /* times of PAUSE at most */
#define PAUSE 100   /* microseconds */
#define COMPLAIN_EVERY apr_time_from_sec(60)

/* Set in post_config, inherited by the children. */
static struct {
    const ap_socache_provider_t *provider;
    ap_socache_instance_t *instance;
    apr_global_mutex_t *mutex; /* NULL: the provider needs none */
    server_rec *server;
    apr_interval_time_t stale;   /* kept this much longer than it is good */
    apr_uint32_t value_max;      /* atomic: larger ones are not tried */
    apr_time_t complained;       /* atomic */
    unsigned char *spare[SPARE]; /* atomic; VALUE_MAX bytes each */
} store;

/* One line a minute from each process, whatever goes wrong. */
static int may_complain(void)
{
    apr_time_t now = apr_time_now();
    apr_time_t last = __atomic_load_n(&store.complained, __ATOMIC_RELAXED);

    return now - last >= COMPLAIN_EVERY &&
           __atomic_compare_exchange_n(&store.complained, &last, now, 0,
                                       __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

apr_status_t tc_entries_pre_config(apr_pool_t *pconf)
{
    return ap_mutex_register(pconf, MUTEX_NAME, NULL, APR_LOCK_DEFAULT, 0);
}

static apr_status_t destroy(void *data)
{
    (void)data;
    store.provider->destroy(store.instance, store.server);
    return APR_SUCCESS;
}

/* ------------------------------------------------------ what is kept of it */

/*
 * Made with the first configuration that wants it so, on a pool of its own
 * below the process's; a configuration that wants another one has it made
 * anew. The provider's code is unloaded and loaded again meanwhile: its
 * functions are looked up each time, and the instance holds none.
 */
typedef struct {
    apr_pool_t *pool; /* NULL: nothing is kept */
    const char *wish; /* what it was made for */
    ap_socache_instance_t *instance;
    apr_global_mutex_t *mutex;
} kept_socache_t;

static kept_socache_t *kept_socache(void)
{
    kept_socache_t *kept = ap_retained_data_get(RETAINED);

    return kept != NULL ? kept
                        : ap_retained_data_create(RETAINED, sizeof(*kept));
}

static void kept_end(kept_socache_t *kept)
{
    if (kept->pool != NULL) {
        /* unmaps it here; children of older configurations have their own */
        apr_pool_destroy(kept->pool);
    }
    memset(kept, 0, sizeof(*kept));
}

/* A lock file of an older configuration may still be in use. */
static apr_status_t make_mutex(apr_pool_t *p, server_rec *s)
{
    const char *number = apr_psprintf(p, "%" APR_UINT64_T_FMT,
                                      tc_segment_generation);
    apr_status_t rv;

    rv = ap_global_mutex_create(&store.mutex, NULL, MUTEX_NAME, number, s, p,
                                0);
    if (rv != APR_SUCCESS) {
        return rv; /* httpd has said what is wrong */
    }
    /* A POSIX semaphore stays taken for ever when its holder is killed. */
    if (apr_global_mutex_mech(store.mutex) == APR_LOCK_POSIXSEM) {
        ap_log_error(
            APLOG_MARK, APLOG_EMERG, 0, s,
            TCNO(3005) "Mutex sem cannot be used for " MUTEX_NAME ": a child "
                       "that is killed would lock all others out for ever; "
                       "write \"Mutex pthread " MUTEX_NAME "\" or \"Mutex "
                       "file:/path " MUTEX_NAME "\"");
        return APR_ENOTIMPL;
    }
    return APR_SUCCESS;
}

static apr_status_t create_instance(apr_pool_t *p, server_rec *s,
                                    const char *name, const char *args)
{
    const char *wrong = store.provider->create(&store.instance, args, p, p);

    if (wrong == NULL) {
        return APR_SUCCESS;
    }
    ap_log_error(APLOG_MARK, APLOG_EMERG, 0, s,
                 TCNO(3006) "TalecraftCache %s:%s: %s", name,
                      args != NULL ? args : "", wrong);
    return APR_EINVAL;
}

static apr_status_t make_instance(apr_pool_t *p, server_rec *s,
                                  const char *name, const char *args)
{
    struct ap_socache_hints hints = { .avg_id_len = TC_SHA256_BYTES,
                                      .avg_obj_size = ENTRY_BYTES,
                                      .expiry_interval = apr_time_from_sec(
                                          300) };
    apr_status_t rv = create_instance(p, s, name, args);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = store.provider->init(store.instance, NAMESPACE, &hints, s, p);
    if (rv != APR_SUCCESS) {
        ap_log_error(
            APLOG_MARK, APLOG_EMERG, rv, s,
            TCNO(3007) "TalecraftCache %s:%s: the cache cannot be made; name "
                       "another size or provider",
                 name, args != NULL ? args : "");
    }
    return rv;
}

static apr_status_t make_all(apr_pool_t *p, server_rec *s, const char *name,
                             const char *args)
{
    apr_status_t rv = APR_SUCCESS;

    store.mutex = NULL;
    if (store.provider->flags & AP_SOCACHE_FLAG_NOTMPSAFE) {
        rv = make_mutex(p, s);
    }
    return rv == APR_SUCCESS ? make_instance(p, s, name, args) : rv;
}

/* For shmcb: what the last configuration left, or a new one that this
 * configuration will leave. */
static apr_status_t keep_or_make(apr_pool_t *pconf, server_rec *s,
                                 const char *name, const char *args)
{
    kept_socache_t *kept = kept_socache();
    const char *wish = tc_socache_wish(pconf, args);
    apr_status_t rv;

    if (kept->pool != NULL && strcmp(kept->wish, wish) == 0) {
        store.instance = kept->instance;
        store.mutex = kept->mutex;
        return APR_SUCCESS;
    }
    kept_end(kept);
    rv = apr_pool_create(&kept->pool, s->process->pool);
    if (rv == APR_SUCCESS) {
        kept->wish = apr_pstrdup(kept->pool, wish);
        rv = make_all(kept->pool, s, name, apr_pstrdup(kept->pool, args));
    }
    if (rv != APR_SUCCESS) {
        kept_end(kept);
        return rv;
    }
    kept->instance = store.instance;
    kept->mutex = store.mutex;
    return APR_SUCCESS;
}

static apr_status_t make_of_this_configuration(apr_pool_t *pconf,
                                               server_rec *s, const char *name,
                                               const char *args)
{
    apr_status_t rv;

    kept_end(kept_socache());
    rv = make_all(pconf, s, name, args);
    if (rv == APR_SUCCESS) {
        apr_pool_cleanup_register(pconf, NULL, destroy, apr_pool_cleanup_null);
    }
    return rv;
}

static apr_interval_time_t longest_stale(const server_rec *s)
{
    apr_interval_time_t longest = 0;

    for (; s != NULL; s = s->next) {
        if (tc_site_of(s)->stale_if_error > longest) {
            longest = tc_site_of(s)->stale_if_error;
        }
    }
    return longest;
}

/* What the configuration names; NULL where no module offers it. */
static const ap_socache_provider_t *find_provider(const char *name)
{
    return ap_lookup_provider(AP_SOCACHE_PROVIDER_GROUP, name,
                              AP_SOCACHE_PROVIDER_VERSION);
}

/* Others than shmcb may have files of their name, which a server that runs
 * has in use: those are only asked whether they understand their words. */
apr_status_t tc_entries_check(apr_pool_t *ptemp, server_rec *s)
{
    const char *name = tc_site_main()->cache.provider;
    const char *args = tc_socache_args(ptemp, name,
                                       tc_site_main()->cache.args);
    apr_status_t rv;

    store.provider = find_provider(name);
    if (store.provider == NULL) {
        return APR_ENOENT; /* check/ has said so */
    }
    if (strcmp(name, TC_SOCACHE_SHMCB) != 0) {
        return create_instance(ptemp, s, name, args);
    }
    rv = make_all(ptemp, s, name, args);
    if (rv == APR_SUCCESS) {
        store.provider->destroy(store.instance, s);
    }
    return rv;
}

apr_status_t tc_entries_post_config(apr_pool_t *pconf, server_rec *s)
{
    const char *name = tc_site_main()->cache.provider;
    const char *args;

    /* The first reading at the start is thrown away by httpd. */
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return APR_SUCCESS;
    }
    name = name != NULL ? name : TC_SOCACHE_SHMCB;
    store.server = s;
    store.stale = longest_stale(s);
    store.value_max = VALUE_MAX;
    store.provider = find_provider(name);
    if (store.provider == NULL) {
        ap_log_error(
            APLOG_MARK, APLOG_EMERG, 0, s,
            TCNO(
                3004) "TalecraftCache %s: no such provider; load its module: "
                      "LoadModule socache_%s_module modules/mod_socache_%s.so",
                name, name, name);
        return APR_ENOENT;
    }
    args = tc_socache_args(pconf, name, tc_site_main()->cache.args);
    return strcmp(name, TC_SOCACHE_SHMCB) == 0
               ? keep_or_make(pconf, s, name, args)
               : make_of_this_configuration(pconf, s, name, args);
}

void tc_entries_child_init(apr_pool_t *pchild, server_rec *s)
{
    apr_status_t rv;

    if (store.mutex == NULL) {
        return;
    }
    rv = apr_global_mutex_child_init(
        &store.mutex, apr_global_mutex_lockfile(store.mutex), pchild);
    if (rv != APR_SUCCESS) {
        ap_log_error(
            APLOG_MARK, APLOG_ERR, rv, s,
            TCNO(3008) "this child cannot use the lock " MUTEX_NAME
                       " and goes "
                       "without shared entries; look at its Mutex directive");
        store.provider = NULL;
    }
}

apr_size_t tc_entries_front_bytes(void)
{
    int children = 0;
    apr_size_t share;

    if (ap_mpm_query(AP_MPMQ_MAX_DAEMONS, &children) != APR_SUCCESS ||
        children < 1) {
        children = 1;
    }
    share = FRONT_BYTES / (apr_size_t)children;
    return share < FRONT_LEAST  ? FRONT_LEAST
           : share > FRONT_MOST ? FRONT_MOST
                                : share;
}

/* How large a value is shows only when it is here, so there is room for any;
 * of a buffer that is used again nothing but what values reached is memory. */
static unsigned char *buffer_take(void)
{
    unsigned char *buffer = NULL;

    for (int at = 0; at < SPARE && buffer == NULL; at++) {
        buffer = __atomic_exchange_n(&store.spare[at], NULL, __ATOMIC_ACQ_REL);
    }
    return buffer != NULL ? buffer : malloc(VALUE_MAX);
}

static void buffer_give(unsigned char *buffer)
{
    for (int at = 0; at < SPARE && buffer != NULL; at++) {
        buffer = __atomic_exchange_n(&store.spare[at], buffer,
                                     __ATOMIC_ACQ_REL);
    }
    free(buffer);
}

/* 1 with the lock (or where none is needed). */
static int enter(int patience)
{
    apr_status_t rv;

    if (store.mutex == NULL) {
        return 1;
    }
    for (int tried = 0;; tried++) {
        rv = apr_global_mutex_trylock(store.mutex);
        if (rv == APR_SUCCESS) {
            return 1;
        }
        if (!APR_STATUS_IS_EBUSY(rv)) {
            if (may_complain()) {
                ap_log_error(
                    APLOG_MARK, APLOG_WARNING, rv, store.server,
                    TCNO(3009) "the lock " MUTEX_NAME
                               " does not work; look at its Mutex directive; "
                               "the database is read instead");
            }
            return 0;
        }
        if (tried >= patience) {
            return 0;
        }
        apr_sleep(PAUSE);
    }
}

static void leave(void)
{
    if (store.mutex != NULL) {
        apr_global_mutex_unlock(store.mutex);
    }
}

/* The segment's birth keeps servers apart that share a memcached. */
static void make_id(const tc_origin_t *wanted, apr_pool_t *p,
                    unsigned char *id)
{
    apr_uint64_t words[2] = { tc_segment->birth, wanted->site };
    apr_size_t len = sizeof(words) + wanted->key_len;
    char *text = apr_palloc(p, len);

    memcpy(text, words, sizeof(words));
    memcpy(text + sizeof(words), wanted->key, wanted->key_len);
    tc_crypto_sha256(text, len, id);
}

tc_item_t *tc_entries_get(apr_pool_t *p, const tc_origin_t *wanted)
{
    unsigned char id[TC_SHA256_BYTES];
    unsigned int len = VALUE_MAX;
    unsigned char *value;
    tc_item_t *item = NULL;
    apr_status_t rv;

    if (store.provider == NULL || (value = buffer_take()) == NULL) {
        return NULL;
    }
    make_id(wanted, p, id);
    if (enter(PATIENCE)) {
        rv = store.provider->retrieve(store.instance, store.server, id,
                                      sizeof(id), value, &len, p);
        leave();
        if (rv == APR_SUCCESS) {
            item = tc_item_parse(value, len, wanted);
        }
        else if (!APR_STATUS_IS_NOTFOUND(rv) && may_complain()) {
            ap_log_error(
                APLOG_MARK, APLOG_WARNING, rv, store.server,
                TCNO(3010) "TalecraftCache: cannot read; look at the cache's "
                           "own messages; the database is read instead");
        }
    }
    buffer_give(value);
    return item;
}

int tc_entries_put(apr_pool_t *p, const tc_item_t *item)
{
    unsigned char id[TC_SHA256_BYTES];
    unsigned int len = (unsigned int)item->value_len;
    apr_status_t rv;

    if (store.provider == NULL ||
        item->value_len >
            __atomic_load_n(&store.value_max, __ATOMIC_RELAXED)) {
        return 0;
    }
    make_id(&item->origin, p, id);
    if (!enter(0)) {
        return 0;
    }
    rv = store.provider->store(store.instance, store.server, id, sizeof(id),
                               item->entry.expires + store.stale, item->value,
                               len, p);
    leave();
    if (APR_STATUS_IS_ENOSPC(rv)) {
        /* The largest value depends on the provider and its size. */
        __atomic_store_n(&store.value_max, len - 1, __ATOMIC_RELAXED);
    }
    if (rv != APR_SUCCESS && may_complain()) {
        ap_log_error(
            APLOG_MARK, APLOG_WARNING, rv, store.server,
            TCNO(3011) "TalecraftCache: cannot keep an entry; a larger cache "
                       "may take it; the database is read instead");
    }
    return rv == APR_SUCCESS;
}
