/** Promises of V8's own pin a task that makes one; not those that the runtime or Node makes for itself while the task waits. */
let depth = 0;

export function unseen<T>(act: () => T): T {
  depth++;
  try {
    return act();
  } finally {
    depth--;
  }
}

export const isUnseen = (): boolean => depth > 0;
