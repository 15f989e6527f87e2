/*
 * Shared by the text files alone: classes of characters that several of them
 * need, as Python's regular expressions see them.
 */
#ifndef TC_BASE_TEXT_CHARS_H
#define TC_BASE_TEXT_CHARS_H

#include <unicode/umachine.h>

/* Python's \s and str.isspace(): White_Space and U+001C..U+001F. */
int tc_chars_is_space(UChar32 c);

/* Python's \w in Unicode: letters, everything numeric, underscore. */
int tc_chars_is_word(UChar32 c);

#endif
