/*
 * Hashes against published values, random strings, Django's password hashes
 * (made by Python's hashlib).
 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "base/crypto/crypto.h"

#define EMPTY_HASH \
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define ABC_HASH \
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define MILLION_HASH \
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

static void test_sha256(void **state)
{
    unsigned char digest[TC_SHA256_BYTES];

    assert_string_equal(tc_crypto_sha256_hex(*state, "", 0), EMPTY_HASH);
    assert_string_equal(tc_crypto_sha256_hex(*state, "abc", 3), ABC_HASH);
    tc_crypto_sha256("abc", 3, digest);
    assert_string_equal(tc_crypto_hex(*state, digest, sizeof(digest)),
                        ABC_HASH);
    assert_int_equal(strlen(ABC_HASH), TC_SHA256_HEX);
}

static void test_sha256_running(void **state)
{
    unsigned char digest[TC_SHA256_BYTES];
    tc_sha256_t *hash = tc_crypto_sha256_make(*state);
    tc_sha256_t *other = tc_crypto_sha256_make(*state);
    char piece[1000];

    assert_non_null(hash);
    assert_non_null(other);
    memset(piece, 'a', sizeof(piece));
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(tc_crypto_sha256_add(hash, piece, sizeof(piece)),
                         APR_SUCCESS);
    }
    assert_int_equal(tc_crypto_sha256_end(hash, digest), APR_SUCCESS);
    assert_string_equal(tc_crypto_hex(*state, digest, sizeof(digest)),
                        MILLION_HASH);
    assert_int_equal(tc_crypto_sha256_end(other, digest), APR_SUCCESS);
    assert_string_equal(tc_crypto_hex(*state, digest, sizeof(digest)),
                        EMPTY_HASH);
}

static void test_hmac(void **state)
{
    static const char fox[] = "The quick brown fox jumps over the lazy dog";
    static const unsigned char bytes[] = { 0, 0x0F, 0xA0, 0xFF };

    assert_string_equal(
        tc_crypto_hmac_hex(*state, "key", 3, fox, strlen(fox)),
        "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
    assert_string_equal(
        tc_crypto_hmac_hex(*state, "", 0, "", 0),
        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    assert_string_equal(tc_crypto_hex(*state, bytes, 4), "000fa0ff");
    assert_string_equal(tc_crypto_hex(*state, bytes, 0), "");
}

static void test_random_hex(void **state)
{
    const char *one = tc_crypto_random_hex(*state, 32);
    const char *two = tc_crypto_random_hex(*state, 32);

    assert_int_equal(strlen(one), 64);
    assert_int_equal(strspn(one, "0123456789abcdef"), 64);
    assert_string_not_equal(one, two);
    assert_string_equal(tc_crypto_random_hex(*state, 0), "");
}

static void test_random_base64url(void **state)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
                                  "qrstuvwxyz0123456789-_";
    static const int lengths[] = { 0, 2, 3, 4, 6, 7, 8, 10, 11, 12 };
    int seen[256] = { 0 };
    const char *text;

    for (int len = 0; len < 10; len++) {
        text = tc_crypto_random_base64url(*state, (apr_size_t)len);
        assert_int_equal(strlen(text), lengths[len]);
        assert_int_equal(strspn(text, letters), lengths[len]);
    }
    /* more than the kernel gives at once; every letter comes up */
    text = tc_crypto_random_base64url(*state, 3000);
    assert_int_equal(strlen(text), 4000);
    for (const char *c = text; *c; c++) {
        seen[(unsigned char)*c]++;
    }
    for (const char *c = letters; *c; c++) {
        assert_true(seen[(unsigned char)*c] > 0);
    }
}

static void test_equal(void **state)
{
    (void)state;
    assert_int_equal(tc_crypto_equal("", ""), 1);
    assert_int_equal(tc_crypto_equal("abc", "abc"), 1);
    assert_int_equal(tc_crypto_equal("abc", "abd"), 0);
    assert_int_equal(tc_crypto_equal("abc", "ab"), 0);
    assert_int_equal(tc_crypto_equal("", "a"), 0);
    assert_int_equal(tc_crypto_equal("Abc", "abc"), 0);
}

static void test_pbkdf2(void **state)
{
    static const struct {
        const char *password;
        const char *hash;
    } cases[] = {
        { "correct horse", "pbkdf2_sha256$1000$seasalt$mQnueSakb748zqBAC1tmWVZ"
                           "sZbi2zPGZarEzTGdfmso=" },
        { "პაროლი 密码", "pbkdf2_sha256$260$aB3$GhkBwhu7aG5/Ba3K+0FX7mGJCYLZs"
                         "Lp5EK2UO5oDIXI=" },
        { "", "pbkdf2_sha256$10$empty$KeGKvVyRZyXxCf9UL90cohkMDRNf3snEdsYUBlS"
              "VjRk=" },
        { "l\u00E8tmein", "pbkdf2_sha256$100000$seasalt2$Tl4GMr+Yt1zzO1sbKoUa"
                          "DBdds5NkR3RxaDWuQsliFrI=" },
        { "x", "pbkdf2_sha256$1$s$Iw9uUpJ8wkEJJjGR3rcONsswOtuGX7TZe8GsNaKCO3I"
               "=" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const char *wrong = apr_pstrcat(*state, cases[i].password, "x", NULL);

        assert_int_equal(
            tc_crypto_pbkdf2_verify(*state, cases[i].password, cases[i].hash),
            1);
        assert_int_equal(tc_crypto_pbkdf2_verify(*state, wrong, cases[i].hash),
                         0);
    }
}

static void test_pbkdf2_refused(void **state)
{
#define KEY "Iw9uUpJ8wkEJJjGR3rcONsswOtuGX7TZe8GsNaKCO3I="
    static const char *const cases[] = {
        "",
        "pbkdf2_sha256",
        "pbkdf2_sha256$",
        "pbkdf2_sha256$1",
        "pbkdf2_sha256$1$s",
        "pbkdf2_sha256$1$s$",
        "pbkdf2_sha256$$s$" KEY,
        "pbkdf2_sha256$0$s$" KEY,
        "pbkdf2_sha256$-1$s$" KEY,
        "pbkdf2_sha256$+1$s$" KEY,
        "pbkdf2_sha256$ 1$s$" KEY,
        "pbkdf2_sha256$1x$s$" KEY,
        "pbkdf2_sha256$2$s$" KEY,
        "pbkdf2_sha256$1$t$" KEY,
        "pbkdf2_sha256$1$s$" KEY "x",
        "pbkdf2_sha256$1$s$Iw9uUpJ8wkEJJjGR3rcONsswOtuGX7TZe8GsNaKCO3I",
        "pbkdf2_sha256$1$s$" KEY "$",
        "pbkdf2_sha1$1$s$" KEY,
        "bcrypt$1$s$" KEY,
        "!" KEY,
    };
    static const char *const endless[] = {
        "pbkdf2_sha256$5000001$s$" KEY,
        "pbkdf2_sha256$99999999$s$" KEY,
        "pbkdf2_sha256$4294967297$s$" KEY,
        "pbkdf2_sha256$18446744073709551617$s$" KEY,
    };

    assert_int_equal(
        tc_crypto_pbkdf2_verify(*state, "x", "pbkdf2_sha256$1$s$" KEY), 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        assert_int_equal(tc_crypto_pbkdf2_verify(*state, "x", cases[i]), 0);
    }
    for (size_t i = 0; i < sizeof(endless) / sizeof(*endless); i++) {
        assert_int_equal(tc_crypto_pbkdf2_verify(*state, "x", endless[i]), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_sha256),
        UNIT_TEST(test_sha256_running),
        UNIT_TEST(test_hmac),
        UNIT_TEST(test_random_hex),
        UNIT_TEST(test_random_base64url),
        UNIT_TEST(test_equal),
        UNIT_TEST(test_pbkdf2),
        UNIT_TEST(test_pbkdf2_refused),
    };

    return UNIT_RUN(tests);
}
