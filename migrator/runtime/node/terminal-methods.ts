import type { Task } from '../task.ts';
import { colorDepth, hasColors } from './colors.ts';
import { validators } from './fs/checks.ts';
import { CLEAR_SCREEN_DOWN, clearLineText, cursorToText, moveCursorText } from './terminal-text.ts';

type Write = (text: unknown, encoding?: unknown, done?: unknown) => boolean;

/** What `tty.WriteStream` has more than other streams. */
export function terminalMethods(task: Task, fd: 1 | 2, write: Write) {
  const spec = () => task.state.spec[fd === 1 ? 'stdout' : 'stderr'];
  const env = () => task.state.process.env;

  function put(text: string, done: unknown): boolean {
    if (done !== undefined) validators.validateFunction(done, 'callback');
    return write(text, undefined, done);
  }

  return {
    getColorDepth: (given?: object) => colorDepth(given ?? env()),
    hasColors: (count?: unknown, given?: object) => hasColors(env(), count, given),
    getWindowSize: () => [spec().columns ?? 0, spec().rows ?? 0],
    clearLine: (direction: number, done?: unknown) => put(clearLineText(direction), done),
    clearScreenDown: (done?: unknown) => put(CLEAR_SCREEN_DOWN, done),
    cursorTo(x: unknown, y?: unknown, done?: unknown) {
      const isShort = typeof y === 'function';
      return put(cursorToText(x, isShort ? undefined : y), isShort ? y : done);
    },
    moveCursor: (dx: number, dy: number, done?: unknown) => put(moveCursorText(dx, dy), done),
  };
}
