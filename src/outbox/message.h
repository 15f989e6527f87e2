/* A request that is sent to others: what sender.h sends. */
#ifndef TC_OUTBOX_MESSAGE_H
#define TC_OUTBOX_MESSAGE_H

#include <apr_tables.h>

typedef struct {
    const char *url;
    const apr_array_header_t *headers; /* of const char *, "Name: value" */
    const char *body;
} tc_message_t;

#endif
