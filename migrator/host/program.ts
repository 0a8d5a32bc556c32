import vm from 'node:vm';
import type { ProgramImage } from '../../protocol/program.ts';
import type { MadeText } from '../../protocol/snapshot.ts';
import type { MadeCode } from '../compile/made-code.ts';
import { scriptNamesIn } from '../compile/script-names.ts';
import { resumeScript } from '../resume/index.ts';
import {
  CODE_FILE,
  FACTORIES_FILE,
  MADE_FILE_PREFIX,
  RESUME_FILE_PREFIX,
  type SavedFrame,
} from '../runtime/abi.ts';
import type { Engine } from '../runtime/safepoint/engine.ts';
import { Positions } from '../runtime/trace/positions.ts';
import { wholeFactories } from './factories.ts';

const REHEARSAL_MS = 50;
const REHEARSAL_BATCH = 4;

/** The compiler, where a program makes functions of text: few do, and it takes as long to load as all the rest of a host. */
const compiler = () => require('../compile/made-code.ts') as typeof import('../compile/made-code.ts');

/** Anything that may be the head of a function or a class. */
const MAKES_FUNCTIONS = /=>|\)\s*\{|\b(?:function|class)\b/;

/**
 * Also where it only looks so. A property of that name is none, unless the dot is that of `...eval(…)`; nor is what has a body, a method:
 * but for `class extends eval(…) {`, a call is never before one.
 */
export const hasDirectEval = (text: string): boolean =>
  /(?<![\w$]|(?<!\.\.)\.)eval(?:\s|\/\*[\s\S]*?\*\/|\/\/.*)*(?:\?\.)?(?:\s|\/\*[\s\S]*?\*\/|\/\/.*)*\((?!(?<!\bextends\s+eval\()[^()]*\) *\{)/.test(
    text,
  );

const nowMs = performance.now.bind(performance);

/** The program in this process: its scripts, and resume scripts as they are needed. */
export class LoadedProgram {
  readonly image: ProgramImage;
  readonly positions: Positions;
  private readonly engine: Engine;
  private readonly resumable = new Set<string>();
  private resumeScripts = 0;
  private factoriesLoaded = false;

  constructor(image: ProgramImage, engine: Engine) {
    this.image = image;
    this.engine = engine;
    this.positions = new Positions(image);
    engine.setProgram(
      image,
      (file, line, column) => this.positions.find(file, line, column),
      (frames) => this.makeResumable(frames),
    );
  }

  /** Declares the program's functions and classes; nothing of the user's runs. */
  link(): void {
    this.run(CODE_FILE, this.image.code);
  }

  /** What a restore needs to make closures again. */
  loadFactories(): void {
    if (this.factoriesLoaded) return;
    this.factoriesLoaded = true;
    this.runFactories(FACTORIES_FILE, this.image);
  }

  /** What the program has made of text while it ran, in its order. */
  readonly madeTexts: MadeText[] = [];
  private readonly makers = { functions: new Map<string, number>(), scripts: new Map<string, number>() };
  private names: ReadonlySet<string> | undefined;

  /**
   * A new function of this text, as `toString` gives it; undefined where it cannot be compiled. Text that was seen before is not
   * compiled again.
   */
  makeFunction(text: string): Function | undefined {
    return this.make(text);
  }

  /**
   * The same for the text of a script, which the function runs. Undefined also where nothing of it could be captured in any case: it makes
   * no function, and uses nothing of which compiled code knows better what it means.
   */
  makeScript(text: string): Function | undefined {
    this.names ??= scriptNamesIn(this.image.code);
    const isPlain =
      !MAKES_FUNCTIONS.test(text) && !text.match(/[\w$]+/g)?.some((word) => this.names!.has(word));
    return isPlain ? undefined : this.make({ script: text });
  }

  private make(text: MadeText): Function | undefined {
    const maker = this.makerOf(text);
    return maker < 0 ? undefined : (this.engine.factories.functions[maker]!() as () => Function)();
  }

  /** @returns the function that makes such functions; -1 where the text is V8's alone */
  private makerOf(text: MadeText): number {
    const [known, key] =
      typeof text === 'string' ? [this.makers.functions, text] : [this.makers.scripts, text.script];
    let maker = known.get(key);
    if (maker === undefined) {
      maker = this.compileMade(text);
      known.set(key, maker);
    }
    return maker;
  }

  /** Whether the program may call `eval` by that name, so that it sees the variables around the call. */
  get hasDirectEval(): boolean {
    return hasDirectEval(this.image.code);
  }

  /** Code that came to the task elsewhere: its functions get the ids that they had there. */
  loadMade(texts: readonly MadeText[]): void {
    for (const text of texts) this.makerOf(text);
  }

  private compileMade(text: MadeText): number {
    const { image } = this;
    let made: MadeCode | undefined;
    try {
      made =
        typeof text === 'string'
          ? compiler().compileMade(text, image)
          : compiler().compileScript(text.script, image);
    } catch {
      return -1;
    }
    if (!made) return -1;
    const { functions, classes, trees, sources } = made.image;
    image.functions.push(...functions);
    image.classes.push(...classes);
    image.trees.push(...trees);
    image.sources.push(...sources);
    this.loadFactories();
    this.runFactories(`${MADE_FILE_PREFIX}${this.madeTexts.push(text)}`, made.image);
    return made.maker;
  }

  /** Loads the functions that continue these frames, where they are not loaded yet. */
  makeResumable(frames: readonly Pick<SavedFrame, 'fn' | 'pc'>[]): void {
    const missing = new Map<string, [fn: number, pc: number]>();
    for (const { fn, pc } of frames)
      if (fn >= 0 && !this.resumable.has(`${fn}_${pc}`)) missing.set(`${fn}_${pc}`, [fn, pc]);
    if (missing.size === 0) return;
    for (const key of missing.keys()) this.resumable.add(key);
    this.run(
      `${RESUME_FILE_PREFIX}${++this.resumeScripts}`,
      resumeScript(this.image, [...missing.values()]).code,
    );
  }

  /**
   * Before a restore, while the task still runs elsewhere: loads the factories and makes resume functions for as many
   * points of the program as there is time for. For a small program that is all of them.
   */
  rehearse(): void {
    this.loadFactories();
    const endMs = nowMs() + REHEARSAL_MS;
    let batch: { fn: number; pc: number }[] = [];
    for (const { id, points } of this.image.functions) {
      for (let pc = 0; pc < points.length; pc++) batch.push({ fn: id, pc });
      if (batch.length < REHEARSAL_BATCH) continue;
      this.makeResumable(batch);
      batch = [];
      if (nowMs() > endMs) return;
    }
    this.makeResumable(batch);
  }

  private runFactories(file: string, image: ProgramImage): void {
    const { text, map } = wholeFactories(image);
    this.positions.addScript(file, map);
    this.run(file, text);
  }

  private run(file: string, text: string): void {
    this.engine.addScript(file, text);
    new vm.Script(text, { filename: file }).runInThisContext();
  }
}
