/*
 * Times read as Django's parse_datetime() reads them, and written in the one
 * form that answers have.
 */
#include "base/clock.h"

#include <string.h>
#include <time.h>

#include <apr_errno.h>
#include <apr_strings.h>

#define SECONDS_A_DAY 86400

typedef struct {
    int year;
    int month;
    int day;
    int hour;
    int minute;
    int second;
    int micro;
    int offset; /* minutes east of UTC */
} fields_t;

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* From min to max digits at *text; 0 where there are fewer. */
static int take_number(const char **text, int min, int max, int *number)
{
    int digits = 0;

    *number = 0;
    while (digits < max && is_digit(**text)) {
        *number = *number * 10 + (*(*text)++ - '0');
        digits++;
    }
    return digits >= min;
}

static int take_char(const char **text, const char *allowed)
{
    if (!**text || strchr(allowed, **text) == NULL) {
        return 0;
    }
    (*text)++;
    return 1;
}

static int take_date(const char **text, fields_t *f)
{
    return take_number(text, 4, 4, &f->year) && take_char(text, "-") &&
           take_number(text, 1, 2, &f->month) && take_char(text, "-") &&
           take_number(text, 1, 2, &f->day);
}

static int take_fraction(const char **text, fields_t *f)
{
    int digits = 0;

    for (; is_digit(**text); (*text)++) {
        if (digits < 6) {
            f->micro = f->micro * 10 + (**text - '0');
            digits++;
        }
    }
    if (digits == 0) {
        return 0;
    }
    for (; digits < 6; digits++) {
        f->micro *= 10;
    }
    return 1;
}

static int take_time(const char **text, fields_t *f)
{
    if (!take_number(text, 1, 2, &f->hour) || !take_char(text, ":") ||
        !take_number(text, 1, 2, &f->minute)) {
        return 0;
    }
    if (!take_char(text, ":")) {
        return 1;
    }
    if (!take_number(text, 1, 2, &f->second)) {
        return 0;
    }
    return !take_char(text, ".,") || take_fraction(text, f);
}

static int take_offset(const char **text, fields_t *f)
{
    int west;
    int hours;
    int minutes = 0;

    while (take_char(text, " \t\r\n\v\f")) {
    }
    if (!**text || take_char(text, "Zz")) {
        return 1;
    }
    west = **text == '-';
    if (!take_char(text, "+-") || !take_number(text, 2, 2, &hours)) {
        return 0;
    }
    if (take_char(text, ":") || **text) {
        if (!take_number(text, 2, 2, &minutes)) {
            return 0;
        }
    }
    f->offset = (hours * 60 + minutes) * (west ? -1 : 1);
    return 1;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };
    int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (month == 2 && leap);
}

/* Offsets of a day or more are none for Python either. */
static int is_real(const fields_t *f)
{
    return f->year >= 1 && f->month >= 1 && f->month <= 12 && f->day >= 1 &&
           f->day <= days_in_month(f->year, f->month) && f->hour <= 23 &&
           f->minute <= 59 && f->second <= 59 && f->offset < 24 * 60 &&
           f->offset > -24 * 60;
}

/* Days from 1970-01-01; years begin in March here, so that the leap day is a
 * year's last one. */
static apr_int64_t days_since_epoch(int year, int month, int day)
{
    apr_int64_t y = month > 2 ? year : year - 1;
    apr_int64_t in_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 +
                          day - 1;

    return y * 365 + y / 4 - y / 100 + y / 400 + in_year - 719468;
}

apr_status_t tc_clock_parse(const char *text, apr_time_t *when)
{
    const apr_int64_t first = days_since_epoch(1, 1, 1) * SECONDS_A_DAY;
    const apr_int64_t end = days_since_epoch(10000, 1, 1) * SECONDS_A_DAY;
    fields_t f = { 0 };
    apr_int64_t seconds;

    if (!take_date(&text, &f) || !take_char(&text, "T ") ||
        !take_time(&text, &f) || !take_offset(&text, &f) || *text ||
        !is_real(&f)) {
        return APR_EINVAL;
    }
    seconds = days_since_epoch(f.year, f.month, f.day) * SECONDS_A_DAY +
              f.hour * 3600 + (f.minute - f.offset) * 60 + f.second;
    if (seconds < first || seconds >= end) {
        return APR_EINVAL;
    }
    *when = seconds * APR_USEC_PER_SEC + f.micro;
    return APR_SUCCESS;
}

const char *tc_clock_format(apr_pool_t *p, apr_time_t when)
{
    apr_int64_t micro = when % APR_USEC_PER_SEC;
    apr_int64_t seconds = when / APR_USEC_PER_SEC;
    apr_int64_t days;
    apr_int64_t era;
    int in_era;
    int year_of_era;
    int in_year;
    int month;
    int rest;

    if (micro < 0) {
        micro += APR_USEC_PER_SEC;
        seconds--;
    }
    days = seconds / SECONDS_A_DAY;
    rest = (int)(seconds % SECONDS_A_DAY);
    if (rest < 0) {
        rest += SECONDS_A_DAY;
        days--;
    }
    /* the inverse of days_since_epoch(), by eras of 400 years */
    days += 719468;
    era = (days >= 0 ? days : days - 146096) / 146097;
    in_era = (int)(days - era * 146097);
    year_of_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) /
                  365;
    in_year = in_era -
              (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    month = (5 * in_year + 2) / 153;
    return apr_psprintf(p, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ",
                        (int)(era * 400 + year_of_era + (month >= 10)),
                        month + (month < 10 ? 3 : -9),
                        in_year - (153 * month + 2) / 5 + 1, rest / 3600,
                        rest / 60 % 60, rest % 60, (int)micro);
}

apr_time_t tc_clock_steady(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return apr_time_from_sec((apr_time_t)now.tv_sec) + now.tv_nsec / 1000;
}
