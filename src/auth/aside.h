/* Work that costs much processor time and for which others shall not wait. */
#ifndef TC_AUTH_ASIDE_H
#define TC_AUTH_ASIDE_H

/*
 * Have work(baton) done by a thread of lower priority, and return when it is
 * done: where readers want the processors, they get most of them. The
 * caller's memory may be used meanwhile, its pools too. Where the system has
 * no thread left the caller's own does it.
 */
void tc_aside_run(void (*work)(void *baton), void *baton);

#endif
