/*
 * One run of talecraftctl import: its connection, its transactions, what is
 * told of it. An item (a user, a post ...) is one transaction; in a dry run
 * all of them are one that is taken back.
 *
 * Functions that answer an int: 1 where it went well; 0 where not, and then
 * `fault` says why, in words for people.
 */
#ifndef TC_IMPORT_RUN_H
#define TC_IMPORT_RUN_H

#include <stdio.h>
#include <sys/types.h>

#include <apr_hash.h>
#include <apr_pools.h>
#include <apr_tables.h>
#include <libpq-fe.h>

#include "db/sql.h"

typedef enum {
    TC_IMPORT_USER,
    TC_IMPORT_CATEGORY,
    TC_IMPORT_TAG,
    TC_IMPORT_MEDIA,
    TC_IMPORT_POST,
    TC_IMPORT_PAGE,
    TC_IMPORT_AD,
    TC_IMPORT_KINDS
} tc_import_kind_t;

/* How many of a kind. */
typedef struct {
    long made;    /* new rows */
    long found;   /* joined to rows that were there: same name, slug, bytes */
    long known;   /* imported by an earlier run */
    long refused; /* could not be written; the report says why */
} tc_import_count_t;

typedef struct {
    const char *name;
    long count;
} tc_import_left_t;

typedef struct {
    apr_pool_t *p;    /* lives as long as the run */
    apr_pool_t *item; /* cleared when an item begins */
    PGconn *pg;       /* the caller's; connected, schema is current */
    const struct tc_site *store; /* where media go */
    int folder;         /* where media come from, a descriptor; -1: none */
    const char *source; /* system and site, as the mapping names them */
    int dry;            /* nothing is written */
    uid_t owner;        /* of the store, where root runs; 0: as we are */
    gid_t group;
    int lock;     /* of the store, -1: not held (files.h) */
    FILE *report; /* a line for each remark */
    FILE *map;    /* NULL: none is wanted */
    /* told after each item how many of its kind are done, and before a remark
     * is written (kind NULL); or NULL */
    void (*advanced)(void *baton, const char *kind, long done);
    void *advanced_baton;
    /* kept by the run */
    tc_import_count_t counts[TC_IMPORT_KINDS];
    long done[TC_IMPORT_KINDS];
    apr_hash_t *left_out;           /* what has no place here, by its name */
    apr_array_header_t *left_order; /* the same, as it came */
    const char *kind;               /* of the item, for remarks */
    const char *old_id;             /* in id_room, cut */
    char id_room[300];
    const char *fault; /* why the item failed, from item */
    long remarks;
    int lost; /* the database is away: nothing more can be done */
} tc_import_t;

const char *tc_import_run_kind(tc_import_kind_t kind);

/* Begins the run: alone in its database; counts are printed. */
int tc_import_run_start(tc_import_t *run);
/* Ends it: counts, what was left out, the mapping. ok: it came to its end. */
int tc_import_run_finish(tc_import_t *run, int ok);

/* An item begins: its pool is cleared, its transaction opened. old_id is
 * copied. */
int tc_import_run_begin(tc_import_t *run, tc_import_kind_t kind,
                        const char *old_id);
/* It ends: ok 1 keeps what it wrote, 0 takes it back, counts it as refused and
 * reports the fault. 1 where the run can go on. */
int tc_import_run_end(tc_import_t *run, tc_import_kind_t kind, int ok);

/* Makes the row of an old id, within an item. */
typedef int (*tc_import_make_fn)(void *baton, const char *old_id,
                                 apr_int64_t *id);
/* A whole item: known from an earlier run, or made; where it stored a file the
 * store's lock is given back. A post that was deleted here is not made again.
 * 1 where the run can go on. */
int tc_import_run_item(tc_import_t *run, tc_import_kind_t kind,
                       const char *old_id, tc_import_make_fn make,
                       void *baton);

/* Runs a statement; the result lives as long as the item. */
int tc_import_run_sql(tc_import_t *run, tc_sql_t *sql, PGresult **result);

/* Sets the fault; 0. */
int tc_import_run_fail(tc_import_t *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A remark on the item, on one line of the report. */
void tc_import_run_tell(tc_import_t *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Counts something that has no place here ("comments"). */
void tc_import_run_leave_out(tc_import_t *run, const char *name);

/* What an old id became in an earlier run, or earlier in this one. *id is 0
 * where it is not known; *gone: it is known, but was deleted here. */
int tc_import_run_known(tc_import_t *run, tc_import_kind_t kind,
                        const char *old_id, apr_int64_t *id, int *gone);
/* The same for whoever would make it: what was deleted here is not known, but
 * for posts and pages. */
int tc_import_run_find(tc_import_t *run, tc_import_kind_t kind,
                       const char *old_id, apr_int64_t *id);
int tc_import_run_note(tc_import_t *run, tc_import_kind_t kind,
                       const char *old_id, const char *old_url,
                       apr_int64_t id);

#endif
