#include "worker/picture/heif.h"

#include <stdlib.h>
#include <string.h>

#include "base/clip/box.h"
#include "base/clip/bytes.h"

#define TYPE TC_BOX_TYPE
#define BUDGET 10000

/* Of no meaning to any reader. */
static const char nothing[4] = { 's', 'k', 'i', 'p' };

typedef struct {
    double width; /* of the largest picture in the file, which is the whole */
    double height;
} canvas_t;

static double whole(tc_bytes_t *bytes, const tc_box_t *box, apr_uint64_t at)
{
    return (double)tc_box_number(bytes, box, at, 4);
}

/* A fraction, whose denominator is 1 in any real file. */
static double fraction(tc_bytes_t *bytes, const tc_box_t *box, apr_uint64_t at)
{
    double below = whole(bytes, box, at + 4);

    return below > 0 ? (apr_int32_t)tc_box_number(bytes, box, at, 4) / below
                     : 0;
}

/* The list of properties; 0 where there is none. */
static int find_properties(tc_bytes_t *bytes, tc_box_t *list)
{
    tc_box_t meta, properties;

    return tc_box_find(bytes, 0, bytes->len, TYPE('m', 'e', 't', 'a'),
                       &meta) &&
           tc_box_find(bytes, meta.body + 4, meta.end,
                       TYPE('i', 'p', 'r', 'p'), &properties) &&
           tc_box_find(bytes, properties.body, properties.end,
                       TYPE('i', 'p', 'c', 'o'), list);
}

static void find_size(tc_bytes_t *bytes, const tc_box_t *list, canvas_t *size)
{
    apr_uint64_t at = list->body;
    tc_box_t box;

    while (tc_box_find(bytes, at, list->end, TYPE('i', 's', 'p', 'e'), &box)) {
        double width = whole(bytes, &box, 4), height = whole(bytes, &box, 8);

        if (width * height > size->width * size->height) {
            size->width = width;
            size->height = height;
        }
        at = box.end;
    }
}

/* clap: width, height, and how far its middle lies from the picture's. */
static int is_obeyed(tc_bytes_t *bytes, const tc_box_t *clap,
                     const canvas_t *size, int is_avif)
{
    double width = fraction(bytes, clap, 0);
    double height = fraction(bytes, clap, 8);
    double left = fraction(bytes, clap, 16) + (size->width - width) / 2;
    double top = fraction(bytes, clap, 24) + (size->height - height) / 2;

    if (width < 1 || height < 1 || left < 0 || top < 0 ||
        left + width > size->width || top + height > size->height) {
        return 0;
    }
    return !is_avif || (left < 1 && top < 1);
}

unsigned char *tc_heif_uncrop(const unsigned char *bytes, size_t len,
                              int is_avif)
{
    tc_bytes_t source = { .data = bytes, .len = len, .budget = BUDGET };
    canvas_t canvas = { 0, 0 };
    unsigned char *copy = NULL;
    tc_box_t list, clap;

    if (!find_properties(&source, &list)) {
        return NULL;
    }
    find_size(&source, &list, &canvas);
    for (apr_uint64_t at = list.body;
         tc_box_find(&source, at, list.end, TYPE('c', 'l', 'a', 'p'), &clap);
         at = clap.end) {
        if (is_obeyed(&source, &clap, &canvas, is_avif)) {
            continue;
        }
        if (copy == NULL) {
            copy = malloc(len);
            if (copy == NULL) {
                return NULL;
            }
            memcpy(copy, bytes, len);
        }
        memcpy(copy + clap.start + 4, nothing, sizeof(nothing));
    }
    return copy;
}
