/* The field tables of /auth/. */
#include "api/accounts.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const tc_field_t login_fields[] = {
    { .name = "username",
      .type = TC_F_STRING,
      .flags = TC_FIELD_REQUIRED | TC_FIELD_WRITE_ONLY,
      .about = "Name of the user." },
    { .name = "password",
      .type = TC_F_PASSWORD,
      .flags = TC_FIELD_REQUIRED | TC_FIELD_WRITE_ONLY | TC_FIELD_UNTRIMMED,
      .about = "Taken as it is, white space included." },
};

const tc_fields_t tc_login_fields = {
    .name = "Login",
    .fields = login_fields,
    .count = COUNT(login_fields),
};

static const char *const roles[] = { "WRITER", "EDITOR", "ADMIN", NULL };

static const tc_field_t me_fields[] = {
    { .name = "id", .type = TC_F_INTEGER, .flags = TC_FIELD_READ_ONLY },
    { .name = "username", .type = TC_F_USERNAME, .flags = TC_FIELD_READ_ONLY },
    { .name = "email",
      .type = TC_F_EMAIL,
      .flags = TC_FIELD_BLANK,
      .max = 254 },
    { .name = "first_name",
      .type = TC_F_STRING,
      .flags = TC_FIELD_BLANK,
      .max = 150 },
    { .name = "last_name",
      .type = TC_F_STRING,
      .flags = TC_FIELD_BLANK,
      .max = 150 },
    { .name = "role",
      .type = TC_F_CHOICE,
      .flags = TC_FIELD_READ_ONLY,
      .choices = roles },
    { .name = "is_active", .type = TC_F_BOOLEAN, .flags = TC_FIELD_READ_ONLY },
    { .name = "date_joined",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_READ_ONLY },
    { .name = "last_login",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL },
    { .name = "csrf_token",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .about = "What X-CSRF-Token must carry; null for a login by header." },
};

const tc_fields_t tc_me_fields = {
    .name = "Me",
    .fields = me_fields,
    .count = COUNT(me_fields),
};

static const tc_field_t password_fields[] = {
    { .name = "old_password",
      .type = TC_F_PASSWORD,
      .flags = TC_FIELD_REQUIRED | TC_FIELD_WRITE_ONLY | TC_FIELD_UNTRIMMED },
    { .name = "new_password",
      .type = TC_F_PASSWORD,
      .flags = TC_FIELD_REQUIRED | TC_FIELD_WRITE_ONLY | TC_FIELD_UNTRIMMED,
      .about = "At least 10 characters, at most 72 bytes, not the user "
               "name." },
};

const tc_fields_t tc_password_fields = {
    .name = "PasswordChange",
    .fields = password_fields,
    .count = COUNT(password_fields),
};

static const tc_field_t token_fields[] = {
    { .name = "id", .type = TC_F_INTEGER, .flags = TC_FIELD_READ_ONLY },
    { .name = "name",
      .type = TC_F_STRING,
      .flags = TC_FIELD_REQUIRED,
      .max = 100,
      .about = "What the token is for." },
    { .name = "read_only",
      .type = TC_F_BOOLEAN,
      .about = "The token cannot write; false by default." },
    { .name = "expires_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_NULL,
      .about = "In the future; null: never." },
    { .name = "last_used_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .about = "To the minute." },
    { .name = "created_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_READ_ONLY },
};

const tc_fields_t tc_token_fields = {
    .name = "Token",
    .fields = token_fields,
    .count = COUNT(token_fields),
};
