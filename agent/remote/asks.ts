import { type Answer, type Request, type ToAgent, toAgent } from '../../protocol/control.ts';
import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import { MAX_ASKS } from '../../protocol/limits.ts';
import type { PeerMessage } from '../../protocol/peer.ts';
import { orderGiven } from '../audit/order.ts';
import { type Command, type Commands, obey } from '../control/commands.ts';
import { orderOf } from '../ha/standby-store.ts';
import type { Hub, NodeChange } from '../hub.ts';
import { isCommand } from './commandable.ts';

interface Asked {
  node: number;
  take(answer: Answer): void;
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

export interface AsksOptions {
  commands(): Commands;
  /** The tasks here that a node may see. */
  tasksFor(node: number): Omit<Extract<Answer, { op: 'tasks' }>, 'op' | 'id'>;
  isUp(node: number): boolean;
  /** It is heard of, by others where there is no link. */
  isAlive(node: number): boolean;
  /** Why that node may not command this, in words; null where it may. */
  refusal(from: number, command: Command): string | null;
}

/** For a link to a node that is known to be alive. */
const LINK_WAIT_MS = 3_000;

/** Commands from node to node (`mosctl -N`, a guest's way home): each node judges what it is asked, and answers as its own socket would. */
export class Asks {
  private readonly asked = new Map<number, Asked>();
  private readonly answering = new Map<number, number>();
  private readonly waiting = new Set<{ node: number; go(): void }>();
  private lastId = 0;

  constructor(
    private readonly hub: Hub,
    private readonly options: AsksOptions,
  ) {}

  /** @throws OmosixError what the other node says, ELINK where it cannot be reached, EUSAGE */
  ask(node: number, request: unknown, take: (answer: Answer) => void = () => {}): Promise<Answer> {
    const id = ++this.lastId;
    const read = toAgent.safeParse({ ...(request as object), id });
    if (!read.success || !('id' in read.data))
      return Promise.reject(new OmosixError('EUSAGE', 'that is no request'));
    const message = { op: 'ask', request: read.data } as const;
    if (!this.options.isUp(node)) return this.linked(node).then(() => this.ask(node, request, take));
    if ([...this.asked.values()].filter((asked) => asked.node === node).length >= MAX_ASKS)
      return Promise.reject(new OmosixError('EBUSY', `node ${node} owes ${MAX_ASKS} answers already`));
    return new Promise((resolve, reject) => {
      this.asked.set(id, { node, take, resolve, reject });
      this.hub.post(() => this.hub.send(node, message));
    });
  }

  /** One that has just come, or come back, is known before there is a link to it. */
  private linked(node: number): Promise<void> {
    if (!this.options.isAlive(node)) return Promise.reject(unreachable(node));
    return new Promise((resolve, reject) => {
      const cancel = this.hub.clock.after(LINK_WAIT_MS, () => {
        this.waiting.delete(waiter);
        reject(unreachable(node));
      });
      const waiter = {
        node,
        go: () => {
          cancel();
          this.waiting.delete(waiter);
          resolve();
        },
      };
      this.waiting.add(waiter);
    });
  }

  /** Who owes us answers. */
  nodes(): Set<number> {
    return new Set([...this.asked.values()].map(({ node }) => node));
  }

  message(from: number, message: Extract<PeerMessage, { op: 'ask' | 'answer' }>): void {
    if (message.op === 'ask') void this.answer(from, message.request);
    else if ('id' in message.answer) this.answered(from, message.answer);
  }

  /** What was asked of a node whose link breaks may have been done or not: whoever asked is told so. */
  node({ on, node }: NodeChange): void {
    if (on === 'linkup') {
      for (const waiter of [...this.waiting]) if (waiter.node === node) waiter.go();
      return;
    }
    for (const [id, asked] of this.asked) {
      if (asked.node !== node) continue;
      this.asked.delete(id);
      asked.reject(unreachable(node));
    }
  }

  private answered(from: number, answer: Answer): void {
    const asked = this.asked.get(answer.id);
    if (asked?.node !== from) return;
    if (answer.op === 'progress') {
      asked.take(answer);
      return;
    }
    this.asked.delete(answer.id);
    if (answer.op === 'error')
      asked.reject(new OmosixError(answer.code as OmosixError['code'], answer.message));
    else asked.resolve(answer);
  }

  private async answer(from: number, request: ToAgent): Promise<void> {
    if (!('id' in request)) return;
    const say = (answer: Answer): void => this.hub.post(() => this.say(from, answer));
    const refusal = this.refusal(from, request);
    const by = { node: from };
    if (refusal !== null)
      this.hub.audit({ event: 'command-refused', command: request.op, reason: refusal, by });
    const given = refusal === null ? orderGiven(request, () => by) : null;
    if (given) this.hub.audit(given);
    if (refusal !== null) return say({ op: 'error', id: request.id, code: 'EREFUSED', message: refusal });
    if (request.op === 'tasks') return say({ op: 'tasks', id: request.id, ...this.options.tasksFor(from) });
    this.answering.set(from, (this.answering.get(from) ?? 0) + 1);
    try {
      if (request.op === 'standby') return await this.standby(from, request, say);
      await obey(request as Command, this.options.commands(), say);
    } finally {
      this.answering.set(from, this.answering.get(from)! - 1);
    }
  }

  private async standby(
    from: number,
    request: Extract<Request, { op: 'standby' }>,
    say: (answer: Answer) => void,
  ): Promise<void> {
    const { id } = request;
    try {
      say({ op: 'stood', id, wants: await this.options.commands().standby(from, orderOf(request)) });
    } catch (error) {
      if (!isOmosixError(error)) throw error;
      say({ op: 'error', id, code: error.code, message: error.message });
    }
  }

  private refusal(from: number, request: Request): string | null {
    const { self } = this.hub;
    if (!isCommand(request)) return `node ${self} is not asked '${request.op}' by other nodes`;
    if ((this.answering.get(from) ?? 0) >= MAX_ASKS)
      return `node ${self} is carrying out ${MAX_ASKS} commands of node ${from} already`;
    return this.options.refusal(from, request);
  }

  private say(to: number, answer: Answer): void {
    try {
      this.hub.send(to, { op: 'answer', answer });
    } catch (error) {
      const { message } = error as Error;
      this.hub.send(to, { op: 'answer', answer: { op: 'error', id: answer.id, code: 'EREFUSED', message } });
    }
  }
}

const unreachable = (node: number): OmosixError => new OmosixError('ELINK', `node ${node} cannot be reached`);
