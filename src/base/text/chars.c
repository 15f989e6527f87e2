#include "base/text/chars.h"

#include <unicode/uchar.h>

int tc_chars_is_space(UChar32 c)
{
    return (c >= 0x1C && c <= 0x1F) || u_isUWhiteSpace(c);
}

int tc_chars_is_word(UChar32 c)
{
    return c == '_' || u_isalpha(c) ||
           u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE) != U_NT_NONE;
}
