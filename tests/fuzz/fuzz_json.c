/*
 * libFuzzer target: what is accepted must be written as text that reads back
 * to the same text, and picking members out of that text must do no harm.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>

#include "base/json/json.h"
#include "base/json/pick.h"
#include "base/json/writer.h"
#include "base/text/text.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return apr_initialize() == APR_SUCCESS ? 0 : -1;
}

static void require(int condition)
{
    if (!condition) {
        abort();
    }
}

static int first_key(void *baton, const char *key, tc_json_t *value)
{
    (void)value;
    *(const char **)baton = key;
    return 0;
}

/* Any bytes may be picked from; a text of ours must give a text again. */
static void pick(apr_pool_t *p, const char *text, apr_size_t len,
                 const char *name, int sound)
{
    apr_array_header_t *names = apr_array_make(p, 2, sizeof(const char *));
    const char *error;
    const char *picked;

    APR_ARRAY_PUSH(names, const char *) = name;
    APR_ARRAY_PUSH(names, const char *) = "a";
    picked = tc_pick(p, text, len, names);
    tc_pick_each(p, text, len, names);
    if (sound) {
        require(picked != NULL);
        require(tc_json_parse(p, picked, strlen(picked), &error) != NULL);
    }
}

static void check(apr_pool_t *p, const char *text, apr_size_t len)
{
    const char *error = NULL;
    tc_json_t *value = tc_json_parse(p, text, len, &error);
    const char *name = "id";
    const char *written;
    const char *again;
    apr_size_t written_len;
    apr_size_t again_len;

    pick(p, text, len, name, 0);
    if (!value) {
        require(error && *error);
        return;
    }
    require(error == NULL && tc_text_is_utf8(text, len));
    written = tc_writer_of_json(p, value, &written_len);
    require(strlen(written) == written_len);
    require(tc_text_is_utf8(written, written_len));
    value = tc_json_parse(p, written, written_len, &error);
    require(value != NULL);
    again = tc_writer_of_json(p, value, &again_len);
    require(written_len == again_len &&
            memcmp(written, again, written_len) == 0);
    tc_json_each(value, first_key, &name);
    pick(p, written, written_len, name, tc_json_kind(value) == TC_JSON_OBJECT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *exact = malloc(size ? size : 1);
    apr_pool_t *p;

    require(exact != NULL);
    if (size) {
        memcpy(exact, data, size);
    }
    apr_pool_create(&p, NULL);
    check(p, exact, size);
    apr_pool_destroy(p);
    free(exact);
    return 0;
}
