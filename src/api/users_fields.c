/* The field tables of /users/. */
#include "api/accounts.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const char *const roles[] = { "WRITER", "EDITOR", "ADMIN", NULL };

/* A user must have a password, a change of the user need not bring one: that
 * is all the two tables differ in. */
#define USER_FIELDS(password_flags)                                        \
    { .name = "id", .type = TC_F_INTEGER, .flags = TC_FIELD_READ_ONLY },   \
        { .name = "username",                                              \
          .type = TC_F_USERNAME,                                           \
          .flags = TC_FIELD_REQUIRED,                                      \
          .max = 150,                                                      \
          .about = "Unique; letters, digits and @.+-_." },                 \
        { .name = "email",                                                 \
          .type = TC_F_EMAIL,                                              \
          .flags = TC_FIELD_BLANK,                                         \
          .max = 254 },                                                    \
        { .name = "first_name",                                            \
          .type = TC_F_STRING,                                             \
          .flags = TC_FIELD_BLANK,                                         \
          .max = 150 },                                                    \
        { .name = "last_name",                                             \
          .type = TC_F_STRING,                                             \
          .flags = TC_FIELD_BLANK,                                         \
          .max = 150 },                                                    \
        { .name = "role",                                                  \
          .type = TC_F_CHOICE,                                             \
          .choices = roles,                                                \
          .about = "WRITER by default." },                                 \
        { .name = "is_active",                                             \
          .type = TC_F_BOOLEAN,                                            \
          .about = "true by default; a disabled user cannot log in." },    \
        { .name = "date_joined",                                           \
          .type = TC_F_DATETIME,                                           \
          .flags = TC_FIELD_READ_ONLY },                                   \
        { .name = "last_login",                                            \
          .type = TC_F_DATETIME,                                           \
          .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL },                   \
    {                                                                      \
        .name = "password", .type = TC_F_PASSWORD,                         \
        .flags = TC_FIELD_WRITE_ONLY | TC_FIELD_UNTRIMMED |                \
                 TC_FIELD_NO_COLUMN | (password_flags),                    \
        .about = "At least 10 characters, at most 72 bytes, not the user " \
                 "name."                                                   \
    }

static const tc_field_t user_fields[] = { USER_FIELDS(0) };

const tc_fields_t tc_user_fields = {
    .name = "User",
    .fields = user_fields,
    .count = COUNT(user_fields),
};

static const tc_field_t user_create_fields[] = { USER_FIELDS(
    TC_FIELD_REQUIRED) };

const tc_fields_t tc_user_create_fields = {
    .name = "UserCreate",
    .fields = user_create_fields,
    .count = COUNT(user_create_fields),
};
