/* Is it drawn, or seen: screenshots, diagrams, logos, scanned pages. */
#ifndef TC_WORKER_PICTURE_FLAT_H
#define TC_WORKER_PICTURE_FLAT_H

#include "worker/picture/webp.h"

/* 1 where most pixels are exactly what the one to their left is, which noise
 * and grain of a camera do not leave. Looks at every fourth row. */
int tc_flat_is(const tc_webp_pixels_t *pixels);

#endif
