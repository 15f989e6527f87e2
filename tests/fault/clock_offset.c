/*
 * Loaded before the C library: the clock of a process and of its children
 * differs from the machine's by as many seconds as the file says that
 * CLOCK_OFFSET names (8 bytes, as this machine writes them).
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const int64_t *offset;

__attribute__((constructor)) static void map(void)
{
    const char *path = getenv("CLOCK_OFFSET");
    int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    const void *page;

    if (fd < 0) {
        return;
    }
    page = mmap(NULL, sizeof(*offset), PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (page != MAP_FAILED) {
        offset = page;
    }
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec real;

    (void)zone;
    clock_gettime(CLOCK_REALTIME, &real);
    now->tv_sec = real.tv_sec;
    now->tv_usec = real.tv_nsec / 1000;
    if (offset != NULL) {
        now->tv_sec += __atomic_load_n(offset, __ATOMIC_RELAXED);
    }
    return 0;
}
