/* What a user may do: each role may all that those before it may. */
#ifndef TC_BASE_ACCOUNT_ROLE_H
#define TC_BASE_ACCOUNT_ROLE_H

typedef enum { TC_PUBLIC, TC_WRITER, TC_EDITOR, TC_ADMIN } tc_role_t;

/* The names of the roles that users have; ends with NULL. And in a sentence. */
extern const char *const tc_role_names[];
#define TC_ROLE_NAMES "WRITER, EDITOR or ADMIN"

/* TC_PUBLIC where no role has this name. */
tc_role_t tc_role_of(const char *name);

#endif
