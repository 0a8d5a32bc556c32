/** Calls whose frames take about as much stack as what a poll may do. */
const DEPTH = 400;

/**
 * Whether there is room for our own work on the stack: where it is nearly full that would overflow it, and the guest would see a
 * RangeError that it has no part in.
 */
export function hasRoom(): boolean {
  try {
    return descend(DEPTH) === 0;
  } catch {
    return false;
  }
}

function descend(depth: number): number {
  return depth === 0 ? 0 : descend(depth - 1);
}
