import { isatty } from 'node:tty';
import type { CheckpointHead, CheckpointHome, OpenFile } from '../../protocol/checkpoint.ts';
import { OmosixError } from '../../protocol/errors.ts';
import type { AnswerRecord, CallRecord, EventRecord } from '../../protocol/records.ts';
import { Input } from './input.ts';
import { cutOutput, reopen } from './open-files.ts';
import type { StreamState } from './stream.ts';
import { Descriptors } from './syscalls/descriptors.ts';
import { terminalMode } from './terminal-mode.ts';

/** What a deputy begins with that takes over from another. */
export interface RestoredHome {
  stream: StreamState;
  descriptors: Descriptors;
  input: Input;
  signals: string[];
}

const STDIN = 0;

/**
 * Makes this process the home that the checkpoint tells of: directory, open files, what was under way.
 * @throws OmosixError ECHECKPOINT with one line that says what is missing
 */
export function restoreHome(head: CheckpointHead, home: CheckpointHome, tail: Uint8Array): RestoredHome {
  try {
    process.chdir(home.cwd);
  } catch (error) {
    throw new OmosixError('ECHECKPOINT', `its directory: ${(error as Error).message}`);
  }
  process.umask(home.umask);
  const descriptors = new Descriptors();
  const add = (file: OpenFile): void => {
    const { fd, offset } = reopen(file);
    descriptors.restore(file.number, fd, offset);
  };
  for (const file of home.files) add(file);
  if (home.stdin) add(home.stdin);
  for (const number of home.closed) descriptors.delete(number);
  for (const file of home.outputs) cutOutput(file);
  if (home.isRaw && isatty(STDIN)) terminalMode.set(STDIN, true);
  const take = pieces(tail);
  const unread = take(home.stdinRest);
  const stdin = home.stdin && descriptors.get(STDIN, 'read');
  return {
    stream: streamOf(head, home, take),
    descriptors,
    input: new Input(stdin, unread),
    signals: home.signals,
  };
}

function streamOf(
  { seq, seen, open }: CheckpointHead,
  home: CheckpointHome,
  take: (bytes: number) => Uint8Array,
): StreamState {
  const kept = <Record>(list: CheckpointHome['events']): { record: Record; bytes: Uint8Array }[] =>
    list.map(({ record, bytes }) => ({ record: record as Record, bytes: take(bytes) }));
  const { lastEvent, acknowledged } = home;
  return {
    seq,
    seen,
    open,
    lastEvent,
    acknowledged,
    events: kept<EventRecord>(home.events),
    calls: kept<CallRecord>(home.calls),
    answers: kept<AnswerRecord>(home.answers),
  };
}

function pieces(tail: Uint8Array): (bytes: number) => Uint8Array {
  let at = 0;
  return (bytes) => {
    if (bytes > tail.length - at) throw new OmosixError('ESNAPSHOT', 'its last part is too short');
    at += bytes;
    return tail.subarray(at - bytes, at);
  };
}
