// AbortController and AbortSignal live across captures: listeners of all sorts, timeouts, signals made of others.
import { setTimeout as sleep } from 'node:timers/promises';
const pause = (n: number) => { let s = 0; for (let i = 0; i < n; i++) s += i & 3; return s; };
const log: string[] = [];
const first = new AbortController();
const second = new AbortController();
first.signal.addEventListener('abort', (e) => log.push(`${e.type} ${e.target === first.signal} ${e.isTrusted} ${e.eventPhase} ${(e.currentTarget as AbortSignal).aborted}`));
first.signal.onabort = () => log.push('on');
first.signal.onabort = () => log.push('on again');
first.signal.addEventListener('abort', { handleEvent(e: Event) { log.push(`object ${e.type}`); } }, { once: true });
const gone = () => log.push('gone');
first.signal.addEventListener('abort', gone);
first.signal.removeEventListener('abort', gone);
first.signal.addEventListener('abort', gone, { signal: second.signal });
const any = AbortSignal.any([first.signal, second.signal, AbortSignal.timeout(60_000)]);
const nested = AbortSignal.any([any]);
any.addEventListener('abort', () => log.push('any'));
nested.addEventListener('abort', () => log.push(`nested ${any.reason === nested.reason}`));
pause(4);
console.log(first, any, any.aborted, first.signal.onabort?.name, Object.prototype.toString.call(any), any instanceof EventTarget);
second.signal.addEventListener('abort', () => log.push('second'));
const waiting = sleep(50_000, 'late', { signal: first.signal }).catch((e) => [e.name, e.code, e.cause.name, e.cause === first.signal.reason]);
pause(4);
first.abort();
first.abort(new Error('too late'));
pause(4);
console.log(log.join(' | '), any.aborted, any.reason.name, any.reason.message, any.reason.code, second.signal.aborted);
console.log(await waiting);
try { nested.throwIfAborted(); } catch (e) { console.log((e as Error).message, e === first.signal.reason); }
const short = AbortSignal.timeout(1);
await new Promise((done) => { short.onabort = done; setTimeout(() => {}, 20); });
pause(4);
console.log(short.reason.name, short.reason.message, AbortSignal.abort('why').reason, AbortSignal.any([AbortSignal.abort(5)]).reason);
for (const f of [() => new (AbortSignal as any)(), () => AbortSignal.timeout(-1), () => AbortSignal.timeout('1' as any), () => AbortSignal.prototype.aborted])
  try { f(); console.log('no error'); } catch (e: any) { console.log(e.name, e.code, e.message); }
