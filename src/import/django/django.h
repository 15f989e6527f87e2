/* talecraftctl import django: the service that this API grew from. */
#ifndef TC_IMPORT_DJANGO_DJANGO_H
#define TC_IMPORT_DJANGO_DJANGO_H

#include "import/django/django_source.h"
#include "import/run.h"

/* run: folder is that of the service's MEDIA_ROOT. names: of its tables, NULL
 * where they are to be found. Begins and ends the run; 0: it did not come to
 * its end, run->fault says why. */
int tc_django_import(tc_import_t *run, const char *conninfo,
                     const char *const names[TC_DJANGO_TABLES]);

#endif
