#include "worker/picture/still.h"

#include "worker/picture/encode.h"
#include "worker/picture/flat.h"
#include "worker/picture/picture.h"
#include "worker/picture/webp.h"
#include "worker/task.h"

static apr_status_t encode(tc_task_t *task)
{
    tc_webp_file_t file;

    if (tc_webp_encode(task->taken, &task->how, &file) != 0) {
        return APR_EGENERAL;
    }
    return tc_task_write(task, &file);
}

/* The one before ends. */
static tc_picture_t *shrunk(tc_picture_t *from, int width)
{
    tc_picture_t *to = tc_picture_shrink(from, width);

    if (to != from) {
        tc_picture_free(from);
    }
    return to;
}

static int take(tc_task_t *task, const tc_picture_t *picture, int is_flat)
{
    tc_webp_pixels_t pixels = tc_picture_pixels(picture->image, 0,
                                                picture->height);

    task->width = picture->width;
    task->height = picture->height;
    task->taken = tc_webp_take(&pixels, is_flat);
    return task->taken != NULL ? 0 : -1;
}

/*
 * Each variant is made from the one above it: a twelfth of the work of going
 * back to the whole picture each time. All are made before the first is
 * encoded, so that the encoder has the memory of the decoded picture; but
 * where a core is idle it begins at once. Whether it is flat is seen on the
 * whole: shrinking blurs.
 */
static apr_status_t make_all(tc_tasks_t *all, tc_picture_t *picture)
{
    tc_webp_pixels_t whole = tc_picture_pixels(picture->image, 0,
                                               picture->height);
    int is_flat = tc_flat_is(&whole);

    for (int i = 0; i < all->count; i++) {
        tc_task_t *task = &all->tasks[i];

        if (task->width == 0) {
            continue;
        }
        picture = shrunk(picture, task->variant->width);
        if (picture == NULL || take(task, picture, is_flat) != 0) {
            return APR_EGENERAL;
        }
        if (i == 0 && tc_task_aside(all)) {
            tc_task_begin(task, encode, 1);
        }
    }
    all->placeholder = tc_encode_placeholder(all->p, picture);
    tc_picture_free(picture);
    return APR_SUCCESS;
}

apr_status_t tc_still_encode(tc_tasks_t *all, tc_picture_t *picture)
{
    apr_status_t rv, encoded;

    picture = shrunk(picture, 0);
    if (picture == NULL) {
        return APR_EGENERAL;
    }
    tc_task_choose(all, picture->width, picture->height);
    rv = make_all(all, picture);
    for (int i = 0; i < all->count && rv == APR_SUCCESS; i++) {
        if (all->tasks[i].taken != NULL && all->tasks[i].run == NULL) {
            tc_task_begin(&all->tasks[i], encode, 0);
        }
    }
    encoded = tc_task_wait(all);
    return rv == APR_SUCCESS ? encoded : rv;
}
