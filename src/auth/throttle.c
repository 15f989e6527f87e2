/*
 * Who has failed too often waits until the minute is over. Counted twice: in
 * shared memory, which stops a burst on this server between one hash and the
 * next, and in the database, where all servers of the site look.
 */
#include "auth/private.h"

#include <apr_network_io.h>
#include <apr_strings.h>

#include "base/crypto.h"
#include "cache/shared.h"

#define SECONDS 60
#define WINDOW apr_time_from_sec(SECONDS)
#define FAILURES_OF_A_NAME 5
#define FAILURES_OF_AN_ADDRESS 20

/* The address as one subscriber has it: IPv4, or the /64 of IPv6. */
static const char *address_of(const request_rec *r)
{
#if APR_HAVE_IPV6
    const apr_sockaddr_t *from = r->useragent_addr;

    if (from && from->family == APR_INET6) {
        const struct in6_addr *bytes = &from->sa.sin6.sin6_addr;

        if (!IN6_IS_ADDR_V4MAPPED(bytes)) {
            return tc_hex(r->pool, bytes->s6_addr, 8);
        }
    }
#endif
    return r->useragent_ip ? r->useragent_ip : "";
}

static const char *address_key(const request_rec *r)
{
    return apr_pstrcat(r->pool, "login ", address_of(r), NULL);
}

/* Hashed: a name may be as long as a body, and holds what clients send. */
static const char *name_key(const request_rec *r, const char *username)
{
    return apr_pstrcat(r->pool, "login ", address_of(r), " ",
                       tc_sha256_hex(r->pool, username, strlen(username)),
                       NULL);
}

tc_error_t *tc_guard_check(request_rec *r, const tc_site_t *site,
                           const char *username)
{
    const apr_uint64_t id = tc_db_site_id(site);
    const apr_time_t now = apr_time_now();
    int seconds = tc_throttle_left(id, name_key(r, username),
                                   FAILURES_OF_A_NAME, WINDOW, now);
    int other = tc_throttle_left(id, address_key(r), FAILURES_OF_AN_ADDRESS,
                                 WINDOW, now);

    seconds = other > seconds ? other : seconds;
    return seconds > 0 ? tc_error_throttled(r->pool, seconds) : NULL;
}

void tc_guard_failed(request_rec *r, const tc_site_t *site,
                     const char *username)
{
    const apr_uint64_t id = tc_db_site_id(site);
    const apr_time_t now = apr_time_now();

    tc_throttle_count(id, name_key(r, username), WINDOW, now);
    tc_throttle_count(id, address_key(r), WINDOW, now);
}

static void bind_keys(request_rec *r, tc_sql_t *sql, const char *username)
{
    tc_sql_bind(sql, "name_key", name_key(r, username));
    tc_sql_bind(sql, "address_key", address_key(r));
}

void tc_guard_bind(request_rec *r, tc_sql_t *sql, const char *username)
{
    bind_keys(r, sql, username);
    tc_sql_bind_int(sql, "name_limit", FAILURES_OF_A_NAME);
    tc_sql_bind_int(sql, "address_limit", FAILURES_OF_AN_ADDRESS);
}

void tc_guard_tell(request_rec *r, tc_site_t *site, const char *username)
{
    tc_sql_t *sql = tc_sql_make(r->pool, "auth_failed");
    tc_rows_t *rows;
    tc_error_t *error;

    bind_keys(r, sql, username);
    tc_sql_bind_int(sql, "seconds", SECONDS);
    error = tc_db_write(site, r->pool, sql, &rows, NULL);
    if (error) {
        tc_auth_log(r, error);
    }
}
