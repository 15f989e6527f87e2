#include "worker/picture/animation.h"

#include "base/job/failure.h"
#include "worker/picture/encode.h"
#include "worker/picture/picture.h"
#include "worker/task.h"
#include "worker/picture/webp.h"

/* So much of the animation is decoded at a time, or else one frame. */
#define PART_BYTES (4 << 20)

static apr_status_t add_part(tc_task_t *task)
{
    const tc_picture_t *part = task->part;

    for (int i = 0; i < part->frames; i++) {
        tc_webp_pixels_t pixels = tc_picture_pixels(part->image, i,
                                                    part->height);

        if (tc_webp_roll_add(task->roll, &pixels, task->delays[i]) != 0) {
            return APR_EGENERAL;
        }
    }
    return APR_SUCCESS;
}

/* Each from the one above it, as still pictures. */
static int shrink_part(tc_tasks_t *all, tc_picture_t *part)
{
    tc_picture_t *from = part;

    for (int i = 0; i < all->count; i++) {
        tc_task_t *task = &all->tasks[i];

        if (task->width > 0) {
            task->part = tc_picture_shrink(from, task->variant->width);
            if (task->part == NULL) {
                return -1;
            }
            from = task->part;
        }
    }
    return 0;
}

static void free_part(tc_tasks_t *all, tc_picture_t *part)
{
    const tc_picture_t *last = part;

    for (int i = 0; i < all->count; i++) {
        tc_picture_t *one = all->tasks[i].part;

        all->tasks[i].part = NULL;
        if (one != NULL && one != last) {
            last = one;
            tc_picture_free(one);
        }
    }
    tc_picture_free(part);
}

/* With the first frames, whose sizes are known only now. */
static int open_all(tc_tasks_t *all, const tc_picture_t *base, int loops)
{
    const tc_picture_t *smallest = base;

    for (int i = 0; i < all->count; i++) {
        tc_task_t *task = &all->tasks[i];

        if (task->part == NULL) {
            continue;
        }
        smallest = task->part;
        task->width = smallest->width;
        task->height = smallest->height;
        task->roll = tc_webp_roll_open(task->width, task->height, loops,
                                       &task->how);
        if (task->roll == NULL) {
            return -1;
        }
    }
    all->placeholder = tc_encode_placeholder(all->p, smallest);
    return 0;
}

static apr_status_t encode_part(tc_tasks_t *all, const int *delays)
{
    for (int i = 0; i < all->count; i++) {
        if (all->tasks[i].part != NULL) {
            all->tasks[i].delays = delays;
            tc_task_begin(&all->tasks[i], add_part,
                          i == 0 && tc_task_aside(all));
        }
    }
    return tc_task_wait(all);
}

/* Ends part. */
static apr_status_t take_part(tc_tasks_t *all, tc_picture_t *part, int loops,
                              const int *delays)
{
    tc_picture_t *base = tc_picture_shrink(part, 0);
    apr_status_t rv = APR_EGENERAL;
    int first;

    if (base != part) {
        tc_picture_free(part);
    }
    if (base == NULL) {
        return APR_EGENERAL;
    }
    first = all->width == 0;
    if (first) {
        tc_task_choose(all, base->width, base->height);
    }
    if (shrink_part(all, base) == 0 &&
        (!first || open_all(all, base, loops) == 0)) {
        rv = encode_part(all, delays);
    }
    free_part(all, base);
    return rv;
}

static apr_status_t finish(tc_task_t *task)
{
    tc_webp_file_t file;
    int rv = tc_webp_roll_close(task->roll, &file);

    task->roll = NULL;
    return rv == 0 ? tc_task_write(task, &file) : APR_EGENERAL;
}

static const int *all_delays(apr_pool_t *p, const tc_picture_t *picture)
{
    int *delays = apr_palloc(p, (apr_size_t)picture->frames * sizeof(int));

    for (int i = 0; i < picture->frames; i++) {
        delays[i] = tc_picture_delay(picture, i);
    }
    return delays;
}

/* What fails for want of it says nothing about the file. */
static int lacks_memory(void)
{
    tc_failure_t failure;

    tc_picture_complaint(TC_REASON_DAMAGED, &failure);
    return failure.reason == TC_REASON_MEMORY;
}

/* As far as the frames are whole. */
static apr_status_t encode_parts(tc_tasks_t *all, tc_picture_t *picture)
{
    const int *delays = all_delays(all->p, picture);
    apr_size_t frame = VIPS_IMAGE_SIZEOF_LINE(picture->image) *
                       (apr_size_t)picture->height;
    int most = (int)VIPS_MAX(1, PART_BYTES / frame);
    apr_status_t rv = APR_SUCCESS;

    for (int at = 0; at < picture->frames && rv == APR_SUCCESS; at += most) {
        int wanted = VIPS_MIN(most, picture->frames - at);
        tc_picture_t *part = tc_picture_read(picture, at, wanted);
        int read = part != NULL ? part->frames : 0;

        if (part != NULL) {
            rv = take_part(all, part, tc_picture_loops(picture), delays + at);
        }
        if (read < wanted) {
            all->damaged = 1;
            return at + read > 0 && !lacks_memory() ? rv
                                                    : TC_ANIMATION_DAMAGED;
        }
    }
    return rv;
}

apr_status_t tc_animation_encode(tc_tasks_t *all, tc_picture_t *picture)
{
    apr_status_t rv = encode_parts(all, picture);

    tc_picture_free(picture);
    for (int i = 0; i < all->count && rv == APR_SUCCESS; i++) {
        if (all->tasks[i].roll != NULL) {
            rv = finish(&all->tasks[i]);
        }
    }
    return rv;
}
