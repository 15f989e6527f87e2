/*
 * The statements of sql/queries, compiled into the module, and how one is put
 * together for a call.
 *
 * A statement's text may have marks, each alone on its line:
 *   --? name        an optional part begins; it is kept where the caller
 *   --.             asked for that name (parts do not nest)
 *   --@ slot        here the pieces added to the slot stand, joined with ","
 *   --? slot:name   a piece: never in place, only through its slot
 * Parameters are written :name (never ::name, which is a cast); every use of
 * one name becomes the same $n. Text in quotes is left alone. Nothing but
 * text from sql/ ever becomes part of a statement.
 */
#ifndef TC_DB_SQL_H
#define TC_DB_SQL_H

#include <apr_pools.h>
#include <apr_tables.h>

typedef struct {
    const char *name;
    const char *text;
} tc_sql_text_t;

typedef struct tc_sql tc_sql_t; /* a statement being put together */

/* name must be a statement of sql/queries: posts/list.sql is posts_list, and
 * ads_list is one of those that ads.plain makes. (An unknown one is a bug: a
 * lint finds it; NULL is returned and tc_db_* answer 500.) */
tc_sql_t *tc_sql_make(apr_pool_t *p, const char *name);

/* Keep an optional part. */
void tc_sql_part(tc_sql_t *sql, const char *part);

/* Append a piece to a slot: text of "--? slot:piece". Unknown: ignored. */
void tc_sql_piece(tc_sql_t *sql, const char *slot, const char *piece);

/* Give a parameter its value as text; NULL is SQL NULL. The value is kept by
 * reference (must live until the statement has run). Binding twice: the last
 * counts. A parameter of the text without a value is SQL NULL. */
void tc_sql_bind(tc_sql_t *sql, const char *name, const char *value);
void tc_sql_bind_int(tc_sql_t *sql, const char *name, apr_int64_t value);
void tc_sql_bind_bool(tc_sql_t *sql, const char *name, int value);

/* It may take long, and anybody may ask for it: it gets no more than a share of
 * the connections (TC_SHARE_HALF of limits/permits.h). */
void tc_sql_slow(tc_sql_t *sql);
int tc_sql_is_slow(const tc_sql_t *sql);

/* An Idempotency-Key: the transaction that makes a row notes which it was. */
typedef struct {
    const char *table; /* the row's */
    const char *key;   /* the client's */
    const char *print; /* hash of what was sent, and where */
} tc_sql_once_t;

/* Who makes a write, for what the database notes of it (sql/queries/db/
 * acting.sql): revisions, the events that audit is made of. */
typedef struct {
    apr_int64_t user_id;    /* 0: nobody who is known */
    const char *address;    /* the client's */
    const char *request_id; /* X-Request-Id */
    const char *action;     /* what the change is, where it cannot be told from
                               the change itself; NULL: it can */
    int revisions;          /* how many are kept of a post */
    int revision_interval;  /* seconds in which edits become one */
    const tc_sql_once_t *once; /* NULL: it has no key */
} tc_sql_acting_t;

/* Kept by reference, as values are. Without it the system acts. */
void tc_sql_acting(tc_sql_t *sql, const tc_sql_acting_t *acting);
const tc_sql_acting_t *tc_sql_acting_of(const tc_sql_t *sql); /* or NULL */

/* What is sent: the finished text with $n, and the values in that order. */
typedef struct {
    const char *name;  /* of the file, for logs */
    const char *text;  /* may outlive p */
    apr_uint64_t hash; /* of the text */
    int count;
    const char *const *values;
} tc_sql_call_t;

const tc_sql_call_t *tc_sql_finish(tc_sql_t *sql);

/* The two halves of it, for db/sql_kept.h, which keeps texts. The text and the
 * names of its parameters in their order, from p: */
typedef struct {
    const char *text;
    apr_uint64_t hash; /* of the text */
    int count;
    const char *const *names;
} tc_sql_form_t;

const tc_sql_form_t *tc_sql_form(tc_sql_t *sql);

/* ... and the values that this call has for a form of the same choice. The
 * form is kept by reference. */
const tc_sql_call_t *tc_sql_call(tc_sql_t *sql, const tc_sql_form_t *form);

/* The statement with the parts and pieces chosen so far: two with the same
 * choice have the same form. From p. */
const char *tc_sql_choice(const tc_sql_t *sql);

/* FNV-1a. The same on every machine. */
apr_uint64_t tc_sql_hash(const char *text);
/*
 * The number of a database, the same on every server. system: the identifier
 * of PostgreSQL's system, or host and port where the role may not ask for
 * that; database: its oid; any may be NULL. Never 0, which stands for "not
 * known".
 */
apr_uint64_t tc_sql_site_id(apr_pool_t *p, const char *system,
                            const char *database, const char *schema);

/* As make, of a text that is not in the table (for tests). */
tc_sql_t *tc_sql_from(apr_pool_t *p, const tc_sql_text_t *text);

/* A text's marks are in order (parts closed, slots and pieces known, quotes
 * closed). NULL or the fault, from p. */
const char *tc_sql_check_text(apr_pool_t *p, const tc_sql_text_t *text);

/* The same of all registered texts, and their order; run by a unit test. */
const char *tc_sql_check(apr_pool_t *p);

#endif
