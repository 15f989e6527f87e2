/* What talecraftctl prints of rows: columns with tabs between them, or JSON
 * where --json was given. */
#ifndef TC_CLI_OUTPUT_H
#define TC_CLI_OUTPUT_H

#include "cli/ctl.h"

/* A heading and the rows; as JSON an array of objects. Numbers and booleans
 * stay what they are. */
void tc_output_rows(const tc_ctl_t *ctl, const PGresult *rows);

/* Rows of two columns, a name and a number: "name: number"; as JSON one
 * object. */
void tc_output_pairs(const tc_ctl_t *ctl, const PGresult *rows);

#endif
