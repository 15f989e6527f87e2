/*
 * What httpd and talecraft-worker say to each other, and the limits that both
 * keep. Each message is one frame (frame.h) with a JSON text:
 *
 * the job
 *   {"original","directory","media_type","variants":[{"name","width",
 *    "quality"}],"effort","pixels","frames","seconds","memory","parallel"}
 *
 * its answer
 *   {"status":"ready","width","height","duration","placeholder","damaged",
 *    "video" (the copy's file),
 *    "variants":[{"name","file","width","height","file_size"}]}
 *   {"status":"failed"|"retry","error":"a sentence for people",
 *    "detail":"what the libraries said, for the log"} (failure.h)
 *
 * httpd believes no answer: a stranger's file was read for it.
 */
#ifndef TC_BASE_JOB_PROTOCOL_H
#define TC_BASE_JOB_PROTOCOL_H

/* Variants of one file; letters of a variant's name. */
#define TC_PROTOCOL_VARIANTS 8
#define TC_PROTOCOL_NAME_MAX 32

/* Pixels of a side of a variant: WebP has no more. */
#define TC_PROTOCOL_SIDE_MAX 16383

/* Pixels of a side of a picture or a video as it came. */
#define TC_PROTOCOL_ORIGINAL_MAX 100000

#define TC_PROTOCOL_QUALITY_MAX 100
#define TC_PROTOCOL_EFFORT_MAX 6

/* Bytes of a placeholder, a data: URI. */
#define TC_PROTOCOL_PLACEHOLDER_MAX 1024

/* 1 where text can be a variant's name: lower-case letters, since file names
 * hold it. NULL can not. */
int tc_protocol_is_name(const char *text);

#endif
