#include "base/clip/box.h"

#define HEAD 8
#define LONG_HEAD 16

/* Lengths that are none. */
#define TO_THE_END 0
#define LONG 1

int tc_box_next(tc_bytes_t *source, apr_uint64_t *at, apr_uint64_t end,
                tc_box_t *box)
{
    apr_uint64_t head, length;
    apr_uint64_t used = HEAD;

    if (*at > end || end - *at < HEAD ||
        !tc_bytes_number(source, *at, HEAD, &head)) {
        return 0;
    }
    box->type = (apr_uint32_t)head;
    length = head >> 32;
    if (length == LONG) {
        used = LONG_HEAD;
        if (!tc_bytes_number(source, *at + HEAD, 8, &length)) {
            return 0;
        }
    }
    else if (length == TO_THE_END) {
        length = end - *at;
    }
    if (length < used || length > ~*at) {
        return 0;
    }
    box->start = *at;
    box->body = *at + used;
    box->end = *at + length;
    *at = box->end;
    return 1;
}

int tc_box_find(tc_bytes_t *source, apr_uint64_t at, apr_uint64_t end,
                apr_uint32_t type, tc_box_t *box)
{
    while (tc_box_next(source, &at, end, box) && box->end <= end) {
        if (box->type == type) {
            return 1;
        }
    }
    return 0;
}

apr_uint64_t tc_box_number(tc_bytes_t *source, const tc_box_t *box,
                           apr_uint64_t at, int bytes)
{
    apr_uint64_t number = 0;
    apr_uint64_t room = box->end - box->body;

    if (at > room || room - at < (apr_uint64_t)bytes) {
        return 0;
    }
    (void)tc_bytes_number(source, box->body + at, bytes, &number);
    return number;
}
