import { tick } from './support/tick.ts';

class Thenable { constructor(private v: unknown, private how: 'ok' | 'no' | 'throw' | 'twice' = 'ok') {} then(ok: (v: unknown) => void, no: (e: unknown) => void) { tick(0); if (this.how === 'ok') ok(this.v); else if (this.how === 'no') no(this.v); else if (this.how === 'twice') { ok(1); no(2); ok(3); throw 4; } else throw this.v; } }
console.log(await (new Thenable(tick(1)) as any), await (new Thenable(0, 'twice') as any), await (new Thenable(new Thenable('nested')) as any));
for (const how of ['no', 'throw'] as const) try { await (new Thenable(how, how) as any); } catch (e) { console.log('rejected', tick(e)); }
console.log(await Promise.resolve(new Thenable(7)), await Promise.all([new Thenable(8), 9]));
