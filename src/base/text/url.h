/* Which texts are URLs. */
#ifndef TC_BASE_TEXT_URL_H
#define TC_BASE_TEXT_URL_H

/* Django's URLValidator with the schemes http and https (https_only: https
 * alone), at most 2048 characters, punctuation and IP rules included. */
int tc_url_is_valid(const char *text, int https_only);

#endif
