/*
 * Loaded before the C library: changing.test leads to the address that the
 * file says which CHANGING_NAME names, looked at anew each time. All other
 * names lead where they do.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int look_up_t(const char *, const char *, const struct addrinfo *,
                      struct addrinfo **);

int getaddrinfo(const char *restrict node, const char *restrict service,
                const struct addrinfo *restrict hints,
                struct addrinfo **restrict found)
{
    look_up_t *next = (look_up_t *)dlsym(RTLD_NEXT, "getaddrinfo");
    const char *path = getenv("CHANGING_NAME");
    char address[64] = "";
    FILE *file;

    if (path == NULL || node == NULL || strcmp(node, "changing.test") != 0) {
        return next(node, service, hints, found);
    }
    file = fopen(path, "re");
    if (file == NULL) {
        return EAI_AGAIN;
    }
    if (fgets(address, sizeof(address), file) == NULL) {
        address[0] = '\0';
    }
    fclose(file);
    return next(address, service, hints, found);
}
