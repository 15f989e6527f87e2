/*
 * Settings that are numbers. The member is an int or has 8 bytes; where the
 * setting has a least and a most, what is outside is refused.
 */
#ifndef TC_CORE_SETTING_NUMBER_H
#define TC_CORE_SETTING_NUMBER_H

#include "core/setting.h"

/* "10" */
tc_setting_read_t tc_setting_number_plain;

/* "10", "10K", "10M", "10G": bytes */
tc_setting_read_t tc_setting_number_size;

/* "10", "10s", "10ms", "10min", "10h", "10d". An apr_interval_time_t gets
 * microseconds, an int whole seconds. */
tc_setting_read_t tc_setting_number_time;

/* "On" or "Off" */
tc_setting_read_t tc_setting_number_flag;

#endif
