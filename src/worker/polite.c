/*
 * Niceness alone is not enough: where the kernel shares out time by session
 * first (CONFIG_SCHED_AUTOGROUP, which Debian has), it counts within the
 * session only. The workers would take their time from httpd, and its clients
 * and whatever else runs on the machine would get ahead of both. So a worker
 * has a session of its own, which is as nice.
 *
 * 10 is a tenth of what others get. With 19 or SCHED_IDLE a file would not be
 * ready within TalecraftMediaSeconds on a machine that is busy for long.
 */
#include "worker/polite.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define NICENESS 10
#define NICENESS_TEXT "10"
/* Who is not root may do it ten times a second, all processes together. */
#define TRIES 10

static void lower_session(void)
{
    const struct timespec pause = { .tv_nsec = 110000000 };
    int fd = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);

    if (fd < 0) {
        return; /* this kernel has none */
    }
    for (int tried = 0; tried < TRIES; tried++) {
        if (write(fd, NICENESS_TEXT, strlen(NICENESS_TEXT)) > 0 ||
            errno != EAGAIN) {
            break;
        }
        nanosleep(&pause, NULL);
    }
    close(fd);
}

void tc_polite_begin(void)
{
    const struct sched_param none = { .sched_priority = 0 };

    if (setsid() >= 0) {
        lower_session();
    }
    setpriority(PRIO_PROCESS, 0, NICENESS);
    /* for long computations: longer turns, later */
    sched_setscheduler(0, SCHED_BATCH, &none);
}
