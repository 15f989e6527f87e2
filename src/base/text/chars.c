#include "base/text/chars.h"

#include <unicode/uchar.h>

int tc_text_is_space(UChar32 c)
{
    return (c >= 0x1C && c <= 0x1F) || u_isUWhiteSpace(c);
}

int tc_text_is_word_char(UChar32 c)
{
    return c == '_' || u_isalpha(c) ||
           u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE) != U_NT_NONE;
}
