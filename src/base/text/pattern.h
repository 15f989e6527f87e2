/* Django's validators of texts. */
#ifndef TC_BASE_TEXT_PATTERN_H
#define TC_BASE_TEXT_PATTERN_H

/* ^[-a-zA-Z0-9_]+$ */
int tc_pattern_is_slug(const char *text);
/* EmailValidator. */
int tc_pattern_is_email(const char *text);
/* UnicodeUsernameValidator. */
int tc_pattern_is_username(const char *text);

#endif
