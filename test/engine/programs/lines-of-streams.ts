// node:readline over streams that are not standard input: events, questions, iteration, ends of lines across chunks.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough, Readable } from 'node:stream';
const lines: string[] = [];
const through = new PassThrough();
const reader = createInterface({ input: through, output: process.stdout, crlfDelay: Infinity });
reader.on('line', (line) => lines.push(line)).on('close', () => lines.push('closed'));
reader.question('name? ', (answer) => lines.push(`answer ${answer}`));
for (const part of ['ann\r', '\nb\n\nc', 'd']) through.write(part);
through.end();
await once(reader, 'close');
console.log(lines, reader.terminal, reader.getPrompt());
for await (const line of createInterface({ input: Readable.from([Buffer.from('x\nzä\nw')]) })) { console.log(line); if (line === 'zä') break; }
