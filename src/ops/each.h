/* Virtual hosts that share something are told of once. */
#ifndef TC_OPS_EACH_H
#define TC_OPS_EACH_H

#include <httpd.h>

/* 1 where the host is counted, and no earlier one has its slot of counters. */
int tc_each_is_first_host(const server_rec *host);

/* 1 where the API is mounted, and no earlier host has the same database. */
int tc_each_is_first_database(const server_rec *host);

#endif
