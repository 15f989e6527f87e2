/*
 * A file to a picture: which loader may read it, what its header may say, and
 * how much of a damaged one has to be there.
 */
#ifndef TC_WORKER_PICTURE_LOAD_H
#define TC_WORKER_PICTURE_LOAD_H

#include <vips/vips.h>

#include "base/job/failure.h"

typedef struct {
    VipsImage *image; /* 8 bits, sRGB; all pages one below the other */
    int height;       /* of one page */
    int frames;       /* pages that count: one of all but animations */
    int damaged;      /* it is what could be read of the file */
} tc_load_t;

/*
 * A still picture in memory and upright, an animation with its header alone.
 * Of a damaged one more than half of the rows (of an animation, one frame)
 * must be there, or it is refused. 0, or -1 and *failure says why.
 */
int tc_load_picture(const char *path, const tc_failure_limits_t *limits,
                    tc_load_t *loaded, tc_failure_t *failure);

#endif
