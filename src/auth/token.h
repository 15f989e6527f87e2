/* Tokens: made, and removed with what they stood for. */
#ifndef TC_AUTH_TOKEN_H
#define TC_AUTH_TOKEN_H

#include <httpd.h>

#include "auth/caller.h"
#include "core/error.h"
#include "core/site.h"

typedef struct {
    const char *token;      /* clear text, shown once */
    const char *expires_at; /* ISO, NULL: never */
    const char *csrf;       /* for cookies */
    const char *body;       /* the contract's JSON of an API token */
    apr_int64_t id;
} tc_token_t;

typedef struct {
    const tc_caller_t *user;
    const char *kind;       /* "login", "cookie" or "api" */
    const char *name;       /* of an API token, else NULL */
    int read_only;          /* of an API token */
    const char *expires_at; /* of an API token, ISO; NULL: never. The others
                               last TalecraftTokenLifetime */
} tc_token_wish_t;

/* *token (from r->pool) is NULL where the user is disabled or gone, or has
 * another password than when it was looked up. */
tc_error_t *tc_token_issue(request_rec *r, tc_site_t *site,
                           const tc_token_wish_t *wish, tc_token_t **token);

/*
 * After a write that gave a user another password or disabled it and removed
 * its tokens: removes those that were entered meanwhile as well. Of a user who
 * is active the token `kept` stays (0: none, TC_TOKENS_ALL: all of them).
 * caller: who makes the change.
 */
#define TC_TOKENS_ALL (-1)
tc_error_t *tc_token_revoke(request_rec *r, tc_site_t *site,
                            const tc_caller_t *caller, apr_int64_t user_id,
                            apr_int64_t kept);

#endif
