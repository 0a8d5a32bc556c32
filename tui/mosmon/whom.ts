/** In place of a node's ID all nodes as one: the first row of openMosixview's window. */
export const ALL_NODES = 0;
