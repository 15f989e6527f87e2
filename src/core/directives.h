/* The list of directives. */
#ifndef TC_CORE_DIRECTIVES_H
#define TC_CORE_DIRECTIVES_H

#include <httpd.h>
#include <http_config.h>

/* For httpd; each row's cmd_data is an array of tc_setting_t that ends with
 * one of no width, or NULL. */
extern const command_rec tc_directives[];

#endif
