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

/* Frames that follow each other, in each variant's size. */
typedef struct {
    tc_picture_t *base; /* NULL: none */
    tc_picture_t *variants[TC_PROTOCOL_VARIANTS];
    const int *delays;
} part_t;

static void free_part(part_t *part)
{
    const tc_picture_t *last = part->base;

    for (int i = 0; i < TC_PROTOCOL_VARIANTS; i++) {
        tc_picture_t *one = part->variants[i];

        if (one != NULL && one != last) {
            last = one;
            tc_picture_free(one);
        }
    }
    if (part->base != NULL) {
        tc_picture_free(part->base);
    }
    *part = (part_t){ 0 };
}

/* Each from the one above it, as still pictures. */
static int shrink_part(const tc_tasks_t *all, part_t *part)
{
    tc_picture_t *from = part->base;

    for (int i = 0; i < all->count; i++) {
        const tc_task_t *task = &all->tasks[i];

        if (task->width > 0) {
            part->variants[i] = tc_picture_shrink(from, task->variant->width);
            if (part->variants[i] == NULL) {
                return -1;
            }
            from = part->variants[i];
        }
    }
    return 0;
}

/* Ends frames; what part has is to be freed in any case. */
static int make_part(tc_tasks_t *all, tc_picture_t *frames, part_t *part)
{
    part->base = tc_picture_shrink(frames, 0);
    if (part->base != frames) {
        tc_picture_free(frames);
    }
    if (part->base == NULL) {
        return -1;
    }
    if (all->width == 0) {
        tc_task_choose(all, part->base->width, part->base->height);
    }
    return shrink_part(all, part);
}

/* With the first frames, whose sizes are known only now. */
static int open_all(tc_tasks_t *all, const part_t *part, int loops)
{
    tc_picture_t *smallest = part->base;

    for (int i = 0; i < all->count; i++) {
        tc_task_t *task = &all->tasks[i];

        if (part->variants[i] == NULL) {
            continue;
        }
        smallest = part->variants[i];
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

static void begin_part(tc_tasks_t *all, const part_t *part)
{
    for (int i = 0; i < all->count; i++) {
        tc_task_t *task = &all->tasks[i];

        if (part->variants[i] != NULL) {
            task->part = part->variants[i];
            task->delays = part->delays;
            tc_task_begin(task, add_part, i == 0 && tc_task_aside(all));
        }
    }
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

/* Wait for what encodes it. */
static apr_status_t end_part(tc_tasks_t *all, part_t *part)
{
    apr_status_t rv = tc_task_wait(all);

    free_part(part);
    return rv;
}

/* Ends frames. While the largest variant of those before is encoded aside
 * these are made ready. */
static apr_status_t take_frames(tc_tasks_t *all, tc_picture_t *frames,
                                int loops, const int *delays, part_t *before)
{
    part_t part = { .delays = delays };
    int first = all->width == 0;
    int made = make_part(all, frames, &part);
    apr_status_t rv = end_part(all, before);

    *before = part;
    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (made != 0 || (first && open_all(all, &part, loops) != 0)) {
        return APR_EGENERAL;
    }
    begin_part(all, &part);
    return tc_task_aside(all) ? APR_SUCCESS : end_part(all, before);
}

/* As far as the frames are whole; last is to be ended in any case. */
static apr_status_t encode_parts(tc_tasks_t *all, tc_picture_t *picture,
                                 part_t *last)
{
    const int *delays = all_delays(all->p, picture);
    apr_size_t frame = VIPS_IMAGE_SIZEOF_LINE(picture->image) *
                       (apr_size_t)picture->height;
    int most = (int)VIPS_MAX(1, PART_BYTES / frame);
    apr_status_t rv = APR_SUCCESS;

    for (int at = 0; at < picture->frames && rv == APR_SUCCESS; at += most) {
        int wanted = VIPS_MIN(most, picture->frames - at);
        tc_picture_t *frames = tc_picture_read(picture, at, wanted);
        int read = frames != NULL ? frames->frames : 0;

        if (frames != NULL) {
            rv = take_frames(all, frames, tc_picture_loops(picture),
                             delays + at, last);
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
    part_t last = { 0 };
    apr_status_t rv = encode_parts(all, picture, &last);
    apr_status_t ended = end_part(all, &last);

    rv = rv == APR_SUCCESS ? ended : rv;
    tc_picture_free(picture);
    for (int i = 0; i < all->count && rv == APR_SUCCESS; i++) {
        if (all->tasks[i].roll != NULL) {
            rv = finish(&all->tasks[i]);
        }
    }
    return rv;
}
