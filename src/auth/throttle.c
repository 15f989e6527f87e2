/*
 * Who has failed too often waits until the minute is over. Attempts are
 * counted in the database, where all servers of the site look, and before
 * they are verified: a burst of attempts that come at once gets no further
 * than the same attempts one after the other.
 */

#include "auth/throttle.h"

#include <apr_network_io.h>
#include <apr_strings.h>

#include "auth/acting.h"
#include "auth/gate.h"
#include "auth/identify.h"
#include "base/crypto/crypto.h"
#include "base/text/text.h"
#include "core/error.h"
#include "core/site.h"
#include "data/data.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"

#define FAILURES_OF_A_NAME 5
#define FAILURES_OF_AN_ADDRESS 20

/* How long an attempt waits for others that are being verified. */
#define PAUSE apr_time_from_msec(200)
#define PAUSES 50

/* The address as one subscriber has it: IPv4, or the /64 of IPv6. */
static const char *address_of(const request_rec *r)
{
#if APR_HAVE_IPV6
    const apr_sockaddr_t *from = r->useragent_addr;

    if (from != NULL && from->family == APR_INET6) {
        const struct in6_addr *bytes = &from->sa.sin6.sin6_addr;

        if (!IN6_IS_ADDR_V4MAPPED(bytes)) {
            return tc_crypto_hex(r->pool, bytes->s6_addr, 8);
        }
    }
#endif
    return r->useragent_ip != NULL ? r->useragent_ip : "";
}

/* The name is hashed: it may be as long as a body. Without one the address
 * stands in its place. */
static void bind_keys(request_rec *r, tc_sql_t *sql, const char *username)
{
    const char *address = address_of(r);
    const char *name = address;

    if (username != NULL) {
        name = apr_pstrcat(
            r->pool, address, " ",
            tc_crypto_sha256_hex(r->pool, username, strlen(username)), NULL);
    }
    tc_sql_bind(sql, "address_key", address);
    tc_sql_bind(sql, "name_key", name);
}

tc_error_t *tc_throttle_wait(request_rec *r, tc_site_t *site)
{
    tc_sql_t *sql = tc_sql_make(r->pool, "auth_wait");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind(sql, "address_key", address_of(r));
    tc_sql_bind_int(sql, "address_limit", FAILURES_OF_AN_ADDRESS);
    error = tc_db_read(site, r->pool, sql, &rows);
    if (error != NULL) {
        return error;
    }
    return tc_rows_int(rows, 0, "wait") > 0
               ? tc_error_throttled(r->pool, (int)tc_rows_int(rows, 0, "wait"))
               : NULL;
}

void tc_throttle_bind(request_rec *r, tc_sql_t *sql, const char *username)
{
    bind_keys(r, sql, username);
    tc_sql_bind_int(sql, "name_limit",
                    username != NULL ? FAILURES_OF_A_NAME
                                     : FAILURES_OF_AN_ADDRESS);
    tc_sql_bind_int(sql, "address_limit", FAILURES_OF_AN_ADDRESS);
}

static tc_error_t *ask(request_rec *r, tc_site_t *site, const char *username,
                       int *wait)
{
    tc_sql_t *sql = tc_sql_make(r->pool, "auth_admit");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_throttle_bind(r, sql, username);
    error = tc_data_write(site, r->pool, sql, &rows, NULL);
    *wait = error != NULL ? 0 : (int)tc_rows_int(rows, 0, "wait");
    return error;
}

tc_error_t *tc_throttle_admit(request_rec *r, tc_site_t *site,
                              const char *username)
{
    tc_error_t *error;
    int wait;

    for (int i = 0; i < PAUSES; i++) {
        error = ask(r, site, username, &wait);
        if (error != NULL) {
            return error;
        }
        if (wait >= 0) {
            return wait > 0 ? tc_error_throttled(r->pool, wait) : NULL;
        }
        if (!tc_gate_pause(PAUSE)) {
            break;
        }
    }
    return tc_error_throttled(r->pool, 1);
}

void tc_throttle_done(request_rec *r, tc_site_t *site, const char *username,
                      int failed)
{
    tc_sql_t *sql = tc_sql_make(r->pool, "auth_done");
    tc_rows_t *rows;
    tc_error_t *error;

    bind_keys(r, sql, username);
    tc_sql_bind_bool(sql, "failed", failed);
    if (username != NULL && tc_text_is_utf8(username, strlen(username))) {
        tc_sql_bind(sql, "label", username);
    }
    tc_sql_acting(sql, tc_acting_of(r, site, NULL));
    error = tc_data_write(site, r->pool, sql, &rows, NULL);
    if (error != NULL) {
        /* it stays pending, which counts for a while */
        tc_identify_log(r, error);
    }
}
