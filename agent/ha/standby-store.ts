import fs from 'node:fs';
import { join } from 'node:path';
import type { Request } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { type StandbyPut, standbyFile } from '../../protocol/journal.ts';
import { MAX_STANDBYS } from '../../protocol/limits.ts';
import { beginningOf, bytesOfFirst, PREFIX_BYTES } from '../deputy/ha/replay.ts';
import { readWhole, writeWhole } from '../whole-io.ts';

/** What a deputy elsewhere wants kept. `begins`: all of it anew. */
export interface StandbyOrder {
  ha: string;
  epoch: number;
  begins: boolean;
  puts: StandbyPut[];
  old: string[];
  /** The task is over. */
  ends: boolean;
  bytes: Uint8Array;
}

/** As it came. */
export function orderOf({
  ha,
  epoch,
  begins = false,
  puts = [],
  old = [],
  ends = false,
  base64 = '',
}: Extract<Request, { op: 'standby' }>): StandbyOrder {
  return { ha, epoch, begins, puts, old, ends, bytes: Buffer.from(base64, 'base64') };
}

interface Kept {
  epoch: number;
  directory: string;
  fds: Map<string, { fd: number; bytes: number }>;
}

const FENCE = 'fence';
/** Under which etcd it has come. */
const ETCD = 'etcd';
/** What has not come whole. */
const COMING = '.coming';
/** With it all before it has come. */
const MARK = /^current-\d+$/;

/** Copies of the journals and states of tasks whose home is elsewhere: `state/ha/ID/`. */
export class StandbyStore {
  private readonly open = new Map<string, Kept>();
  /** Epochs of deputies of this machine that have taken away what was here. What is on its way from the one before may come after that. */
  private readonly taken = new Map<string, number>();

  /** `etcdName`: of the store that says whose deputies are whose. */
  constructor(
    readonly directory: string,
    private readonly etcdName: () => string,
  ) {}

  /**
   * In order, each piece where its file ends; one that has come before does not count.
   * @throws OmosixError EFENCED from a deputy that is it no longer, EPROTOCOL, EREFUSED where there is no room
   */
  put({ ha, epoch, begins, puts, old, bytes }: StandbyOrder): void {
    if (begins) this.begin(ha, epoch);
    const kept = this.open.get(ha);
    if (!kept) throw new OmosixError('EREFUSED', 'it has nothing of that task: it must begin with all of it');
    if (epoch !== kept.epoch) throw fenced(ha, kept.epoch);
    let from = 0;
    try {
      for (const { file, at, bytes: length } of puts) {
        if (from + length > bytes.length)
          throw new OmosixError('EPROTOCOL', 'pieces of a journal that are shorter than they say');
        this.append(kept, file, at, bytes.subarray(from, from + length));
        if (MARK.test(file)) this.whole(ha, kept);
        from += length;
      }
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // Half of a piece would be taken for the end of the file.
      if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EIO') {
        this.forget(ha);
        throw new OmosixError('EREFUSED', `its copy could not be kept: ${message}`);
      }
      throw error;
    }
    for (const file of old) this.remove(kept, file);
  }

  /** From now on nothing of deputies up to this epoch is taken: what is here is all that they have done. */
  fence(ha: string, epoch: number): void {
    this.closed(ha);
    this.taken.set(ha, epoch);
    fs.rmSync(`${this.path(ha)}${COMING}`, { recursive: true, force: true });
    if (fs.existsSync(this.path(ha))) this.remember(ha, epoch);
  }

  /** The task is over, or somebody else's. */
  forget(ha: string): void {
    this.closed(ha);
    for (const path of [this.path(ha), `${this.path(ha)}${COMING}`])
      fs.rmSync(path, { recursive: true, force: true });
  }

  /** What deputies of this machine have left that were killed, and what had not come whole when the agent ended. */
  tidy(isAlive: (pid: number) => boolean): void {
    if (!fs.existsSync(this.directory)) return;
    for (const name of fs.readdirSync(this.directory)) {
      const pid = Number(/^own-(\d+)-/.exec(name)?.[1] ?? 0);
      if ((pid > 0 && !isAlive(pid)) || name.endsWith(COMING))
        fs.rmSync(join(this.directory, name), { recursive: true, force: true });
    }
  }

  /** Tasks that could be gone on with from here. */
  ready(): string[] {
    return this.all().filter((ha) => generationOf(this.path(ha)) !== null);
  }

  /** What one of those is, for people. */
  about(ha: string): { command: string; bytes: number } {
    const path = this.path(ha);
    const generation = generationOf(path);
    const sizes = fs.readdirSync(path).map((name) => fs.statSync(join(path, name)).size);
    return {
      command: commandOf(join(path, `journal-${generation}`)),
      bytes: sizes.reduce((sum, size) => sum + size, 0),
    };
  }

  /** Whether it has come under the etcd that there is now: of another one's tasks that says nothing. */
  isOfThisEtcd(ha: string): boolean {
    return readText(join(this.path(ha), ETCD)) === this.etcdName();
  }

  all(): string[] {
    try {
      return fs.readdirSync(this.directory).filter((name) => /^[0-9a-f-]{36}$/.test(name));
    } catch {
      return [];
    }
  }

  path(ha: string): string {
    return join(this.directory, ha);
  }

  /** What is here of an earlier deputy counts until this one's is whole. */
  private begin(ha: string, epoch: number): void {
    const known = Math.max(this.open.get(ha)?.epoch ?? this.fenced(ha), this.taken.get(ha) ?? 0);
    if (known > epoch) throw fenced(ha, known);
    this.closed(ha);
    if (this.open.size >= MAX_STANDBYS)
      throw new OmosixError('EREFUSED', `it is the standby of ${MAX_STANDBYS} tasks already`);
    const directory = `${this.path(ha)}${COMING}`;
    fs.rmSync(directory, { recursive: true, force: true });
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    fs.writeFileSync(join(directory, FENCE), String(epoch), { mode: 0o600 });
    fs.writeFileSync(join(directory, ETCD), this.etcdName(), { mode: 0o600 });
    if (fs.existsSync(this.path(ha))) this.remember(ha, epoch);
    this.open.set(ha, { epoch, directory, fds: new Map() });
  }

  private whole(ha: string, kept: Kept): void {
    if (kept.directory === this.path(ha)) return;
    fs.rmSync(this.path(ha), { recursive: true, force: true });
    fs.renameSync(kept.directory, this.path(ha));
    kept.directory = this.path(ha);
  }

  private closed(ha: string): void {
    for (const { fd } of this.open.get(ha)?.fds.values() ?? []) fs.closeSync(fd);
    this.open.delete(ha);
  }

  private append({ directory, fds }: Kept, name: string, at: number, piece: Uint8Array): void {
    if (!standbyFile.safeParse(name).success) throw new OmosixError('EPROTOCOL', 'no file of a journal');
    let file = fds.get(name);
    if (!file) {
      file = { fd: fs.openSync(join(directory, name), 'w+', 0o600), bytes: 0 };
      fds.set(name, file);
    }
    if (at > file.bytes)
      throw new OmosixError('EPROTOCOL', `a piece of ${name} that does not begin where it ends`);
    const rest = piece.subarray(file.bytes - at);
    writeWhole(file.fd, rest, file.bytes);
    file.bytes += rest.length;
  }

  private remove({ directory, fds }: Kept, name: string): void {
    if (!standbyFile.safeParse(name).success) throw new OmosixError('EPROTOCOL', 'no file of a journal');
    const file = fds.get(name);
    if (file) fs.closeSync(file.fd);
    fds.delete(name);
    fs.rmSync(join(directory, name), { force: true });
  }

  private fenced(ha: string): number {
    return Number(readText(join(this.path(ha), FENCE))) || 0;
  }

  private remember(ha: string, epoch: number): void {
    fs.writeFileSync(join(this.path(ha), FENCE), String(epoch), { mode: 0o600 });
  }
}

/** '' where there is no such file. */
function readText(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Of the task whose journal that is: it stands in its first entry. */
function commandOf(journal: string): string {
  const fd = fs.openSync(journal, 'r');
  const read = (bytes: number): Uint8Array => {
    const found = new Uint8Array(bytes);
    return found.subarray(0, readWhole(fd, found, 0));
  };
  try {
    return beginningOf(read(bytesOfFirst(read(PREFIX_BYTES)))).base.spec.command;
  } catch (error) {
    // One that ill was meant with is no reason to hide the others.
    return `(${(error as Error).message})`;
  } finally {
    fs.closeSync(fd);
  }
}

/** The journal that counts; null where none is whole. */
export function generationOf(directory: string): number | null {
  const marks = fs.readdirSync(directory).flatMap((name) => /^current-(\d+)$/.exec(name)?.[1] ?? []);
  return marks.length === 0 ? null : Math.max(...marks.map(Number));
}

const fenced = (ha: string, epoch: number): OmosixError =>
  new OmosixError('EFENCED', `another deputy has taken over task ${ha} (epoch ${epoch})`);
