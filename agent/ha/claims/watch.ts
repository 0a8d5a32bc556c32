import type { Clock } from '../../../protocol/ports.ts';
import type { Etcd } from '../etcd/endpoints.ts';
import type { Member } from '../etcd/member.ts';
import type { Heard } from '../etcd/stored.ts';
import { whyOf } from '../etcd/trouble.ts';
import { Held, type News } from './held.ts';
import { Keys } from './keys.ts';
import { readViews } from './read-views.ts';
import type { TaskView } from './view.ts';

/** A watch that is silent may be one that hears nothing: so often its member is asked whether it is in touch with most others. */
const PROVE_MS = 2_000;
const PAUSE_MS = 500;
/** While etcd does not answer it is said so often why. */
const SAID_MS = 5_000;

/**
 * What etcd says of the tasks that this node holds: now, and whenever that changes. Where the connection breaks, its member
 * fails or the past was compacted away, all are read again, and what has changed meanwhile is told then.
 */
export class Watch {
  private readonly keys: Keys;
  private readonly held = new Map<string, Held>();

  /** A held task, at first and after each change. */
  onView: (id: string, view: TaskView) => void = () => {};
  /** Null: news arrive from now on. Else why they do not, in words. */
  onTrouble: (words: string | null) => void = () => {};

  constructor(
    private readonly etcd: Etcd,
    private readonly clock: Clock,
  ) {
    this.keys = new Keys(etcd.access.prefix);
  }

  /** Until `etcd` is closed. */
  async run(): Promise<void> {
    while (!this.etcd.isClosed) {
      const words = whyOf(await this.once());
      if (this.etcd.isClosed) return;
      this.onTrouble(words);
      await this.etcd.idle(PAUSE_MS);
    }
  }

  /** From now on, until `release`. */
  hold(id: string): void {
    if (this.held.has(id)) return;
    this.held.set(id, new Held());
    // What etcd refuses now it refuses the watch, too.
    this.etcd.ask((member) => this.read(member, [id])).catch(() => {});
  }

  release(id: string): void {
    this.held.delete(id);
  }

  /** Reads, then listens. @returns why that is over */
  private async once(): Promise<Error> {
    let member: Member | undefined;
    try {
      const revision = await this.etcd.ask((each) => {
        member = each;
        return this.read(each, [...this.held.keys()]);
      }, SAID_MS);
      return await this.listen(member as Member, revision + 1);
    } catch (error) {
      return error as Error;
    } finally {
      if (member) this.etcd.avoid(member);
    }
  }

  /** @returns a revision: all that happens after it is not in what was read, or not in all of it */
  private async read(member: Member, ids: readonly string[]): Promise<number> {
    const revision = await member.prove();
    this.forgetOther();
    await readViews(member, this.keys, ids, (id, view, at) => {
      const held = this.held.get(id);
      held?.read(view, at);
      if (held) this.tell(id, held);
    });
    return revision;
  }

  /** Revisions of two stores say nothing of each other. */
  private forgetOther(): void {
    const name = this.etcd.identity.known?.name ?? null;
    if (name === this.store) return;
    this.store = name;
    for (const id of this.held.keys()) this.held.set(id, new Held());
  }
  private store: string | null = null;

  private async listen(member: Member, from: number): Promise<Error> {
    let isOver = false;
    let over: (reason: Error) => void = () => {};
    const whenOver = new Promise<Error>((resolve) => {
      over = resolve;
    });
    const end = await member.watch(this.keys.root, from, { heard: (all) => this.hear(all), over });
    let cancel = (): void => {};
    const proveSoon = (): void => {
      if (isOver) return;
      cancel = this.clock.after(PROVE_MS, () => void member.prove().then(proveSoon, over));
    };
    proveSoon();
    this.onTrouble(null);
    const reason = await whenOver;
    isOver = true;
    cancel();
    end();
    return reason;
  }

  private hear(all: readonly Heard[]): void {
    const news = new Map<string, News[]>();
    for (const heard of all) {
      const key = this.keys.parse('put' in heard ? heard.put.key : heard.removed);
      if (key && this.held.has(key.id))
        news.set(key.id, [...(news.get(key.id) ?? []), { kind: key.kind, heard }]);
    }
    for (const [id, its] of news) {
      const held = this.held.get(id) as Held;
      held.apply(its);
      this.tell(id, held);
    }
  }

  private tell(id: string, held: Held): void {
    const view = held.untold();
    if (view) this.onView(id, view);
  }
}
