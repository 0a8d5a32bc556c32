import type { LineReaderState, Listeners } from '../loop/state.ts';
import { AsyncQueue, end, push } from '../promise/async-queue.ts';
import { carriable } from '../promise/resolving.ts';
import type { Task } from '../task.ts';
import { emitterMethods } from './emitter.ts';
import type { Stdin } from './stdin.ts';
import { unsupported } from './unsupported.ts';

interface InterfaceOptions {
  input?: object;
  output?: { write(text: string): unknown };
  prompt?: string;
  crlfDelay?: number;
  terminal?: boolean;
}

/** `node:readline` over standard input. Line editing is the terminal's own. */
export function makeReadline(task: Task, stdin: Stdin) {
  const emitter = emitterMethods({ listeners: (self): Listeners => (self as Interface).reader.listeners });

  class Interface {
    declare readonly reader: LineReaderState;
    readonly terminal = false;
    line = '';
    declare readonly output: InterfaceOptions['output'];
    declare promptText: string;

    constructor(given: InterfaceOptions | object, givenOutput?: InterfaceOptions['output']) {
      const options: InterfaceOptions =
        given === stdin.stream ? { input: given, output: givenOutput } : (given as InterfaceOptions);
      if (options.input !== stdin.stream)
        throw unsupported('readline.createInterface on another input than process.stdin');
      const reader: LineReaderState = {
        partial: '',
        sawCr: false,
        closed: false,
        paused: false,
        listeners: new Map(),
        questions: [],
        iterator: null,
        handle: this,
      };
      Object.defineProperties(this, {
        reader: { value: reader },
        output: { value: options.output },
        promptText: { value: options.prompt ?? '> ', writable: true },
      });
      stdin.addLineReader(reader);
    }
    get closed(): boolean {
      return this.reader.closed;
    }
    setPrompt(prompt: string): void {
      this.promptText = prompt;
    }
    getPrompt(): string {
      return this.promptText;
    }
    prompt(): void {
      this.output?.write(this.promptText);
    }
    question(query: string, options?: unknown, answer?: (line: string) => void): unknown {
      this.output?.write(query);
      this.reader.questions.push((typeof options === 'function' ? options : answer) as Function);
      return undefined;
    }
    write(): void {}
    pause(): this {
      (stdin.stream as { pause(): void }).pause();
      emitter.emit.call(this, 'pause');
      return this;
    }
    resume(): this {
      (stdin.stream as { resume(): void }).resume();
      emitter.emit.call(this, 'resume');
      return this;
    }
    close(): void {
      if (this.reader.closed) return;
      this.reader.closed = true;
      const readers = task.state.stdin.lineReaders;
      readers.splice(readers.indexOf(this.reader) >>> 0, 1);
      (stdin.stream as { pause(): void }).pause();
      emitter.emit.call(this, 'close');
    }
    /** The same one for all who ask. */
    [Symbol.asyncIterator](): AsyncQueue {
      if (this.reader.iterator) return this.reader.iterator as AsyncQueue;
      const queue = new AsyncQueue();
      this.reader.iterator = queue;
      if (this.reader.closed) end(queue);
      emitter.on.call(this, 'line', carriable(push, queue) as never);
      emitter.on.call(this, 'close', carriable(end, queue) as never);
      return queue;
    }
  }
  for (const [name, value] of Object.entries(emitter))
    Object.defineProperty(Interface.prototype, name, { value, writable: true, configurable: true });

  const createInterface = (input: InterfaceOptions | object, output?: InterfaceOptions['output']) =>
    new Interface(input, output);
  const through =
    (name: string) =>
    (stream: Record<string, (...args: unknown[]) => unknown>, ...args: unknown[]) =>
      stream[name]!(...args);
  const cursor = {
    clearLine: through('clearLine'),
    clearScreenDown: through('clearScreenDown'),
    cursorTo: through('cursorTo'),
    moveCursor: through('moveCursor'),
  };

  class PromisesInterface extends Interface {
    /** The promise form of the same method, as in Node. */
    override question(query: string): Promise<string> {
      return new Promise((resolve) => super.question(query, resolve));
    }
  }
  const promises = {
    Interface: PromisesInterface,
    createInterface: (input: InterfaceOptions | object, output?: InterfaceOptions['output']) =>
      new PromisesInterface(input, output),
  };
  return { readline: { Interface, createInterface, ...cursor, promises }, promises };
}
