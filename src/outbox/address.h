/*
 * Whom a webhook may reach. An ADMIN of a site names any URL, and any name may
 * lead anywhere, to another place at each look-up: what is asked about is the
 * address that is about to be connected to.
 */
#ifndef TC_OUTBOX_ADDRESS_H
#define TC_OUTBOX_ADDRESS_H

#include <sys/socket.h>

#include <apr_tables.h>

/* 1 where the address is one of the public net: not of this machine, of private
 * networks, of a link, of many, or set aside; an IPv4 address within an IPv6
 * one counts as itself. */
int tc_address_is_public(const struct sockaddr *address);

/* 1 where it is, or where allowed (of tc_allowed_t) has it, or the host by
 * whose name it was found (NULL: by none). */
int tc_address_may(const apr_array_header_t *allowed, const char *host,
                   const struct sockaddr *address);

#endif
