import { setFlagsFromString } from 'node:v8';

/**
 * For an agent or a deputy. V8 counts what buffers hold as growth of the heap, and lets a small heap grow by some megabytes only: one that passes on a gigabyte
 * would collect all its garbage a hundred and fifty times, and lose its optimised code by that. Nine times what is alive: some 80 MB more,
 * for as long as it is busy. To be called before much has happened.
 */
export function giveHeapRoom(): void {
  setFlagsFromString('--heap-growing-percent=800');
}
