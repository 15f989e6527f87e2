/*
 * Who may have all workers at a time. An uploader (a line of the queue) whose
 * jobs are done soon may, since the next in turn need not wait long. All
 * others leave one worker to the rest: whoever has a video at work, of whom no
 * job has ended yet, and of whom one took long not long ago. What is known
 * stands in the memory of this process, of the lines of late.
 */
#ifndef TC_MEDIA_LINES_H
#define TC_MEDIA_LINES_H

#include <apr_time.h>

typedef struct {
    int is_known;
    apr_int64_t line;
    apr_time_t noted;
    apr_time_t slow_until;
} tc_line_t;

/* Of one site; all zeros to begin with. Times are on the steady clock. */
#define TC_LINES_KNOWN 32
typedef struct {
    tc_line_t known[TC_LINES_KNOWN];
} tc_lines_t;

/* 1: nobody minds to wait for such a job that began then. */
int tc_lines_is_short(const char *media_type, apr_time_t begun,
                      apr_time_t now);

/* A job of the line has ended, and was short or not. */
void tc_lines_note(tc_lines_t *lines, apr_int64_t line, int is_short,
                   apr_time_t now);

/* 1: the line's jobs were short of late. */
int tc_lines_trusts(const tc_lines_t *lines, apr_int64_t line, apr_time_t now);

#endif
