import { OmosixError } from '../../../../protocol/errors.ts';
import { type Kind, KindCode } from '../kind.ts';
import { readChanges, writeChanges } from '../props.ts';
import type { Changes } from '../record.ts';

// The guest's own `process` takes the place of the global.
const NODE = process.version;

/**
 * Builtins, shims, the program's functions and classes: their path, and what the guest has changed about them.
 *
 *     path, props of the changes
 */
export const known = (changes: ReadonlyMap<object, Changes>): Kind => ({
  code: KindCode.KNOWN,
  write(w, object) {
    w.value(w.registry.lookUp(object)!.path);
    writeChanges(w, object, changes.get(object));
  },
  allocate(r) {
    const path = r.string();
    const object = r.registry.find(path);
    if (typeof object !== 'object' && typeof object !== 'function')
      // A builtin of another version of Node.js, which the task has in its hands.
      throw new OmosixError('ESNAPSHOT', `this Node.js (${NODE}) has no ${path}, which the task uses`);
    return object;
  },
  fill(r, object) {
    r.raw();
    readChanges(r, object);
  },
});
