#include "outbox/address.h"

#include <netinet/in.h>
#include <string.h>

#include <apr_network_io.h>

#include "core/site.h"

/* Leading bits of addresses. */
typedef struct {
    unsigned char bytes[16];
    int bits;
} net_t;

/* Of IPv4 all but these are public: IANA's special-purpose registry. */
static const net_t closed4[] = {
    { { 0 }, 8 },             /* "this network" */
    { { 10 }, 8 },            /* private */
    { { 100, 64 }, 10 },      /* shared, behind carriers' NAT */
    { { 127 }, 8 },           /* loopback */
    { { 169, 254 }, 16 },     /* link-local */
    { { 172, 16 }, 12 },      /* private */
    { { 192, 0, 0 }, 24 },    /* protocol assignments */
    { { 192, 0, 2 }, 24 },    /* documentation */
    { { 192, 88, 99 }, 24 },  /* relays to 6to4 */
    { { 192, 168 }, 16 },     /* private */
    { { 198, 18 }, 15 },      /* benchmarks */
    { { 198, 51, 100 }, 24 }, /* documentation */
    { { 203, 0, 113 }, 24 },  /* documentation */
    { { 224 }, 3 },           /* multicast, reserved, broadcast */
};

/* Of IPv6 these are, but for what is set aside in them. */
static const net_t open6 = { { 0x20 }, 3 };
static const net_t closed6[] = {
    { { 0x20, 0x01, 0 }, 23 },          /* protocols, Teredo among them */
    { { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, /* documentation */
    { { 0x20, 0x02 }, 16 },             /* 6to4 */
    { { 0x3f, 0xff }, 20 },             /* documentation */
};

/* IPv4 addresses in the last four bytes: mapped ones and those of NAT64. */
static const net_t holds4[] = {
    { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff }, 96 },
    { { 0, 0x64, 0xff, 0x9b }, 96 },
};

static int is_in(const unsigned char *bytes, const net_t *net)
{
    int whole = net->bits / 8;
    int rest = net->bits % 8;

    return memcmp(bytes, net->bytes, (size_t)whole) == 0 &&
           (rest == 0 ||
            (bytes[whole] ^ net->bytes[whole]) >> (8 - rest) == 0);
}

static int is_in_any(const unsigned char *bytes, const net_t *nets,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_in(bytes, &nets[i])) {
            return 1;
        }
    }
    return 0;
}

static int is_public4(const unsigned char *bytes)
{
    return !is_in_any(bytes, closed4, sizeof(closed4) / sizeof(closed4[0]));
}

static int is_public6(const unsigned char *bytes)
{
    if (is_in_any(bytes, holds4, sizeof(holds4) / sizeof(holds4[0]))) {
        return is_public4(bytes + 12);
    }
    return is_in(bytes, &open6) &&
           !is_in_any(bytes, closed6, sizeof(closed6) / sizeof(closed6[0]));
}

int tc_address_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const void *)address;

        return is_public4((const unsigned char *)&in->sin_addr);
    }
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const void *)address;

        return is_public6(in6->sin6_addr.s6_addr);
    }
    return 0;
}

/* As APR asks for it; 0: of another family. */
static int convert(const struct sockaddr *address, apr_sockaddr_t *out)
{
    memset(out, 0, sizeof(*out));
    out->family = address->sa_family;
    if (address->sa_family == AF_INET) {
        memcpy(&out->sa.sin, address, sizeof(out->sa.sin));
        out->ipaddr_ptr = &out->sa.sin.sin_addr;
        out->ipaddr_len = sizeof(out->sa.sin.sin_addr);
        return 1;
    }
    if (address->sa_family == AF_INET6) {
        memcpy(&out->sa.sin6, address, sizeof(out->sa.sin6));
        out->ipaddr_ptr = &out->sa.sin6.sin6_addr;
        out->ipaddr_len = sizeof(out->sa.sin6.sin6_addr);
        return 1;
    }
    return 0;
}

int tc_address_may(const apr_array_header_t *allowed, const char *host,
                   const struct sockaddr *address)
{
    apr_sockaddr_t apr;

    if (tc_address_is_public(address)) {
        return 1;
    }
    if (!convert(address, &apr)) {
        return 0;
    }
    for (int i = 0; i < allowed->nelts; i++) {
        const tc_allowed_t *one = &APR_ARRAY_IDX(allowed, i, tc_allowed_t);

        if (one->host != NULL ? host != NULL && strcmp(one->host, host) == 0
                              : apr_ipsubnet_test(one->subnet, &apr)) {
            return 1;
        }
    }
    return 0;
}
