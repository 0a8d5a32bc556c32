import type { ChildProcess } from 'node:child_process';

/** What a process has said so far, and its exit code when it has ended. */
export interface Heard {
  child: ChildProcess;
  out: string;
  err: string;
  over: Promise<number | null>;
}

export function heard(child: ChildProcess): Heard {
  const said: Heard = {
    child,
    out: '',
    err: '',
    over: new Promise((done) => child.once('close', (code) => done(code))),
  };
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  return said;
}
