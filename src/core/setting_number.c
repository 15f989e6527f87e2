#include "core/setting_number.h"

#include <errno.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <httpd.h>

typedef apr_status_t parse_t(const char *text, apr_int64_t *number);

static apr_status_t parse_plain(const char *text, apr_int64_t *number)
{
    char *end;

    errno = 0;
    *number = apr_strtoi64(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' ? APR_SUCCESS
                                                     : APR_EINVAL;
}

static apr_status_t parse_size(const char *text, apr_int64_t *number)
{
    static const char units[] = "KMG";
    const char *unit;
    char *end;

    errno = 0;
    *number = apr_strtoi64(text, &end, 10);
    if (errno != 0 || end == text) {
        return APR_EINVAL;
    }
    if (*end == '\0') {
        return APR_SUCCESS;
    }
    unit = strchr(units, apr_toupper(*end));
    if (unit == NULL || end[1] != '\0' || *number < 0 ||
        *number > (APR_INT64_MAX >> 30)) {
        return APR_EINVAL;
    }
    *number <<= 10 * (unit - units + 1);
    return APR_SUCCESS;
}

static apr_status_t parse_time(const char *text, apr_int64_t *number)
{
    apr_interval_time_t time;
    char *end;

    *number = apr_strtoi64(text, &end, 10);
    if (end != text && strcmp(end, "d") == 0 && *number >= 0 &&
        *number < 36500) { /* days: httpd's own units end with hours */
        *number *= 24 * APR_USEC_PER_SEC * 3600;
        return APR_SUCCESS;
    }
    if (ap_timeout_parameter_parse(text, &time, "s") != APR_SUCCESS) {
        return APR_EINVAL;
    }
    *number = time;
    return APR_SUCCESS;
}

static void put(const tc_setting_t *setting, void *member, apr_int64_t number)
{
    if (setting->width == sizeof(apr_int64_t)) {
        *(apr_int64_t *)member = number;
    }
    else {
        ap_assert(setting->width == sizeof(int));
        *(int *)member = (int)number;
    }
}

static apr_int64_t limit(parse_t *parse, const char *text)
{
    apr_int64_t number = 0;
    apr_status_t rv = parse(text, &number);

    ap_assert(rv == APR_SUCCESS); /* the list's own text */
    return number;
}

/* unit: what the limits are told in, 1 for numbers that have none. */
static const char *read_limited(apr_pool_t *p, const tc_setting_t *setting,
                                const char *text, parse_t *parse,
                                apr_int64_t unit, apr_int64_t *number)
{
    apr_int64_t least = limit(parse, setting->least);
    apr_int64_t most = limit(parse, setting->most);

    if (parse(text, number) == APR_SUCCESS && *number >= least &&
        *number <= most) {
        return NULL;
    }
    return apr_psprintf(p,
                        "\"%s\" is no %s from %" APR_INT64_T_FMT
                        " to %" APR_INT64_T_FMT "%s",
                        text, unit == 1 ? "number" : "time", least / unit,
                        most / unit, unit == 1 ? "" : " seconds");
}

static const char *read_number(apr_pool_t *p, const tc_setting_t *setting,
                               const char *text, void *member, parse_t *parse)
{
    apr_int64_t number = 0;
    const char *wrong = read_limited(p, setting, text, parse, 1, &number);

    if (wrong == NULL) {
        put(setting, member, number);
    }
    return wrong;
}

const char *tc_setting_number_plain(apr_pool_t *p, const tc_setting_t *setting,
                                    const char *text, void *member)
{
    return read_number(p, setting, text, member, parse_plain);
}

const char *tc_setting_number_size(apr_pool_t *p, const tc_setting_t *setting,
                                   const char *text, void *member)
{
    return read_number(p, setting, text, member, parse_size);
}

const char *tc_setting_number_time(apr_pool_t *p, const tc_setting_t *setting,
                                   const char *text, void *member)
{
    apr_int64_t time = 0;
    const char *wrong = read_limited(p, setting, text, parse_time,
                                     APR_USEC_PER_SEC, &time);

    if (wrong == NULL) {
        put(setting, member,
            setting->width == sizeof(int) ? apr_time_sec(time) : time);
    }
    return wrong;
}

const char *tc_setting_number_flag(apr_pool_t *p, const tc_setting_t *setting,
                                   const char *text, void *member)
{
    int on = strcasecmp(text, "On") == 0;

    (void)p;
    if (!on && strcasecmp(text, "Off") != 0) {
        return "must be On or Off";
    }
    put(setting, member, on);
    return NULL;
}
