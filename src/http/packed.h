/*
 * Private to http/: answers that nobody keeps, compressed for one client.
 *
 * Where somebody can have words of his own in an answer and sees how long it
 * becomes, he may guess what else is in it (BREACH). So what has secrets is
 * never compressed, and neither is what a page of another site has made a
 * browser ask for with its cookie.
 */
#ifndef TC_HTTP_PACKED_H
#define TC_HTTP_PACKED_H

#include "http/context.h"

/* Compress ctx->reply's body where the client asks for it and it is worth it.
 * The Content-Encoding to send then; NULL: it is as it was. */
const char *tc_packed_apply(tc_ctx_t *ctx);

#endif
