/* Requests for media files. */
#ifndef TC_API_MEDIA_FILES_H
#define TC_API_MEDIA_FILES_H

#include <httpd.h>

/* The content handler of TalecraftMediaURL; APR_HOOK_FIRST. */
int tc_media_files(request_rec *r);

#endif
