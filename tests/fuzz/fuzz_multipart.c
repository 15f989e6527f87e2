/*
 * libFuzzer target: the first four bytes choose where the input is split; the
 * events and the result must be those of the input in one piece.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>

#include "base/multipart/multipart.h"

typedef struct {
    char *text;
    size_t len;
    size_t size;
} record_t;

static void note(record_t *record, const char *bytes, size_t len)
{
    if (len == 0) {
        return;
    }
    if (record->size - record->len < len) {
        record->size = (record->size + len) * 2;
        record->text = realloc(record->text, record->size);
        if (!record->text) {
            abort();
        }
    }
    memcpy(record->text + record->len, bytes, len);
    record->len += len;
}

static void note_string(record_t *record, const char *text)
{
    note(record, text ? text : "(none)", text ? strlen(text) + 1 : 7);
}

static apr_status_t on_begin(void *baton, const tc_multipart_part_t *part)
{
    note_string(baton, "begin");
    note_string(baton, part->name);
    note_string(baton, part->filename);
    note_string(baton, part->content_type);
    return APR_SUCCESS;
}

static apr_status_t on_data(void *baton, const char *bytes, apr_size_t len)
{
    note(baton, bytes, len);
    return APR_SUCCESS;
}

static apr_status_t on_end(void *baton)
{
    note_string(baton, "end");
    return APR_SUCCESS;
}

static const tc_multipart_events_t events = { on_begin, on_data, on_end };

/* Each piece is a copy of its own, so that a read beyond it is seen. */
static void feed(tc_multipart_t *parser, const uint8_t *bytes, size_t len)
{
    char *copy = malloc(len ? len : 1);

    if (!copy) {
        abort();
    }
    memcpy(copy, bytes, len);
    tc_multipart_feed(parser, copy, len);
    free(copy);
}

/* Pieces of steps[0], steps[1], ... bytes in turn. */
static tc_multipart_result_t run(const uint8_t *data, size_t size,
                                 const size_t steps[4], record_t *record)
{
    tc_multipart_result_t result;
    tc_multipart_t *parser;
    apr_pool_t *p;
    size_t turn = 0;

    apr_pool_create(&p, NULL);
    parser = tc_multipart_make(p, "multipart/form-data; boundary=b", &events,
                               record, &result);
    if (!parser) {
        abort();
    }
    while (size > 0) {
        size_t step = steps[turn++ % 4];

        step = step > size ? size : step;
        feed(parser, data, step);
        data += step;
        size -= step;
    }
    result = tc_multipart_end(parser);
    apr_pool_destroy(p);
    return result;
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return apr_initialize() == APR_SUCCESS ? 0 : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    record_t whole = { 0 };
    record_t split = { 0 };
    tc_multipart_result_t one;
    tc_multipart_result_t many;
    size_t steps[4];

    if (size < 4) {
        return 0;
    }
    for (int i = 0; i < 4; i++) {
        steps[i] = (size_t)data[i] % 64 + 1;
    }
    data += 4;
    size -= 4;
    one = run(data, size, (size_t[4]){ size, size, size, size }, &whole);
    many = run(data, size, steps, &split);
    if (one != many || whole.len != split.len ||
        (whole.len && memcmp(whole.text, split.text, whole.len) != 0)) {
        fprintf(stderr, "result %d whole, %d split\n", (int)one, (int)many);
        abort();
    }
    free(whole.text);
    free(split.text);
    return 0;
}
