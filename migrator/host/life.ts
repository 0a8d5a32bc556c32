import { isGeneratorFunction } from 'node:util/types';
import type { ProgramImage } from '../../protocol/program.ts';
import type { SnapshotHead } from '../../protocol/snapshot.ts';
import type { TaskSpec } from '../../protocol/task.ts';
import { PROGRAM_VERSION, SNAPSHOT_VERSION } from '../../protocol/version.ts';
import type { SavedFrame, Signal } from '../runtime/abi.ts';
import { assert } from '../runtime/assert.ts';
import { installFunctionConstructors } from '../runtime/function-constructors.ts';
import { FunctionText } from '../runtime/function-text.ts';
import {
  captureHeap,
  damaged,
  type KnownChange,
  rehearse,
  restoreHeap,
  Uncapturable,
} from '../runtime/heap/heap.ts';
import { amongPristine } from '../runtime/heap/pristine-realm.ts';
import { type Evaluation, installEval } from '../runtime/indirect-eval.ts';
import { beginAnew, newState, type RuntimeState } from '../runtime/loop/state.ts';
import { heldByLowered, installLowered } from '../runtime/lowered.ts';
import { NodeApi, type RegisterIntrinsic } from '../runtime/node/index.ts';
import { Promises } from '../runtime/promise/install.ts';
import { Engine } from '../runtime/safepoint/engine.ts';
import { Task } from '../runtime/task.ts';
import { callTextAt } from '../runtime/trace/call-text.ts';
import { fatalText } from '../runtime/trace/fatal.ts';
import { StackText } from '../runtime/trace/stack-text.ts';
import { AgentLink } from './agent-link.ts';
import { Departure } from './ahead/departure.ts';
import { HOST_FILE } from './bootstrap.ts';
import type { SyncChannel } from './channel.ts';
import { GuestHost } from './guest-host.ts';
import { IncomingState } from './incoming.ts';
import { NativeLoop } from './native-loop.ts';
import { headOf, isSameStack, sendCheckpoint, sendSnapshot } from './outgoing.ts';
import { promisePin, watchPromises } from './pins.ts';
import { disarm, startHelper } from './poke.ts';
import { hasDirectEval, LoadedProgram } from './program.ts';
import { tellRejections } from './rejections.ts';
import { Sharing, sharedPin } from './threads/sharing.ts';
import { unoptimized } from './unoptimized.ts';

// The guest's own take the globals' places.
const native = process;
const nativeNow = performance.now.bind(performance);

/** A host's life, as protocol/host.ts tells it: one program, one task, perhaps captured, then the end. */
export class Life {
  protected readonly link: AgentLink;
  protected readonly engine: Engine;
  protected readonly guest: GuestHost;
  protected readonly task: Task;
  private readonly api: NodeApi;
  private readonly stacks = new StackText([HOST_FILE, '[eval]', 'evalmachine.<anonymous>']);
  private readonly texts = new FunctionText();
  private program: LoadedProgram | undefined;
  private spec: TaskSpec | undefined;
  private node = 0;
  protected frames: SavedFrame[] = [];
  private readonly promises: Promises;
  private readonly promiseFunctions: object;
  private activated = false;
  private warmed = false;
  /** Asked for while the task ran: done where its stack is empty. */
  private wantsWarming = false;
  private readonly departure: Departure;
  private readonly evaluation: Evaluation;
  private readonly sharing: Sharing;
  private readonly nativeLoop: NativeLoop;

  constructor(
    channel: SyncChannel,
    nativeRequire: (name: string) => unknown,
    enterAgain: (rest: () => void) => void,
  ) {
    const memory = new SharedArrayBuffer(4);
    this.engine = new Engine({
      memory,
      isWanted: () => this.guest.isWanted(),
      onHolding: (why) => this.guest.holding(why),
    });
    this.link = new AgentLink(channel, {
      captureChange: () =>
        this.link.captureId === null
          ? this.engine.clearRequest()
          : this.engine.requestCapture(this.link.capturePolls),
      warm: () => this.warm(),
      more: (id, come) => this.departure.more(id, come),
      cancelled: (id) => this.departure.drop(id),
    });
    this.sharing = new Sharing({
      channel,
      guest: () => this.guest,
      reason: () => sharedPin(this.loaded.image, this.task.state.spec),
      isNative: () => this.task.loop.native !== null,
    });
    const helper = this.sharing.helper(() => startHelper(new Int32Array(memory), channel.gathered.memory));
    disarm();
    this.departure = new Departure(this.link, this.engine, helper);
    this.guest = new GuestHost({
      link: this.link,
      engine: this.engine,
      pokes: helper.pokes,
      exit: (code) => this.end(code),
      needsRoot: () => this.wantsWarming,
      share: () => this.sharing.open(),
      unshare: () => this.sharing.close(),
      waitNatively: (asker) => this.nativeLoop.forWait(asker),
    });
    const signal = (globalThis as unknown as { $SIG: Signal }).$SIG;
    this.task = new Task({
      host: this.guest,
      stack: this.engine,
      signal,
      hooks: {
        main: () => this.main(),
        mainIsCommonJs: () => this.loaded.image.entryIsCommonJs === true,
        again: (call) => this.stacks.resuming(() => this.task.shims.again(call)),
        event: (record, tail) => this.api.event(record, tail),
        uncaught: (error, origin) => this.api.uncaught(error, origin),
        outputFailed: (batch) => this.api.outputFailed(batch),
        report: (error) => this.api.report(error),
        leaving: (event) => this.api.leaving(event),
        expectsEvents: () => this.api.expectsEvents(),
        rejections: () => tellRejections(this.promises, this.api),
        driver: this.engine.driver,
        followMain: (promise) => this.promises.followMain(promise),
      },
    });
    this.guest.onPin = ({ reason }) => this.task.syscalls.noted.gap(reason);
    this.nativeLoop = new NativeLoop({
      channel,
      nativeRequire,
      task: this.task,
      guest: this.guest,
      program: () => this.loaded,
      goOn: () => enterAgain(() => this.go()),
    });
    this.stacks.install();
    this.texts.install(this.engine.registry);
    this.evaluation = installEval((text) => this.made(text, () => this.loaded.makeScript(text)));
    installFunctionConstructors((text) => this.made(text, () => this.loaded.makeFunction(text)));
    // Before anything makes a promise for the guest.
    this.promises = new Promises(this.engine.driver, {
      state: () => this.task.state,
      mainFailed: (error) => this.task.loop.mainFailed(error),
    });
    const { functions, classes, driver } = this.promises.internals();
    for (const [name, each] of Object.entries({ ...classes, ...heldByLowered }))
      this.engine.registry.registerInternal(name, each);
    this.engine.registry.registerOpaque('%AsyncDriver%', driver);
    this.promiseFunctions = functions;
    installLowered(signal, this.engine.driver, () => this.task.state.templates);
    this.api = new NodeApi(this.task, {
      nativeRequire,
      fatalText: (error, emitter) => fatalText(error, this.stacks, emitter),
      callText: () => callTextAt(this.stacks.placeOfCall()),
    });
  }

  /** Until the process ends. */
  run(): never {
    this.link.sayReady();
    // Needed in any case; a spare has the time now.
    unoptimized(() => this.registerBase());
    for (;;) {
      const message = this.link.nextMessage();
      switch (message.op) {
        case 'prepare':
          this.prepare(message.spec, message.toRestore);
          break;
        case 'start':
          this.link.arrived = undefined;
          this.api.begin();
          break;
        case 'restore':
          this.restore(message.head, message.anew === true);
          break;
        case 'activate':
          this.node = message.node;
          this.activate(message.inc, message.clockOffsetMs);
      }
    }
  }

  /** The program: with top-level await a generator function, to be driven. */
  private main(): () => unknown {
    const { linked, driver } = this.engine;
    return isGeneratorFunction(linked.main)
      ? driver.startMain.bind(driver, linked.main as () => object)
      : linked.main;
  }

  private prepare(spec: TaskSpec, toRestore: boolean): void {
    const text = Buffer.from(this.link.receiveBulk('program')).toString();
    const image = JSON.parse(text) as ProgramImage;
    const program = new LoadedProgram(image, this.engine);
    this.program = program;
    this.stacks.positions = program.positions;
    this.texts.program = image;
    this.api.registerModules(image.modules, this.register);
    if (program.hasDirectEval) this.evaluation.putBack();
    // What a program imports by name of `process` is its home's.
    this.spec = spec;
    this.task.load(newState(spec));
    program.link();
    if (toRestore) {
      this.rehearse();
      program.rehearse();
    }
    this.link.say({ op: 'prepared' });
  }

  /** What the guest makes of text, with the builtins as they were. */
  private made(text: string, make: () => Function | undefined): Function | undefined {
    if (!this.activated) return undefined;
    if (hasDirectEval(text)) this.evaluation.putBack();
    return amongPristine(this.engine, make);
  }

  private readonly register: RegisterIntrinsic = (path, value, options) =>
    this.engine.registry.registerIntrinsic(path, value, options);

  /** What every program may hold. Always first, so that paths mean the same in all hosts. */
  private registerBase(): void {
    this.register('omosix:promise', this.promiseFunctions);
    this.api.registerBase(this.register, (owner, key) => this.engine.registry.adopt(owner, key));
    this.engine.registry.loadOnDemand = (path) => this.api.loadIntrinsic(path);
    this.engine.registry.warmUp();
  }

  /** With a task here it was asked by a poke; the real heap is not touched. */
  private warm(): void {
    if (!this.activated) return this.rehearse();
    this.link.pokesExpected++;
    this.wantsWarming = !this.warmed;
    if (this.wantsWarming) this.engine.raiseFlag();
  }

  private warmNow(): void {
    if (!this.wantsWarming) return;
    this.wantsWarming = false;
    this.rehearse();
  }

  /** Captures and restores a little heap, so that nothing of that has to be compiled during a freeze. */
  private rehearse(): void {
    if (this.warmed) return;
    this.warmed = true;
    rehearse(this.engine);
  }

  private restore(head: SnapshotHead, isAnew: boolean): void {
    const startedMs = nativeNow();
    const state = new IncomingState(this.link, head);
    const { version } = this.loaded.image;
    if (head.version !== SNAPSHOT_VERSION || version !== PROGRAM_VERSION) {
      state.receive();
      const reason = `its snapshot has version ${head.version} and its program ${version}; here they are ${SNAPSHOT_VERSION} and ${PROGRAM_VERSION}`;
      return this.link.refuse(reason);
    }
    try {
      this.task.load(newState(this.spec!));
      this.loaded.loadFactories();
      this.loaded.loadMade(head.made ?? []);
      this.loaded.makeResumable(head.frames.map(([fn, pc]) => ({ fn, pc })));
    } catch (error) {
      state.receive();
      return this.link.refuse(`the stack cannot be resumed here: ${(error as Error).message}`);
    }
    const problem = state.receive();
    if (problem !== undefined) return this.link.refuse(problem);
    try {
      restoreHeap(state.graph, state.buffers, this.engine, ({ frames, module, runtime }) => {
        if (!isSameStack(head, frames)) throw damaged('its stack is not the one that its head tells of');
        if (typeof runtime !== 'object' || runtime === null) throw damaged('it has no state of the runtime');
        this.engine.linked.set(module);
        this.frames = frames;
        const restored = runtime as RuntimeState;
        if (isAnew) beginAnew(restored, this.spec!);
        this.task.load(restored);
      });
    } catch (error) {
      return this.link.refuse((error as Error).message);
    }
    this.link.say({ op: 'restored', restoreMs: nativeNow() - startedMs });
  }

  /** Executes the task; between captures that came to nothing it goes on here. */
  private activate(inc: number, clockOffsetMs: number): never {
    const { state } = this.task;
    this.activated = true;
    this.stacks.mainName = this.engine.linked.main.name;
    this.task.clock.activate(state, clockOffsetMs);
    const { task, hasOwnMfs, grants } = state.spec;
    // What it may have is judged at home, and nowhere else; and where its stream is logged home sees each call.
    if (!hasOwnMfs && !grants && !state.log && !task.startsWith(`${this.node}:`))
      this.guest.filesBelow = [`/mfs/${this.node}`, '/mfs/here'];
    this.task.syscalls.attach(inc);
    this.watchNative();
    if (state.spec.addons) this.nativeLoop.forAddons();
    if (state.spec.thread && state.spec.shares) this.sharing.pin();
    this.go();
  }

  private go(): never {
    for (;;) {
      this.frames = this.task.loop.run(this.frames);
      this.capture();
      amongPristine(this.engine, () => this.loaded.makeResumable(this.frames));
    }
  }

  /** Sends the state and waits to hear whether the task goes on here; returns if so. */
  protected capture(): void {
    amongPristine(this.engine, (changed) => this.captureNow(changed));
  }

  private captureNow(changed: readonly KnownChange[]): void {
    const startedMs = nativeNow();
    const id = this.guest.wantedCapture();
    this.warmNow();
    // A poke that came late, or something that lasts: go on at once.
    if (id === null || this.guest.isPinned()) return;
    const captured = this.takeHeap(id, changed);
    if (!captured) return;
    const { graph, buffers } = captured;
    if (this.departure.goesAhead(id, buffers)) return;
    const { ahead, aheadBytes } = this.departure.finish(id, buffers);
    const { spec } = this.task.state;
    const head = headOf(spec, this.node, captured, this.frames, ahead, this.loaded.madeTexts);
    this.link.captureId = null;
    const state = { id, head, graph, buffers, startedMs };
    if (!this.link.isCheckpoint) sendSnapshot(this.link, state, aheadBytes);
    else {
      sendCheckpoint(this.link, state, this.task.state);
      if (!this.link.isHeld) return;
    }
    for (;;) {
      const message = this.link.nextMessage();
      if ((message.op === 'resume' || message.op === 'cancel') && message.id === id) return;
    }
  }

  protected takeHeap(
    id: number,
    changed?: readonly KnownChange[],
  ): ReturnType<typeof captureHeap> | undefined {
    try {
      this.loaded.loadFactories();
      return captureHeap(
        { frames: this.frames, module: this.engine.linked.get(), runtime: this.task.save() },
        this.engine,
        changed,
      );
    } catch (error) {
      if (!(error instanceof Uncapturable)) throw error;
      this.link.captureId = null;
      this.departure.drop(id);
      this.link.say({ op: 'uncapturable', id, why: error.reason });
      return undefined;
    }
  }

  /** What Node itself reports of the guest: rejections, errors in native microtasks, warnings; and the first promise. */
  private watchNative(): void {
    native.on('uncaughtException', (error, origin) => this.task.loop.uncaught(error, origin));
    native.on('unhandledRejection', (reason, promise) => this.api.unhandledRejection(reason, promise));
    native.on('warning', (warning) => this.api.warning(warning));
    watchPromises(({ file, line, column }) => {
      const place = this.loaded.positions.find(file, line, column);
      this.guest.pin(promisePin(place));
      this.promises.useNativeQueue();
    });
  }

  /**
   * The task is over. Its deputy has still to bring out what it said and then has this process ended: one that leaves
   * before would be taken for lost.
   */
  protected end(code: number): never {
    this.task.syscalls.last(code);
    for (;;) this.link.nextMessage();
  }

  protected get loaded(): LoadedProgram {
    assert(this.program, 'the program has been prepared');
    return this.program;
  }
}
