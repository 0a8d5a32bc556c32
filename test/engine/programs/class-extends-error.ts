import { tick } from './support/tick.ts';

class HttpError extends Error { constructor(readonly status: number, options?: ErrorOptions) { super(`status ${tick(status)}`, options); this.name = 'HttpError'; } get isClient() { return this.status < 500; } }
class NotFound extends HttpError { constructor(readonly path: string, cause?: unknown) { super(404, { cause }); } }
const kept: unknown[] = [];
for (const e of [new HttpError(500), new NotFound('/x', new TypeError('inner'))]) try { throw tick(e); } catch (got) { kept.push(got); }
for (const e of kept as HttpError[]) console.log(String(e), e.isClient, e instanceof HttpError, (e.cause as Error | undefined)?.message, e.stack!.split('\n')[0]);
