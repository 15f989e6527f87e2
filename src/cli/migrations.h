/*
 * The migrations of sql/migrations, compiled in (apxs/sql2c.pl): numbers 1,
 * 2, 3 ... in order, each with its text and the SHA-256 of that text.
 */
#ifndef TC_CLI_MIGRATIONS_H
#define TC_CLI_MIGRATIONS_H

#include <stddef.h>

typedef struct {
    int number;
    const char *name; /* "0001_base" */
    const char *text;
    const char *sha256; /* lower-case hex */
} tc_migration_t;

extern const tc_migration_t tc_migrations[];
extern const size_t tc_migrations_count;

#endif
