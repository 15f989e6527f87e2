/* talecraftctl import wordpress: a WXR file and its folder of uploads. */
#ifndef TC_IMPORT_WORDPRESS_H
#define TC_IMPORT_WORDPRESS_H

#include "import/run.h"

/* run: folder is open where there are uploads. Begins and ends the run; 0: it
 * did not come to its end, run->fault says why. */
int tc_wordpress_import(tc_import_t *run, const char *path);

#endif
