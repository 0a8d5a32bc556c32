// Its standard output is a file of the directory that it goes through: what it has printed is there.
import { readdirSync, statSync } from 'node:fs';

const [, , dir] = process.argv as string[];
for (const name of readdirSync(dir!)) console.log(`${name} ${statSync(`${dir}/${name}`).size}`);
