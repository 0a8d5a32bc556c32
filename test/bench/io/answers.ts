import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { stripTypes } from '../../support/plain.ts';
import { programFile } from '../programs.ts';
import { summary } from '../statistics.ts';
import type { Row } from '../table.ts';
import { AWAY, type Place, ratio, told } from './place.ts';

const REQUESTS = 4_000;
const CONNECTIONS = 8;

/** Small answers of an http server that runs away from home, over connections that stay, against plain node. */
export async function answers(place: Place, repeats: number): Promise<Row[]> {
  const program = programFile(place.root, 'http-server');
  const plain = await stripTypes(program, join(place.directory, 'plain'));
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let i = 0; i < repeats; i++) {
    theirs.push(await perSecond(spawn(process.execPath, [plain], { stdio: ['ignore', 'pipe', 'inherit'] })));
    ours.push(await perSecond(place.omosix.begin([...AWAY, program])));
  }
  return [
    told('http answers, a second', summary(ours), 0),
    told('plain node : http answers', ratio(theirs, ours), 1),
  ];
}

/** The server tells its port. */
async function perSecond(server: ChildProcess): Promise<number> {
  const [port] = (await once(server.stdout!, 'data')) as [Buffer];
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const ask = async (): Promise<void> => {
    const request = get({ host: '127.0.0.1', port: Number(port), agent });
    const [answer] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
    answer.resume();
    await once(answer, 'end');
  };
  await ask();
  const startedMs = performance.now();
  let left = REQUESTS;
  const client = async (): Promise<void> => {
    while (left-- > 0) await ask();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  const elapsedMs = performance.now() - startedMs;
  agent.destroy();
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
  return REQUESTS / (elapsedMs / 1000);
}
