import { tick } from './support/tick.ts';

function* rows(text: string): Generator<string[]> { let row: string[] = [], cell = '', quoted = false; for (let i = 0; i < text.length; i++) { const c = text[i]!; if (quoted) { if (c !== '"') cell += c; else if (text[i + 1] === '"') { cell += '"'; i++; } else quoted = false; } else if (c === '"') quoted = true; else if (c === ',') { row.push(tick(cell)); cell = ''; } else if (c === '\n') { yield [...row, cell]; row = []; cell = ''; } else cell += c; } if (cell || row.length) yield [...row, cell]; }
const [head, ...body] = rows('name,note\n"Smith, J","said ""hi"""\nLee,\nlast,"two\nlines"');
console.log(body.map((r) => JSON.stringify(Object.fromEntries(head!.map((h, i) => [h, r[i]])))).join('\n'));
