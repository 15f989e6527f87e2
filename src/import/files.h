/* Files of another system, into the store and the queue as uploads come. */
#ifndef TC_IMPORT_FILES_H
#define TC_IMPORT_FILES_H

#include "import/run.h"

typedef struct {
    const char *path; /* below the run's folder, as it was found */
    const char *old_id;
    const char *old_url;  /* "": none */
    apr_int64_t id;       /* that it shall have, where it is free; 0: any */
    apr_int64_t user;     /* whose it is */
    const char *alt_text; /* NULL: none; cut to what a row may have */
    const char *caption;
    const char *created_at; /* NULL: now */
    const char *name;       /* of the upload; NULL: that of the path */
} tc_import_file_t;

/* Opens the folder that media come from. */
int tc_import_files_open(tc_import_t *run, const char *folder);
/* Makes sure that files can be stored below root, TalecraftMediaRoot; NULL:
 * there is no store. Who is root stores as the store's owner. */
int tc_import_files_prepare(tc_import_t *run, const char *root);

/* 1 where there is a file that may be read: below the folder, by no symbolic
 * link. Sets no fault. */
int tc_import_files_has(tc_import_t *run, const char *path);

/* Stores it and makes its rows, within an item. The store's lock is held until
 * tc_import_files_release, which must follow the item's end. */
int tc_import_files_add(tc_import_t *run, const tc_import_file_t *file,
                        apr_int64_t *id);
void tc_import_files_release(tc_import_t *run);

/* The path of an address or of an old system's own note as one below a folder
 * ("2024/01/a.jpg"), from p, unescaped. NULL: it leads elsewhere. */
const char *tc_import_files_path(apr_pool_t *p, const char *path);

#endif
