import type { Granted, Grants } from '../../../protocol/grants.ts';
import type { SyscallName } from '../../../protocol/syscalls.ts';
import type { ExportTree } from '../../mfs/export/export-tree.ts';
import type { Outcome } from '../stream.ts';
import type { SyscallContext } from '../syscalls/context.ts';
import { denied } from './denied.ts';
import { GrantedFiles, isFree } from './files.ts';
import { grantedTree } from './granted-tree.ts';
import { Hosts } from './hosts.ts';
import { foreignCode, meant, namesOf } from './programs.ts';
import { type Need, rules } from './rules.ts';

interface JudgeOptions {
  grants: Grants;
  /** What the program was loaded from: files and directories, by their real paths. */
  loaded: readonly string[];
  /** What is no task's that has grants, by real paths: an agent's key and sockets. */
  hidden: readonly string[];
  /** What the task takes for its own process; by default this one. */
  pid?: number;
  /** One line for its user, once for each thing that can be allowed. */
  tell(line: string): void;
  /** For the audit log: each thing that was refused, once. */
  note(of: Granted, resource: string): void;
}

const MOST_SHOWN_CHARS = 200;
/** Beyond that a program, or who speaks for it, tries everything: that is clear by then. */
const MOST_NOTED = 64;

/**
 * Says of each syscall of a task whether its user has allowed it. The task's host may lie: what counts is what the deputy would do. One for
 * all threads of a program.
 */
export class Judge {
  /** Home's files as far as they are allowed. */
  readonly tree: ExportTree;
  private readonly files: GrantedFiles;
  private readonly hosts: Hosts;
  private readonly explained = new Set<Granted>();
  private readonly noted = new Set<string>();

  constructor(private readonly options: JudgeOptions) {
    const { grants, loaded, hidden } = options;
    const own = new Set(loaded);
    this.files = new GrantedFiles(grants, own, hidden);
    const all = (granted: Grants['read']) => (granted === true ? ['/'] : granted);
    this.tree = grantedTree([...all(grants.read), ...own], all(grants.write), hidden);
    this.hosts = new Hosts(grants.net === true ? [] : grants.net);
  }

  /**
   * @throws ERR_ACCESS_DENIED
   * @returns whether home's files are to be reached by `tree` alone: only some are allowed, and names may change meanwhile
   */
  check(name: string, args: readonly unknown[], context: SyscallContext): boolean | Promise<boolean> {
    const rule = rules[name as SyscallName] as (...args: readonly unknown[]) => Need[];
    if (name === 'fs.writeFile' && context.files.isSelection(args[0] as string)) return false;
    const met = rule(...args).map((need) => this.told(need.of, () => this.meets(need, context)));
    if (met.every((one) => typeof one === 'boolean')) return met.includes(true);
    return Promise.all(met).then((all) => all.includes(true));
  }

  /** What a call has come to that was allowed. */
  learn(name: string, args: readonly unknown[], { value }: Outcome): void {
    // What a server says that the task has named is that server's word.
    if (name === 'dns.ask' && args[2] === null) this.hosts.learn(String((args[1] as unknown[])[0]), value);
  }

  /** A program for a thread was compiled of these: they go where the thread executes. @throws ERR_ACCESS_DENIED */
  mayLoad(inputs: readonly string[]): void {
    for (const path of inputs) this.told('read', () => this.files.home({ of: 'read', path }));
  }

  /** All files may be read: nothing of them is a secret. */
  get readsAll(): boolean {
    return this.options.grants.read === true;
  }

  private meets(need: Need, { files, descriptors }: SyscallContext): boolean | Promise<boolean> {
    const { grants } = this.options;
    if ('all' in need) {
      if (grants[need.of] !== true) throw denied(need.of, need.all);
    } else if (need.of === 'net') {
      if ('some' in need) {
        if (grants.net !== true && !this.hosts.isAny) throw denied('net', '0.0.0.0');
      } else if (grants.net !== true && !this.hosts.allows(need.host, need.port))
        throw denied('net', need.port === null ? need.host : `${need.host}:${need.port}`);
    } else if (need.of === 'run') {
      if ('pid' in need) {
        if (grants.run !== true && need.pid !== (this.options.pid ?? process.pid))
          throw denied('run', `process ${need.pid}`);
      } else this.program(need.request);
    } else if ('fd' in need) this.files.descriptor(need.fd, descriptors);
    else if ('path' in need) return this.files.need(need, files);
    else if (!isFree(need.of, need.stream, descriptors))
      return this.files.need({ of: need.of, path: need.stream }, files);
    return false;
  }

  /** The request starts the very file that was found then, whatever its name comes to stand for. */
  private program(request: Extract<Need, { of: 'run'; request: object }>['request']): void {
    const { run } = this.options.grants;
    if (run === true) return;
    const file = meant(request);
    const isAllowed = file !== null && namesOf(file).some((name) => run.includes(name));
    if (!isAllowed || foreignCode(request) !== undefined) throw denied('run', request.file);
    request.file = file;
  }

  /** What is refused its user hears of, once. */
  private told(of: Granted, judged: () => boolean | Promise<boolean>): boolean | Promise<boolean> {
    const explained = (error: Error): never => {
      this.explain(of, error);
      throw error;
    };
    try {
      const met = judged();
      return typeof met === 'boolean' ? met : met.catch(explained);
    } catch (error) {
      return explained(error as Error);
    }
  }

  private noteOnce(of: Granted, resource: string): void {
    const what = `${of} ${resource}`;
    if (this.noted.size >= MOST_NOTED || this.noted.has(what)) return;
    this.noted.add(what);
    this.options.note(of, resource);
  }

  private explain(of: Granted, error: Error): void {
    const { code, resource } = error as Error & { code?: string; resource?: string };
    if (code !== 'ERR_ACCESS_DENIED') return;
    this.noteOnce(of, String(resource));
    if (this.explained.has(of)) return;
    this.explained.add(of);
    // A host may say anything; it is not to steer a terminal.
    const shown = String(resource)
      .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
      .slice(0, MOST_SHOWN_CHARS);
    this.options.tell(`refused to its program: ${of} ${shown} (--allow-${of} says what it may ${VERBS[of]})`);
  }
}

const VERBS: Record<Granted, string> = { read: 'read', write: 'write', net: 'reach', run: 'start' };
