/*
 * Processing media is never urgent: it takes the time that nobody else wants.
 */
#ifndef TC_WORKER_POLITE_H
#define TC_WORKER_POLITE_H

/*
 * Make this process, and all that it starts, give way to others. To be called
 * early, as root where it is: others may be refused parts of it, which is not
 * an error. It leaves the caller's session.
 */
void tc_polite_begin(void);

#endif
