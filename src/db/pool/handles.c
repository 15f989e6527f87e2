#include "db/pool/handles.h"

#include "db/prepared.h"
#include "limits/total.h"

static apr_uint32_t load(const apr_uint32_t *counter)
{
    return __atomic_load_n(counter, __ATOMIC_SEQ_CST);
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
                              &site->db->counts);
}

int tc_handles_take_idle(tc_session_t *session, apr_pool_t *p)
{
    tc_conn_counts_t *counts = &session->site->db->counts;
    apr_uint32_t used = load(&counts->used);

    do {
        if (used >= load(&counts->handles)) {
            return 0;
        }
    } while (!__atomic_compare_exchange_n(&counts->used, &used, used + 1, 0,
                                          __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    open(session, p);
    return 1;
}

void tc_handles_take_new(tc_session_t *session, apr_pool_t *p)
{
    __atomic_fetch_add(&session->site->db->counts.used, 1, __ATOMIC_SEQ_CST);
    open(session, p);
}

int tc_handles_has_session(const tc_session_t *session)
{
    return session->conn != NULL && session->conn->slot != TC_TOTAL_NONE;
}

int tc_handles_find_session(tc_session_t *session, apr_pool_t *p)
{
    apr_array_header_t *others = apr_array_make(p, 4, sizeof(tc_session_t));
    tc_session_t one = { .site = session->site };
    int found = 0;

    while (!found && tc_handles_take_idle(&one, p)) {
        found = tc_handles_has_session(&one);
        if (found) {
            ap_dbd_t *dbd = session->dbd;
            tc_conn_t *conn = session->conn;

            session->dbd = one.dbd;
            session->conn = one.conn;
            one.dbd = dbd;
            one.conn = conn;
        }
        APR_ARRAY_PUSH(others, tc_session_t) = one;
    }
    tc_handles_give_all_back(others);
    return found;
}

void tc_handles_give_back(tc_session_t *session)
{
    tc_site_t *site = session->site;

    if (session->dbd != NULL) {
        site->db->close(site->server, session->dbd);
    }
    if (session->is_counted) {
        __atomic_fetch_sub(&site->db->counts.used, 1, __ATOMIC_SEQ_CST);
    }
    session->dbd = NULL;
    session->conn = NULL;
    session->is_counted = 0;
}

void tc_handles_give_all_back(apr_array_header_t *all)
{
    for (int with = 0; with <= 1; with++) {
        for (int i = all->nelts - 1; i >= 0; i--) {
            tc_session_t *session = &APR_ARRAY_IDX(all, i, tc_session_t);

            if (session->is_counted &&
                tc_handles_has_session(session) == with) {
                tc_handles_give_back(session);
            }
        }
    }
}
