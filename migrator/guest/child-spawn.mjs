/** `spawn`: the program starts at home; `timeout` and `signal` end it. */
import { clearTimeout, setTimeout } from 'node:timers';
import { ChildProcess } from './child.mjs';
import home from './child-parts.cjs';

const { AbortError } = home.errors;

export function spawn(file, args, options) {
  return started(home.ask('spawn', [file, args, options]));
}

/** One that Node's own checks have seen. */
export function started(asked) {
  const { timeout, signal } = asked;
  const killSignal = home.signalNumber(asked.killSignal ?? 'SIGTERM');
  const child = new ChildProcess();
  child.spawn(asked);
  const kill = () => {
    try {
      return child.kill(killSignal);
    } catch (error) {
      child.emit('error', error);
      return false;
    }
  };
  if (timeout > 0) {
    const timer = setTimeout(kill, timeout);
    child.once('exit', () => clearTimeout(timer));
  }
  if (signal) {
    const abort = () => {
      if (kill()) child.emit('error', new AbortError(undefined, { cause: signal.reason }));
    };
    if (signal.aborted) process.nextTick(abort);
    else {
      signal.addEventListener('abort', abort, { once: true });
      child.once('exit', () => signal.removeEventListener('abort', abort));
    }
  }
  return child;
}
