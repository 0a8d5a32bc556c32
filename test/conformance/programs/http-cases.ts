import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { textOf } from './net-cases.ts';

/** A server for one case. */
export async function serving(
  handler: http.RequestListener,
  options: http.ServerOptions = {},
): Promise<{ server: http.Server; port: number }> {
  const server = http.createServer(options, handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as net.AddressInfo).port };
}

export interface Answer {
  status: number | undefined;
  message: string | undefined;
  headers: http.IncomingHttpHeaders;
  text: string;
}

/** A whole request and its response, without the date. */
export async function ask(
  port: number,
  options: http.RequestOptions = {},
  body?: string | Buffer,
): Promise<Answer> {
  const req = http.request({ port, host: '127.0.0.1', agent: false, ...options });
  req.end(body);
  const [res] = (await once(req, 'response')) as [http.IncomingMessage];
  const text = await textOf(res);
  const { date: _date, ...headers } = res.headers;
  return { status: res.statusCode, message: res.statusMessage, headers, text };
}

/** What a server says to these bytes, until it ends; without the date. */
export async function raw(port: number, bytes: string): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  socket.write(bytes, 'latin1');
  const text = await textOf(socket).catch((error) => `${error}`);
  return text.replace(/Date: [^\r]*\r\n/g, '').replaceAll('127.0.0.1:', '').replaceAll(String(port), 'PORT');
}
