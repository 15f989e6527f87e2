/* Whom webhooks may reach. */
#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "core/site.h"
#include "outbox/address.h"

static struct sockaddr_storage storage;

static const struct sockaddr *at(const char *text)
{
    struct sockaddr_in *in = (void *)&storage;
    struct sockaddr_in6 *in6 = (void *)&storage;

    memset(&storage, 0, sizeof(storage));
    if (strchr(text, ':') != NULL) {
        in6->sin6_family = AF_INET6;
        assert_int_equal(inet_pton(AF_INET6, text, &in6->sin6_addr), 1);
    }
    else {
        in->sin_family = AF_INET;
        assert_int_equal(inet_pton(AF_INET, text, &in->sin_addr), 1);
    }
    return (const void *)&storage;
}

static void test_public(void **state)
{
    static const char *const addresses[] = {
        "1.1.1.1",         "9.255.255.255",   "11.0.0.0",
        "100.63.255.255",  "100.128.0.0",     "126.255.255.255",
        "128.0.0.0",       "169.253.255.255", "169.255.0.0",
        "172.15.255.255",  "172.32.0.0",      "192.0.1.0",
        "192.167.255.255", "192.169.0.0",     "198.17.255.255",
        "198.20.0.0",      "223.255.255.255", "2606:4700::1111",
        "2a00::",          "2001:200::1",     "2001:db9::1",
        "2003::1",         "::ffff:1.1.1.1",  "64:ff9b::1.1.1.1",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
        if (!tc_address_is_public(at(addresses[i]))) {
            fail_msg("refused: %s", addresses[i]);
        }
    }
}

static void test_not_public(void **state)
{
    static const char *const addresses[] = {
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.0",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0.0.0.0",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:1ff::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "4000::1",
    };
    struct sockaddr local = { .sa_family = AF_UNIX };

    (void)state;
    for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
        if (tc_address_is_public(at(addresses[i]))) {
            fail_msg("taken: %s", addresses[i]);
        }
    }
    assert_false(tc_address_is_public(&local));
}

static void test_allowed(void **state)
{
    apr_array_header_t *allowed = apr_array_make(*state, 3,
                                                 sizeof(tc_allowed_t));
    tc_allowed_t *one;
    struct sockaddr local = { .sa_family = AF_UNIX };

    assert_false(tc_address_may(allowed, "hooks.internal", at("10.0.0.1")));
    one = apr_array_push(allowed);
    *one = (tc_allowed_t){ .host = "hooks.internal" };
    assert_true(tc_address_may(allowed, "hooks.internal", at("10.0.0.1")));
    assert_false(tc_address_may(allowed, "other.internal", at("10.0.0.1")));
    assert_false(tc_address_may(allowed, NULL, at("10.0.0.1")));
    one = apr_array_push(allowed);
    *one = (tc_allowed_t){ .host = NULL };
    assert_int_equal(
        apr_ipsubnet_create(&one->subnet, "10.1.0.0", "16", *state),
        APR_SUCCESS);
    assert_true(tc_address_may(allowed, "x", at("10.1.2.3")));
    assert_true(tc_address_may(allowed, "x", at("::ffff:10.1.2.3")));
    assert_false(tc_address_may(allowed, "x", at("10.2.0.0")));
    assert_false(tc_address_may(allowed, "x", at("::1")));
    one = apr_array_push(allowed);
    *one = (tc_allowed_t){ .host = NULL };
    assert_int_equal(apr_ipsubnet_create(&one->subnet, "fd00::", "8", *state),
                     APR_SUCCESS);
    assert_true(tc_address_may(allowed, NULL, at("fd00::1")));
    assert_false(tc_address_may(allowed, NULL, at("fc00::1")));
    assert_false(tc_address_may(allowed, "hooks.internal", &local));
    assert_true(tc_address_may(allowed, "x", at("1.1.1.1")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_public),
        UNIT_TEST(test_not_public),
        UNIT_TEST(test_allowed),
    };

    return UNIT_RUN(tests);
}
