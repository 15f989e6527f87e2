/* What decoders would set up for each file, done before they are forked. */
#ifndef TC_WORKER_PICTURE_WARM_H
#define TC_WORKER_PICTURE_WARM_H

/*
 * Once, by a process that has no threads and has set libvips up: does with a
 * picture of its own what a job does, but for its files, so that its decoders
 * inherit libvips' classes, tables, OpenSSL's digests and bound symbols. A
 * decoder works without it too, but takes a tenth more of the processor for a
 * small picture. No thread is made: one that libvips kept would be missing in
 * the forked process.
 */
void tc_warm_up(void);

#endif
