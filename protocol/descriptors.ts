/** Descriptors of a host process. Apart from host.ts so that a host need not load the schemas of its own messages. */
export const HOST_CHANNEL_FD = 3;
export const HOST_POKE_FD = 4;
/** 5 gives a host its script: migrator/host/bootstrap.ts. */
export const HOST_AHEAD_FD = 6;
/** What it may ask of the kernel, for who starts it: the host itself never has it. */
export const HOST_FILTER_FD = 7;
