import { unzipSync, zipSync } from 'fflate';
import * as pako from 'pako';

const text = Array.from({ length: 800 }, (_, i) => `line ${i * i} ${(i * 7919) % 977}`).join('\n');
const packed = pako.gzip(text);
console.log(packed.length, new TextDecoder().decode(pako.ungzip(packed)) === text);
const deflate = new pako.Deflate({ level: 9 });
for (let i = 0; i < text.length; i += 1000) deflate.push(text.slice(i, i + 1000), i + 1000 >= text.length);
console.log(deflate.result.length, new TextDecoder().decode(pako.inflate(deflate.result)) === text);
const files = unzipSync(zipSync({ 'a.txt': new TextEncoder().encode(text), 'b/c.bin': new Uint8Array(500).map((_, i) => i) }, { mtime: '2024-01-01' }));
console.log(Object.entries(files).map(([name, { length }]) => `${name} ${length}`));
