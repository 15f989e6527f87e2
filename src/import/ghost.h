/* talecraftctl import ghost: an export file and Ghost's folder "content". */
#ifndef TC_IMPORT_GHOST_H
#define TC_IMPORT_GHOST_H

#include "import/run.h"

/* run: folder is open where there is one. categories: the first tag of a post
 * that readers see becomes its category. Begins and ends the run; 0: it did not
 * come to its end, run->fault says why. */
int tc_ghost_import(tc_import_t *run, const char *path, int categories);

#endif
