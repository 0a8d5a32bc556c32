import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramImage, ProgramText } from '../../protocol/program.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';

/** A program that is ready to be shipped. */
export interface CompiledProgram {
  /** SHA-256, hex, of its bytes. */
  hash: string;
  /** It may load native add-ons. */
  hasAddons: boolean;
  /** It may share memory with its workers: why, and where; null where nothing says so. */
  shares: string | null;
  /** The files and directories that it was made of. */
  inputs: readonly string[];
  /** The image's JSON; read only when somebody needs it. */
  bytes(): Uint8Array | Promise<Uint8Array>;
}

type Compile = (file: string, text?: ProgramText) => Promise<{ image: ProgramImage; inputs: string[] }>;

/** Identity of a file's content without reading it: [path, size, mtime, ctime, inode], times in ns. */
type Fingerprint = [path: string, size: string, mtimeNs: string, ctimeNs: string, ino: string];

interface Entry {
  hash: string;
  hasAddons: boolean;
  shares: string | null;
  inputs: Fingerprint[];
}

/** Programs that are kept; the oldest go first. */
const MAX_ENTRIES = 256;
/** A file that was changed so shortly before compiling might change again under the same time stamp. */
const SETTLED_MS = 50;

/** Compiled programs, by entry file and compiler build. Damaged or outdated entries are as good as none. */
export class ImageCache {
  private readonly directory: string;
  private readonly build: string;
  private readonly compile: Compile;
  /** Being compiled just now. */
  private readonly underWay = new Map<string, Promise<CompiledProgram>>();

  /** `build` names the compiler's build: another one never sees this one's entries. */
  constructor(directory: string, build: string, compile: Compile) {
    this.directory = directory;
    this.build = build;
    this.compile = compile;
  }

  /** @throws OmosixError ECOMPILE */
  async get(file: string): Promise<CompiledProgram> {
    const name = this.nameOf(file);
    const entry = this.find(name);
    if (entry === null) return this.once(file, () => this.make(file, name));
    return {
      hash: entry.hash,
      hasAddons: entry.hasAddons,
      shares: entry.shares,
      inputs: entry.inputs.map(([path]) => path),
      bytes: async () => {
        const bytes = readIfThere(this.imagePath(entry.hash));
        if (bytes && sha256(bytes) === entry.hash) return bytes;
        const made = await this.make(file, name);
        // The compiler is deterministic; if its input changed just now, the agent refuses the other hash.
        return made.bytes();
      },
    };
  }

  /** A program that is in no file: kept by nobody. `file` is what it is called. */
  ofText(file: string, text: ProgramText): Promise<CompiledProgram> {
    return this.once(`${file}\0${text.text}`, async () => {
      const { image, inputs } = await this.compile(file, text);
      return readyToShip(image, inputs);
    });
  }

  /** Threads of one program begin together. */
  private once(key: string, make: () => Promise<CompiledProgram>): Promise<CompiledProgram> {
    const begun = this.underWay.get(key);
    if (begun) return begun;
    const made = make().finally(() => this.underWay.delete(key));
    this.underWay.set(key, made);
    return made;
  }

  private async make(file: string, name: string): Promise<CompiledProgram> {
    const startedAtMs = Date.now();
    const { image, inputs } = await this.compile(file);
    const program = readyToShip(image, inputs);
    const { hash, hasAddons, shares } = program;
    const fingerprints = inputs.map(fingerprint);
    if (fingerprints.every((print) => print !== null && Number(print[3]) / 1e6 < startedAtMs - SETTLED_MS)) {
      this.store(name, { hash, hasAddons, shares, inputs: fingerprints as Fingerprint[] }, program.bytes());
    }
    return program;
  }

  private find(name: string): Entry | null {
    const bytes = readIfThere(join(this.directory, name));
    if (bytes === null) return null;
    try {
      const entry = JSON.parse(bytes.toString()) as Entry;
      const isValid =
        /^[0-9a-f]{64}$/.test(entry.hash) &&
        entry.inputs.length > 0 &&
        statSync(this.imagePath(entry.hash), { throwIfNoEntry: false }) !== undefined &&
        entry.inputs.every((input) => fingerprint(input[0])?.join() === input.join());
      return isValid ? entry : null;
    } catch {
      return null;
    }
  }

  /** A cache that cannot be written costs time, nothing else. */
  private store(name: string, entry: Entry, bytes: Uint8Array): void {
    try {
      mkdirSync(this.directory, { recursive: true, mode: 0o700 });
      this.prune();
      writeWhole(this.imagePath(entry.hash), bytes);
      writeWhole(join(this.directory, name), JSON.stringify(entry));
    } catch {
      // Full disk, read-only home: the next run compiles again.
    }
  }

  private prune(): void {
    const files = readdirSync(this.directory).map((file) => {
      const path = join(this.directory, file);
      return { path, atMs: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
    });
    if (files.length < 2 * MAX_ENTRIES) return;
    files.sort((a, b) => a.atMs - b.atMs);
    for (const { path } of files.slice(0, files.length / 2)) rmSync(path, { force: true });
  }

  /** What Node has, and so what is compiled with a program, depends on its version and on what it is told. */
  private nameOf(file: string): string {
    const node = [process.version, process.env.NODE_OPTIONS ?? ''];
    return `${sha256([PROGRAM_VERSION, this.build, ...node, file].join('\0'))}.json`;
  }

  private imagePath(hash: string): string {
    return join(this.directory, `${hash}.image`);
  }
}

function readyToShip(
  image: ProgramImage,
  inputs: readonly string[],
): Omit<CompiledProgram, 'bytes'> & { bytes(): Uint8Array } {
  const bytes = Buffer.from(JSON.stringify(image));
  const hasAddons = image.notes.some(({ kind }) => kind === 'stays');
  const note = image.notes.find(({ kind }) => kind === 'shares');
  const shares = note ? `${note.reason} (${image.sources[note.source]?.path}:${note.line})` : null;
  return { hash: sha256(bytes), hasAddons, shares, inputs, bytes: () => bytes };
}

function fingerprint(path: string): Fingerprint | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stat) return null;
  return [path, String(stat.size), String(stat.mtimeNs), String(stat.ctimeNs), String(stat.ino)];
}

/** Never seen half written, by whoever reads at the same time. */
function writeWhole(path: string, content: string | Uint8Array): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600 });
  renameSync(draft, path);
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
