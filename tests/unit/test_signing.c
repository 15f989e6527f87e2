/* Signatures of webhooks; the first is the specification's own example. */
#include "unit.h"

#include "base/account/signing.h"

#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

static void test_sign(void **state)
{
    assert_string_equal(
        tc_signing_sign(*state, "whsec_plJ3nmyCDGBKInavdOK15jsl",
                        "msg_loFOjxBNrRLzqYUf", "1731705121",
                        "{\"event_type\":\"ping\",\"data\":{\"success\":"
                        "true}}"),
        "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=");
}

static void test_secrets(void **state)
{
    static const char *const wrong[] = {
        "",
        "whsec_",
        SECRET + 6,
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        SECRET "=",
        SECRET "A===",
        SECRET " ",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa",   /* without padding */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS=", /* 23 bytes */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_", /* another alphabet */
        "whsec_plJ3nmyCDGBKInavdOK15jsl",         /* 18 bytes */
        /* 65 bytes */
        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    };

    assert_true(tc_signing_is_secret(SECRET));
    /* 64 bytes */
    assert_true(tc_signing_is_secret(
        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        "AAAAAAAAAAAAAAAAAAAAAAAAAA=="));
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        if (tc_signing_is_secret(wrong[i])) {
            fail_msg("taken: %s", wrong[i]);
        }
    }
    for (int i = 0; i < 100; i++) {
        assert_true(tc_signing_is_secret(tc_signing_secret(*state)));
    }
    assert_string_not_equal(tc_signing_secret(*state),
                            tc_signing_secret(*state));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_sign),
        UNIT_TEST(test_secrets),
    };

    return UNIT_RUN(tests);
}
