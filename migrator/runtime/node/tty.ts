/** `node:tty`: terminals are home's. */
import type { Task } from '../task.ts';
import { nodeError } from './errors.ts';
import { unsupported } from './unsupported.ts';

const HIGHEST = 0x7fff_ffff;

interface Standard {
  stdin: object;
  stdout: object;
  stderr: object;
}

/** A terminal has one stream for each of the standard descriptors, which the program has already: its classes give that. */
export function makeTty(task: Task, streams: Standard): object {
  const { shims, syscalls } = task;
  const terminals = () => [task.state.spec.stdin, task.state.spec.stdout, task.state.spec.stderr];
  const isTerminal = (fd: number): boolean => terminals()[fd]?.isTTY ?? false;
  const isatty = shims.restartable('node:tty.isatty', (fd?: unknown) => {
    if (typeof fd !== 'number' || (fd | 0) !== fd || fd < 0 || fd > HIGHEST) return false;
    return fd > 2 ? syscalls.sync('tty.isatty', [fd]).value : isTerminal(fd);
  });

  /** By their descriptors. */
  function classOf(name: string, own: Record<number, keyof Standard>): Function {
    const isOne = (value: unknown): boolean =>
      Object.entries(own).some(([fd, which]) => value === streams[which] && isTerminal(Number(fd)));
    function constructible(fd: unknown): object {
      if (typeof fd !== 'number' || fd >> 0 !== fd || fd < 0) throw nodeError('ERR_INVALID_FD', fd);
      const which = own[fd];
      if (!which || !isTerminal(fd)) throw unsupported(`tty.${name} of descriptor ${fd}`);
      return streams[which];
    }
    Object.defineProperty(constructible, 'name', { value: name, configurable: true });
    Object.defineProperty(constructible, Symbol.hasInstance, { value: isOne });
    return constructible;
  }
  return {
    isatty,
    ReadStream: classOf('ReadStream', { 0: 'stdin' }),
    WriteStream: classOf('WriteStream', { 1: 'stdout', 2: 'stderr' }),
  };
}
