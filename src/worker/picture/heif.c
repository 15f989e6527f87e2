#include "worker/picture/heif.h"

#include <stdlib.h>
#include <string.h>

#include "base/clip/box.h"
#include "base/clip/bytes.h"

#define TYPE TC_BOX_TYPE
#define BUDGET 10000
#define PROPERTIES 1024 /* of a file; those behind them stay where they are */

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

/* The list of properties, and what holds it; 0 where there is none. */
static int find_properties(tc_bytes_t *bytes, tc_box_t *properties,
                           tc_box_t *list)
{
    tc_box_t meta;

    return tc_box_find(bytes, 0, bytes->len, TYPE('m', 'e', 't', 'a'),
                       &meta) &&
           tc_box_find(bytes, meta.body + 4, meta.end,
                       TYPE('i', 'p', 'r', 'p'), properties) &&
           tc_box_find(bytes, properties->body, properties->end,
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

/* ------------------------------------------------------------ the copy */

typedef struct {
    tc_bytes_t source;
    unsigned char *copy; /* NULL: nothing has been changed */
} mended_t;

static int has_copy(mended_t *mended)
{
    if (mended->copy == NULL) {
        mended->copy = malloc(mended->source.len);
        if (mended->copy != NULL) {
            memcpy(mended->copy, mended->source.data, mended->source.len);
        }
    }
    return mended->copy != NULL;
}

/* The box is there no more for those who read the copy. 0: no memory. */
static int hide(mended_t *mended, const tc_box_t *box)
{
    if (!has_copy(mended)) {
        return 0;
    }
    memcpy(mended->copy + box->start + 4, nothing, sizeof(nothing));
    return 1;
}

static int hide_crops(mended_t *mended, int is_avif)
{
    tc_bytes_t *source = &mended->source;
    canvas_t canvas = { 0, 0 };
    tc_box_t properties, list, clap;

    if (!find_properties(source, &properties, &list)) {
        return 1;
    }
    find_size(source, &list, &canvas);
    for (apr_uint64_t at = list.body;
         tc_box_find(source, at, list.end, TYPE('c', 'l', 'a', 'p'), &clap);
         at = clap.end) {
        if (!is_obeyed(source, &clap, &canvas, is_avif) &&
            !hide(mended, &clap)) {
            return 0;
        }
    }
    return 1;
}

/* A reference: from the auxiliary picture, how many, to which. Its version
 * says how long their numbers are. */
static int hide_auxiliaries(mended_t *mended)
{
    tc_bytes_t *source = &mended->source;
    tc_box_t meta, references, one;
    int number;

    if (!tc_box_find(source, 0, source->len, TYPE('m', 'e', 't', 'a'),
                     &meta) ||
        !tc_box_find(source, meta.body + 4, meta.end, TYPE('i', 'r', 'e', 'f'),
                     &references)) {
        return 1;
    }
    number = tc_box_number(source, &references, 0, 1) == 0 ? 2 : 4;
    for (apr_uint64_t at = references.body + 4; tc_box_find(
             source, at, references.end, TYPE('a', 'u', 'x', 'l'), &one);
         at = one.end) {
        if (tc_box_number(source, &one, (apr_uint64_t)number, 2) > 1 &&
            !hide(mended, &one)) {
            return 0;
        }
    }
    return 1;
}

/* ----------------------------------------------- the order of properties */

/* For the number of each property: does it turn, mirror or crop? */
static void find_changing(tc_bytes_t *bytes, const tc_box_t *list,
                          char *changing)
{
    apr_uint64_t at = list->body;
    tc_box_t box;

    for (int i = 1; i < PROPERTIES && tc_box_next(bytes, &at, list->end, &box);
         i++) {
        changing[i] = box.type == TYPE('i', 'r', 'o', 't') ||
                      box.type == TYPE('i', 'm', 'i', 'r') ||
                      box.type == TYPE('c', 'l', 'a', 'p');
    }
}

/* `count` numbers of `width` bytes, the first bit of which is a flag. */
static int changes(const unsigned char *number, int width,
                   const char *changing)
{
    int value = width == 1 ? number[0] & 0x7f
                           : (number[0] & 0x7f) << 8 | number[1];

    return value < PROPERTIES && changing[value];
}

static void put_last(unsigned char *numbers, int count, int width,
                     const char *changing)
{
    unsigned char ordered[255 * 2];
    int len = 0;

    for (int which = 0; which < 2; which++) {
        for (int i = 0; i < count; i++) {
            const unsigned char *number = numbers + i * width;

            if (changes(number, width, changing) == which) {
                memcpy(ordered + len, number, (size_t)width);
                len += width;
            }
        }
    }
    memcpy(numbers, ordered, (size_t)len);
}

static int is_ordered(const unsigned char *numbers, int count, int width,
                      const char *changing)
{
    int seen = 0;

    for (int i = 0; i < count; i++) {
        int one = changes(numbers + i * width, width, changing);

        if (seen && !one) {
            return 0;
        }
        seen |= one;
    }
    return 1;
}

/* Of each item its number, how many properties, and which. */
static void order_items(mended_t *mended, const tc_box_t *box,
                        const char *changing)
{
    tc_bytes_t *source = &mended->source;
    int id = tc_box_number(source, box, 0, 1) == 0 ? 2 : 4;
    int width = tc_box_number(source, box, 3, 1) & 1 ? 2 : 1;
    apr_uint64_t items = tc_box_number(source, box, 4, 4), at = 8;

    for (apr_uint64_t i = 0; i < items && source->budget > 0; i++) {
        int count = (int)tc_box_number(source, box, at + (apr_uint64_t)id, 1);
        apr_uint64_t first = box->body + at + (apr_uint64_t)id + 1;

        at += (apr_uint64_t)(id + 1 + count * width);
        if (box->body + at > box->end || box->end > source->len) {
            return;
        }
        if (!is_ordered(source->data + first, count, width, changing) &&
            has_copy(mended)) {
            put_last(mended->copy + first, count, width, changing);
        }
    }
}

static void order_properties(mended_t *mended)
{
    char changing[PROPERTIES] = { 0 };
    tc_box_t properties, list, items;

    if (find_properties(&mended->source, &properties, &list) &&
        tc_box_find(&mended->source, properties.body, properties.end,
                    TYPE('i', 'p', 'm', 'a'), &items)) {
        find_changing(&mended->source, &list, changing);
        order_items(mended, &items, changing);
    }
}

unsigned char *tc_heif_mend(const unsigned char *bytes, size_t len,
                            int is_avif)
{
    mended_t mended = { { .data = bytes, .len = len, .budget = BUDGET },
                        NULL };

    if (hide_crops(&mended, is_avif) && hide_auxiliaries(&mended)) {
        order_properties(&mended);
    }
    return mended.copy;
}
