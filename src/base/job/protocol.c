#include "base/job/protocol.h"

#include <string.h>

int tc_protocol_is_name(const char *text)
{
    return text != NULL && text[0] != '\0' &&
           strlen(text) <= TC_PROTOCOL_NAME_MAX &&
           text[strspn(text, "abcdefghijklmnopqrstuvwxyz")] == '\0';
}
