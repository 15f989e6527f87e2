/* The field tables of /users/. */
#include "api/accounts.h"

#include "rest/parts.h"

const char *const tc_users_roles[] = { "WRITER", "EDITOR", "ADMIN", NULL };

/* A user must have a password, a change of the user need not bring one: that
 * is all the two tables differ in. */
/* clang-format off */
#define USER_FIELDS(password_flags) \
    TC_PART_ID, \
    { .name = "username", \
      .type = TC_F_USERNAME, \
      .flags = TC_FIELD_REQUIRED, \
      .max = 150, \
      .about = "Unique; letters, digits and @.+-_." }, \
    TC_PART_PERSON, \
    { .name = "role", \
      .type = TC_F_CHOICE, \
      .choices = tc_users_roles, \
      .about = "WRITER by default." }, \
    { .name = "is_active", \
      .type = TC_F_BOOLEAN, \
      .about = "true by default; a disabled user cannot log in." }, \
    TC_PART_READ("date_joined", TC_F_DATETIME, 0), \
    TC_PART_READ("last_login", TC_F_DATETIME, TC_FIELD_NULL), \
    { .name = "password", \
      .type = TC_F_PASSWORD, \
      .flags = TC_FIELD_WRITE_ONLY | TC_FIELD_UNTRIMMED | \
               TC_FIELD_NO_COLUMN | (password_flags), \
      .about = "At least 10 characters, at most 72 bytes, not the user " \
               "name." }
/* clang-format on */

static const tc_field_t user_fields[] = { USER_FIELDS(0) };

const tc_fields_t tc_users_fields = TC_PART_TABLE("User", user_fields);

static const tc_field_t user_create_fields[] = { USER_FIELDS(
    TC_FIELD_REQUIRED) };

const tc_fields_t tc_users_create_fields = TC_PART_TABLE("UserCreate",
                                                        user_create_fields);
