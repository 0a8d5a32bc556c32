import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_HOST_CODE_BYTES } from '../../protocol/limits.ts';
import { privateDirectory } from '../places.ts';

const digest = (...parts: (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const each of parts) hash.update(each);
  return hash.digest();
};

const DIGEST_BYTES = 32;
const SUFFIX = '.code';

/**
 * The script that host processes run, and V8's code of it as a host has compiled it (V8's code cache): with that a start takes about a
 * fifth less. V8 checks neither whose code it is nor whether it is whole, so both are checked here.
 */
export class HostScript {
  readonly text: Promise<Uint8Array>;
  private code: Promise<Uint8Array | null>;

  /** `directory` is for this alone. */
  constructor(
    path: string,
    private readonly directory: string,
  ) {
    this.text = readFile(path);
    this.text.catch(() => {});
    this.code = this.stored().catch(() => null);
  }

  /** V8's code, or null where no host has told it yet. */
  compiled(): Promise<Uint8Array | null> {
    return this.code;
  }

  /** From a host that no task has been in. */
  keep(code: Uint8Array): void {
    if (code.length === 0 || code.length > MAX_HOST_CODE_BYTES) return;
    this.code = Promise.resolve(code);
    // Without a disk the next agent asks again.
    this.store(code).catch(() => {});
  }

  /** V8 did not take it: another is asked for. */
  drop(): void {
    this.code = Promise.resolve(null);
  }

  /** Other builds and versions of Node.js have others. */
  private async file(): Promise<string> {
    const { version, arch, versions } = process;
    return digest(await this.text, `${version} ${arch} ${versions.v8}`).toString('hex') + SUFFIX;
  }

  private async stored(): Promise<Uint8Array | null> {
    const bytes = await readFile(join(this.directory, await this.file()));
    const code = bytes.subarray(DIGEST_BYTES);
    return digest(code).equals(bytes.subarray(0, DIGEST_BYTES)) ? code : null;
  }

  private async store(code: Uint8Array): Promise<void> {
    privateDirectory(this.directory);
    const file = await this.file();
    const temporary = join(this.directory, `${file}.${process.pid}`);
    await writeFile(temporary, [digest(code), code], { mode: 0o600 });
    await rename(temporary, join(this.directory, file));
    for (const other of await readdir(this.directory))
      if (other.endsWith(SUFFIX) && other !== file) await rm(join(this.directory, other), { force: true });
  }
}
