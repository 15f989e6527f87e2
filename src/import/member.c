#include "import/member.h"

#include <apr_strings.h>

const char *tc_member_text(apr_pool_t *p, const tc_json_t *row,
                           const char *name)
{
    const tc_json_t *member = row != NULL ? tc_json_get(row, name) : NULL;

    if (member == NULL) {
        return "";
    }
    switch (tc_json_kind(member)) {
    case TC_JSON_STRING:
        return tc_json_string(member, NULL);
    case TC_JSON_INT:
        return apr_psprintf(p, "%" APR_INT64_T_FMT, tc_json_int(member));
    default:
        return "";
    }
}

int tc_member_flag(const tc_json_t *row, const char *name)
{
    const tc_json_t *member = row != NULL ? tc_json_get(row, name) : NULL;

    return member != NULL &&
           (tc_json_bool(member) ||
            (tc_json_kind(member) == TC_JSON_INT && tc_json_int(member) != 0));
}

apr_int64_t tc_member_int(const tc_json_t *row, const char *name)
{
    const tc_json_t *member = tc_json_get(row, name);

    return member != NULL ? tc_json_int(member) : 0;
}
