#include "base/account/role.h"

#include <string.h>

const char *const tc_role_names[] = { "WRITER", "EDITOR", "ADMIN", NULL };

tc_role_t tc_role_of(const char *name)
{
    for (int i = 0; tc_role_names[i] != NULL; i++) {
        if (strcmp(name, tc_role_names[i]) == 0) {
            return (tc_role_t)(TC_WRITER + i);
        }
    }
    return TC_PUBLIC;
}
