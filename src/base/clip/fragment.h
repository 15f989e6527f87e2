/* MP4 in fragments: an index without samples, which come with each piece. */
#ifndef TC_BASE_CLIP_FRAGMENT_H
#define TC_BASE_CLIP_FRAGMENT_H

#include "base/clip/box.h"
#include "base/clip/bytes.h"

/* What mvex, of a film with so many ticks a second, says of the length of all
 * fragments; below 0: nothing. */
double tc_fragment_told(tc_bytes_t *source, const tc_box_t *mvex,
                        double ticks);

/* When the last sample of a track ends, in seconds; below 0: there is no
 * fragment with one; 0: there are more than are looked at. What says no
 * durations counts as very short. */
double tc_fragment_duration(tc_bytes_t *source, apr_uint64_t track,
                            double ticks);

#endif
