/** Name of the global variable in which a batch says which of its tests runs. */
export const CURRENT = '$omosixTest';
