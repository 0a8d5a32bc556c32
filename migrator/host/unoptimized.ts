import { setFlagsFromString } from 'node:v8';

/**
 * Runs it without V8's optimizing compiler: what is done once, a thousand times in a loop, is over before the code that V8 makes of it in
 * other threads is of use; those take as long again. Whoever is in the middle of a loop is looked at no more until the flag is back.
 */
export function unoptimized(act: () => void): void {
  setFlagsFromString('--no-opt');
  act();
  setFlagsFromString('--opt');
}
