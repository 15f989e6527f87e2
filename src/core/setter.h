/*
 * What httpd calls for a line of its configuration. Each function reads the
 * words into the settings of the directive's row, and returns what is wrong
 * with them, as a sentence with the directive's name, or NULL.
 */
#ifndef TC_CORE_SETTER_H
#define TC_CORE_SETTER_H

#include <httpd.h>
#include <http_config.h>

/* One word, or one of several words, for the one setting of the row. */
const char *tc_setter_word(cmd_parms *cmd, void *dir, const char *text);
const char *tc_setter_flag(cmd_parms *cmd, void *dir, int on);

/* The first word says which of the row's settings the second one is for. */
const char *tc_setter_part(cmd_parms *cmd, void *dir, const char *word,
                           const char *text);

/* TalecraftVariant; quality may be NULL. */
const char *tc_setter_variant(cmd_parms *cmd, void *dir, const char *name,
                              const char *width, const char *quality);

/* TalecraftPurge. */
const char *tc_setter_purge(cmd_parms *cmd, void *dir, int count,
                            char *const words[]);

/* TalecraftMount: the one directive of sections; dir is a tc_dir_t. */
const char *tc_setter_mount(cmd_parms *cmd, void *dir, const char *path);

#endif
