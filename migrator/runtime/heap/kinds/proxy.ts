import { proxyParts } from '../inside.ts';
import { type Kind, KindCode } from '../kind.ts';
import { apply, construct } from '../pristine.ts';
import { damaged } from '../reader.ts';
import { proxyOf, stampRevoker } from '../stamp.ts';
import { Refusal } from '../uncapturable.ts';

const { revocable } = Proxy;
const State = { LIVE: 0, REVOKED: 1, REVOKED_FUNCTION: 2, REVOKED_CLASS: 3 } as const;

/** Of proxies that were made again: in case what revokes them is in the heap too. */
const revokers = new WeakMap<object, () => void>();

/**
 * Target and handler, as V8 knows them. A revoked one has neither, but what it was can be told: callable, or a constructor.
 *
 *     state, target, handler
 */
export const proxy: Kind = {
  code: KindCode.PROXY,
  write(w, proxy) {
    const parts = proxyParts(proxy);
    if (!parts) throw new Refusal('a Proxy');
    if (w.registry.privateTablesOf(proxy).length > 0)
      throw new Refusal('a Proxy with private fields (#) of its own');
    const [target, handler] = parts;
    w.raw(handler === null ? stateOfRevoked(proxy) : State.LIVE);
    w.value(handler === null ? null : target);
    w.value(handler);
  },
  needs(r) {
    r.raw();
    return [r.refOf(r.raw()), r.refOf(r.raw())].filter((number) => number >= 0);
  },
  allocate(r) {
    const state = r.raw();
    const shell = state === State.LIVE ? r.object() : SHELLS[state];
    if (!shell) throw damaged('a Proxy in no state');
    if (state !== State.LIVE) r.raw();
    const { proxy, revoke } = revocable(shell, state === State.LIVE ? r.object() : {});
    if (state !== State.LIVE) revoke();
    revokers.set(proxy, revoke);
    return proxy;
  },
};

const SHELLS: (object | undefined)[] = [undefined, {}, () => {}, class {}];

function stateOfRevoked(proxy: object): number {
  if (typeof proxy !== 'function') return State.REVOKED;
  try {
    construct(Object, [], proxy);
  } catch (error) {
    // One is no constructor, of the other the prototype cannot be read.
    return (error as Error).message.includes('not a constructor')
      ? State.REVOKED_FUNCTION
      : State.REVOKED_CLASS;
  }
  return State.REVOKED_CLASS;
}

/**
 * The function that `Proxy.revocable` gave beside a proxy.
 *
 *     proxy
 */
export const revoker: Kind<Function> = {
  code: KindCode.REVOKER,
  write(w, revoke) {
    w.value(proxyOf(revoke));
  },
  needs: (r) => [r.refOf(r.raw())].filter((number) => number >= 0),
  allocate(r) {
    const proxy = r.object();
    const revoke = revokers.get(proxy);
    if (!revoke) throw damaged('a Proxy was expected');
    return stampRevoker(revoke, proxy);
  },
};

/** `Proxy.revocable`, noting what revokes which. */
export const proxyMethods = {
  revocable(target: object, handler: ProxyHandler<object>): { proxy: object; revoke: () => void } {
    const pair = apply(revocable, Proxy, [target, handler]);
    stampRevoker(pair.revoke, pair.proxy);
    return pair;
  },
};
