/* What mod_status shows of this module. */
#ifndef TC_OPS_STATUS_H
#define TC_OPS_STATUS_H

/* Optional: does nothing where mod_status is not loaded. */
void tc_status_register(void);

#endif
