import type { CommonEffect, PeerEvent } from './events.ts';

export const log = (level: 'debug' | 'info' | 'warn', message: string): CommonEffect => ({
  do: 'log',
  level,
  message,
});

/** Late, repeated or untrue: told to the log, and nothing else happens. */
export const unexpected = ({ message, from }: PeerEvent): CommonEffect =>
  log(
    'warn',
    `node ${from}: unexpected '${message.op}'${'task' in message ? ` of task ${message.task}` : ''} ignored`,
  );
