/* The elements that a WebM or Matroska is made of (RFC 8794). */
#ifndef TC_BASE_CLIP_ELEMENT_H
#define TC_BASE_CLIP_ELEMENT_H

#include "base/clip/bytes.h"

/* Their ids, by what they are. */
#define TC_ELEMENT_SEGMENT 0x18538067
#define TC_ELEMENT_INFO 0x1549a966
#define TC_ELEMENT_TIME_SCALE 0x2ad7b1
#define TC_ELEMENT_DURATION 0x4489
#define TC_ELEMENT_TRACKS 0x1654ae6b
#define TC_ELEMENT_TRACK 0xae
#define TC_ELEMENT_TRACK_NUMBER 0xd7
#define TC_ELEMENT_TRACK_TYPE 0x83
#define TC_ELEMENT_VIDEO 0xe0
#define TC_ELEMENT_PIXEL_WIDTH 0xb0
#define TC_ELEMENT_PIXEL_HEIGHT 0xba
#define TC_ELEMENT_CROP_BOTTOM 0x54aa
#define TC_ELEMENT_CROP_TOP 0x54bb
#define TC_ELEMENT_CROP_LEFT 0x54cc
#define TC_ELEMENT_CROP_RIGHT 0x54dd
#define TC_ELEMENT_DISPLAY_WIDTH 0x54b0
#define TC_ELEMENT_DISPLAY_HEIGHT 0x54ba
#define TC_ELEMENT_PROJECTION 0x7670
#define TC_ELEMENT_POSE_ROLL 0x7675
#define TC_ELEMENT_CLUSTER 0x1f43b675
#define TC_ELEMENT_TIMESTAMP 0xe7
#define TC_ELEMENT_SIMPLE_BLOCK 0xa3
#define TC_ELEMENT_BLOCK_GROUP 0xa0
#define TC_ELEMENT_BLOCK 0xa1
#define TC_ELEMENT_EBML 0x1a45dfa3
#define TC_ELEMENT_SEEK_HEAD 0x114d9b74
#define TC_ELEMENT_CUES 0x1c53bb6b
#define TC_ELEMENT_VOID 0xec
#define TC_ELEMENT_MUXING_APP 0x4d80
#define TC_ELEMENT_WRITING_APP 0x5741
#define TC_ELEMENT_POSITION 0xa7
#define TC_ELEMENT_PREVIOUS_SIZE 0xab

/* Types of tracks. */
#define TC_ELEMENT_PICTURE 1
#define TC_ELEMENT_SOUND 2

typedef struct {
    apr_uint64_t id;
    apr_uint64_t start;
    apr_uint64_t body;
    apr_uint64_t end; /* may lie beyond what holds it */
    int open;         /* says no length: ends where its like begins */
} tc_element_t;

/*
 * The element at *at, which moves behind it, in what ends at `end`. 0 where
 * there is none. An open one ends there.
 */
int tc_element_next(tc_bytes_t *source, apr_uint64_t *at, apr_uint64_t end,
                    tc_element_t *element);

/* What it holds, as a number; 0 where it is none. */
double tc_element_whole(tc_bytes_t *source, const tc_element_t *element);
double tc_element_real(tc_bytes_t *source, const tc_element_t *element);

/* The first bytes of an element or block: one read for all its numbers. */
typedef struct {
    unsigned char raw[16];
    apr_size_t len;
    apr_size_t used;
} tc_element_head_t;

int tc_element_head(tc_bytes_t *source, apr_uint64_t at,
                    tc_element_head_t *head);

/* Of it a number of so many bytes, big endian; 0: it has no more. */
int tc_element_number(tc_element_head_t *head, apr_size_t bytes,
                      apr_uint64_t *number);

/* And one of variable length. keep: with its length mark; else *unknown is
 * set where all its bits are. */
int tc_element_vint(tc_element_head_t *head, int keep, apr_uint64_t *number,
                    int *unknown);

#endif
