/* The list of directives. */
#ifndef TC_CORE_DIRECTIVES_H
#define TC_CORE_DIRECTIVES_H

#include <httpd.h>
#include <http_config.h>

extern const command_rec tc_directives[];

#endif
