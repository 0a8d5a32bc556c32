/**
 * Loaded before a command that an ssh client started (`node --import`): its standard streams look like the terminal at the client's end. The
 * agent has no pty of its own; what a terminal tells and takes beside the keys and the picture goes over descriptor 3. When that ends,
 * so does the command: no client waits for it any more.
 */
import { Socket } from 'node:net';
import { type ReadStream, WriteStream } from 'node:tty';
import { REMOTE_TERMINAL, type TerminalSize, terminalSize } from '../protocol/remote-terminal.ts';

const link = new Socket({ fd: 3, readable: true, writable: true });
link.unref();
link.setEncoding('utf8');
link.on('error', () => {});
link.on('close', () => process.kill(process.pid, 'SIGHUP'));

const first = process.env[REMOTE_TERMINAL];
delete process.env[REMOTE_TERMINAL];
if (first === undefined) link.resume();
else beTerminal(terminalSize.parse(JSON.parse(first)));

function beTerminal(size: TerminalSize): void {
  let unfinished = '';
  link.on('data', (text: string) => {
    const lines = (unfinished + text).split('\n');
    unfinished = lines.pop() as string;
    const last = lines.at(-1);
    if (last === undefined) return;
    size = terminalSize.parse(JSON.parse(last));
    process.stdout.emit('resize');
    // As a terminal does it, for who listens to the process.
    process.emit('SIGWINCH', 'SIGWINCH');
  });
  const { getColorDepth, hasColors } = WriteStream.prototype;
  for (const stream of [process.stdout, process.stderr])
    Object.defineProperties(stream, {
      isTTY: { value: true },
      columns: { get: () => size.columns },
      rows: { get: () => size.rows },
      getWindowSize: { value: () => [size.columns, size.rows] },
      getColorDepth: { value: getColorDepth },
      hasColors: { value: hasColors },
    });
  // A pipe is read ahead also while it is paused, and would keep a command that has ended from ending; a terminal is not.
  process.stdin.on('pause', () => process.stdin.unref());
  process.stdin.on('resume', () => process.stdin.ref());
  let isRaw = false;
  Object.defineProperties(process.stdin, {
    isTTY: { value: true },
    isRaw: { get: () => isRaw },
    setRawMode: {
      value(this: ReadStream, mode: boolean) {
        isRaw = mode;
        link.write(mode ? '1' : '0');
        return this;
      },
    },
  });
}
