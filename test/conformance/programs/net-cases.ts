import { once } from 'node:events';
import net from 'node:net';
import { inspect } from 'node:util';
import { pace } from './pace.ts';

/** What a case comes to, in a line: its value, or its error with all that Node puts on it. */
export async function run(cases: Record<string, () => unknown>): Promise<void> {
  for (const [name, act] of Object.entries(cases)) {
    let line: string;
    await pace();
    try {
      line = inspect(await act(), { depth: 6, breakLength: Number.POSITIVE_INFINITY });
    } catch (error) {
      line = told(error);
    }
    console.log(`${name}: ${line}`);
  }
}

export function told(thrown: unknown): string {
  const error = thrown as NodeJS.ErrnoException & { hostname?: string };
  const { name, code, errno, syscall, hostname, message } = error;
  return `${name} ${JSON.stringify({ code, errno, syscall, hostname })} ${message.replace(/:\d{4,5}\b/g, ':PORT')}`;
}

/** A server for one case, and where it is. */
export async function serve(
  onConnection: (socket: net.Socket) => void,
  options: net.ServerOpts = {},
): Promise<{ server: net.Server; port: number }> {
  const server = net.createServer(options, onConnection);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as net.AddressInfo).port };
}

/** All that comes from it, as text. */
export async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

export const closed = (server: net.Server): Promise<unknown> =>
  new Promise((done) => void server.close((error) => done(error)));
