import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse } from 'acorn';

const require = createRequire(import.meta.url);
const text = readFileSync(require.resolve('acorn'), 'utf8');
let nodes = 0;
const walk = (node) => {
  nodes++;
  for (const value of Object.values(node))
    for (const each of Array.isArray(value) ? value : [value]) if (each && typeof each.type === 'string') walk(each);
};
walk(parse(text, { ecmaVersion: 2022, sourceType: 'script', locations: true }));
console.log(nodes);
