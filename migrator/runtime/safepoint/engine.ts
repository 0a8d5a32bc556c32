import type { CantMove } from '../../../protocol/node.ts';
import type { ProgramImage } from '../../../protocol/program.ts';
import {
  type Factories,
  type LinkedModule,
  type PointColumns,
  pointsOf,
  type ResumeFunctions,
  type SavedFrame,
  type Signal,
} from '../abi.ts';
import { assert } from '../assert.ts';
import { ReturnCompletion } from '../completion.ts';
import { append } from '../heap/pristine.ts';
import { Registry } from '../heap/registry.ts';
import { utilClosures } from '../node/util.ts';
import { declarePrivateNames } from '../private-names.ts';
import { AsyncDriver } from '../promise/async.ts';
import { AsyncGeneratorDriver } from '../promise/async-generator.ts';
import { installAsyncMethods } from '../promise/async-methods.ts';
import { installDelegate, learnDelegateFrames } from '../promise/delegate.ts';
import { elementClosures } from '../promise/elements.ts';
import { resolvingClosures } from '../promise/resolving.ts';
import { staticClosures } from '../promise/statics.ts';
import { callSites } from './call-sites.ts';
import { Generators } from './generators.ts';
import { type GuestGlobals, installGlobals } from './globals.ts';
import { OwnFrames } from './own-frames.ts';
import { resumeChain } from './resume-chain.ts';
import { hasRoom } from './room.ts';
import { callAsRoot, isRoot } from './root.ts';
import { checkStack, type Locate, type Place, type StackVerdict } from './stack-check.ts';

/** Makes closures of the runtime's own again; their ids are negative. */
const runtimeClosures: Factories['functions'] = {
  ...resolvingClosures,
  ...elementClosures,
  ...staticClosures,
  ...utilClosures,
};

/** How a job ended: with its value, or with its whole stack saved (innermost frame first). */
export type RootResult = { done: unknown } | { captured: SavedFrame[] };

export interface EngineOptions {
  /** At least 4 bytes; the word that a helper thread sets to ask for a safe point. */
  memory: SharedArrayBuffer;
  /** Asked at a poll before the stack is looked at: whether it has to be left. Lowers the flag where not. */
  isWanted?(): boolean;
  /** A check of the stack said no; called each time. The flag stays up and the check is repeated. */
  onHolding(why: CantMove): void;
}

/** Loads the functions that continue these frames. */
export type MakeResumable = (frames: readonly Pick<SavedFrame, 'fn' | 'pc'>[]) => void;

/** What the engine knows of the program for its words to people. */
export type ProgramWords = Pick<ProgramImage, 'functions' | 'classes' | 'sources'>;

/** The runtime's half of the guest ABI: one per process. */
export class Engine {
  /** What stands in the heap by identity: builtins, shims, the program's own functions and classes. */
  readonly registry = new Registry();
  readonly generators = new Generators((frame) => this.push(frame));
  readonly driver: AsyncDriver;
  readonly asyncGenerators: AsyncGeneratorDriver;
  private readonly own = new OwnFrames();
  private readonly globals: GuestGlobals;
  private readonly options: EngineOptions;
  private readonly points: Record<string, PointColumns> = Object.create(null);
  private readonly resumeFunctions: ResumeFunctions = Object.create(null);
  private locate: Locate = () => undefined;
  private makeResumable: MakeResumable = () => {};
  private words: ProgramWords | undefined;
  private module: LinkedModule | undefined;
  private made: Factories | undefined;
  private frames: SavedFrame[] = [];
  /** Polls that the request lets pass, and those until the stack is looked at again. */
  private pollsToLetPass = 0;
  private pollsToSkip = 0;
  /** Polls to let pass after a refusal before the stack is looked at again. */
  pollsBetweenChecks = 300;
  /** Frames that must arrive at the root; undefined unless the stack unwinds. */
  private expectedFrames: number | undefined;

  constructor(options: EngineOptions) {
    this.options = options;
    this.globals = installGlobals(options.memory, {
      poll: () => this.poll(),
      save: (fn, pc, self, locals) => {
        this.push({ fn, pc, self, locals });
      },
      link: (module) => {
        this.module = module;
        this.registry.addModule(module);
      },
      factories: ({ functions, classes }) => {
        this.made = {
          functions: { ...runtimeClosures, ...this.made?.functions, ...functions },
          classes: { ...this.made?.classes, ...classes },
        };
      },
      resume: (functions) => {
        Object.assign(this.resumeFunctions, functions);
      },
      describeClass: (made, id, captured, keys) => this.registry.addMadeClass(made, id, captured, keys),
      describeFunction: (made, id, captured) => this.registry.addMadeFunction(made, id, captured),
      privateNames: declarePrivateNames,
      generators: this.generators,
    });
    const { signal, flag } = this.globals;
    const save = (frame: SavedFrame) => this.push(frame);
    this.asyncGenerators = new AsyncGeneratorDriver(signal, save, this.generators);
    this.driver = new AsyncDriver(signal, flag, save, this.asyncGenerators);
    this.driver.learnFrames(this.own);
    this.generators.install(signal);
    this.generators.learnFrames(this.own);
    this.asyncGenerators.learnFrames(this.own);
    installAsyncMethods(this.asyncGenerators, this.generators);
    installDelegate(signal, save);
    learnDelegateFrames(this.own);
    this.registry.registerInternal('ReturnCompletion', ReturnCompletion);
    // What it holds of an earlier stack is nothing of the task's.
    this.registry.registerOpaque('%Signal%', signal);
  }

  private push(frame: SavedFrame): void {
    append(this.frames, frame);
  }

  /** Before the program's scripts run: how positions in them lead to the user's files. */
  setProgram(words: ProgramWords, locate: Locate, makeResumable: MakeResumable = () => {}): void {
    this.words = words;
    this.locate = locate;
    this.makeResumable = makeResumable;
  }

  /** A generator function, not yet called, that goes on from a point of another. */
  resumeFunction(fn: number, pc: number): ResumeFunctions[string] | undefined {
    const key = `${fn}_${pc}`;
    if (!this.resumeFunctions[key]) this.makeResumable([{ fn, pc }]);
    return this.resumeFunctions[key];
  }

  /** A guest script, by the file name it runs under: where it may suspend. */
  addScript(file: string, text: string): void {
    this.points[file] = pointsOf(text);
  }

  get program(): ProgramWords | undefined {
    return this.words;
  }

  get linked(): LinkedModule {
    assert(this.module, 'the code script has run');
    return this.module;
  }

  get factories(): Factories {
    assert(this.made, 'the factories script has run');
    return this.made;
  }

  canMake(kind: 'class' | 'function', id: number): boolean {
    return (kind === 'class' ? this.factories.classes : this.factories.functions)[id] !== undefined;
  }

  get setAsk(): GuestGlobals['setAsk'] {
    return this.globals.setAsk;
  }

  /** The user's place of a saved frame. */
  placeOf(frame: { fn: number; pc: number }): Place | undefined {
    const fn = this.words?.functions[frame.fn];
    const point = fn?.points[frame.pc];
    const source = fn && this.words?.sources[fn.source];
    return point && source ? { file: source.path, line: point.line, name: fn.name } : undefined;
  }

  /** Asks for a safe point, as the helper thread does; not before so many polls have passed. */
  requestCapture(afterPolls = 0): void {
    this.pollsToLetPass = afterPolls;
    this.pollsToSkip = 0;
    this.globals.flag[0] = 1;
  }

  clearRequest(): void {
    this.globals.flag[0] = 0;
    this.pollsToLetPass = 0;
    this.pollsToSkip = 0;
  }

  /** The flag alone, whatever was asked for. */
  lowerFlag(): void {
    this.globals.flag[0] = 0;
  }
  raiseFlag(): void {
    this.globals.flag[0] = 1;
  }

  get isCaptureRequested(): boolean {
    return this.globals.flag[0] !== 0;
  }

  /** Whether the request lets this safe point pass. */
  letPass(): boolean {
    if (this.pollsToLetPass === 0) return false;
    this.pollsToLetPass--;
    return true;
  }

  private poll(): Signal | undefined {
    if (this.letPass()) return undefined;
    if (this.pollsToSkip > 0) {
      this.pollsToSkip--;
      return undefined;
    }
    if (!hasRoom()) {
      this.pollsToSkip = this.pollsBetweenChecks;
      return undefined;
    }
    if (this.options.isWanted?.() === false) return undefined;
    // The request may only now have said how many.
    return this.pollsToSkip > 0 ? undefined : this.unwind();
  }

  /**
   * `$SIG` if the stack can unwind from here, which the caller then returns at once; else undefined, the reason given to
   * `onHolding`. For the poll, and for a shim that is asked to capture while it is blocked.
   */
  unwind(): Signal | undefined {
    assert(this.expectedFrames === undefined, 'no second unwinding during one');
    const verdict = this.look();
    if (!verdict.ok) {
      this.pollsToSkip = this.pollsBetweenChecks;
      this.options.onHolding(verdict.why);
      return undefined;
    }
    this.clearRequest();
    this.frames = [];
    this.expectedFrames = verdict.frames;
    this.globals.setUnwinding(true);
    return this.globals.signal;
  }

  private look(): StackVerdict {
    const sites = callSites(this.look);
    if (!sites) {
      return {
        ok: false,
        why: {
          reason: 'the program has frozen Error, so its stack cannot be examined',
          file: null,
          line: null,
          kind: 'pinned',
        },
      };
    }
    return checkStack(sites, {
      points: this.points,
      locate: this.locate,
      isRoot,
      own: this.own,
    });
  }

  /** Runs a job with nothing of the guest's below it. What it throws passes through. */
  runRoot(job: Function, self: unknown = undefined, args: unknown[] = []): RootResult {
    let value: unknown;
    try {
      value = callAsRoot(job, self, args);
    } catch (error) {
      // Its text is looked at only here: that may run the guest's code.
      if (this.expectedFrames !== undefined)
        assert(false, `nothing is thrown while the stack unwinds: ${(error as Error)?.stack ?? error}`);
      throw error;
    }
    this.globals.setUnwinding(false);
    if (this.expectedFrames === undefined) {
      assert(value !== this.globals.signal, 'no signal without unwinding');
      return { done: value };
    }
    assert(value === this.globals.signal, 'the signal arrives at the root');
    const frames = this.frames;
    assert(frames.length === this.expectedFrames, 'frames saved are the frames seen by the stack check');
    this.frames = [];
    this.expectedFrames = undefined;
    return { captured: frames };
  }

  /**
   * Goes on where `frames` (innermost first) were captured, in this process or another; `innermost` gives the result of
   * what the innermost frame waited for: undefined for a poll, a shim's repeated call otherwise.
   */
  resumeFrames(frames: readonly SavedFrame[], innermost: () => unknown = () => undefined): RootResult {
    return this.runRoot(resumeChain(frames, this.resumeFunctions, this, innermost));
  }
}
