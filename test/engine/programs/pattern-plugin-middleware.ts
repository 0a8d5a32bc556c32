import { tick } from './support/tick.ts';

type Ctx = { path: string; log: string[]; user?: string };
type Mw = (c: Ctx, next: () => Promise<void>) => Promise<void>;
const compose = (...all: Mw[]) => (c: Ctx) => { const go = async (i: number): Promise<void> => { if (i < all.length) await all[i]!(c, () => go(i + 1)); }; return go(0); };
const app = compose(async (c, next) => { c.log.push('start'); try { await next(); } catch (e) { c.log.push(`error ${tick((e as Error).message)}`); } finally { c.log.push('end'); } }, async (c, next) => { c.user = tick(c.path === '/admin' ? undefined : 'me'); if (!c.user) throw new Error('denied'); await next(); c.log.push('after'); }, async (c) => { await null; c.log.push(`page ${tick(c.path)} for ${c.user}`); });
for (const path of ['/home', '/admin']) { const c: Ctx = { path, log: [] }; await app(c); console.log(c.log.join(', ')); }
