// Walks a directory: how many files of which kind, the largest, which have the same content.
// Usage: walk-tree.ts [DIRECTORY]

import { createHash } from 'node:crypto';
import { opendir, readFile, readlink, stat } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';

const root = process.argv[2] ?? '.';

interface Kind {
  files: number;
  bytes: number;
}

const kinds = new Map<string, Kind>();
const sizes: { path: string; bytes: number }[] = [];
const byContent = new Map<string, string[]>();
let directories = 0;
const links: string[] = [];

async function* walk(directory: string): AsyncGenerator<string> {
  directories++;
  const entries = [];
  for await (const entry of await opendir(directory)) entries.push(entry);
  // The system's order is nobody's.
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile()) yield path;
    else if (entry.isSymbolicLink()) links.push(`${relative(root, path)} -> ${await readlink(path)}`);
  }
}

for await (const path of walk(root)) {
  const [{ size }, content] = await Promise.all([stat(path), readFile(path)]);
  const name = relative(root, path);
  const extension = extname(path) || 'none';
  const kind = kinds.get(extension) ?? { files: 0, bytes: 0 };
  kinds.set(extension, { files: kind.files + 1, bytes: kind.bytes + size });
  sizes.push({ path: name, bytes: size });
  const digest = createHash('sha256').update(content).digest('hex');
  byContent.set(digest, [...(byContent.get(digest) ?? []), name]);
  if (sizes.length % 200 === 0) console.log(`${sizes.length} files so far`);
}

console.log(`${sizes.length} files in ${directories} directories, ${links.length} links`);
for (const link of links) console.log(link);
for (const [extension, { files, bytes }] of [...kinds].sort((a, b) => b[1].bytes - a[1].bytes))
  console.log(`${extension.padEnd(10)} ${String(files).padStart(6)} ${String(bytes).padStart(12)}`);
for (const { path, bytes } of sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 10))
  console.log(`${String(bytes).padStart(12)} ${path}`);
const same = [...byContent.values()].filter((paths) => paths.length > 1);
console.log(`${same.length} contents more than once`);
for (const paths of same.slice(0, 10)) console.log(paths.join(' = '));
const all = createHash('sha256');
for (const [digest, paths] of byContent) all.update(`${digest} ${paths.join(' ')}\n`);
console.log(`all: ${all.digest('hex')}`);
