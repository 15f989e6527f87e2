#include "db/pool/handles.h"

#include "db/prepared.h"
#include "limits/total.h"

static apr_uint32_t load(const apr_uint32_t *counter)
{
    return __atomic_load_n(counter, __ATOMIC_SEQ_CST);
}

/* That other modules had mod_dbd prepare, mod_authn_dbd for one. It does so
 * once for a handle: they would fail in another session, and not say why. */
static int has_statements(const ap_dbd_t *dbd)
{
    return dbd->prepared != NULL && apr_hash_count(dbd->prepared) > 0;
}

static void open(tc_session_t *session, apr_pool_t *p)
{
    const tc_site_t *site = session->site;

    session->is_counted = 1;
    session->dbd = site->db->open(p, site->server);
    session->conn = session->dbd == NULL
                        ? NULL
                        : tc_prepared_of(
                              apr_dbd_native_handle(session->dbd->driver,
                                                    session->dbd->handle),
                              &site->db->conns);
    if (session->conn != NULL) {
        tc_conns_lend(session->conn, has_statements(session->dbd));
    }
}

int tc_handles_take_idle(tc_session_t *session, apr_pool_t *p)
{
    tc_conns_t *conns = &session->site->db->conns;
    apr_uint32_t used = load(&conns->used);

    do {
        if (used >= load(&conns->handles)) {
            return 0;
        }
    } while (!__atomic_compare_exchange_n(&conns->used, &used, used + 1, 0,
                                          __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    open(session, p);
    return 1;
}

void tc_handles_take_new(tc_session_t *session, apr_pool_t *p)
{
    __atomic_fetch_add(&session->site->db->conns.used, 1, __ATOMIC_SEQ_CST);
    open(session, p);
}

int tc_handles_has_session(const tc_session_t *session)
{
    return session->conn != NULL && session->conn->slot != TC_TOTAL_NONE;
}

void tc_handles_give_back(tc_session_t *session)
{
    tc_site_t *site = session->site;

    if (session->conn != NULL) {
        tc_conns_return(session->conn);
    }
    if (session->dbd != NULL) {
        site->db->close(site->server, session->dbd);
    }
    if (session->is_counted) {
        __atomic_fetch_sub(&site->db->conns.used, 1, __ATOMIC_SEQ_CST);
    }
    session->dbd = NULL;
    session->conn = NULL;
    session->is_counted = 0;
}
