// A Blob of a file.
import * as fs from 'node:fs';
import { run } from '../cases.ts';

process.chdir(process.argv[2]!);
fs.writeFileSync('data', 'all that is in it ä€😀');
await run({
  'of a file': async () => {
    const blob = await fs.openAsBlob('data', { type: 'text/plain' });
    return [blob.size, blob.type, await blob.text()];
  },
  'without a type': async () => (await fs.openAsBlob('data')).type,
  'a part of it': async () => await (await fs.openAsBlob('data')).slice(4, 8).text(),
  'its bytes': async () => Buffer.from(await (await fs.openAsBlob(Buffer.from('data'))).arrayBuffer()).toString('hex'),
  'its stream': async () => {
    let text = '';
    for await (const chunk of (await fs.openAsBlob('data')).stream() as AsyncIterable<Uint8Array>) text += Buffer.from(chunk).toString('latin1');
    return text.length;
  },
  'of wrong options': () => fs.openAsBlob('data', 1 as never),
  'of a wrong type': () => fs.openAsBlob('data', { type: 1 as never }),
});
