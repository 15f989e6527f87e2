/*
 * The composer: first the kept lines of a statement are put together
 * (assemble), then its parameters get their numbers (number_all). Both walk
 * the text once; a statement is a few kilobytes at most.
 */
#include "db/sql.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "db/scan.h"
#include "db/sql_texts.h"

typedef struct {
    const char *slot;
    const char *name;
} piece_t;

typedef struct {
    const char *name;
    const char *value;
} bind_t;

struct tc_sql {
    apr_pool_t *pool;
    const tc_sql_text_t *source;
    apr_array_header_t *parts;  /* const char * */
    apr_array_header_t *pieces; /* piece_t */
    apr_array_header_t *binds;  /* bind_t */
    int slow;
    const tc_sql_acting_t *acting;
};

/* A text that grows in a pool. */
typedef struct {
    apr_pool_t *pool;
    char *bytes;
    apr_size_t len;
    apr_size_t room;
} buffer_t;

static void put(buffer_t *out, const char *bytes, apr_size_t len)
{
    if (out->len + len > out->room) {
        apr_size_t room = out->room * 2 + len;
        char *grown = apr_palloc(out->pool, room);

        memcpy(grown, out->bytes, out->len);
        out->bytes = grown;
        out->room = room;
    }
    memcpy(out->bytes + out->len, bytes, len);
    out->len += len;
}

static buffer_t buffer_make(apr_pool_t *p, apr_size_t room)
{
    buffer_t made = { .pool = p, .room = room, .bytes = apr_palloc(p, room) };

    return made;
}

/* Moves *at behind the end of the part it stands in. */
static void skip_part(const char **at)
{
    tc_sql_line_t line;

    while (tc_scan_next_line(at, &line) && line.kind != TC_SQL_END) {
        continue;
    }
}

static int part_kept(const tc_sql_t *sql, const tc_sql_span_t *name)
{
    for (int i = 0; i < sql->parts->nelts; i++) {
        if (tc_scan_span_is(name,
                            APR_ARRAY_IDX(sql->parts, i, const char *))) {
            return 1;
        }
    }
    return 0;
}

/* Appends the text of a piece; 0 where the statement has no such piece. */
static int put_piece(const tc_sql_t *sql, buffer_t *out, const piece_t *piece,
                     int first)
{
    const char *at = sql->source->text;
    tc_sql_line_t line;

    while (tc_scan_next_line(&at, &line)) {
        if (line.kind != TC_SQL_BEGIN || line.piece.at == NULL ||
            !tc_scan_span_is(&line.name, piece->slot) ||
            !tc_scan_span_is(&line.piece, piece->name)) {
            continue;
        }
        if (!first) {
            put(out, ",", 1);
        }
        while (tc_scan_next_line(&at, &line) && line.kind != TC_SQL_END) {
            put(out, line.text.at, line.text.len);
        }
        return 1;
    }
    return 0;
}

static void put_slot(const tc_sql_t *sql, buffer_t *out,
                     const tc_sql_span_t *slot)
{
    int count = 0;

    for (int i = 0; i < sql->pieces->nelts; i++) {
        const piece_t *piece = &APR_ARRAY_IDX(sql->pieces, i, piece_t);

        if (tc_scan_span_is(slot, piece->slot)) {
            count += put_piece(sql, out, piece, count == 0);
        }
    }
}

static const char *assemble(const tc_sql_t *sql)
{
    const char *at = sql->source->text;
    buffer_t out = buffer_make(sql->pool, strlen(at) + 1);
    tc_sql_line_t line;

    while (tc_scan_next_line(&at, &line)) {
        if (line.kind == TC_SQL_TEXT) {
            put(&out, line.text.at, line.text.len);
        }
        else if (line.kind == TC_SQL_SLOT) {
            put_slot(sql, &out, &line.name);
        }
        else if (line.kind == TC_SQL_BEGIN &&
                 (line.piece.at != NULL || !part_kept(sql, &line.name))) {
            skip_part(&at);
        }
    }
    put(&out, "", 1);
    return out.bytes;
}

/* The number of a parameter, from 1. */
static int number_of(apr_array_header_t *names, apr_pool_t *p,
                     const tc_sql_span_t *name)
{
    for (int i = 0; i < names->nelts; i++) {
        if (tc_scan_span_is(name, APR_ARRAY_IDX(names, i, const char *))) {
            return i + 1;
        }
    }
    APR_ARRAY_PUSH(names, const char *) = apr_pstrmemdup(p, name->at,
                                                         name->len);
    return names->nelts;
}

static const char *number_all(apr_pool_t *p, const char *text,
                              apr_array_header_t *names)
{
    buffer_t out = buffer_make(p, strlen(text) + 64);
    const char *from = text;
    const char *at = text;

    while (*at != '\0') {
        const char *behind = tc_scan_skip_opaque(at);
        char digits[16];
        tc_sql_span_t name;

        if (behind == NULL) {
            break; /* an open quote: the rest goes as it is */
        }
        if (behind != at) {
            at = behind;
            continue;
        }
        if (!tc_scan_is_parameter(at)) {
            at++;
            continue;
        }
        put(&out, from, (apr_size_t)(at - from));
        at = from = tc_scan_take_name(at + 1, at + strlen(at), &name);
        apr_snprintf(digits, sizeof(digits), "$%d",
                     number_of(names, p, &name));
        put(&out, digits, strlen(digits));
    }
    put(&out, from, strlen(from) + 1);
    return out.bytes;
}

static int compare_name(const void *key, const void *text)
{
    return strcmp(key, ((const tc_sql_text_t *)text)->name);
}

tc_sql_t *tc_sql_from(apr_pool_t *p, const tc_sql_text_t *text)
{
    tc_sql_t *sql = apr_pcalloc(p, sizeof(*sql));

    sql->pool = p;
    sql->source = text;
    sql->parts = apr_array_make(p, 8, sizeof(const char *));
    sql->pieces = apr_array_make(p, 8, sizeof(piece_t));
    sql->binds = apr_array_make(p, 16, sizeof(bind_t));
    return sql;
}

tc_sql_t *tc_sql_make(apr_pool_t *p, const char *name)
{
    const tc_sql_text_t *text = bsearch(name, tc_sql_texts, tc_sql_texts_count,
                                        sizeof(tc_sql_texts[0]), compare_name);

    return text != NULL ? tc_sql_from(p, text) : NULL;
}

void tc_sql_part(tc_sql_t *sql, const char *part)
{
    if (sql != NULL) {
        APR_ARRAY_PUSH(sql->parts, const char *) = part;
    }
}

void tc_sql_piece(tc_sql_t *sql, const char *slot, const char *piece)
{
    if (sql != NULL) {
        piece_t *added = apr_array_push(sql->pieces);

        added->slot = slot;
        added->name = piece;
    }
}

void tc_sql_slow(tc_sql_t *sql)
{
    if (sql != NULL) {
        sql->slow = 1;
    }
}

int tc_sql_is_slow(const tc_sql_t *sql)
{
    return sql != NULL && sql->slow;
}

void tc_sql_acting(tc_sql_t *sql, const tc_sql_acting_t *acting)
{
    if (sql != NULL) {
        sql->acting = acting;
    }
}

const tc_sql_acting_t *tc_sql_acting_of(const tc_sql_t *sql)
{
    return sql != NULL ? sql->acting : NULL;
}

void tc_sql_bind(tc_sql_t *sql, const char *name, const char *value)
{
    bind_t *added;

    if (sql == NULL) {
        return;
    }
    for (int i = 0; i < sql->binds->nelts; i++) {
        bind_t *bind = &APR_ARRAY_IDX(sql->binds, i, bind_t);

        if (strcmp(bind->name, name) == 0) {
            bind->value = value;
            return;
        }
    }
    added = apr_array_push(sql->binds);
    added->name = name;
    added->value = value;
}

void tc_sql_bind_int(tc_sql_t *sql, const char *name, apr_int64_t value)
{
    if (sql != NULL) {
        tc_sql_bind(sql, name,
                    apr_psprintf(sql->pool, "%" APR_INT64_T_FMT, value));
    }
}

void tc_sql_bind_bool(tc_sql_t *sql, const char *name, int value)
{
    tc_sql_bind(sql, name, value ? "t" : "f");
}

static const char *value_of(const tc_sql_t *sql, const char *name)
{
    for (int i = 0; i < sql->binds->nelts; i++) {
        const bind_t *bind = &APR_ARRAY_IDX(sql->binds, i, bind_t);

        if (strcmp(bind->name, name) == 0) {
            return bind->value;
        }
    }
    return NULL;
}

apr_uint64_t tc_sql_hash(const char *text)
{
    apr_uint64_t hash = 0xcbf29ce484222325u;

    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    }
    return hash;
}

static const char *text_of(const char *text)
{
    return text != NULL ? text : "";
}

apr_uint64_t tc_sql_site_id(apr_pool_t *p, const char *system,
                            const char *database, const char *schema)
{
    apr_uint64_t id = tc_sql_hash(apr_pstrcat(p, text_of(system), "/",
                                              text_of(database), "/",
                                              text_of(schema), NULL));

    return id != 0 ? id : 1;
}

const char *tc_sql_choice(const tc_sql_t *sql)
{
    buffer_t out = buffer_make(sql->pool, 128);

    /* With their ends: no two choices look alike. */
    put(&out, sql->source->name, strlen(sql->source->name));
    for (int i = 0; i < sql->parts->nelts; i++) {
        const char *part = APR_ARRAY_IDX(sql->parts, i, const char *);

        put(&out, "\n", 1);
        put(&out, part, strlen(part));
    }
    for (int i = 0; i < sql->pieces->nelts; i++) {
        const piece_t *piece = &APR_ARRAY_IDX(sql->pieces, i, piece_t);

        put(&out, "\n:", 2);
        put(&out, piece->slot, strlen(piece->slot));
        put(&out, ":", 1);
        put(&out, piece->name, strlen(piece->name));
    }
    put(&out, "", 1);
    return out.bytes;
}

const tc_sql_form_t *tc_sql_form(tc_sql_t *sql)
{
    tc_sql_form_t *form = apr_palloc(sql->pool, sizeof(*form));
    apr_array_header_t *names = apr_array_make(sql->pool, 16,
                                               sizeof(const char *));

    form->text = number_all(sql->pool, assemble(sql), names);
    form->hash = tc_sql_hash(form->text);
    form->count = names->nelts;
    form->names = (const char *const *)names->elts;
    return form;
}

const tc_sql_call_t *tc_sql_call(tc_sql_t *sql, const tc_sql_form_t *form)
{
    tc_sql_call_t *call = apr_pcalloc(sql->pool, sizeof(*call));
    const char **values = apr_pcalloc(
        sql->pool, ((apr_size_t)form->count + 1) * sizeof(*values));

    for (int i = 0; i < form->count; i++) {
        values[i] = value_of(sql, form->names[i]);
    }
    call->name = sql->source->name;
    call->text = form->text;
    call->hash = form->hash;
    call->count = form->count;
    call->values = values;
    return call;
}

const tc_sql_call_t *tc_sql_finish(tc_sql_t *sql)
{
    return tc_sql_call(sql, tc_sql_form(sql));
}

/* A BEGIN with a piece: its slot must stand somewhere, and it once. */
static const char *check_piece(apr_pool_t *p, const char *text,
                               const tc_sql_line_t *piece)
{
    tc_sql_line_t line;
    int slots = 0;
    int twins = 0;

    while (tc_scan_next_line(&text, &line)) {
        int same = tc_scan_span_same(&line.name, &piece->name);

        slots += line.kind == TC_SQL_SLOT && same;
        twins += line.kind == TC_SQL_BEGIN && same && line.piece.at != NULL &&
                 tc_scan_span_same(&line.piece, &piece->piece);
    }
    if (slots == 0 || twins != 1) {
        return apr_psprintf(p, "piece %.*s:%.*s %s", (int)piece->name.len,
                            piece->name.at, (int)piece->piece.len,
                            piece->piece.at,
                            slots == 0 ? "has no slot" : "stands twice");
    }
    return NULL;
}

static const char *check_slot(apr_pool_t *p, const char *text,
                              const tc_sql_span_t *slot)
{
    tc_sql_line_t line;

    while (tc_scan_next_line(&text, &line)) {
        if (line.kind == TC_SQL_BEGIN && line.piece.at != NULL &&
            tc_scan_span_same(&line.name, slot)) {
            return NULL;
        }
    }
    return apr_psprintf(p, "slot %.*s has no piece", (int)slot->len, slot->at);
}

/* `inside` is the mark of the part that is open, kind TEXT where none is. */
static const char *check_line(apr_pool_t *p, const char *text,
                              const tc_sql_line_t *line, tc_sql_line_t *inside)
{
    const char *fault = NULL;

    if (line->kind == TC_SQL_BAD) {
        fault = "a mark that is none";
    }
    else if (line->kind == TC_SQL_BEGIN) {
        if (inside->kind == TC_SQL_BEGIN) {
            fault = "a part inside a part";
        }
        else if (line->piece.at != NULL) {
            fault = check_piece(p, text, line);
        }
        *inside = *line;
    }
    else if (line->kind == TC_SQL_END) {
        fault = inside->kind != TC_SQL_BEGIN ? "an end without a part" : NULL;
        inside->kind = TC_SQL_TEXT;
    }
    else if (line->kind == TC_SQL_SLOT) {
        fault = inside->kind == TC_SQL_BEGIN && inside->piece.at != NULL
                    ? "a slot inside a piece"
                    : check_slot(p, text, &line->name);
    }
    return fault;
}

const char *tc_sql_check_text(apr_pool_t *p, const tc_sql_text_t *text)
{
    tc_sql_line_t inside = { .kind = TC_SQL_TEXT };
    const char *fault = NULL;
    const char *at = text->text;
    tc_sql_line_t line;

    while (fault == NULL && tc_scan_next_line(&at, &line)) {
        fault = check_line(p, text->text, &line, &inside);
    }
    if (fault == NULL && inside.kind == TC_SQL_BEGIN) {
        fault = "a part that is not closed";
    }
    for (at = text->text; fault == NULL && *at != '\0';) {
        const char *behind = tc_scan_skip_opaque(at);

        fault = behind == NULL ? "a quote that is not closed" : NULL;
        at = behind == at ? at + 1 : behind;
    }
    return fault != NULL ? apr_psprintf(p, "%s.sql: %s", text->name, fault)
                         : NULL;
}

const char *tc_sql_check(apr_pool_t *p)
{
    for (apr_size_t i = 0; i < tc_sql_texts_count; i++) {
        const char *fault = tc_sql_check_text(p, &tc_sql_texts[i]);

        if (fault == NULL && i > 0 &&
            strcmp(tc_sql_texts[i - 1].name, tc_sql_texts[i].name) >= 0) {
            fault = apr_psprintf(p, "%s.sql: not in order of names",
                                 tc_sql_texts[i].name);
        }
        if (fault != NULL) {
            return fault;
        }
    }
    return NULL;
}
