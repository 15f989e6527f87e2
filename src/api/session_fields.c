/* The field tables of /auth/. */
#include "api/accounts.h"

#include "rest/parts.h"

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

const tc_fields_t tc_session_login_fields = TC_PART_TABLE("Login", login_fields);

static const tc_field_t me_fields[] = {
    TC_PART_ID,
    TC_PART_READ("username", TC_F_USERNAME, 0),
    TC_PART_PERSON,
    { .name = "role",
      .type = TC_F_CHOICE,
      .flags = TC_FIELD_READ_ONLY,
      .choices = tc_users_roles },
    TC_PART_READ("is_active", TC_F_BOOLEAN, 0),
    TC_PART_READ("date_joined", TC_F_DATETIME, 0),
    TC_PART_READ("last_login", TC_F_DATETIME, TC_FIELD_NULL),
    { .name = "csrf_token",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .about = "What X-CSRF-Token must carry; null for a login by header." },
};

const tc_fields_t tc_session_me_fields = TC_PART_TABLE("Me", me_fields);

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

const tc_fields_t tc_session_password_fields = TC_PART_TABLE("PasswordChange",
                                                     password_fields);

static const tc_field_t token_fields[] = {
    TC_PART_ID,
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
      .about = "null: never." },
    { .name = "last_used_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .about = "To the minute." },
    TC_PART_READ("created_at", TC_F_DATETIME, 0),
};

const tc_fields_t tc_tokens_fields = TC_PART_TABLE("Token", token_fields);
