#include "cli/output.h"

#include <stdio.h>
#include <string.h>

#include "base/json/writer.h"

/* Types of PostgreSQL whose text is JSON: int8, int4, numeric (pg_type.dat). */
static int is_number(const PGresult *rows, int column)
{
    Oid type = PQftype(rows, column);

    return type == 20 || type == 23 || type == 1700;
}

static int is_boolean(const PGresult *rows, int column)
{
    return PQftype(rows, column) == 16;
}

static void put(tc_writer_t *w, const PGresult *rows, int row, int column)
{
    const char *text = PQgetvalue(rows, row, column);

    if (PQgetisnull(rows, row, column)) {
        tc_writer_null(w);
    }
    else if (is_number(rows, column)) {
        tc_writer_raw(w, text);
    }
    else if (is_boolean(rows, column)) {
        tc_writer_bool(w, *text == 't');
    }
    else {
        tc_writer_string(w, text);
    }
}

static void print(tc_writer_t *w)
{
    printf("%s\n", tc_writer_text(w, NULL));
}

static void print_json(const tc_ctl_t *ctl, const PGresult *rows)
{
    tc_writer_t *w = tc_writer_make(ctl->p);

    tc_writer_open(w, '[');
    for (int row = 0; row < PQntuples(rows); row++) {
        tc_writer_open(w, '{');
        for (int column = 0; column < PQnfields(rows); column++) {
            tc_writer_key(w, PQfname(rows, column));
            put(w, rows, row, column);
        }
        tc_writer_close(w, '}');
    }
    tc_writer_close(w, ']');
    print(w);
}

void tc_output_rows(const tc_ctl_t *ctl, const PGresult *rows)
{
    int columns = PQnfields(rows);

    if (ctl->json) {
        print_json(ctl, rows);
        return;
    }
    for (int column = 0; column < columns; column++) {
        printf("%s%s", column > 0 ? "\t" : "", PQfname(rows, column));
    }
    printf("\n");
    for (int row = 0; row < PQntuples(rows); row++) {
        for (int column = 0; column < columns; column++) {
            const char *text = PQgetvalue(rows, row, column);

            if (is_boolean(rows, column)) {
                text = *text == 't' ? "yes" : "no";
            }
            printf("%s%s", column > 0 ? "\t" : "", text);
        }
        printf("\n");
    }
}

void tc_output_pairs(const tc_ctl_t *ctl, const PGresult *rows)
{
    tc_writer_t *w = tc_writer_make(ctl->p);

    if (!ctl->json) {
        for (int row = 0; row < PQntuples(rows); row++) {
            printf("%s: %s\n", PQgetvalue(rows, row, 0),
                   PQgetisnull(rows, row, 1) ? "0" : PQgetvalue(rows, row, 1));
        }
        return;
    }
    tc_writer_open(w, '{');
    for (int row = 0; row < PQntuples(rows); row++) {
        tc_writer_key(w, PQgetvalue(rows, row, 0));
        put(w, rows, row, 1);
    }
    tc_writer_close(w, '}');
    print(w);
}
