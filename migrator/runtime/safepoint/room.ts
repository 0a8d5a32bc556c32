/**
 * Calls whose frames take as much stack as what a poll may do, and more: some 200 kB, for V8 compiles what is called for the first
 * time, and needs 40 kB for that alone.
 */
const DEPTH = 2000;

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
