import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { told } from './cases.ts';

/** What a program does that is forked by itself: its first argument names it. */
export type Roles = Record<string, () => void>;

/** The program itself, in one of its roles. */
export const start = (role: string, options: ForkOptions = {}, args: string[] = []): ChildProcess =>
  fork(process.argv[1]!, [role, ...args], options);

/** Its part; false for the one that was started by the test, whose first argument is a directory. */
export function plays(roles: Roles): boolean {
  const role = roles[process.argv[2]!];
  role?.();
  return role !== undefined;
}

/** The next message of a child. */
export const heard = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => child.once('message', resolve));

/** Sends, and gives what comes back. */
export function asked(child: ChildProcess, message: unknown): Promise<unknown> {
  const answer = heard(child);
  child.send(message as object);
  return answer;
}

/** How it ends; all its messages, and its events in order. */
export async function whole(child: ChildProcess): Promise<unknown> {
  const events: string[] = [];
  const messages: unknown[] = [];
  let output = '';
  child.stdout?.on('data', (bytes) => (output += bytes));
  child.on('message', (message) => messages.push(message));
  for (const name of ['spawn', 'disconnect', 'exit', 'error'])
    child.on(name, (...values) => events.push(name === 'error' ? told(values[0]) : `${name} ${values}`));
  await new Promise((resolve) => child.once('close', resolve));
  return [events, messages, output];
}

/** The event of a child, as text. */
export const ended = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => child.once('exit', (...values) => resolve(`exit ${values}`)));
