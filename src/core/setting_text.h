/* Settings that are texts or lists of them. */
#ifndef TC_CORE_SETTING_TEXT_H
#define TC_CORE_SETTING_TEXT_H

#include "core/setting.h"

/* The member is a const char *. */
tc_setting_read_t tc_setting_text_any;
tc_setting_read_t tc_setting_text_file;       /* below ServerRoot */
tc_setting_read_t tc_setting_text_path;       /* "/api", of a cookie */
tc_setting_read_t tc_setting_text_folder;     /* "/media-files/", of a URL */
tc_setting_read_t tc_setting_text_public_url; /* "https://example.org" */
tc_setting_read_t tc_setting_text_template;   /* an URL with "{token}" */
tc_setting_read_t tc_setting_text_post_url;   /* one with "{slug}" or "{id}" */
tc_setting_read_t tc_setting_text_zone;       /* "Europe/Berlin" */

/* "provider" or "provider:arguments"; the member is a tc_cache_place_t. */
tc_setting_read_t tc_setting_text_cache;

/* One more in the array that the member points to: */
tc_setting_read_t tc_setting_text_add_subnet;  /* of apr_ipsubnet_t * */
tc_setting_read_t tc_setting_text_add_allowed; /* of tc_allowed_t */
tc_setting_read_t tc_setting_text_add_origin;  /* of const char *, or "*" */

#endif
