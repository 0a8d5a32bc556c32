import type { Connection, PublicKeyAuthContext } from 'ssh2';
import { MAX_SSH_CHANNELS, MAX_SSH_COMMANDS, MAX_SSH_USERS } from '../../protocol/limits.ts';
import type { Clock, Log } from '../../protocol/ports.ts';
import type { Note } from '../audit/audit.ts';
import type { FileTree } from '../mfs/tree.ts';
import type { UserDoor } from '../transport/user-door.ts';
import type { AdmittedKey } from './authorized-keys.ts';
import { shownFingerprint } from './fingerprint.ts';
import type { KeyFile } from './key-file.ts';
import { type SessionParts, SshSession } from './ssh-session.ts';
import { showsOneOf } from './user-key.ts';

/** A key that is taken out is cut off after so long at most. */
const LOOK_EVERY_MS = 1_000;

/** ssh clients that come with an admitted key: they are the agent's user, for files and commands of the cluster. */
export class SshUsers implements UserDoor {
  /** With the key of each. */
  private readonly connections = new Map<Connection, string>();
  private isLooking = false;
  private readonly parts: SessionParts;
  private commands = 0;

  constructor(
    private readonly file: KeyFile,
    world: { directory: string; runtime: string; tree: FileTree; clock: Clock; log: Log; note: Note },
  ) {
    this.parts = {
      ...world,
      mayRun: () => {
        if (this.commands >= MAX_SSH_COMMANDS) {
          const what = `${MAX_SSH_COMMANDS} commands of ssh users at a time`;
          world.note({ event: 'limit-reached', what, address: null });
          return false;
        }
        this.commands++;
        return true;
      },
      commandEnded: () => this.commands--,
    };
  }

  admits(context: PublicKeyAuthContext): boolean {
    return showsOneOf(this.keys(), context);
  }

  serve(
    connection: Connection,
    { username, key, address }: { username: string; key: string; address: string },
  ): void {
    const { note } = this.parts;
    if (this.connections.size >= MAX_SSH_USERS) {
      note({ event: 'limit-reached', what: `${MAX_SSH_USERS} ssh users at a time`, address });
      connection.end();
      return;
    }
    note({ event: 'user-entered', username, key: shownFingerprint(key.split(' ')[1] ?? ''), address });
    this.connections.set(connection, key);
    this.look();
    const sessions = new Set<SshSession>();
    connection.on('session', (accept, reject) => {
      if (!this.isAdmitted(key) || sessions.size >= MAX_SSH_CHANNELS) {
        reject();
        return;
      }
      const channel = accept();
      const session = new SshSession(channel, username, this.parts);
      sessions.add(session);
      channel.on('close', () => sessions.delete(session));
    });
    connection.on('close', () => {
      this.connections.delete(connection);
      for (const session of sessions) session.hangUp();
    });
  }

  close(): void {
    for (const connection of this.connections.keys()) connection.end();
  }

  /** While somebody is here: whether each key still counts. */
  private look(): void {
    if (this.isLooking || this.connections.size === 0) return;
    this.isLooking = true;
    this.parts.clock.after(LOOK_EVERY_MS, () => {
      this.isLooking = false;
      for (const [connection, key] of this.connections) if (!this.isAdmitted(key)) connection.end();
      this.look();
    });
  }

  private isAdmitted(key: string): boolean {
    return this.keys().some(({ type, base64 }) => `${type} ${base64}` === key);
  }

  /** A file that cannot be trusted admits nobody, and the log says so. */
  private keys(): AdmittedKey[] {
    try {
      return this.file.read().keys;
    } catch (error) {
      this.parts.log.warn('no ssh user is admitted', { reason: (error as Error).message });
      return [];
    }
  }
}
