import { lstatSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OmosixError } from '../../protocol/errors.ts';
import { MAX_AUTHORIZED_KEYS_BYTES } from '../../protocol/limits.ts';
import { privateDirectory } from '../places.ts';
import { type AdmittedKey, authorizedKeys, type RefusedLine } from './authorized-keys.ts';

/** The keys with which ssh clients may come to this agent as its user. */
export class KeyFile {
  readonly path: string;

  constructor(configDirectory: string) {
    this.path = join(configDirectory, 'authorized_keys');
  }

  /** @throws OmosixError EREFUSED where others than its user could write it, as sshd's StrictModes, or it is too large */
  read(): { keys: AdmittedKey[]; refused: RefusedLine[] } {
    return authorizedKeys(this.text());
  }

  /** Adds a key, unless it is there. */
  add(key: AdmittedKey): void {
    if (this.read().keys.some(({ base64 }) => base64 === key.base64)) return;
    const before = this.text();
    const end = before === '' || before.endsWith('\n') ? '' : '\n';
    this.write(`${before}${end}${`${key.type} ${key.base64} ${key.comment}`.trimEnd()}\n`);
  }

  /** Takes keys out; all else in the file stays as it is. */
  remove(keys: readonly AdmittedKey[]): void {
    const gone = new Set(keys.map(({ base64 }) => base64));
    const lines = this.text().split('\n');
    this.write(
      lines.filter((line) => !authorizedKeys(line).keys.some(({ base64 }) => gone.has(base64))).join('\n'),
    );
  }

  private text(): string {
    const stat = statSync(this.path, { throwIfNoEntry: false });
    if (!stat) return '';
    for (const path of [this.path, dirname(this.path)]) assertOwn(path);
    if (!stat.isFile() || stat.size > MAX_AUTHORIZED_KEYS_BYTES)
      throw new OmosixError(
        'EREFUSED',
        `${this.path} is no file of at most ${MAX_AUTHORIZED_KEYS_BYTES} bytes`,
      );
    return readFileSync(this.path, 'utf8');
  }

  private write(text: string): void {
    privateDirectory(dirname(this.path));
    const temporary = `${this.path}.${process.pid}`;
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, this.path);
  }
}

function assertOwn(path: string): void {
  for (const { uid, mode } of [lstatSync(path), statSync(path)]) {
    const isOthers = process.getuid !== undefined && uid !== process.getuid() && uid !== 0;
    // A symbolic link's own mode says nothing.
    const isWritable = (mode & 0o170000) !== 0o120000 && (mode & 0o022) !== 0;
    if (isOthers || isWritable)
      throw new OmosixError(
        'EREFUSED',
        `${path} could be written by others, so no key in it counts: chmod go-w ${path}`,
      );
  }
}
