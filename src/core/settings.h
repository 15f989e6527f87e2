/* Bits of tc_site_t.set: which directive a server section has itself. */
#ifndef TC_CORE_SETTINGS_H
#define TC_CORE_SETTINGS_H

#include <apr.h>

typedef enum {
    TC_SET_MEDIA_ROOT,
    TC_SET_MEDIA_URL,
    TC_SET_PUBLIC_URL,
    TC_SET_TRUSTED_PROXY,
    TC_SET_CORS_ORIGIN,
    TC_SET_DB_CONNECTIONS,
    TC_SET_DB_TIMEOUT,
    TC_SET_TTL_LISTS,
    TC_SET_TTL_DETAILS,
    TC_SET_TTL_CATEGORIES,
    TC_SET_TTL_ADS,
    TC_SET_STALE_IF_ERROR,
    TC_SET_SURROGATE_KEYS,
    TC_SET_SERVER_TIMING,
    TC_SET_MAX_UPLOAD,
    TC_SET_MAX_BODY,
    TC_SET_MAX_PIXELS,
    TC_SET_MAX_FRAMES,
    TC_SET_MEDIA_EFFORT,
    TC_SET_MEDIA_SECONDS,
    TC_SET_MEDIA_MEMORY,
    TC_SET_TOKEN_LIFETIME,
    TC_SET_COOKIE_PATH,
    TC_SET_TRUST_USER
} tc_set_t;

#define TC_SET(bit) ((apr_uint64_t)1 << TC_SET_##bit)

#endif
