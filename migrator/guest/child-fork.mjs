/** `fork`: a program of its own, which is a task of its own, and a channel to it. */
import home from './child-parts.cjs';
import { started } from './child-spawn.mjs';

export function fork(modulePath, args, options) {
  return started(home.ask('fork', [modulePath, args, options]));
}
