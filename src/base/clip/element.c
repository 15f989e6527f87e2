#include "base/clip/element.h"

#include <math.h>
#include <string.h>

int tc_element_head(tc_bytes_t *source, apr_uint64_t at,
                    tc_element_head_t *head)
{
    apr_uint64_t room = at < source->len ? source->len - at : 0;

    head->used = 0;
    head->len = room < sizeof(head->raw) ? (apr_size_t)room
                                         : sizeof(head->raw);
    return head->len > 0 && tc_bytes_get(source, at, head->raw, head->len);
}

int tc_element_number(tc_element_head_t *head, apr_size_t bytes,
                      apr_uint64_t *number)
{
    if (head->len - head->used < bytes) {
        return 0;
    }
    for (*number = 0; bytes > 0; bytes--) {
        *number = *number << 8 | head->raw[head->used++];
    }
    return 1;
}

int tc_element_vint(tc_element_head_t *head, int keep, apr_uint64_t *number,
                    int *unknown)
{
    unsigned first = head->used < head->len ? head->raw[head->used] : 0;
    apr_size_t bytes = 1;
    apr_uint64_t ones;

    if (first == 0) {
        return 0;
    }
    while (!(first & (0x80U >> (bytes - 1)))) {
        bytes++;
    }
    if (!tc_element_number(head, bytes, number)) {
        return 0;
    }
    ones = ((apr_uint64_t)1 << (7 * bytes)) - 1;
    if (!keep) {
        *number &= ones;
        *unknown = *number == ones;
    }
    return 1;
}

int tc_element_next(tc_bytes_t *source, apr_uint64_t *at, apr_uint64_t end,
                    tc_element_t *element)
{
    apr_uint64_t size = 0;
    tc_element_head_t head;

    element->open = 0;
    element->start = *at;
    if (*at >= end || !tc_element_head(source, *at, &head) ||
        !tc_element_vint(&head, 1, &element->id, &element->open) ||
        !tc_element_vint(&head, 0, &size, &element->open)) {
        return 0;
    }
    *at += head.used;
    if (!element->open && size > ~*at) {
        return 0;
    }
    element->body = *at;
    element->end = element->open ? end : *at + size;
    *at = element->end;
    return 1;
}

double tc_element_whole(tc_bytes_t *source, const tc_element_t *element)
{
    apr_uint64_t number = 0;
    apr_uint64_t size = element->end - element->body;

    (void)tc_bytes_number(source, element->body, size <= 8 ? (int)size : 0,
                          &number);
    return (double)number;
}

double tc_element_real(tc_bytes_t *source, const tc_element_t *element)
{
    apr_uint64_t size = element->end - element->body, raw = 0;
    double value = 0;
    float small;
    apr_uint32_t half;

    if (!tc_bytes_number(source, element->body,
                         size == 4 || size == 8 ? (int)size : 0, &raw)) {
        return 0;
    }
    if (size == 4) {
        half = (apr_uint32_t)raw;
        memcpy(&small, &half, sizeof(small));
        value = small;
    }
    else if (size == 8) {
        memcpy(&value, &raw, sizeof(value));
    }
    return isfinite(value) ? value : 0;
}
